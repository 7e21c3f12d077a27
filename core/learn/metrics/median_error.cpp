// Median of |y − ŷ|; an even number of rows: the mean of the two in the middle.
#include "core/learn/metrics/scoring.h"

#include <algorithm>
#include <numeric>

namespace easel::metrics {

namespace {
class MedianError final : public ValueMetric {
 public:
  explicit MedianError(NoParams) {}
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    std::vector<double> error = residuals(target, predictions);
    for (double& e : error)
      e = std::abs(e);
    std::vector<std::uint32_t> order(error.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return error[a] != error[b] ? error[a] < error[b] : a < b;
    });
    return resampledBy([error = std::move(error), order = std::move(order)](Counts counts) {
      std::uint64_t total = 0;
      for (const std::uint32_t c : counts)
        total += c;
      if (total == 0)
        return kUndefined;
      const std::uint64_t lower = (total - 1) / 2, upper = total / 2; // places in the sorted draw
      std::uint64_t passed = 0;
      double low = kUndefined;
      for (const std::uint32_t row : order) {
        passed += counts[row];
        if (std::isnan(low) && passed > lower)
          low = error[row];
        if (passed > upper)
          return (low + error[row]) / 2;
      }
      return low;
    });
  }
};
} // namespace

Entry<Metric> medianError() {
  return entry<Metric, MedianError, NoParams>("median_error")
      .title(EASEL_TR("Median error"))
      .summary(EASEL_TR("Half of the rows have a smaller error, half a larger one."))
      .category(EASEL_TR("Regression"))
      .keywords({"median absolute error", "robust"});
}

} // namespace easel::metrics
