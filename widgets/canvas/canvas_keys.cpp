// The canvas by keyboard:
//   arrows           to the next node along the wires (Shift adds); Alt+arrows moves the selected cards by a grid step
//   Enter            opens the inspector; on a stack, unfolds it
//   Space, Tab       search for a node to add; Ctrl+Tab and Shift+Tab leave the canvas
//   C                draws a wire: arrows choose where to, Enter connects, Escape drops it
//   Delete, Ctrl+D, Ctrl+C, Ctrl+X, Ctrl+V, Ctrl+A, M (switch off and on), F2 (rename)
//   Ctrl+Shift+arrows selects what is upstream or downstream
//   F, Shift+1       everything in sight; . the selection; + − 0 zoom
#include "widgets/canvas/canvas_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineEdit>

#include <cmath>

namespace easel {

using namespace canvas;

namespace {
constexpr double kZoomStep = 1.25;
constexpr double kNudge = 8;

std::optional<Towards> arrow(int key) {
  switch (key) {
  case Qt::Key_Left: return Towards::Left;
  case Qt::Key_Right: return Towards::Right;
  case Qt::Key_Up: return Towards::Up;
  case Qt::Key_Down: return Towards::Down;
  default: return std::nullopt;
  }
}
} // namespace

bool CanvasView::event(QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Tab && key->modifiers() == Qt::NoModifier && !m_readOnly) {
      keyPressEvent(key);
      return true;
    }
    if (key->key() == Qt::Key_Tab && key->modifiers() == Qt::ControlModifier)
      return focusNextPrevChild(true);
  } else if (event->type() == QEvent::ShortcutOverride) {
    // Letters and Delete are the canvas's own while it has the focus.
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool letter = !(key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) &&
                        (key->key() < Qt::Key_Escape || key->key() == Qt::Key_Delete || key->key() == Qt::Key_Backspace ||
                         key->key() == Qt::Key_F2 || key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter);
    const bool edit = key->modifiers() == Qt::ControlModifier &&
                      QList<int>{Qt::Key_C, Qt::Key_X, Qt::Key_V, Qt::Key_D, Qt::Key_A, Qt::Key_0}.contains(key->key());
    if (letter || edit)
      event->accept();
  } else if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    showNodeTip(help->globalPos(), help->pos());
    return true;
  }
  return QWidget::event(event);
}

void CanvasView::keyPressEvent(QKeyEvent* event) {
  const int key = event->key();
  m_fitWanted = false;
  if (m_gesture == Gesture::Wire && keyInWire(key, event->modifiers()))
    return;
  if (key == Qt::Key_Escape) {
    stopGesture();
    choose({}, m_current);
    return;
  }
  if (const auto direction = arrow(key)) {
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (modifiers == (Qt::ControlModifier | Qt::ShiftModifier))
      selectReachable(*direction == Towards::Right || *direction == Towards::Down);
    else if (modifiers == Qt::AltModifier)
      nudge(*direction);
    else
      go(*direction, modifiers & Qt::ShiftModifier);
    return;
  }
  const bool taken = (event->modifiers() & Qt::ControlModifier) ? keyWithControl(key)
                                                                : keyAlone(key, event->modifiers(), event->text());
  if (!taken)
    QWidget::keyPressEvent(event);
}

bool CanvasView::keyWithControl(int key) {
  switch (key) {
  case Qt::Key_A: {
    QSet<int> all;
    for (int i = 0; i < m_scene.nodeCount(); ++i)
      all.insert(i);
    choose(all, m_current >= 0 ? m_current : (all.isEmpty() ? -1 : 0));
    return true;
  }
  case Qt::Key_0: setZoom(1); return true;
  case Qt::Key_C: emit copyWanted(selection()); return true;
  default: break;
  }
  if (m_readOnly)
    return false;
  switch (key) {
  case Qt::Key_D: emit duplicateWanted(selection()); return true;
  case Qt::Key_X:
    emit copyWanted(selection());
    removeSelection();
    return true;
  case Qt::Key_V:
    emit pasteWanted(underMouse() ? m_pointer : toScene(room().center() - QPointF(kNodeWidth, kNodeHeight) / 2));
    return true;
  default: return false;
  }
}

