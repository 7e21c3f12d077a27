// train, automl
#include "app/cli/commands/verbs.h"

namespace easel::verbs {

namespace {

/// Flags that train and automl have in common.
struct TargetFlags {
  FilePath project;
  std::string dataset;
  ColumnName target;
  std::string positive;
  std::optional<std::string> task;
  double split = 0.8;
  int seed = 0;
};

template<class F>
void describeTarget(Describe<F>& d) {
  d.field(&F::project, "project").help(EASEL_TR("Project file."));
  d.field(&F::dataset, "dataset").help(EASEL_TR("Name of a data set."));
  d.field(&F::target, "target").label(EASEL_TR("Target")).help(EASEL_TR("The column to predict."));
  d.field(&F::positive, "positive").unit("VALUE").help(EASEL_TR("Which of two values counts as 'yes'."));
  d.field(&F::task, "task")
      .unit("TASK")
      .help(EASEL_TR("binary, multiclass or regression; found out if not given."));
  d.field(&F::split, "split")
      .range(0.01, 1)
      .help(EASEL_TR("Share of the rows that train; the rest tests. 1: all train."));
  d.field(&F::seed, "seed").atLeast(0).help(EASEL_TR("Same seed, same result."));
}

Result<std::optional<Task>> taskOf(const std::optional<std::string>& text) {
  if (!text)
    return std::optional<Task>();
  if (const auto task = taskFromId(*text))
    return std::optional<Task>(task);
  return Error(ErrorCode::InvalidArgument, "--task is '" + *text + "'.",
               "Choose binary, multiclass or regression.");
}

Result<void> checkTarget(const ColumnName& target) {
  if (target.name.empty())
    return Error(ErrorCode::InvalidArgument, "--target is missing.",
                 "Name the column to predict: --target COLUMN.");
  return {};
}

struct TrainFlags : TargetFlags {
  std::string algorithm = "boosted_trees";
  std::vector<std::string> set;
  int folds = 0;
  static void describe(Describe<TrainFlags>& d) {
    describeTarget(d);
    d.field(&TrainFlags::algorithm, "algorithm")
        .unit("ID")
        .help(EASEL_TR("How to learn; 'easel list algorithms' shows them."));
    d.field(&TrainFlags::set, "set")
        .unit("option=value")
        .help(EASEL_TR("The algorithm's options; 'easel describe ID' shows them."));
    d.field(&TrainFlags::folds, "folds")
        .range(0, 100)
        .help(EASEL_TR("Cross-validate with so many parts instead of splitting off test rows."));
  }
};

class Train : public Command {
 public:
  explicit Train(TrainFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    EASEL_CHECK(checkTarget(m_flags.target));
    EASEL_TRY(const WorkbenchPtr bench, openForWriting(m_flags.project.path));
    TrainSettings settings;
    settings.dataset = m_flags.dataset;
    settings.split = m_flags.split;
    settings.seed = static_cast<std::uint64_t>(m_flags.seed);
    TrainRequest& request = settings.request;
    request.target = m_flags.target.name;
    request.positiveClass = m_flags.positive;
    request.folds = m_flags.folds;
    EASEL_TRY(request.task, taskOf(m_flags.task));
    EASEL_TRY(const auto* algorithm, bench->catalogs().algorithms.get(m_flags.algorithm, "algorithm"));
    request.algorithm = algorithm->declaration.id;
    EASEL_TRY(request.params, settingsOf(algorithm->declaration.schema, m_flags.set));
    EASEL_TRY(const TrainedRun done, bench->trainModel(settings, context));
    const Signature& signature = done.outcome.bundle->signature();
    CommandResult result;
    Json metrics = Json::object();
    for (const auto& [role, evaluation] : done.outcome.evaluations)
      metrics[role] = metricsFlat(evaluation);
    result.json = {{"model", done.model},
                   {"task", taskId(signature.task)},
                   {"metrics", metrics},
                   {"seconds", done.run.seconds},
                   {"fit_seconds", done.outcome.fitSeconds},
                   {"classes", signature.classes}};
    if (!done.outcome.folds.empty())
      result.json["folds"] = done.outcome.folds;
    result.text = "Model " + done.model + " (" + std::string(taskId(signature.task)) + ") in " +
                  formatNumber(done.run.seconds, 3) + " s\n";
    for (const char* role : {"validation", "test"})
      if (const auto it = done.outcome.evaluations.find(role); it != done.outcome.evaluations.end())
        result.text += "\nOn " + plural(static_cast<std::int64_t>(it->second.rows), "row", "rows") + " for " +
                       role + ":\n" + metricsText(it->second);
    return result;
  }

