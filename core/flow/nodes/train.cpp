// One model by one algorithm.
#include "core/flow/node_values.h"

namespace easel::nodes {

namespace {

enum class TaskChoice { Automatic, Binary, MultiClass, Regression };

struct TrainParams {
  ColumnName target;
  std::string algorithm = "boosted_trees";
  std::map<std::string, std::string> params;
  TaskChoice task = TaskChoice::Automatic;
  std::string positiveClass;
  int folds = 0;
  bool autoPreparation = true;
  int bootstrap = 1000;
  static void describe(Describe<TrainParams>& d) {
    d.field(&TrainParams::target, "target").label(EASEL_TR("Target")).help(EASEL_TR("The column to predict."));
    d.field(&TrainParams::algorithm, "algorithm").label(EASEL_TR("Algorithm")).help(EASEL_TR("Id of the algorithm."));
    d.field(&TrainParams::params, "params")
        .label(EASEL_TR("Parameters"))
        .help(EASEL_TR("The algorithm's own parameters; what is not named keeps its usual value."));
    d.field(&TrainParams::task, "task")
        .label(EASEL_TR("Task"))
        .help(EASEL_TR("What kind of thing the target is."))
        .choices({{TaskChoice::Automatic, "automatic", EASEL_TR("Found out from the target")},
                  {TaskChoice::Binary, "binary", EASEL_TR("One of two classes")},
                  {TaskChoice::MultiClass, "multiclass", EASEL_TR("One of several classes")},
                  {TaskChoice::Regression, "regression", EASEL_TR("A number")}})
        .advanced();
    d.field(&TrainParams::positiveClass, "positive_class")
        .label(EASEL_TR("Positive class"))
        .help(EASEL_TR("The class that counts as yes. Empty: found out from the values."))
        .advanced();
    d.field(&TrainParams::folds, "folds")
        .label(EASEL_TR("Folds"))
        .help(EASEL_TR("Train this many times, each time judging by another part of the training rows. 0: do not."))
        .range(0, 50)
        .uiRange(0, 10);
    d.field(&TrainParams::autoPreparation, "auto_preparation")
        .label(EASEL_TR("Prepare what is left"))
        .help(EASEL_TR("Add the usual steps for what the algorithm cannot take, such as missing values or text."));
    d.field(&TrainParams::bootstrap, "bootstrap")
        .label(EASEL_TR("Resamples"))
        .help(EASEL_TR("How often the test rows are drawn again for the range around each score. 0: no ranges."))
        .range(0, 100'000)
        .advanced();
  }
};

class Train final : public NodeOperation {
 public:
  explicit Train(TrainParams params) : m_params(std::move(params)) {}

  std::vector<Port> inputs() const override { return {{"in", EASEL_TR("Table"), PortType::Frame}}; }
  std::vector<Port> outputs() const override {
    return {{"model", EASEL_TR("Model"), PortType::Model}, {"report", EASEL_TR("Report"), PortType::Report}};
  }
  std::string outline() const override {
    return m_params.target.name.empty() ? m_params.algorithm : m_params.algorithm + " → " + m_params.target.name;
  }

  Result<NodeValues> run(const NodeRun& run) const override {
    EASEL_CHECK(requireText(m_params.target.name, "target", EASEL_TR("the column to predict")));
    EASEL_TRY(const Entry<Estimator>* algorithm, run.catalogs.algorithms.get(m_params.algorithm, "algorithm"));
    TrainRequest request;
    request.target = m_params.target.name;
    request.algorithm = algorithm->declaration.id;
    EASEL_TRY(request.params, valuesFromText(algorithm->declaration.schema, m_params.params));
    switch (m_params.task) {
    case TaskChoice::Automatic: break;
    case TaskChoice::Binary: request.task = Task::Binary; break;
    case TaskChoice::MultiClass: request.task = Task::MultiClass; break;
    case TaskChoice::Regression: request.task = Task::Regression; break;
    }
    request.positiveClass = m_params.positiveClass;
    request.folds = m_params.folds;
    request.autoPreparation = m_params.autoPreparation;
    request.bootstrap = m_params.bootstrap;
    TrainedModel model;
    EASEL_TRY(model.outcome, easel::train(frameAt(run, "in"), request, run.catalogs, run.context));
    model.bundle = model.outcome.bundle;
    Json report = reportContent(model);
    return NodeValues{{"model", valueOf(std::move(model))}, {"report", reportOf(std::move(report))}};
  }

 private:
  TrainParams m_params;
};

} // namespace

Entry<NodeOperation> train() {
  return entry<NodeOperation, Train, TrainParams>("train", 1)
      .title(EASEL_TR("Train"))
      .summary(EASEL_TR("Learns a model from the training rows and judges it by the others."))
      .category(EASEL_TR("Model"))
      .keywords({"fit", "learn", "model", "predict"});
}

} // namespace easel::nodes
