#include "widgets/canvas/canvas_model.h"

#include <QCoreApplication>

namespace easel {

const CanvasNode* CanvasModel::find(const QString& id) const {
  const int i = indexOf(id);
  return i < 0 ? nullptr : &m_graph.nodes[i];
}

void CanvasModel::set(CanvasGraph graph) {
  if (graph.nodes == m_graph.nodes && graph.wires == m_graph.wires && graph.frames == m_graph.frames)
    return;
  m_graph = std::move(graph);
  m_index.clear();
  for (int i = 0; i < m_graph.nodes.size(); ++i)
    m_index.insert(m_graph.nodes[i].id, i);
  emit reset();
}

void CanvasModel::update(const QList<CanvasNode>& nodes) {
  QList<int> changed;
  for (const CanvasNode& node : nodes) {
    const int i = indexOf(node.id);
    if (i < 0 || m_graph.nodes[i] == node)
      continue;
    CanvasNode& own = m_graph.nodes[i];
    const QPointF at = own.at;
    const QList<CanvasPort> inputs = own.inputs, outputs = own.outputs;
    own = node;
    own.at = at;
    own.inputs = inputs;
    own.outputs = outputs;
    changed.append(i);
  }
  if (!changed.isEmpty())
    emit updated(changed);
}

QString stateWord(const CanvasNode& node) {
  const auto tr = [](const char* text) { return QCoreApplication::translate("easel::Canvas", text); };
  if (!node.known)
    return tr("not available");
  if (!node.enabled)
    return tr("switched off");
  switch (node.state) {
  case CanvasState::Idle: return node.stale ? tr("out of date") : tr("not run yet");
  case CanvasState::Waiting: return tr("waiting");
  case CanvasState::Running: return tr("running");
  case CanvasState::Done: return node.stale ? tr("out of date") : tr("done");
  case CanvasState::Reused: return node.stale ? tr("out of date") : tr("done, reused");
  case CanvasState::Failed: return tr("failed");
  case CanvasState::Cancelled: return tr("stopped");
  case CanvasState::Skipped: return tr("skipped");
  }
  return {};
}

Tone stateTone(const CanvasNode& node) {
  if (node.stale || !node.enabled || !node.known)
    return Tone::LineStrong;
  switch (node.state) {
  case CanvasState::Done: return Tone::Good;
  case CanvasState::Reused: return Tone::Text3;
  case CanvasState::Running: return Tone::Accent;
  case CanvasState::Failed: return Tone::Bad;
  case CanvasState::Idle:
  case CanvasState::Waiting:
  case CanvasState::Cancelled:
  case CanvasState::Skipped: break;
  }
  return Tone::LineStrong;
}

} // namespace easel
