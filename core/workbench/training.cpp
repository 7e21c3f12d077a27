// Training and comparison: what is done stands in the flow as nodes, what came out stands in the runs.
#include "core/base/time.h"
#include "core/table/kernels.h"
#include "core/workbench/workbench.h"

#include <algorithm>

namespace easel {

namespace {

Json metricsJson(const TrainOutcome& outcome) {
  Json metrics = Json::object();
  for (const auto& [role, evaluation] : outcome.evaluations)
    metrics[role] = toJson(evaluation);
  return metrics;
}

Result<Table> trainingRows(const Frame& frame, const Context& context) {
  if (!frame.roles)
    return frame.table;
  std::vector<RowIndex> rows;
  for (std::size_t i = 0; i < frame.roles->size(); ++i)
    if ((*frame.roles)[i] == RowRole::Train)
      rows.push_back(static_cast<RowIndex>(i));
  return take(frame.table, rows, context);
}

Json textMap(const Json& params) {
  Json map = Json::object();
  for (const auto& [name, value] : params.items())
    map[name] = value.is_string() ? value.get<std::string>() : toText(value);
  return map;
}

} // namespace

Result<std::string> Workbench::followSplit(Graph& graph, const std::string& target, double share,
                                           std::uint64_t seed) const {
  const std::string last = lastTransform(graph);
  if (share >= 1)
    return last;
  return follow(graph, last, "split",
                {{"method", "stratified"}, {"column", target}, {"train", share}, {"seed", seed}});
}

Result<Run> Workbench::keepModel(const BundlePtr& bundle, Run run) {
  EASEL_TRY(const std::string artifact, m_project->putBytes("bundle", bundle->save()));
  run.outputs.insert(run.outputs.begin(), artifact);
  run.status = "done";
  EASEL_TRY(run.id, m_project->addRun(run));
  return run;
}

Result<TrainedRun> Workbench::trainModel(const TrainSettings& settings, const Context& context) {
  EASEL_TRY(Graph graph, datasetFlow(settings.dataset));
  EASEL_TRY(const auto* algorithm, m_catalogs.algorithms.get(settings.request.algorithm, "algorithm"));
  EASEL_TRY(const Json params, algorithm->declaration.schema.complete(settings.request.params));
  EASEL_TRY(const auto estimator, algorithm->make(params));
  const std::string started = formatTimestamp(nowMicros());
  const auto start = Context::Clock::now();

  context.stage("Preparing");
  const double share = settings.request.folds > 1 ? 1.0 : settings.split;
  EASEL_TRY(std::string at, followSplit(graph, settings.request.target, share, settings.seed));
  EASEL_TRY(std::shared_ptr<const Frame> frame, frameAt(graph, at, settings.seed, context.part(0, 0.2)));
  TrainRequest request = settings.request;
  request.algorithm = algorithm->declaration.id;
  request.params = params;
  if (request.autoPreparation) {
    // The automatic steps become nodes of the flow, so that a person can see and change them.
    EASEL_TRY(const Table training, trainingRows(*frame, context));
    EASEL_TRY(const Column* target, training.require(request.target));
    Task task = Task::Regression;
    if (request.task)
      task = *request.task;
    else {
      EASEL_TRY(task, inferTask(*target, context));
    }
    EASEL_TRY(const std::vector<StepSpec> steps,
              automaticPreparation(training, request.target, task, estimator->traits(), context));
    for (const StepSpec& step : steps) {
      EASEL_TRY(at, follow(graph, at, step.id, step.params));
      for (Node& node : graph.nodes)
        if (node.id == at)
          node.title = kAutomaticTitle;
    }
    if (!steps.empty()) {
      EASEL_TRY(frame, frameAt(graph, at, settings.seed, context.part(0.2, 0.3)));
    }
    request.autoPreparation = false;
  }
  EASEL_TRY(at, follow(graph, at, "train",
                       {{"target", request.target},
                        {"algorithm", request.algorithm},
                        {"params", textMap(params)},
                        {"folds", request.folds},
                        {"auto_preparation", false}}));
  context.stage("Training: " + algorithm->declaration.title);
  EASEL_TRY(TrainOutcome outcome,
            train(*frame, request, m_catalogs, context.part(0.3, 1).withSeed(settings.seed)));

  TrainedRun trained;
  trained.run.kind = "train";
  EASEL_TRY(trained.run.name, m_project->freeName(settings.dataset + "-" + request.algorithm));
  trained.run.started = started;
  trained.run.seconds = std::chrono::duration<double>(Context::Clock::now() - start).count();
  trained.run.seed = settings.seed;
  trained.run.params = {{"algorithm", request.algorithm},
                        {"params", params},
                        {"target", request.target},
                        {"split", share},
                        {"folds", request.folds}};
  trained.run.metrics = metricsJson(outcome);
  trained.run.details = {{"dataset", settings.dataset},
                         {"node", at},
                         {"graph", toJson(graph)},
                         {"folds", outcome.folds},
                         {"facts", outcome.bundle->parts().facts}};
  for (const Node& node : graph.nodes)
    if (node.type == "import" && node.params.contains("artifact"))
      trained.run.inputs.push_back(node.params["artifact"].get<std::string>());
  EASEL_TRY(trained.run, keepModel(outcome.bundle, std::move(trained.run)));
  EASEL_CHECK(
      saveFlow(settings.dataset, graph, "Train " + algorithm->declaration.title + " for " + request.target));
  trained.model = trained.run.name;
  trained.outcome = std::move(outcome);
  return trained;
}

Result<AutomlRun> Workbench::autoTrain(const AutomlSettings& settings, const CandidateObserver& observer,
                                       const Context& context) {
  EASEL_TRY(Graph graph, datasetFlow(settings.dataset));
  const std::string started = formatTimestamp(nowMicros());
  const auto start = Context::Clock::now();
  EASEL_TRY(std::string at, followSplit(graph, settings.request.target, settings.split, settings.seed));
  EASEL_TRY(const auto frame, frameAt(graph, at, settings.seed, context.part(0, 0.05)));

  AutomlRun result;
  EASEL_TRY(result.outcome, automl(*frame, settings.request, m_catalogs, observer,
                                   context.part(0.05, 1).withSeed(settings.seed)));
  const AutomlOutcome& outcome = result.outcome;

  std::vector<std::string> inputs;
  for (const Node& node : graph.nodes)
    if (node.type == "import" && node.params.contains("artifact"))
      inputs.push_back(node.params["artifact"].get<std::string>());
  Run& parent = result.run;
  parent.kind = "automl";
  EASEL_TRY(parent.name, m_project->freeName(settings.dataset + "-automl"));
  parent.status = "done";
  parent.started = started;
  parent.seconds = std::chrono::duration<double>(Context::Clock::now() - start).count();
  parent.seed = settings.seed;
  parent.params = {{"target", settings.request.target},
                   {"metric", outcome.metric},
                   {"folds", settings.request.folds},
                   {"budget_seconds", settings.request.budgetSeconds},
                   {"split", settings.split}};
  parent.details = {{"dataset", settings.dataset}, {"task", taskId(outcome.task)}};
  parent.inputs = inputs;
  EASEL_TRY(parent.id, m_project->addRun(parent));

  for (std::size_t i = 0; i < outcome.leaderboard.size(); ++i) {
    const Candidate& candidate = outcome.leaderboard[i];
    Run run;
    run.parent = parent.id;
    run.started = started;
    run.seconds = candidate.fitSeconds;
    run.seed = settings.seed;
    run.inputs = inputs;
    run.params = {{"algorithm", candidate.algorithm},
                  {"params", candidate.params},
                  {"target", settings.request.target},
                  {"split", settings.split},
                  {"folds", settings.request.folds}};
    run.details = {{"dataset", settings.dataset},
                   {"title", candidate.name},
                   {"score", candidate.score},
                   {"deviation", candidate.deviation},
                   {"fold_scores", candidate.foldScores},
                   {"metric", outcome.metric}};
    if (i < outcome.models.size() && outcome.models[i].bundle) {
      const TrainOutcome& model = outcome.models[i];
      run.kind = "train";
      EASEL_TRY(run.name, m_project->freeName(settings.dataset + "-" + candidate.algorithm));
      run.metrics = metricsJson(model);
      run.details["facts"] = model.bundle->parts().facts;
      EASEL_TRY(run, keepModel(model.bundle, std::move(run)));
      result.models.push_back(run.name);
    } else {
      run.kind = "candidate";
      run.status = candidate.status == "ok" ? "done" : "failed";
      run.log = candidate.status == "ok" ? std::string() : candidate.status;
      EASEL_CHECK(m_project->addRun(std::move(run)));
      result.models.emplace_back();
    }
  }
  if (!outcome.models.empty() && outcome.models.front().bundle) {
    // The best candidate's steps and training become nodes, to be seen, changed and run again.
    const Candidate& best = outcome.leaderboard.front();
    for (const StepSpec& step : outcome.models.front().added) {
      EASEL_TRY(at, follow(graph, at, step.id, step.params));
      for (Node& node : graph.nodes)
        if (node.id == at)
          node.title = kAutomaticTitle;
    }
    EASEL_CHECK(follow(graph, at, "train",
                       {{"target", settings.request.target},
                        {"algorithm", best.algorithm},
                        {"params", textMap(best.params)},
                        {"auto_preparation", false}}));
    EASEL_CHECK(saveFlow(settings.dataset, graph, "Compare models for " + settings.request.target));
  }
  return result;
}

} // namespace easel
