// A chart as a value: what is to be drawn, not how. The studio, reports and cards draw it; the command prints it as
// JSON. Thread rule: values.
#pragma once

#include "core/explore/profile.h"

namespace easel {

enum class ChartKind { Histogram, Bar, Line, Scatter };
std::string_view chartKindId(ChartKind kind);

/// Histogram: x holds one more edge than y has counts. Bar: labels stand for x. Line, Scatter: points (x, y).
struct ChartSeries {
  std::string name;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<std::string> labels;
};

struct ChartSpec {
  ChartKind kind = ChartKind::Bar;
  std::string title;
  std::string xTitle;
  std::string yTitle;
  DataType xType = DataType::Float64; // Date, Timestamp: x is in days or microseconds since 1970-01-01
  /// Histogram: the first or last bar stands for all that is below or above it, and is drawn as wide as the others.
  std::optional<double> openLow, openHigh; // the true ends
  std::vector<ChartSeries> series;
};

/// The distribution of a column: bins of numbers and dates, else bars of the most frequent values.
ChartSpec histogramChart(const ColumnProfile& profile);

Json toJson(const ChartSpec& chart);

} // namespace easel
