// Root mean squared error.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
class Rmse final : public ValueMetric {
 public:
  explicit Rmse(NoParams) {}
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    std::vector<double> loss = residuals(target, predictions);
    for (double& e : loss)
      e = e * e;
    return resampledBy([loss = std::move(loss)](Counts counts) { return std::sqrt(weightedMean(counts, loss)); });
  }
};
} // namespace

Entry<Metric> rmse() {
  return entry<Metric, Rmse, NoParams>("rmse")
      .title(EASEL_TR("RMSE"))
      .summary(EASEL_TR("Typical size of an error, large errors counting more; in units of the target."))
      .category(EASEL_TR("Regression"))
      .keywords({"root mean squared error"});
}

} // namespace easel::metrics
