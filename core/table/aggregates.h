// The aggregates of one column by group. Rows are taken in ranges whose borders depend on the data only; each range
// has states of its own, which are merged in order, so the bits do not depend on the number of threads.
// Only present cells count. Groups without one give a missing value (0 for the counts); Std also with one cell only.
// Min and Max pass over NaN; Sum, Mean, Std, Median and Quantile give NaN when there is one.
// Sums of doubles are compensated (Neumaier 1974), moments are Welford's, merged as in Chan, Golub & LeVeque 1983.
#pragma once

#include "core/base/parallel.h"
#include "core/table/kernels.h"
#include "core/table/row_ids.h"

#include <algorithm>

namespace easel {

struct Groups {
  const IdArray* ids = nullptr; // by row
  std::size_t rows = 0;
  std::size_t count = 0;

  std::size_t chunks() const { return chunksFor(rows); }
  const std::uint32_t* chunkIds(std::size_t chunk) const { return ids->data() + (chunk << kChunkShift); }
  /// Parts of the rows with states of their own: few when there are many groups.
  std::size_t ranges() const {
    return std::clamp<std::size_t>(rows / (8 * std::max<std::size_t>(1, count)), 1, std::min<std::size_t>(64, std::max<std::size_t>(1, chunks())));
  }
  std::size_t rangeBegin(std::size_t range) const { return range * chunks() / ranges(); }
};

/// States of all groups after every chunk. visit(chunk, ids, states) adds the cells of a chunk.
template<class State, class Visit>
Result<std::vector<std::vector<State>>> accumulateRanges(const Groups& groups, const Context& context,
                                                         const Visit& visit) {
  std::vector<std::vector<State>> parts(groups.ranges());
  EASEL_CHECK(tryParallelFor(context, parts.size(), [&](std::size_t r) -> Result<void> {
    parts[r].resize(groups.count);
    for (std::size_t c = groups.rangeBegin(r); c < groups.rangeBegin(r + 1); ++c) {
      EASEL_CHECK(context.checkpoint());
      visit(c, groups.chunkIds(c), parts[r].data());
    }
    return {};
  }));
  return parts;
}

template<class State, class Visit>
Result<std::vector<State>> accumulate(const Groups& groups, const Context& context, const Visit& visit) {
  EASEL_TRY(auto parts, accumulateRanges<State>(groups, context, visit));
  for (std::size_t r = 1; r < parts.size(); ++r)
    for (std::size_t g = 0; g < groups.count; ++g)
      parts[0][g].merge(parts[r][g]);
  return std::move(parts[0]);
}

/// column: nullptr only for Count. The caller has checked that the type suits (see suits).
Result<Column> aggregateColumn(const Aggregation& aggregation, const LoadedColumn* column, const Groups& groups,
                               const Context& context);
/// Median, Quantile.
Result<Column> quantileColumn(const LoadedColumn& column, double quantile, const Groups& groups,
                              const Context& context);
/// Distinct, Mode.
Result<Column> distinctColumn(const LoadedColumn& column, const Groups& groups, const Context& context);
Result<Column> modeColumn(const LoadedColumn& column, const Groups& groups, const Context& context);

bool suits(Aggregate aggregate, DataType type);

/// A column as it was before loading.
inline Column columnOf(const LoadedColumn& column) { return Column(column.type, column.chunks, column.dictionary); }

} // namespace easel
