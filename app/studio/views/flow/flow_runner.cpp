#include "app/studio/views/flow/flow_runner.h"

#include "app/studio/views/flow/node_looks.h"

#include <QTimer>

#include <algorithm>
#include <mutex>

namespace easel {

namespace {
constexpr int kLookMillis = 30;
constexpr std::size_t kLogLines = 400;
} // namespace

/// What the run tells, until it is looked at.
struct FlowRunner::Mail {
  std::mutex mutex;
  std::vector<std::pair<std::string, NodeStatus>> changes;
};

FlowRunner::FlowRunner(Session& session, QObject* parent) : QObject(parent), m_session(session), m_timer(new QTimer(this)) {
  m_timer->setInterval(kLookMillis);
  connect(m_timer, &QTimer::timeout, this, &FlowRunner::collect);
  connect(&session, &Session::closed, this, &FlowRunner::forget);
}

FlowRunner::~FlowRunner() { m_handle.cancel(); }

const RunMemory& FlowRunner::memory(const QString& flow) const {
  static const RunMemory kNothing;
  const auto it = m_memories.find(flow);
  return it == m_memories.end() ? kNothing : it->second;
}

void FlowRunner::forget() {
  m_memories.clear();
  m_timer->stop();
  m_mail.reset();
  m_running = false;
  m_stage.clear();
  emit runningChanged();
}

void FlowRunner::start(const QString& flow, const Graph& graph, const std::string& toNode) {
  if (m_running)
    return;
  m_flow = flow;
  m_graph = graph;
  m_running = true;
  m_stage = tr("Starting…");
  m_mail = std::make_shared<Mail>();
  RunMemory& memory = m_memories[flow];
  memory.log.clear();
  memory.findings.clear();
  memory.ran = memory.reused = 0;
  for (const std::string& id : toNode.empty() ? graph.order() : graph.upstream(toNode)) {
    memory.status[id] = {};
    memory.status[id].state = NodeState::Waiting;
    memory.marks.erase(id);
  }
  m_timer->start();
  const QString what = toNode.empty() ? tr("Run %1").arg(flow) : tr("Run %1 to %2").arg(flow, titleOf(toNode));
  m_handle = m_session.run<Outcome>(
      {.title = what, .key = "flow/run", .lane = Lane::Long, .changes = true},
      [name = fromQt(flow), graph, toNode, mail = m_mail](Workbench& workbench, const Context& context) -> Result<Outcome> {
        const NodeObserver observer = [&mail](const std::string& node, const NodeStatus& status) {
          const std::lock_guard lock(mail->mutex);
          mail->changes.emplace_back(node, status);
        };
        Outcome outcome;
        EASEL_TRY(outcome.run, workbench.runFlow(name, graph, toNode, 0, observer, context.part(0, 0.9)));
        outcome.facts = factsOf(outcome.run, workbench.catalogs(), context.part(0.9, 0.95));
        if (auto findings = lintLeaks(graph, outcome.run, workbench.nodes(), context.part(0.95, 1)))
          outcome.findings = std::move(*findings);
        outcome.run.values.clear(); // tables stay in the engine's cache, whose size is bounded
        return outcome;
      },
      this, [this](Result<Outcome> outcome) { finish(std::move(outcome)); });
  emit runningChanged();
  emit logged();
  std::vector<std::string> all;
  for (const Node& n : graph.nodes)
    all.push_back(n.id);
  emit statesChanged(all);
}

void FlowRunner::stop() {
  if (!m_running)
    return;
  m_stage = tr("Stopping…");
  m_handle.cancel();
  emit logged();
}

void FlowRunner::collect() {
  if (!m_mail)
    return;
  std::vector<std::pair<std::string, NodeStatus>> changes;
  {
    const std::lock_guard lock(m_mail->mutex);
    changes.swap(m_mail->changes);
  }
  if (changes.empty())
    return;
  std::vector<std::string> nodes;
  for (const auto& [node, status] : changes) {
    note(node, status);
    if (std::find(nodes.begin(), nodes.end(), node) == nodes.end())
      nodes.push_back(node);
  }
  emit statesChanged(nodes);
  emit logged();
}

void FlowRunner::note(const std::string& node, const NodeStatus& status) {
  RunMemory& memory = m_memories[m_flow];
  NodeStatus& before = memory.status[node];
  const bool different = before.state != status.state;
  before = status;
  const QString title = titleOf(node);
  if (status.state == NodeState::Running) {
    m_stage = status.stage.empty() ? tr("%1 is running").arg(title) : title + " · " + toQt(status.stage);
    return;
  }
  if (!different)
    return;
  RunLine line{QTime::currentTime(), title, {}, false};
  switch (status.state) {
  case NodeState::Done:
    ++memory.ran;
    memory.reused += status.cached;
    line.words = status.cached ? tr("reused from cache") : tr("finished in %1").arg(secondsText(status.seconds));
    break;
  case NodeState::Failed:
    ++memory.ran;
    line.words = tr("failed: %1").arg(status.error ? toQt(*status.error) : QString());
    line.bad = true;
    break;
  case NodeState::Skipped:
    line.words = tr("skipped: something that it needs is missing");
    line.bad = true;
    break;
  case NodeState::Cancelled: line.words = tr("stopped"); break;
  case NodeState::Idle:
  case NodeState::Waiting:
  case NodeState::Running: return;
  }
  memory.log.push_back(line);
  if (memory.log.size() > kLogLines)
    memory.log.erase(memory.log.begin());
}

void FlowRunner::finish(Result<Outcome> outcome) {
  collect();
  m_timer->stop();
  m_mail.reset();
  m_running = false;
  m_stage.clear();
  RunMemory& memory = m_memories[m_flow];
  memory.ended = QDateTime::currentDateTime();
  std::vector<std::string> all;
  for (auto& [id, status] : memory.status) {
    all.push_back(id);
    if (status.state == NodeState::Running || status.state == NodeState::Waiting)
      status.state = NodeState::Cancelled;
  }
  if (outcome) {
    const std::map<std::string, Hash> marks = dependencyMarks(m_graph);
    for (const auto& [id, status] : outcome->run.nodes) {
      memory.status[id] = status;
      if (status.state == NodeState::Done || status.state == NodeState::Failed)
        memory.marks[id] = marks.at(id);
    }
    for (auto& [key, facts] : outcome->facts)
      memory.facts[key] = std::move(facts);
    memory.findings = std::move(outcome->findings);
    for (const LintFinding& f : memory.findings)
      memory.log.push_back({QTime::currentTime(), titleOf(f.node), toQt(f.message), true});
  } else if (outcome.error().code == ErrorCode::Cancelled) {
    memory.log.push_back({QTime::currentTime(), tr("Run"), tr("stopped by you"), false});
  } else {
    memory.log.push_back({QTime::currentTime(), tr("Run"), toQt(outcome.error()), true});
    m_session.notify(outcome.error());
  }
  emit statesChanged(all);
  emit logged();
  emit runningChanged();
}

QString FlowRunner::titleOf(const std::string& id) const {
  const Node* node = m_graph.find(id);
  if (!node)
    return toQt(id);
  if (!node->title.empty())
    return toQt(node->title);
  const Entry<NodeOperation>* entry = m_session.nodes().find(node->type);
  return entry ? translated(entry->declaration.title.c_str()) : toQt(node->type);
}

} // namespace easel
