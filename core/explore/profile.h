// What stands in every column of a table, over all rows: counts, missing, distinct, spread, quantiles, histogram,
// frequent values, lengths of texts. Numbers are counted or sorted, so everything about them is exact; texts are
// compared by a 64-bit hash, and only above ProfileOptions::rowsAtOnce rows their distinct count is a HyperLogLog
// estimate. Quantiles interpolate linearly (Hyndman & Fan 1996, type 7); std is the sample's (n-1).
// Pure: the same table gives the same bits, whatever the number of threads.
#pragma once

#include "core/base/context.h"
#include "core/base/json.h"
#include "core/table/table.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace easel {

struct ValueCount {
  std::string value; // as cellText() writes it
  std::uint64_t count = 0;
};

/// Values with from ≤ value < to; Date in days, Timestamp and Duration in microseconds.
struct HistogramBin {
  double from = 0;
  double to = 0;
  std::uint64_t count = 0;
};

inline constexpr std::array<double, 5> kProfileQuantiles = {0.05, 0.25, 0.5, 0.75, 0.95};

/// Of Int64, Float64, Bool (0 and 1), Date (days), Timestamp and Duration (microseconds). "Not a number" is counted
/// apart; mean, std and histogram leave out infinite values.
struct NumberSummary {
  double min = 0, max = 0, mean = 0;
  double std = 0; // 0 for a single value
  std::array<double, 5> quantiles{};
  double median() const { return quantiles[2]; }
  std::uint64_t zeros = 0, negative = 0, notANumber = 0, infinite = 0;
  bool whole = false; // all are whole numbers
};

/// Of Text and Category. Lengths are in characters.
struct TextSummary {
  std::string min, max; // by bytes
  std::uint64_t shortest = 0, longest = 0;
  double meanLength = 0;
  std::uint64_t empty = 0;
};

enum class SortedAs { No, Ascending, Descending };

struct ColumnProfile {
  std::string name;
  DataType type = DataType::Int64;
  std::uint64_t rows = 0;
  std::uint64_t missing = 0;
  std::uint64_t distinct = 0; // of the values that are not missing; "not a number" is one value
  bool distinctExact = true;
  bool constant = false;   // one value, none missing
  bool identifier = false; // whole numbers or texts, all present and different
  SortedAs sorted = SortedAs::No; // numbers and dates: never falls, or never rises
  std::optional<NumberSummary> numbers; // absent when there is no value
  std::optional<TextSummary> texts;
  std::string min, max;        // as cellText() writes them; empty when there is no value
  std::vector<ValueCount> top; // most frequent first, up to 10; equally frequent: smaller or earlier first
  bool topExact = true;        // false: the values were found in a sample; their counts are exact
  /// Equally wide, but for a first or last one that takes a long tail, so that a few wild values do not flatten the rest.
  std::vector<HistogramBin> histogram;
};

struct TableProfile {
  std::uint64_t rows = 0;
  std::vector<ColumnProfile> columns;
};

struct ProfileOptions {
  std::size_t topValues = 10;
  /// Rows of a column that are sorted at a time: bounds the memory to 16 bytes each.
  std::size_t rowsAtOnce = std::size_t{1} << 24;
};

Result<TableProfile> profile(const Table& table, const Context& context, const ProfileOptions& options = {});
Result<ColumnProfile> profileColumn(const std::string& name, const Column& column, const Context& context,
                                    const ProfileOptions& options = {});

/// As `easel profile --json` prints it.
Json toJson(const ColumnProfile& profile);
Json toJson(const TableProfile& profile);

} // namespace easel
