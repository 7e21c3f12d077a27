#include "core/flow/edit.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace easel {

namespace {

constexpr double kNodeDistance = 120; // of two nodes that have no place on the canvas yet: one below the other

constexpr std::array<std::pair<TopologyError, std::string_view>, 6> kTopologyErrors{{
    {TopologyError::UnknownNode, "unknown_node"},
    {TopologyError::UnknownPort, "unknown_port"},
    {TopologyError::DuplicateId, "duplicate_id"},
    {TopologyError::Cycle, "cycle"},
    {TopologyError::InputTaken, "input_taken"},
    {TopologyError::IncompatiblePorts, "incompatible_ports"},
}};

std::string_view portTypeName(PortType type) {
  switch (type) {
  case PortType::Frame: return EASEL_TR("a table");
  case PortType::Model: return EASEL_TR("a model");
  case PortType::Report: return EASEL_TR("a report");
  }
  return "";
}

Error topologyError(TopologyError kind, std::string message, std::string hint, std::initializer_list<std::string> nodes) {
  const ErrorCode code = kind == TopologyError::UnknownNode || kind == TopologyError::UnknownPort ? ErrorCode::NotFound
                         : kind == TopologyError::DuplicateId                                     ? ErrorCode::AlreadyExists
                                                                                                  : ErrorCode::InvalidArgument;
  Error e(code, std::move(message), std::move(hint));
  e.places.push_back({ErrorPlace::Kind::Parameter, std::string(topologyErrorId(kind))});
  for (const std::string& node : nodes)
    e.places.push_back({ErrorPlace::Kind::Node, node});
  return e;
}

Error unknownNode(const Graph& graph, std::string_view id) {
  std::vector<std::string> ids;
  for (const Node& n : graph.nodes)
    ids.push_back(n.id);
  std::string hint = didYouMean(id, ids);
  if (hint.empty())
    hint = ids.empty() ? "The flow is empty." : "The flow has " + listed(ids, 8) + ".";
  return topologyError(TopologyError::UnknownNode, "There is no node '" + std::string(id) + "' in the flow.", hint,
                       {std::string(id)});
}

Result<Node*> require(Graph& graph, std::string_view id) {
  for (Node& n : graph.nodes)
    if (n.id == id)
      return &n;
  return unknownNode(graph, id);
}

Error notAvailable(const Node& node) {
  return Error(ErrorCode::Unsupported, "The node type '" + node.type + "' is not available in this version.",
               "Open the flow with the version that made it, or remove the node. It is kept as it is.")
      .at({ErrorPlace::Kind::Node, node.id});
}

const Port* portNamed(const std::vector<Port>& ports, std::string_view name) {
  const auto it = std::find_if(ports.begin(), ports.end(), [&](const Port& p) { return p.name == name; });
  return it == ports.end() ? nullptr : &*it;
}

Error unknownPort(const Node& node, std::string_view name, const std::vector<Port>& ports, std::string_view direction) {
  std::vector<std::string> names;
  for (const Port& p : ports)
    names.push_back("'" + p.name + "'");
  return topologyError(TopologyError::UnknownPort,
                       "Node '" + node.id + "' (" + node.type + ") has no " + std::string(direction) + " '" + std::string(name) +
                           "'.",
                       names.empty() ? "It has no " + std::string(direction) + "s." : "It has " + listed(names) + ".",
                       {node.id});
}

/// What is wrong with one wire by itself. Ports of unknown types are taken as they are.
Result<void> checkWire(const Node& from, const Node& to, const Wire& wire, const std::optional<NodePorts>& fromPorts,
                       const std::optional<NodePorts>& toPorts) {
  const Port* out = fromPorts ? fromPorts->output(wire.fromPort) : nullptr;
  const Port* in = toPorts ? toPorts->input(wire.toPort) : nullptr;
  if (fromPorts && !out)
    return unknownPort(from, wire.fromPort, fromPorts->outputs, "output");
  if (toPorts && !in)
    return unknownPort(to, wire.toPort, toPorts->inputs, "input");
  if (out && in && out->type != in->type)
    return topologyError(TopologyError::IncompatiblePorts,
                         "Output '" + out->name + "' of '" + from.id + "' gives " + std::string(portTypeName(out->type)) +
                             ", but input '" + in->name + "' of '" + to.id + "' takes " +
                             std::string(portTypeName(in->type)) + ".",
                         "Connect ports of the same kind.", {from.id, to.id});
  return {};
}

Error cycleError(const std::string& from, const std::string& to) {
  return topologyError(TopologyError::Cycle,
                       from == to ? "Node '" + from + "' cannot feed itself."
                                  : "A wire from '" + from + "' to '" + to + "' would close a circle: '" + from +
                                        "' already depends on '" + to + "'.",
                       "Results can only flow forward.", {from, to});
}

/// A path of wires leads from `from` to `to`.
bool reaches(const Graph& graph, std::string_view from, std::string_view to) {
  std::unordered_multimap<std::string_view, std::string_view> next;
  for (const Wire& w : graph.wires)
    next.emplace(w.from, w.to);
  std::unordered_set<std::string_view> seen{from};
  std::vector<std::string_view> open{from};
  while (!open.empty()) {
    const std::string_view id = open.back();
    open.pop_back();
    if (id == to)
      return true;
    const auto [begin, end] = next.equal_range(id);
    for (auto it = begin; it != end; ++it)
      if (seen.insert(it->second).second)
        open.push_back(it->second);
  }
  return false;
}

std::string nextId(const Graph& graph) {
  std::int64_t highest = 0;
  for (const Node& n : graph.nodes)
    if (n.id.size() > 1 && n.id.size() < 18 && n.id[0] == 'n')
      if (const auto k = parseInt(std::string_view(n.id).substr(1)))
        highest = std::max(highest, *k);
  return "n" + std::to_string(highest + 1);
}

const Port* firstOf(const std::vector<Port>& ports, PortType type) {
  const auto it = std::find_if(ports.begin(), ports.end(), [&](const Port& p) { return p.type == type; });
  return it == ports.end() ? nullptr : &*it;
}

/// The wire whose source takes over what the node fed: into its first connected input.
std::optional<Wire> mainWire(const Graph& graph, const Node& node, const std::optional<NodePorts>& ports) {
  if (ports) {
    for (const Port& p : ports->inputs)
      if (auto w = graph.wireInto(node.id, p.name))
        return w;
    return std::nullopt;
  }
  for (const Wire& w : graph.wires)
    if (w.to == node.id)
      return w;
  return std::nullopt;
}

} // namespace

