// Coefficient of determination 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; may be negative. Targets all equal: not defined.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
class R2 final : public ValueMetric {
 public:
  explicit R2(NoParams) {}
  bool higherIsBetter() const override { return true; }
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    std::vector<double> squared = residuals(target, predictions);
    double mean = 0;
    for (const float y : target.y)
      mean += y;
    mean /= static_cast<double>(target.y.size());
    std::vector<double> centred(squared.size()), spread(squared.size());
    for (std::size_t i = 0; i < squared.size(); ++i) {
      squared[i] *= squared[i];
      centred[i] = static_cast<double>(target.y[i]) - mean; // near the mean of any draw: no cancellation below
      spread[i] = centred[i] * centred[i];
    }
    return resampledBy([squared = std::move(squared), centred = std::move(centred),
                        spread = std::move(spread)](Counts counts) {
      const double shift = weightedMean(counts, centred);
      const double variance = weightedMean(counts, spread) - shift * shift;
      return variance > 0 ? 1 - weightedMean(counts, squared) / variance : kUndefined;
    });
  }
};
} // namespace

Entry<Metric> r2() {
  return entry<Metric, R2, NoParams>("r2")
      .title(EASEL_TR("R²"))
      .summary(EASEL_TR("The share of the differences between rows that the model explains."))
      .category(EASEL_TR("Regression"))
      .keywords({"coefficient of determination", "explained variance"});
}

} // namespace easel::metrics
