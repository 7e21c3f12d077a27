// run, history, undo, redo
#include "app/cli/commands/verbs.h"

namespace easel::verbs {

namespace {

struct ProjectFlags {
  FilePath project;
  static void describe(Describe<ProjectFlags>& d) {
    d.field(&ProjectFlags::project, "project").help(EASEL_TR("Project file."));
  }
};

struct RunFlags {
  FilePath project;
  std::string flow, to;
  std::vector<std::string> set;
  int seed = 0;
  static void describe(Describe<RunFlags>& d) {
    d.field(&RunFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&RunFlags::flow, "flow").help(EASEL_TR("Name of a flow; a data set's flow has its name."));
    d.field(&RunFlags::set, "set")
        .unit("node.option=value")
        .help(EASEL_TR("Change an option for this run only."));
    d.field(&RunFlags::to, "to").unit("NODE").help(EASEL_TR("Run only what this node needs."));
    d.field(&RunFlags::seed, "seed").atLeast(0).help(EASEL_TR("Same seed, same result."));
  }
};

class RunFlow : public Command {
 public:
  explicit RunFlow(RunFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    EASEL_TRY(const WorkbenchPtr bench, openForWriting(m_flags.project.path));
    EASEL_TRY(Graph graph, bench->flow(m_flags.flow));
    for (const std::string& setting : m_flags.set) {
      EASEL_TRY(graph, changed(*bench, std::move(graph), setting));
    }
    if (!m_flags.to.empty() && !graph.find(m_flags.to))
      return Error(ErrorCode::NotFound, "There is no node '" + m_flags.to + "' in the flow.",
                   "Nodes are: " + listed(nodeIds(graph), 20) + ".");
    EASEL_TRY(const FlowRun done, bench->runFlow(m_flags.flow, graph, m_flags.to,
                                                 static_cast<std::uint64_t>(m_flags.seed), {}, context));
    if (auto error = done.error())
      return *error;
    CommandResult result;
    result.json = {{"run", m_flags.flow}, {"nodes", Json::array()}};
    TextTable text({"node", "type", "state", "seconds", ""});
    for (const Node& node : graph.nodes) {
      const auto it = done.nodes.find(node.id);
      if (it == done.nodes.end())
        continue;
      const NodeStatus& status = it->second;
      result.json["nodes"].push_back({{"id", node.id},
                                      {"type", node.type},
                                      {"state", nodeStateId(status.state)},
                                      {"seconds", status.seconds},
                                      {"cached", status.cached}});
      text.add({node.id, node.type, std::string(nodeStateId(status.state)), formatNumber(status.seconds, 3),
                status.cached ? "cached" : ""});
    }
    result.text = text.text();
    return result;
  }

 private:
  static std::vector<std::string> nodeIds(const Graph& graph) {
    std::vector<std::string> ids;
    for (const Node& n : graph.nodes)
      ids.push_back(n.id);
    return ids;
  }

  static Result<Graph> changed(Workbench& bench, Graph graph, const std::string& setting) {
    const std::size_t dot = setting.find('.');
    const std::size_t equals = setting.find('=');
    if (dot == std::string::npos || equals == std::string::npos || dot > equals)
      return Error(ErrorCode::InvalidArgument, "--set needs node.option=value, not '" + setting + "'.",
                   "Nodes are: " + listed(nodeIds(graph), 20) + ".");
    const std::string id = setting.substr(0, dot);
    const Node* node = graph.find(id);
    if (!node)
      return Error(ErrorCode::NotFound, "There is no node '" + id + "' in the flow.",
                   "Nodes are: " + listed(nodeIds(graph), 20) + ".");
    EASEL_TRY(const auto* entry, bench.nodes().get(node->type, "node type"));
    EASEL_TRY(const Json params,
              entry->declaration.schema.withText(node->params, setting.substr(dot + 1, equals - dot - 1),
                                                 setting.substr(equals + 1)));
    return setParams(std::move(graph), id, params, bench.nodes());
  }

  RunFlags m_flags;
};

class History : public Command {
 public:
  explicit History(ProjectFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context&) const override {
    EASEL_TRY(const WorkbenchPtr bench, openForReading(m_flags.project.path));
    EASEL_TRY(const std::vector<Edit> edits, bench->project().history());
    CommandResult result;
    result.json["history"] = Json::array();
    TextTable text({"", "edit", "time", "what"});
    for (const Edit& e : edits) {
      result.json["history"].push_back({{"id", e.id},
                                        {"parent", e.parent},
                                        {"label", e.label},
                                        {"time", e.time},
                                        {"current", e.current},
                                        {"undone", e.undone}});
      text.add({e.current ? ">" : e.undone ? "-" : " ", std::to_string(e.id), e.time, e.label});
    }
    result.text = text.empty() ? "Nothing was edited yet." : text.text();
    return result;
  }

 private:
  ProjectFlags m_flags;
};

template<bool Redo>
class Step : public Command {
 public:
  explicit Step(ProjectFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context&) const override {
    EASEL_TRY(const WorkbenchPtr bench, openForWriting(m_flags.project.path));
    EASEL_TRY(const std::optional<std::string> label,
              Redo ? bench->project().redo() : bench->project().undo());
    if (!label)
      return Error(ErrorCode::NotFound, Redo ? "There is nothing to redo." : "There is nothing to undo.");
    CommandResult result;
    result.json = {{Redo ? "redone" : "undone", *label}};
    result.text = std::string(Redo ? "Redone: " : "Undone: ") + *label;
    return result;
  }

 private:
  ProjectFlags m_flags;
};

} // namespace

std::vector<Verb> project() {
  return {verb<RunFlow, RunFlags>("run", EASEL_TR("Run a flow."), {"project", "flow"}),
          verb<History, ProjectFlags>("history", EASEL_TR("Show the edits of a project."), {"project"}),
          verb<Step<false>, ProjectFlags>("undo", EASEL_TR("Take the last edit back."), {"project"}),
          verb<Step<true>, ProjectFlags>("redo", EASEL_TR("Do again what was taken back."), {"project"})};
}

} // namespace easel::verbs
