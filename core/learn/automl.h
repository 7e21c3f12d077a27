// A first AutoML: algorithms with a few settings each, cross-validated on the training rows with the same folds,
// ranked by one metric, within a time budget; the best is refitted on all training rows. The last candidate is an
// ensemble of those that did well. Every candidate is told to the observer as it ends and is kept.
#pragma once

#include "core/learn/trainer.h"

#include <functional>

namespace easel {

struct AutomlRequest {
  std::string target;
  std::string metric; // empty: defaultMetric(task)
  std::optional<Task> task;
  std::string positiveClass;
  int folds = 5;
  double budgetSeconds = 120;
  int bootstrap = 1000;
};

struct Candidate {
  std::string algorithm;
  Json params;
  std::string name; // for people: "Boosted trees, depth 3"
  std::vector<double> foldScores;
  double score = 0, deviation = 0; // mean and standard deviation over the folds
  double fitSeconds = 0;           // of one fold, mean
  double predictMillis = 0;        // per 1,000 rows
  std::string status;              // "ok", "failed: …", "skipped: out of time"
};

struct AutomlOutcome {
  Task task = Task::Regression;
  std::string metric;
  std::vector<Candidate> leaderboard;       // best first (an ensemble that is as good within the error before others);
                                            // failed and skipped last
  std::vector<TrainOutcome> models;         // refitted: models[i] belongs to leaderboard[i] for the first few
};

using CandidateObserver = std::function<void(const Candidate&)>;

/// Candidates are Estimator::candidates() of every algorithm that can do the task, by rank. One that would not end within
/// the budget is skipped or stopped; the first that is not a yardstick always gets a score. Test rows are scored only
/// for the refitted models. Errors: what train() refuses; Cancelled; a metric that does not fit; no candidate worked.
Result<AutomlOutcome> automl(const Frame& frame, const AutomlRequest& request, const Catalogs& catalogs,
                             const CandidateObserver& observer, const Context& context);

} // namespace easel
