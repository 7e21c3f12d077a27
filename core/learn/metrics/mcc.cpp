// Matthews correlation coefficient (Matthews 1975); for more classes R_K (Gorodkin 2004, "Comparing two K-category
// assignments by a K-category correlation coefficient"). One class only, actual or predicted: 0.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
class Mcc final : public ConfusionMetric {
 public:
  explicit Mcc(NoParams) {}
  double of(const Confusion& c) const override {
    double cross = c.hits() * c.total, predicted = c.total * c.total, actual = predicted;
    for (std::size_t k = 0; k < c.classes; ++k) {
      cross -= c.predicted[k] * c.actual[k];
      predicted -= c.predicted[k] * c.predicted[k];
      actual -= c.actual[k] * c.actual[k];
    }
    return predicted <= 0 || actual <= 0 ? 0 : cross / std::sqrt(predicted * actual);
  }
};
} // namespace

Entry<Metric> mcc() {
  return entry<Metric, Mcc, NoParams>("mcc")
      .title(EASEL_TR("Matthews correlation"))
      .summary(EASEL_TR("Correlation of predicted and actual classes: 1 perfect, 0 no better than chance."))
      .category(EASEL_TR("Classification"))
      .keywords({"mcc", "phi"});
}

} // namespace easel::metrics
