// Aggregates that need all values of a group: quantiles (values gathered group by group), distinct and mode (pairs of
// group and value are numbered).
#include "core/base/parallel.h"
#include "core/table/aggregates.h"
#include "core/table/builder.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace easel {

namespace {

struct Tally {
  std::size_t n = 0;
};

/// The present values group by group; those of group g are [starts[g], starts[g + 1]).
template<class T>
struct Gathered {
  std::vector<T> values;
  std::vector<std::size_t> starts;
};

template<class T>
Result<Gathered<T>> gatherValues(const LoadedColumn& column, const Groups& groups, const Context& context) {
  EASEL_TRY(auto counts, accumulateRanges<Tally>(groups, context, [&](std::size_t c, const std::uint32_t* ids, Tally* t) {
              forPresent(column.chunk(c), [&](std::size_t i) { ++t[ids[i]].n; });
            }));
  Gathered<T> all;
  all.starts.resize(groups.count + 1);
  std::size_t next = 0;
  for (std::size_t g = 0; g < groups.count; ++g) {
    all.starts[g] = next;
    for (auto& part : counts) {
      const std::size_t n = part[g].n;
      part[g].n = next; // where this range writes
      next += n;
    }
  }
  all.starts[groups.count] = next;
  all.values.resize(next);
  EASEL_CHECK(tryParallelFor(context, counts.size(), [&](std::size_t r) -> Result<void> {
    for (std::size_t c = groups.rangeBegin(r); c < groups.rangeBegin(r + 1); ++c) {
      EASEL_CHECK(context.checkpoint());
      const T* values = column.chunk(c).values<T>();
      const std::uint32_t* ids = groups.chunkIds(c);
      Tally* places = counts[r].data();
      forPresent(column.chunk(c), [&](std::size_t i) { all.values[places[ids[i]].n++] = values[i]; });
    }
    return {};
  }));
  return all;
}

/// Type 7 of Hyndman & Fan, "Sample quantiles in statistical packages", 1996. The values are moved about.
template<class T>
auto quantileOf(std::span<T> values, double quantile) {
  const double place = static_cast<double>(values.size() - 1) * quantile;
  const auto below = static_cast<std::size_t>(place);
  const double share = place - static_cast<double>(below);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), middle, values.end());
  const T low = *middle;
  const T high = share > 0 ? *std::min_element(middle + 1, values.end()) : low;
  return std::tuple(low, high, share);
}

template<class T>
Result<Column> quantiles(const LoadedColumn& column, double quantile, const Groups& groups, const Context& context) {
  EASEL_TRY(Gathered<T> all, gatherValues<T>(column, groups, context));
  const bool temporal = !isNumeric(column.type);
  std::vector<double> real(temporal ? 0 : groups.count);
  std::vector<std::int64_t> whole(temporal ? groups.count : 0);
  std::vector<std::uint8_t> valid(groups.count);
  const std::size_t grain = std::max<std::size_t>(1, groups.count / 64);
  EASEL_CHECK(tryParallelFor(context, (groups.count + grain - 1) / grain, [&](std::size_t part) -> Result<void> {
    for (std::size_t g = part * grain; g < std::min(groups.count, (part + 1) * grain); ++g) {
      const std::span<T> values(all.values.data() + all.starts[g], all.starts[g + 1] - all.starts[g]);
      valid[g] = !values.empty();
      if (values.empty())
        continue;
      if constexpr (std::is_same_v<T, double>) {
        if (std::any_of(values.begin(), values.end(), [](double v) { return v != v; })) {
          real[g] = std::numeric_limits<double>::quiet_NaN();
          continue;
        }
      }
      const auto [low, high, share] = quantileOf(values, quantile);
      const double a = static_cast<double>(low);
      const double b = static_cast<double>(high);
      if (temporal) // an instant between two: exact while they are less than 2^53 apart
        whole[g] = static_cast<std::int64_t>(low) +
                   static_cast<std::int64_t>(std::floor((b - a) * share)); // b - a is a whole number
      else
        real[g] = low == high ? a : a * (1 - share) + b * share; // no overflow, no infinity minus itself
    }
    return {};
  }));
  if (!temporal)
    return columnOf(std::move(real), valid);
  if (column.type == DataType::Date)
    return columnOfDates(std::vector<std::int32_t>(whole.begin(), whole.end()), valid);
  return columnOf(std::move(whole), valid, column.type);
}

