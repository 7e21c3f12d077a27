// Cells as text for CSV: read back by the import they give the same value and, as far as text can say it, the same
// type (a whole Float64 is written 3.0). Thread rule: pure functions.
#pragma once

#include "core/table/column.h"

#include <string>
#include <string_view>

namespace easel::csv {

struct WriteStyle {
  char delimiter = ',';
  char quote = '"';
  char decimal = '.';
};

/// Quoted when it must be: with delimiter, quote, line end, blank at a border, when empty, or when it would read as missing.
void appendText(std::string& out, std::string_view text, const WriteStyle& style);
/// A cell that is not missing.
void appendCell(std::string& out, const Chunk& chunk, const Dictionary* dictionary, std::size_t row, const WriteStyle& style);

} // namespace easel::csv
