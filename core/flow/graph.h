// The flow: a graph of typed nodes, as a value. Edits are pure functions that give a new graph or say by name what is
// wrong with the topology. Node types unknown to this build are kept verbatim.
#pragma once

#include "core/base/json.h"

#include <optional>
#include <string>
#include <vector>

namespace easel {

struct Node {
  std::string id;   // unique in the graph, permanent: "n1"
  std::string type; // id in the node catalogue
  int version = 1;
  Json params = Json::object();
  std::string title = {}; // empty: the type's title
  double x = 0, y = 0;
  bool enabled = true; // a disabled step passes its input through
  Json further = Json::object(); // keys of a newer version, kept verbatim
};

/// From an output port to an input port. An input takes one wire.
struct Wire {
  std::string from, fromPort, to, toPort;
  bool operator==(const Wire&) const = default;
};

struct Graph {
  std::vector<Node> nodes;
  std::vector<Wire> wires;
  Json further = Json::object(); // keys of a newer version, kept verbatim

  const Node* find(std::string_view id) const;
  std::optional<Wire> wireInto(std::string_view node, std::string_view port) const;
  std::vector<Wire> wiresFrom(std::string_view node) const;
  /// Nodes in an order in which every node comes after its inputs (ties: order in `nodes`). Nodes on
  /// or behind a cycle, which only a damaged file can have, come last.
  std::vector<std::string> order() const;
  /// All nodes that `id` depends on, itself included, in order(). None when there is no such node.
  std::vector<std::string> upstream(std::string_view id) const;
  /// All nodes that depend on `id`, itself included, in order().
  std::vector<std::string> downstream(std::string_view id) const;
};

/// {"nodes":[{"id","type","version","params","title","x","y","enabled"}…],
///  "wires":[{"from","from_port","to","to_port"}…]}
Json toJson(const Graph& graph);
/// Errors name the entry that is not in form; what the entries mean is for validate() of edit.h.
Result<Graph> graphFromJson(const Json& json);

} // namespace easel
