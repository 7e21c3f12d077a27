// The steps of a data set: the list, its edits, and what an edit would do.
#include "core/workbench/run_services.h"

#include <algorithm>

namespace easel {

namespace {

/// "Fill missing values: total_charges ← median"
std::string titleOf(const Node& node, const Catalog<NodeOperation>& nodes) {
  const Entry<NodeOperation>* entry = nodes.find(node.type);
  return !node.title.empty() ? node.title : entry ? entry->declaration.title : node.type;
}

std::string outlineOf(const Node& node, const Catalog<NodeOperation>& nodes) {
  const Entry<NodeOperation>* entry = nodes.find(node.type);
  if (!entry)
    return {};
  const auto operation = entry->make(node.params);
  return operation ? (*operation)->outline() : std::string();
}

std::string described(const Node& node, const Catalog<NodeOperation>& nodes) {
  const std::string outline = outlineOf(node, nodes);
  return titleOf(node, nodes) + (outline.empty() ? "" : ": " + outline);
}

std::shared_ptr<const Frame> frameOf(const FlowRun& run, const std::string& node) {
  if (const auto values = run.values.find(node); values != run.values.end())
    if (const auto out = values->second.find("out"); out != values->second.end())
      if (const auto* frame = std::get_if<std::shared_ptr<const Frame>>(&out->second))
        return *frame;
  return nullptr;
}

/// Data sets that fed the node and feed nothing any more.
void dropUnused(Graph& graph, const std::vector<std::string>& feeders) {
  for (const std::string& id : feeders) {
    const Node* node = graph.find(id);
    if (node && node->type == "dataset" && graph.wiresFrom(id).empty())
      std::erase_if(graph.nodes, [&](const Node& n) { return n.id == id; });
  }
}

} // namespace

Result<std::vector<FlowStep>> Workbench::steps(const std::string& dataset) const {
  EASEL_TRY(const Graph graph, datasetFlow(dataset));
  std::vector<FlowStep> list;
  for (const std::string& id : chain(graph)) {
    const Node& node = *graph.find(id);
    list.push_back({id, node.type, titleOf(node, m_nodes), outlineOf(node, m_nodes), node.params, node.enabled});
  }
  return list;
}

Result<std::size_t> Workbench::stepPlace(const Graph& graph, const std::string& node) const {
  const std::vector<std::string> nodes = chain(graph);
  const auto at = std::find(nodes.begin(), nodes.end(), node);
  if (at == nodes.begin() && at != nodes.end())
    return Error(ErrorCode::InvalidArgument, "The data itself comes from this node.", "Choose a step behind it.")
        .at({ErrorPlace::Kind::Node, node});
  if (at == nodes.end())
    return Error(ErrorCode::NotFound, "The data set has no step '" + node + "'.",
                 nodes.size() > 1 ? "Its steps are: " + listed({nodes.begin() + 1, nodes.end()}) + "." : "It has no steps yet.");
  return static_cast<std::size_t>(at - nodes.begin());
}

Result<std::shared_ptr<const Frame>> Workbench::frameAfter(const std::string& dataset, const std::string& node,
                                                           const Context& context) {
  EASEL_TRY(const Graph graph, datasetFlow(dataset));
  if (!graph.find(node))
    return Error(ErrorCode::NotFound, "The data set has no step '" + node + "'.", "It may have been removed meanwhile.");
  RunServices services(*this, dataset);
  return frameAt(graph, node, services, 0, context);
}

Result<Workbench::WithStep> Workbench::withStep(Graph graph, const StepRequest& request, const Node& node) const {
  if (!request.after.empty() && !graph.find(request.after))
    return Error(ErrorCode::NotFound, "The data set has no step '" + request.after + "'.",
                 "It may have been removed meanwhile.");
  const std::string after = request.after.empty() ? lastTransform(graph) : request.after;
  EASEL_TRY(graph, insertAfter(std::move(graph), after, node, m_nodes));
  WithStep made{std::move(graph), {}};
  made.node = made.graph.nodes.back().id;
  if (request.joined.empty())
    return made;
  Node source;
  source.type = "dataset";
  source.params = {{"name", request.joined}};
  source.x = made.graph.nodes.back().x + 240; // beside the join
  source.y = made.graph.nodes.back().y;
  EASEL_TRY(made.graph, addNode(std::move(made.graph), std::move(source), m_nodes));
  const std::string right = made.graph.nodes.back().id;
  EASEL_TRY(made.graph, connect(std::move(made.graph), {right, "out", made.node, "right"}, m_nodes));
  return made;
}

Result<StepOutcome> Workbench::tried(const std::string& dataset, const Graph& graph, const std::string& node,
                                     const Context& context) {
  StepOutcome outcome;
  outcome.node = node;
  ExecuteOptions options;
  options.targets = {lastTransform(graph), node};
  RunServices services(*this, dataset);
  auto run = execute(graph, m_nodes, m_catalogs, &services, m_cache.get(), options, {}, context);
  if (!run) {
    if (run.error().code != ErrorCode::Cancelled)
      return std::move(run).error();
    outcome.cancelled = true;
    return outcome;
  }
  outcome.error = run->error();
  if (const auto frame = frameOf(*run, node))
    outcome.table = frame->table;
  outcome.status = std::move(run->nodes);
  return outcome;
}

Result<StepOutcome> Workbench::triedAndSaved(const std::string& dataset, WithStep trial, bool needsResult,
                                             const std::string& label,
                                             const std::function<Result<WithStep>(Graph)>& change,
                                             const std::string& mergeKey, const Context& context) {
  EASEL_TRY(StepOutcome outcome, tried(dataset, trial.graph, trial.node, context));
  if (outcome.cancelled)
    return Error(ErrorCode::Cancelled, "Cancelled.");
  const NodeStatus& status = outcome.status.at(trial.node);
  if (status.state == NodeState::Failed)
    return *status.error;
  if (needsResult && status.state == NodeState::Skipped && outcome.error)
    return *outcome.error;
  std::string node;
  EASEL_TRY(const Graph saved, editFlow(
                                   dataset, label,
                                   [&](Graph present) -> Result<Graph> {
                                     EASEL_TRY(WithStep made, change(std::move(present)));
                                     node = made.node;
                                     return std::move(made.graph);
                                   },
                                   mergeKey));
  if (toJson(saved) == toJson(trial.graph))
    return outcome;
  return tried(dataset, saved, node, context); // the flow was edited meanwhile
}

Result<StepOutcome> Workbench::addStep(const StepRequest& request, const Context& context) {
  EASEL_TRY(const Graph before, datasetFlow(request.dataset));
  EASEL_TRY(const Node node, stepNode(request));
  EASEL_TRY(WithStep trial, withStep(before, request, node));
  return triedAndSaved(
      request.dataset, std::move(trial), true, described(node, m_nodes),
      [&](Graph present) -> Result<WithStep> {
        if (lastTransform(present).empty())
          return Error(ErrorCode::Data, "The flow '" + request.dataset + "' has no data.", "Import a file into it first.");
        return withStep(std::move(present), request, node);
      },
      {}, context);
}

Result<Node> Workbench::stepNode(const StepRequest& request) const {
  EASEL_TRY(const auto* entry, m_nodes.get(request.type, "step"));
  if (!m_catalogs.steps.find(request.type) && entry->declaration.id != "join")
    return Error(ErrorCode::InvalidArgument, "'" + request.type + "' is not a step.", "'easel list steps' shows them.");
  if (!request.joined.empty() && entry->declaration.id != "join")
    return Error(ErrorCode::InvalidArgument, "'" + entry->declaration.title + "' takes no second data set.",
                 "Use 'join' to bring two data sets together.");
  Node node;
  node.type = entry->declaration.id;
  node.version = entry->declaration.version;
  EASEL_TRY(node.params, entry->declaration.schema.complete(request.params));
  node.title = request.title;
  return node;
}

Result<StepOutcome> Workbench::setStepParams(const std::string& dataset, const std::string& node, const Json& params,
                                             const Context& context) {
  EASEL_TRY(Graph before, datasetFlow(dataset));
  const auto change = [&](Graph graph) -> Result<WithStep> {
    EASEL_CHECK(stepPlace(graph, node));
    EASEL_TRY(graph, setParams(std::move(graph), node, params, m_nodes));
    return WithStep{std::move(graph), node};
  };
  EASEL_TRY(WithStep trial, change(std::move(before)));
  const std::string label = described(*trial.graph.find(node), m_nodes);
  return triedAndSaved(dataset, std::move(trial), false, label, change, "params/" + dataset + "/" + node, context);
}

Result<StepOutcome> Workbench::removeStep(const std::string& dataset, const std::string& node, const Context& context) {
  EASEL_TRY(const Graph before, datasetFlow(dataset));
  EASEL_CHECK(stepPlace(before, node));
  std::string previous;
  EASEL_TRY(const Graph saved,
            editFlow(dataset, "Remove " + described(*before.find(node), m_nodes), [&](Graph graph) -> Result<Graph> {
              EASEL_TRY(const std::size_t place, stepPlace(graph, node));
              previous = chain(graph)[place - 1];
              std::vector<std::string> feeders;
              for (const Wire& wire : graph.wires)
                if (wire.to == node)
                  feeders.push_back(wire.from);
              EASEL_TRY(graph, removeNode(std::move(graph), node, m_nodes));
              dropUnused(graph, feeders);
              return graph;
            }));
  return tried(dataset, saved, previous, context);
}

Result<StepOutcome> Workbench::moveStep(const std::string& dataset, const std::string& node, std::size_t toIndex,
                                        const Context& context) {
  EASEL_TRY(const Graph before, datasetFlow(dataset));
  EASEL_CHECK(stepPlace(before, node));
  EASEL_TRY(const Graph saved,
            editFlow(dataset, "Move " + described(*before.find(node), m_nodes), [&](Graph graph) -> Result<Graph> {
              EASEL_CHECK(stepPlace(graph, node));
              std::vector<std::string> nodes = chain(graph);
              if (toIndex == 0 || toIndex >= nodes.size())
                return Error(ErrorCode::InvalidArgument,
                             "A step cannot get place " + std::to_string(toIndex) + " of " + std::to_string(nodes.size()) + ".",
                             "The first place is the data's own.");
              std::vector<std::pair<double, double>> places; // on the canvas: they stay, the steps change seats
              for (const std::string& id : nodes)
                places.emplace_back(graph.find(id)->x, graph.find(id)->y);
              std::erase(nodes, node);
              EASEL_TRY(graph, moveAfter(std::move(graph), node, nodes[toIndex - 1], m_nodes));
              nodes.insert(nodes.begin() + static_cast<std::ptrdiff_t>(toIndex), node);
              for (std::size_t i = 0; i < nodes.size(); ++i) {
                EASEL_TRY(graph, moveNode(std::move(graph), nodes[i], places[i].first, places[i].second));
              }
              return graph;
            }));
  return tried(dataset, saved, node, context);
}

Result<StepOutcome> Workbench::setStepEnabled(const std::string& dataset, const std::string& node, bool enabled,
                                              const Context& context) {
  EASEL_TRY(const Graph before, datasetFlow(dataset));
  EASEL_CHECK(stepPlace(before, node));
  const std::string label = (enabled ? "Switch on " : "Switch off ") + described(*before.find(node), m_nodes);
  EASEL_TRY(const Graph saved, editFlow(dataset, label, [&](Graph graph) -> Result<Graph> {
              EASEL_CHECK(stepPlace(graph, node));
              return setEnabled(std::move(graph), node, enabled);
            }));
  return tried(dataset, saved, node, context);
}

Result<void> Workbench::renameStep(const std::string& dataset, const std::string& node, const std::string& title) {
  if (title == kAutomaticTitle)
    return Error(ErrorCode::InvalidArgument, "'" + title + "' is the name of steps that a training adds.",
                 "Choose another name.");
  EASEL_TRY(const Graph before, datasetFlow(dataset));
  EASEL_CHECK(stepPlace(before, node));
  Node renamed = *before.find(node);
  const std::string old = titleOf(renamed, m_nodes);
  renamed.title = title;
  EASEL_CHECK(editFlow(dataset, "Rename " + old + " to " + titleOf(renamed, m_nodes), [&](Graph graph) -> Result<Graph> {
    EASEL_CHECK(stepPlace(graph, node));
    for (Node& n : graph.nodes)
      if (n.id == node)
        n.title = title;
    return graph;
  }));
  return {};
}

Result<StepPreview> Workbench::previewOf(const std::string& dataset, const Graph& graph, const std::string& node,
                                         const Context& context) {
  const Node& step = *graph.find(node);
  const std::optional<NodePorts> ports = portsOf(step, m_nodes);
  const std::optional<Wire> source =
      ports && !ports->inputs.empty() ? graph.wireInto(node, ports->inputs.front().name) : std::nullopt;
  if (!source)
    return Error(ErrorCode::InvalidArgument, "The step '" + node + "' has no input.", "Connect it first.");
  ExecuteOptions options;
  options.targets = {source->from, node};
  RunServices services(*this, dataset);
  EASEL_TRY(FlowRun run, execute(graph, m_nodes, m_catalogs, &services, m_cache.get(), options, {}, context.part(0, 0.8)));
  if (auto error = run.error())
    return std::move(*error);
  StepPreview preview{frameOf(run, source->from), frameOf(run, node), outlineOf(step, m_nodes), {}};
  if (!preview.before || !preview.after)
    return Error(ErrorCode::InvalidArgument, "The step '" + node + "' gives no table.", "Choose another step.");
  EASEL_TRY(preview.difference, tableDifference(preview.before->table, preview.after->table, context.part(0.8, 1)));
  return preview;
}

Result<StepPreview> Workbench::previewStep(const StepRequest& request, const Context& context) {
  EASEL_TRY(const Graph graph, datasetFlow(request.dataset));
  EASEL_TRY(const Node node, stepNode(request));
  EASEL_TRY(const WithStep trial, withStep(graph, request, node));
  return previewOf(request.dataset, trial.graph, trial.node, context);
}

Result<StepPreview> Workbench::previewParams(const std::string& dataset, const std::string& node, const Json& params,
                                             const Context& context) {
  EASEL_TRY(Graph graph, datasetFlow(dataset));
  EASEL_CHECK(stepPlace(graph, node));
  EASEL_TRY(graph, setParams(std::move(graph), node, params, m_nodes));
  return previewOf(dataset, graph, node, context);
}

} // namespace easel
