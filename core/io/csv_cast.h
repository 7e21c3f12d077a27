// Reading a cell as the type a person asked for: more forms are accepted than an unasked column would be taken for
// (yes/no as Bool, "59.0" and "007" as whole numbers, any known way to write a date). Thread rule: pure functions.
#pragma once

#include "core/io/csv_analysis.h"

namespace easel::csv {

bool castBool(std::string_view text, std::uint8_t& out);
bool castInt(std::string_view text, NumberFormat format, std::int64_t& out);
bool castFloat(std::string_view text, NumberFormat format, double& out);
bool castDate(std::string_view text, DayMonth order, std::int32_t& out);
bool castTimestamp(std::string_view text, DayMonth order, std::int64_t& out);
bool castDuration(std::string_view text, std::int64_t& out);

/// "[1,2.5,3]" in every row: a column of vectors; the first row says how many numbers. Rows that differ are missing and are
/// given to `misfit(row, text)`.
Result<Column> castVectors(const Column& texts, const std::function<void(std::size_t, std::string_view)>& misfit);

} // namespace easel::csv
