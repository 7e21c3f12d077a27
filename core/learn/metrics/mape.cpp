// Mean of |y − ŷ| / |y| as a share (0.1 = 10 %). Rows with y = 0 have no such error and are left out; all zero: not
// defined.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
class Mape final : public ValueMetric {
 public:
  explicit Mape(NoParams) {}
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    std::vector<double> loss = residuals(target, predictions);
    std::vector<double> counted(loss.size(), 1);
    for (std::size_t i = 0; i < loss.size(); ++i) {
      const double y = std::abs(static_cast<double>(target.y[i]));
      counted[i] = y > 0 ? 1 : 0;
      loss[i] = y > 0 ? std::abs(loss[i]) / y : 0;
    }
    return resampledBy([loss = std::move(loss), counted = std::move(counted)](Counts counts) {
      const double share = weightedMean(counts, counted);
      return share > 0 ? weightedMean(counts, loss) / share : kUndefined;
    });
  }
};
} // namespace

Entry<Metric> mape() {
  return entry<Metric, Mape, NoParams>("mape")
      .title(EASEL_TR("MAPE"))
      .summary(EASEL_TR("Mean error as a share of the true value."))
      .category(EASEL_TR("Regression"))
      .keywords({"mean absolute percentage error"});
}

} // namespace easel::metrics
