// How well one column alone predicts a target: the mean target (or the shares of the classes) per level or per bin of
// one half of the rows, judged by the other half. The simplest model that finds a column which is the target in
// disguise (Zheng, "Evaluating Machine Learning Models", 2015, calls it the single-feature check).
// Thread rule: pure.
#pragma once

#include "core/learn/features.h"

namespace easel {

struct ColumnScore {
  std::string measure; // "ROC AUC", "balanced accuracy", "R²"
  double value = 0;    // 1: perfect
};
/// `column` and `target` have the same rows, at most kChunkRows of them. nullopt when the column cannot be scored (a type
/// without an order or levels, too few rows, one class only).
Result<std::optional<ColumnScore>> scoreColumn(const Column& column, const Target& target, std::uint64_t seed);

} // namespace easel
