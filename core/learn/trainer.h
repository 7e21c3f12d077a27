// From a frame to a model bundle with its evaluation. The preparation is refitted on the training rows of every fold;
// test rows are looked at once, at the end.
#pragma once

#include "core/learn/bundle.h"
#include "core/learn/catalogs.h"
#include "core/learn/metric.h"
#include "core/prepare/frame.h"

namespace easel {

struct TrainRequest {
  std::string target;
  std::string algorithm;
  Json params = Json::object();
  std::optional<Task> task;  // inferred when absent
  std::string positiveClass; // empty: chosen by makeTarget
  int folds = 0;             // ≥ 2: cross-validated scores on the training rows as well
  bool autoPreparation = true; // append default steps for what the algorithm cannot take
  int bootstrap = 1000;        // resamples for the test intervals
};

struct TrainOutcome {
  BundlePtr bundle;
  std::vector<StepSpec> added;                     // the steps of the automatic preparation
  std::vector<std::string> reasons;                // why, one sentence a decision
  std::map<std::string, Evaluation> evaluations;   // "train", "validation", "test": those that have rows
  std::vector<std::map<std::string, double>> folds; // metric id → value, one a fold
  double fitSeconds = 0;
  /// For runs and receipts: the bundle's facts with what differs between two equal trainings (when, how long).
  Json receipt;
};

/// Frame without roles: everything trains (no test evaluation) unless folds are asked for.
Result<TrainOutcome> train(const Frame& frame, const TrainRequest& request, const Catalogs& catalogs,
                           const Context& context);

/// Ordinary steps for untouched data, by what the training rows look like and what the algorithm accepts: set types,
/// drop identifiers, constants and free text, date parts, fill missing (+ indicator), encode categories (one-hot,
/// target for high cardinality), scale.
/// Each decision is added to `reasons` as a sentence for people, when it is given.
Result<std::vector<StepSpec>> automaticPreparation(const Table& training, const std::string& target, Task task,
                                                   const EstimatorTraits& traits, const Context& context,
                                                   std::vector<std::string>* reasons = nullptr);

/// Scores of a bundle on a table that has the target column. Rows without a target, or of a class that the model does
/// not know, are left out with a warning that counts them.
Result<Evaluation> evaluateBundle(const ModelBundle& bundle, const Table& table, const Catalog<Metric>& metrics,
                                  const EvaluateOptions& options, const Context& context);

} // namespace easel
