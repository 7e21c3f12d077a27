// From contributions to the charts that show them, and which rows to explain. Thread rule: pure functions.
#pragma once

#include "core/explain/attribution.h"
#include "core/explore/explanation_chart.h"

namespace easel {

struct ChartBounds {
  std::size_t features = 10;
  std::size_t marks = 4000;
};
/// output: index of the class margin. rows: the raw rows that were explained.
Result<SwarmChart> swarmChart(const Attributions& attributions, const Table& rows, std::size_t output,
                              const ChartBounds& bounds, const Context& context);
/// One explained row. The texts of base and total are shares for classifiers, values for numbers.
Result<WaterfallChart> waterfallChart(const Attributions& attributions, const Signature& signature, const Table& rows,
                                      std::size_t row, std::size_t output, std::size_t features);

struct RowsToExplain {
  std::vector<RowIndex> rows; // ascending
  bool unseen = false;        // the rows tested the model, it has not seen them
};
/// Up to `limit` of the rows that the split with this share and seed kept for testing, spread evenly; of all rows when
/// there was no split, or when the data are no longer those of `trainedRows` training rows.
Result<RowsToExplain> rowsToExplain(const Table& table, const std::string& target, double share, std::uint64_t seed,
                                    std::size_t trainedRows, std::size_t limit, const Context& context);

} // namespace easel
