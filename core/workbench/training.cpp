// Training and comparison: what is done stands in the flow as nodes, what came out stands in the runs.
#include "core/base/time.h"
#include "core/table/kernels.h"
#include "core/workbench/run_services.h"

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

std::vector<Workbench::Addition> Workbench::splitting(const std::string& target, double share, std::uint64_t seed) {
  if (share >= 1)
    return {};
  return {{"split", {{"method", "stratified"}, {"column", target}, {"train", share}, {"seed", seed}}}};
}

Result<void> Workbench::saveAdditions(const std::string& dataset, const std::vector<Addition>& additions,
                                      const std::string& label, const Context& context) {
  const auto saved = editFlow(dataset, label, [&](Graph graph) -> Result<Graph> {
    if (lastTransform(graph).empty())
      return Error(ErrorCode::NotFound, "The flow '" + dataset + "' has no data any more.");
    EASEL_CHECK(followAll(graph, additions));
    return graph;
  });
  if (saved)
    return {};
  if (saved.error().code != ErrorCode::NotFound)
    return saved.error();
  context.warn("The data set '" + dataset + "' is gone: the model is kept, but no flow shows how it was made.");
  return {};
}

Result<Run> Workbench::keepModel(const BundlePtr& bundle, Run run, const std::string& nameBase) {
  EASEL_TRY(const std::string artifact, m_project->putBytes("bundle", bundle->save()));
  run.outputs.insert(run.outputs.begin(), artifact);
  run.status = "done";
  return m_project->addRun(std::move(run), nameBase);
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
  std::vector<Addition> additions = splitting(settings.request.target, share, settings.seed);
  EASEL_TRY(std::string at, followAll(graph, additions));
  RunServices services(*this, settings.dataset);
  EASEL_TRY(std::shared_ptr<const Frame> frame, frameAt(graph, at, services, settings.seed, context.part(0, 0.2)));
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
    for (const StepSpec& step : steps)
      additions.push_back({step.id, step.params, kAutomaticTitle});
    if (!steps.empty()) {
      EASEL_TRY(at, followAll(graph, additions));
      EASEL_TRY(frame, frameAt(graph, at, services, settings.seed, context.part(0.2, 0.3)));
    }
    request.autoPreparation = false;
  }
  additions.push_back({"train",
                       {{"target", request.target},
                        {"algorithm", request.algorithm},
                        {"params", textMap(params)},
                        {"folds", request.folds},
                        {"auto_preparation", false}}});
  EASEL_TRY(at, followAll(graph, additions));
  context.stage("Training: " + algorithm->declaration.title);
  EASEL_TRY(TrainOutcome outcome,
            train(*frame, request, m_catalogs, context.part(0.3, 1).withSeed(settings.seed)));

  TrainedRun trained;
  trained.run.kind = "train";
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
  EASEL_TRY(trained.run, keepModel(outcome.bundle, std::move(trained.run), settings.dataset + "-" + request.algorithm));
  EASEL_CHECK(saveAdditions(settings.dataset, additions,
                            "Train " + algorithm->declaration.title + " for " + request.target, context));
  trained.model = trained.run.name;
  trained.outcome = std::move(outcome);
  return trained;
}

Result<AutomlRun> Workbench::autoTrain(const AutomlSettings& settings, const CandidateObserver& observer,
                                       const Context& context) {
  EASEL_TRY(Graph graph, datasetFlow(settings.dataset));
  const std::string started = formatTimestamp(nowMicros());
  const auto start = Context::Clock::now();
  std::vector<Addition> additions = splitting(settings.request.target, settings.split, settings.seed);
  EASEL_TRY(const std::string at, followAll(graph, additions));
  RunServices services(*this, settings.dataset);
  EASEL_TRY(const auto frame, frameAt(graph, at, services, settings.seed, context.part(0, 0.05)));

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
  EASEL_TRY(parent, m_project->addRun(std::move(parent), settings.dataset + "-automl"));

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
      run.metrics = metricsJson(model);
      run.details["facts"] = model.bundle->parts().facts;
      EASEL_TRY(run, keepModel(model.bundle, std::move(run), settings.dataset + "-" + candidate.algorithm));
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
    for (const StepSpec& step : outcome.models.front().added)
      additions.push_back({step.id, step.params, kAutomaticTitle});
    additions.push_back({"train",
                         {{"target", settings.request.target},
                          {"algorithm", best.algorithm},
                          {"params", textMap(best.params)},
                          {"auto_preparation", false}}});
    EASEL_CHECK(
        saveAdditions(settings.dataset, additions, "Compare models for " + settings.request.target, context));
  }
  return result;
}

} // namespace easel
