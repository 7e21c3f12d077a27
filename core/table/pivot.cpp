// Long to wide and back. pivot groups by index and column together, then places each group's value; unpivot keeps the
// values of one row together.
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/table/aggregates.h"
#include "core/table/builder.h"
#include "core/table/column_slab.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace easel {

namespace {

constexpr std::size_t kMostColumns = 10'000;

Result<RowIds> numbersOf(const Table& table, std::span<const std::string> names, const Context& context) {
  std::vector<LoadedColumn> columns;
  for (const std::string& name : names) {
    EASEL_TRY(const Column* column, table.require(name));
    EASEL_TRY(LoadedColumn loaded, loadColumn(name, *column, context));
    columns.push_back(std::move(loaded));
  }
  EASEL_TRY(RowIds numbered, numberRows(columns, table.rows(), context));
  return numbered;
}

std::string freeName(std::string name, std::unordered_set<std::string>& used) {
  if (name.empty())
    name = "empty";
  std::string tried = name;
  for (int k = 2; !used.insert(tried).second; ++k)
    tried = name + "_" + std::to_string(k);
  return tried;
}

/// 0 in place of missing: no rows were counted.
Result<Column> zerosForMissing(const Column& counts, const Context& context) {
  EASEL_TRY(const LoadedColumn loaded, loadColumn({}, counts, context));
  std::vector<std::int64_t> values;
  for (const ChunkPtr& c : loaded.chunks)
    values.insert(values.end(), c->values<std::int64_t>(), c->values<std::int64_t>() + c->size());
  return columnOf(std::move(values)); // a missing cell holds 0
}

} // namespace

Result<Table> pivot(const Table& table, std::span<const std::string> index, const std::string& columns,
                    const std::string& values, Aggregate aggregate, const Context& context) {
  return withinMemory([&]() -> Result<Table> {
    std::vector<std::string> keys(index.begin(), index.end());
    keys.push_back(columns);
    if (std::find(index.begin(), index.end(), columns) != index.end())
      return Error(ErrorCode::InvalidArgument, "Column '" + columns + "' cannot name both the rows and the columns.",
                   "Choose another one for the columns.")
          .at({ErrorPlace::Kind::Column, columns});
    std::string valueName = "value"; // any name that is not a key
    while (std::find(keys.begin(), keys.end(), valueName) != keys.end())
      valueName += "_";
    const Aggregation aggregation{aggregate, values, valueName, 0.5};
    EASEL_TRY(const Table cells, group(table, keys, std::span(&aggregation, 1), context));
    EASEL_TRY(const RowIds rowIds, numbersOf(cells, index, context));
    EASEL_TRY(const RowIds columnIds, numbersOf(cells, std::span(&columns, 1), context));
    if (columnIds.count() > kMostColumns)
      return Error(ErrorCode::Data,
                   "Column '" + columns + "' has " + formatCount(static_cast<std::int64_t>(columnIds.count())) +
                       " different values; a table may get 10,000 columns this way.",
                   "Choose a column with fewer values, or group it first.")
          .at({ErrorPlace::Kind::Column, columns});

    EASEL_TRY(const Column* headings, cells.require(columns));
    EASEL_TRY(const Column distinct, take(*headings, columnIds.firstRows, context));
    std::vector<RowIndex> order(columnIds.count());
    std::iota(order.begin(), order.end(), 0U);
    if (distinct.type() != DataType::Vector && distinct.type() != DataType::Image) {
      EASEL_TRY(const Table heading, Table::make({{columns, distinct}}));
      const SortKey key{columns, false, false};
      EASEL_TRY(order, sortedRows(heading, std::span(&key, 1), context));
    }
    std::vector<NamedColumn> result;
    std::unordered_set<std::string> used;
    for (const std::string& name : index) {
      EASEL_TRY(Column column, take(**cells.require(name), rowIds.firstRows, context));
      result.push_back({name, std::move(column)});
      used.insert(name);
    }
    std::vector<std::vector<RowIndex>> places(columnIds.count(), std::vector<RowIndex>(rowIds.count(), kNoRow));
    for (std::size_t i = 0; i < cells.rows(); ++i)
      places[columnIds.ids[i]][rowIds.ids[i]] = static_cast<RowIndex>(i);
    const bool counts = aggregate == Aggregate::Count || aggregate == Aggregate::CountValid ||
                        aggregate == Aggregate::Distinct;
    const Column& all = **cells.require(valueName);
    for (const RowIndex k : order) {
      EASEL_TRY(const std::optional<std::string> text, distinct.textAt(k));
      EASEL_TRY(Column column, take(all, places[k], context));
      if (counts) {
        EASEL_TRY(column, zerosForMissing(column, context));
      }
      result.push_back({freeName(text.value_or("missing"), used), std::move(column)});
    }
    if (result.empty())
      return Table::ofRows(0);
    return Table::make(std::move(result));
  });
}

