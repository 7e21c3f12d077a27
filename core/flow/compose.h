// What a person does to a flow in one go, made of the edits of edit.h: add and join, put into a wire, join anew, remove
// several, copy and paste. Like those, each gives a new graph or says what is wrong. Thread rule: pure.
#pragma once

#include "core/flow/edit.h"

#include <utility>

namespace easel {

/// One end of a wire.
struct NodePort {
  std::string node, port;
  bool output = true;
};

/// The node comes last in the graph. Joined to `from` by its first port of the same type.
Result<Graph> addJoined(Graph graph, Node node, const std::optional<NodePort>& from,
                        const Catalog<NodeOperation>& catalog);
/// Connects; a wire that was in the input, and `instead`, give way.
Result<Graph> rewire(Graph graph, const Wire& wire, const std::optional<Wire>& instead,
                     const Catalog<NodeOperation>& catalog);
/// A node that is there goes into the wire: its first fitting input and output.
Result<Graph> putInto(Graph graph, std::string_view id, const Wire& wire, const Catalog<NodeOperation>& catalog);
/// Chains are healed, as removeNode() does; wires that are gone already are no error.
Result<Graph> removeAll(Graph graph, const std::vector<std::string>& ids, const std::vector<Wire>& wires,
                        const Catalog<NodeOperation>& catalog);

/// Nodes and the wires among them, for the clipboard and as text.
Json copied(const Graph& graph, const std::vector<std::string>& ids);
/// With new ids, behind the others in the graph; the upper left one stands at (x, y). Types unknown to this build are kept
/// as they are. Error Parse when the text is nothing that copied() made.
Result<Graph> pasted(Graph graph, const Json& copy, double x, double y, const Catalog<NodeOperation>& catalog);

} // namespace easel
