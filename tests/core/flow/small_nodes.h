// A small node catalogue for tests of graph and executor: arithmetic on reports, with hooks to see what runs.
#pragma once

#include "core/flow/executor.h"

#include <atomic>
#include <functional>

namespace small {

using namespace easel;

inline NodeValue reportOf(double value) { return std::make_shared<const Report>(Report{Json{{"value", value}}}); }
inline double valueOf(const NodeValue& v) { return std::get<std::shared_ptr<const Report>>(v)->content.at("value"); }

/// What the nodes of one test share.
struct Hooks {
  std::map<std::string, std::function<Result<double>(const std::vector<double>&, const Context&)>> tasks; // by name
  std::map<std::string, std::atomic<int>> runs;                                                           // by name
  std::optional<std::string> outside = std::string(); // what "outside" nodes depend on
};

struct SourceParams {
  double value = 0;
  static void describe(Describe<SourceParams>& d) {
    d.field(&SourceParams::value, "value").label("Value").range(-1000, 1000).replaces("number");
  }
};
struct Source final : NodeOperation {
  explicit Source(SourceParams p) : params(p) {}
  std::vector<Port> inputs() const override { return {}; }
  std::vector<Port> outputs() const override { return {{"out", "Out", PortType::Report}}; }
  std::string outline() const override { return "source"; }
  Result<NodeValues> run(const NodeRun&) const override { return NodeValues{{"out", reportOf(params.value)}}; }
  SourceParams params;
};

struct TaskParams {
  std::string name;
  double plus = 0;
  static void describe(Describe<TaskParams>& d) {
    d.field(&TaskParams::name, "name").label("Name");
    d.field(&TaskParams::plus, "plus").label("Plus");
  }
};
/// Adds its inputs and `plus`, or runs the hook of its name. Inputs: "in", or "a" and "b".
struct TaskNode : NodeOperation {
  TaskNode(TaskParams p, Hooks* h, std::vector<std::string> in) : params(std::move(p)), hooks(h), names(std::move(in)) {}
  std::vector<Port> inputs() const override {
    std::vector<Port> ports;
    for (const std::string& n : names)
      ports.push_back({n, n, PortType::Report});
    return ports;
  }
  std::vector<Port> outputs() const override { return {{"out", "Out", PortType::Report}}; }
  std::string outline() const override { return params.name; }
  Result<NodeValues> run(const NodeRun& run) const override {
    if (const auto it = hooks->runs.find(params.name); it != hooks->runs.end())
      ++it->second;
    std::vector<double> values;
    double sum = params.plus;
    for (const auto& [port, value] : run.inputs) {
      values.push_back(valueOf(value));
      sum += values.back();
    }
    if (const auto it = hooks->tasks.find(params.name); it != hooks->tasks.end()) {
      EASEL_TRY(sum, it->second(values, run.context));
    }
    return NodeValues{{"out", reportOf(sum)}};
  }
  TaskParams params;
  Hooks* hooks;
  std::vector<std::string> names;
};
struct ActNode final : TaskNode {
  using TaskNode::TaskNode;
  bool cacheable() const override { return false; }
};
struct OutsideNode final : TaskNode {
  using TaskNode::TaskNode;
  std::optional<std::string> fingerprintExtra(FlowServices*) const override { return hooks->outside; }
};
/// A frame port, for what does not fit.
struct FrameNode final : NodeOperation {
  explicit FrameNode(NoParams) {}
  std::vector<Port> inputs() const override { return {{"in", "In", PortType::Frame}}; }
  std::vector<Port> outputs() const override {
    return {{"out", "Out", PortType::Frame}, {"report", "Report", PortType::Report}};
  }
  std::string outline() const override { return "frame"; }
  Result<NodeValues> run(const NodeRun& run) const override {
    return NodeValues{{"out", run.inputs.at("in")}}; // forgets its report
  }
};
struct Table1Node final : NodeOperation {
  explicit Table1Node(NoParams) {}
  std::vector<Port> inputs() const override { return {}; }
  std::vector<Port> outputs() const override { return {{"out", "Out", PortType::Frame}}; }
  std::string outline() const override { return "one row"; }
  Result<NodeValues> run(const NodeRun&) const override {
    return NodeValues{{"out", std::make_shared<const Frame>(Frame::of(Table::ofRows(1)))}};
  }
};

template<class N>
Entry<NodeOperation> taskEntry(std::string id, Hooks* hooks, std::vector<std::string> inputs) {
  Entry<NodeOperation> e;
  e.declaration.id = std::move(id);
  e.declaration.title = e.declaration.id;
  e.declaration.version = 2;
  e.declaration.schema = schemaOf<TaskParams>();
  e.make = [hooks, inputs](const Json& json) -> Result<std::unique_ptr<const NodeOperation>> {
    EASEL_TRY(TaskParams params, paramsFromJson<TaskParams>(json));
    return std::unique_ptr<const NodeOperation>(std::make_unique<N>(std::move(params), hooks, inputs));
  };
  return e;
}

inline Catalog<NodeOperation> catalog(Hooks* hooks) {
  Catalog<NodeOperation> c;
  c.add(entry<NodeOperation, Source, SourceParams>("source").title("Source").replaces("constant"));
  c.add(taskEntry<TaskNode>("task", hooks, {"in"}));
  c.add(taskEntry<TaskNode>("start", hooks, {}));
  c.add(taskEntry<TaskNode>("sum", hooks, {"a", "b"}));
  c.add(taskEntry<ActNode>("act", hooks, {"in"}));
  c.add(taskEntry<OutsideNode>("outside", hooks, {}));
  c.add(entry<NodeOperation, FrameNode, NoParams>("frame").title("Frame"));
  c.add(entry<NodeOperation, Table1Node, NoParams>("table").title("Table"));
  return c;
}

inline Node node(std::string id, std::string type, Json params = Json::object()) {
  Node n;
  n.id = std::move(id);
  n.type = std::move(type);
  n.params = std::move(params);
  return n;
}

} // namespace small
