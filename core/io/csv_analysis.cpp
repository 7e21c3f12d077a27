#include "core/io/csv_analysis.h"

#include "core/base/text.h"
#include "core/io/csv_dialect.h"
#include "core/io/csv_index.h"

#include <algorithm>
#include <unordered_set>

namespace easel::csv {

namespace {

/// A head in memory as a source.
class HeadSource : public ByteSource {
 public:
  explicit HeadSource(std::string_view text) : m_text(text) {}
  Result<std::size_t> read(char* into, std::size_t n) override {
    n = std::min(n, m_text.size());
    std::memcpy(into, m_text.data(), n);
    m_text.remove_prefix(n);
    return n;
  }
  std::int64_t position() const override { return 0; }

 private:
  std::string_view m_text;
};

std::string_view lineEndName(std::string_view text) {
  bool lf = false;
  bool crlf = false;
  bool cr = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n')
      lf = true;
    else if (text[i] == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') {
        crlf = true;
        ++i;
      } else {
        cr = true;
      }
    }
  }
  return lf + crlf + cr > 1 ? "mixed" : crlf ? "\r\n" : cr ? "\r" : "\n";
}

/// What was seen of one column in the sample.
struct Seen {
  Evidence evidence;
  std::int64_t missing = 0; // empty
  std::int64_t words = 0;   // missing words
  std::int64_t unquotedWords = 0;
  std::int64_t quotedValues = 0;
  std::int64_t texts = 0;
  std::unordered_set<std::string> distinct;
};

struct Sample {
  std::vector<std::vector<std::string>> cells; // by column
  std::vector<std::vector<char>> quoted;
  std::size_t rows = 0;
};

Result<Sample> takeSample(std::string_view body, const Dialect& dialect, std::size_t columns) {
  BlockReader reader(std::make_unique<HeadSource>(body), dialect, {}, std::max<std::size_t>(body.size(), 1));
  Block block;
  Sample sample;
  sample.cells.resize(columns);
  sample.quoted.resize(columns);
  EASEL_TRY(const bool any, reader.next(block));
  if (!any)
    return sample;
  BlockIndex index;
  index.build(block, dialect, columns);
  sample.rows = index.rows();
  std::string scratch;
  for (std::size_t r = 0; r < index.rows(); ++r)
    for (std::size_t c = 0; c < columns; ++c) {
      const std::uint32_t* ends = index.ends() + index.rowStarts()[r] + c;
      bool quoted = false;
      sample.cells[c].emplace_back(
          readCell(block.text.data() + std::size_t{ends[-1] + 1}, block.text.data() + ends[0], dialect, scratch, quoted));
      sample.quoted[c].push_back(quoted);
    }
  return sample;
}

