// Fingerprints of all nodes of a graph before anything runs: they need parameters and the outside's state only.
// Two nodes with the same fingerprint have the same outputs. Thread rule: pure, apart from what fingerprintExtra() asks.
#pragma once

#include "core/flow/executor.h"

#include <unordered_map>

namespace easel {

/// A node ready to run, with its place in the flow.
struct PlannedNode {
  const Node* node = nullptr;
  std::unique_ptr<const NodeOperation> operation; // null when `error` is set
  std::optional<Error> error;                     // the node cannot run at all
  NodePorts ports;
  std::map<std::string, Wire> inputs; // by input port
  /// A disabled node gives at an output what comes in at this input port.
  std::map<std::string, std::string> passes;
  Hash fingerprint;                  // empty: not known (an upstream node acts on the world or cannot run)
  std::map<std::string, Hash> marks; // of the value at each output port
  bool cacheable() const { return !fingerprint.empty() && node->enabled && operation && operation->cacheable(); }
};

/// One entry a node of `order` (which has sources first).
std::unordered_map<std::string, PlannedNode> planNodes(const Graph& graph, const std::vector<std::string>& order,
                                                       const Catalog<NodeOperation>& catalog, FlowServices* services,
                                                       std::uint64_t seed);

} // namespace easel