/// Numbers of the pairs (group, value). Missing values are one more value.
Result<RowIds> numberPairs(const LoadedColumn& column, const Groups& groups, const Context& context) {
  EASEL_TRY(const RowIds values, numberRows(std::span(&column, 1), groups.rows, context));
  const std::uint64_t distinct = values.count();
  return numberKeys(
      groups.rows,
      [&](std::size_t c, std::uint64_t* out) {
        const std::size_t start = c << kChunkShift;
        const std::uint32_t* ids = groups.chunkIds(c);
        const std::size_t n = std::min(kChunkRows, groups.rows - start);
        for (std::size_t i = 0; i < n; ++i)
          out[i] = ids[i] * distinct + values.ids[start + i];
      },
      context);
}

} // namespace

Result<Column> quantileColumn(const LoadedColumn& column, double quantile, const Groups& groups,
                              const Context& context) {
  return withStorage(column.type, [&](auto zero) -> Result<Column> {
    return quantiles<decltype(zero)>(column, quantile, groups, context);
  });
}

Result<Column> distinctColumn(const LoadedColumn& column, const Groups& groups, const Context& context) {
  std::vector<std::int64_t> distinct(groups.count);
  constexpr std::size_t kBits = std::size_t{1} << 28; // 32 MiB
  const std::size_t levels = column.dictionary ? column.dictionary->size() : 0;
  if (column.type == DataType::Category && levels > 0 && levels <= kBits / std::max<std::size_t>(1, groups.count)) {
    std::vector<std::uint64_t> seen((levels * groups.count + 63) / 64);
    for (std::size_t c = 0; c < groups.chunks(); ++c) {
      EASEL_CHECK(context.checkpoint());
      const std::uint32_t* codes = column.chunk(c).values<std::uint32_t>();
      const std::uint32_t* ids = groups.chunkIds(c);
      forPresent(column.chunk(c), [&](std::size_t i) {
        const std::size_t bit = ids[i] * levels + codes[i];
        const std::uint64_t mask = std::uint64_t{1} << (bit & 63);
        distinct[ids[i]] += (seen[bit >> 6] & mask) == 0;
        seen[bit >> 6] |= mask;
      });
    }
    return columnOf(std::move(distinct));
  }
  EASEL_TRY(const RowIds pairs, numberPairs(column, groups, context));
  for (const RowIndex row : pairs.firstRows)
    if (column.valid(row))
      ++distinct[(*groups.ids)[row]];
  return columnOf(std::move(distinct));
}

Result<Column> modeColumn(const LoadedColumn& column, const Groups& groups, const Context& context) {
  EASEL_TRY(const RowIds pairs, numberPairs(column, groups, context));
  std::vector<std::uint32_t> counts(pairs.count());
  for (std::size_t i = 0; i < groups.rows; ++i)
    ++counts[pairs.ids[i]];
  EASEL_CHECK(context.checkpoint());
  std::vector<RowIndex> rows(groups.count, kNoRow);
  std::vector<std::uint32_t> most(groups.count);
  for (std::size_t p = 0; p < pairs.count(); ++p) { // in order of appearance: the first of the most frequent stays
    const RowIndex row = pairs.firstRows[p];
    const std::uint32_t group = (*groups.ids)[row];
    if (column.valid(row) && counts[p] > most[group]) {
      most[group] = counts[p];
      rows[group] = row;
    }
  }
  return take(columnOf(column), rows, context);
}

} // namespace easel
