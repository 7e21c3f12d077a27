// Leaks: ways in which a model's score promises more than it will keep. Found on the values of a run, so run the flow
// with keepAll. What counts as a leak here follows from how Easel fits:
//   A fitted step before the split is no leak by itself: the split node and the trainer refit the whole preparation on
//   training rows only. It becomes one when what it learned can no longer be taken back: a row filter decided by its
//   values, or a reshape or multiplying join that computed with them (Frame::leaked). Source of the term: Kaufman,
//   Rosset & Perlich, "Leakage in data mining", KDD 2011.
// Thread rule: pure.
#pragma once

#include "core/flow/executor.h"

namespace easel {

struct LintFinding {
  std::string node;
  std::string kind; // "fit_before_split", "target_leak", "duplicate_rows"
  std::string message;
  std::string fix;
};
/// fit_before_split: at the step that learned from rows that test later. target_leak: at the training node, for every
/// column that alone predicts the target almost perfectly (held-out score of at least 0.99 by a majority or mean per
/// level or bin). duplicate_rows: at the split, when rows of the same raw content train and test.
Result<std::vector<LintFinding>> lintLeaks(const Graph& graph, const FlowRun& run, const Catalog<NodeOperation>& nodes,
                                           const Context& context);

} // namespace easel
