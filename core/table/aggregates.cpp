#include "core/table/aggregates.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/table/builder.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace easel {

namespace {

__extension__ using Wide = __int128;

struct CountState {
  std::int64_t n = 0;
  void merge(const CountState& o) { n += o.n; }
};

struct WholeSum {
  Wide sum = 0;
  std::int64_t n = 0;
  void merge(const WholeSum& o) {
    sum += o.sum;
    n += o.n;
  }
};

struct RealSum {
  double sum = 0;
  double lost = 0;
  std::int64_t n = 0;
  void add(double x) {
    const double next = sum + x;
    const double part = next - sum;
    lost += (sum - (next - part)) + (x - part);
    sum = next;
  }
  void merge(const RealSum& o) {
    add(o.sum);
    lost += o.lost;
    n += o.n;
  }
  double value() const { return std::isfinite(sum) && std::isfinite(lost) ? sum + lost : sum; }
};

struct Moments {
  std::int64_t n = 0;
  double mean = 0;
  double squares = 0;
  void add(double x) {
    ++n;
    const double d = x - mean;
    mean += d / static_cast<double>(n);
    squares += d * (x - mean);
  }
  void merge(const Moments& o) {
    if (o.n == 0)
      return;
    const double all = static_cast<double>(n + o.n);
    const double d = o.mean - mean;
    mean += d * (static_cast<double>(o.n) / all);
    squares += o.squares + d * d * (static_cast<double>(n) * static_cast<double>(o.n) / all);
    n += o.n;
  }
};

enum Seen : std::uint8_t { kNothing, kOnlyNan, kValue };

template<class T, bool kMax>
struct Extreme {
  T best{};
  Seen seen = kNothing;
  void add(T v) {
    if constexpr (std::is_same_v<T, double>) {
      if (v != v) {
        if (seen == kNothing)
          *this = {v, kOnlyNan};
        return;
      }
    }
    if (seen != kValue || (kMax ? v > best : v < best))
      *this = {v, kValue};
  }
  void merge(const Extreme& o) {
    if (o.seen != kNothing)
      add(o.best);
  }
};

struct RowState {
  RowIndex row = kNoRow;
};

/// A column from one value and one flag a group.
template<class T, class State, class Value, class Present>
Column columnFrom(DataType type, const std::vector<State>& states, DictionaryPtr dictionary, const Value& value,
                  const Present& present) {
  std::vector<T> values(states.size());
  std::vector<std::uint8_t> valid(states.size());
  for (std::size_t g = 0; g < states.size(); ++g) {
    valid[g] = present(states[g]);
    if (valid[g])
      values[g] = static_cast<T>(value(states[g]));
  }
  if constexpr (std::is_same_v<T, double>)
    return columnOf(std::move(values), valid);
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return columnOf(std::move(values), valid, type);
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return columnOfDates(std::move(values), valid);
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return columnOfBools(std::move(values), valid);
  else
    return columnOfCodes(std::move(values), std::move(dictionary), valid);
}

constexpr auto kSome = [](const auto& s) { return s.n > 0; };

/// add(state, value) for the present cells.
template<class State, class T, class Add>
Result<std::vector<State>> accumulateValues(const LoadedColumn& column, const Groups& groups, const Context& context,
                                            const Add& add) {
  return accumulate<State>(groups, context, [&](std::size_t c, const std::uint32_t* ids, State* states) {
    const T* values = column.chunk(c).values<T>();
    forPresent(column.chunk(c), [&](std::size_t i) { add(states[ids[i]], values[i]); });
  });
}

Result<std::vector<WholeSum>> wholeSums(const LoadedColumn& column, const Groups& groups, const Context& context) {
  return withStorage(column.type, [&](auto zero) {
    return accumulateValues<WholeSum, decltype(zero)>(column, groups, context, [](WholeSum& s, auto v) {
      s.sum += static_cast<Wide>(v);
      ++s.n;
    });
  });
}

Result<std::vector<RealSum>> realSums(const LoadedColumn& column, const Groups& groups, const Context& context) {
  return accumulateValues<RealSum, double>(column, groups, context, [](RealSum& s, double v) {
    s.add(v);
    ++s.n;
  });
}

Result<Column> count(const Groups& groups, const LoadedColumn* column, const Context& context) {
  EASEL_TRY(const std::vector<CountState> counts,
            accumulate<CountState>(groups, context, [&](std::size_t c, const std::uint32_t* ids, CountState* states) {
              if (column) {
                forPresent(column->chunk(c), [&](std::size_t i) { ++states[ids[i]].n; });
                return;
              }
              const std::size_t n = std::min(kChunkRows, groups.rows - (c << kChunkShift));
              for (std::size_t i = 0; i < n; ++i)
                ++states[ids[i]].n;
            }));
  return columnFrom<std::int64_t>(DataType::Int64, counts, {}, [](const CountState& s) { return s.n; },
                                  [](const CountState&) { return true; });
}

Result<Column> sum(const LoadedColumn& column, const Groups& groups, const Context& context) {
  if (column.type == DataType::Float64) {
    EASEL_TRY(const auto sums, realSums(column, groups, context));
    return columnFrom<double>(DataType::Float64, sums, {}, [](const RealSum& s) { return s.value(); }, kSome);
  }
  EASEL_TRY(const auto sums, wholeSums(column, groups, context));
  constexpr auto kLeast = static_cast<Wide>(std::numeric_limits<std::int64_t>::min());
  constexpr auto kMost = static_cast<Wide>(std::numeric_limits<std::int64_t>::max());
  const bool fits =
      std::all_of(sums.begin(), sums.end(), [](const WholeSum& s) { return s.sum >= kLeast && s.sum <= kMost; });
  const auto value = [](const WholeSum& s) { return s.sum; };
  if (fits)
    return columnFrom<std::int64_t>(column.type == DataType::Duration ? DataType::Duration : DataType::Int64, sums, {},
                                    value, kSome);
  if (column.type == DataType::Duration)
    return Error(ErrorCode::Data, "The sum of column '" + column.name + "' is longer than a duration can be.",
                 "Use the mean, or convert the column to a decimal number first.")
        .at({ErrorPlace::Kind::Column, column.name});
  context.warn("The sum of column '" + column.name +
               "' is too large for a whole number: it is given as a decimal number, with about 16 exact digits.");
  return columnFrom<double>(DataType::Float64, sums, {}, value, kSome);
}

/// Nearest whole number, halves up.
Wide rounded(Wide sum, std::int64_t n) {
  const Wide twice = 2 * sum + n;
  const Wide divisor = 2 * static_cast<Wide>(n);
  return twice / divisor - (twice % divisor < 0 ? 1 : 0);
}

Result<Column> mean(const LoadedColumn& column, const Groups& groups, const Context& context) {
  if (column.type == DataType::Float64) {
    EASEL_TRY(const auto sums, realSums(column, groups, context));
    return columnFrom<double>(DataType::Float64, sums, {},
                              [](const RealSum& s) { return s.value() / static_cast<double>(s.n); }, kSome);
  }
  EASEL_TRY(const auto sums, wholeSums(column, groups, context));
  const auto nearest = [](const WholeSum& s) { return rounded(s.sum, s.n); };
  if (column.type == DataType::Date)
    return columnFrom<std::int32_t>(column.type, sums, {}, nearest, kSome);
  if (!isNumeric(column.type))
    return columnFrom<std::int64_t>(column.type, sums, {}, nearest, kSome);
  return columnFrom<double>(DataType::Float64, sums, {},
                            [](const WholeSum& s) { return static_cast<double>(s.sum) / static_cast<double>(s.n); },
                            kSome);
}

Result<Column> deviation(const LoadedColumn& column, const Groups& groups, const Context& context) {
  EASEL_TRY(const auto moments, withStorage(column.type, [&](auto zero) {
              return accumulateValues<Moments, decltype(zero)>(
                  column, groups, context, [](Moments& m, auto v) { m.add(static_cast<double>(v)); });
            }));
  const auto several = [](const Moments& m) { return m.n > 1; };
  const auto value = [](const Moments& m) { return std::sqrt(m.squares / static_cast<double>(m.n - 1)); };
  if (isNumeric(column.type))
    return columnFrom<double>(DataType::Float64, moments, {}, value, several);
  const double unit = column.type == DataType::Date ? static_cast<double>(kMicrosPerDay) : 1;
  return columnFrom<std::int64_t>(DataType::Duration, moments, {},
                                  [&](const Moments& m) { return std::llround(value(m) * unit); }, several);
}

/// The row of each group's first or last present cell, or of its extreme text.
template<class State, class Better>
Result<Column> chosenRow(const LoadedColumn& column, const Groups& groups, const Context& context,
                         const Better& better) {
  EASEL_TRY(auto parts, accumulateRanges<State>(groups, context,
                                                [&](std::size_t c, const std::uint32_t* ids, State* states) {
                                                  const auto base = static_cast<RowIndex>(c << kChunkShift);
                                                  forPresent(column.chunk(c), [&](std::size_t i) {
                                                    const RowIndex row = base + static_cast<RowIndex>(i);
                                                    RowIndex& best = states[ids[i]].row;
                                                    if (best == kNoRow || better(row, best))
                                                      best = row;
                                                  });
                                                }));
  std::vector<RowIndex> rows(groups.count, kNoRow);
  for (const std::vector<State>& part : parts)
    for (std::size_t g = 0; g < groups.count; ++g)
      if (const RowIndex row = part[g].row; row != kNoRow && (rows[g] == kNoRow || better(row, rows[g])))
        rows[g] = row;
  return take(columnOf(column), rows, context);
}

template<bool kMax>
Result<Column> extreme(const LoadedColumn& column, const Groups& groups, const Context& context) {
  if (column.type == DataType::Text)
    return chosenRow<RowState>(column, groups, context, [&](RowIndex a, RowIndex b) {
      return kMax ? column.text(a) > column.text(b) : column.text(a) < column.text(b);
    });
  const auto seen = [](const auto& s) { return s.seen != kNothing; };
  if (column.type == DataType::Category) {
    const std::vector<std::uint32_t> ranks = column.dictionary ? column.dictionary->ranks() : std::vector<std::uint32_t>();
    std::vector<std::uint32_t> codes(ranks.size());
    for (std::uint32_t code = 0; code < ranks.size(); ++code)
      codes[ranks[code]] = code;
    using State = Extreme<std::uint32_t, kMax>;
    EASEL_TRY(const auto states,
              accumulateValues<State, std::uint32_t>(column, groups, context,
                                                     [&](State& s, std::uint32_t code) { s.add(ranks[code]); }));
    return columnFrom<std::uint32_t>(column.type, states, column.dictionary,
                                     [&](const State& s) { return codes[s.best]; }, seen);
  }
  return withStorage(column.type, [&](auto zero) -> Result<Column> {
    using T = decltype(zero);
    using State = Extreme<T, kMax>;
    EASEL_TRY(const auto states, accumulateValues<State, T>(column, groups, context, [](State& s, T v) { s.add(v); }));
    if constexpr (std::is_same_v<T, float>)
      return Error(ErrorCode::Internal, "Vectors have no order.");
    else
      return columnFrom<T>(column.type, states, {}, [](const State& s) { return s.best; }, seen);
  });
}

} // namespace

