// A small counter-free generator with the same numbers on every machine: xoshiro256** seeded by SplitMix64
// (Blackman & Vigna, "Scrambled linear pseudorandom number generators", 2021). std distributions differ between
// libraries, so the few that are needed stand here.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace easel {

class Random {
 public:
  explicit Random(std::uint64_t seed);
  std::uint64_t next();
  /// Uniform in [0, 1).
  double uniform();
  /// Uniform in [0, n), n ≥ 1, without modulo bias.
  std::uint64_t below(std::uint64_t n);
  /// Standard normal (polar method).
  double normal();
  template<class T>
  void shuffle(std::vector<T>& v) {
    for (std::size_t i = v.size(); i > 1; --i)
      std::swap(v[i - 1], v[below(i)]);
  }

 private:
  std::uint64_t m_s[4];
  double m_spare = 0;
  bool m_hasSpare = false;
};

/// A well-mixed seed for the i-th part of some work.
std::uint64_t mixSeed(std::uint64_t seed, std::uint64_t i);

} // namespace easel
