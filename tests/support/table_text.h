// Small tables written as text, for tests. The first line names columns and types; a missing value is an
// empty field, an empty text is "". Types: as dataTypeId; category(low<medium<high) has ordered levels;
// category(a|b|c) unordered ones.
//
//   age:int64,job:category
//   31,clerk
//   ,"nurse, night"
//
// A comma may end a line, so that a missing value of an only column is written ",".
#pragma once

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/table/builder.h"

#include <string>
#include <string_view>
#include <vector>

namespace easel::test {

struct CellText {
  std::string text;
  bool quoted = false;
};

inline std::vector<CellText> cellsOf(std::string_view line) {
  std::vector<CellText> cells(1);
  bool inside = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"') {
      if (inside && i + 1 < line.size() && line[i + 1] == '"')
        cells.back().text += line[++i];
      else {
        inside = !inside;
        cells.back().quoted = true;
      }
    } else if (c == ',' && !inside)
      cells.emplace_back();
    else
      cells.back().text += c;
  }
  return cells;
}

inline Error badTable(const std::string& what) {
  return Error(ErrorCode::Parse, "In the test's table: " + what);
}

inline Result<Column> columnFromCells(const std::string& typeText, const std::vector<CellText>& cells) {
  const std::size_t bracket = typeText.find('(');
  const auto type = dataTypeFromId(typeText.substr(0, bracket));
  if (!type)
    return badTable("type '" + typeText + "'");
  DictionaryPtr dictionary;
  if (bracket != std::string::npos) {
    const std::string list = typeText.substr(bracket + 1, typeText.size() - bracket - 2);
    const bool ordered = list.find('<') != std::string::npos;
    std::vector<std::string> levels;
    for (const std::string_view level : split(list, ordered ? '<' : '|'))
      levels.emplace_back(level);
    dictionary = std::make_shared<const Dictionary>(std::move(levels), ordered);
  }
  ColumnBuilder b = dictionary ? ColumnBuilder(dictionary) : ColumnBuilder(*type);
  for (const CellText& cell : cells) {
    if (cell.text.empty() && !cell.quoted) {
      b.appendMissing();
      continue;
    }
    const std::string& t = cell.text;
    std::optional<std::int64_t> integer;
    switch (*type) {
    case DataType::Bool:
      b.appendBool(t == "true");
      continue;
    case DataType::Float64:
      if (const auto v = parseDouble(t)) {
        b.appendDouble(*v);
        continue;
      }
      return badTable("number '" + t + "'");
    case DataType::Text:
    case DataType::Image:
    case DataType::Category:
      b.appendText(t);
      continue;
    case DataType::Int64:
    case DataType::Duration:
      integer = parseInt(t);
      break;
    case DataType::Date:
      integer = parseDate(t);
      break;
    case DataType::Timestamp:
      integer = parseTimestamp(t);
      break;
    case DataType::Vector:
      break;
    }
    if (!integer)
      return badTable("value '" + t + "'");
    b.appendInt(*integer);
  }
  return std::move(b).finish();
}

inline Result<Table> tableFromText(std::string_view text) {
  std::vector<std::string_view> lines;
  for (const std::string_view line : split(text, '\n'))
    if (!line.empty())
      lines.push_back(line);
  if (lines.empty())
    return Table();
  std::vector<NamedColumn> columns;
  const std::vector<CellText> heads = cellsOf(lines[0]);
  std::vector<std::vector<CellText>> cells(heads.size());
  for (std::size_t r = 1; r < lines.size(); ++r) {
    std::vector<CellText> row = cellsOf(lines[r]);
    if (row.size() == heads.size() + 1 && row.back().text.empty() && !row.back().quoted)
      row.pop_back();
    if (row.size() != heads.size())
      return badTable("line '" + std::string(lines[r]) + "'");
    for (std::size_t c = 0; c < row.size(); ++c)
      cells[c].push_back(row[c]);
  }
  for (std::size_t c = 0; c < heads.size(); ++c) {
    const std::size_t colon = heads[c].text.rfind(':');
    if (colon == std::string::npos)
      return badTable("column '" + heads[c].text + "' has no type");
    EASEL_TRY(Column column, columnFromCells(heads[c].text.substr(colon + 1), cells[c]));
    columns.push_back({heads[c].text.substr(0, colon), std::move(column)});
  }
  return Table::make(std::move(columns));
}

/// In the same form; decimal numbers with 10 digits, ordered levels are not written.
inline std::string textOf(const Table& table) {
  std::string out;
  for (std::size_t c = 0; c < table.columnCount(); ++c)
    out += (c ? "," : "") + table.name(c) + ":" + std::string(dataTypeId(table.column(c).type()));
  for (std::size_t r = 0; r < table.rows(); ++r) {
    out += "\n";
    for (std::size_t c = 0; c < table.columnCount(); ++c) {
      out += c ? "," : "";
      const Column& column = table.column(c);
      const auto text = column.textAt(r);
      if (!text || !*text)
        continue;
      if (column.type() == DataType::Float64)
        out += formatNumber(column.numberAt(r)->value, 10);
      else if (column.type() == DataType::Duration)
        out += std::to_string(column.chunk(r >> kChunkShift).value()->values<std::int64_t>()[r % kChunkRows]);
      else if ((*text)->empty() || (*text)->find_first_of(",\"") != std::string::npos) {
        std::string escaped;
        for (const char ch : **text)
          escaped += ch == '"' ? std::string("\"\"") : std::string(1, ch);
        out += "\"" + escaped + "\"";
      } else
        out += **text;
    }
  }
  return out + "\n";
}

} // namespace easel::test
