// The distinct values of a column as texts, and from each row to the number of its value. Works on the codes of
// categories; texts, whole numbers and yes/no values are looked up one by one. Immutable; any thread.
#pragma once

#include "core/base/context.h"
#include "core/table/table.h"

#include <string>
#include <vector>

namespace easel {

struct LevelCounts {
  std::vector<std::string> levels; // those that occur: ordered categories in their order, numbers by size, else by text
  std::vector<std::size_t> counts;
  std::size_t missing = 0;
};

/// Text, Category, Int64, Bool.
bool hasLevels(DataType type);
Result<LevelCounts> countLevels(const Column& column, const Context& context);

/// From values to their numbers.
class LevelMap {
 public:
  static constexpr std::uint32_t kMissing = 0xFFFF'FFFF;
  static constexpr std::uint32_t kUnseen = 0xFFFF'FFFE;

  LevelMap() : LevelMap(std::vector<std::string>()) {}
  explicit LevelMap(std::vector<std::string> levels) : m_levels(std::make_shared<Dictionary>(std::move(levels))) {}
  const std::vector<std::string>& levels() const { return m_levels->values(); }

  /// What is worth computing once for a whole column: code → number. Empty when single look-ups are cheaper.
  std::vector<std::uint32_t> codes(const Column& column) const;
  /// out has one entry a row of the chunk: a number, kMissing or kUnseen.
  void number(const Chunk& chunk, const Column& column, const std::vector<std::uint32_t>& codes,
              std::uint32_t* out) const;
  /// The whole column.
  Result<std::vector<std::uint32_t>> numbers(const Column& column, const Context& context) const;

 private:
  std::uint32_t find(std::string_view text) const { return m_levels->find(text).value_or(kUnseen); }
  DictionaryPtr m_levels;
};

} // namespace easel
