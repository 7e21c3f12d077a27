// The share of rows whose predicted class (the largest probability) is the actual one.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
class Accuracy final : public ConfusionMetric {
 public:
  explicit Accuracy(NoParams) {}
  double of(const Confusion& c) const override {
    return c.total == 0 ? kUndefined : c.hits() / c.total;
  }
};
} // namespace

Entry<Metric> accuracy() {
  return entry<Metric, Accuracy, NoParams>("accuracy")
      .title(EASEL_TR("Accuracy"))
      .summary(EASEL_TR("The share of rows that are predicted correctly."))
      .category(EASEL_TR("Classification"))
      .keywords({"correct", "hit rate"});
}

} // namespace easel::metrics
