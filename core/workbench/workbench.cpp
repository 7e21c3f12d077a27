#include "core/workbench/workbench.h"

#include "core/base/time.h"

#include <algorithm>

namespace easel {

namespace {
constexpr std::size_t kCacheBytes = std::size_t{1} << 30;
}

std::optional<ModelReference> ModelReference::parse(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0)
    return std::nullopt;
  const auto version = parseInt(text.substr(at + 1));
  if (!version || *version < 1 || *version > 1'000'000)
    return std::nullopt;
  return ModelReference{std::string(text.substr(0, at)), static_cast<int>(*version)};
}

Result<std::unique_ptr<Workbench>> Workbench::open(const std::string& path, const OpenOptions& options) {
  auto bench = std::unique_ptr<Workbench>(new Workbench);
  Project::OpenOptions projectOptions;
  projectOptions.access = options.access;
  projectOptions.create = options.create;
  EASEL_TRY(bench->m_project, Project::open(path, projectOptions));
  bench->m_catalogs = builtinCatalogs();
  bench->m_nodes = builtinNodes(bench->m_catalogs.steps);
  bench->m_cache = memoryCache(kCacheBytes);
  bench->m_program = options.program;
  return bench;
}

Workbench::~Workbench() = default;

// Flows
// ---------------------------------------------------------------------------------------------------------------

Result<std::vector<std::string>> Workbench::flows() const {
  EASEL_TRY(std::vector<std::string> ids, m_project->documents("flow/"));
  for (std::string& id : ids)
    id.erase(0, 5);
  return ids;
}

Result<Graph> Workbench::flow(const std::string& name) const {
  EASEL_TRY(const std::optional<Json> document, m_project->document("flow/" + name));
  if (document)
    return graphFromJson(document->value("graph", Json::object()));
  EASEL_TRY(const std::vector<std::string> names, flows());
  std::string hint = didYouMean(name, names);
  if (hint.empty())
    hint = names.empty() ? "Import a file first: easel import PROJECT FILE."
                         : "Known are: " + listed(names) + ".";
  return Error(ErrorCode::NotFound, "There is no data set or flow '" + name + "'.", hint);
}

Result<void> Workbench::saveFlow(const std::string& name, const Graph& graph, const std::string& label) {
  return m_project->edit(label, [&](Documents& documents) -> Result<void> {
    Json document = documents.get("flow/" + name).value_or(Json::object());
    document["graph"] = toJson(graph);
    documents.put("flow/" + name, std::move(document));
    return {};
  });
}

Result<FlowRun> Workbench::runFlow(const std::string& name, const Graph& graph, const std::string& toNode,
                                   std::uint64_t seed, const NodeObserver& observer, const Context& context) {
  ExecuteOptions options;
  options.seed = seed;
  if (!toNode.empty())
    options.targets = {toNode};
  const auto start = Context::Clock::now();
  EASEL_TRY(FlowRun done,
            execute(graph, m_nodes, m_catalogs, this, m_cache.get(), options, observer, context));
  Run run;
  run.kind = "flow";
  EASEL_TRY(run.name, m_project->freeName(name + "-flow"));
  run.status = done.error() ? "failed" : "done";
  run.started = formatTimestamp(nowMicros());
  run.seconds = std::chrono::duration<double>(Context::Clock::now() - start).count();
  run.seed = seed;
  run.details = {{"flow", name}, {"graph", toJson(graph)}};
  if (!m_project->readOnly())
    EASEL_CHECK(m_project->addRun(std::move(run)));
  return done;
}

Result<FlowRun> Workbench::executeTo(const Graph& graph, const std::string& node, std::uint64_t seed,
                                     const Context& context) {
  ExecuteOptions options;
  options.targets = {node};
  options.seed = seed;
  EASEL_TRY(FlowRun run, execute(graph, m_nodes, m_catalogs, this, m_cache.get(), options, {}, context));
  if (auto error = run.error())
    return std::move(*error);
  return run;
}

Result<std::shared_ptr<const Frame>> Workbench::frameAt(const Graph& graph, const std::string& node,
                                                        std::uint64_t seed, const Context& context) {
  EASEL_TRY(FlowRun run, executeTo(graph, node, seed, context));
  const auto values = run.values.find(node);
  if (values != run.values.end())
    if (const auto out = values->second.find("out"); out != values->second.end())
      if (const auto* frame = std::get_if<std::shared_ptr<const Frame>>(&out->second))
        return *frame;
  return Error(ErrorCode::Internal, "The node '" + node + "' gives no table.");
}

std::string Workbench::lastTransform(const Graph& graph) const {
  const auto import = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                   [](const Node& n) { return n.type == "import" || n.type == "dataset"; });
  if (import == graph.nodes.end())
    return {};
  std::string last = import->id;
  for (;;) {
    std::string next;
    for (const Wire& wire : graph.wiresFrom(last)) {
      const Node* node = graph.find(wire.to);
      const bool transform = node && (m_catalogs.steps.find(node->type) || node->type == "join") &&
                             node->title != kAutomaticTitle;
      if (transform && wire.fromPort == "out" && wire.toPort != "right") {
        next = node->id;
        break;
      }
    }
    if (next.empty())
      return last;
    last = next;
  }
}

Result<std::string> Workbench::follow(Graph& graph, const std::string& after, const std::string& type,
                                      const Json& params) const {
  EASEL_TRY(const auto* entry, m_nodes.get(type, "node type"));
  EASEL_TRY(const Json complete, entry->declaration.schema.complete(params));
  for (const Wire& wire : graph.wiresFrom(after)) {
    const Node* node = graph.find(wire.to);
    if (node && node->type == entry->declaration.id && node->enabled && node->params == complete)
      return node->id;
  }
  std::vector<std::string> before;
  for (const Node& n : graph.nodes)
    before.push_back(n.id);
  Node node;
  node.type = entry->declaration.id;
  node.version = entry->declaration.version;
  node.params = complete;
  EASEL_TRY(graph, addNode(std::move(graph), std::move(node), m_nodes));
  std::string id;
  for (const Node& n : graph.nodes)
    if (std::find(before.begin(), before.end(), n.id) == before.end())
      id = n.id;
  EASEL_TRY(graph, connect(std::move(graph), Wire{after, "out", id, "in"}, m_nodes));
  return id;
}

// FlowServices
// ----------------------------------------------------------------------------------------------------------

Result<Table> Workbench::table(const std::string& artifact) {
  return m_project->table(artifact);
}

Result<Table> Workbench::dataset(const std::string& name) {
  EASEL_TRY(const auto last, frame(name, Context()));
  return last->table;
}

Result<Json> Workbench::registerModel(const std::string& group, const TrainedModel& model,
                                      const std::string& note) {
  Run run;
  run.kind = "train";
  EASEL_TRY(run.name, m_project->freeName(group + "-" + model.bundle->parts().algorithm));
  EASEL_TRY(run, keepModel(model.bundle, std::move(run)));
  EASEL_TRY(const ModelVersion version, registerRun(run.name, group, note));
  return Json{{"group", version.group},
              {"version", version.version},
              {"status", version.status},
              {"model", run.name}};
}

Result<Json> Workbench::deploy(const std::string& group, int version, const Json& settings) {
  DeploySettings s;
  s.settings = settings;
  s.endpoint = settings.value("name", group);
  s.mode = settings.value("mode", s.mode);
  s.settings.erase("name");
  s.settings.erase("mode");
  EASEL_TRY(const Deployment deployment, deployModel({group, version}, s));
  return toJson(deployment);
}

} // namespace easel
