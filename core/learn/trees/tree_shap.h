// Exact Shapley values of tree ensembles (path-dependent TreeSHAP: Lundberg et al., Nature Machine Intelligence 2020,
// algorithm 2), leaf by leaf: a feature's splits on the way to a leaf are merged into one, and the weights are carried
// for many rows at once. A row's attributions and the base add up to its margin.
#pragma once

#include "core/learn/estimator.h"
#include "core/learn/trees/forest.h"

namespace easel {

Result<Attributions> treeShap(const Forest& forest, const Features& features, const Context& context);

} // namespace easel
