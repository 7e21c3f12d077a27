// Numbers for the distinct combinations of key columns, in order of first appearance: the base of group, distinct,
// pivot and of text ranks. Chunks are numbered on their own, in parallel, then joined in order; small key ranges
// (categories, short integer ranges) use an array in place of a hash table.
#pragma once

#include "core/table/key_codes.h"

#include <functional>

namespace easel {

inline constexpr std::uint32_t kNoId = 0xFFFF'FFFF;

/// Mixes 64 bits so that high bits depend on all (a folded 64 × 64 → 128 bit product).
inline std::uint64_t mixBits(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a ^ 0x9E37'79B9'7F4A'7C15ULL) * (b ^ 0xD1B5'4A32'D192'ED03ULL);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}
inline std::uint64_t hashOf(std::uint64_t value) { return mixBits(value, 0x2545'F491'4F6C'DD1DULL); }
std::uint64_t hashOf(std::string_view text);

/// Keys with ids 0, 1, 2 … in a flat table with linear probing.
class IdTable {
 public:
  explicit IdTable(std::size_t expected = 64);
  std::size_t size() const { return m_size; }

  /// The id of a key, a new one when it is not known. `same(id)` confirms a match (for keys that are hashes).
  template<class Same>
  std::uint32_t add(std::uint64_t key, Same&& same) {
    if (m_size * 2 >= m_slots.size())
      grow();
    for (std::size_t at = hashOf(key) >> m_shift;; at = (at + 1) & (m_slots.size() - 1)) {
      Slot& slot = m_slots[at];
      if (slot.id == kNoId) {
        slot = {key, static_cast<std::uint32_t>(m_size)};
        return static_cast<std::uint32_t>(m_size++);
      }
      if (slot.key == key && same(slot.id))
        return slot.id;
    }
  }
  /// kNoId when the key is not known.
  template<class Same>
  std::uint32_t find(std::uint64_t key, Same&& same) const {
    for (std::size_t at = hashOf(key) >> m_shift;; at = (at + 1) & (m_slots.size() - 1)) {
      const Slot& slot = m_slots[at];
      if (slot.id == kNoId)
        return kNoId;
      if (slot.key == key && same(slot.id))
        return slot.id;
    }
  }
  void prefetch(std::uint64_t key) const { __builtin_prefetch(&m_slots[hashOf(key) >> m_shift]); }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t id = kNoId;
  };
  void grow();
  std::vector<Slot> m_slots;
  unsigned m_shift;
  std::size_t m_size = 0;
};

/// One number a row; not cleared, so that its pages are first touched by the thread that writes them.
class IdArray {
 public:
  IdArray() = default;
  explicit IdArray(std::size_t size) : m_memory(size * sizeof(std::uint32_t)), m_ids(m_memory.as<std::uint32_t>()), m_size(size) {}
  std::uint32_t* data() { return m_ids; }
  const std::uint32_t* data() const { return m_ids; }
  std::uint32_t& operator[](std::size_t i) { return m_ids[i]; }
  std::uint32_t operator[](std::size_t i) const { return m_ids[i]; }
  std::size_t size() const { return m_size; }

 private:
  MutableBuffer m_memory;
  std::uint32_t* m_ids = nullptr;
  std::size_t m_size = 0;
};

struct RowIds {
  IdArray ids;                     // by row
  std::vector<RowIndex> firstRows; // by id, ascending
  std::size_t count() const { return firstRows.size(); }
};
/// No columns: all rows have number 0. `rows` is their length.
Result<RowIds> numberRows(std::span<const LoadedColumn> columns, std::size_t rows, const Context& context);

/// The same for numbers that are at hand: fill(chunk, out) writes those of a chunk.
Result<RowIds> numberKeys(std::size_t rows, const std::function<void(std::size_t, std::uint64_t*)>& fill,
                          const Context& context);

/// Cells are equal: both missing, or the same value (NaN equals NaN, -0 equals 0).
bool equalCells(const LoadedColumn& column, RowIndex a, RowIndex b);

} // namespace easel
