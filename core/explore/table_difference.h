// What became of a table: rows, columns that came, went or changed their type, and which cells are others now. Cells
// are compared by place, so only tables of equally many rows have changed cells. Columns that share their chunks are
// known to be equal without a look at them. Pure: the same tables give the same bits, whatever the number of threads.
#pragma once

#include "core/base/context.h"
#include "core/table/table.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel {

/// A bit a row, chunk by chunk.
class ChangedRows {
 public:
  /// The words of a chunk; empty: none of its rows changed.
  const std::vector<std::uint64_t>& chunk(std::size_t i) const { return m_chunks[i]; }
  std::size_t chunkCount() const { return m_chunks.size(); }
  bool operator[](std::size_t row) const {
    const std::size_t c = row >> kChunkShift;
    const std::size_t i = row & (kChunkRows - 1);
    return c < m_chunks.size() && !m_chunks[c].empty() && ((m_chunks[c][i >> 6] >> (i & 63)) & 1);
  }
  explicit ChangedRows(std::vector<std::vector<std::uint64_t>> chunks = {}) : m_chunks(std::move(chunks)) {}

 private:
  std::vector<std::vector<std::uint64_t>> m_chunks;
};

enum class ColumnChange { Added, Removed, Renamed, Retyped, Changed };

struct ColumnDifference {
  std::string name;       // after; of a removed column, before
  std::string formerName; // of a renamed column
  ColumnChange change = ColumnChange::Changed;
  std::optional<DataType> typeBefore, typeAfter;
  std::uint64_t missingBefore = 0, missingAfter = 0;
  /// Of the finite values of numbers and Bool; absent when there are none.
  std::optional<double> meanBefore, meanAfter;
  /// Of a column of another type: the cells that became missing, or no longer are.
  std::uint64_t changedCells = 0;
  ChangedRows changed; // without chunks when cells could not be compared
};

struct TableDifference {
  std::size_t rowsBefore = 0, rowsAfter = 0;
  /// What differs: in the order of the table after, then the removed columns.
  std::vector<ColumnDifference> columns;
  bool reordered = false; // the columns that both have stand in another order
  bool cellsCompared() const { return rowsBefore == rowsAfter; }
  bool none() const { return cellsCompared() && columns.empty() && !reordered; }
  /// By the name after; null: the column is as it was.
  const ColumnDifference* find(std::string_view name) const;
};

Result<TableDifference> tableDifference(const Table& before, const Table& after, const Context& context);

} // namespace easel
