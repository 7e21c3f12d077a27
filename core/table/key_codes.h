// A column as unsigned numbers of few bits whose order is the column's order: what sorting, grouping and joining
// work on. Equal cells have equal numbers: NaN equals NaN, -0 equals 0, missing equals missing.
// Immutable after of(); fill() may be called from many threads.
#pragma once

#include "core/table/storage.h"

#include <optional>

namespace easel {

/// Bits of a value such that unsigned order is the order of the values (IEEE 754: flip the sign, or all bits of negatives).
inline std::uint64_t orderedBits(double value) {
  const double canonical = value + 0.0; // -0 becomes 0
  std::uint64_t bits = 0;
  std::memcpy(&bits, &canonical, sizeof bits);
  return bits ^ ((std::uint64_t{0} - (bits >> 63)) | (std::uint64_t{1} << 63));
}
inline std::uint64_t orderedBits(std::int64_t value) {
  return static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63);
}
inline std::uint64_t orderedBits(std::int32_t value) { return orderedBits(static_cast<std::int64_t>(value)); }
inline std::uint64_t orderedBits(std::uint32_t value) { return value; }
inline std::uint64_t orderedBits(std::uint8_t value) { return value; }

class KeyCodes {
 public:
  struct Order {
    bool descending = false;
    bool missingFirst = false;
    bool byRank = false; // Category by its texts, not by its codes
  };
  /// The numbers of a column of fixed width; several when 64 bits do not suffice (state of the cell, then value).
  /// The column must outlive them.
  static Result<std::vector<KeyCodes>> of(const LoadedColumn& column, Order order, const Context& context);
  /// A text column whose cells were ranked: ranks[row] below `distinct`.
  static KeyCodes ofRanks(const LoadedColumn& column, std::vector<std::uint32_t> ranks, std::size_t distinct,
                          Order order);

  unsigned bits() const { return m_bits; }
  /// All numbers are at most this.
  std::uint64_t largest() const { return m_largest; }
  /// The numbers of the rows of a chunk.
  void fill(std::size_t chunk, std::uint64_t* out) const;

 private:
  enum class Part { Whole, State, Value };
  explicit KeyCodes(const LoadedColumn& column) : m_column(&column) {}
  void settle(Order order, bool nan, Part part);

  const LoadedColumn* m_column;
  std::vector<std::uint32_t> m_ranks; // by code (Category) or by row (Text)
  std::uint64_t m_min = 0;
  std::uint64_t m_max = 0;
  std::uint64_t m_first = 0; // number of the smallest value
  std::uint64_t m_nan = 0;
  std::uint64_t m_missing = 0;
  std::uint64_t m_largest = 0;
  unsigned m_bits = 0;
  bool m_descending = false;
  Part m_part = Part::Whole;
};

/// Several of them in one number of 64 bits, first the most significant.
struct PackedCodes {
  std::vector<const KeyCodes*> codes;
  unsigned bits = 0;
  void fill(std::size_t chunk, std::size_t rows, std::uint64_t* out) const;
};
/// As few numbers as hold all codes, in order.
std::vector<PackedCodes> pack(std::span<const KeyCodes> codes);

} // namespace easel
