// Raw rows from outside in the form that the training rows had.
#include "core/base/text.h"
#include "core/learn/bundle.h"
#include "core/table/builder.h"
#include "core/table/kernels.h"

#include <cmath>

namespace easel {

namespace {

std::string_view wantedText(DataType type) {
  switch (type) {
    case DataType::Bool:
      return "yes or no (true, false, 1, 0)";
    case DataType::Int64:
    case DataType::Float64:
      return "numbers";
    case DataType::Date:
      return "dates (like 2026-11-24)";
    case DataType::Timestamp:
      return "dates with a time (like 2026-11-24T10:15:00Z)";
    case DataType::Duration:
      return "durations";
    case DataType::Category:
    case DataType::Text:
      return "texts";
    case DataType::Vector:
      return "vectors";
    case DataType::Image:
      break;
  }
  return "pictures";
}

Error notConvertible(const SignatureField& field, const CastReport& report) {
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < report.rows.size(); ++i)
    rows.push_back("row " + std::to_string(report.rows[i] + 1) + ": '" +
                   (i < report.values.size() ? report.values[i] : "") + "'");
  Error error(ErrorCode::Data,
              "Column '" + field.name + "' has " +
                  plural(static_cast<std::int64_t>(report.failed), "value that is", "values that are") + " not " +
                  std::string(wantedText(field.type)) + " (" + listed(rows, 3) + ").",
              "The model learned from " + std::string(wantedText(field.type)) + " here: send such values, or none.");
  error.places.push_back({ErrorPlace::Kind::Column, field.name});
  for (const RowIndex row : report.rows)
    error.places.push_back({ErrorPlace::Kind::Row, {}, static_cast<std::int64_t>(row) + 1});
  return error;
}

Result<bool> allWhole(const Column& column) {
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    const double* v = chunk->values<double>();
    for (std::size_t i = 0; i < chunk->size(); ++i)
      if (chunk->valid(i) && !(v[i] == std::trunc(v[i]) && std::abs(v[i]) < 9e15))
        return false;
  }
  return true;
}

Result<Column> converted(const SignatureField& field, const Column& column, const Context& context) {
  if (column.type() == field.type)
    return column;
  if (column.missing() == column.size())
    return missingColumn(field.type, column.size());
  if (field.type == DataType::Int64 && column.type() == DataType::Float64) {
    EASEL_TRY(const bool whole, allWhole(column));
    if (!whole)
      return column; // 3.5 where training had whole numbers only: still a number
  }
  EASEL_TRY(CastResult result, cast(column, field.type, context));
  if (result.report.failed > 0 && field.type == DataType::Int64) {
    EASEL_TRY(CastResult fraction, cast(column, DataType::Float64, context));
    if (fraction.report.failed == 0)
      return std::move(fraction.column);
    return notConvertible(field, fraction.report);
  }
  if (result.report.failed > 0 && field.required)
    return notConvertible(field, result.report);
  return std::move(result.column);
}

} // namespace

Result<Table> toSignature(const Signature& signature, const Table& rows, const Context& context) {
  std::vector<NamedColumn> columns;
  columns.reserve(signature.inputs.size() + 1);
  std::vector<std::string> absent;
  for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
    const SignatureField& field = signature.inputs[i];
    // Callers mostly send the columns in our order.
    const std::optional<std::size_t> at =
        i < rows.columnCount() && rows.name(i) == field.name ? std::optional(i) : rows.find(field.name);
    if (at) {
      EASEL_TRY(Column column, converted(field, rows.column(*at), context));
      columns.push_back({field.name, std::move(column)});
    } else if (field.required) {
      absent.push_back("'" + field.name + "'");
    } else {
      columns.push_back({field.name, missingColumn(field.type, rows.rows())});
    }
  }
  if (!absent.empty()) {
    Error error(ErrorCode::Data,
                (absent.size() == 1 ? "A column is missing that the model needs: " :
                                      std::to_string(absent.size()) + " columns are missing that the model needs: ") +
                    listed(absent, 50) + ".",
                "Send them, empty where a value is not known.");
    for (const SignatureField& field : signature.inputs)
      if (field.required && !rows.find(field.name))
        error.places.push_back({ErrorPlace::Kind::Column, field.name});
    return error;
  }
  if (signature.targetType) // a step may name it; what the target is plays no part
    columns.push_back({signature.target, missingColumn(*signature.targetType, rows.rows())});
  if (columns.empty())
    return Table::ofRows(rows.rows());
  return Table::make(std::move(columns));
}

} // namespace easel
