// The operations on whole tables. All are pure: tables in, a table out. They run in parallel over chunks, check for
// cancel, and give the same bits for the same input whatever the number of threads.
#pragma once

#include "core/base/context.h"
#include "core/table/table.h"

#include <span>
#include <string>
#include <vector>

namespace easel {

/// Rows by index, in that order; kNoRow gives a row of missing values.
Result<Table> take(const Table& table, std::span<const RowIndex> rows, const Context& context);
Result<Column> take(const Column& column, std::span<const RowIndex> rows, const Context& context);

/// Indices of the rows where the Bool column is true (missing counts as false), ascending.
Result<std::vector<RowIndex>> rowsWhere(const Column& condition, const Context& context);
/// take(table, rowsWhere(condition)).
Result<Table> filter(const Table& table, const Column& condition, const Context& context);

struct SortKey {
  std::string column;
  bool descending = false;
  bool missingFirst = false;
};
/// Stable order of the rows by several keys. Text sorts by bytes, Category by its texts (ordered: by code), NaN last.
Result<std::vector<RowIndex>> sortedRows(const Table& table, std::span<const SortKey> keys, const Context& context);
Result<Table> sort(const Table& table, std::span<const SortKey> keys, const Context& context);

enum class JoinKind { Inner, Left, Right, Full, Semi, Anti, Cross };
struct JoinOptions {
  JoinKind kind = JoinKind::Inner;
  std::vector<std::string> leftKeys, rightKeys; // same number; empty for Cross
  std::string suffix = "_right";                // for right columns whose name the left has
  bool missingMatches = false;                  // a missing key matches a missing key
};
/// Result order: left rows in order, their matches in right order; Right and Full append unmatched right rows.
/// Key columns appear once under the left name. Estimates its size first and refuses what cannot fit in memory.
Result<Table> join(const Table& left, const Table& right, const JoinOptions& options, const Context& context);

enum class Aggregate { Count, CountValid, Sum, Mean, Min, Max, Std, Median, Quantile, First, Last, Distinct, Mode };
std::string_view aggregateId(Aggregate aggregate); // "count", "sum", …
std::optional<Aggregate> aggregateFromId(std::string_view id);
struct Aggregation {
  Aggregate aggregate = Aggregate::Count;
  std::string column;    // not used by Count
  std::string name;      // of the result column
  double quantile = 0.5; // only for Quantile; linear interpolation (Hyndman & Fan type 7)
};
/// One row a combination of the keys, in order of first appearance; missing keys form a group of their own.
/// No keys: one row. Std is the sample standard deviation (n-1).
Result<Table> group(const Table& table, std::span<const std::string> keys, std::span<const Aggregation> aggregations,
                    const Context& context);

/// One row a combination of `index`, one column a distinct value of `columns` (text of the value; "missing" for
/// missing), filled with the aggregate of `values`.
Result<Table> pivot(const Table& table, std::span<const std::string> index, const std::string& columns,
                    const std::string& values, Aggregate aggregate, const Context& context);
/// The columns `values` become rows: their name in `nameColumn`, their value in `valueColumn`.
Result<Table> unpivot(const Table& table, std::span<const std::string> values, const std::string& nameColumn,
                      const std::string& valueColumn, const Context& context);

/// Rows of all tables below one another; columns are matched by name, absent ones are missing, Int64 with Float64
/// becomes Float64, Category with other levels merges them; other type pairs are an error.
Result<Table> concat(std::span<const Table> tables, const Context& context);

/// n rows without replacement (or a share of them), in table order, by the context's seed.
Result<std::vector<RowIndex>> sampledRows(std::size_t rows, std::size_t n, const Context& context);
/// First row of each distinct combination of the columns (all columns when empty), ascending.
Result<std::vector<RowIndex>> distinctRows(const Table& table, std::span<const std::string> columns,
                                           const Context& context);

/// Another type for a column. What cannot be converted becomes missing and is counted; the first rows are named.
struct CastReport {
  std::size_t failed = 0;
  std::vector<RowIndex> rows;      // up to 10
  std::vector<std::string> values; // their texts
};
struct CastResult {
  Column column;
  CastReport report;
};
Result<CastResult> cast(const Column& column, DataType type, const Context& context);

/// Content address of a column or table: types, values, dictionary texts. Equal for equal contents.
Result<std::string> contentHash(const Table& table, const Context& context);

} // namespace easel