/// How the file writes numbers, from the cells that hold a comma or several separators.
NumberFormat guessNumbers(const Sample& sample, const CsvOptions& options, char delimiter, std::vector<std::string>& reasons,
                          std::vector<std::string>& warnings) {
  std::int64_t commaDecimal = 0;   // 3,5 or 1.234,5
  std::int64_t commaThousands = 0; // 1,234,567 or 1,234.5
  std::int64_t either = 0;         // 1,234
  std::int64_t pointDecimal = 0;   // 3.5
  for (const auto& column : sample.cells)
    for (const std::string& raw : column) {
      const std::string_view cell = trim(raw);
      if (cell.size() < 3 || cell.size() > 40 || cell.find_first_not_of("0123456789.,+-") != std::string_view::npos)
        continue;
      const std::size_t comma = cell.find(',');
      const std::size_t point = cell.find('.');
      if (comma == std::string_view::npos && point == std::string_view::npos)
        continue;
      double v = 0;
      const auto reads = [&](NumberFormat f) { return readFloat(cell.data(), cell.data() + cell.size(), f, v); };
      if (comma == std::string_view::npos) {
        pointDecimal += reads({'.', 0}) && cell.size() - point != 4;
        continue;
      }
      const bool decimal = reads({',', '.'});
      const bool thousands = reads({'.', ','});
      either += decimal && thousands;
      commaDecimal += decimal && !thousands;
      commaThousands += thousands && !decimal;
    }
  NumberFormat f;
  switch (options.decimal) {
  case CsvDecimal::Point: f.decimal = '.'; break;
  case CsvDecimal::Comma: f.decimal = ','; break;
  case CsvDecimal::Auto:
    if (commaDecimal > commaThousands && commaDecimal > pointDecimal)
      f.decimal = ',';
    else if (either > 0 && commaThousands == 0 && pointDecimal == 0 && delimiter == ';') {
      f.decimal = ',';
      warnings.push_back("Numbers such as 1,234 were read with a decimal comma, as files with ';' usually mean. If the "
                         "comma separates thousands, set decimal=point.");
    }
    if (f.decimal == ',')
      reasons.push_back("Decimal comma: " + plural(commaDecimal + either, "cell", "cells") + " read so.");
    break;
  }
  if (options.thousands) {
    if (const auto c = optionCharacter(*options.thousands, "thousands"))
      f.thousands = *c;
  } else if (f.decimal == ',') {
    f.thousands = '.';
  } else if (commaThousands > 0 || either > 0) {
    f.thousands = ',';
    reasons.push_back("Thousands comma: " + plural(commaThousands + either, "cell", "cells") + " read so.");
  }
  if (f.thousands == f.decimal)
    f.thousands = 0;
  return f;
}

Seen look(const Sample& sample, std::size_t column, const Settings& settings) {
  Seen seen;
  const auto& words = settings.missingWords;
  for (std::size_t r = 0; r < sample.rows; ++r) {
    const std::string& raw = sample.cells[column][r];
    const bool quoted = sample.quoted[column][r] != 0;
    if (std::find(words.begin(), words.end(), raw) != words.end() || (raw.empty() && !quoted)) {
      ++seen.missing;
      continue;
    }
    const std::string_view value = trim(raw);
    seen.distinct.insert(raw);
    ++seen.texts;
    if (isMissingWord(value)) {
      ++seen.words;
      seen.unquotedWords += !quoted && !value.empty();
      continue;
    }
    seen.quotedValues += quoted;
    seen.evidence.add(value, settings.numbers);
  }
  return seen;
}

std::vector<std::string> uniqueNames(const std::vector<std::string>& given, std::vector<std::string>& warnings) {
  std::unordered_set<std::string> taken(given.begin(), given.end());
  std::unordered_set<std::string> used;
  std::vector<std::string> names;
  std::vector<std::string> empty;
  std::vector<std::string> twice;
  for (std::size_t i = 0; i < given.size(); ++i) {
    std::string name = given[i];
    const auto free = [&](const std::string& n) { return !taken.contains(n) && !used.contains(n); };
    if (name.empty()) {
      name = "column_" + std::to_string(i + 1);
      for (int k = 2; !free(name); ++k)
        name = "column_" + std::to_string(i + 1) + "_" + std::to_string(k);
      empty.push_back("'" + name + "'");
    } else if (used.contains(name)) {
      int k = 2;
      while (!free(name + "_" + std::to_string(k)))
        ++k;
      name += "_" + std::to_string(k);
      twice.push_back("'" + name + "'");
    }
    used.insert(name);
    names.push_back(std::move(name));
  }
  if (!empty.empty())
    warnings.push_back("Columns without a name were called " + listed(empty) + ".");
  if (!twice.empty())
    warnings.push_back("Names that occur twice were changed: " + listed(twice) + ".");
  return names;
}

