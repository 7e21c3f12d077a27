// Several models' answers as one. Numbers are averaged; probabilities are averaged as log-odds (logarithmic pooling,
// Genest & Zidek 1986), so that the attributions of the members add up to those of the whole. The weights are found on
// predictions for rows that the members did not learn from (stacking, Wolpert 1992), by adding the member that helps
// most, again and again (Caruana et al., "Ensemble selection from libraries of models", ICML 2004), and drawn half way
// to equal weights of those that were added.
// Pure functions; any thread.
#pragma once

#include "core/learn/estimator.h"

namespace easel {

/// members: one after the other, k values each; weights sum to 1. out: k values.
void poolRow(Task task, std::span<const double> weights, std::span<const double> members, std::span<double> out);
/// All of the same shape.
Predictions pool(Task task, std::span<const double> weights, std::span<const Predictions> members);

/// Non-negative, sum to 1. `members` are predictions of the rows of `target`, made without them.
Result<std::vector<double>> poolingWeights(const Target& target, std::span<const Predictions> members,
                                           const Context& context);

} // namespace easel