std::string_view topologyErrorId(TopologyError error) {
  for (const auto& [kind, id] : kTopologyErrors)
    if (kind == error)
      return id;
  return "";
}

std::optional<TopologyError> topologyErrorOf(const Error& error) {
  if (!error.places.empty() && error.places.front().kind == ErrorPlace::Kind::Parameter)
    for (const auto& [kind, id] : kTopologyErrors)
      if (error.places.front().name == id)
        return kind;
  return std::nullopt;
}

const Port* NodePorts::input(std::string_view name) const { return portNamed(inputs, name); }
const Port* NodePorts::output(std::string_view name) const { return portNamed(outputs, name); }

std::optional<NodePorts> portsOf(const Node& node, const Catalog<NodeOperation>& catalog) {
  const Entry<NodeOperation>* entry = catalog.find(node.type);
  if (!entry)
    return std::nullopt;
  auto operation = entry->make(node.params);
  if (!operation)
    operation = entry->make(entry->declaration.schema.defaults());
  if (!operation)
    return std::nullopt;
  return NodePorts{(*operation)->inputs(), (*operation)->outputs()};
}

Result<Graph> addNode(Graph graph, Node node, const Catalog<NodeOperation>& catalog) {
  EASEL_TRY(const Entry<NodeOperation>* entry, catalog.get(node.type, "node type"));
  if (node.id.empty())
    node.id = nextId(graph);
  else if (graph.find(node.id))
    return topologyError(TopologyError::DuplicateId, "The flow has a node '" + node.id + "' already.",
                         "Leave the id empty to get a free one.", {node.id});
  node.type = entry->declaration.id;
  node.version = entry->declaration.version;
  EASEL_TRY(node.params, entry->declaration.schema.complete(node.params));
  EASEL_CHECK(entry->make(node.params));
  if (node.x == 0 && node.y == 0 && !graph.nodes.empty()) {
    node.y = graph.nodes.front().y;
    for (const Node& n : graph.nodes)
      node.y = std::max(node.y, n.y);
    node.y += kNodeDistance;
  }
  graph.nodes.push_back(std::move(node));
  return graph;
}

Result<Graph> removeNode(Graph graph, std::string_view id, const Catalog<NodeOperation>& catalog) {
  EASEL_TRY(const Node* found, require(graph, id));
  const Node node = *found;
  const std::optional<Wire> source = mainWire(graph, node, portsOf(node, catalog));
  const Node* feeder = source ? graph.find(source->from) : nullptr;
  const std::optional<NodePorts> feederPorts = feeder ? portsOf(*feeder, catalog) : std::nullopt;
  const Port* out = feederPorts ? feederPorts->output(source->fromPort) : nullptr;
  std::vector<Wire> wires;
  for (Wire& w : graph.wires) {
    if (w.to == node.id)
      continue;
    if (w.from == node.id) {
      const Node* target = graph.find(w.to);
      const std::optional<NodePorts> ports = target ? portsOf(*target, catalog) : std::nullopt;
      const Port* in = ports ? ports->input(w.toPort) : nullptr;
      if (!out || !in || in->type != out->type)
        continue;
      w.from = source->from;
      w.fromPort = source->fromPort;
    }
    wires.push_back(std::move(w));
  }
  graph.wires = std::move(wires);
  std::erase_if(graph.nodes, [&](const Node& n) { return n.id == node.id; });
  return graph;
}

