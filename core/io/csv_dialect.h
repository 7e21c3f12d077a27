// Delimiter, quote, escapes and the first line of the table, from the head of a file. Every candidate reading is
// scored by how many lines have the usual number of cells and how many cells read as values.
// Thread rule: pure function of the head.
#pragma once

#include "core/io/csv_analysis.h"

namespace easel::csv {

struct DialectGuess {
  Dialect dialect;
  std::size_t cells = 1;     // of the usual line
  double consistency = 0;    // share of the lines that have as many
  std::string reason;
};

Result<DialectGuess> guessDialect(std::string_view text, const CsvOptions& options);

/// The cells of up to `most` lines of a text.
struct Line {
  std::size_t begin = 0;
  std::size_t end = 0; // after its line end
  std::vector<std::pair<std::size_t, std::size_t>> cells;
};
std::vector<Line> splitLines(std::string_view text, const Dialect& dialect, std::size_t most);

} // namespace easel::csv