/// Does the first line hold names? Votes of the columns: text over values speaks for it, a value over values against.
bool guessHeader(const std::vector<std::string>& first, const std::vector<Seen>& body, const Sample& sample,
                 const Settings& settings, std::string& reason) {
  int yes = 0;
  int no = 0;
  bool repeats = false;
  std::unordered_set<std::string> names;
  bool distinct = true;
  bool allValues = true;
  for (std::size_t c = 0; c < first.size(); ++c) {
    const std::string_view cell = trim(first[c]);
    distinct = distinct && !cell.empty() && names.insert(std::string(cell)).second;
    Evidence e;
    if (!cell.empty() && !isMissingWord(cell))
      e.add(cell, settings.numbers);
    const bool value = e.values > 0 && e.kinds != bitOf(Kind::Text);
    allValues = allValues && (value || cell.empty());
    // Years above columns of measures are names: "country,2019,2020".
    const bool year = value && (e.kinds & bitOf(Kind::Int)) && cell.size() == 4 && (cell[0] == '1' || cell[0] == '2') &&
                      !(body[c].evidence.kinds & bitOf(Kind::Int));
    const bool typed = body[c].evidence.values > 0 && body[c].evidence.kinds != bitOf(Kind::Text);
    if (typed && !cell.empty()) {
      if (year)
        ++yes;
      else if ((body[c].evidence.kinds & e.kinds & ~bitOf(Kind::Text)) != 0 && value)
        ++no;
      else if (!value)
        ++yes;
    } else if (body[c].distinct.contains(first[c])) {
      repeats = true;
    }
  }
  if (sample.rows == 0) {
    reason = allValues ? "Header: no, the only line holds values." : "Header: yes, the only line holds texts.";
    return !allValues;
  }
  if (yes != no) {
    reason = yes > no ? "Header: yes, the first line has texts above columns of values."
                      : "Header: no, the first line reads like the others.";
    return yes > no;
  }
  const bool header = !repeats && (distinct || !allValues) && !(yes == 0 && allValues && no > 0);
  reason = header ? "Header: yes, the texts of the first line do not come again." :
                    "Header: no, the first line reads like the others.";
  return header;
}

} // namespace

std::string_view readCell(const char* begin, const char* end, const Dialect& dialect, std::string& scratch, bool& quoted) {
  if (end > begin && end[-1] == '\r')
    --end;
  quoted = false;
  const char* s = begin;
  if (dialect.quote) {
    while (s < end && *s == ' ')
      ++s;
    if (s < end && *s == dialect.quote) {
      const char* e = end;
      while (e > s + 1 && e[-1] == ' ')
        --e;
      if (e > s + 1 && e[-1] == dialect.quote) {
        quoted = true;
        ++s;
        --e;
        const auto n = static_cast<std::size_t>(e - s);
        const bool plain = !std::memchr(s, dialect.quote, n) && !(dialect.backslash && std::memchr(s, '\\', n));
        if (plain)
          return {s, n};
        scratch.clear();
        for (const char* p = s; p < e; ++p) {
          if (p + 1 < e && ((*p == dialect.quote && p[1] == dialect.quote) ||
                            (dialect.backslash && *p == '\\' && (p[1] == dialect.quote || p[1] == '\\'))))
            ++p;
          scratch.push_back(*p);
        }
        return scratch;
      }
    }
  }
  if (dialect.trim) {
    while (begin < end && *begin == ' ')
      ++begin;
    while (end > begin && end[-1] == ' ')
      --end;
  }
  return {begin, static_cast<std::size_t>(end - begin)};
}

std::optional<DayMonth> readingOf(const Evidence& e, CsvDateOrder wanted) {
  if (wanted == CsvDateOrder::DayFirst)
    return e.monthFirst == 0 ? std::optional(DayMonth::DayFirst) : std::nullopt;
  if (wanted == CsvDateOrder::MonthFirst)
    return e.dayFirst == 0 ? std::optional(DayMonth::MonthFirst) : std::nullopt;
  if (e.dayFirst > 0 && e.monthFirst > 0)
    return std::nullopt;
  return e.monthFirst > 0 ? DayMonth::MonthFirst : DayMonth::DayFirst;
}

Kind bestKind(const Evidence& e, CsvDateOrder wanted) {
  if (e.values == 0)
    return Kind::Empty;
  for (unsigned k = 0; k < static_cast<unsigned>(Kind::Text); ++k) {
    const auto kind = static_cast<Kind>(k);
    if (!(e.kinds & bitOf(kind)))
      continue;
    if (kind == Kind::Float && e.beyondInt && !e.fraction)
      continue; // long numbers of identity keep their digits
    if ((kind == Kind::DateNumeric || kind == Kind::TimeNumeric) && !readingOf(e, wanted))
      continue;
    return kind;
  }
  return Kind::Text;
}

