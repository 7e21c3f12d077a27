// AutoML's last candidate: an ensemble of those that did well and explain themselves. Its members' answers for rows they
// did not learn from are there already; only members that see the features encoded are fitted anew. Every fold is scored
// with weights found on the other folds. Thread rule: pure functions.
#pragma once

#include "core/learn/ensemble/members.h"
#include "core/learn/metric.h"

#include <functional>

namespace easel {

/// One candidate with its predictions, fold by fold.
struct EnsemblePart {
  EnsembleMember what;
  double score = 0, fitSeconds = 0, predictMillis = 0;
  const Estimator* estimator = nullptr;
  const std::vector<Predictions>* held = nullptr;
};

/// One fold as an algorithm sees it that takes missing values and categories.
struct EnsembleFold {
  const Features* training = nullptr;
  const Features* held = nullptr;
  const Target* trainingTarget = nullptr;
  const Target* heldTarget = nullptr;
};
/// Gives a fold; what it points at lives until the next call.
using EnsembleFolds = std::function<Result<EnsembleFold>(std::size_t fold)>;

struct ProposedEnsemble {
  Json params; // of the algorithm "ensemble"
  std::size_t members = 0;
  std::vector<double> foldScores;
  double fitSeconds = 0, predictMillis = 0;
};

/// The best of each algorithm, then the second of each, and so on; a few.
std::vector<EnsemblePart> ensembleMembers(std::vector<EnsemblePart> parts, bool higherIsBetter);
/// Absent when one member alone is best.
Result<std::optional<ProposedEnsemble>> proposeEnsemble(const std::vector<EnsemblePart>& members, std::size_t folds,
                                                        const EnsembleFolds& fold, const Metric& metric,
                                                        const Context& context);

} // namespace easel
