// Another data set of the project, as it is after its last step.
#include "core/flow/node_values.h"

namespace easel::nodes {

namespace {

struct DatasetParams {
  std::string name;
  static void describe(Describe<DatasetParams>& d) {
    d.field(&DatasetParams::name, "name").label(EASEL_TR("Data set")).help(EASEL_TR("Its name in the project."));
  }
};

class Dataset final : public NodeOperation {
 public:
  explicit Dataset(DatasetParams params) : m_params(std::move(params)) {}

  std::vector<Port> inputs() const override { return {}; }
  std::vector<Port> outputs() const override { return {{"out", EASEL_TR("Table"), PortType::Frame}}; }
  std::string outline() const override { return m_params.name.empty() ? EASEL_TR("no data set yet") : m_params.name; }

  std::optional<std::string> fingerprintExtra(FlowServices* services) const override {
    const std::string version = services ? services->datasetVersion(m_params.name) : std::string();
    return version.empty() ? std::nullopt : std::optional(version);
  }

  Result<NodeValues> run(const NodeRun& run) const override {
    EASEL_CHECK(requireText(m_params.name, "name", EASEL_TR("the data set")));
    EASEL_TRY(FlowServices* services, servicesOf(run, EASEL_TR("A data set")));
    EASEL_TRY(Table table, services->dataset(m_params.name, run.context));
    return NodeValues{{"out", valueOf(Frame::of(std::move(table)))}};
  }

 private:
  DatasetParams m_params;
};

} // namespace

Entry<NodeOperation> dataset() {
  return entry<NodeOperation, Dataset, DatasetParams>("dataset", 1)
      .title(EASEL_TR("Data set"))
      .summary(EASEL_TR("Takes the rows of another data set of the project."))
      .category(EASEL_TR("Data"))
      .keywords({"table", "source", "reference"});
}

} // namespace easel::nodes
