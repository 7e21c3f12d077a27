#include "core/learn/operating_point.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace easel {

namespace {

/// Rows answered yes at a threshold: those that are yes, and those that are not.
struct Knot {
  double threshold = 0, hits = 0, falseAlarms = 0;
};

std::vector<double> numbersOf(const Json& object, const char* name) {
  std::vector<double> list;
  const auto it = object.find(name);
  if (it != object.end() && it->is_array())
    for (const Json& v : *it)
      list.push_back(v.is_number() ? v.get<double>() : std::numeric_limits<double>::infinity());
  return list;
}

std::optional<std::vector<std::vector<std::int64_t>>> confusionOf(const Json& evaluation) {
  const auto it = evaluation.find("confusion");
  if (it == evaluation.end() || !it->is_array() || it->size() != 2)
    return std::nullopt;
  std::vector<std::vector<std::int64_t>> counts;
  for (const Json& row : *it) {
    if (!row.is_array() || row.size() != 2 || !row[0].is_number_integer() || !row[1].is_number_integer())
      return std::nullopt;
    counts.push_back({row[0].get<std::int64_t>(), row[1].get<std::int64_t>()});
  }
  return counts;
}

/// The curve with the point at 0.5, thresholds falling.
std::vector<Knot> knotsOf(const Json& roc, const std::vector<std::vector<std::int64_t>>& confusion) {
  const std::vector<double> threshold = numbersOf(roc, "threshold");
  const std::vector<double> falseRate = numbersOf(roc, "false_positive_rate");
  const std::vector<double> trueRate = numbersOf(roc, "true_positive_rate");
  const std::size_t n = std::min({threshold.size(), falseRate.size(), trueRate.size()});
  const auto no = static_cast<double>(confusion[0][0] + confusion[0][1]);
  const auto yes = static_cast<double>(confusion[1][0] + confusion[1][1]);
  std::vector<Knot> knots;
  for (std::size_t i = 0; i < n; ++i)
    knots.push_back({threshold[i], std::round(trueRate[i] * yes), std::round(falseRate[i] * no)});
  const Knot half{0.5, static_cast<double>(confusion[1][1]), static_cast<double>(confusion[0][1])};
  const auto place = std::find_if(knots.begin(), knots.end(), [](const Knot& k) { return k.threshold <= 0.5; });
  if (place == knots.end() || place->threshold < 0.5)
    knots.insert(place, half);
  return knots;
}

Knot at(const std::vector<Knot>& knots, double threshold) {
  std::size_t above = 0; // the last point whose threshold is not below
  while (above + 1 < knots.size() && knots[above + 1].threshold >= threshold)
    ++above;
  const Knot& a = knots[above];
  if (a.threshold < threshold) // the curve begins below
    return {};
  if (above + 1 == knots.size() || !std::isfinite(a.threshold))
    return a;
  const Knot& b = knots[above + 1];
  const double rows = b.hits + b.falseAlarms - a.hits - a.falseAlarms;
  if (rows <= 1 || a.threshold <= b.threshold)
    return a;
  const double share = (a.threshold - threshold) / (a.threshold - b.threshold);
  return {threshold, a.hits + std::round(share * (b.hits - a.hits)),
          a.falseAlarms + std::round(share * (b.falseAlarms - a.falseAlarms))};
}

double ratio(double part, double whole) {
  return whole > 0 ? part / whole : 0;
}

} // namespace

Result<OperatingPoint> operatingPoint(const Json& evaluation, double threshold) {
  const auto confusion = evaluation.is_object() ? confusionOf(evaluation) : std::nullopt;
  const auto curves = evaluation.is_object() ? evaluation.find("curves") : evaluation.end();
  if (!confusion || curves == evaluation.end() || !curves->is_object() || !curves->contains("roc") ||
      !(*curves)["roc"].is_array() || (*curves)["roc"].empty())
    return Error(ErrorCode::NotFound, "There is no curve from which to tell what another threshold would do.",
                 "Evaluate the model on rows of both classes.");
  const Knot knot = at(knotsOf((*curves)["roc"][0], *confusion), threshold);
  const auto no = static_cast<double>((*confusion)[0][0] + (*confusion)[0][1]);
  const auto yes = static_cast<double>((*confusion)[1][0] + (*confusion)[1][1]);
  OperatingPoint point;
  point.threshold = threshold;
  point.confusion = {{static_cast<std::int64_t>(no - knot.falseAlarms), static_cast<std::int64_t>(knot.falseAlarms)},
                     {static_cast<std::int64_t>(yes - knot.hits), static_cast<std::int64_t>(knot.hits)}};
  point.falsePositiveRate = ratio(knot.falseAlarms, no);
  point.truePositiveRate = ratio(knot.hits, yes);
  if (knot.hits + knot.falseAlarms > 0)
    point.precision = knot.hits / (knot.hits + knot.falseAlarms);
  point.accuracy = ratio(no - knot.falseAlarms + knot.hits, no + yes);
  point.f1 = ratio(2 * knot.hits, knot.hits + knot.falseAlarms + yes);
  return point;
}

} // namespace easel
