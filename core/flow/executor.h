// Runs a graph: independent nodes in parallel, each once, results from the cache where the fingerprint is known.
// fingerprint = SHA-256(type, version, params, seed, fingerprints of the inputs, extra). Thread rule: one call runs on
// the caller's thread and the pool; the observer is called from any thread, one call at a time.
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
  virtual void keep(const Hash& fingerprint, const NodeValues& values) = 0;
};
/// In memory, bounded by the bytes of its tables, least recently used first out.
std::unique_ptr<ResultCache> memoryCache(std::size_t budgetBytes);

enum class NodeState { Idle, Waiting, Running, Done, Failed, Cancelled, Skipped }; // Skipped: an input failed
std::string_view nodeStateId(NodeState state);

struct NodeStatus {
  NodeState state = NodeState::Idle;
  double progress = 0;
  double seconds = 0;
  bool cached = false;
  Hash fingerprint;
  std::optional<Error> error;
};

struct FlowRun {
  std::map<std::string, NodeStatus> nodes;
  std::map<std::string, NodeValues> values; // outputs of the nodes asked for (and of all when keepAll)
  /// The first failure in graph order, if any.
  std::optional<Error> error() const;
};

struct ExecuteOptions {
  std::vector<std::string> targets; // empty: every node
  bool keepAll = false;
  std::uint64_t seed = 0;
};
using NodeObserver = std::function<void(const std::string& node, const NodeStatus&)>;

/// A failed node fails only what depends on it. The Result is an error only when the graph itself is wrong or the run
/// was cancelled.
Result<FlowRun> execute(const Graph& graph, const Catalog<NodeOperation>& nodes, const Catalogs& catalogs,
                        FlowServices* services, ResultCache* cache, const ExecuteOptions& options,
                        const NodeObserver& observer, const Context& context);

struct LintFinding {
  std::string node;
  std::string kind; // "fit_before_split", "target_leak", "duplicate_rows"
  std::string message;
  std::string fix;
};
/// Leaks: a fitted step upstream of the split, a column that predicts the target alone, a row in two partitions.
Result<std::vector<LintFinding>> lintLeaks(const Graph& graph, const FlowRun& run, const Catalog<NodeOperation>& nodes,
                                           const Context& context);

} // namespace easel
