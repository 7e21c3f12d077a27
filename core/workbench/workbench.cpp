#include "core/workbench/workbench.h"

#include "core/base/time.h"
#include "core/workbench/run_services.h"

#include <algorithm>

namespace easel {

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
  bench->m_cache = keptResults(*bench->m_project, options.results);
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

Error Workbench::noFlow(const std::string& name, const std::vector<std::string>& names) const {
  std::string hint = didYouMean(name, names);
  if (hint.empty())
    hint = names.empty() ? "Import a file first: easel import PROJECT FILE." : "Known are: " + listed(names) + ".";
  return Error(ErrorCode::NotFound, "There is no data set or flow '" + name + "'.", hint);
}

Result<Graph> Workbench::flow(const std::string& name) const {
  EASEL_TRY(const std::optional<Json> document, m_project->document("flow/" + name));
  if (document)
    return graphFromJson(document->value("graph", Json::object()));
  EASEL_TRY(const std::vector<std::string> names, flows());
  return noFlow(name, names);
}

Result<Graph> Workbench::editFlow(const std::string& name, const std::string& label, const GraphChange& change,
                                  const std::string& mergeKey) {
  Graph saved;
  EASEL_CHECK(m_project->edit(
      label,
      [&](Documents& documents) -> Result<void> {
        std::optional<Json> document = documents.get("flow/" + name);
        if (!document) {
          std::vector<std::string> names = documents.list("flow/");
          for (std::string& id : names)
            id.erase(0, 5);
          return noFlow(name, names);
        }
        EASEL_TRY(Graph graph, graphFromJson(document->value("graph", Json::object())));
        EASEL_TRY(saved, change(std::move(graph)));
        (*document)["graph"] = toJson(saved);
        documents.put("flow/" + name, std::move(*document));
        return {};
      },
      mergeKey));
  return saved;
}

Result<FlowRun> Workbench::runFlow(const std::string& name, const Graph& graph, const std::string& toNode,
                                   std::uint64_t seed, const NodeObserver& observer, const Context& context) {
  ExecuteOptions options;
  options.seed = seed;
  if (!toNode.empty())
    options.targets = {toNode};
  const auto start = Context::Clock::now();
  RunServices services(*this, name);
  EASEL_TRY(FlowRun done,
            execute(graph, m_nodes, m_catalogs, &services, m_cache.get(), options, observer, context));
  Run run;
  run.kind = "flow";
  run.status = done.error() ? "failed" : "done";
  run.started = formatTimestamp(nowMicros());
  run.seconds = std::chrono::duration<double>(Context::Clock::now() - start).count();
  run.seed = seed;
  run.details = {{"flow", name}, {"graph", toJson(graph)}};
  if (!m_project->readOnly())
    EASEL_CHECK(m_project->addRun(std::move(run), name + "-flow"));
  return done;
}

Result<std::shared_ptr<const Frame>> Workbench::frameAt(const Graph& graph, const std::string& node,
                                                        RunServices& services, std::uint64_t seed,
                                                        const Context& context) {
  ExecuteOptions options;
  options.targets = {node};
  options.seed = seed;
  EASEL_TRY(FlowRun run, execute(graph, m_nodes, m_catalogs, &services, m_cache.get(), options, {}, context));
  if (auto error = run.error())
    return std::move(*error);
  const auto values = run.values.find(node);
  if (values != run.values.end())
    if (const auto out = values->second.find("out"); out != values->second.end())
      if (const auto* frame = std::get_if<std::shared_ptr<const Frame>>(&out->second))
        return *frame;
  return Error(ErrorCode::InvalidArgument, "The node '" + node + "' gives no table.", "Choose a step that gives one.");
}

std::vector<std::string> Workbench::chain(const Graph& graph) const {
  const auto import = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                   [](const Node& n) { return n.type == "import" || n.type == "dataset"; });
  if (import == graph.nodes.end())
    return {};
  std::vector<std::string> nodes{import->id};
  while (nodes.size() <= graph.nodes.size()) { // a damaged flow may go in a circle
    std::string next;
    for (const Wire& wire : graph.wiresFrom(nodes.back())) {
      const Node* node = graph.find(wire.to);
      const bool transform = node && (m_catalogs.steps.find(node->type) || node->type == "join") &&
                             node->title != kAutomaticTitle;
      if (transform && wire.fromPort == "out" && wire.toPort != "right") {
        next = node->id;
        break;
      }
    }
    if (next.empty())
      break;
    nodes.push_back(next);
  }
  return nodes;
}

std::string Workbench::lastTransform(const Graph& graph) const {
  const std::vector<std::string> nodes = chain(graph);
  return nodes.empty() ? std::string() : nodes.back();
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

Result<std::string> Workbench::followAll(Graph& graph, const std::vector<Addition>& additions) const {
  std::string at = lastTransform(graph);
  for (const Addition& addition : additions) {
    EASEL_TRY(at, follow(graph, at, addition.type, addition.params));
    if (!addition.title.empty())
      for (Node& node : graph.nodes)
        if (node.id == at)
          node.title = addition.title;
  }
  return at;
}

// FlowServices
// ----------------------------------------------------------------------------------------------------------

Result<Table> Workbench::table(const std::string& artifact) { return m_project->table(artifact); }

Result<Table> Workbench::dataset(const std::string& name, const Context& context) {
  return RunServices(*this, {}).dataset(name, context);
}

std::string Workbench::datasetVersion(const std::string& name) { return RunServices(*this, {}).datasetVersion(name); }

Result<Json> Workbench::registerModel(const std::string& group, const TrainedModel& model,
                                      const std::string& note) {
  Run run;
  run.kind = "train";
  EASEL_TRY(run, keepModel(model.bundle, std::move(run), group + "-" + model.bundle->parts().algorithm));
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
