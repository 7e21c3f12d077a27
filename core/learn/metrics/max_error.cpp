// The largest |y − ŷ|.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
class MaxError final : public ValueMetric {
 public:
  explicit MaxError(NoParams) {}
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    std::vector<double> error = residuals(target, predictions);
    return resampledBy([error = std::move(error)](Counts counts) {
      double largest = kUndefined;
      for (std::size_t i = 0; i < error.size(); ++i)
        if (counts[i] > 0 && !(std::abs(error[i]) <= largest))
          largest = std::abs(error[i]);
      return largest;
    });
  }
};
} // namespace

Entry<Metric> maxError() {
  return entry<Metric, MaxError, NoParams>("max_error")
      .title(EASEL_TR("Largest error"))
      .summary(EASEL_TR("The worst prediction of all rows."))
      .category(EASEL_TR("Regression"))
      .keywords({"worst case"});
}

} // namespace easel::metrics
