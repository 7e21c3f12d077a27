#include "core/learn/curves.h"

#include "core/learn/metrics/scoring.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace easel {

namespace {

constexpr std::size_t kCurvePoints = 200;
constexpr std::size_t kCurveClasses = 20;
constexpr std::size_t kCalibrationBins = 10;
constexpr std::size_t kGainPoints = 20;
constexpr std::size_t kSampleRows = 500;
constexpr std::size_t kResidualBins = 30;

/// Running totals down a ranking, one entry a group of equal scores.
struct Descent {
  std::vector<double> positives, all, threshold;
};

Descent descend(const metrics::Ranking& ranking, const Predictions& predictions, std::size_t ofClass) {
  Descent d;
  double positives = 0, all = 0;
  std::uint32_t from = 0;
  for (const std::uint32_t end : ranking.ends) {
    for (std::uint32_t i = from; i < end; ++i)
      positives += ranking.positive[i];
    all += end - from;
    from = end;
    d.positives.push_back(positives);
    d.all.push_back(all);
    d.threshold.push_back(predictions(ranking.rows[end - 1], static_cast<Eigen::Index>(ofClass)));
  }
  return d;
}

/// At most kCurvePoints groups, the first and the last among them, spread evenly over the rows.
std::vector<std::size_t> spreadOver(const Descent& d) {
  std::vector<std::size_t> picked;
  const double step = d.all.back() / static_cast<double>(kCurvePoints - 1);
  double next = 0;
  for (std::size_t g = 0; g < d.all.size(); ++g)
    if (d.all[g] >= next || g + 1 == d.all.size()) {
      picked.push_back(g);
      next = d.all[g] + step;
    }
  return picked;
}

Json rocCurve(const Descent& d, const std::vector<std::size_t>& points) {
  const double positives = d.positives.back(), negatives = d.all.back() - positives;
  Json fpr = Json::array({0.0}), tpr = Json::array({0.0}), threshold = Json::array({nullptr});
  for (const std::size_t g : points) {
    tpr.push_back(d.positives[g] / positives);
    fpr.push_back((d.all[g] - d.positives[g]) / negatives);
    threshold.push_back(d.threshold[g]);
  }
  return {{"false_positive_rate", fpr}, {"true_positive_rate", tpr}, {"threshold", threshold}};
}

Json prCurve(const Descent& d, const std::vector<std::size_t>& points) {
  Json recall = Json::array(), precision = Json::array(), threshold = Json::array();
  for (const std::size_t g : points) {
    recall.push_back(d.positives[g] / d.positives.back());
    precision.push_back(d.positives[g] / d.all[g]);
    threshold.push_back(d.threshold[g]);
  }
  return {{"recall", recall}, {"precision", precision}, {"threshold", threshold}};
}

/// Positives found in the first share of the rows; equal scores count in proportion.
Json gainCurve(const Descent& d) {
  Json share = Json::array({0.0}), gain = Json::array({0.0}), lift = Json::array({nullptr});
  std::size_t g = 0;
  for (std::size_t k = 1; k <= kGainPoints; ++k) {
    const double s = static_cast<double>(k) / static_cast<double>(kGainPoints);
    const double rows = s * d.all.back();
    while (d.all[g] < rows && g + 1 < d.all.size())
      ++g;
    const double before = g == 0 ? 0 : d.all[g - 1], found = g == 0 ? 0 : d.positives[g - 1];
    const double part = std::clamp((rows - before) / (d.all[g] - before), 0.0, 1.0);
    const double got = (found + part * (d.positives[g] - found)) / d.positives.back();
    share.push_back(s);
    gain.push_back(got);
    lift.push_back(got / s);
  }
  return {{"share", share}, {"gain", gain}, {"lift", lift}};
}

Json calibrationBins(const Target& target, const Predictions& predictions, std::size_t ofClass) {
  struct Bin {
    double probability = 0, hits = 0, rows = 0;
  };
  std::vector<Bin> bins(kCalibrationBins);
  for (std::size_t i = 0; i < target.y.size(); ++i) {
    const double p = predictions(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(ofClass));
    const double place = std::clamp(p, 0.0, 1.0) * static_cast<double>(kCalibrationBins);
    Bin& bin = bins[std::min(kCalibrationBins - 1, static_cast<std::size_t>(place))];
    bin.probability += p;
    bin.hits += static_cast<std::size_t>(target.y[i]) == ofClass ? 1 : 0;
    bin.rows += 1;
  }
  Json list = Json::array();
  for (std::size_t b = 0; b < bins.size(); ++b) {
    Json bin{{"from", static_cast<double>(b) / kCalibrationBins},
             {"to", static_cast<double>(b + 1) / kCalibrationBins},
             {"rows", static_cast<std::int64_t>(bins[b].rows)}};
    if (bins[b].rows > 0) {
      bin["probability"] = bins[b].probability / bins[b].rows;
      bin["share"] = bins[b].hits / bins[b].rows;
    }
    list.push_back(std::move(bin));
  }
  return list;
}

double quantileOf(const std::vector<double>& sorted, double q) {
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (place - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

Json residualSummary(std::vector<double> residuals) {
  std::sort(residuals.begin(), residuals.end());
  const auto n = static_cast<double>(residuals.size());
  const double mean = std::accumulate(residuals.begin(), residuals.end(), 0.0) / n;
  double squares = 0;
  for (const double r : residuals)
    squares += (r - mean) * (r - mean);
  Json quantiles = Json::object();
  for (const auto& [name, q] : {std::pair{"0", 0.0}, {"5", 0.05}, {"25", 0.25}, {"50", 0.5}, {"75", 0.75}, {"95", 0.95},
                                {"100", 1.0}})
    quantiles[name] = quantileOf(residuals, q);
  // The histogram spans the middle 98 % and puts the rest into its end bins, so that one wild row does not flatten it.
  const double low = quantileOf(residuals, 0.01), high = quantileOf(residuals, 0.99);
  std::vector<std::int64_t> counts(high > low ? kResidualBins : 1);
  for (const double r : residuals) {
    const double place = high > low ? (r - low) / (high - low) * static_cast<double>(counts.size()) : 0;
    ++counts[static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(counts.size() - 1)))];
  }
  return {{"mean", mean},
          {"std", residuals.size() > 1 ? Json(std::sqrt(squares / (n - 1))) : Json()},
          {"quantiles", quantiles},
          {"histogram", {{"from", low}, {"to", high}, {"counts", counts}}}};
}

} // namespace

