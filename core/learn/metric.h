// How good predictions are. A metric is one number; the report holds all that fit the task, with 95% intervals from
// the bootstrap (Efron 1979: percentile interval over resampled rows), and the tables behind the curves.
#pragma once

#include "core/learn/features.h"
#include "core/schema/catalog.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace easel {

class Metric {
 public:
  virtual ~Metric() = default;
  virtual bool suits(Task task) const = 0;
  virtual bool higherIsBetter() const = 0;
  /// target: n rows; predictions: n×k. NaN when it is not defined (one class only …).
  virtual double value(const Target& target, const Predictions& predictions) const = 0;
};

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
};

struct EvaluateOptions {
  int bootstrap = 0; // resamples for the intervals; 0: none. 1000 on the test set
  bool curves = false;
};
Result<Evaluation> evaluate(const Target& target, const Predictions& predictions, const Catalog<Metric>& metrics,
                            const EvaluateOptions& options, const Context& context);
Json toJson(const Evaluation& evaluation);

} // namespace easel
