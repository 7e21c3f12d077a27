// What metrics share: a formula is written once, over rows that count c times each (value(): all once; bootstrap: as
// often as drawn). Rankings put equal scores into groups, so that ties never depend on the order of the rows.
// Thread rule: values; what resampled() gives refers to target and predictions only where it says so.
#pragma once

#include "core/learn/metric.h"

#include <cmath>
#include <limits>

namespace easel::metrics {

using Counts = std::span<const std::uint32_t>;
using Resampled = std::unique_ptr<const ResampledMetric>;
inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// A ResampledMetric from a function double(Counts).
template<class F>
Resampled resampledBy(F f) {
  class Drawn final : public ResampledMetric {
   public:
    explicit Drawn(F g) : m_f(std::move(g)) {}
    double value(Counts counts) const override { return m_f(counts); }

   private:
    F m_f;
  };
  return std::make_unique<Drawn>(std::move(f));
}

/// value() is resampled() with every row counted once. No rows, or predictions that are not finite: not defined.
class CountedMetric : public Metric {
 public:
  double value(const Target& target, const Predictions& predictions) const final;
};

class ClassMetric : public CountedMetric {
 public:
  bool suits(Task task) const override { return task != Task::Regression; }
  bool higherIsBetter() const override { return true; }
};
class ValueMetric : public CountedMetric {
 public:
  bool suits(Task task) const override { return task == Task::Regression; }
  bool higherIsBetter() const override { return false; }
};

/// How many rows of each class were predicted as which.
struct Confusion {
  std::size_t classes = 0;
  std::vector<double> cells; // [actual · classes + predicted]
  std::vector<double> actual, predicted;
  double total = 0;
  double at(std::size_t a, std::size_t p) const { return cells[a * classes + p]; }
  double hits() const;
};

/// Metrics that look at the predicted class only.
class ConfusionMetric : public ClassMetric {
 public:
  Resampled resampled(const Target& target, const Predictions& predictions) const final;
  virtual double of(const Confusion& confusion) const = 0;
};

/// `ofClass` of the positive class for two classes; for more the plain mean over the classes that occur among the
/// targets or the predictions (macro average).
double positiveOrMacro(const Confusion& confusion, double (*ofClass)(double hits, double predicted, double actual,
                                                                      double parameter),
                       double parameter = 0);

/// Σ counts[i] · loss[i] / Σ counts[i].
double weightedMean(Counts counts, std::span<const double> loss);

/// y − ŷ of every row.
std::vector<double> residuals(const Target& target, const Predictions& predictions);

/// Rows by falling score. [ends[g-1], ends[g]) of `rows` have equal scores.
struct Ranking {
  std::vector<std::uint32_t> rows;
  std::vector<std::uint8_t> positive; // in the order of `rows`
  std::vector<std::uint32_t> ends;
};
/// By the predicted probability of a class; positive: the row is of that class.
Ranking rankingOf(const Target& target, const Predictions& predictions, std::size_t ofClass);

/// One step down a ranking: the rows of one group.
struct RankGroup {
  double positives = 0, negatives = 0;
};
inline RankGroup groupAt(const Ranking& ranking, std::size_t g, Counts counts) {
  RankGroup sum;
  std::uint64_t all = 0, positives = 0;
  for (std::uint32_t i = g == 0 ? 0 : ranking.ends[g - 1]; i < ranking.ends[g]; ++i) {
    const std::uint32_t c = counts[ranking.rows[i]];
    all += c;
    positives += ranking.positive[i] ? c : 0;
  }
  sum.positives = static_cast<double>(positives);
  sum.negatives = static_cast<double>(all - positives);
  return sum;
}

/// Two classes: `of` the positive class's ranking; more: the mean over the classes for which it is defined.
template<class F>
Resampled resampledRanking(const Target& target, const Predictions& predictions, F of) {
  std::vector<Ranking> rankings;
  const auto classes = static_cast<std::size_t>(predictions.cols());
  for (std::size_t k = classes == 2 ? 1 : 0; k < classes; ++k)
    rankings.push_back(rankingOf(target, predictions, k));
  return resampledBy([rankings = std::move(rankings), of](Counts counts) {
    double sum = 0;
    int defined = 0;
    for (const Ranking& ranking : rankings) {
      const double v = of(ranking, counts);
      if (std::isnan(v))
        continue;
      sum += v;
      ++defined;
    }
    return defined == 0 ? kUndefined : sum / defined;
  });
}

} // namespace easel::metrics
