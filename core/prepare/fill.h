// Filling the missing values of one column: by a fixed value, or by the nearest present one before or after. Chunks
// without missing values are shared, not copied. Pure functions; may be called from any thread.
#pragma once

#include "core/base/context.h"
#include "core/base/json.h"
#include "core/table/table.h"

#include <optional>
#include <string>
#include <variant>

namespace easel {

/// Of a column's type: double for Float64, string for Text and Category, int64_t for the others.
using CellValue = std::variant<std::monostate, std::int64_t, double, std::string>;

Json toJson(const CellValue& value);
CellValue cellValueFromJson(const Json& json, DataType type);

/// A value written by a person, e.g. "0", "yes", "2026-11-24"; durations as shown or in seconds. nullopt: not of that type.
std::optional<CellValue> parseCell(std::string_view text, DataType type);

/// The most frequent present value (NaN apart); of equally frequent ones the smallest. monostate: none is present.
Result<CellValue> mostFrequent(const Column& column, const Context& context);
/// The first or last present value; monostate: none is present.
Result<CellValue> firstPresent(const Column& column, bool fromEnd, const Context& context);

enum class FillFrom { Value, Previous, Next };
/// `value` is used where there is no row before (after), and everywhere for FillFrom::Value; monostate: stays missing.
/// type: the column's own, or Float64 for an Int64 column.
Result<Column> filled(const Column& column, DataType type, FillFrom from, const CellValue& value,
                      const Context& context);

} // namespace easel
