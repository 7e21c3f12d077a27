#include "core/base/random.h"

#include <bit>
#include <cmath>

namespace easel {

namespace {
std::uint64_t splitMix(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}
} // namespace

Random::Random(std::uint64_t seed) {
  for (std::uint64_t& s : m_s)
    s = splitMix(seed);
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(m_s[1] * 5, 7) * 9;
  const std::uint64_t t = m_s[1] << 17;
  m_s[2] ^= m_s[0];
  m_s[3] ^= m_s[1];
  m_s[1] ^= m_s[2];
  m_s[0] ^= m_s[3];
  m_s[2] ^= t;
  m_s[3] = std::rotl(m_s[3], 45);
  return result;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

std::uint64_t Random::below(std::uint64_t n) {
  const std::uint64_t limit = (0 - n) % n; // values below it would favour small results
  for (;;) {
    const std::uint64_t r = next();
    if (r >= limit)
      return r % n;
  }
}

double Random::normal() {
  if (m_hasSpare) {
    m_hasSpare = false;
    return m_spare;
  }
  for (;;) {
    const double u = 2 * uniform() - 1;
    const double v = 2 * uniform() - 1;
    const double s = u * u + v * v;
    if (s >= 1 || s == 0)
      continue;
    const double f = std::sqrt(-2 * std::log(s) / s);
    m_spare = v * f;
    m_hasSpare = true;
    return u * f;
  }
}

std::uint64_t mixSeed(std::uint64_t seed, std::uint64_t i) {
  std::uint64_t state = seed ^ (i * 0xd1342543de82ef95ULL);
  splitMix(state);
  return splitMix(state);
}

} // namespace easel
