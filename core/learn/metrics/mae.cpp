// Mean absolute error.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
class Mae final : public ValueMetric {
 public:
  explicit Mae(NoParams) {}
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    std::vector<double> loss = residuals(target, predictions);
    for (double& e : loss)
      e = std::abs(e);
    return resampledBy([loss = std::move(loss)](Counts counts) { return weightedMean(counts, loss); });
  }
};
} // namespace

Entry<Metric> mae() {
  return entry<Metric, Mae, NoParams>("mae")
      .title(EASEL_TR("MAE"))
      .summary(EASEL_TR("Mean size of an error, in units of the target."))
      .category(EASEL_TR("Regression"))
      .keywords({"mean absolute error"});
}

} // namespace easel::metrics
