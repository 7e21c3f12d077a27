// What a node does. A NodeType entry makes a NodeOperation from parameters; running it is a pure function of
// (type, version, params, seed, inputs), except for nodes that act on the world (register, deploy), which are never
// cached. Operations are immutable; run() may be called from any thread.
#pragma once

#include "core/learn/automl.h"
#include "core/learn/trainer.h"
#include "core/prepare/frame.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace easel {

enum class PortType { Frame, Model, Report };

struct Port {
  std::string name; // permanent: "in", "left", "right", "out", "model", "report"
  std::string label;
  PortType type = PortType::Frame;
  bool optional = false; // an input that may stay unconnected
};

/// A trained model on a wire: the bundle with what its training said.
struct TrainedModel {
  BundlePtr bundle;
  TrainOutcome outcome;
  std::string runId; // filled by whoever keeps runs
};
/// A finding for people: metrics, a registered version, an endpoint's address.
struct Report {
  Json content;
};
using NodeValue = std::variant<std::shared_ptr<const Frame>, std::shared_ptr<const TrainedModel>,
                               std::shared_ptr<const Report>>;
using NodeValues = std::map<std::string, NodeValue>; // by port name

/// What a flow may ask of the program around it. A test passes its own.
class FlowServices {
 public:
  virtual ~FlowServices() = default;
  /// A table kept in the project, by content address.
  virtual Result<Table> table(const std::string& artifact) = 0;
  /// The last result of another data set of the project.
  virtual Result<Table> dataset(const std::string& name, const Context& context) = 0;
  /// What dataset(name) would give now, as a content address. Empty: not known, so nothing made of it is cached.
  virtual std::string datasetVersion(const std::string& /*name*/) { return {}; }
  virtual Result<Json> registerModel(const std::string& group, const TrainedModel& model, const std::string& note) = 0;
  virtual Result<Json> deploy(const std::string& group, int version, const Json& settings) = 0;
};

struct NodeRun {
  const NodeValues& inputs;
  const Catalogs& catalogs;
  FlowServices* services; // may be null: nodes that need it say so
  const Context& context;
};

class NodeOperation {
 public:
  virtual ~NodeOperation() = default;
  virtual std::vector<Port> inputs() const = 0;
  virtual std::vector<Port> outputs() const = 0;
  virtual std::string outline() const = 0; // one line for lists and undo
  virtual bool cacheable() const { return true; }
  /// Further bytes that the result depends on (e.g. size and time of the file that an import reads). nullopt: it
  /// cannot be told, so the result is not cached.
  virtual std::optional<std::string> fingerprintExtra(FlowServices* /*services*/) const { return std::string(); }
  virtual Result<NodeValues> run(const NodeRun& run) const = 0;
};

/// core/flow/nodes, one file each.
Catalog<NodeOperation> flowNodes();
/// flowNodes(), and one node type for every step of the catalogue (same id, title and schema).
Catalog<NodeOperation> builtinNodes(const Catalog<Step>& steps);

} // namespace easel
