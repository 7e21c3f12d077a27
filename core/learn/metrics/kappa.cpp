// Cohen's kappa (Cohen 1960, "A coefficient of agreement for nominal scales"), unweighted. Only one class, actual
// and predicted: not defined.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
class Kappa final : public ConfusionMetric {
 public:
  explicit Kappa(NoParams) {}
  double of(const Confusion& c) const override {
    double chance = 0;
    for (std::size_t k = 0; k < c.classes; ++k)
      chance += c.predicted[k] * c.actual[k];
    chance /= c.total * c.total;
    return chance >= 1 ? kUndefined : (c.hits() / c.total - chance) / (1 - chance);
  }
};
} // namespace

Entry<Metric> kappa() {
  return entry<Metric, Kappa, NoParams>("kappa")
      .title(EASEL_TR("Cohen's kappa"))
      .summary(EASEL_TR("How much better than chance predicted and actual classes agree."))
      .category(EASEL_TR("Classification"))
      .keywords({"agreement"});
}

} // namespace easel::metrics
