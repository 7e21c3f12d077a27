// Pure edits of a graph. A wrong edit is refused with a named topology error and the graph stays as it was.
#pragma once

#include "core/flow/graph.h"
#include "core/flow/node.h"

namespace easel {

enum class TopologyError { UnknownNode, UnknownPort, DuplicateId, Cycle, InputTaken, IncompatiblePorts };
std::string_view topologyErrorId(TopologyError error); // "cycle", "input_taken" …; begins the error's message places

/// Gives the node the next free id when it has none; position below the others when it has none.
Result<Graph> addNode(Graph graph, Node node, const Catalog<NodeOperation>& catalog);
Result<Graph> removeNode(Graph graph, std::string_view id, const Catalog<NodeOperation>& catalog); // heals a chain
Result<Graph> connect(Graph graph, Wire wire, const Catalog<NodeOperation>& catalog);
Result<Graph> disconnect(Graph graph, const Wire& wire);
/// Checks the parameters against the node's schema.
Result<Graph> setParams(Graph graph, std::string_view id, const Json& params, const Catalog<NodeOperation>& catalog);
Result<Graph> setEnabled(Graph graph, std::string_view id, bool enabled);
Result<Graph> moveNode(Graph graph, std::string_view id, double x, double y);
/// Puts the node behind `after` and before everything that `after` fed.
Result<Graph> insertAfter(Graph graph, std::string_view after, Node node, const Catalog<NodeOperation>& catalog);
/// Everything that is wrong with a graph read from a file.
std::vector<Error> validate(const Graph& graph, const Catalog<NodeOperation>& catalog);

} // namespace easel
