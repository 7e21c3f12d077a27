#include "core/explore/hyperloglog.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace easel {

namespace {
/// Corrections for registers that are still 0, and for those that are full.
double sigma(double x) {
  if (x == 1.0)
    return std::numeric_limits<double>::infinity();
  double z = x;
  double y = 1;
  for (double before = -1; z != before; y += y) {
    x *= x;
    before = z;
    z += x * y;
  }
  return z;
}

double tau(double x) {
  if (x == 0.0 || x == 1.0)
    return 0;
  double z = 1 - x;
  double y = 1;
  for (double before = -1; z != before;) {
    x = std::sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  }
  return z / 3;
}
} // namespace

void HyperLogLog::add(std::uint64_t hash) {
  const std::size_t index = hash >> (64 - kIndexBits);
  const std::uint64_t rest = hash << kIndexBits;
  const auto rank = static_cast<std::uint8_t>(std::min(std::countl_zero(rest), static_cast<int>(64 - kIndexBits)) + 1);
  m_registers[index] = std::max(m_registers[index], rank);
}

void HyperLogLog::merge(const HyperLogLog& other) {
  for (std::size_t i = 0; i < m_registers.size(); ++i)
    m_registers[i] = std::max(m_registers[i], other.m_registers[i]);
}

double HyperLogLog::estimate() const {
  constexpr unsigned kRanks = 64 - kIndexBits; // the largest rank is one more
  std::array<double, kRanks + 2> counts{};
  for (const std::uint8_t r : m_registers)
    ++counts[r];
  const auto m = static_cast<double>(m_registers.size());
  double z = m * tau(1 - counts[kRanks + 1] / m);
  for (unsigned k = kRanks; k >= 1; --k)
    z = 0.5 * (z + counts[k]);
  z += m * sigma(counts[0] / m);
  return m * m / (2 * std::log(2.0) * z);
}

} // namespace easel
