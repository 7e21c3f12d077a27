// Area under the ROC curve: the probability that a random positive row scores above a random negative one, ties
// counting half (Mann & Whitney 1947; Hanley & McNeil 1982). More classes: each against the rest, plain mean over the
// classes that have rows of both kinds. One class only: not defined.
#include "core/learn/metrics/scoring.h"

namespace easel::metrics {

namespace {
double area(const Ranking& ranking, Counts counts) {
  double positives = 0, negatives = 0, won = 0;
  for (std::size_t g = 0; g < ranking.ends.size(); ++g) {
    const RankGroup group = groupAt(ranking, g, counts);
    won += group.negatives * (positives + group.positives / 2);
    positives += group.positives;
    negatives += group.negatives;
  }
  return positives == 0 || negatives == 0 ? kUndefined : won / positives / negatives;
}

class RocAuc final : public ClassMetric {
 public:
  explicit RocAuc(NoParams) {}
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    return resampledRanking(target, predictions, area);
  }
};
} // namespace

Entry<Metric> rocAuc() {
  return entry<Metric, RocAuc, NoParams>("roc_auc")
      .title(EASEL_TR("ROC AUC"))
      .summary(EASEL_TR("The chance that a row of the class scores above another row: 1 perfect, 0.5 guessing."))
      .category(EASEL_TR("Classification"))
      .keywords({"area under the curve", "ranking"});
}

} // namespace easel::metrics
