#include "core/prepare/columns.h"

#include "core/base/json.h"
#include "core/base/parallel.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace easel {

Result<void> requireColumns(const Table& table, std::span<const std::string> names) {
  for (const std::string& name : names)
    EASEL_CHECK(table.require(name));
  return {};
}

Result<std::vector<std::size_t>> chosenColumns(const Table& table, std::span<const std::string> names,
                                               const std::function<bool(const NamedColumn&)>& suits) {
  std::vector<std::size_t> indices;
  if (names.empty()) {
    for (std::size_t i = 0; i < table.columnCount(); ++i)
      if (suits(table.columns()[i]))
        indices.push_back(i);
    return indices;
  }
  for (const std::string& name : names) {
    EASEL_CHECK(table.require(name));
    const std::size_t i = *table.find(name);
    if (std::find(indices.begin(), indices.end(), i) == indices.end())
      indices.push_back(i);
  }
  return indices;
}

std::string columnsText(std::span<const std::string> names, std::string_view all) {
  return names.empty() ? std::string(all) : listed(names, 3);
}

void TableEdit::append(std::string name, Column column) {
  for (std::size_t i = 0; i < m_columns.size(); ++i)
    if (m_columns[i].name == name) {
      m_columns[i].column = std::move(column);
      m_removed[i] = 0;
      return;
    }
  m_columns.push_back({std::move(name), std::move(column)});
  m_removed.push_back(0);
}

Result<Table> TableEdit::finish() && {
  const bool same = m_inserted.empty() && std::find(m_removed.begin(), m_removed.end(), 1) == m_removed.end();
  if (same && !m_columns.empty())
    return Table::make(std::move(m_columns));
  std::stable_sort(m_inserted.begin(), m_inserted.end(),
                   [](const Inserted& a, const Inserted& b) { return a.index < b.index; });
  std::vector<NamedColumn> columns;
  columns.reserve(m_columns.size() + m_inserted.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < m_columns.size(); ++i) {
    if (!m_removed[i])
      columns.push_back(std::move(m_columns[i]));
    for (; next < m_inserted.size() && m_inserted[next].index == i; ++next)
      columns.push_back(std::move(m_inserted[next].column));
  }
  if (columns.empty())
    return Table::ofRows(m_table.rows());
  return Table::make(std::move(columns));
}

Result<std::vector<ChunkPtr>> makeChunks(std::size_t count, const Context& context,
                                         const std::function<Result<ChunkPtr>(std::size_t)>& f) {
  std::vector<ChunkPtr> chunks(count);
  if (count == 1) { // one row as a rule: no threads
    EASEL_TRY(chunks[0], f(0));
    return chunks;
  }
  if (count > 1)
    EASEL_CHECK(tryParallelFor(context, count, [&](std::size_t k) -> Result<void> {
      EASEL_TRY(chunks[k], f(k));
      return {};
    }));
  return chunks;
}

Result<std::vector<double>> finiteValues(const Column& column, const Context& context) {
  std::vector<double> values;
  values.reserve(column.size() - column.missing());
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    withNumbers(*chunk, [&](const auto* in) {
      for (std::size_t i = 0; i < chunk->size(); ++i) {
        const auto v = static_cast<double>(in[i]);
        if (chunk->valid(i) && std::isfinite(v))
          values.push_back(v);
      }
    });
  }
  return values;
}

Json numberToJson(double value) { return std::isfinite(value) ? Json(value) : Json(formatNumber(value)); }

double numberFromJson(const Json& json) {
  if (json.is_number())
    return json.get<double>();
  return json == "inf" ? INFINITY : json == "-inf" ? -INFINITY : NAN;
}

std::string typeWords(DataType type) {
  switch (type) {
  case DataType::Bool: return EASEL_TR("yes or no");
  case DataType::Int64: return EASEL_TR("whole numbers");
  case DataType::Float64: return EASEL_TR("decimal numbers");
  case DataType::Category: return EASEL_TR("categories");
  case DataType::Text: return EASEL_TR("text");
  case DataType::Date: return EASEL_TR("dates");
  case DataType::Timestamp: return EASEL_TR("dates with times");
  case DataType::Duration: return EASEL_TR("durations");
  case DataType::Vector: return EASEL_TR("vectors");
  case DataType::Image: return EASEL_TR("images");
  }
  return {};
}

Error damagedState() {
  return Error(ErrorCode::Corrupt, "What the step had learned is damaged.", "Train the model again.");
}

} // namespace easel
