// F-beta (van Rijsbergen 1979): (1 + β²) TP / ((1 + β²) TP + β² FN + FP) of the positive class; for more classes the
// macro average. β > 1 weighs recall more. No such row and none predicted: not defined.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
struct FBetaParams {
  double beta = 1;
  static void describe(Describe<FBetaParams>& d) {
    d.field(&FBetaParams::beta, "beta")
        .label(EASEL_TR("Weight of recall"))
        .help(EASEL_TR("1: both count the same; 2: recall counts more; 0.5: precision counts more."))
        .range(0.01, 100);
  }
};

double ofClass(double hits, double predicted, double actual, double beta) {
  const double b = beta * beta;
  return predicted + actual == 0 ? kUndefined : (1 + b) * hits / (b * actual + predicted);
}

class FBeta final : public ConfusionMetric {
 public:
  explicit FBeta(FBetaParams params) : m_params(params) {}
  double of(const Confusion& c) const override {
    return positiveOrMacro(c, ofClass, m_params.beta);
  }

 private:
  FBetaParams m_params;
};
} // namespace

Entry<Metric> fBeta() {
  return entry<Metric, FBeta, FBetaParams>("f_beta")
      .title(EASEL_TR("F score"))
      .summary(EASEL_TR("The balance of precision and recall: their harmonic mean."))
      .category(EASEL_TR("Classification"))
      .keywords({"f1", "precision", "recall"})
      .replaces("f1");
}

} // namespace easel::metrics
