// Runs a graph: independent nodes in parallel, each once, results from the cache where the fingerprint is known.
// fingerprint = SHA-256(type, version, params, seed, fingerprints of the inputs, extra). A node whose result is in the
// cache does not need its inputs, so nothing upstream of it runs for its sake. Nodes that act on the world, and all that
// depends on them, are never cached. Thread rule: execute() waits on the caller's thread, where it calls the observer;
// nodes run on threads of their own that sleep when idle. A cancelled run returns as soon as the running nodes reach
// their next checkpoint.
#pragma once

#include "core/base/hash.h"
#include "core/flow/edit.h"

#include <functional>
#include <map>
#include <optional>

namespace easel {

/// Where results are kept between runs. Thread-safe.
class ResultCache {
 public:
  virtual ~ResultCache() = default;
  virtual std::optional<NodeValues> find(const Hash& fingerprint) = 0;
  /// seconds: what it took to compute them.
  virtual void keep(const Hash& fingerprint, const NodeValues& values, double seconds) = 0;
};
/// In memory, bounded by the bytes of its tables (chunks that several tables share count once), least recently used
/// first out.
std::unique_ptr<ResultCache> memoryCache(std::size_t budgetBytes);

enum class NodeState { Idle, Waiting, Running, Done, Failed, Cancelled, Skipped };
// Idle: not needed (a later result was at hand). Skipped: an input failed or a disabled node has nothing to pass on.
std::string_view nodeStateId(NodeState state);

struct NodeStatus {
  NodeState state = NodeState::Idle;
  double progress = 0;
  double seconds = 0;
  bool cached = false;
  std::string stage; // what it is doing, while it runs
  Hash fingerprint;  // empty when it cannot be told
  std::optional<Error> error;
};

struct FlowRun {
  std::map<std::string, NodeStatus> nodes;
  std::map<std::string, NodeValues> values; // outputs of the nodes asked for (and of all when keepAll)
  std::vector<std::string> order;           // the nodes taken part, every node after its inputs
  /// The first failure in graph order, if any.
  std::optional<Error> error() const;
};

struct ExecuteOptions {
  std::vector<std::string> targets; // empty: every node
  bool keepAll = false;
  std::uint64_t seed = 0;
  int parallelNodes = 0; // at the same time; 0: as many as there are processors, at least 2
};
/// Called at every change of state and, for running nodes, as their progress moves.
using NodeObserver = std::function<void(const std::string& node, const NodeStatus&)>;

/// A failed node fails only what depends on it. The Result is an error only when the graph itself is wrong or the run
/// was cancelled. `targets` that do not exist are an error too.
Result<FlowRun> execute(const Graph& graph, const Catalog<NodeOperation>& nodes, const Catalogs& catalogs,
                        FlowServices* services, ResultCache* cache, const ExecuteOptions& options,
                        const NodeObserver& observer, const Context& context);

} // namespace easel
