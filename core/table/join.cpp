// Joins: the rows that match are listed first (their number is known before anything is written), then both tables
// are gathered by these lists.
#include "core/table/join_keys.h"

#include "core/base/memory.h"
#include "core/base/parallel.h"
#include "core/base/text.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

namespace easel {

namespace {

/// Right rows by key number, ascending.
struct RightRows {
  std::vector<std::uint32_t> starts; // by key number
  std::vector<RowIndex> rows;

  RightRows(const IdArray& ids, std::size_t count) : starts(count + 1) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < ids.size(); ++i)
      if (ids[i] != kNoId) {
        ++starts[ids[i] + 1];
        ++used;
      }
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    rows.resize(used);
    std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
    for (std::size_t i = 0; i < ids.size(); ++i)
      if (ids[i] != kNoId)
        rows[next[ids[i]]++] = static_cast<RowIndex>(i);
  }
  std::size_t matches(std::uint32_t id) const { return id == kNoId ? 0 : starts[id + 1] - starts[id]; }
};

struct Lists {
  IdArray left, right;     // rows that belong together; kNoRow: none
  std::size_t matched = 0; // the rest are unmatched right rows
};

double bytesPerRow(const Table& table) {
  double bytes = 0;
  for (const NamedColumn& c : table.columns()) {
    const std::size_t memory = c.column.resident() ? c.column.memory() : 0;
    bytes += memory > 0 && c.column.size() > 0 ? static_cast<double>(memory) / static_cast<double>(c.column.size())
                                               : static_cast<double>(dataTypeSize(c.column.type())) * 4;
  }
  return bytes;
}

Result<void> checkFits(std::uint64_t rows, double rowBytes) {
  const double needed = static_cast<double>(rows) * (rowBytes + 2 * sizeof(RowIndex));
  const auto available = static_cast<double>(availableMemory());
  if (rows < kNoRow && needed <= available)
    return {};
  return Error(ErrorCode::OutOfMemory,
               "The join would give " + formatCount(static_cast<std::int64_t>(rows)) + " rows, about " +
                   formatNumber(needed / 1e9, 3) + " GB; " + formatNumber(available / 1e9, 3) + " GB are free" +
                   (rows < kNoRow ? "." : " and a table may have 4,294,967,294 rows."),
               "Join by more columns, remove rows with equal keys, or filter first.");
}

bool keepsLeft(JoinKind k) { return k == JoinKind::Left || k == JoinKind::Full; }

Result<Lists> listRows(const JoinKeys& keys, JoinKind kind, double rowBytes, const Context& context) {
  const RightRows right(keys.right, keys.count);
  EASEL_CHECK(context.checkpoint());
  const std::size_t rows = keys.left.size();
  const bool onlyLeft = kind == JoinKind::Semi || kind == JoinKind::Anti;
  const auto given = [&](std::uint32_t id) -> std::size_t {
    const std::size_t n = right.matches(id);
    if (onlyLeft)
      return (n > 0) == (kind == JoinKind::Semi) ? 1 : 0;
    return n == 0 && keepsLeft(kind) ? 1 : n;
  };
  std::vector<std::uint64_t> starts(chunksFor(rows) + 1);
  EASEL_CHECK(tryParallelFor(context, chunksFor(rows), [&](std::size_t c) -> Result<void> {
    const std::size_t end = std::min(rows, (c + 1) << kChunkShift);
    std::uint64_t n = 0;
    for (std::size_t i = c << kChunkShift; i < end; ++i)
      n += given(keys.left[i]);
    starts[c + 1] = n;
    return {};
  }));
  std::partial_sum(starts.begin(), starts.end(), starts.begin());

  std::vector<RowIndex> unmatched;
  if (kind == JoinKind::Right || kind == JoinKind::Full) {
    std::vector<std::atomic<bool>> seen(keys.count);
    parallelRanges(rows, kChunkRows, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        if (keys.left[i] != kNoId)
          seen[keys.left[i]].store(true, std::memory_order_relaxed);
    });
    for (std::size_t i = 0; i < keys.right.size(); ++i)
      if (keys.right[i] == kNoId || !seen[keys.right[i]].load(std::memory_order_relaxed))
        unmatched.push_back(static_cast<RowIndex>(i));
  }
  const std::uint64_t total = starts.back() + unmatched.size();
  EASEL_CHECK(checkFits(total, rowBytes));

  Lists lists;
  lists.matched = starts.back();
  lists.left = IdArray(total);
  lists.right = IdArray(onlyLeft ? 0 : total);
  EASEL_CHECK(tryParallelFor(context, chunksFor(rows), [&](std::size_t c) -> Result<void> {
    const std::size_t end = std::min(rows, (c + 1) << kChunkShift);
    std::size_t to = starts[c];
    for (std::size_t i = c << kChunkShift; i < end; ++i) {
      const std::uint32_t id = keys.left[i];
      const std::size_t n = given(id);
      if (onlyLeft || (n == 1 && right.matches(id) == 0)) {
        if (n == 1) {
          if (!onlyLeft)
            lists.right[to] = kNoRow;
          lists.left[to++] = static_cast<RowIndex>(i);
        }
        continue;
      }
      for (std::size_t k = 0; k < n; ++k) {
        if (to % (16 * kChunkRows) == 0)
          EASEL_CHECK(context.checkpoint());
        lists.left[to] = static_cast<RowIndex>(i);
        lists.right[to++] = right.rows[right.starts[id] + k];
      }
    }
    return {};
  }));
  std::fill_n(lists.left.data() + lists.matched, unmatched.size(), kNoRow);
  std::copy(unmatched.begin(), unmatched.end(), lists.right.data() + lists.matched);
  return lists;
}

