// The formula that is true for the rows with the same value as one cell, or for all others: "keep only this value". It reads
// the cell's chunk, so not on the GUI thread. Thread rule: pure.
#pragma once

#include "core/table/table.h"

namespace easel {

/// `keep` false: all rows with another value, those where it is missing included. An error for vectors, pictures and
/// infinite numbers, which cannot be written.
Result<std::string> cellCondition(const Table& table, std::string_view column, std::size_t row, bool keep);

} // namespace easel
