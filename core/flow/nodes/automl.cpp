// Several models compared; the best one goes on.
#include "core/flow/node_values.h"

namespace easel::nodes {

namespace {

struct AutomlParams {
  ColumnName target;
  std::string metric;
  std::string positiveClass;
  int folds = 5;
  double budget = 120;
  int bootstrap = 1000;
  static void describe(Describe<AutomlParams>& d) {
    d.field(&AutomlParams::target, "target").label(EASEL_TR("Target")).help(EASEL_TR("The column to predict."));
    d.field(&AutomlParams::metric, "metric")
        .label(EASEL_TR("Metric"))
        .help(EASEL_TR("Id of the score that ranks the models. Empty: the usual one for the target."));
    d.field(&AutomlParams::positiveClass, "positive_class")
        .label(EASEL_TR("Positive class"))
        .help(EASEL_TR("The class that counts as yes. Empty: found out from the values."))
        .advanced();
    d.field(&AutomlParams::folds, "folds")
        .label(EASEL_TR("Folds"))
        .help(EASEL_TR("Every model is trained this many times, each time judged by another part of the training rows."))
        .range(2, 50)
        .uiRange(2, 10);
    d.field(&AutomlParams::budget, "budget")
        .label(EASEL_TR("Time"))
        .unit(EASEL_TR("s"))
        .help(EASEL_TR("No new model is begun after this time."))
        .range(1, 1e6)
        .uiRange(10, 3600);
    d.field(&AutomlParams::bootstrap, "bootstrap")
        .label(EASEL_TR("Resamples"))
        .help(EASEL_TR("How often the test rows are drawn again for the range around each score. 0: no ranges."))
        .range(0, 100'000)
        .advanced();
  }
};

class Automl final : public NodeOperation {
 public:
  explicit Automl(AutomlParams params) : m_params(std::move(params)) {}

  std::vector<Port> inputs() const override { return {{"in", EASEL_TR("Table"), PortType::Frame}}; }
  std::vector<Port> outputs() const override {
    return {{"model", EASEL_TR("Best model"), PortType::Model}, {"report", EASEL_TR("Ranking"), PortType::Report}};
  }
  std::string outline() const override {
    return m_params.target.name.empty() ? EASEL_TR("no target yet") : "→ " + m_params.target.name;
  }

  Result<NodeValues> run(const NodeRun& run) const override {
    EASEL_CHECK(requireText(m_params.target.name, "target", EASEL_TR("the column to predict")));
    AutomlRequest request;
    request.target = m_params.target.name;
    request.metric = m_params.metric;
    request.positiveClass = m_params.positiveClass;
    request.folds = m_params.folds;
    request.budgetSeconds = m_params.budget;
    request.bootstrap = m_params.bootstrap;
    EASEL_TRY(AutomlOutcome outcome, easel::automl(frameAt(run, "in"), request, run.catalogs, {}, run.context));
    if (outcome.models.empty() || !outcome.models.front().bundle)
      return Error(ErrorCode::Data, "No model could be trained within the time.", "Give it more time, or fewer rows.")
          .at({ErrorPlace::Kind::Parameter, "budget"});
    TrainedModel best;
    best.outcome = std::move(outcome.models.front());
    best.bundle = best.outcome.bundle;
    Json report = reportContent(best);
    report["kind"] = "comparison";
    report["metric"] = outcome.metric;
    report["leaderboard"] = Json::array();
    for (const Candidate& c : outcome.leaderboard)
      report["leaderboard"].push_back({{"algorithm", c.algorithm},
                                       {"params", c.params},
                                       {"name", c.name},
                                       {"fold_scores", c.foldScores},
                                       {"score", c.score},
                                       {"std", c.deviation},
                                       {"fit_seconds", c.fitSeconds},
                                       {"predict_ms", c.predictMillis},
                                       {"status", c.status}});
    return NodeValues{{"model", valueOf(std::move(best))}, {"report", reportOf(std::move(report))}};
  }

 private:
  AutomlParams m_params;
};

} // namespace

Entry<NodeOperation> automl() {
  return entry<NodeOperation, Automl, AutomlParams>("automl", 1)
      .title(EASEL_TR("Compare models"))
      .summary(EASEL_TR("Tries several algorithms within a time and keeps the one that predicts best."))
      .category(EASEL_TR("Model"))
      .keywords({"automl", "automatic", "best", "leaderboard", "tune"});
}

} // namespace easel::nodes
