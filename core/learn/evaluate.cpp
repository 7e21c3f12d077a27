// evaluate(): all metrics that fit, intervals from the bootstrap, confusion and curves. A draw is n row numbers with
// replacement, kept as counts; every metric reads the same draws. Draw b depends on the seed and b alone, so the
// intervals do not depend on the number of threads.
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/learn/curves.h"
#include "core/learn/metric.h"

#include <algorithm>
#include <cmath>

namespace easel {

namespace {

constexpr double kRowDraws = 1e8; // of all resamples together: some seconds
constexpr int kFewestResamples = 200;

Result<void> check(const Target& target, const Predictions& predictions) {
  if (target.y.empty())
    return Error(ErrorCode::Data, "There are no rows to evaluate.", "Use rows in which the target is known.");
  if (static_cast<std::size_t>(predictions.rows()) != target.y.size())
    return Error(ErrorCode::Internal, "There are " + std::to_string(predictions.rows()) + " predictions for " +
                                          std::to_string(target.y.size()) + " rows.");
  const std::size_t outputs = target.task == Task::Regression ? 1 : target.classes.size();
  if (static_cast<std::size_t>(predictions.cols()) != outputs)
    return Error(ErrorCode::Internal, "The predictions have " + std::to_string(predictions.cols()) +
                                          " columns, not " + std::to_string(outputs) + ".");
  if (!predictions.allFinite())
    return Error(ErrorCode::Data, "The model predicts values that are not finite numbers.",
                 "Look for extreme values among the inputs, or train with more regularisation.");
  for (const float y : target.y)
    if (!std::isfinite(y) || (target.task != Task::Regression && (y < 0 || y >= static_cast<float>(outputs))))
      return Error(ErrorCode::Internal, "A target value is not one of the classes.");
  return {};
}

int resamplesFor(const Target& target, const Predictions& predictions, int asked) {
  const auto n = static_cast<double>(target.y.size()), k = static_cast<double>(predictions.cols());
  const double cost = std::max(target.task == Task::MultiClass ? n * k : n, k * k);
  return std::min(asked, std::max(kFewestResamples, static_cast<int>(kRowDraws / cost)));
}

/// counts[i]: how often row i is drawn. 32 random bits a row; n < 2^32, so the bias is below n / 2^32.
void draw(Random& random, std::vector<std::uint32_t>& counts) {
  std::fill(counts.begin(), counts.end(), 0);
  const std::uint64_t n = counts.size();
  for (std::uint64_t i = 0; i < n; i += 2) {
    const std::uint64_t bits = random.next();
    ++counts[((bits >> 32) * n) >> 32];
    if (i + 1 < n)
      ++counts[((bits & 0xFFFF'FFFF) * n) >> 32];
  }
}

/// 95 % percentile interval of the draws for which the metric is defined; none when fewer than half are.
void setInterval(MetricValue& metric, std::vector<double> draws) {
  const std::size_t all = draws.size();
  std::erase_if(draws, [](double v) { return std::isnan(v); });
  if (draws.size() * 2 < all || draws.empty())
    return;
  std::sort(draws.begin(), draws.end());
  const auto at = [&](double q) {
    const double place = q * static_cast<double>(draws.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, draws.size() - 1);
    return draws[low] + (place - static_cast<double>(low)) * (draws[high] - draws[low]);
  };
  metric.low = at(0.025);
  metric.high = at(0.975);
}

struct Scored {
  std::string id;
  std::unique_ptr<const Metric> metric;
};

Result<void> addIntervals(Evaluation& evaluation, const std::vector<Scored>& scored, const Target& target,
                          const Predictions& predictions, int resamples, const Context& context) {
  std::vector<std::unique_ptr<const ResampledMetric>> resampled;
  for (const Scored& s : scored) {
    EASEL_CHECK(context.checkpoint());
    resampled.push_back(s.metric->resampled(target, predictions));
  }
  const auto draws = static_cast<std::size_t>(resamples);
  std::vector<std::vector<double>> values(scored.size(), std::vector<double>(draws));
  EASEL_CHECK(tryParallelFor(context, draws, [&](std::size_t b) -> Result<void> {
    Random random(mixSeed(context.seed(), b + 1));
    std::vector<std::uint32_t> counts(target.y.size());
    draw(random, counts);
    for (std::size_t m = 0; m < resampled.size(); ++m)
      values[m][b] = resampled[m]->value(counts);
    return {};
  }));
  for (std::size_t m = 0; m < scored.size(); ++m)
    setInterval(evaluation.metrics.at(scored[m].id), std::move(values[m]));
  evaluation.resamples = resamples;
  return {};
}

} // namespace

Result<Evaluation> evaluate(const Target& target, const Predictions& predictions, const Catalog<Metric>& metrics,
                            const EvaluateOptions& options, const Context& context) {
  EASEL_CHECK(check(target, predictions));
  Evaluation evaluation;
  evaluation.task = target.task;
  evaluation.rows = target.y.size();
  evaluation.classes = target.classes;

  std::vector<Scored> scored;
  for (const Entry<Metric>& entry : metrics.entries()) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(std::unique_ptr<const Metric> metric, entry.make(Json::object()));
    if (!metric->suits(target.task))
      continue;
    const double value = metric->value(target, predictions);
    if (std::isnan(value))
      continue;
    evaluation.metrics[entry.declaration.id].value = value;
    scored.push_back({entry.declaration.id, std::move(metric)});
  }

  if (target.task != Task::Regression) {
    const std::size_t classes = target.classes.size();
    evaluation.confusion.assign(classes, std::vector<std::int64_t>(classes));
    for (std::size_t i = 0; i < target.y.size(); ++i) {
      const std::span<const double> row(predictions.row(static_cast<Eigen::Index>(i)).data(), classes);
      ++evaluation.confusion[static_cast<std::size_t>(target.y[i])][predictedClass(row)];
    }
  }
  if (options.curves)
    evaluation.curves =
        target.task == Task::Regression ? valueCurves(target, predictions) : classCurves(target, predictions);
  if (options.bootstrap > 0)
    EASEL_CHECK(addIntervals(evaluation, scored, target, predictions,
                             resamplesFor(target, predictions, options.bootstrap), context));
  return evaluation;
}

Json toJson(const Evaluation& evaluation) {
  Json metrics = Json::object();
  for (const auto& [id, m] : evaluation.metrics) {
    Json j{{"value", m.value}};
    if (m.low && m.high) {
      j["low"] = *m.low;
      j["high"] = *m.high;
    }
    metrics[id] = std::move(j);
  }
  Json j{{"task", std::string(taskId(evaluation.task))}, {"rows", evaluation.rows}, {"metrics", std::move(metrics)}};
  if (evaluation.task != Task::Regression) {
    j["classes"] = evaluation.classes;
    j["confusion"] = evaluation.confusion;
  }
  if (!evaluation.curves.is_null())
    j["curves"] = evaluation.curves;
  if (evaluation.resamples > 0)
    j["resamples"] = evaluation.resamples;
  return j;
}

} // namespace easel
