#include "app/studio/views/flow/flow_picture.h"

#include "app/studio/views/flow/node_looks.h"
#include "core/workbench/workbench.h"
#include "widgets/qt_convert.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace easel {

namespace {

const QString kStackPrefix = QStringLiteral("stack/");
constexpr double kStepPitch = 184; // of the steps in an open stack

QString words(const char* text) { return QCoreApplication::translate("easel::Flow", text); }

QString remarkOf(const NodeStatus& s, bool stale) {
  if (stale)
    return words("out of date");
  switch (s.state) {
  case NodeState::Idle: return {};
  case NodeState::Waiting: return words("queued");
  case NodeState::Running: return words("%1 %").arg(static_cast<int>(s.progress * 100));
  case NodeState::Done: return s.cached ? words("cached") : secondsText(s.seconds);
  case NodeState::Failed: return words("failed");
  case NodeState::Cancelled: return words("stopped");
  case NodeState::Skipped: return words("skipped");
  }
  return {};
}

CanvasState stateOf(const NodeStatus& s) {
  switch (s.state) {
  case NodeState::Idle: return CanvasState::Idle;
  case NodeState::Waiting: return CanvasState::Waiting;
  case NodeState::Running: return CanvasState::Running;
  case NodeState::Done: return s.cached ? CanvasState::Reused : CanvasState::Done;
  case NodeState::Failed: return CanvasState::Failed;
  case NodeState::Cancelled: return CanvasState::Cancelled;
  case NodeState::Skipped: return CanvasState::Skipped;
  }
  return CanvasState::Idle;
}

/// The state that stands for several steps: the most urgent one.
NodeStatus together(const std::vector<const NodeStatus*>& all, std::size_t steps) {
  NodeStatus sum;
  sum.cached = true;
  std::size_t done = 0;
  for (const NodeState state : {NodeState::Failed, NodeState::Running, NodeState::Cancelled, NodeState::Skipped, NodeState::Waiting})
    for (const NodeStatus* s : all)
      if (s->state == state && sum.state == NodeState::Idle) {
        sum = *s;
        sum.cached = false;
      }
  for (const NodeStatus* s : all)
    if (s->state == NodeState::Done) {
      ++done;
      sum.seconds += sum.state == NodeState::Idle ? s->seconds : 0;
      sum.cached = sum.cached && s->cached;
    }
  if (sum.state == NodeState::Idle && done == steps)
    sum.state = NodeState::Done;
  if (sum.state == NodeState::Running)
    sum.progress = (static_cast<double>(done) + sum.progress) / static_cast<double>(steps);
  return sum;
}

} // namespace

StackKey stepsStack(const Catalog<Step>& steps) {
  auto ids = std::make_shared<std::set<std::string>>();
  for (const Entry<Step>& e : steps.entries()) {
    ids->insert(e.declaration.id);
    ids->insert(e.declaration.replaces.begin(), e.declaration.replaces.end());
  }
  return [ids = std::shared_ptr<const std::set<std::string>>(std::move(ids))](const Node& node) -> std::string {
    if (!ids->contains(node.type))
      return {};
    return node.title == kAutomaticTitle ? "automatic" : "steps";
  };
}

