#include "core/learn/metrics/scoring.h"

#include <algorithm>

namespace easel::metrics {

double CountedMetric::value(const Target& target, const Predictions& predictions) const {
  if (target.y.empty() || !predictions.allFinite())
    return kUndefined;
  const std::vector<std::uint32_t> once(target.y.size(), 1);
  return resampled(target, predictions)->value(once);
}

double Confusion::hits() const {
  double sum = 0;
  for (std::size_t k = 0; k < classes; ++k)
    sum += at(k, k);
  return sum;
}

Resampled ConfusionMetric::resampled(const Target& target, const Predictions& predictions) const {
  const auto classes = static_cast<std::size_t>(predictions.cols());
  std::vector<std::uint32_t> cell(target.y.size());
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const std::span<const double> row(predictions.row(static_cast<Eigen::Index>(i)).data(), classes);
    cell[i] = static_cast<std::uint32_t>(static_cast<std::size_t>(target.y[i]) * classes + predictedClass(row));
  }
  return resampledBy([this, classes, cell = std::move(cell)](Counts counts) {
    std::vector<std::uint64_t> sums(classes * classes);
    for (std::size_t i = 0; i < cell.size(); ++i)
      sums[cell[i]] += counts[i];
    Confusion c;
    c.classes = classes;
    c.cells.assign(sums.begin(), sums.end());
    c.actual.resize(classes);
    c.predicted.resize(classes);
    for (std::size_t a = 0; a < classes; ++a)
      for (std::size_t p = 0; p < classes; ++p) {
        c.actual[a] += c.at(a, p);
        c.predicted[p] += c.at(a, p);
        c.total += c.at(a, p);
      }
    return of(c);
  });
}

double positiveOrMacro(const Confusion& c, double (*ofClass)(double, double, double, double), double parameter) {
  if (c.classes == 2)
    return ofClass(c.at(1, 1), c.predicted[1], c.actual[1], parameter);
  double sum = 0;
  int occurring = 0;
  for (std::size_t k = 0; k < c.classes; ++k) {
    if (c.actual[k] + c.predicted[k] == 0)
      continue;
    const double v = ofClass(c.at(k, k), c.predicted[k], c.actual[k], parameter);
    sum += std::isnan(v) ? 0 : v;
    ++occurring;
  }
  return occurring == 0 ? kUndefined : sum / occurring;
}

double weightedMean(Counts counts, std::span<const double> loss) {
  // Four sums at once hide the latency of the addition; their order is fixed, so the bits are too.
  double sum[4] = {0, 0, 0, 0};
  std::uint64_t total = 0;
  const std::size_t n = loss.size(), even = n - n % 4;
  for (std::size_t i = 0; i < even; i += 4)
    for (std::size_t k = 0; k < 4; ++k) {
      sum[k] += counts[i + k] * loss[i + k];
      total += counts[i + k];
    }
  for (std::size_t i = even; i < n; ++i) {
    sum[0] += counts[i] * loss[i];
    total += counts[i];
  }
  return total == 0 ? kUndefined : ((sum[0] + sum[1]) + (sum[2] + sum[3])) / static_cast<double>(total);
}

std::vector<double> residuals(const Target& target, const Predictions& predictions) {
  std::vector<double> r(target.y.size());
  for (std::size_t i = 0; i < r.size(); ++i)
    r[i] = static_cast<double>(target.y[i]) - predictions(static_cast<Eigen::Index>(i), 0);
  return r;
}

Ranking rankingOf(const Target& target, const Predictions& predictions, std::size_t ofClass) {
  const auto column = static_cast<Eigen::Index>(ofClass);
  std::vector<std::pair<double, std::uint32_t>> scores(target.y.size());
  for (std::uint32_t i = 0; i < scores.size(); ++i)
    scores[i] = {-predictions(static_cast<Eigen::Index>(i), column), i};
  std::sort(scores.begin(), scores.end());
  Ranking ranking;
  ranking.rows.reserve(scores.size());
  ranking.positive.reserve(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    ranking.rows.push_back(scores[i].second);
    ranking.positive.push_back(static_cast<std::size_t>(target.y[scores[i].second]) == ofClass);
    if (i + 1 == scores.size() || scores[i + 1].first != scores[i].first)
      ranking.ends.push_back(static_cast<std::uint32_t>(i + 1));
  }
  return ranking;
}

} // namespace easel::metrics
