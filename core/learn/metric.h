// How good predictions are. A metric is one number; the report holds all that fit the task, with 95% intervals from
// the bootstrap (Efron 1979: percentile interval over resampled rows), and the tables behind the curves.
#pragma once

#include "core/learn/features.h"
#include "core/schema/catalog.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace easel {

/// One metric over many resamples of the same rows: what does not depend on the draw (sorting, losses of rows) was done
/// once. May be used from any thread while the target and the predictions live.
class ResampledMetric {
 public:
  virtual ~ResampledMetric() = default;
  /// counts[i]: how many times row i was drawn; n of them. NaN when the metric is not defined for the draw.
  virtual double value(std::span<const std::uint32_t> counts) const = 0;
};

class Metric {
 public:
  virtual ~Metric() = default;
  virtual bool suits(Task task) const = 0;
  virtual bool higherIsBetter() const = 0;
  /// target: n rows; predictions: n×k. NaN when it is not defined (one class only …).
  virtual double value(const Target& target, const Predictions& predictions) const = 0;
  /// For the bootstrap. Unless a metric knows better, the drawn rows are copied for every draw.
  virtual std::unique_ptr<const ResampledMetric> resampled(const Target& target, const Predictions& predictions) const;
};

/// The class that a row of probabilities stands for: the largest, the first of equal ones; of two classes the second
/// (positive) one from 0.5 on.
std::size_t predictedClass(std::span<const double> probabilities);

/// All built-in metrics (core/learn/metrics, one file each).
Catalog<Metric> builtinMetrics();
/// The metric that ranks models unless another is asked for: roc_auc, log_loss, rmse.
std::string defaultMetric(Task task);

struct MetricValue {
  double value = 0;
  std::optional<double> low, high; // 95% interval
};

struct Evaluation {
  Task task = Task::Regression;
  std::size_t rows = 0;
  std::vector<std::string> classes;
  std::map<std::string, MetricValue> metrics; // by metric id
  std::vector<std::vector<std::int64_t>> confusion; // [actual][predicted], threshold 0.5 / largest probability
  Json curves;                                      // roc, pr, calibration, lift; residuals for regression
  int resamples = 0;                                // that the intervals rest on
};

struct EvaluateOptions {
  int bootstrap = 0; // resamples for the intervals; 0: none. 1000 on the test set
  bool curves = false;
};
/// Metrics that are not defined for these rows are left out. Above 100,000 rows fewer resamples are drawn (at least
/// 200), so that the work stays within seconds; Evaluation::resamples says how many. Errors: no rows, shapes that do
/// not agree, predictions that are not finite.
Result<Evaluation> evaluate(const Target& target, const Predictions& predictions, const Catalog<Metric>& metrics,
                            const EvaluateOptions& options, const Context& context);
Json toJson(const Evaluation& evaluation);

} // namespace easel
