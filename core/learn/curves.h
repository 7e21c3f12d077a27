// The tables behind the charts of an evaluation, as JSON of limited size whatever the number of rows:
//   classes:  {"roc":[{"class","false_positive_rate","true_positive_rate","threshold"}…],
//              "pr":[{"class","recall","precision","threshold"}…], "gains":[{"class","share","gain","lift"}…],
//              "calibration":[{"class","bins":[{"from","to","rows","probability","share"}…]}…]}
//   values:   {"residuals":{…}, "sample":{"actual","predicted"}}
// Thread rule: pure functions.
#pragma once

#include "core/learn/metric.h"

namespace easel {

/// Binary: curves of the positive class; more classes: one curve a class, for the 20 most frequent.
Json classCurves(const Target& target, const Predictions& predictions);
Json valueCurves(const Target& target, const Predictions& predictions);

} // namespace easel
