#include "core/table/table.h"

#include "core/base/text.h"

#include <algorithm>
#include <unordered_set>

namespace easel {

namespace {
Error noColumn(std::string_view name, const std::vector<std::string>& names) {
  std::string hint = didYouMean(name, names);
  if (hint.empty())
    hint = "Columns are: " + listed(names, 12) + ".";
  return Error(ErrorCode::NotFound, "There is no column '" + std::string(name) + "'.", hint)
      .at({ErrorPlace::Kind::Column, std::string(name)});
}

/// The first n values of a chunk.
ChunkPtr headOf(const ChunkPtr& chunk, std::size_t n) {
  if (n == chunk->size())
    return chunk;
  Bitmap validity;
  if (!chunk->validity().empty()) {
    BitmapBuilder bits(n);
    for (std::size_t i = 0; i < n; ++i)
      if (!chunk->valid(i))
        bits.clear(i);
    validity = std::move(bits).finish();
  }
  if (hasBytes(chunk->type())) {
    const std::uint32_t* offsets = chunk->values<std::uint32_t>();
    return std::make_shared<Chunk>(chunk->type(), n, chunk->valueBuffer().slice(0, (n + 1) * sizeof(std::uint32_t)),
                                   std::move(validity), chunk->byteBuffer().slice(0, offsets[n]));
  }
  return std::make_shared<Chunk>(chunk->type(), n,
                                 chunk->valueBuffer().slice(0, n * dataTypeSize(chunk->type()) * chunk->dimension()),
                                 std::move(validity), Buffer(), chunk->dimension());
}
} // namespace

std::optional<std::size_t> TableSchema::find(std::string_view name) const {
  for (std::size_t i = 0; i < m_fields.size(); ++i)
    if (m_fields[i].name == name)
      return i;
  return std::nullopt;
}

std::vector<std::string> TableSchema::names() const {
  std::vector<std::string> names;
  for (const Field& f : m_fields)
    names.push_back(f.name);
  return names;
}

Result<std::size_t> TableSchema::require(std::string_view name) const {
  if (const auto i = find(name))
    return *i;
  return noColumn(name, names());
}

Result<Table> Table::make(std::vector<NamedColumn> columns) {
  Table t;
  std::unordered_set<std::string_view> seen;
  for (const NamedColumn& c : columns) {
    if (c.name.empty())
      return Error(ErrorCode::InvalidArgument, "A column has no name.", "Give it one.");
    if (!seen.insert(c.name).second)
      return Error(ErrorCode::InvalidArgument, "Two columns are called '" + c.name + "'.", "Rename one of them.")
          .at({ErrorPlace::Kind::Column, c.name});
    if (c.column.size() != columns.front().column.size())
      return Error(ErrorCode::Internal, "Column '" + c.name + "' has " + std::to_string(c.column.size()) +
                                            " rows, not " + std::to_string(columns.front().column.size()) + ".");
  }
  t.m_rows = columns.empty() ? 0 : columns.front().column.size();
  if (t.m_rows >= kNoRow)
    return Error(ErrorCode::Unsupported, "The table has more than 4,294,967,294 rows.", "Import a part of it.");
  t.m_columns = std::move(columns);
  return t;
}

Table Table::ofRows(std::size_t rows) {
  Table t;
  t.m_rows = rows;
  return t;
}

std::optional<std::size_t> Table::find(std::string_view name) const {
  for (std::size_t i = 0; i < m_columns.size(); ++i)
    if (m_columns[i].name == name)
      return i;
  return std::nullopt;
}

Result<const Column*> Table::require(std::string_view name) const {
  if (const auto i = find(name))
    return &m_columns[*i].column;
  return noColumn(name, schema().names());
}

TableSchema Table::schema() const {
  std::vector<Field> fields;
  fields.reserve(m_columns.size());
  for (const NamedColumn& c : m_columns)
    fields.push_back({c.name, c.column.type(), c.column.dictionary()});
  return TableSchema(std::move(fields));
}

Table Table::select(std::span<const std::size_t> indices) const {
  Table t = ofRows(m_rows);
  for (const std::size_t i : indices)
    t.m_columns.push_back(m_columns[i]);
  return t;
}

Table Table::without(std::span<const std::string> names) const {
  Table t = ofRows(m_rows);
  for (const NamedColumn& c : m_columns)
    if (std::find(names.begin(), names.end(), c.name) == names.end())
      t.m_columns.push_back(c);
  return t;
}

Result<Table> Table::with(std::string name, Column column) const {
  std::vector<NamedColumn> columns = m_columns;
  if (const auto i = find(name))
    columns[*i].column = std::move(column);
  else
    columns.push_back({std::move(name), std::move(column)});
  return make(std::move(columns));
}

Result<Table> Table::renamed(std::string_view from, std::string to) const {
  EASEL_CHECK(require(from));
  std::vector<NamedColumn> columns = m_columns;
  columns[*find(from)].name = std::move(to);
  return make(std::move(columns));
}

Result<Table> Table::head(std::size_t n) const {
  if (n >= m_rows)
    return *this;
  Table t = ofRows(n);
  for (const NamedColumn& c : m_columns) {
    std::vector<ChunkPtr> chunks;
    for (std::size_t k = 0; k < t.chunkCount(); ++k) {
      EASEL_TRY(const ChunkPtr chunk, c.column.chunk(k));
      chunks.push_back(headOf(chunk, t.chunkRows(k)));
    }
    t.m_columns.push_back({c.name, Column(c.column.type(), std::move(chunks), c.column.dictionary())});
  }
  return t;
}

std::size_t Table::memory() const {
  std::size_t total = 0;
  for (const NamedColumn& c : m_columns)
    total += c.column.memory();
  return total;
}

} // namespace easel
