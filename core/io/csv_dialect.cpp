#include "core/io/csv_dialect.h"

#include "core/base/text.h"

#include <algorithm>
#include <map>

namespace easel::csv {

namespace {
constexpr std::size_t kSampleLines = 500;
constexpr std::size_t kSampleBytes = std::size_t{256} << 10;

std::string nameOf(char c) {
  switch (c) {
  case '\t': return "tab";
  case ' ': return "blank";
  case 0: return "none";
  default: return std::string("'") + c + "'";
  }
}

bool readsAsValue(std::string_view cell) {
  cell = trim(cell);
  if (cell.empty())
    return false;
  Evidence point;
  point.add(cell, {'.', 0});
  if (point.kinds != bitOf(Kind::Text))
    return true;
  Evidence comma;
  comma.add(cell, {',', 0});
  return comma.kinds != bitOf(Kind::Text);
}

struct Score {
  double value = 0;
  double consistency = 0;
  std::size_t cells = 1;
};

Score score(std::string_view text, const Dialect& dialect) {
  const std::vector<Line> lines = splitLines(text, dialect, kSampleLines);
  std::map<std::size_t, std::size_t> counts;
  std::size_t values = 0;
  std::size_t cells = 0;
  std::size_t used = 0;
  std::string scratch;
  bool quoted = false;
  for (const Line& line : lines) {
    if (line.cells.size() == 1 && line.cells[0].first == line.cells[0].second)
      continue;
    ++used;
    ++counts[line.cells.size()];
    if (used <= 100)
      for (const auto& [b, e] : line.cells) {
        const std::string_view cell = readCell(text.data() + b, text.data() + e, dialect, scratch, quoted);
        ++cells;
        values += quoted || readsAsValue(cell);
      }
  }
  Score s;
  if (used == 0)
    return s;
  std::size_t most = 0;
  for (const auto& [n, count] : counts)
    if (count >= most) {
      most = count;
      s.cells = n;
    }
  s.consistency = static_cast<double>(most) / static_cast<double>(used);
  if (s.cells == 1) {
    s.value = 0.35; // less than an even split of half the lines
    return s;
  }
  const double share = static_cast<double>(values) / static_cast<double>(cells);
  s.value = s.consistency * (0.6 + 0.3 * share) + 0.002 * static_cast<double>(std::min<std::size_t>(s.cells, 50));
  if (lines.front().cells.size() == 1)
    s.value *= 0.6;
  return s;
}

/// Cells that stand in this quote, minus those that only begin with it.
int quotedCells(std::string_view text, char quote, char delimiter) {
  int n = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != delimiter && text[i] != '\n' && text[i] != '\r')
      continue;
    if (i > start && text[start] == quote)
      n += i - start >= 2 && text[i - 1] == quote ? 1 : -1;
    start = i + 1;
  }
  return n;
}

/// Is \" used where a doubled quote would be needed?
bool escapesByBackslash(std::string_view text, const Dialect& dialect) {
  int backslashed = 0;
  for (std::size_t i = 0; i + 2 < text.size(); ++i)
    if (text[i] == '\\' && text[i + 1] == dialect.quote) {
      const char after = text[i + 2];
      backslashed += after != dialect.delimiter && after != '\n' && after != '\r';
      ++i;
    }
  return backslashed > 0;
}
} // namespace

std::vector<Line> splitLines(std::string_view text, const Dialect& dialect, std::size_t most) {
  std::vector<Line> lines;
  // The scanner looks beyond the end: give it a copy with room.
  std::vector<char> padded(text.begin(), text.end());
  padded.resize(text.size() + 192, '\r');
  Scanner scanner(dialect, padded.data());
  scanner.start(0);
  Line line;
  std::size_t cell = 0;
  const auto endCell = [&](std::size_t at) {
    const std::size_t end = at > cell && at < text.size() && text[at] == '\n' && text[at - 1] == '\r' ? at - 1 : at;
    line.cells.emplace_back(cell, end);
    cell = at + 1;
  };
  const auto endLine = [&](std::size_t at) {
    line.end = std::min(at + 1, text.size());
    lines.push_back(std::move(line));
    line = {};
    line.begin = cell = at + 1;
  };
  for (std::size_t base = 0; base < text.size() && lines.size() < most;) {
    const Separators found = scanner.next(base, lowBits(text.size() - base));
    for (std::uint64_t bits = found.all; bits && lines.size() < most; bits &= bits - 1) {
      const std::size_t at = base + static_cast<std::size_t>(std::countr_zero(bits));
      endCell(at);
      if (found.lineEnds & bits & (0 - bits))
        endLine(at);
    }
    base += 64;
    if (scanner.broken() || (base >= text.size() && scanner.inQuote())) {
      // As the import does: go on after the line with the stray quote, unless it is the last.
      const std::size_t next = text.find('\n', std::min(scanner.fieldStart(), text.size()));
      if (next == std::string_view::npos || next + 1 >= text.size())
        break;
      line = {};
      line.begin = cell = base = next + 1;
      scanner.start(base);
    }
  }
  if (lines.size() < most && line.begin < text.size()) {
    endCell(text.size());
    endLine(text.size());
  }
  return lines;
}

