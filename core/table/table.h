// An immutable table: named columns of equal length that share their chunks. Every change is a new Table.
#pragma once

#include "core/table/column.h"

#include <span>
#include <string>
#include <vector>

namespace easel {

struct Field {
  std::string name;
  DataType type = DataType::Int64;
  DictionaryPtr dictionary; // Category: its levels, when they are known
};

/// Names and types without data.
class TableSchema {
 public:
  TableSchema() = default;
  explicit TableSchema(std::vector<Field> fields) : m_fields(std::move(fields)) {}
  const std::vector<Field>& fields() const { return m_fields; }
  std::size_t size() const { return m_fields.size(); }
  std::optional<std::size_t> find(std::string_view name) const;
  std::vector<std::string> names() const;
  /// Error NotFound that names the column and suggests the nearest one.
  Result<std::size_t> require(std::string_view name) const;

 private:
  std::vector<Field> m_fields;
};

struct NamedColumn {
  std::string name;
  Column column;
};

class Table {
 public:
  Table() = default; // no columns, no rows
  /// Errors: unequal lengths, an empty or double name.
  static Result<Table> make(std::vector<NamedColumn> columns);
  /// A table without columns still has a number of rows (e.g. after dropping every column).
  static Table ofRows(std::size_t rows);

  std::size_t rows() const { return m_rows; }
  std::size_t columnCount() const { return m_columns.size(); }
  std::size_t chunkCount() const { return (m_rows + kChunkRows - 1) >> kChunkShift; }
  std::size_t chunkRows(std::size_t chunk) const { return std::min(kChunkRows, m_rows - (chunk << kChunkShift)); }
  const std::string& name(std::size_t i) const { return m_columns[i].name; }
  const Column& column(std::size_t i) const { return m_columns[i].column; }
  const std::vector<NamedColumn>& columns() const { return m_columns; }
  std::optional<std::size_t> find(std::string_view name) const;
  /// Error NotFound that suggests the nearest name.
  Result<const Column*> require(std::string_view name) const;
  TableSchema schema() const;

  /// Columns by index, in that order.
  Table select(std::span<const std::size_t> indices) const;
  Table without(std::span<const std::string> names) const; // unknown names are ignored
  /// Replaces the column of that name, else appends it. The length must be rows() (or the table be empty).
  Result<Table> with(std::string name, Column column) const;
  Result<Table> renamed(std::string_view from, std::string to) const;
  /// The first n rows (shares whole chunks).
  Result<Table> head(std::size_t n) const;

  std::size_t memory() const;

 private:
  std::size_t m_rows = 0;
  std::vector<NamedColumn> m_columns;
};

} // namespace easel
