// CSV in and out: delimited text files, plain, gz or zst, in UTF-8, UTF-16 or CP1252 (RFC 4180 and what people make
// of it). Everything not said by the options is found out from the file; types are decided from ALL rows. What could
// not be used (broken lines, casts) stands in the report: nothing is dropped or shifted silently.
// Thread rule: free functions on values; the result does not depend on the number of threads.
//
// Decisions that a person may meet:
//  - An empty cell is missing. A quoted empty cell ("") is an empty text in text columns, missing in all others.
//  - Missing words (NA, N/A, null, ?, -, . and the like) count in columns that are otherwise numbers, dates or bools,
//    and, unquoted, in text columns whose values are quoted. Words given by `missing_words` count in every column.
//  - true/false make a Bool column; yes/no, 0/1 keep their words and digits unless `types` says bool.
//  - Whole numbers with leading zeros ("007") and those beyond 64 bits keep their digits: the column is text.
//  - Text is a Category when at most half of its values and at most 100,000 are distinct, else Text.
//  - A date such as 03/04/2020 where every row reads both ways is day first, with a warning that has the counts.
//    When some rows only read one way and some only the other, the column stays text, with a warning.
//  - A line with too many or too few cells, or with a quote that is never closed, is kept apart and reported.
//  - NaN is read as missing; inf is a value.
#pragma once

#include "core/base/context.h"
#include "core/schema/describe.h"
#include "core/table/table.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace easel {

enum class CsvHeader { Auto, Yes, No };
enum class CsvEncoding { Auto, Utf8, Utf16Le, Utf16Be, Latin1, Cp1252 };
enum class CsvDecimal { Auto, Point, Comma };
enum class CsvDateOrder { Auto, DayFirst, MonthFirst };

struct CsvOptions {
  std::optional<std::string> delimiter; // one character, or "tab"
  std::optional<std::string> quote;     // one character, or "none"
  CsvHeader header = CsvHeader::Auto;
  CsvEncoding encoding = CsvEncoding::Auto;
  CsvDecimal decimal = CsvDecimal::Auto;
  std::optional<std::string> thousands; // one character, "space" or "none"
  std::vector<std::string> missingWords;
  CsvDateOrder dateOrder = CsvDateOrder::Auto;
  std::map<std::string, std::string> types; // column → type id
  std::int64_t skipLines = 0;
  std::optional<std::int64_t> maxRows;

  /// Not a setting of the person: how much is read at once. Tests make it tiny so that borders fall everywhere.
  std::size_t blockBytes = std::size_t{1} << 20;

  static void describe(Describe<CsvOptions>& d);
};

/// Dates written as 03/04/2020: how many rows read only one way.
struct AmbiguousDates {
  std::string column;
  std::int64_t dayFirstOnly = 0;
  std::int64_t monthFirstOnly = 0;
  std::int64_t both = 0;
  std::string taken; // "day_first", "month_first" or "text"
};

struct CsvColumnGuess {
  std::string name;
  DataType type = DataType::Text;
  std::string format;      // how the values are written, e.g. "day/month/year"; empty when there is nothing to say
  std::int64_t values = 0; // in the sample, not missing
  std::int64_t missing = 0;
  std::int64_t distinct = 0; // only counted for text
};

/// What was found at the head of a file, and why.
struct CsvSniff {
  std::string delimiter = ",";
  std::string quote = "\""; // empty: quotes mean nothing
  bool backslashEscapes = false;
  bool header = true;
  std::string encoding = "utf-8"; // "utf-8", "utf-16le", "utf-16be", "latin1", "cp1252"
  bool byteOrderMark = false;
  std::string compression; // "", "gzip" or "zstd"
  std::string decimal = ".";
  std::string thousands;
  std::string lineEnd; // "\n", "\r\n", "\r" or "mixed"
  bool trailingDelimiter = false;
  bool blankAfterDelimiter = false;
  std::vector<CsvColumnGuess> columns;
  std::vector<AmbiguousDates> ambiguousDates;
  std::vector<std::string> reasons;
  std::vector<std::string> warnings;
  std::int64_t sampledRows = 0;
  bool wholeFile = false; // the sample is the whole file
  std::int64_t fileBytes = 0;
};
Json toJson(const CsvSniff& sniff);

/// Reads at most the first megabyte.
Result<CsvSniff> sniffCsv(const std::filesystem::path& path, const CsvOptions& options, const Context& context);

/// The first rows, typed by the head of the file: quick, whatever the file's size.
Result<Table> previewCsv(const std::filesystem::path& path, const CsvOptions& options, std::size_t rows,
                         const Context& context);

struct BadLine {
  std::int64_t line = 0; // 1-based, of the file
  std::string reason;
  std::string text; // the beginning of the line
};

/// Values that do not fit the type a person asked for; they are missing in the table.
struct CastFailures {
  std::string column;
  DataType type = DataType::Text;
  std::int64_t count = 0;
  std::vector<std::int64_t> rows; // the first of them, 1-based rows of the table
  std::vector<std::string> values;
};

struct ImportReport {
  std::int64_t rows = 0;
  std::int64_t badLineCount = 0;
  std::vector<BadLine> badLines; // the first kMaxBadLines
  std::vector<CastFailures> castFailures;
  std::vector<AmbiguousDates> ambiguousDates;
  std::vector<std::string> warnings;
  CsvSniff sniff;
  double seconds = 0;

  static constexpr std::size_t kMaxBadLines = 1000;
};
Json toJson(const ImportReport& report);

struct Imported {
  Table table;
  ImportReport report;
};

Result<Imported> importCsv(const std::filesystem::path& path, const CsvOptions& options, const Context& context);

/// UTF-8, cells quoted where needed, missing cells empty, empty texts as "". Compressed when the name ends in .gz or
/// .zst. The file appears whole or not at all. Of the options, delimiter, quote, header and decimal count.
Result<void> exportCsv(const Table& table, const std::filesystem::path& path, const CsvOptions& options,
                       const Context& context);

} // namespace easel