Result<Table> unpivot(const Table& table, std::span<const std::string> values, const std::string& nameColumn,
                      const std::string& valueColumn, const Context& context) {
  return withinMemory([&]() -> Result<Table> {
    const std::size_t rows = table.rows();
    const std::size_t width = values.size();
    if (width == 0)
      return Error(ErrorCode::InvalidArgument, "No columns are named that should become rows.", "Name at least one.");
    if (std::uint64_t{rows} * width >= kNoRow)
      return Error(ErrorCode::Unsupported, "The result would have more than 4,294,967,294 rows.",
                   "Unpivot fewer columns.");
    std::vector<Table> below;
    std::unordered_set<std::string> seen;
    for (const std::string& name : values) {
      EASEL_TRY(const Column* column, table.require(name));
      if (!seen.insert(name).second)
        return Error(ErrorCode::InvalidArgument, "Column '" + name + "' is named twice.", "Name it once.")
            .at({ErrorPlace::Kind::Column, name});
      const Column* first = *table.require(values[0]);
      const bool numbers = isNumeric(first->type()) && isNumeric(column->type()) &&
                           (first->type() == DataType::Bool) == (column->type() == DataType::Bool);
      if (column->type() != first->type() && !numbers)
        return Error(ErrorCode::Data,
                     "Columns '" + values[0] + "' and '" + name + "' are of types " +
                         std::string(dataTypeId(first->type())) + " and " + std::string(dataTypeId(column->type())) +
                         ": their values cannot stand in one column.",
                     "Convert one of them first.")
            .at({ErrorPlace::Kind::Column, name});
      EASEL_TRY(Table one, Table::make({{valueColumn, *column}}));
      below.push_back(std::move(one));
    }
    EASEL_TRY(const Table stacked, concat(below, context));
    std::vector<RowIndex> repeated(rows * width);
    std::vector<RowIndex> mixed(rows * width);
    ColumnSlab names(DataType::Category, rows * width, false);
    EASEL_CHECK(tryParallelFor(context, names.chunkCount(), [&](std::size_t c) -> Result<void> {
      std::uint32_t* codes = names.values<std::uint32_t>(c);
      const std::size_t start = c << kChunkShift;
      for (std::size_t to = start; to < start + names.chunkRows(c); ++to) {
        const std::size_t i = to / width;
        const std::size_t k = to % width;
        repeated[to] = static_cast<RowIndex>(i);
        mixed[to] = static_cast<RowIndex>(k * rows + i);
        codes[to - start] = static_cast<std::uint32_t>(k);
      }
      return {};
    }));
    EASEL_TRY(const Table others, take(table.without(values), repeated, context));
    EASEL_TRY(Column value, take(stacked.column(0), mixed, context));
    std::vector<NamedColumn> result = others.columns();
    result.push_back({nameColumn, std::move(names).finish(std::make_shared<Dictionary>(
                                      std::vector<std::string>(values.begin(), values.end())))});
    result.push_back({valueColumn, std::move(value)});
    return Table::make(std::move(result));
  });
}

} // namespace easel
