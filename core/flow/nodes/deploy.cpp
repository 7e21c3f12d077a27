// A registered model into service. It acts on the world, so it is never taken from the cache.
#include "core/flow/node_values.h"

namespace easel::nodes {

namespace {

enum class Mode { RealTime, Serverless, Asynchronous };

struct DeployParams {
  std::string group;
  std::optional<int> version;
  Mode mode = Mode::RealTime;
  std::string name;
  std::optional<int> port;
  static void describe(Describe<DeployParams>& d) {
    d.field(&DeployParams::group, "group")
        .label(EASEL_TR("Group"))
        .help(EASEL_TR("The group of the model. Empty: that of the version which comes in."));
    d.field(&DeployParams::version, "version")
        .label(EASEL_TR("Version"))
        .help(EASEL_TR("Empty: the version which comes in."))
        .atLeast(1);
    d.field(&DeployParams::mode, "mode")
        .label(EASEL_TR("Mode"))
        .help(EASEL_TR("How the endpoint runs."))
        .choices({{Mode::RealTime, "real_time", EASEL_TR("Always ready")},
                  {Mode::Serverless, "serverless", EASEL_TR("Started when asked")},
                  {Mode::Asynchronous, "asynchronous", EASEL_TR("With a queue, for long work")}});
    d.field(&DeployParams::name, "name")
        .label(EASEL_TR("Endpoint"))
        .help(EASEL_TR("Its name. Empty: the name of the group."));
    d.field(&DeployParams::port, "port")
        .label(EASEL_TR("Port"))
        .help(EASEL_TR("Empty: a free one."))
        .range(1, 65'535)
        .advanced();
  }
};

class Deploy final : public NodeOperation {
 public:
  explicit Deploy(DeployParams params) : m_params(std::move(params)) {}

  std::vector<Port> inputs() const override { return {{"in", EASEL_TR("Version"), PortType::Report, true}}; }
  std::vector<Port> outputs() const override { return {{"report", EASEL_TR("Endpoint"), PortType::Report}}; }
  std::string outline() const override {
    if (m_params.group.empty())
      return EASEL_TR("the version that comes in");
    return m_params.version ? m_params.group + "@" + std::to_string(*m_params.version) : m_params.group;
  }
  bool cacheable() const override { return false; }

  Result<NodeValues> run(const NodeRun& run) const override {
    std::string group = m_params.group;
    int version = m_params.version.value_or(0);
    if (const auto registered = reportAt(run, "in")) {
      const Json& content = registered->content;
      if (group.empty())
        group = content.value("group", std::string());
      if (version == 0 && group == content.value("group", std::string()))
        version = content.value("version", 0);
    }
    EASEL_CHECK(requireText(group, "group", EASEL_TR("the group of the model")));
    if (version < 1)
      return Error(ErrorCode::InvalidArgument, "It is not said which version of '" + group + "' to deploy.",
                   "Set 'version', or connect a node that registers the model.")
          .at({ErrorPlace::Kind::Parameter, "version"});
    EASEL_TRY(FlowServices* services, servicesOf(run, EASEL_TR("A deployment")));
    Json settings{{"mode", paramsToJson(m_params).at("mode")}, {"name", m_params.name.empty() ? group : m_params.name}};
    if (m_params.port)
      settings["port"] = *m_params.port;
    EASEL_TRY(Json report, services->deploy(group, version, settings));
    return NodeValues{{"report", reportOf(std::move(report))}};
  }

 private:
  DeployParams m_params;
};

} // namespace

Entry<NodeOperation> deploy() {
  return entry<NodeOperation, Deploy, DeployParams>("deploy", 1)
      .title(EASEL_TR("Deploy"))
      .summary(EASEL_TR("Starts an endpoint that answers with a registered model."))
      .category(EASEL_TR("Model"))
      .keywords({"serve", "endpoint", "http", "publish"});
}

} // namespace easel::nodes
