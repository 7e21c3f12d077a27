// A scale with round numbers: where the lines of the grid lie and what stands beside them. Pure functions; any thread.
#pragma once

#include "core/table/types.h"

#include <QList>
#include <QString>

namespace easel {

struct AxisTick {
  double value = 0;
  QString text;
};

struct Axis {
  double from = 0, to = 1;
  QList<AxisTick> ticks;
  double share(double value) const { return to > from ? (value - from) / (to - from) : 0.5; }
};

/// Steps of 1, 2 or 5 times a power of ten, about `count` of them; dates in days, months or years. The ends are
/// widened to whole steps when `widen`.
Axis niceAxis(double min, double max, int count, DataType type, bool widen);
/// For hovers: "1,057", "0.8421", "2026-11-24".
QString valueText(double value, DataType type = DataType::Float64);

} // namespace easel
