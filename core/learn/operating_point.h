// What a yes/no model does at a decision threshold, read from a stored evaluation: the counts are exact where the ROC
// curve has a point, at 0.5, and when the curve holds every row; between two points they are interpolated along the
// threshold. Thread rule: pure functions.
#pragma once

#include "core/learn/metric.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace easel {

struct OperatingPoint {
  double threshold = 0.5;                           // rows with at least this probability are answered yes
  std::vector<std::vector<std::int64_t>> confusion; // [actual][predicted], no before yes
  double falsePositiveRate = 0, truePositiveRate = 0;
  std::optional<double> precision; // absent when nothing is answered yes
  double accuracy = 0, f1 = 0;
};

/// evaluation: as toJson(Evaluation) writes it, of a Binary task with curves. Error NotFound when it has none.
Result<OperatingPoint> operatingPoint(const Json& evaluation, double threshold);

} // namespace easel
