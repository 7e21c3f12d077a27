#include "core/explain/evaluation_charts.h"

#include "core/base/text.h"

#include <algorithm>

namespace easel {

namespace {

/// evaluation.curves[name], or null.
const Json& curve(const Json& evaluation, const char* name) {
  static const Json none;
  if (!evaluation.is_object())
    return none;
  const auto curves = evaluation.find("curves");
  if (curves == evaluation.end() || !curves->is_object())
    return none;
  const auto it = curves->find(name);
  return it == curves->end() ? none : *it;
}

std::vector<double> numbers(const Json& object, const char* name) {
  std::vector<double> list;
  const auto it = object.is_object() ? object.find(name) : object.end();
  if (it != object.end() && it->is_array())
    for (const Json& v : *it)
      if (v.is_number())
        list.push_back(v.get<double>());
  return list;
}

ChartSpec lines(const Json& curves, const char* x, const char* y) {
  ChartSpec chart;
  chart.kind = ChartKind::Line;
  if (!curves.is_array())
    return chart;
  for (const Json& c : curves) {
    ChartSeries series;
    series.name = c.is_object() ? c.value("class", std::string()) : std::string();
    series.x = numbers(c, x);
    series.y = numbers(c, y);
    if (!series.x.empty() && series.x.size() == series.y.size())
      chart.series.push_back(std::move(series));
  }
  return chart;
}

} // namespace

ChartSpec rocChart(const Json& evaluation) {
  ChartSpec chart = lines(curve(evaluation, "roc"), "false_positive_rate", "true_positive_rate");
  chart.title = EASEL_TR("ROC curve");
  chart.xTitle = EASEL_TR("False alarms");
  chart.yTitle = EASEL_TR("Found");
  return chart;
}

ChartSpec precisionRecallChart(const Json& evaluation) {
  ChartSpec chart = lines(curve(evaluation, "pr"), "recall", "precision");
  chart.title = EASEL_TR("Precision and recall");
  chart.xTitle = EASEL_TR("Found (recall)");
  chart.yTitle = EASEL_TR("Right of those (precision)");
  return chart;
}

ChartSpec calibrationChart(const Json& evaluation) {
  ChartSpec chart;
  chart.kind = ChartKind::Line;
  chart.title = EASEL_TR("Calibration");
  chart.xTitle = EASEL_TR("Foretold probability");
  chart.yTitle = EASEL_TR("Came true");
  const Json& curves = curve(evaluation, "calibration");
  if (!curves.is_array())
    return chart;
  for (const Json& c : curves) {
    ChartSeries series;
    series.name = c.is_object() ? c.value("class", std::string()) : std::string();
    const auto bins = c.is_object() ? c.find("bins") : c.end();
    if (bins == c.end() || !bins->is_array())
      continue;
    for (const Json& bin : *bins)
      if (bin.is_object() && bin.contains("probability") && bin.contains("share") && bin["probability"].is_number() &&
          bin["share"].is_number()) {
        series.x.push_back(bin["probability"].get<double>());
        series.y.push_back(bin["share"].get<double>());
      }
    if (!series.x.empty())
      chart.series.push_back(std::move(series));
  }
  return chart;
}

ChartSpec predictedChart(const Json& evaluation, const std::string& target) {
  ChartSpec chart;
  chart.kind = ChartKind::Scatter;
  chart.title = EASEL_TR("Predicted against actual");
  chart.xTitle = EASEL_TR("Actual ") + target;
  chart.yTitle = EASEL_TR("Predicted ") + target;
  const Json& sample = curve(evaluation, "sample");
  ChartSeries series;
  series.name = EASEL_TR("Rows");
  series.x = numbers(sample, "actual");
  series.y = numbers(sample, "predicted");
  if (!series.x.empty() && series.x.size() == series.y.size())
    chart.series.push_back(std::move(series));
  return chart;
}

ChartSpec residualChart(const Json& evaluation, const std::string& target) {
  ChartSpec chart;
  chart.kind = ChartKind::Histogram;
  chart.title = EASEL_TR("How far off the predictions are");
  chart.xTitle = EASEL_TR("Actual minus predicted ") + target;
  chart.yTitle = EASEL_TR("Rows");
  const Json& residuals = curve(evaluation, "residuals");
  if (!residuals.is_object() || !residuals.contains("histogram") || !residuals["histogram"].is_object())
    return chart;
  const Json& histogram = residuals["histogram"];
  ChartSeries series;
  series.name = EASEL_TR("Rows");
  series.y = numbers(histogram, "counts");
  const double from = histogram.value("from", 0.0), to = histogram.value("to", 0.0);
  if (series.y.empty())
    return chart;
  // All alike: one bar of the width 1.
  const double low = to > from ? from : from - 0.5, width = to > from ? to - from : 1;
  for (std::size_t i = 0; i <= series.y.size(); ++i)
    series.x.push_back(low + width * static_cast<double>(i) / static_cast<double>(series.y.size()));
  chart.series.push_back(std::move(series));
  return chart;
}

} // namespace easel
