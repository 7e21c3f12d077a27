// How good a model is on rows that it has not been trained with.
#include "core/flow/node_values.h"
#include "core/table/kernels.h"

namespace easel::nodes {

namespace {

struct EvaluateParams {
  int bootstrap = 1000;
  bool curves = true;
  static void describe(Describe<EvaluateParams>& d) {
    d.field(&EvaluateParams::bootstrap, "bootstrap")
        .label(EASEL_TR("Resamples"))
        .help(EASEL_TR("How often the rows are drawn again for the range around each score. 0: no ranges."))
        .range(0, 100'000);
    d.field(&EvaluateParams::curves, "curves")
        .label(EASEL_TR("Curves"))
        .help(EASEL_TR("Also give the points of the curves, for charts."));
  }
};

class Evaluate final : public NodeOperation {
 public:
  explicit Evaluate(EvaluateParams params) : m_params(params) {}

  std::vector<Port> inputs() const override {
    return {{"model", EASEL_TR("Model"), PortType::Model}, {"in", EASEL_TR("Table"), PortType::Frame}};
  }
  std::vector<Port> outputs() const override { return {{"report", EASEL_TR("Report"), PortType::Report}}; }
  std::string outline() const override { return EASEL_TR("test rows, or all where there was no split"); }

  /// The model brings its own preparation, so it gets the rows as they were before the frame's.
  Result<NodeValues> run(const NodeRun& run) const override {
    const TrainedModel& model = modelAt(run, "model");
    const Frame& frame = frameAt(run, "in");
    Table rows = frame.base;
    if (frame.roles) {
      std::vector<RowIndex> test;
      for (std::size_t i = 0; i < frame.roles->size(); ++i)
        if ((*frame.roles)[i] == RowRole::Test)
          test.push_back(static_cast<RowIndex>(i));
      if (test.empty())
        return Error(ErrorCode::Data, "There are no test rows to judge the model by.",
                     "Let the split leave some rows for testing.");
      EASEL_TRY(rows, take(frame.base, test, run.context.part(0, 0.2)));
    }
    EvaluateOptions options;
    options.bootstrap = m_params.bootstrap;
    options.curves = m_params.curves;
    EASEL_TRY(const Evaluation evaluation,
              evaluateBundle(*model.bundle, rows, run.catalogs.metrics, options, run.context.part(0.2, 1)));
    Json report = toJson(evaluation);
    report["kind"] = "evaluation";
    report["role"] = frame.roles ? "test" : "all";
    return NodeValues{{"report", reportOf(std::move(report))}};
  }

 private:
  EvaluateParams m_params;
};

} // namespace

Entry<NodeOperation> evaluate() {
  return entry<NodeOperation, Evaluate, EvaluateParams>("evaluate", 1)
      .title(EASEL_TR("Evaluate"))
      .summary(EASEL_TR("Judges a model by rows whose target is known."))
      .category(EASEL_TR("Model"))
      .keywords({"score", "test", "metrics", "accuracy", "error"});
}

} // namespace easel::nodes