Json classCurves(const Target& target, const Predictions& predictions) {
  const auto classes = static_cast<std::size_t>(predictions.cols());
  std::vector<std::size_t> rows(classes);
  for (const float y : target.y)
    ++rows[static_cast<std::size_t>(y)];
  std::vector<std::size_t> shown;
  for (std::size_t k = classes == 2 ? 1 : 0; k < classes; ++k)
    if (rows[k] > 0 && rows[k] < target.y.size()) // else neither curve is defined
      shown.push_back(k);
  std::stable_sort(shown.begin(), shown.end(), [&](std::size_t a, std::size_t b) { return rows[a] > rows[b]; });
  shown.resize(std::min(shown.size(), kCurveClasses));

  Json curves{{"roc", Json::array()}, {"pr", Json::array()}, {"gains", Json::array()}, {"calibration", Json::array()}};
  for (const std::size_t k : shown) {
    const Descent d = descend(metrics::rankingOf(target, predictions, k), predictions, k);
    const std::vector<std::size_t> points = spreadOver(d);
    const auto add = [&](const char* name, Json curve) {
      curve["class"] = target.classes.at(k);
      curves[name].push_back(std::move(curve));
    };
    add("roc", rocCurve(d, points));
    add("pr", prCurve(d, points));
    add("gains", gainCurve(d));
    add("calibration", Json{{"bins", calibrationBins(target, predictions, k)}});
  }
  return curves;
}

Json valueCurves(const Target& target, const Predictions& predictions) {
  Json actual = Json::array(), predicted = Json::array();
  const std::size_t n = target.y.size(), shown = std::min(n, kSampleRows);
  for (std::size_t k = 0; k < shown; ++k) {
    const std::size_t i = k * n / shown;
    actual.push_back(static_cast<double>(target.y[i]));
    predicted.push_back(predictions(static_cast<Eigen::Index>(i), 0));
  }
  return {{"residuals", residualSummary(metrics::residuals(target, predictions))},
          {"sample", {{"actual", actual}, {"predicted", predicted}}}};
}

} // namespace easel
