// Two small values of the grid: where its columns lie, and what is selected. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <set>
#include <vector>

namespace easel {

class GridColumns {
 public:
  void set(std::vector<int> widths) {
    m_widths = std::move(widths);
    place(0);
  }
  void resize(std::size_t column, int width) {
    m_widths[column] = width;
    place(column);
  }
  std::size_t count() const { return m_widths.size(); }
  int width(std::size_t column) const { return m_widths[column]; }
  int x(std::size_t column) const { return m_starts[column]; }
  int total() const { return m_starts.empty() ? 0 : m_starts.back(); }
  /// The column that covers x; count() when none does.
  std::size_t at(int x) const {
    if (x < 0 || x >= total())
      return count();
    return static_cast<std::size_t>(std::upper_bound(m_starts.begin(), m_starts.end(), x) - m_starts.begin()) - 1;
  }

 private:
  void place(std::size_t from) {
    m_starts.resize(m_widths.size() + 1);
    m_starts[0] = 0;
    for (std::size_t i = from; i < m_widths.size(); ++i)
      m_starts[i + 1] = m_starts[i] + m_widths[i];
  }
  std::vector<int> m_widths, m_starts;
};

struct GridCell {
  std::size_t row = 0;
  std::size_t column = 0;
  bool operator==(const GridCell&) const = default;
};

/// Either whole columns, or the rectangle between anchor and current.
struct GridSelection {
  bool active = false; // there is a current cell
  GridCell current, anchor;
  std::set<std::size_t> columns;

  std::size_t firstRow() const { return std::min(current.row, anchor.row); }
  std::size_t lastRow() const { return std::max(current.row, anchor.row); }
  std::size_t firstColumn() const { return std::min(current.column, anchor.column); }
  std::size_t lastColumn() const { return std::max(current.column, anchor.column); }
  bool contains(std::size_t row, std::size_t column) const {
    if (!columns.empty())
      return columns.contains(column);
    return active && row >= firstRow() && row <= lastRow() && column >= firstColumn() && column <= lastColumn();
  }
};

} // namespace easel
