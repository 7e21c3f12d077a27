// What most steps share: choosing the columns that a parameter names, finding them again in later tables, and putting
// changed columns back. A ColumnRef looks first where the column was in training, so that serving compares one name
// instead of searching. Thread rule: immutable values, except TableEdit, which has one owner.
#pragma once

#include "core/base/context.h"
#include "core/base/json.h"
#include "core/table/table.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace easel {

class ColumnRef {
 public:
  ColumnRef() = default;
  explicit ColumnRef(std::string name, std::size_t hint = 0) : m_name(std::move(name)), m_hint(hint) {}
  const std::string& name() const { return m_name; }
  std::size_t hint() const { return m_hint; }
  std::optional<std::size_t> in(const Table& table) const {
    if (m_hint < table.columnCount() && table.name(m_hint) == m_name)
      return m_hint;
    if (m_hint > 0 && m_hint - 1 < table.columnCount() && table.name(m_hint - 1) == m_name)
      return m_hint - 1; // a column before it, often the target, is absent
    return table.find(m_name);
  }

 private:
  std::string m_name;
  std::size_t m_hint = 0;
};

/// Every name must be a column; NotFound with a suggestion otherwise.
Result<void> requireColumns(const Table& table, std::span<const std::string> names);

/// The columns of these names, each once; none given: all that `suits` accepts, in table order.
Result<std::vector<std::size_t>> chosenColumns(const Table& table, std::span<const std::string> names,
                                               const std::function<bool(const NamedColumn&)>& suits);

/// "a, b and c", or `all` when the list is empty: for outlines.
std::string columnsText(std::span<const std::string> names, std::string_view all);

/// The columns of a table with some replaced, added behind another, or left out.
class TableEdit {
 public:
  explicit TableEdit(const Table& table) : m_table(table), m_columns(table.columns()), m_removed(table.columnCount()) {}
  void replace(std::size_t index, Column column) { m_columns[index].column = std::move(column); }
  void remove(std::size_t index) { m_removed[index] = 1; }
  /// In the place of column `index`, which is left out, or behind it when it is kept; in the order of the calls.
  void insert(std::size_t index, std::string name, Column column) {
    m_inserted.push_back({index, {std::move(name), std::move(column)}});
  }
  /// At the end; replaces the column of that name when there is one.
  void append(std::string name, Column column);
  Result<Table> finish() &&;

 private:
  struct Inserted {
    std::size_t index = 0;
    NamedColumn column;
  };
  const Table& m_table;
  std::vector<NamedColumn> m_columns;
  std::vector<std::uint8_t> m_removed;
  std::vector<Inserted> m_inserted;
};

/// f gives chunk k of the result; in parallel when there is more than one. Checks for cancel before every chunk.
Result<std::vector<ChunkPtr>> makeChunks(std::size_t count, const Context& context,
                                         const std::function<Result<ChunkPtr>(std::size_t)>& f);

/// Calls f(values) with a typed pointer: uint8_t, int64_t, double or int32_t. For Bool, Int64, Float64, Date, Timestamp
/// and Duration only.
template<class F>
decltype(auto) withNumbers(const Chunk& chunk, F&& f) {
  switch (chunk.type()) {
  case DataType::Bool: return f(chunk.values<std::uint8_t>());
  case DataType::Float64: return f(chunk.values<double>());
  case DataType::Date: return f(chunk.values<std::int32_t>());
  default: return f(chunk.values<std::int64_t>());
  }
}

/// The finite, present values of a number-like column as doubles, in row order.
Result<std::vector<double>> finiteValues(const Column& column, const Context& context);

/// Doubles in saved states: JSON has no infinity, so those are texts.
Json numberToJson(double value);
double numberFromJson(const Json& json);

/// "a column of texts", "a column of whole numbers" …
std::string typeWords(DataType type);
/// The one error for a state that cannot be read.
Error damagedState();
/// Runs `read`, which takes a saved state apart and gives a Result; a state of another form is damaged.
template<class F>
auto readState(F&& read) -> decltype(read()) {
  try {
    return read();
  } catch (const Json::exception&) {
    return damagedState();
  }
}

} // namespace easel
