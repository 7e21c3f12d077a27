// Mean of −ln of the probability given to the actual class (Good 1952), probabilities kept within
// [1e-15, 1 − 1e-15] so that one certain error does not make it infinite.
#include "core/learn/metrics/scoring.h"

#include <algorithm>

namespace easel::metrics {

namespace {
class LogLoss final : public ClassMetric {
 public:
  explicit LogLoss(NoParams) {}
  bool higherIsBetter() const override { return false; }
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    std::vector<double> loss(target.y.size());
    for (std::size_t i = 0; i < loss.size(); ++i) {
      const double p = predictions(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(target.y[i]));
      loss[i] = -std::log(std::clamp(p, 1e-15, 1 - 1e-15));
    }
    return resampledBy([loss = std::move(loss)](Counts counts) { return weightedMean(counts, loss); });
  }
};
} // namespace

Entry<Metric> logLoss() {
  return entry<Metric, LogLoss, NoParams>("log_loss")
      .title(EASEL_TR("Log loss"))
      .summary(EASEL_TR("How surprised the model is by the truth: small when its probabilities are right."))
      .category(EASEL_TR("Classification"))
      .keywords({"cross entropy", "probability"});
}

} // namespace easel::metrics
