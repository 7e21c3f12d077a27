// The mean of the recalls of the classes that occur among the targets (Brodersen et al. 2010, "The balanced
// accuracy and its posterior distribution"), not adjusted for chance.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
class BalancedAccuracy final : public ConfusionMetric {
 public:
  explicit BalancedAccuracy(NoParams) {}
  double of(const Confusion& c) const override {
    double sum = 0;
    int occurring = 0;
    for (std::size_t k = 0; k < c.classes; ++k)
      if (c.actual[k] > 0) {
        sum += c.at(k, k) / c.actual[k];
        ++occurring;
      }
    return occurring == 0 ? kUndefined : sum / occurring;
  }
};
} // namespace

Entry<Metric> balancedAccuracy() {
  return entry<Metric, BalancedAccuracy, NoParams>("balanced_accuracy")
      .title(EASEL_TR("Balanced accuracy"))
      .summary(EASEL_TR("The share of correct rows, every class counting the same however rare it is."))
      .category(EASEL_TR("Classification"))
      .keywords({"recall", "rare classes"});
}

} // namespace easel::metrics
