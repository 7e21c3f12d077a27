// Groups: the key rows are numbered, then every aggregate goes over its column by those numbers.
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/table/aggregates.h"

#include <array>
#include <map>

namespace easel {

namespace {
constexpr std::array<std::string_view, 13> kAggregateIds = {"count",  "count_valid", "sum",   "mean", "min",      "max", "std",
                                                            "median", "quantile",    "first", "last", "distinct", "mode"};

Result<void> check(const Aggregation& a, const Table& table) {
  if (a.aggregate == Aggregate::Count)
    return {};
  EASEL_TRY(const Column* column, table.require(a.column));
  if (!suits(a.aggregate, column->type()))
    return Error(ErrorCode::InvalidArgument,
                 "Column '" + a.column + "' is of type " + std::string(dataTypeId(column->type())) + ": it has no " +
                     std::string(aggregateId(a.aggregate)) + ".",
                 "Use count_valid, first, last, distinct or mode, or convert the column first.")
        .at({ErrorPlace::Kind::Column, a.column});
  if (a.aggregate == Aggregate::Quantile && !(a.quantile >= 0 && a.quantile <= 1))
    return Error(ErrorCode::InvalidArgument, "The quantile of column '" + a.column + "' is " +
                                                 formatNumber(a.quantile) + ", not between 0 and 1.",
                 "0.9 gives the value that 90 % of the rows are below.");
  return {};
}

} // namespace

std::string_view aggregateId(Aggregate aggregate) { return kAggregateIds[static_cast<std::size_t>(aggregate)]; }

std::optional<Aggregate> aggregateFromId(std::string_view id) {
  for (std::size_t i = 0; i < kAggregateIds.size(); ++i)
    if (kAggregateIds[i] == id)
      return static_cast<Aggregate>(i);
  return std::nullopt;
}

Result<Table> group(const Table& table, std::span<const std::string> keys, std::span<const Aggregation> aggregations,
                    const Context& context) {
  return withinMemory([&]() -> Result<Table> {
    for (const Aggregation& a : aggregations)
      EASEL_CHECK(check(a, table));
    std::vector<LoadedColumn> keyColumns;
    for (const std::string& key : keys) {
      EASEL_TRY(const Column* column, table.require(key));
      EASEL_TRY(LoadedColumn loaded, loadColumn(key, *column, context));
      keyColumns.push_back(std::move(loaded));
    }
    EASEL_TRY(const RowIds numbered, numberRows(keyColumns, table.rows(), context));
    const Groups groups{&numbered.ids, table.rows(), keys.empty() ? 1 : numbered.count()};

    std::vector<NamedColumn> result;
    for (const LoadedColumn& key : keyColumns) {
      EASEL_TRY(Column column, take(columnOf(key), numbered.firstRows, context));
      result.push_back({key.name, std::move(column)});
    }
    std::map<std::string, LoadedColumn> columns; // loaded once, whatever the number of aggregates
    for (const Aggregation& a : aggregations)
      if (a.aggregate != Aggregate::Count && !columns.contains(a.column)) {
        EASEL_TRY(LoadedColumn loaded, loadColumn(a.column, **table.require(a.column), context));
        columns.emplace(a.column, std::move(loaded));
      }
    std::vector<Column> made(aggregations.size());
    EASEL_CHECK(tryParallelFor(context, made.size(), [&](std::size_t i) -> Result<void> {
      const auto it = columns.find(aggregations[i].column);
      EASEL_TRY(made[i], aggregateColumn(aggregations[i], it == columns.end() ? nullptr : &it->second, groups, context));
      return {};
    }));
    for (std::size_t i = 0; i < made.size(); ++i)
      result.push_back({aggregations[i].name, std::move(made[i])});
    return Table::make(std::move(result));
  });
}

} // namespace easel
