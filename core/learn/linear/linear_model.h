// A fitted linear model: one margin (value or log-odds of the positive class) or one a class, on the original scale of
// the features. Immutable; may be used from any thread.
#pragma once

#include "core/learn/estimator.h"

#include <cstdint>

namespace easel::linear {

struct LinearParts {
  Task task = Task::Regression;
  std::vector<std::string> names;    // of the features
  std::vector<double> mean;          // of the features over the training rows
  std::vector<double> spread;        // 0 for a constant
  std::vector<double> intercepts;    // one a margin
  std::vector<double> coefficients;  // margins × features
  std::string penalty;               // id, for facts
  double strength = 0, l1Share = 0;
  std::int32_t iterations = 0;
  std::uint8_t converged = 1;
};

/// Corrupt when the sizes do not fit together.
Result<ModelPtr> makeLinearModel(LinearParts parts);
Result<ModelPtr> loadLinearModel(std::string_view bytes);

} // namespace easel::linear
