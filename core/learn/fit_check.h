// What every algorithm asks of its input before it fits or predicts, with errors that name the column.
#pragma once

#include "core/learn/estimator.h"

namespace easel {

/// At least one row, as many targets as rows, a task that the traits allow, finite targets in range, and features as
/// in checkFeatures. `algorithm`: its title, for the message.
Result<void> checkFit(const FitInput& input, const EstimatorTraits& traits, std::string_view algorithm,
                      const Context& context);

/// No infinite value; missing values and categories only where the traits accept them.
Result<void> checkFeatures(const Features& features, const EstimatorTraits& traits, std::string_view algorithm,
                           const Context& context);

/// The features are laid out as in training: the same number of columns, no infinite or unaccepted missing value.
Result<void> checkPredict(const Features& features, std::size_t columns, bool acceptsMissing, const Context& context);

/// Columns of predictions: classes, or 1.
std::size_t outputsOf(const Target& target);
/// Rows of each class.
std::vector<double> classCounts(const Target& target);

} // namespace easel
