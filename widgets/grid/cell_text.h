// How a cell is written in the grid: one line, numbers with the digits of their column, what cannot be seen (missing, empty,
// only blanks) told apart by kind. And the rows as tab-separated text for the clipboard. Pure; any thread.
#pragma once

#include "core/table/table.h"

#include <QString>

#include <atomic>
#include <span>

namespace easel {

enum class CellKind { Value, Missing, Empty, Blank, Loading, Unreadable };

struct ShownCell {
  CellKind kind = CellKind::Value;
  QString text;
};

/// Digits after the point that all the first values of the chunk can do with; nullopt: more than a few, or no such column.
std::optional<int> commonDecimals(const Chunk& chunk);
/// Long texts are cut to what a cell can show.
ShownCell shownCell(const Chunk& chunk, const Dictionary* dictionary, std::size_t row, std::optional<int> decimals);
/// The whole value, for the tooltip and for screen readers; texts of any length, to some thousand characters.
QString wholeCell(const Chunk& chunk, const Dictionary* dictionary, std::size_t row);
bool alignsRight(DataType type);

/// Rows [from, to) of the columns, separated by tabs, as spreadsheets take them: missing is empty, cells with tabs, quotes
/// or line ends in quotes. Reads chunks. Ends early when `stop` is set.
Result<std::string> tabbedText(const Table& table, std::span<const std::size_t> columns, std::size_t from,
                               std::size_t to, bool headers, const std::atomic_bool& stop);

} // namespace easel
