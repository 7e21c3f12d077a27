// TP / (TP + FP) of the positive class; for more classes the macro average. Nothing predicted as the class: 0.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
double ofClass(double hits, double predicted, double, double) { return predicted == 0 ? 0 : hits / predicted; }

class Precision final : public ConfusionMetric {
 public:
  explicit Precision(NoParams) {}
  double of(const Confusion& c) const override {
    return positiveOrMacro(c, ofClass);
  }
};
} // namespace

Entry<Metric> precision() {
  return entry<Metric, Precision, NoParams>("precision")
      .title(EASEL_TR("Precision"))
      .summary(EASEL_TR("Of the rows predicted as the class, the share that really are."))
      .category(EASEL_TR("Classification"))
      .keywords({"positive predictive value"});
}

} // namespace easel::metrics
