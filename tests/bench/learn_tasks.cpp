// Training, prediction and explanation on numeric data.
#include "tests/bench/bench.h"

#include "core/learn/estimator.h"
#include "core/learn/metric.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace easel::bench {

namespace {

Result<double> score(const char* metric, const Target& target, const Predictions& predictions) {
  EASEL_TRY(const auto m, builtinMetrics().make(metric, {}, "metric"));
  return m->value(target, predictions);
}

/// Fit on the training rows and predict the test rows, both timed, as the peers do.
Task fitAndPredict(std::string algorithm, Json params, std::string data, std::string target,
                   const char* metric, std::size_t trainLimit = 0, std::size_t testLimit = 0) {
  return [=](const std::string& folder) -> Result<Answer> {
    EASEL_TRY(Split s, split(folder, data, target, trainLimit));
    if (testLimit && testLimit < s.test.rows()) {
      std::vector<RowIndex> rows(testLimit);
      std::iota(rows.begin(), rows.end(), RowIndex{0});
      s.test = rowsOf(s.test, rows);
      s.testTarget = rowsOf(s.testTarget, rows);
    }
    EASEL_TRY(const auto estimator, builtinAlgorithms().make(algorithm, params, "algorithm"));
    markBase();
    const Stopwatch watch;
    EASEL_TRY(const ModelPtr model, estimator->fit({s.train, s.trainTarget}, Context()));
    const double trained = watch.seconds();
    EASEL_TRY(const Predictions predictions, model->predict(s.test, Context()));
    const double total = watch.seconds();
    EASEL_TRY(const double quality, score(metric, s.testTarget, predictions));
    return Answer{total,
                  std::string(metric) == "roc_auc" ? "auc" : metric,
                  quality,
                  {{"train_s", trained}, {"predict_s", total - trained}}};
  };
}

const Json kTrees = {
    {"rounds", 100}, {"depth", 6}, {"learning_rate", 0.1}, {"max_bins", 256}, {"early_stopping", 0}};

Result<Answer> predictOneRow(const std::string& folder) {
  EASEL_TRY(const Split s, split(folder, "higgs", "label", 50'000));
  EASEL_TRY(const auto estimator, builtinAlgorithms().make("boosted_trees", kTrees, "algorithm"));
  EASEL_TRY(const ModelPtr model, estimator->fit({s.train, s.trainTarget}, Context()));
  std::vector<double> out(model->outputs());
  const auto width = static_cast<std::size_t>(s.test.x.cols());
  std::vector<double> latency;
  markBase();
  for (Eigen::Index r = 0; r < 2050; ++r) {
    const Stopwatch watch;
    model->predictRow({s.test.x.row(r).data(), width}, out);
    if (r >= 50)
      latency.push_back(watch.seconds());
  }
  std::sort(latency.begin(), latency.end());
  const double total = std::accumulate(latency.begin(), latency.end(), 0.0);
  return Answer{latency[latency.size() / 2],
                "p99_ms",
                1e3 * latency[latency.size() * 99 / 100],
                {{"per_second", static_cast<double>(latency.size()) / total}}};
}

Result<Answer> treeShap(const std::string& folder) {
  EASEL_TRY(Split s, split(folder, "higgs", "label", 100'000));
  EASEL_TRY(const auto estimator, builtinAlgorithms().make("boosted_trees", kTrees, "algorithm"));
  EASEL_TRY(const ModelPtr model, estimator->fit({s.train, s.trainTarget}, Context()));
  std::vector<RowIndex> rows(10'000);
  std::iota(rows.begin(), rows.end(), RowIndex{0});
  const Features some = rowsOf(s.test, rows);
  markBase();
  const Stopwatch watch;
  EASEL_TRY(const Attributions a, model->attributions(some, Context()));
  const double seconds = watch.seconds();
  EASEL_TRY(const Predictions p, model->predict(some, Context()));
  double worst = 0;
  for (Eigen::Index r = 0; r < p.rows(); ++r)
    worst = std::max(worst, std::abs(a.base[0] + a.rows[0].row(r).sum() - std::log(p(r, 1) / p(r, 0))));
  return Answer{seconds, "additivity_error", worst, Json::object()};
}

} // namespace

std::map<std::string, Task> learnTasks() {
  return {{"gbdt", fitAndPredict("boosted_trees", kTrees, "higgs", "label", "roc_auc")},
          {"gbdt_reg", fitAndPredict("boosted_trees", kTrees, "reg", "y", "rmse")},
          {"linreg", fitAndPredict("linear", {{"penalty", "none"}}, "reg", "y", "rmse")},
          {"logreg", fitAndPredict("linear", Json::object(), "higgs", "label", "roc_auc")},
          {"knn", fitAndPredict("k_nearest_neighbours", {{"neighbours", 15}}, "higgs", "label", "roc_auc",
                                50'000, 10'000)},
          {"predict_1row", predictOneRow},
          {"treeshap", treeShap}};
}

} // namespace easel::bench
