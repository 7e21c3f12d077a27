// Tables of chance for tests: every type, missing cells, NaN, both zeros, duplicates; and columns read lazily.
#pragma once

#include "core/base/random.h"
#include "core/table/builder.h"
#include "core/table/kernels.h"

#include <atomic>
#include <cmath>
#include <limits>

namespace easel {

inline double oddDouble(Random& random) {
  switch (random.below(8)) {
  case 0: return std::numeric_limits<double>::quiet_NaN();
  case 1: return -0.0;
  case 2: return 0.0;
  case 3: return -std::numeric_limits<double>::infinity();
  default: return static_cast<double>(random.below(9)) / 4 - 1;
  }
}

/// A column of `type` with about `distinct` values; every `gap`-th cell or so is missing (0: none).
inline Column randomColumn(DataType type, std::size_t n, std::uint64_t seed, std::size_t distinct = 7,
                           std::size_t gap = 5) {
  Random random(seed);
  ColumnBuilder b(type, 2);
  for (std::size_t i = 0; i < n; ++i) {
    if (gap > 0 && random.below(gap) == 0) {
      b.appendMissing();
      continue;
    }
    const std::uint64_t k = random.below(distinct);
    const auto v = static_cast<std::int64_t>(k) - static_cast<std::int64_t>(distinct / 2);
    switch (type) {
    case DataType::Bool: b.appendBool(k % 2 == 1); break;
    case DataType::Float64:
      b.appendDouble(distinct < 100 ? oddDouble(random) : static_cast<double>(v) * 1.25);
      break;
    case DataType::Category:
    case DataType::Text:
    case DataType::Image: b.appendText(k == 0 ? "" : "prefix prefix " + std::to_string(k * 7919 % 1013) + "ż"); break;
    case DataType::Vector: {
      const float pair[2] = {static_cast<float>(k), 1.5F};
      b.appendVector(pair);
      break;
    }
    default: b.appendInt(v * 3); break;
    }
  }
  return std::move(b).finish();
}

inline constexpr DataType kAllTypes[] = {DataType::Bool,     DataType::Int64, DataType::Float64,   DataType::Category,
                                         DataType::Text,     DataType::Date,  DataType::Timestamp, DataType::Duration,
                                         DataType::Vector,   DataType::Image};

/// One column of every type, named by the type.
inline Table randomTable(std::size_t n, std::uint64_t seed, std::size_t distinct = 7, std::size_t gap = 5) {
  std::vector<NamedColumn> columns;
  for (const DataType t : kAllTypes)
    columns.push_back({std::string(dataTypeId(t)), randomColumn(t, n, ++seed * 77, distinct, gap)});
  return Table::make(std::move(columns)).value();
}

/// Cells as texts; "∅" for missing ones.
inline std::vector<std::string> texts(const Column& column) {
  std::vector<std::string> all;
  for (std::size_t c = 0; c < column.chunkCount(); ++c) {
    const ChunkPtr chunk = column.chunk(c).value();
    for (std::size_t i = 0; i < chunk->size(); ++i)
      all.push_back(cellText(*chunk, column.dictionary().get(), i).value_or("∅"));
  }
  return all;
}
inline std::vector<std::string> texts(const Table& table, std::string_view name) {
  return texts(**table.require(name));
}

/// Every chunk but the last is full, counts agree, and missing cells hold zero.
inline bool wellFormed(const Column& column) {
  std::size_t missing = 0;
  for (std::size_t c = 0; c < column.chunkCount(); ++c) {
    const ChunkPtr chunk = column.chunk(c).value();
    if (chunk->size() == 0 || chunk->type() != column.type() || (c + 1 < column.chunkCount() && chunk->size() != kChunkRows))
      return false;
    missing += chunk->missing();
    for (std::size_t i = 0; i < chunk->size(); ++i) {
      if (chunk->valid(i))
        continue;
      if (hasBytes(column.type())) {
        if (!chunk->text(i).empty())
          return false;
      } else {
        const std::size_t width = dataTypeSize(column.type()) * chunk->dimension();
        for (std::size_t k = 0; k < width; ++k)
          if (chunk->values<std::byte>()[i * width + k] != std::byte{})
            return false;
      }
    }
  }
  return missing == column.missing();
}
inline bool wellFormed(const Table& table) {
  for (const NamedColumn& c : table.columns())
    if (!wellFormed(c.column) || c.column.size() != table.rows())
      return false;
  return true;
}

/// Gives the chunks of another column when asked; fails at chunk `failAt`.
class TestSource : public ChunkSource {
 public:
  explicit TestSource(Column column, std::size_t failAt = std::size_t(-1)) : m_column(std::move(column)), m_failAt(failAt) {}
  Result<ChunkPtr> load(std::size_t index) const override {
    ++loads;
    if (index == m_failAt)
      return Error(ErrorCode::Io, "The disk has gone.");
    return m_column.chunk(index);
  }
  mutable std::atomic<int> loads{0};

 private:
  Column m_column;
  std::size_t m_failAt;
};

inline Column lazily(const Column& column, std::size_t failAt = std::size_t(-1)) {
  std::vector<Column::LazyChunk> chunks;
  for (std::size_t c = 0; c < column.chunkCount(); ++c)
    chunks.push_back({column.chunkSize(c), column.chunk(c).value()->missing()});
  return Column(column.type(), std::move(chunks), std::make_shared<TestSource>(column, failAt), column.dictionary());
}
inline Table lazily(const Table& table, std::size_t failAt = std::size_t(-1)) {
  std::vector<NamedColumn> columns;
  for (const NamedColumn& c : table.columns())
    columns.push_back({c.name, lazily(c.column, failAt)});
  return Table::make(std::move(columns)).value();
}

} // namespace easel
