// Average precision Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the thresholds, no interpolation (Davis & Goadrich 2006 say why); rows with
// equal scores are one threshold. More classes: each against the rest, plain mean. No positive row: not defined.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
double averagePrecision(const Ranking& ranking, Counts counts) {
  double positives = 0, all = 0, sum = 0;
  for (std::size_t g = 0; g < ranking.ends.size(); ++g) {
    const RankGroup group = groupAt(ranking, g, counts);
    positives += group.positives;
    all += group.positives + group.negatives;
    if (group.positives > 0)
      sum += group.positives * positives / all;
  }
  return positives == 0 ? kUndefined : sum / positives;
}

class PrAuc final : public ClassMetric {
 public:
  explicit PrAuc(NoParams) {}
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    return resampledRanking(target, predictions, averagePrecision);
  }
};
} // namespace

Entry<Metric> prAuc() {
  return entry<Metric, PrAuc, NoParams>("pr_auc")
      .title(EASEL_TR("PR AUC"))
      .summary(EASEL_TR("Precision averaged over all levels of recall: telling when the class is rare."))
      .category(EASEL_TR("Classification"))
      .keywords({"average precision", "precision-recall"});
}

} // namespace easel::metrics
