#include "core/workbench/run_services.h"

#include "core/base/text.h"
#include "core/flow/fingerprint.h"

#include <algorithm>

namespace easel {

Workbench::RunServices::RunServices(Workbench& bench, const std::string& flow)
    : m_bench(bench), m_seen(std::make_shared<Seen>()) {
  if (!flow.empty())
    m_path.push_back(flow);
}

Workbench::RunServices::RunServices(const RunServices& outer, const std::string& flow)
    : m_bench(outer.m_bench), m_path(outer.m_path), m_seen(outer.m_seen) {
  m_path.push_back(flow);
}

bool Workbench::RunServices::circular(const std::string& name) const {
  return std::find(m_path.begin(), m_path.end(), name) != m_path.end();
}

Result<Graph> Workbench::RunServices::flowOf(const std::string& name) {
  const std::lock_guard lock(m_seen->mutex);
  if (const auto it = m_seen->flows.find(name); it != m_seen->flows.end())
    return it->second;
  EASEL_TRY(Graph graph, m_bench.datasetFlow(name));
  m_seen->flows.emplace(name, graph);
  return graph;
}

Result<Table> Workbench::RunServices::table(const std::string& artifact) { return m_bench.m_project->table(artifact); }

Result<Table> Workbench::RunServices::dataset(const std::string& name, const Context& context) {
  if (circular(name)) {
    std::vector<std::string> way(std::find(m_path.begin(), m_path.end(), name), m_path.end());
    way.push_back(name);
    return Error(ErrorCode::Data, "The data set '" + name + "' is made of itself: " + join(way, " ← ") + ".",
                 "Take the data set '" + way[1] + "' out of the flow '" + name + "'.");
  }
  EASEL_TRY(const Graph graph, flowOf(name));
  RunServices inner(*this, name);
  auto frame = m_bench.frameAt(graph, m_bench.lastTransform(graph), inner, 0, context);
  if (!frame) {
    // The places are nodes of the other flow, where this one must not mark anything.
    std::erase_if(frame.error().places, [](const ErrorPlace& p) { return p.kind == ErrorPlace::Kind::Node; });
    if (frame.error().code == ErrorCode::Cancelled)
      return std::move(frame).error();
    return std::move(frame).error().within("Data set '" + name + "'");
  }
  return (*frame)->table;
}

std::string Workbench::RunServices::datasetVersion(const std::string& name) {
  if (circular(name))
    return {};
  const auto graph = flowOf(name);
  if (!graph || !topologyErrors(*graph, m_bench.m_nodes).empty())
    return {};
  {
    const std::lock_guard lock(m_seen->mutex);
    if (const auto it = m_seen->versions.find(name); it != m_seen->versions.end())
      return it->second;
  }
  const std::string last = m_bench.lastTransform(*graph);
  RunServices inner(*this, name);
  const auto plan = planNodes(*graph, graph->upstream(last), m_bench.m_nodes, &inner, 0);
  const auto& marks = plan.at(last).marks;
  const auto mark = marks.find("out");
  std::string version = mark == marks.end() ? std::string() : mark->second.hex();
  const std::lock_guard lock(m_seen->mutex);
  m_seen->versions.emplace(name, version);
  return version;
}

Result<Json> Workbench::RunServices::registerModel(const std::string& group, const TrainedModel& model,
                                                   const std::string& note) {
  return m_bench.registerModel(group, model, note);
}

Result<Json> Workbench::RunServices::deploy(const std::string& group, int version, const Json& settings) {
  return m_bench.deploy(group, version, settings);
}

} // namespace easel
