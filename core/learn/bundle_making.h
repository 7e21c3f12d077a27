// From raw training rows to a bundle, in the steps that train() and automl() share: AutoML decides about the steps once
// and refits several algorithms from the same start. Thread rule: pure functions.
#pragma once

#include "core/learn/trainer.h"
#include "core/learn/training.h"

namespace easel {

struct TrainingStart {
  Task task = Task::Regression;
  RoleRows rows;
  Table base;    // raw training rows
  Target target; // of the training rows
  std::vector<StepSpec> preparation; // the frame's; lookups resident
};
Result<TrainingStart> startTraining(const Frame& frame, const std::string& target, std::optional<Task> task,
                                    std::string_view positiveClass, const Context& context);

/// The automatic steps after the frame's own ones.
Result<std::vector<StepSpec>> stepsToAdd(const TrainingStart& start, const std::string& target,
                                         const EstimatorTraits& traits, const Catalog<Step>& steps,
                                         const Context& context, std::vector<std::string>* reasons);

struct FinishRequest {
  std::string target;
  std::string algorithm;
  Json params;
  std::vector<StepSpec> steps; // all of them
  int bootstrap = 1000;
};
/// Fits on all training rows and scores on those of each role.
Result<TrainOutcome> finishTraining(const Frame& frame, const TrainingStart& start, const FinishRequest& request,
                                    const Catalogs& catalogs, const Context& context);

} // namespace easel