FlowPicture::FlowPicture(Graph graph, const Stacks& stacks, const QSet<QString>& open, const Catalog<NodeOperation>& nodes)
    : m_graph(std::move(graph)), m_marks(dependencyMarks(m_graph)) {
  std::map<std::string, const std::vector<std::string>*> stackOf;
  std::map<std::string, int> openPlace; // of steps in an open stack
  for (const auto& stack : stacks) {
    const QString id = kStackPrefix + toQt(stack.front());
    if (!open.contains(id)) {
      for (const std::string& member : stack)
        stackOf[member] = &stack;
      continue;
    }
    CanvasFrame frame;
    frame.id = id;
    const Node& first = *m_graph.find(stack.front());
    frame.title = words("%1 · %n steps").replace("%n", QString::number(stack.size()))
                      .arg(first.title == kAutomaticTitle ? words(kAutomaticTitle) : words("Prepare"));
    for (std::size_t i = 0; i < stack.size(); ++i) {
      frame.nodes.append(toQt(stack[i]));
      openPlace[stack[i]] = static_cast<int>(i);
    }
    m_frames.append(frame);
    m_opened.emplace_back(first.x, static_cast<double>(stack.size() - 1) * kStepPitch + 2 * 14);
  }
  for (const Node& n : m_graph.nodes) {
    const auto stack = stackOf.find(n.id);
    if (stack != stackOf.end() && stack->second->front() != n.id)
      continue;
    addCard(stack == stackOf.end() ? std::vector<std::string>{n.id} : *stack->second, stack != stackOf.end(), nodes);
    Card& card = m_cards.back();
    const auto place = openPlace.find(n.id);
    for (const auto& [x, room] : m_opened)
      if (n.x > x)
        card.shiftX += room;
    if (place != openPlace.end())
      card.shiftX += place->second * kStepPitch + 14;
    card.look.at = {n.x + card.shiftX, n.y};
  }
  for (const Wire& w : m_graph.wires) {
    const auto from = m_cardOf.find(w.from), to = m_cardOf.find(w.to);
    if (from == m_cardOf.end() || to == m_cardOf.end() || from->second == to->second)
      continue;
    m_wires.append({m_cards[from->second].look.id, toQt(w.fromPort), m_cards[to->second].look.id, toQt(w.toPort)});
  }
}

void FlowPicture::addCard(const std::vector<std::string>& nodes, bool stack, const Catalog<NodeOperation>& catalog) {
  const Node& first = *m_graph.find(nodes.front());
  const Node& last = *m_graph.find(nodes.back());
  Card card;
  card.nodes = nodes;
  CanvasNode& look = card.look;
  const Entry<NodeOperation>* entry = catalog.find(first.type);
  look.id = stack ? kStackPrefix + toQt(first.id) : toQt(first.id);
  look.enabled = first.enabled;
  look.known = entry != nullptr;
  look.iconName = entry ? nodeIcon(entry->declaration.id, entry->declaration.category) : QStringLiteral("question-circle");
  look.title = !first.title.empty() ? translated(first.title.c_str()) : entry ? translated(entry->declaration.title.c_str()) : toQt(first.type);
  if (entry) {
    auto operation = entry->make(first.params);
    if (!operation)
      operation = entry->make(entry->declaration.schema.defaults());
    if (operation)
      look.outline = toQt((*operation)->outline());
    if (operation)
      for (const Port& p : (*operation)->inputs())
        look.inputs.append(portLook(p));
    if (operation && !stack)
      for (const Port& p : (*operation)->outputs())
        look.outputs.append(portLook(p));
  } else {
    look.outline = words("not available in this version");
  }
  if (stack) {
    look.steps = static_cast<int>(nodes.size());
    look.iconName = "magic";
    look.title = first.title == kAutomaticTitle ? words(kAutomaticTitle) : words("Prepare");
    look.outline = words("%1 steps").arg(nodes.size());
    look.enabled = std::any_of(nodes.begin(), nodes.end(), [this](const std::string& id) { return m_graph.find(id)->enabled; });
    if (const auto ports = portsOf(last, catalog))
      for (const Port& p : ports->outputs)
        look.outputs.append(portLook(p));
  }
  for (const std::string& id : nodes)
    m_cardOf[id] = m_cards.size();
  m_index.insert(look.id, m_cards.size());
  m_cards.push_back(std::move(card));
}