Result<char> optionCharacter(const std::string& value, std::string_view option) {
  if (value == "none" && option != "delimiter")
    return '\0';
  if (value == "tab" || value == "\\t")
    return '\t';
  if (value == "space" || value == "blank")
    return ' ';
  if (value.size() == 1 && static_cast<unsigned char>(value[0]) < 0x80 && value[0] != '\n' && value[0] != '\r' &&
      value[0] != '\0')
    return value[0];
  return Error(ErrorCode::InvalidArgument, "'" + std::string(option) + "' must be one character, not '" + value + "'.",
               "Write for example: , or ; or tab.")
      .at({ErrorPlace::Kind::Parameter, std::string(option)});
}

Result<DialectGuess> guessDialect(std::string_view text, const CsvOptions& options) {
  text = text.substr(0, kSampleBytes);
  if (const std::size_t end = text.rfind('\n'); text.size() == kSampleBytes && end != std::string_view::npos)
    text = text.substr(0, end + 1);
  std::vector<char> delimiters = {',', ';', '\t', '|'};
  if (options.delimiter) {
    EASEL_TRY(const char c, optionCharacter(*options.delimiter, "delimiter"));
    delimiters = {c};
  }
  std::optional<char> quote;
  if (options.quote) {
    EASEL_TRY(quote, optionCharacter(*options.quote, "quote"));
  }

  DialectGuess best;
  double bestValue = -1;
  for (const char delimiter : delimiters) {
    Dialect d;
    d.delimiter = delimiter;
    if (quote)
      d.quote = *quote;
    else if (quotedCells(text, '"', delimiter) <= 0 && quotedCells(text, '\'', delimiter) != 0) {
      // Apostrophes at the start of cells: quotes when they hold cells together, or when most of them come in pairs.
      Dialect single = d;
      single.quote = '\'';
      const double with = score(text, single).value;
      const double without = score(text, d).value;
      if (with > without + 1e-9 || (with > without - 1e-9 && quotedCells(text, '\'', delimiter) > 1))
        d = single;
    }
    d.backslash = d.quote != 0 && escapesByBackslash(text, d);
    Score s = score(text, d);
    if (d.backslash) {
      Dialect plain = d;
      plain.backslash = false;
      if (const Score t = score(text, plain); t.value > s.value) {
        s = t;
        d = plain;
      }
    }
    if (s.value > bestValue + 1e-9) {
      bestValue = s.value;
      best = {d, s.cells, s.consistency, {}};
    }
  }
  best.reason = "Delimiter " + nameOf(best.dialect.delimiter) + ": " +
                (options.delimiter ? std::string("as told")
                 : best.cells == 1 ? std::string("no character splits the lines evenly")
                                   : formatNumber(best.consistency * 100, 3) + " % of the lines looked at have " +
                                         plural(static_cast<std::int64_t>(best.cells), "cell", "cells")) +
                ".";

  // Is every delimiter followed by a blank?
  const std::vector<Line> lines = splitLines(text, best.dialect, 100);
  std::size_t cells = 0;
  std::size_t blank = 0;
  for (const Line& line : lines)
    for (std::size_t i = 1; i < line.cells.size(); ++i) {
      ++cells;
      blank += line.cells[i].first < line.cells[i].second && text[line.cells[i].first] == ' ';
    }
  best.dialect.trim = cells >= 2 && blank * 20 >= cells * 19;
  return best;
}

} // namespace easel::csv
