// The charts of a stored evaluation (as toJson(Evaluation) writes it). A chart whose table is not there has no series.
// Thread rule: pure functions.
#pragma once

#include "core/base/json.h"
#include "core/explore/chart_spec.h"

namespace easel {

/// One line a class; binary: of the positive class.
ChartSpec rocChart(const Json& evaluation);
ChartSpec precisionRecallChart(const Json& evaluation);
/// Foretold share against the share that came true, in bins that have rows.
ChartSpec calibrationChart(const Json& evaluation);
/// Numbers: predicted against actual values of some rows; and how far off the predictions are.
ChartSpec predictedChart(const Json& evaluation, const std::string& target);
ChartSpec residualChart(const Json& evaluation, const std::string& target);

} // namespace easel
