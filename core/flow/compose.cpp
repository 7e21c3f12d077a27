#include "core/flow/compose.h"

#include <algorithm>
#include <map>
#include <utility>

namespace easel {

namespace {

constexpr const char* kClipboardKey = "easel_nodes";
constexpr int kClipboardVersion = 1;

const Port* firstOf(const std::vector<Port>& ports, PortType type) {
  const auto it = std::find_if(ports.begin(), ports.end(), [&](const Port& p) { return p.type == type; });
  return it == ports.end() ? nullptr : &*it;
}

Error doesNotFit(const Node& node, const std::string& where) {
  return Error(ErrorCode::InvalidArgument, "A node of type '" + node.type + "' does not fit " + where + ".",
               "It has no port of that kind.")
      .at({ErrorPlace::Kind::Node, node.id});
}

/// addNode() finds free ids by itself; nodes of unknown types do not go through it.
std::string freeId(const Graph& graph) {
  std::size_t k = graph.nodes.size() + 1;
  while (graph.find("n" + std::to_string(k)))
    ++k;
  return "n" + std::to_string(k);
}

} // namespace

Result<Graph> addJoined(Graph graph, Node node, const std::optional<NodePort>& from,
                        const Catalog<NodeOperation>& catalog) {
  EASEL_TRY(graph, addNode(std::move(graph), std::move(node), catalog));
  if (!from)
    return graph;
  const Node added = graph.nodes.back();
  const Node* other = graph.find(from->node);
  const std::optional<NodePorts> otherPorts = other ? portsOf(*other, catalog) : std::nullopt;
  const Port* end = otherPorts ? (from->output ? otherPorts->output(from->port) : otherPorts->input(from->port)) : nullptr;
  const std::optional<NodePorts> ports = portsOf(added, catalog);
  const Port* own = end && ports ? firstOf(from->output ? ports->inputs : ports->outputs, end->type) : nullptr;
  if (!own)
    return doesNotFit(added, "there");
  const Wire wire = from->output ? Wire{from->node, from->port, added.id, own->name}
                                 : Wire{added.id, own->name, from->node, from->port};
  return rewire(std::move(graph), wire, std::nullopt, catalog);
}

Result<Graph> rewire(Graph graph, const Wire& wire, const std::optional<Wire>& instead,
                     const Catalog<NodeOperation>& catalog) {
  std::erase_if(graph.wires, [&](const Wire& w) {
    return (instead && w == *instead) || (w.to == wire.to && w.toPort == wire.toPort);
  });
  return connect(std::move(graph), wire, catalog);
}

Result<Graph> putInto(Graph graph, std::string_view id, const Wire& wire, const Catalog<NodeOperation>& catalog) {
  const Node* node = graph.find(id);
  const Node* before = graph.find(wire.from);
  const std::optional<NodePorts> ports = node ? portsOf(*node, catalog) : std::nullopt;
  const std::optional<NodePorts> fromPorts = before ? portsOf(*before, catalog) : std::nullopt;
  const Port* carried = fromPorts ? fromPorts->output(wire.fromPort) : nullptr;
  const Port* in = carried && ports ? firstOf(ports->inputs, carried->type) : nullptr;
  const Port* out = carried && ports ? firstOf(ports->outputs, carried->type) : nullptr;
  if (node && (!in || !out))
    return doesNotFit(*node, "into that wire");
  const std::string own(id);
  const std::string inName = in ? in->name : "", outName = out ? out->name : "";
  EASEL_TRY(graph, disconnect(std::move(graph), wire));
  EASEL_TRY(graph, rewire(std::move(graph), {wire.from, wire.fromPort, own, inName}, std::nullopt, catalog));
  return connect(std::move(graph), {own, outName, wire.to, wire.toPort}, catalog);
}

Result<Graph> removeAll(Graph graph, const std::vector<std::string>& ids, const std::vector<Wire>& wires,
                        const Catalog<NodeOperation>& catalog) {
  std::erase_if(graph.wires, [&](const Wire& w) { return std::find(wires.begin(), wires.end(), w) != wires.end(); });
  for (const std::string& id : ids)
    if (graph.find(id)) {
      EASEL_TRY(graph, removeNode(std::move(graph), id, catalog));
    }
  return graph;
}

Json copied(const Graph& graph, const std::vector<std::string>& ids) {
  const auto chosen = [&](const std::string& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
  Graph part;
  for (const Node& n : graph.nodes)
    if (chosen(n.id))
      part.nodes.push_back(n);
  for (const Wire& w : graph.wires)
    if (chosen(w.from) && chosen(w.to))
      part.wires.push_back(w);
  Json json = toJson(part);
  json[kClipboardKey] = kClipboardVersion;
  return json;
}

Result<Graph> pasted(Graph graph, const Json& copy, double x, double y, const Catalog<NodeOperation>& catalog) {
  if (!copy.is_object() || !copy.contains(kClipboardKey))
    return Error(ErrorCode::Parse, "The clipboard holds no nodes.", "Copy nodes of a flow first.");
  EASEL_TRY(const Graph part, graphFromJson(copy));
  double left = 0, top = 0;
  for (std::size_t i = 0; i < part.nodes.size(); ++i) {
    left = i == 0 ? part.nodes[i].x : std::min(left, part.nodes[i].x);
    top = i == 0 ? part.nodes[i].y : std::min(top, part.nodes[i].y);
  }
  std::map<std::string, std::string> ids;
  for (Node node : part.nodes) {
    const std::string before = std::exchange(node.id, freeId(graph));
    ids[before] = node.id;
    node.x += x - left;
    node.y += y - top;
    if (catalog.find(node.type)) {
      const double nodeX = node.x, nodeY = node.y;
      EASEL_TRY(graph, addNode(std::move(graph), std::move(node), catalog));
      graph.nodes.back().x = nodeX;
      graph.nodes.back().y = nodeY;
    } else {
      graph.nodes.push_back(std::move(node));
    }
  }
  for (const Wire& w : part.wires)
    if (ids.contains(w.from) && ids.contains(w.to))
      graph.wires.push_back({ids[w.from], w.fromPort, ids[w.to], w.toPort});
  return graph;
}

} // namespace easel
