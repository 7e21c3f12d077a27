// Why a model answers as it does. Exact TreeSHAP for boosted trees (Lundberg et al. 2020), exact linear attributions,
// permutation importance for any model (Breiman 2001; Fisher, Rudin & Dominici 2019).
#pragma once

#include "core/learn/bundle.h"
#include "core/learn/metric.h"

namespace easel {

/// Exact contributions, summed back to the raw input column each feature came from where that is known.
Result<Attributions> explainRows(const ModelBundle& bundle, const Table& rows, const Context& context);

struct FeatureImportance {
  std::string name;   // raw input column
  double mean = 0;    // loss of the metric when the column is shuffled
  double deviation = 0;
};
/// Shuffles each raw input column `repeats` times; sorted, most important first.
Result<std::vector<FeatureImportance>> permutationImportance(const ModelBundle& bundle, const Table& rows,
                                                             const Metric& metric, int repeats,
                                                             const Context& context);

/// Mean |contribution| per feature, sorted: the global view of explainRows.
std::vector<FeatureImportance> meanAbsolute(const Attributions& attributions);

} // namespace easel
