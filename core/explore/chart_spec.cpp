#include "core/explore/chart_spec.h"

#include "core/base/text.h"

namespace easel {

std::string_view chartKindId(ChartKind kind) {
  switch (kind) {
  case ChartKind::Histogram: return "histogram";
  case ChartKind::Bar: return "bar";
  case ChartKind::Line: return "line";
  case ChartKind::Scatter: return "scatter";
  }
  return "bar";
}

namespace {
/// A bar that takes a long tail would leave no room for the others.
void drawTailsNarrow(std::vector<double>& edges, ChartSpec& chart) {
  const std::size_t n = edges.size();
  if (n < 4)
    return;
  constexpr double kClearly = 1.5;
  const double width = edges[n / 2] - edges[n / 2 - 1]; // of a bin in the middle
  if (edges[n - 1] - edges[n - 2] > kClearly * width) {
    chart.openHigh = edges[n - 1];
    edges[n - 1] = edges[n - 2] + width;
  }
  if (edges[1] - edges[0] > kClearly * width) {
    chart.openLow = edges[0];
    edges[0] = edges[1] - width;
  }
}
} // namespace

ChartSpec histogramChart(const ColumnProfile& profile) {
  ChartSpec chart;
  chart.title = profile.name;
  chart.xTitle = profile.name;
  chart.yTitle = EASEL_TR("Rows");
  ChartSeries series;
  series.name = profile.name;
  if (!profile.histogram.empty() && profile.type != DataType::Bool) {
    chart.kind = ChartKind::Histogram;
    chart.xType = profile.type;
    for (const HistogramBin& bin : profile.histogram) {
      series.x.push_back(bin.from);
      series.y.push_back(static_cast<double>(bin.count));
    }
    series.x.push_back(profile.histogram.back().to);
    drawTailsNarrow(series.x, chart);
  } else {
    chart.kind = ChartKind::Bar;
    chart.xType = DataType::Category;
    for (const ValueCount& v : profile.top) {
      series.labels.push_back(v.value);
      series.y.push_back(static_cast<double>(v.count));
    }
  }
  chart.series.push_back(std::move(series));
  return chart;
}

Json toJson(const ChartSpec& chart) {
  Json j{{"kind", std::string(chartKindId(chart.kind))},
         {"title", chart.title},
         {"x", {{"title", chart.xTitle}, {"type", std::string(dataTypeId(chart.xType))}}},
         {"y", {{"title", chart.yTitle}}},
         {"series", Json::array()}};
  if (chart.openLow)
    j["x"]["open_low"] = *chart.openLow;
  if (chart.openHigh)
    j["x"]["open_high"] = *chart.openHigh;
  for (const ChartSeries& s : chart.series) {
    Json entry{{"name", s.name}, {"y", s.y}};
    if (s.labels.empty())
      entry["x"] = s.x;
    else
      entry["labels"] = s.labels;
    j["series"].push_back(std::move(entry));
  }
  return j;
}

} // namespace easel
