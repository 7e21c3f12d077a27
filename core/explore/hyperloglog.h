// Counts distinct values in 32 KiB whatever their number: HyperLogLog (Flajolet, Fusy, Gandouet & Meunier, 2007) with
// 64-bit hashes (Heule, Nunkesser & Hall, 2013) and the estimator without bias tables of Ertl ("New cardinality
// estimation algorithms for HyperLogLog sketches", 2017). Standard error 0.57 %. Merging does not depend on the order.
// Thread rule: a value; one thread writes.
#pragma once

#include <cstdint>
#include <vector>

namespace easel {

class HyperLogLog {
 public:
  HyperLogLog() : m_registers(std::size_t{1} << kIndexBits) {}
  /// All 64 bits of the hash must be well mixed.
  void add(std::uint64_t hash);
  void merge(const HyperLogLog& other);
  double estimate() const;

 private:
  static constexpr unsigned kIndexBits = 15;
  std::vector<std::uint8_t> m_registers;
};

} // namespace easel
