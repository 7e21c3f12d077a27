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
  std::string title; // empty: the type's title
  double x = 0, y = 0;
  bool enabled = true; // a disabled step passes its input through
};

/// From an output port to an input port. An input takes one wire.
struct Wire {
  std::string from, fromPort, to, toPort;
  bool operator==(const Wire&) const = default;
};

struct Graph {
  std::vector<Node> nodes;
  std::vector<Wire> wires;

  const Node* find(std::string_view id) const;
  std::optional<Wire> wireInto(std::string_view node, std::string_view port) const;
  std::vector<Wire> wiresFrom(std::string_view node) const;
  /// Nodes in an order in which every node comes after its inputs (ties: order in `nodes`).
  std::vector<std::string> order() const;
  /// All nodes that `id` depends on, itself included, in order().
  std::vector<std::string> upstream(std::string_view id) const;
  std::vector<std::string> downstream(std::string_view id) const;
};

Json toJson(const Graph& graph);
Result<Graph> graphFromJson(const Json& json);

} // namespace easel
