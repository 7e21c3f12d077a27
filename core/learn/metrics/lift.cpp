// Lift: the share of positive rows among the highest scores, divided by their share among all. The cut is `top` of the
// rows, at least one; a part of a row, or of a group of equal scores, counts in proportion. No positive row: not defined.
#include "core/learn/metrics/scoring.h"

#include <algorithm>

namespace easel::metrics {

namespace {
struct LiftParams {
  double top = 0.1;
  static void describe(Describe<LiftParams>& d) {
    d.field(&LiftParams::top, "top")
        .label(EASEL_TR("Share of rows"))
        .help(EASEL_TR("The highest scores that are looked at: 0.1 is the top 10 %."))
        .range(0.001, 1);
  }
};

class Lift final : public ClassMetric {
 public:
  explicit Lift(LiftParams params) : m_params(params) {}
  bool suits(Task task) const override { return task == Task::Binary; }
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    return resampledRanking(target, predictions, [top = m_params.top](const Ranking& ranking, Counts counts) {
      double positives = 0, total = 0;
      for (std::size_t i = 0; i < ranking.rows.size(); ++i) {
        const std::uint32_t c = counts[ranking.rows[i]];
        total += c;
        positives += ranking.positive[i] ? c : 0;
      }
      if (positives == 0)
        return kUndefined;
      const double cut = std::max(1.0, top * total);
      double above = 0, found = 0;
      for (std::size_t g = 0; above < cut && g < ranking.ends.size(); ++g) {
        const RankGroup group = groupAt(ranking, g, counts);
        const double size = group.positives + group.negatives;
        if (size == 0)
          continue;
        const double part = std::min(1.0, (cut - above) / size);
        found += part * group.positives;
        above += part * size;
      }
      return found / cut / (positives / total);
    });
  }

 private:
  LiftParams m_params;
};
} // namespace

Entry<Metric> lift() {
  return entry<Metric, Lift, LiftParams>("lift")
      .title(EASEL_TR("Lift"))
      .summary(EASEL_TR("How many times more hits the highest scores hold than rows picked at random."))
      .category(EASEL_TR("Classification"))
      .keywords({"top decile", "marketing"});
}

} // namespace easel::metrics
