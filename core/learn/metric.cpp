#include "core/learn/metric.h"

#include <algorithm>

namespace easel {

namespace {
/// Copies the drawn rows: right for every metric, slow.
class CopiedRows : public ResampledMetric {
 public:
  CopiedRows(const Metric& metric, const Target& target, const Predictions& predictions)
      : m_metric(metric), m_target(target), m_predictions(predictions) {}

  double value(std::span<const std::uint32_t> counts) const override {
    Target drawn{m_target.task, m_target.classes, {}};
    std::vector<Eigen::Index> rows;
    for (std::size_t i = 0; i < counts.size(); ++i)
      for (std::uint32_t c = 0; c < counts[i]; ++c) {
        rows.push_back(static_cast<Eigen::Index>(i));
        drawn.y.push_back(m_target.y[i]);
      }
    Predictions predicted(static_cast<Eigen::Index>(rows.size()), m_predictions.cols());
    for (std::size_t i = 0; i < rows.size(); ++i)
      predicted.row(static_cast<Eigen::Index>(i)) = m_predictions.row(rows[i]);
    return m_metric.value(drawn, predicted);
  }

 private:
  const Metric& m_metric;
  const Target& m_target;
  const Predictions& m_predictions;
};
} // namespace

std::unique_ptr<const ResampledMetric> Metric::resampled(const Target& target, const Predictions& predictions) const {
  return std::make_unique<CopiedRows>(*this, target, predictions);
}

std::size_t predictedClass(std::span<const double> probabilities) {
  if (probabilities.size() == 2)
    return probabilities[1] >= 0.5 ? 1 : 0;
  return static_cast<std::size_t>(std::max_element(probabilities.begin(), probabilities.end()) -
                                  probabilities.begin());
}

std::string defaultMetric(Task task) {
  switch (task) {
    case Task::Binary:
      return "roc_auc";
    case Task::MultiClass:
      return "log_loss";
    case Task::Regression:
      break;
  }
  return "rmse";
}

} // namespace easel