Result<Lists> listAll(std::size_t left, std::size_t right, double rowBytes, const Context& context) {
  const std::uint64_t total = std::uint64_t{left} * right;
  EASEL_CHECK(checkFits(total, rowBytes));
  Lists lists{IdArray(total), IdArray(total), total};
  EASEL_CHECK(tryParallelFor(context, chunksFor(total), [&](std::size_t c) -> Result<void> {
    for (std::size_t i = c << kChunkShift; i < std::min<std::size_t>(total, (c + 1) << kChunkShift); ++i) {
      lists.left[i] = static_cast<RowIndex>(i / right);
      lists.right[i] = static_cast<RowIndex>(i % right);
    }
    return {};
  }));
  return lists;
}

/// The unmatched right keys as the left column's type, so that both can stand below one another.
Result<Column> alike(const Column& right, DataType left, const Context& context) {
  const DataType type = right.type();
  const bool numbers = isNumeric(type) && isNumeric(left);
  if (type == left || (numbers && type != DataType::Bool && left != DataType::Bool))
    return right; // concat makes one type of the two kinds of numbers
  if (type == DataType::Timestamp || left == DataType::Bool)
    return right; // the left one is converted
  EASEL_TRY(CastResult converted, cast(right, left, context));
  return std::move(converted.column);
}

Result<Column> keyColumn(const std::string& name, const Column& left, const Column& right, const Lists& lists,
                         const Context& context) {
  const std::span<const RowIndex> leftRows(lists.left.data(), lists.matched);
  const std::span<const RowIndex> rightRows(lists.right.data() + lists.matched, lists.right.size() - lists.matched);
  EASEL_TRY(Column above, take(left, leftRows, context));
  EASEL_TRY(Column below, take(right, rightRows, context));
  EASEL_TRY(below, alike(below, left.type(), context));
  EASEL_TRY(above, alike(above, below.type(), context));
  EASEL_TRY(const Table first, Table::make({{name, std::move(above)}}));
  EASEL_TRY(const Table second, Table::make({{name, std::move(below)}}));
  const Table both[] = {first, second};
  EASEL_TRY(const Table joined, concat(both, context));
  return joined.column(0);
}

Result<Table> gather(const Table& left, const Table& right, const JoinOptions& options, const Lists& lists,
                     const Context& context) {
  const std::span<const RowIndex> leftRows(lists.left.data(), lists.left.size());
  const std::span<const RowIndex> rightRows(lists.right.data(), lists.right.size());
  if (options.kind == JoinKind::Semi || options.kind == JoinKind::Anti)
    return take(left, leftRows, context);
  const bool append = lists.matched < lists.left.size();
  EASEL_TRY(const Table leftPart, take(append ? left.without(options.leftKeys) : left, leftRows, context));
  EASEL_TRY(const Table rightPart, take(right.without(options.rightKeys), rightRows, context));
  std::vector<NamedColumn> columns;
  for (const NamedColumn& c : left.columns()) {
    if (const auto place = leftPart.find(c.name)) {
      columns.push_back(leftPart.columns()[*place]);
      continue;
    }
    const auto key = static_cast<std::size_t>(
        std::find(options.leftKeys.begin(), options.leftKeys.end(), c.name) - options.leftKeys.begin());
    EASEL_TRY(const Column* other, right.require(options.rightKeys[key]));
    EASEL_TRY(Column column, keyColumn(c.name, c.column, *other, lists, context));
    columns.push_back({c.name, std::move(column)});
  }
  const auto taken = [&](const std::string& name) {
    return std::any_of(columns.begin(), columns.end(), [&](const NamedColumn& c) { return c.name == name; });
  };
  for (const NamedColumn& c : rightPart.columns()) {
    std::string name = c.name;
    while (taken(name) && !options.suffix.empty())
      name += options.suffix;
    columns.push_back({std::move(name), c.column});
  }
  if (columns.empty())
    return Table::ofRows(lists.left.size());
  return Table::make(std::move(columns));
}

} // namespace

Result<Table> join(const Table& left, const Table& right, const JoinOptions& options, const Context& context) {
  if (options.leftKeys.size() != options.rightKeys.size())
    return Error(ErrorCode::InvalidArgument,
                 "There are " + plural(static_cast<std::int64_t>(options.leftKeys.size()), "key column", "key columns") +
                     " on the left and " + std::to_string(options.rightKeys.size()) + " on the right.",
                 "Give as many on both sides.");
  if (options.leftKeys.empty() != (options.kind == JoinKind::Cross))
    return Error(ErrorCode::InvalidArgument,
                 options.leftKeys.empty() ? "A join needs at least one pair of key columns."
                                          : "A cross join has no key columns.",
                 options.leftKeys.empty() ? "Name the columns that must be equal." : "Leave the keys empty.");
  return withinMemory([&]() -> Result<Table> {
    double rowBytes = bytesPerRow(left);
    if (options.kind != JoinKind::Semi && options.kind != JoinKind::Anti)
      rowBytes += bytesPerRow(right);
    if (options.kind == JoinKind::Cross) {
      EASEL_TRY(const Lists lists, listAll(left.rows(), right.rows(), rowBytes, context));
      return gather(left, right, options, lists, context);
    }
    EASEL_TRY(const JoinKeys keys, joinKeys(left, right, options, context));
    EASEL_TRY(const Lists lists, listRows(keys, options.kind, rowBytes, context));
    return gather(left, right, options, lists, context);
  });
}

} // namespace easel