std::string formatName(Kind kind, DayMonth order) {
  const std::string numeric = order == DayMonth::MonthFirst ? "month/day/year" : "day/month/year";
  switch (kind) {
  case Kind::DateYmd: return "year-month-day";
  case Kind::DateNumeric: return numeric;
  case Kind::DateNamed: return "month by name";
  case Kind::TimeYmd: return "year-month-day and time";
  case Kind::TimeNumeric: return numeric + " and time";
  case Kind::TimeNamed: return "month by name and time";
  case Kind::Duration: return "hours:minutes:seconds";
  default: return {};
  }
}

Result<Analysis> analyse(std::string_view head, bool whole, const CsvOptions& options) {
  Analysis a;
  CsvSniff& sniff = a.sniff;
  if (options.thousands)
    EASEL_CHECK(optionCharacter(*options.thousands, "thousands"));
  const std::string_view all = head;
  CsvOptions given = options;
  std::int64_t skipped = 0;
  const auto skipLine = [&] {
    std::size_t end = head.find_first_of("\r\n");
    if (end == std::string_view::npos)
      end = head.size();
    else
      end += head.substr(end, 2) == "\r\n" ? 2 : 1;
    head.remove_prefix(end);
    ++skipped;
  };
  for (std::int64_t i = 0; i < options.skipLines && !head.empty(); ++i)
    skipLine();
  if (head.size() > 5 && equalIgnoreCase(head.substr(0, 4), "sep=") && (head[5] == '\n' || head[5] == '\r')) {
    if (!given.delimiter)
      given.delimiter = std::string(1, head[4]); // a hint that spreadsheets write and read
    skipLine();
  }
  EASEL_TRY(DialectGuess guess, guessDialect(head, given));
  sniff.reasons.push_back(guess.reason);
  sniff.lineEnd = lineEndName(head.substr(0, 65'536));

  // The first line with the usual number of cells begins the table; what stands above is kept apart.
  std::vector<Line> lines = splitLines(head, guess.dialect, 64);
  const auto blank = [](const Line& l) { return l.cells.size() == 1 && l.cells[0].first == l.cells[0].second; };
  std::size_t firstLine = 0;
  const auto fits = [&](const Line& l) { return l.cells.size() == guess.cells || l.cells.size() + 1 == guess.cells; };
  while (firstLine < lines.size() && (blank(lines[firstLine]) || !fits(lines[firstLine])) && guess.cells > 1)
    ++firstLine;
  if (guess.cells > 1 && firstLine == lines.size())
    for (firstLine = 0; firstLine + 1 < lines.size() && blank(lines[firstLine]);)
      ++firstLine;
  if (guess.cells <= 1)
    while (firstLine + 1 < lines.size() && blank(lines[firstLine]))
      ++firstLine;
  for (std::size_t i = 0; i < firstLine; ++i) {
    const std::string_view text = trim(head.substr(lines[i].begin, lines[i].end - lines[i].begin));
    if (!text.empty())
      a.before.push_back({skipped + 1 + static_cast<std::int64_t>(i), "stands above the table", std::string(text.substr(0, 200))});
  }
  if (lines.empty() || blank(lines[firstLine])) { // no text at all
    a.start.bytes = all.size();
    return a;
  }
  const Line& top = lines[firstLine];
  std::vector<std::string> first;
  std::string scratch;
  bool quoted = false;
  for (const auto& [b, e] : top.cells)
    first.emplace_back(trim(readCell(head.data() + b, head.data() + e, guess.dialect, scratch, quoted)));

  // A delimiter at the end of every line makes no column.
  std::size_t columns = first.size();
  std::vector<Line> body(lines.begin() + static_cast<std::ptrdiff_t>(firstLine) + 1, lines.end());
  std::erase_if(body, blank);
  const auto lastEmpty = [](const Line& l) { return l.cells.back().first == l.cells.back().second; };
  const bool longer = !body.empty() && guess.cells == columns + 1;
  bool rowNames = false;
  if (longer && std::all_of(body.begin(), body.end(), [&](const Line& l) { return l.cells.size() != columns + 1 || lastEmpty(l); })) {
    guess.dialect.trailing = true;
  } else if (longer) {
    rowNames = options.header != CsvHeader::No; // the names of the rows have no name of their own
    ++columns;
  } else if (columns > 1 && lastEmpty(top) && !body.empty() &&
             std::all_of(body.begin(), body.end(), [&](const Line& l) { return l.cells.size() != columns || lastEmpty(l); })) {
    guess.dialect.trailing = true;
    --columns;
    first.pop_back();
  }
  a.settings.dialect = guess.dialect;
  a.settings.missingWords = options.missingWords;
  a.settings.dateOrder = options.dateOrder;

  const std::size_t bodyAt = top.end;
  EASEL_TRY(Sample sample, takeSample(head.substr(bodyAt), guess.dialect, columns));
  a.settings.numbers = guessNumbers(sample, options, guess.dialect.delimiter, sniff.reasons, sniff.warnings);
  a.settings.dialect.decimal = a.settings.numbers.decimal;
  a.settings.dialect.thousands = a.settings.numbers.thousands;
  std::vector<Seen> seen;
  for (std::size_t c = 0; c < columns; ++c)
    seen.push_back(look(sample, c, a.settings));

  std::string reason = options.header == CsvHeader::Yes ? "Header: yes, as told." : "Header: no, as told.";
  bool header = options.header == CsvHeader::Yes;
  if (options.header == CsvHeader::Auto) {
    if (rowNames)
      header = true, reason = "Header: yes, it has a cell less than the lines: the first column has no name.";
    else
      header = guessHeader(first, seen, sample, a.settings, reason);
  }
  sniff.reasons.push_back(reason);
  std::int64_t above = skipped;
  const std::size_t offset = static_cast<std::size_t>(head.data() - all.data());
  const auto lineEnds = [&](std::string_view t) {
    std::int64_t n = 0;
    for (std::size_t i = 0; i < t.size(); ++i)
      n += t[i] == '\n' || (t[i] == '\r' && (i + 1 == t.size() || t[i + 1] != '\n'));
    return n;
  };
  const std::size_t tableAt = header ? bodyAt : top.begin;
  a.start.bytes = offset + tableAt;
  a.start.lines = above + lineEnds(head.substr(0, tableAt));
  a.start.maxRows = options.maxRows.value_or(-1);
  if (!header) {
    EASEL_TRY(sample, takeSample(head.substr(tableAt), a.settings.dialect, columns));
    seen.clear();
    for (std::size_t c = 0; c < columns; ++c)
      seen.push_back(look(sample, c, a.settings));
  }

  std::vector<std::string> names(columns);
  if (header) {
    if (rowNames)
      first.insert(first.begin(), "row_name");
    std::copy_n(first.begin(), columns, names.begin());
    names = uniqueNames(names, sniff.warnings);
  } else {
    for (std::size_t c = 0; c < columns; ++c)
      names[c] = "column_" + std::to_string(c + 1);
  }

  sniff.delimiter = std::string(1, guess.dialect.delimiter);
  sniff.quote = guess.dialect.quote ? std::string(1, guess.dialect.quote) : std::string();
  sniff.backslashEscapes = guess.dialect.backslash;
  sniff.header = header;
  sniff.decimal = std::string(1, a.settings.numbers.decimal);
  sniff.thousands = a.settings.numbers.thousands ? std::string(1, a.settings.numbers.thousands) : std::string();
  sniff.trailingDelimiter = guess.dialect.trailing;
  sniff.blankAfterDelimiter = guess.dialect.trim;
  sniff.sampledRows = static_cast<std::int64_t>(sample.rows);
  sniff.wholeFile = whole;

  for (const auto& [name, id] : options.types) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      std::string hint = didYouMean(name, names);
      return Error(ErrorCode::NotFound, "'types' names a column '" + name + "' that the file does not have.",
                   hint.empty() ? "Columns are: " + listed(names, 12) + "." : hint)
          .at({ErrorPlace::Kind::Parameter, "types"});
    }
    if (!dataTypeFromId(id))
      return Error(ErrorCode::InvalidArgument, "'types' gives column '" + name + "' the type '" + id + "', which does not exist.",
                   "Types are: bool, int64, float64, category, text, date, timestamp, duration, vector, image.")
          .at({ErrorPlace::Kind::Parameter, "types"});
  }
  for (std::size_t c = 0; c < columns; ++c) {
    const Seen& s = seen[c];
    ColumnPlan plan;
    plan.name = names[c];
    plan.kind = bestKind(s.evidence, options.dateOrder);
    if (plan.kind == Kind::Empty && s.words > 0 && s.evidence.values == 0)
      plan.kind = Kind::Empty;
    if (plan.kind == Kind::DateNumeric || plan.kind == Kind::TimeNumeric)
      plan.order = readingOf(s.evidence, options.dateOrder).value_or(DayMonth::DayFirst);
    const auto distinct = static_cast<std::int64_t>(s.distinct.size());
    const bool repeats = s.texts < 1000 || distinct * 50 < s.texts * 49;
    plan.unquotedWords = s.unquotedWords > 0 && s.quotedValues > 0 && s.quotedValues == s.evidence.values;
    plan.type = typeOf(plan.kind);
    if (plan.kind == Kind::Text)
      plan.type = repeats && distinct * 2 <= s.texts ? DataType::Category : DataType::Text;
    plan.category = repeats;
    CsvColumnGuess column;
    column.name = plan.name;
    column.format = formatName(plan.kind, plan.order);
    if (const auto asked = options.types.find(plan.name); asked != options.types.end()) {
      plan.asked = true;
      const DataType type = *dataTypeFromId(asked->second);
      if (type != typeOf(plan.kind) || plan.kind == Kind::Text) {
        switch (type) {
        case DataType::Bool: plan.kind = Kind::Bool; break;
        case DataType::Int64: plan.kind = Kind::Int; break;
        case DataType::Float64: plan.kind = Kind::Float; break;
        case DataType::Date: plan.kind = Kind::DateYmd; break;
        case DataType::Timestamp: plan.kind = Kind::TimeYmd; break;
        case DataType::Duration: plan.kind = Kind::Duration; break;
        default: plan.kind = Kind::Text; break;
        }
        if ((s.evidence.kinds & bitOf(Kind::TimeNumeric)) && type == DataType::Date)
          plan.kind = Kind::DateNumeric;
        if ((s.evidence.kinds & bitOf(Kind::TimeNumeric)) && type == DataType::Timestamp)
          plan.kind = Kind::TimeNumeric;
        if (plan.kind == Kind::DateNumeric || plan.kind == Kind::TimeNumeric)
          plan.order = options.dateOrder == CsvDateOrder::MonthFirst || s.evidence.monthFirst > s.evidence.dayFirst
                           ? DayMonth::MonthFirst
                           : DayMonth::DayFirst;
      }
      plan.type = type;
      plan.category = type == DataType::Category;
    }
    column.type = plan.type;
    column.values = s.texts - (plan.kind == Kind::Text ? 0 : s.words);
    column.missing = s.missing + (plan.kind == Kind::Text ? 0 : s.words);
    column.distinct = distinct;
    sniff.columns.push_back(std::move(column));
    if (s.evidence.kinds & bitOf(Kind::TimeNumeric) && s.evidence.values > 0) {
      const auto reading = readingOf(s.evidence, options.dateOrder);
      sniff.ambiguousDates.push_back({plan.name, s.evidence.dayFirst, s.evidence.monthFirst, s.evidence.both,
                                      !reading                         ? "text"
                                      : *reading == DayMonth::DayFirst ? "day_first"
                                                                       : "month_first"});
    }
    a.plans.push_back(std::move(plan));
  }
  return a;
}

} // namespace easel::csv
