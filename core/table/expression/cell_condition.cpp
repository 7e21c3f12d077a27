#include "core/table/expression/cell_condition.h"

#include "core/base/text.h"
#include "core/table/expression/expression.h"

#include <cmath>

namespace easel {

Result<std::string> cellCondition(const Table& table, std::string_view column, std::size_t row, bool keep) {
  EASEL_TRY(const Column* values, table.require(column));
  if (row >= values->size())
    return Error(ErrorCode::NotFound, "There is no row " + formatCount(static_cast<std::int64_t>(row) + 1) + ".",
                 "The table has " + plural(static_cast<std::int64_t>(values->size()), "row", "rows") + ".");
  EASEL_TRY(const ChunkPtr chunk, values->chunk(row >> kChunkShift));
  const std::size_t i = row & (kChunkRows - 1);
  const std::string name = quotedColumn(column);
  const auto text = cellText(*chunk, values->dictionary().get(), i);
  if (!text)
    return name + (keep ? " is null" : " is not null");
  std::string literal;
  switch (values->type()) {
  case DataType::Bool:
  case DataType::Int64: literal = *text; break;
  case DataType::Float64:
    if (!std::isfinite(chunk->values<double>()[i]))
      return Error(ErrorCode::Unsupported, "A condition cannot be made from the value '" + *text + "'.",
                   "Compare with a number instead, for example " + name + " > 1000000.");
    literal = *text;
    break;
  case DataType::Duration:
    literal = "duration(" + std::to_string(chunk->values<std::int64_t>()[i] / 1'000'000) + ", 'seconds')";
    if (chunk->values<std::int64_t>()[i] % 1'000'000 != 0)
      return Error(ErrorCode::Unsupported, "A condition cannot be made from parts of a second.",
                   "Compare with whole seconds, for example " + name + " >= duration(1, 'seconds').");
    break;
  case DataType::Vector:
  case DataType::Image:
    return Error(ErrorCode::Unsupported, "A condition cannot be made from a value of this kind.",
                 "Choose a cell with a number, a text or a date.");
  default: literal = quotedText(*text);
  }
  if (keep)
    return name + " = " + literal;
  return name + " != " + literal + (values->missing() > 0 ? " or " + name + " is null" : "");
}

} // namespace easel
