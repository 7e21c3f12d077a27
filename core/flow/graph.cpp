#include "core/flow/graph.h"

#include "core/base/text.h"

#include <algorithm>
#include <queue>
#include <unordered_map>

namespace easel {

namespace {

using Ids = std::vector<std::string>;
using Index = std::unordered_map<std::string_view, std::size_t>;

/// The first node of each id; views into the graph.
Index indexOf(const Graph& graph) {
  Index index;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    index.emplace(graph.nodes[i].id, i);
  return index;
}

enum class Direction { Sources, Targets };

/// Everything that can be reached from `id`, in order().
Ids reach(const Graph& graph, std::string_view id, Direction direction) {
  const Index index = indexOf(graph);
  const auto start = index.find(id);
  if (start == index.end())
    return {};
  std::vector<std::vector<std::size_t>> next(graph.nodes.size());
  for (const Wire& w : graph.wires) {
    const auto from = index.find(w.from);
    const auto to = index.find(w.to);
    if (from == index.end() || to == index.end())
      continue;
    if (direction == Direction::Sources)
      next[to->second].push_back(from->second);
    else
      next[from->second].push_back(to->second);
  }
  std::vector<char> reached(graph.nodes.size(), 0);
  std::vector<std::size_t> open{start->second};
  reached[start->second] = 1;
  while (!open.empty()) {
    const std::size_t i = open.back();
    open.pop_back();
    for (const std::size_t j : next[i])
      if (!reached[j]) {
        reached[j] = 1;
        open.push_back(j);
      }
  }
  Ids ids;
  for (std::string& name : graph.order())
    if (const auto it = index.find(name); it != index.end() && reached[it->second])
      ids.push_back(std::move(name));
  return ids;
}

Error malformed(const std::string& what) {
  return Error(ErrorCode::Parse, "The flow is damaged: " + what + ".", "Restore an earlier state of it.");
}

/// The member of that name when it is there; an error when it has another type than `fallback`.
template<class T>
Result<T> member(const Json& object, const char* name, const T& fallback, const std::string& where) {
  const auto it = object.find(name);
  if (it == object.end())
    return fallback;
  if constexpr (std::is_same_v<T, std::string>) {
    if (it->is_string())
      return it->template get<std::string>();
  } else if constexpr (std::is_same_v<T, bool>) {
    if (it->is_boolean())
      return it->template get<bool>();
  } else if constexpr (std::is_same_v<T, int>) {
    if (it->is_number_integer())
      return it->template get<int>();
  } else {
    if (it->is_number())
      return it->template get<double>();
  }
  return malformed("'" + std::string(name) + "' of " + where + " has the wrong type");
}

Json without(const Json& object, std::initializer_list<const char*> known) {
  Json rest = object;
  for (const char* key : known)
    rest.erase(key);
  return rest;
}

Json toJson(const Node& n) {
  Json j = n.further.is_object() ? n.further : Json::object();
  j["id"] = n.id;
  j["type"] = n.type;
  j["version"] = n.version;
  j["params"] = n.params;
  if (!n.title.empty())
    j["title"] = n.title;
  j["x"] = n.x;
  j["y"] = n.y;
  if (!n.enabled)
    j["enabled"] = false;
  return j;
}

Result<Node> nodeFromJson(const Json& j, std::size_t number) {
  const std::string where = "node " + std::to_string(number);
  if (!j.is_object())
    return malformed(where + " is not an object");
  Node n;
  EASEL_TRY(n.id, member(j, "id", std::string(), where));
  EASEL_TRY(n.type, member(j, "type", std::string(), where));
  if (n.id.empty() || n.type.empty())
    return malformed(where + " has no " + (n.id.empty() ? "id" : "type"));
  EASEL_TRY(n.version, member(j, "version", 1, where));
  EASEL_TRY(n.title, member(j, "title", std::string(), where));
  EASEL_TRY(n.x, member(j, "x", 0.0, where));
  EASEL_TRY(n.y, member(j, "y", 0.0, where));
  EASEL_TRY(n.enabled, member(j, "enabled", true, where));
  if (const auto it = j.find("params"); it != j.end())
    n.params = *it;
  n.further = without(j, {"id", "type", "version", "params", "title", "x", "y", "enabled"});
  return n;
}

Result<Wire> wireFromJson(const Json& j, std::size_t number) {
  const std::string where = "wire " + std::to_string(number);
  if (!j.is_object())
    return malformed(where + " is not an object");
  Wire w;
  EASEL_TRY(w.from, member(j, "from", std::string(), where));
  EASEL_TRY(w.fromPort, member(j, "from_port", std::string("out"), where));
  EASEL_TRY(w.to, member(j, "to", std::string(), where));
  EASEL_TRY(w.toPort, member(j, "to_port", std::string("in"), where));
  if (w.from.empty() || w.to.empty())
    return malformed(where + " has no " + (w.from.empty() ? "'from'" : "'to'"));
  return w;
}

} // namespace

const Node* Graph::find(std::string_view id) const {
  const auto it = std::find_if(nodes.begin(), nodes.end(), [&](const Node& n) { return n.id == id; });
  return it == nodes.end() ? nullptr : &*it;
}

std::optional<Wire> Graph::wireInto(std::string_view node, std::string_view port) const {
  for (const Wire& w : wires)
    if (w.to == node && w.toPort == port)
      return w;
  return std::nullopt;
}

std::vector<Wire> Graph::wiresFrom(std::string_view node) const {
  std::vector<Wire> out;
  for (const Wire& w : wires)
    if (w.from == node)
      out.push_back(w);
  return out;
}

std::vector<std::string> Graph::order() const {
  const Index index = indexOf(*this);
  std::vector<std::vector<std::size_t>> targets(nodes.size());
  std::vector<std::size_t> open(nodes.size(), 0);
  for (const Wire& w : wires) {
    const auto from = index.find(w.from);
    const auto to = index.find(w.to);
    if (from == index.end() || to == index.end())
      continue;
    targets[from->second].push_back(to->second);
    ++open[to->second];
  }
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (open[i] == 0)
      ready.push(i);
  Ids ids;
  ids.reserve(nodes.size());
  std::vector<char> placed(nodes.size(), 0);
  while (!ready.empty()) {
    const std::size_t i = ready.top();
    ready.pop();
    placed[i] = 1;
    ids.push_back(nodes[i].id);
    for (const std::size_t j : targets[i])
      if (--open[j] == 0)
        ready.push(j);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (!placed[i])
      ids.push_back(nodes[i].id);
  return ids;
}

std::vector<std::string> Graph::upstream(std::string_view id) const { return reach(*this, id, Direction::Sources); }
std::vector<std::string> Graph::downstream(std::string_view id) const { return reach(*this, id, Direction::Targets); }

Json toJson(const Graph& graph) {
  Json j = graph.further.is_object() ? graph.further : Json::object();
  j["nodes"] = Json::array();
  for (const Node& n : graph.nodes)
    j["nodes"].push_back(toJson(n));
  j["wires"] = Json::array();
  for (const Wire& w : graph.wires)
    j["wires"].push_back({{"from", w.from}, {"from_port", w.fromPort}, {"to", w.to}, {"to_port", w.toPort}});
  return j;
}

Result<Graph> graphFromJson(const Json& json) {
  if (!json.is_object())
    return malformed("it is not an object");
  Graph graph;
  for (const char* list : {"nodes", "wires"})
    if (const auto it = json.find(list); it != json.end() && !it->is_array())
      return malformed("'" + std::string(list) + "' is not a list");
  if (const auto it = json.find("nodes"); it != json.end())
    for (const Json& j : *it) {
      EASEL_TRY(Node node, nodeFromJson(j, graph.nodes.size() + 1));
      graph.nodes.push_back(std::move(node));
    }
  if (const auto it = json.find("wires"); it != json.end())
    for (const Json& j : *it) {
      EASEL_TRY(Wire wire, wireFromJson(j, graph.wires.size() + 1));
      graph.wires.push_back(std::move(wire));
    }
  graph.further = without(json, {"nodes", "wires"});
  return graph;
}

} // namespace easel