bool CanvasView::keyAlone(int key, Qt::KeyboardModifiers modifiers, const QString& text) {
  switch (key) {
  case Qt::Key_F: fitAll(); return true;
  case Qt::Key_Plus: setZoom(m_zoom * kZoomStep); return true;
  case Qt::Key_Minus: setZoom(m_zoom / kZoomStep); return true;
  case Qt::Key_0: setZoom(1); return true;
  case Qt::Key_Period: fitSelection(); return true;
  case Qt::Key_Return:
  case Qt::Key_Enter:
    if (m_current < 0)
      return false;
    if (m_model.graph().nodes[m_current].steps > 1)
      emit unfoldWanted(current());
    else
      emit opened(current());
    return true;
  default: break;
  }
  if (text == "!" || (key == Qt::Key_1 && (modifiers & Qt::ShiftModifier))) {
    fitAll();
    return true;
  }
  if (m_readOnly)
    return false;
  switch (key) {
  case Qt::Key_Delete:
  case Qt::Key_Backspace: removeSelection(); return true;
  case Qt::Key_M:
    if (!m_selected.isEmpty())
      emit muteWanted(selection());
    return true;
  case Qt::Key_F2:
    if (m_current >= 0)
      editTitle(current());
    return true;
  case Qt::Key_C: wireByKeyboard(); return true;
  case Qt::Key_Space: m_spaceDown = true; return true; // on release, unless it was for panning
  case Qt::Key_Tab: {
    const QPointF beside = m_current >= 0 ? m_scene.rect(m_current).topRight() + QPointF(32, 0) : toScene(room().center());
    openSearch(underMouse() && m_current < 0 ? m_pointer : beside);
    return true;
  }
  default: return false;
  }
}

void CanvasView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat() && m_spaceDown) {
    m_spaceDown = false;
    if (!std::exchange(m_spaceUsed, false) && m_gesture == Gesture::None) {
      const bool beside = !underMouse() && m_current >= 0;
      openSearch(beside ? m_scene.rect(m_current).topRight() + QPointF(32, 0)
                        : underMouse() ? m_pointer : toScene(room().center()));
    }
    return;
  }
  QWidget::keyReleaseEvent(event);
}

void CanvasView::focusInEvent(QFocusEvent* event) {
  if (m_current < 0 && m_scene.nodeCount() > 0 && event->reason() != Qt::MouseFocusReason)
    setCurrent(0);
  update();
  QWidget::focusInEvent(event);
}

void CanvasView::focusOutEvent(QFocusEvent* event) {
  m_spaceDown = m_spaceUsed = false;
  update();
  QWidget::focusOutEvent(event);
}

void CanvasView::go(Towards direction, bool extend) {
  if (m_scene.nodeCount() == 0)
    return;
  const int next = m_current < 0 ? 0 : m_scene.neighbour(m_current, direction);
  if (next < 0)
    return;
  QSet<int> nodes = extend ? m_selected : QSet<int>();
  nodes.insert(next);
  choose(nodes, next);
  reveal(m_scene.id(next));
}

void CanvasView::nudge(Towards direction) {
  if (m_readOnly || m_selected.isEmpty())
    return;
  const double x = direction == Towards::Left ? -kNudge : direction == Towards::Right ? kNudge : 0;
  const double y = direction == Towards::Up ? -kNudge : direction == Towards::Down ? kNudge : 0;
  QHash<QString, QPointF> places;
  for (const int i : std::as_const(m_selected))
    places.insert(m_scene.id(i), m_scene.rect(i).topLeft() + QPointF(x, y));
  emit moved(places);
}

void CanvasView::removeSelection() {
  if (m_readOnly)
    return;
  QList<CanvasWire> wires;
  if (const auto wire = selectedWire())
    wires.append(*wire);
  if (!m_selected.isEmpty() || !wires.isEmpty())
    emit removeWanted(selection(), wires);
}

