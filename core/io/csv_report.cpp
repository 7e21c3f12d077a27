#include "core/base/text.h"
#include "core/io/csv.h"

namespace easel {

void CsvOptions::describe(Describe<CsvOptions>& d) {
  d.field(&CsvOptions::delimiter, "delimiter")
      .label(EASEL_TR("Delimiter"))
      .help(EASEL_TR("The character between cells, or tab. Found out when empty."));
  d.field(&CsvOptions::quote, "quote")
      .label(EASEL_TR("Quote"))
      .help(EASEL_TR("The character around texts, or none. Found out when empty."));
  d.field(&CsvOptions::header, "header")
      .label(EASEL_TR("First line holds names"))
      .help(EASEL_TR("Whether the first line names the columns."))
      .choices({{CsvHeader::Auto, "auto", EASEL_TR("Find out")},
                {CsvHeader::Yes, "yes", EASEL_TR("Yes")},
                {CsvHeader::No, "no", EASEL_TR("No")}});
  d.field(&CsvOptions::encoding, "encoding")
      .label(EASEL_TR("Encoding"))
      .help(EASEL_TR("How letters are stored. Change it when letters look wrong."))
      .choices({{CsvEncoding::Auto, "auto", EASEL_TR("Find out")},
                {CsvEncoding::Utf8, "utf-8", EASEL_TR("UTF-8")},
                {CsvEncoding::Utf16Le, "utf-16le", EASEL_TR("UTF-16, little endian")},
                {CsvEncoding::Utf16Be, "utf-16be", EASEL_TR("UTF-16, big endian")},
                {CsvEncoding::Latin1, "latin1", EASEL_TR("Latin-1 (ISO 8859-1)")},
                {CsvEncoding::Cp1252, "cp1252", EASEL_TR("Windows-1252")}});
  d.field(&CsvOptions::decimal, "decimal")
      .label(EASEL_TR("Decimal mark"))
      .help(EASEL_TR("Whether numbers are written 3.5 or 3,5."))
      .choices({{CsvDecimal::Auto, "auto", EASEL_TR("Find out")},
                {CsvDecimal::Point, "point", EASEL_TR("Point (3.5)")},
                {CsvDecimal::Comma, "comma", EASEL_TR("Comma (3,5)")}});
  d.field(&CsvOptions::thousands, "thousands")
      .label(EASEL_TR("Thousands separator"))
      .help(EASEL_TR("The character that groups digits, as in 1,234,567; space or none are allowed. Found out when empty."));
  d.field(&CsvOptions::missingWords, "missing_words")
      .label(EASEL_TR("Words for missing"))
      .help(EASEL_TR("Cells with one of these words are missing, in every column. The usual words (NA, null, ? …) always "
                     "count in columns of numbers and dates."));
  d.field(&CsvOptions::dateOrder, "date_order")
      .label(EASEL_TR("Order of day and month"))
      .help(EASEL_TR("How 03/04/2020 is read. When the rows do not tell, day first is taken and a warning given."))
      .choices({{CsvDateOrder::Auto, "auto", EASEL_TR("Find out")},
                {CsvDateOrder::DayFirst, "day_first", EASEL_TR("Day first (3 April)")},
                {CsvDateOrder::MonthFirst, "month_first", EASEL_TR("Month first (4 March)")}});
  d.field(&CsvOptions::types, "types")
      .label(EASEL_TR("Types"))
      .help(EASEL_TR("The type of a column, e.g. zip=text. Values that do not fit become missing and are reported."));
  d.field(&CsvOptions::skipLines, "skip_lines")
      .label(EASEL_TR("Lines to skip"))
      .help(EASEL_TR("How many lines at the top do not belong to the table."))
      .range(0, 1e9)
      .advanced();
  d.field(&CsvOptions::maxRows, "max_rows")
      .label(EASEL_TR("At most this many rows"))
      .help(EASEL_TR("Reads only that many lines of the table. Empty: all."))
      .range(1, 4e9)
      .advanced();
}

Json toJson(const CsvSniff& s) {
  Json j{{"delimiter", s.delimiter},
         {"quote", s.quote},
         {"backslash_escapes", s.backslashEscapes},
         {"header", s.header},
         {"encoding", s.encoding},
         {"byte_order_mark", s.byteOrderMark},
         {"decimal", s.decimal},
         {"line_end", s.lineEnd},
         {"sampled_rows", s.sampledRows},
         {"whole_file", s.wholeFile},
         {"file_bytes", s.fileBytes},
         {"reasons", s.reasons},
         {"warnings", s.warnings}};
  if (!s.compression.empty())
    j["compression"] = s.compression;
  if (!s.thousands.empty())
    j["thousands"] = s.thousands;
  if (s.trailingDelimiter)
    j["trailing_delimiter"] = true;
  if (s.blankAfterDelimiter)
    j["blank_after_delimiter"] = true;
  j["columns"] = Json::array();
  for (const CsvColumnGuess& c : s.columns) {
    Json column{{"name", c.name}, {"type", std::string(dataTypeId(c.type))}, {"values", c.values}, {"missing", c.missing}, {"distinct", c.distinct}};
    if (!c.format.empty())
      column["format"] = c.format;
    j["columns"].push_back(std::move(column));
  }
  return j;
}

Json toJson(const ImportReport& r) {
  Json j{{"rows", r.rows}, {"bad_line_count", r.badLineCount}, {"warnings", r.warnings}, {"seconds", r.seconds}, {"sniff", toJson(r.sniff)}};
  j["bad_lines"] = Json::array();
  for (const BadLine& b : r.badLines)
    j["bad_lines"].push_back({{"line", b.line}, {"reason", b.reason}, {"text", b.text}});
  j["cast_failures"] = Json::array();
  for (const CastFailures& f : r.castFailures)
    j["cast_failures"].push_back({{"column", f.column},
                                  {"type", std::string(dataTypeId(f.type))},
                                  {"count", f.count},
                                  {"rows", f.rows},
                                  {"values", f.values}});
  j["ambiguous_dates"] = Json::array();
  for (const AmbiguousDates& d : r.ambiguousDates)
    j["ambiguous_dates"].push_back({{"column", d.column},
                                    {"day_first_only", d.dayFirstOnly},
                                    {"month_first_only", d.monthFirstOnly},
                                    {"both", d.both},
                                    {"taken", d.taken}});
  return j;
}

} // namespace easel
