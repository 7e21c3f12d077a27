#include "core/flow/fingerprint.h"

#include <algorithm>

namespace easel {

namespace {

constexpr std::string_view kRule = "easel-node-1"; // changes when results of unchanged nodes may change

/// nullopt when an input or the outside is not known.
std::optional<Hash> fingerprintOf(const PlannedNode& p, const Declaration& declaration,
                                  const std::unordered_map<std::string, PlannedNode>& plan, FlowServices* services,
                                  std::uint64_t seed) {
  const auto params = declaration.schema.complete(p.node->params);
  const std::optional<std::string> extra = p.operation->fingerprintExtra(services);
  if (!params || !extra)
    return std::nullopt;
  Hasher h;
  h.add(kRule).add(declaration.id).add(static_cast<std::uint64_t>(declaration.version)).add(toText(*params)).add(seed);
  for (const auto& [port, wire] : p.inputs) {
    const auto source = plan.find(wire.from);
    if (source == plan.end())
      return std::nullopt;
    const auto mark = source->second.marks.find(wire.fromPort);
    if (mark == source->second.marks.end())
      return std::nullopt;
    h.add(port).add(mark->second);
  }
  return h.add(*extra).finish();
}

void planDisabled(PlannedNode& p, const std::unordered_map<std::string, PlannedNode>& plan) {
  for (const Port& out : p.ports.outputs) {
    const auto in = std::find_if(p.ports.inputs.begin(), p.ports.inputs.end(),
                                 [&](const Port& i) { return i.type == out.type && p.inputs.contains(i.name); });
    if (in == p.ports.inputs.end())
      continue;
    p.passes[out.name] = in->name;
    const Wire& wire = p.inputs.at(in->name);
    const auto source = plan.find(wire.from);
    if (source != plan.end())
      if (const auto mark = source->second.marks.find(wire.fromPort); mark != source->second.marks.end())
        p.marks[out.name] = mark->second;
  }
}

/// A disabled node of an unknown type can still pass on what comes in, port for port unknown: its first wire.
void planUnknownDisabled(PlannedNode& p, const Graph& graph, const std::unordered_map<std::string, PlannedNode>& plan) {
  if (p.inputs.empty())
    return;
  const std::string port = p.inputs.begin()->first;
  const Wire& wire = p.inputs.begin()->second;
  for (const Wire& w : graph.wiresFrom(p.node->id)) {
    p.passes[w.fromPort] = port;
    if (const auto source = plan.find(wire.from); source != plan.end())
      if (const auto mark = source->second.marks.find(wire.fromPort); mark != source->second.marks.end())
        p.marks[w.fromPort] = mark->second;
  }
}

} // namespace

std::unordered_map<std::string, PlannedNode> planNodes(const Graph& graph, const std::vector<std::string>& order,
                                                       const Catalog<NodeOperation>& catalog, FlowServices* services,
                                                       std::uint64_t seed) {
  std::unordered_map<std::string, PlannedNode> plan;
  for (const std::string& id : order)
    plan[id];
  for (const Node& n : graph.nodes)
    if (const auto it = plan.find(n.id); it != plan.end())
      it->second.node = &n;
  for (const Wire& w : graph.wires)
    if (const auto it = plan.find(w.to); it != plan.end())
      it->second.inputs.emplace(w.toPort, w);
  for (const std::string& id : order) {
    PlannedNode& p = plan[id];
    if (const auto ports = portsOf(*p.node, catalog))
      p.ports = *ports;
    const Entry<NodeOperation>* entry = catalog.find(p.node->type);
    if (!p.node->enabled) {
      if (entry)
        planDisabled(p, plan);
      else
        planUnknownDisabled(p, graph, plan);
      continue;
    }
    if (auto ok = checkNode(*p.node, catalog); !ok) {
      p.error = std::move(ok).error();
      continue;
    }
    auto made = entry->make(p.node->params);
    if (!made) {
      p.error = std::move(made).error();
      continue;
    }
    p.operation = std::move(made).value();
    p.ports = {p.operation->inputs(), p.operation->outputs()};
    for (const Port& in : p.ports.inputs)
      if (!in.optional && !p.inputs.contains(in.name) && !p.error)
        p.error = Error(ErrorCode::InvalidArgument,
                        "Input '" + (in.label.empty() ? in.name : in.label) + "' of '" + entry->declaration.title +
                            "' is not connected.",
                        "Connect it to the node that gives it.");
    if (p.error || !p.operation->cacheable())
      continue;
    if (const auto fingerprint = fingerprintOf(p, entry->declaration, plan, services, seed)) {
      p.fingerprint = *fingerprint;
      for (const Port& out : p.ports.outputs)
        p.marks[out.name] = Hasher().add(p.fingerprint).add(out.name).finish();
    }
  }
  return plan;
}

} // namespace easel
