// Pure edits of a graph. A wrong edit is refused with a named topology error and the graph stays as it was.
// A topology error's first place is a Parameter whose name is topologyErrorId(); the nodes concerned follow it.
#pragma once

#include "core/flow/graph.h"
#include "core/flow/node.h"

namespace easel {

enum class TopologyError { UnknownNode, UnknownPort, DuplicateId, Cycle, InputTaken, IncompatiblePorts };
std::string_view topologyErrorId(TopologyError error); // "unknown_node", "cycle", "input_taken" …
std::optional<TopologyError> topologyErrorOf(const Error& error);

struct NodePorts {
  std::vector<Port> inputs, outputs;
  const Port* input(std::string_view name) const;
  const Port* output(std::string_view name) const;
};
/// The ports that the node has with its parameters (with the defaults where those are wrong); nullopt for a type that
/// this version does not know.
std::optional<NodePorts> portsOf(const Node& node, const Catalog<NodeOperation>& catalog);

/// Gives the node the next free id when it has none; position below the others when it has none. The parameters are
/// checked and completed.
Result<Graph> addNode(Graph graph, Node node, const Catalog<NodeOperation>& catalog);
/// Heals a chain: what the node fed is fed by its first input instead, where the ports fit.
Result<Graph> removeNode(Graph graph, std::string_view id, const Catalog<NodeOperation>& catalog);
Result<Graph> connect(Graph graph, Wire wire, const Catalog<NodeOperation>& catalog);
Result<Graph> disconnect(Graph graph, const Wire& wire);
/// Checks the parameters against the node's schema.
Result<Graph> setParams(Graph graph, std::string_view id, const Json& params, const Catalog<NodeOperation>& catalog);
Result<Graph> setEnabled(Graph graph, std::string_view id, bool enabled);
Result<Graph> moveNode(Graph graph, std::string_view id, double x, double y);
/// Puts the node behind `after` and before everything that `after` fed. A node without a fitting output (train) only
/// becomes a new branch.
Result<Graph> insertAfter(Graph graph, std::string_view after, Node node, const Catalog<NodeOperation>& catalog);
/// Takes the node out of its chain, as removeNode() does, and puts it behind `after`, as insertAfter() does. It keeps
/// its id and its other inputs.
Result<Graph> moveAfter(Graph graph, std::string_view id, std::string_view after, const Catalog<NodeOperation>& catalog);
/// Everything that is wrong with the shape of a graph: double ids, wires that lead nowhere, cycles … execute() refuses
/// such a graph. Ports of unknown types cannot be checked.
std::vector<Error> topologyErrors(const Graph& graph, const Catalog<NodeOperation>& catalog);
/// Everything that is wrong with a graph read from a file: topologyErrors(), and for single nodes unknown types, newer
/// versions and wrong parameters.
std::vector<Error> validate(const Graph& graph, const Catalog<NodeOperation>& catalog);
/// What is wrong with one node apart from its wires.
Result<void> checkNode(const Node& node, const Catalog<NodeOperation>& catalog);

} // namespace easel
