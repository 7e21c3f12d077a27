// The members of an ensemble: which algorithms with which settings, written as a person can write and read them:
// "linear", or "boosted_trees {"depth":3}".
#pragma once

#include "core/learn/ensemble/dense_encoding.h"
#include "core/learn/estimator.h"

namespace easel {

inline constexpr std::string_view kEnsembleId = "ensemble";

struct EnsembleMember {
  std::string algorithm;
  Json params = Json::object();
};
std::string memberText(const EnsembleMember& member);
Result<EnsembleMember> memberFromText(std::string_view text);

/// Whether the algorithm needs features without categories and missing values.
inline bool needsDense(const EstimatorTraits& traits) { return !traits.acceptsMissing || !traits.acceptsCategories; }

} // namespace easel
