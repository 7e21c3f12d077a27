// From the head of a file to everything an import needs to begin: dialect, header, names, and for every column how its
// values seem to be written. Thread rule: pure function of the head.
#pragma once

#include "core/io/csv.h"
#include "core/io/csv_blocks.h"
#include "core/io/csv_values.h"

#include <string>
#include <string_view>
#include <vector>

namespace easel::csv {

/// How one column is read.
struct ColumnPlan {
  std::string name;
  Kind kind = Kind::Text;
  DataType type = DataType::Text;
  bool asked = false;         // the person gave the type: what does not fit becomes missing and is counted
  bool category = false;      // text: begin with a dictionary
  bool unquotedWords = false; // text: unquoted missing words are missing
  bool active = true;         // to be read in this pass
  DayMonth order = DayMonth::DayFirst; // numeric dates
};

struct Settings {
  Dialect dialect;
  NumberFormat numbers;
  std::vector<std::string> missingWords; // of the person
  CsvDateOrder dateOrder = CsvDateOrder::Auto;
};

struct Analysis {
  CsvSniff sniff;
  Settings settings;
  CsvEncoding encoding = CsvEncoding::Utf8;
  BlockReader::Start start;
  std::vector<ColumnPlan> plans;
  std::vector<BadLine> before; // lines above the table
};

/// The character an option like `delimiter` stands for; 0 for "none". Error when it is not one ASCII character.
Result<char> optionCharacter(const std::string& value, std::string_view option);

/// `head`: UTF-8 text from the first byte; whole: there is no more.
Result<Analysis> analyse(std::string_view head, bool whole, const CsvOptions& options);

/// Which way numeric dates are read, by all counts; nullopt: no single way fits.
std::optional<DayMonth> readingOf(const Evidence& evidence, CsvDateOrder wanted);
/// The best kind that all the values seen can be read as.
Kind bestKind(const Evidence& evidence, CsvDateOrder wanted);
/// As a person would write the pattern, e.g. "day/month/year"; empty for kinds without one.
std::string formatName(Kind kind, DayMonth order);

/// The text of a cell without quotes and, where they do not count, blanks. Uses `scratch` when quotes are doubled.
std::string_view readCell(const char* begin, const char* end, const Dialect& dialect, std::string& scratch, bool& quoted);

} // namespace easel::csv
