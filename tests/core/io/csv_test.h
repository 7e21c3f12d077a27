// What the CSV tests share: files in a folder that goes away, and cells as text.
#pragma once

#include "core/io/csv.h"

#include <QTemporaryDir>

#include <fstream>
#include <string>
#include <vector>

namespace easel {

class TestFolder {
 public:
  std::filesystem::path file(const std::string& name, std::string_view contents) const {
    const std::filesystem::path p = path(name);
    std::ofstream out(p, std::ios::binary);
    out.write(contents.data(), static_cast<std::streamsize>(contents.size()));
    return p;
  }
  std::filesystem::path path(const std::string& name) const {
    return std::filesystem::path(m_folder.path().toStdString()) / name;
  }

 private:
  QTemporaryDir m_folder;
};

/// A cell, "<missing>" when there is none.
inline std::string cell(const Table& table, std::size_t row, std::size_t column) {
  const auto text = table.column(column).textAt(row);
  return text && *text ? **text : "<missing>";
}

/// All cells: "a|b;c|d".
inline std::string cells(const Table& table) {
  std::string s;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    for (std::size_t c = 0; c < table.columnCount(); ++c)
      s += (c ? "|" : r ? ";" : "") + cell(table, r, c);
  }
  return s;
}

/// "name:type,…"
inline std::string types(const Table& table) {
  std::string s;
  for (const NamedColumn& c : table.columns())
    s += (s.empty() ? "" : ",") + c.name + ":" + std::string(dataTypeId(c.column.type()));
  return s;
}

/// Is a text that contains `part` among them?
inline bool mentions(const std::vector<std::string>& texts, std::string_view part) {
  for (const std::string& t : texts)
    if (t.find(part) != std::string::npos)
      return true;
  return false;
}

} // namespace easel
