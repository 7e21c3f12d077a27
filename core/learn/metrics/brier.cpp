// Brier score (Brier 1950): two classes: mean of (p − y)² of the positive class, 0…1; more: mean of Σₖ (pₖ − yₖ)²,
// 0…2, as in the paper.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
class Brier final : public ClassMetric {
 public:
  explicit Brier(NoParams) {}
  bool higherIsBetter() const override { return false; }
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    std::vector<double> loss(target.y.size());
    for (std::size_t i = 0; i < loss.size(); ++i)
      for (Eigen::Index k = predictions.cols() == 2 ? 1 : 0; k < predictions.cols(); ++k) {
        const double actual = static_cast<Eigen::Index>(target.y[i]) == k ? 1 : 0;
        const double e = predictions(static_cast<Eigen::Index>(i), k) - actual;
        loss[i] += e * e;
      }
    return resampledBy([loss = std::move(loss)](Counts counts) { return weightedMean(counts, loss); });
  }
};
} // namespace

Entry<Metric> brier() {
  return entry<Metric, Brier, NoParams>("brier")
      .title(EASEL_TR("Brier score"))
      .summary(EASEL_TR("Mean squared error of the probabilities."))
      .category(EASEL_TR("Classification"))
      .keywords({"probability", "calibration"});
}

} // namespace easel::metrics