/// Begins at the first output of the current node (or input, when it gives nothing); the nearest end comes first.
void CanvasView::wireByKeyboard() {
  if (m_current < 0)
    return;
  const CanvasNode& node = m_model.graph().nodes[m_current];
  for (const bool output : {true, false})
    for (const CanvasPort& port : output ? node.outputs : node.inputs) {
      const PortEnd from{node.id, port.name, output};
      QList<PortPlace> ends;
      for (int i = 0; i < m_scene.nodeCount(); ++i)
        if (const PortPlace p = m_scene.fitting(from, i); p.valid())
          ends.append(p);
      if (ends.isEmpty())
        continue;
      const QPointF here = m_scene.rect(m_current).center();
      std::stable_sort(ends.begin(), ends.end(), [&](const PortPlace& a, const PortPlace& b) {
        return (m_scene.port(a) - here).manhattanLength() < (m_scene.port(b) - here).manhattanLength();
      });
      m_pointer = here;
      beginWire(from, std::nullopt);
      m_wireChoices = ends;
      m_wireChoice = 0;
      m_wireTarget = ends.first();
      reveal(m_scene.id(m_wireTarget.node));
      return;
    }
}

bool CanvasView::keyInWire(int key, Qt::KeyboardModifiers modifiers) {
  if (key == Qt::Key_Escape) {
    stopGesture();
    return true;
  }
  if (m_wireChoices.isEmpty())
    return false;
  const bool back = key == Qt::Key_Left || key == Qt::Key_Up || (key == Qt::Key_Tab && (modifiers & Qt::ShiftModifier));
  if (back || key == Qt::Key_Right || key == Qt::Key_Down || key == Qt::Key_Tab) {
    const int count = static_cast<int>(m_wireChoices.size());
    m_wireChoice = (m_wireChoice + (back ? count - 1 : 1)) % count;
    m_wireTarget = m_wireChoices[m_wireChoice];
    reveal(m_scene.id(m_wireTarget.node));
    update();
    return true;
  }
  if (key == Qt::Key_Return || key == Qt::Key_Enter) {
    const PortEnd from = m_wireFrom, to = m_scene.end(m_wireTarget);
    stopGesture();
    emit wireWanted(from.output ? CanvasWire{from.node, from.port, to.node, to.port}
                                : CanvasWire{to.node, to.port, from.node, from.port},
                    std::nullopt);
    return true;
  }
  return true;
}

void CanvasView::openSearch(const QPointF& scene, const std::optional<PortEnd>& from) {
  if (m_readOnly || !m_searchItems)
    return;
  m_searchFrom = from;
  m_searchAt = scene;
  if (from) {
    m_wireFrom = *from;
    m_wireEnd = scene;
    if (!from->output)
      m_searchAt -= QPointF(kNodeWidth, 0);
    m_searchAt -= QPointF(0, kNodeHeight / 2);
  }
  setHoveredWire(-1);
  m_search->open(m_searchItems(from), toView(scene).toPoint() + QPoint(0, from ? -18 : 0));
  update();
}

void CanvasView::editTitle(const QString& id) {
  const int node = m_model.indexOf(id);
  if (node < 0 || m_readOnly)
    return;
  delete m_titleEditor;
  m_titleEditor = new QLineEdit(m_model.graph().nodes[node].title, this);
  m_titleEditor->setObjectName("canvas.title");
  m_titleEditor->setAccessibleName(tr("Name of the node"));
  const QRectF card = toView(m_scene.rect(node));
  m_titleEditor->setGeometry(QRectF(card.left() - 2, card.top() + 2, std::max(card.width() + 4, 150.0), 30).toRect());
  m_titleEditor->selectAll();
  m_titleEditor->show();
  m_titleEditor->setFocus();
  QLineEdit* editor = m_titleEditor;
  const QString before = editor->text();
  connect(editor, &QLineEdit::editingFinished, this, [this, editor, id, before] {
    if (editor != m_titleEditor)
      return;
    m_titleEditor = nullptr;
    const QString now = editor->text().trimmed();
    const bool hadFocus = editor->hasFocus();
    editor->deleteLater();
    editor->hide();
    if (hadFocus)
      setFocus();
    if (now != before)
      emit renamed(id, now);
  });
}

} // namespace easel