bool suits(Aggregate aggregate, DataType type) {
  switch (aggregate) {
  case Aggregate::Sum: return isNumeric(type) || type == DataType::Duration;
  case Aggregate::Mean:
  case Aggregate::Std:
  case Aggregate::Median:
  case Aggregate::Quantile: return isNumeric(type) || isTemporal(type) || type == DataType::Duration;
  case Aggregate::Min:
  case Aggregate::Max: return type != DataType::Vector && type != DataType::Image;
  case Aggregate::Count:
  case Aggregate::CountValid:
  case Aggregate::First:
  case Aggregate::Last:
  case Aggregate::Distinct:
  case Aggregate::Mode: return true;
  }
  return false;
}

Result<Column> aggregateColumn(const Aggregation& aggregation, const LoadedColumn* column, const Groups& groups,
                               const Context& context) {
  switch (aggregation.aggregate) {
  case Aggregate::Count: return count(groups, nullptr, context);
  case Aggregate::CountValid: return count(groups, column, context);
  case Aggregate::Sum: return sum(*column, groups, context);
  case Aggregate::Mean: return mean(*column, groups, context);
  case Aggregate::Min: return extreme<false>(*column, groups, context);
  case Aggregate::Max: return extreme<true>(*column, groups, context);
  case Aggregate::Std: return deviation(*column, groups, context);
  case Aggregate::Median: return quantileColumn(*column, 0.5, groups, context);
  case Aggregate::Quantile: return quantileColumn(*column, aggregation.quantile, groups, context);
  case Aggregate::First:
    return chosenRow<RowState>(*column, groups, context, [](RowIndex a, RowIndex b) { return a < b; });
  case Aggregate::Last:
    return chosenRow<RowState>(*column, groups, context, [](RowIndex a, RowIndex b) { return a > b; });
  case Aggregate::Distinct: return distinctColumn(*column, groups, context);
  case Aggregate::Mode: return modeColumn(*column, groups, context);
  }
  return Error(ErrorCode::Internal, "There is no such aggregate.");
}

} // namespace easel