Result<Graph> connect(Graph graph, Wire wire, const Catalog<NodeOperation>& catalog) {
  EASEL_TRY(const Node* from, require(graph, wire.from));
  EASEL_TRY(const Node* to, require(graph, wire.to));
  for (const Node* node : {from, to})
    if (!catalog.find(node->type))
      return notAvailable(*node);
  EASEL_CHECK(checkWire(*from, *to, wire, portsOf(*from, catalog), portsOf(*to, catalog)));
  if (const auto taken = graph.wireInto(wire.to, wire.toPort))
    return topologyError(TopologyError::InputTaken,
                         "Input '" + wire.toPort + "' of '" + wire.to + "' is connected to '" + taken->from + "' already.",
                         "An input takes one wire: remove the other one first.", {wire.to, taken->from});
  if (reaches(graph, wire.to, wire.from))
    return cycleError(wire.from, wire.to);
  graph.wires.push_back(std::move(wire));
  return graph;
}

Result<Graph> disconnect(Graph graph, const Wire& wire) {
  const auto it = std::find(graph.wires.begin(), graph.wires.end(), wire);
  if (it == graph.wires.end())
    return Error(ErrorCode::NotFound, "There is no wire from '" + wire.from + "' to '" + wire.to + "'.")
        .at({ErrorPlace::Kind::Node, wire.to});
  graph.wires.erase(it);
  return graph;
}

Result<Graph> setParams(Graph graph, std::string_view id, const Json& params, const Catalog<NodeOperation>& catalog) {
  EASEL_TRY(Node* node, require(graph, id));
  const Entry<NodeOperation>* entry = catalog.find(node->type);
  if (!entry)
    return notAvailable(*node);
  EASEL_TRY(Json complete, entry->declaration.schema.complete(params));
  EASEL_CHECK(entry->make(complete));
  node->type = entry->declaration.id;
  node->version = entry->declaration.version;
  node->params = std::move(complete);
  return graph;
}

Result<Graph> setEnabled(Graph graph, std::string_view id, bool enabled) {
  EASEL_TRY(Node* node, require(graph, id));
  node->enabled = enabled;
  return graph;
}

Result<Graph> moveNode(Graph graph, std::string_view id, double x, double y) {
  EASEL_TRY(Node* node, require(graph, id));
  node->x = x;
  node->y = y;
  return graph;
}

Result<Graph> insertAfter(Graph graph, std::string_view after, Node node, const Catalog<NodeOperation>& catalog) {
  EASEL_TRY(const Node* found, require(graph, after));
  const Node before = *found;
  const std::optional<NodePorts> beforePorts = portsOf(before, catalog);
  if (!beforePorts)
    return notAvailable(before);
  const bool placed = node.x != 0 || node.y != 0;
  EASEL_TRY(graph, addNode(std::move(graph), std::move(node), catalog));
  Node& added = graph.nodes.back();
  const std::optional<NodePorts> ports = portsOf(added, catalog);
  const Port* in = ports && !ports->inputs.empty() ? &ports->inputs.front() : nullptr;
  const Port* out = in ? firstOf(beforePorts->outputs, in->type) : nullptr;
  if (!out)
    return topologyError(TopologyError::IncompatiblePorts,
                         "A node of type '" + added.type + "' cannot stand behind '" + before.id + "' (" + before.type + ").",
                         "'" + before.id + "' gives nothing that it takes.", {before.id});
  const Port* through = firstOf(ports->outputs, in->type);
  if (through)
    for (Wire& w : graph.wires)
      if (w.from == before.id && w.fromPort == out->name) {
        w.from = added.id;
        w.fromPort = through->name;
      }
  graph.wires.push_back({before.id, out->name, added.id, in->name});
  if (!placed) {
    added.x = 0; // no place yet: whoever draws the flow finds one (core/flow/layout.h)
    added.y = before.y + kNodeDistance;
    for (const std::string& id : graph.downstream(added.id))
      for (Node& n : graph.nodes)
        if (n.id == id && n.x == 0 && n.id != graph.nodes.back().id)
          n.y += kNodeDistance;
  }
  return graph;
}

