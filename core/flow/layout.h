// Where the nodes of a flow stand when nobody has placed them, and which chains of steps are drawn as one stack.
// Layers from left to right, few crossings, straight chains (after Sugiyama, Tagawa and Toda, "Methods for visual
// understanding of hierarchical system structures", IEEE SMC 1981; rows by isotonic regression). Deterministic: the same
// graph gives the same places. A node at x = 0 has no place yet: core puts there what it adds by itself.
// Thread rule: pure.
#pragma once

#include "core/base/hash.h"
#include "core/flow/graph.h"

#include <functional>
#include <map>

namespace easel {

struct LayoutPitch {
  double column = 184, row = 92; // from one node to the next
  double left = 24, top = 24;    // of the first
};

/// Steps with the same key may stand in one stack; an empty key: never.
using StackKey = std::function<std::string(const Node&)>;
using Stacks = std::vector<std::vector<std::string>>;

/// Unbranched chains of at least two nodes with the same key, in graph order; the members of each in their order.
Stacks stacks(const Graph& graph, const StackKey& key);

/// Every node gets a place; the members of a stack share one.
Graph arranged(Graph graph, const Stacks& stacks, const LayoutPitch& pitch = {});

/// Nodes that have a place keep it; the others come to the right of what feeds them, where it is free. When none has a
/// place, as arranged().
Graph placed(Graph graph, const Stacks& stacks, const LayoutPitch& pitch = {});

/// What the result of each node depends on as far as the graph tells: types, parameters, wires and what is upstream.
/// Two equal marks: nothing was changed in between that could change the result.
std::map<std::string, Hash> dependencyMarks(const Graph& graph);

} // namespace easel