 private:
  TrainFlags m_flags;
};

struct AutomlFlags : TargetFlags {
  std::string metric;
  std::string budget = "120s";
  int folds = 5;
  static void describe(Describe<AutomlFlags>& d) {
    describeTarget(d);
    d.field(&AutomlFlags::metric, "metric")
        .unit("M")
        .help(EASEL_TR("What ranks the models; 'easel list metrics' shows them."));
    d.field(&AutomlFlags::budget, "budget")
        .unit("TIME")
        .help(EASEL_TR("How long to try, such as 90s or 5m."));
    d.field(&AutomlFlags::folds, "folds").range(2, 100).help(EASEL_TR("Parts of the cross-validation."));
  }
};

class Automl : public Command {
 public:
  explicit Automl(AutomlFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    EASEL_CHECK(checkTarget(m_flags.target));
    AutomlSettings settings;
    EASEL_TRY(settings.request.budgetSeconds, parseSeconds(m_flags.budget, "--budget"));
    EASEL_TRY(settings.request.task, taskOf(m_flags.task));
    settings.dataset = m_flags.dataset;
    settings.split = m_flags.split;
    settings.seed = static_cast<std::uint64_t>(m_flags.seed);
    settings.request.target = m_flags.target.name;
    settings.request.positiveClass = m_flags.positive;
    settings.request.metric = m_flags.metric;
    settings.request.folds = m_flags.folds;
    EASEL_TRY(const WorkbenchPtr bench, openForWriting(m_flags.project.path));
    EASEL_TRY(const AutomlRun done, bench->autoTrain(settings, {}, context));
    CommandResult result;
    const AutomlOutcome& outcome = done.outcome;
    Json board = Json::array();
    TextTable text({"model", "algorithm", outcome.metric, "±", "fit s", "ms per 1,000 rows", ""});
    for (std::size_t i = 0; i < outcome.leaderboard.size(); ++i) {
      const Candidate& c = outcome.leaderboard[i];
      const bool ok = c.status == "ok";
      board.push_back({{"model", done.models[i].empty() ? Json() : Json(done.models[i])},
                       {"algorithm", c.algorithm},
                       {"title", c.name},
                       {"params", c.params},
                       {"score", ok ? Json(c.score) : Json()},
                       {"std", ok ? Json(c.deviation) : Json()},
                       {"fit_seconds", c.fitSeconds},
                       {"predict_ms", c.predictMillis},
                       {"status", c.status}});
      text.add({done.models[i].empty() ? "-" : done.models[i], c.name, ok ? formatNumber(c.score, 5) : "",
                ok ? formatNumber(c.deviation, 2) : "", ok ? formatNumber(c.fitSeconds, 3) : "",
                ok ? formatNumber(c.predictMillis, 3) : "", ok ? "" : c.status});
    }
    result.json = {
        {"task", taskId(outcome.task)},
        {"metric", outcome.metric},
        {"leaderboard", board},
        {"best", done.models.empty() || done.models.front().empty() ? Json() : Json(done.models.front())},
        {"seconds", done.run.seconds}};
    result.text = text.text();
    if (!outcome.models.empty()) {
      const auto& evaluations = outcome.models.front().evaluations;
      Json metrics = Json::object();
      for (const auto& [role, evaluation] : evaluations)
        metrics[role] = metricsFlat(evaluation);
      result.json["metrics"] = metrics;
      if (const auto test = evaluations.find("test"); test != evaluations.end())
        result.text += "\nThe best, " + done.models.front() + ", on " +
                       plural(static_cast<std::int64_t>(test->second.rows), "test row", "test rows") + ":\n" +
                       metricsText(test->second);
    }
    return result;
  }

 private:
  AutomlFlags m_flags;
};

} // namespace

std::vector<Verb> training() {
  return {verb<Train, TrainFlags>("train", EASEL_TR("Train one model."), {"project", "dataset"}),
          verb<Automl, AutomlFlags>("automl", EASEL_TR("Compare models and keep the best."),
                                    {"project", "dataset"})};
}

} // namespace easel::verbs
