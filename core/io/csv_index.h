// Where the cells of one block begin and end. Lines whose number of cells is wrong are put aside.
// Thread rule: one BlockIndex for one thread; it keeps its memory between blocks.
#pragma once

#include "core/io/csv.h"
#include "core/io/csv_blocks.h"

#include <vector>

namespace easel::csv {

class BlockIndex {
 public:
  enum class Fault { None, Zero, NotUtf8 };

  /// Finds the cells of a block whose lines should have `columns` of them. Fault: the text holds a NUL byte, or is not UTF-8.
  Fault build(const Block& block, const Dialect& dialect, std::size_t columns);

  std::size_t rows() const { return m_rows.size(); }
  /// Cell (r, c) lies in [ends[rowStarts[r] + c - 1] + 1, ends[rowStarts[r] + c]), quotes and all; of a line end \r\n
  /// the \r stands in the last cell.
  const std::uint32_t* ends() const { return m_ends.data(); }
  const std::uint32_t* rowStarts() const { return m_rows.data(); }

  const std::vector<BadLine>& badLines() const { return m_bad; } // the first kMaxBadLines
  std::int64_t badLineCount() const { return m_badCount; }
  std::int64_t faultLine() const { return m_faultLine; }

 private:
  void segment(const Block& block, const Dialect& dialect, std::size_t begin, std::size_t end);
  void endLine(const Block& block, std::size_t first, std::size_t last);
  void addBad(const Block& block, std::size_t at, std::size_t lineAt, std::string reason);
  bool utf8From(const char* text, std::size_t at, std::size_t size);

  std::vector<std::uint32_t> m_ends;
  std::size_t m_count = 0; // used of m_ends
  std::vector<std::uint32_t> m_rows;
  std::vector<BadLine> m_bad;
  std::int64_t m_badCount = 0;
  std::size_t m_columns = 0;
  bool m_trailing = false;
  std::size_t m_checkedTo = 0; // UTF-8
  std::size_t m_countedTo = 0; // line numbers of bad lines
  std::int64_t m_countedLines = 0;
  Fault m_fault = Fault::None;
  std::size_t m_faultAt = 0;
  std::int64_t m_faultLine = 0;
};

} // namespace easel::csv