CanvasNode FlowPicture::dressed(const Card& card, const RunMemory& run, bool running) const {
  CanvasNode look = card.look;
  std::vector<const NodeStatus*> all;
  for (const std::string& id : card.nodes)
    if (const auto it = run.status.find(id); it != run.status.end())
      all.push_back(&it->second);
  const NodeStatus status = card.nodes.size() == 1 ? (all.empty() ? NodeStatus{} : *all.front()) : together(all, card.nodes.size());
  look.state = stateOf(status);
  look.progress = status.progress;
  if (!running)
    look.stale = std::any_of(card.nodes.begin(), card.nodes.end(), [&](const std::string& id) {
      const auto then = run.marks.find(id);
      const auto now = m_marks.find(id);
      return then != run.marks.end() && now != m_marks.end() && then->second != now->second;
    });
  look.remark = look.enabled ? remarkOf(status, look.stale) : words("off");
  if (status.error && !look.stale)
    look.error = toQt(*status.error);
  QStringList warnings;
  for (const LintFinding& f : run.findings)
    if (std::find(card.nodes.begin(), card.nodes.end(), f.node) != card.nodes.end() && !look.stale)
      warnings.append(toQt(f.message + (f.fix.empty() ? "" : " " + f.fix)));
  look.warning = warnings.join('\n');
  return look;
}

CanvasGraph FlowPicture::canvas(const RunMemory& run, bool running) const {
  CanvasGraph graph;
  for (const Card& card : m_cards)
    graph.nodes.append(dressed(card, run, running));
  graph.wires = m_wires;
  graph.frames = m_frames;
  return graph;
}

QList<CanvasNode> FlowPicture::cards(const RunMemory& run, bool running, const std::vector<std::string>& nodes) const {
  std::set<std::size_t> which;
  for (const std::string& id : nodes)
    if (const auto it = m_cardOf.find(id); it != m_cardOf.end())
      which.insert(it->second);
  QList<CanvasNode> looks;
  for (const std::size_t i : which)
    looks.append(dressed(m_cards[i], run, running));
  return looks;
}

std::vector<std::string> FlowPicture::nodesOf(const QString& card) const {
  const auto it = m_index.constFind(card);
  return it == m_index.constEnd() ? std::vector<std::string>{} : m_cards[*it].nodes;
}

std::vector<std::string> FlowPicture::nodesOf(const QStringList& cards) const {
  std::vector<std::string> all;
  for (const QString& card : cards)
    for (std::string& id : nodesOf(card))
      all.push_back(std::move(id));
  return all;
}

QString FlowPicture::cardOf(const std::string& node) const {
  const auto it = m_cardOf.find(node);
  return it == m_cardOf.end() ? QString() : m_cards[it->second].look.id;
}

NodePort FlowPicture::toFlow(const PortEnd& end) const {
  const std::vector<std::string> nodes = nodesOf(end.node);
  if (nodes.empty())
    return {fromQt(end.node), fromQt(end.port), end.output};
  return {end.output ? nodes.back() : nodes.front(), fromQt(end.port), end.output};
}

Wire FlowPicture::toFlow(const CanvasWire& wire) const {
  const NodePort from = toFlow(PortEnd{wire.from, wire.fromPort, true}), to = toFlow(PortEnd{wire.to, wire.toPort, false});
  return {from.node, from.port, to.node, to.port};
}

QPointF FlowPicture::toFlow(const QPointF& at) const {
  double x = at.x();
  for (const auto& [left, room] : m_opened)
    if (x > left + room)
      x -= room;
  return {x == 0 ? 4 : x, at.y()};
}

std::map<std::string, std::pair<double, double>> FlowPicture::placesOf(const QHash<QString, QPointF>& moved) const {
  std::map<std::string, std::pair<double, double>> places;
  for (auto it = moved.begin(); it != moved.end(); ++it) {
    const auto index = m_index.constFind(it.key());
    if (index == m_index.constEnd())
      continue;
    const Card& card = m_cards[*index];
    const double x = it.value().x() - card.shiftX;
    const std::pair<double, double> place{x == 0 ? 4 : x, it.value().y()}; // 0 would mean that it has none
    for (const std::string& id : card.nodes)
      places[id] = place;
    for (const CanvasFrame& frame : m_frames) // the steps of an open stack stay together
      if (frame.nodes.contains(it.key()))
        for (const QString& member : frame.nodes)
          places[fromQt(member)] = place;
  }
  return places;
}

} // namespace easel
