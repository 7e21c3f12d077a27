#include "core/serve/csv_body.h"

namespace easel {

Result<std::vector<std::vector<std::string>>> csvRecords(std::string_view text) {
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> record;
  std::string cell;
  bool quoted = false;
  bool wasQuoted = false;
  const auto endCell = [&] {
    record.push_back(std::move(cell));
    cell.clear();
    wasQuoted = false;
  };
  const auto endRecord = [&] {
    if (record.empty() && cell.empty() && !wasQuoted)
      return; // an empty line
    endCell();
    records.push_back(std::move(record));
    record.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"')
        cell.push_back(c);
      else if (i + 1 < text.size() && text[i + 1] == '"')
        cell.push_back(text[++i]);
      else
        quoted = false;
    } else if (c == '"' && cell.empty() && !wasQuoted) {
      quoted = wasQuoted = true;
    } else if (c == ',') {
      endCell();
    } else if (c == '\n') {
      endRecord();
    } else if (c != '\r' || (i + 1 < text.size() && text[i + 1] != '\n')) {
      cell.push_back(c);
    }
  }
  if (quoted)
    return Error(ErrorCode::Parse, "row " + std::to_string(records.size() + 1) + ": a quote is never closed.",
                 "Double the quotes inside a quoted value.");
  endRecord();
  return records;
}

std::string csvCell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos)
    return std::string(text);
  std::string s = "\"";
  for (const char c : text) {
    if (c == '"')
      s.push_back('"');
    s.push_back(c);
  }
  return s + "\"";
}

} // namespace easel