Result<Graph> moveAfter(Graph graph, std::string_view id, std::string_view after, const Catalog<NodeOperation>& catalog) {
  EASEL_TRY(const Node* node, require(graph, id));
  EASEL_TRY(const Node* before, require(graph, after));
  if (node == before)
    return cycleError(node->id, node->id);
  const std::optional<NodePorts> ports = portsOf(*node, catalog);
  const std::optional<NodePorts> beforePorts = portsOf(*before, catalog);
  if (!ports || !beforePorts)
    return notAvailable(ports ? *before : *node);
  const Port* in = ports->inputs.empty() ? nullptr : &ports->inputs.front();
  const Port* through = in ? firstOf(ports->outputs, in->type) : nullptr;
  const Port* out = in ? firstOf(beforePorts->outputs, in->type) : nullptr;
  if (!through || !out)
    return topologyError(TopologyError::IncompatiblePorts,
                         "A node of type '" + node->type + "' cannot stand behind '" + before->id + "' (" + before->type + ").",
                         "Only steps that take and give a table can be moved.", {node->id, before->id});
  const std::optional<Wire> source = graph.wireInto(node->id, in->name);
  std::vector<Wire> wires;
  for (Wire& w : graph.wires) {
    if (source && w == *source)
      continue;
    if (w.from == node->id && w.fromPort == through->name) {
      if (!source)
        continue; // nothing to feed it instead
      w.from = source->from;
      w.fromPort = source->fromPort;
    }
    wires.push_back(std::move(w));
  }
  for (Wire& w : wires)
    if (w.from == before->id && w.fromPort == out->name && w.to != node->id) {
      w.from = node->id;
      w.fromPort = through->name;
    }
  wires.push_back({before->id, out->name, node->id, in->name});
  graph.wires = std::move(wires);
  if (std::vector<Error> errors = topologyErrors(graph, catalog); !errors.empty())
    return std::move(errors.front());
  return graph;
}

std::vector<Error> topologyErrors(const Graph& graph, const Catalog<NodeOperation>& catalog) {
  std::vector<Error> errors;
  std::unordered_map<std::string_view, const Node*> nodes;
  std::unordered_map<std::string_view, std::optional<NodePorts>> ports;
  for (const Node& n : graph.nodes) {
    if (!nodes.emplace(n.id, &n).second)
      errors.push_back(topologyError(TopologyError::DuplicateId, "Two nodes of the flow have the id '" + n.id + "'.",
                                     "Restore an earlier state of the flow.", {n.id}));
    else
      ports.emplace(n.id, portsOf(n, catalog));
  }
  std::set<std::pair<std::string_view, std::string_view>> taken;
  for (const Wire& w : graph.wires) {
    const auto from = nodes.find(w.from);
    const auto to = nodes.find(w.to);
    if (from == nodes.end() || to == nodes.end()) {
      errors.push_back(unknownNode(graph, from == nodes.end() ? w.from : w.to));
      continue;
    }
    if (auto ok = checkWire(*from->second, *to->second, w, ports[w.from], ports[w.to]); !ok)
      errors.push_back(std::move(ok).error());
    if (!taken.emplace(w.to, w.toPort).second)
      errors.push_back(topologyError(TopologyError::InputTaken,
                                     "Input '" + w.toPort + "' of '" + w.to + "' has more than one wire.",
                                     "Remove all but one.", {w.to}));
  }
  // What order() could not place lies on a cycle or behind one: a wire into an earlier or the same place closes it.
  std::unordered_map<std::string_view, std::size_t> place;
  const std::vector<std::string> order = graph.order();
  for (std::size_t i = 0; i < order.size(); ++i)
    place.emplace(order[i], i);
  for (const Wire& w : graph.wires)
    if (place.contains(w.from) && place.contains(w.to) && place[w.from] >= place[w.to] && reaches(graph, w.to, w.from)) {
      errors.push_back(cycleError(w.from, w.to));
      break;
    }
  return errors;
}

Result<void> checkNode(const Node& node, const Catalog<NodeOperation>& catalog) {
  const Entry<NodeOperation>* entry = catalog.find(node.type);
  if (!entry)
    return notAvailable(node);
  if (node.version > entry->declaration.version)
    return Error(ErrorCode::Newer, "'" + entry->declaration.title + "' was made by a newer version.",
                 "Open the flow with that version, or set the node up again.")
        .at({ErrorPlace::Kind::Node, node.id});
  if (auto made = entry->make(node.params); !made)
    return std::move(made).error().at({ErrorPlace::Kind::Node, node.id});
  return {};
}

std::vector<Error> validate(const Graph& graph, const Catalog<NodeOperation>& catalog) {
  std::vector<Error> errors = topologyErrors(graph, catalog);
  for (const Node& n : graph.nodes)
    if (auto ok = checkNode(n, catalog); !ok)
      errors.push_back(std::move(ok).error());
  return errors;
}

} // namespace easel
