// A model into the project's registry. It acts on the project, so it is never taken from the cache.
#include "core/flow/node_values.h"

namespace easel::nodes {

namespace {

struct RegisterParams {
  std::string group;
  std::string note;
  static void describe(Describe<RegisterParams>& d) {
    d.field(&RegisterParams::group, "group")
        .label(EASEL_TR("Group"))
        .help(EASEL_TR("The model becomes the next version of this group."));
    d.field(&RegisterParams::note, "note").label(EASEL_TR("Note")).help(EASEL_TR("What is new in this version."));
  }
};

class RegisterModel final : public NodeOperation {
 public:
  explicit RegisterModel(RegisterParams params) : m_params(std::move(params)) {}

  std::vector<Port> inputs() const override { return {{"model", EASEL_TR("Model"), PortType::Model}}; }
  std::vector<Port> outputs() const override { return {{"report", EASEL_TR("Version"), PortType::Report}}; }
  std::string outline() const override { return m_params.group.empty() ? EASEL_TR("no group yet") : m_params.group; }
  bool cacheable() const override { return false; }

  Result<NodeValues> run(const NodeRun& run) const override {
    EASEL_CHECK(requireText(m_params.group, "group", EASEL_TR("the group of the model")));
    EASEL_TRY(FlowServices* services, servicesOf(run, EASEL_TR("The registry")));
    EASEL_TRY(Json report, services->registerModel(m_params.group, modelAt(run, "model"), m_params.note));
    return NodeValues{{"report", reportOf(std::move(report))}};
  }

 private:
  RegisterParams m_params;
};

} // namespace

Entry<NodeOperation> registerModel() {
  return entry<NodeOperation, RegisterModel, RegisterParams>("register_model", 1)
      .title(EASEL_TR("Register"))
      .summary(EASEL_TR("Keeps a model as a new version that can be approved and deployed."))
      .category(EASEL_TR("Model"))
      .keywords({"registry", "version", "publish"})
      .replaces("register");
}

} // namespace easel::nodes
