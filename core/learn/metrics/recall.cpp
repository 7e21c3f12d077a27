// TP / (TP + FN) of the positive class; for more classes the macro average. No row of the class: not defined (0 in
// a macro average).
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
double ofClass(double hits, double, double actual, double) { return actual == 0 ? kUndefined : hits / actual; }

class Recall final : public ConfusionMetric {
 public:
  explicit Recall(NoParams) {}
  double of(const Confusion& c) const override {
    return positiveOrMacro(c, ofClass);
  }
};
} // namespace

Entry<Metric> recall() {
  return entry<Metric, Recall, NoParams>("recall")
      .title(EASEL_TR("Recall"))
      .summary(EASEL_TR("Of the rows that really are of the class, the share that is found."))
      .category(EASEL_TR("Classification"))
      .keywords({"sensitivity", "true positive rate"});
}

} // namespace easel::metrics
