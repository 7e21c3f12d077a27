// The canvas by mouse: select, move, pan, zoom, wire by drag or by two clicks, drop.
#include "widgets/canvas/canvas_view.h"

#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <QApplication>

#include <cmath>

namespace easel {

using namespace canvas;

namespace {
constexpr double kPortReach = 11; // in view pixels
constexpr double kWireReach = 6;
constexpr double kWheelStep = 1.2; // a notch of the wheel

double snapped(double v) { return std::round(v / kGrid) * kGrid; }
bool adds(Qt::KeyboardModifiers m) { return m & (Qt::ControlModifier | Qt::ShiftModifier); }
} // namespace

void CanvasView::mousePressEvent(QMouseEvent* event) {
  m_fitWanted = false;
  setFocus(Qt::MouseFocusReason);
  m_pressed = m_last = event->position();
  m_pointer = toScene(m_pressed);
  m_movedFar = false;
  if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_spaceDown)) {
    stopGesture();
    m_gesture = Gesture::Pan;
    m_spaceUsed = true;
    setCursor(Qt::ClosedHandCursor);
    return;
  }
  if (m_gesture == Gesture::Wire) { // the second click of two
    if (event->button() == Qt::LeftButton)
      endWire(m_pressed);
    else
      stopGesture();
    return;
  }
  if (event->button() != Qt::LeftButton)
    return;
  for (int f = 0; f < m_model.graph().frames.size(); ++f)
    if (m_scene.frameButton(f).contains(m_pointer)) {
      emit foldWanted(m_model.graph().frames[f].id);
      return;
    }
  const PortPlace port = m_zoom >= kBlockZoom ? m_scene.portAt(m_pointer, kPortReach / m_zoom) : PortPlace();
  if (port.valid() && !m_readOnly) {
    const PortEnd end = m_scene.end(port);
    if (!port.output) // an end that is taken is picked up again
      for (const CanvasWire& w : m_model.graph().wires)
        if (w.to == end.node && w.toPort == end.port) {
          beginWire({w.from, w.fromPort, true}, w);
          return;
        }
    beginWire(end, std::nullopt);
    return;
  }
  const int node = m_scene.nodeAt(m_pointer);
  if (node >= 0) {
    if (m_model.graph().nodes[node].steps > 1 && m_scene.stackButton(node).contains(m_pointer)) {
      emit unfoldWanted(m_scene.id(node));
      return;
    }
    QSet<int> nodes = m_selected;
    if (adds(event->modifiers())) {
      if (!nodes.remove(node))
        nodes.insert(node);
      choose(nodes, node);
    } else if (!nodes.contains(node)) {
      choose({node}, node);
    } else if (m_current != node) {
      setCurrent(node);
    }
    m_gesture = Gesture::Move;
    return;
  }
  const int frame = m_scene.frameAt(m_pointer);
  if (frame >= 0) { // the bar of a frame stands for its nodes
    select(m_model.graph().frames[frame].nodes);
    m_gesture = Gesture::Move;
    return;
  }
  if (const int wire = m_scene.wireAt(m_pointer, kWireReach / m_zoom); wire >= 0) {
    choose({}, -1);
    m_selectedWire = wire;
    update();
    emit selectionChanged();
    return;
  }
  m_selectedBefore = adds(event->modifiers()) ? m_selected : QSet<int>();
  choose(m_selectedBefore, m_selectedBefore.isEmpty() ? -1 : m_current);
  m_gesture = Gesture::Box;
}

void CanvasView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF now = event->position(), by = now - m_last;
  m_last = now;
  m_pointer = toScene(now);
  if (m_gesture == Gesture::None) {
    hover(now);
    return;
  }
  m_movedFar = m_movedFar || (now - m_pressed).manhattanLength() >= QApplication::startDragDistance();
  switch (m_gesture) {
  case Gesture::Pan: setOrigin(m_origin - by / m_zoom); break;
  case Gesture::Box:
    if (m_movedFar) {
      QSet<int> nodes = m_selectedBefore;
      const QRectF box = QRectF(toScene(m_pressed), m_pointer).normalized();
      for (const int i : m_scene.nodesIn(box))
        nodes.insert(i);
      choose(nodes, nodes.isEmpty() ? -1 : *nodes.begin());
    }
    break;
  case Gesture::Move: {
    if (!m_movedFar || m_readOnly)
      break;
    if (m_dragged.isEmpty()) {
      m_dragged = QList<int>(m_selected.begin(), m_selected.end());
      spoil(); // they leave the picture of what lies still
    }
    const QPointF scene = (now - m_pressed) / m_zoom;
    const QPointF wanted(snapped(scene.x()), snapped(scene.y()));
    m_scene.shift(m_dragged, wanted - m_dragBy);
    m_dragBy = wanted;
    m_dropWire = wireUnderCards().value_or(-1);
    update();
    break;
  }
  case Gesture::Wire: traceWire(now); break;
  case Gesture::None: break;
  }
}

/// The wire below the middle of the one card that is dragged, if that card could be put into it.
std::optional<int> CanvasView::wireUnderCards() const {
  if (m_dragged.size() != 1)
    return std::nullopt;
  const int wire = m_scene.wireAt(m_scene.rect(m_dragged.first()).center(), kNodeHeight / 3);
  if (wire < 0 || !m_scene.canInsert(m_dragged.first(), m_model.graph().wires[wire]))
    return std::nullopt;
  return wire;
}

void CanvasView::mouseReleaseEvent(QMouseEvent* event) {
  m_last = event->position();
  m_pointer = toScene(m_last);
  switch (m_gesture) {
  case Gesture::Wire:
    if (m_movedFar)
      endWire(m_last);
    else
      m_wireClicks = true; // the next click is the other end
    return;
  case Gesture::Move:
    if (!m_dragged.isEmpty())
      finishMove();
    else if (!adds(event->modifiers()) && m_current >= 0 && !m_movedFar && m_scene.frameAt(m_pointer) < 0)
      choose({m_current}, m_current);
    break;
  case Gesture::Pan: unsetCursor(); break;
  case Gesture::Box:
  case Gesture::None: break;
  }
  m_gesture = Gesture::None;
  update();
}

void CanvasView::finishMove() {
  const QList<int> dragged = std::exchange(m_dragged, {});
  const QPointF by = std::exchange(m_dragBy, {});
  const int wire = std::exchange(m_dropWire, -1);
  m_gesture = Gesture::None;
  spoil();
  if (wire >= 0) {
    const int node = dragged.first();
    emit putIntoWanted(m_scene.id(node), m_model.graph().wires[wire], m_scene.rect(node).topLeft());
    return;
  }
  if (by.isNull())
    return;
  QHash<QString, QPointF> places;
  for (const int i : dragged)
    places.insert(m_scene.id(i), m_scene.rect(i).topLeft());
  emit moved(places);
}

void CanvasView::stopGesture() {
  if (!m_dragged.isEmpty() && !m_dragBy.isNull())
    m_scene.shift(m_dragged, -m_dragBy);
  m_dragged.clear();
  m_dragBy = {};
  m_dropWire = -1;
  m_gesture = Gesture::None;
  m_wireClicks = false;
  m_wireInstead.reset();
  m_wireTarget = {};
  m_wireReason.clear();
  m_wireChoices.clear();
  m_wireChoice = -1;
  m_reachable.clear();
  unsetCursor();
  spoil();
}

void CanvasView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton)
    return;
  m_pointer = toScene(event->position());
  const int node = m_scene.nodeAt(m_pointer);
  if (node < 0) {
    if (!m_readOnly && m_scene.frameAt(m_pointer) < 0)
      openSearch(m_pointer);
    return;
  }
  if (m_model.graph().nodes[node].steps > 1)
    emit unfoldWanted(m_scene.id(node));
  else
    emit opened(m_scene.id(node));
}

void CanvasView::wheelEvent(QWheelEvent* event) {
  m_fitWanted = false;
  const QPoint pixels = event->pixelDelta(), angle = event->angleDelta();
  if (!pixels.isNull() && event->phase() != Qt::NoScrollPhase && !(event->modifiers() & Qt::ControlModifier)) {
    setOrigin(m_origin - QPointF(pixels) / m_zoom); // a touch pad pans
  } else if (event->modifiers() & Qt::ShiftModifier) {
    setOrigin(m_origin - QPointF(angle.y() + angle.x(), 0) / m_zoom);
  } else if (angle.y() != 0) {
    setZoom(m_zoom * std::pow(kWheelStep, angle.y() / 120.0), event->position());
  }
  event->accept();
}

void CanvasView::leaveEvent(QEvent*) {
  setHoveredWire(-1);
  if (m_hoveredPort.valid()) {
    m_hoveredPort = {};
    update();
  }
}

void CanvasView::hover(const QPointF& view) {
  const QPointF scene = toScene(view);
  const PortPlace port = m_zoom >= kBlockZoom ? m_scene.portAt(scene, kPortReach / m_zoom) : PortPlace();
  if (!(port == m_hoveredPort)) {
    m_hoveredPort = port;
    update();
  }
  const bool free = !port.valid() && m_scene.nodeAt(scene) < 0;
  setHoveredWire(free ? m_scene.wireAt(scene, kWireReach / m_zoom) : -1);
  if (m_hoveredWire >= 0)
    update(); // its card follows the pointer
  setCursor(port.valid() && !m_readOnly ? Qt::CrossCursor : Qt::ArrowCursor);
}

void CanvasView::setHoveredWire(int wire) {
  if (wire == m_hoveredWire)
    return;
  m_hoveredWire = wire;
  update();
}

// Wires --------------------------------------------------------------------------------------------------------------

void CanvasView::beginWire(const PortEnd& from, std::optional<CanvasWire> instead) {
  m_gesture = Gesture::Wire;
  m_wireFrom = from;
  m_wireInstead = std::move(instead);
  m_wireEnd = m_pointer;
  m_wireClicks = false;
  m_wireTarget = {};
  m_reachable = {m_scene.find(from).node};
  for (int i = 0; i < m_scene.nodeCount(); ++i)
    if (m_scene.fitting(from, i).valid())
      m_reachable.insert(i);
  setHoveredWire(-1);
  spoil(); // what cannot be reached dims
}

void CanvasView::traceWire(const QPointF& view) {
  m_wireEnd = toScene(view);
  PortPlace port = m_scene.portAt(m_wireEnd, 2 * kPortReach / m_zoom);
  const int node = m_scene.nodeAt(m_wireEnd);
  const PortPlace start = m_scene.find(m_wireFrom);
  if (!port.valid() && node >= 0 && node != start.node)
    port = m_scene.fitting(m_wireFrom, node);
  m_wireTarget = {};
  m_wireReason.clear();
  if (port.valid() && !(port == start)) {
    m_wireReason = m_scene.whyNot(m_wireFrom, m_scene.end(port));
    if (m_wireReason.isEmpty())
      m_wireTarget = port;
  } else if (node >= 0 && node != start.node) {
    const CanvasNode& n = m_model.graph().nodes[node];
    const QList<CanvasPort>& ports = m_wireFrom.output ? n.inputs : n.outputs;
    m_wireReason = ports.isEmpty() ? tr("“%1” has no place for this wire.").arg(n.title)
                                   : m_scene.whyNot(m_wireFrom, {n.id, ports.first().name, !m_wireFrom.output});
  }
  if (m_wireReason.isEmpty())
    QToolTip::hideText();
  else
    QToolTip::showText(mapToGlobal(view.toPoint()), m_wireReason, this);
  update();
}

void CanvasView::endWire(const QPointF& view) {
  traceWire(view);
  const PortPlace target = m_wireTarget;
  const std::optional<CanvasWire> instead = m_wireInstead;
  const PortEnd from = m_wireFrom;
  const bool refused = !m_wireReason.isEmpty();
  const bool onNode = m_scene.nodeAt(m_wireEnd) >= 0;
  QToolTip::hideText();
  stopGesture();
  if (target.valid()) {
    const PortEnd to = m_scene.end(target);
    const CanvasWire wire = from.output ? CanvasWire{from.node, from.port, to.node, to.port}
                                        : CanvasWire{to.node, to.port, from.node, from.port};
    if (!instead || !(*instead == wire))
      emit wireWanted(wire, instead);
  } else if (instead && !onNode) {
    emit removeWanted({}, {*instead}); // pulled out and let go
  } else if (!refused && !onNode) {
    m_wireFrom = from;
    openSearch(m_wireEnd, from);
  }
}

// Dropping node types ------------------------------------------------------------------------------------------------

void CanvasView::dragEnterEvent(QDragEnterEvent* event) {
  if (!m_readOnly && event->mimeData()->hasFormat(kNodeTypeMime))
    event->acceptProposedAction();
}

void CanvasView::dragMoveEvent(QDragMoveEvent* event) {
  const int wire = m_scene.wireAt(toScene(event->position()), 14 / m_zoom);
  if (wire != m_dropWire) {
    m_dropWire = wire;
    update();
  }
  event->acceptProposedAction();
}

void CanvasView::dragLeaveEvent(QDragLeaveEvent*) {
  m_dropWire = -1;
  update();
}

void CanvasView::dropEvent(QDropEvent* event) {
  const QString type = QString::fromUtf8(event->mimeData()->data(kNodeTypeMime));
  const QPointF at = toScene(event->position()) - QPointF(kNodeWidth / 2, kNodeHeight / 2);
  const QPointF place(snapped(at.x()), snapped(at.y()));
  const int wire = std::exchange(m_dropWire, -1);
  m_fitWanted = false;
  event->acceptProposedAction();
  setFocus(Qt::MouseFocusReason);
  if (wire >= 0)
    emit insertWanted(type, m_model.graph().wires[wire], place);
  else
    emit nodeWanted(type, place, std::nullopt);
  update();
}

void CanvasView::contextMenuEvent(QContextMenuEvent* event) {
  stopGesture();
  QPointF view = event->pos();
  QPoint global = event->globalPos();
  if (event->reason() == QContextMenuEvent::Mouse) {
    const int node = m_scene.nodeAt(toScene(view));
    if (node >= 0 && !m_selected.contains(node))
      choose({node}, node);
    if (node < 0)
      if (const int wire = m_scene.wireAt(toScene(view), kWireReach / m_zoom); wire >= 0) {
        choose({}, -1);
        m_selectedWire = wire;
        emit selectionChanged();
      }
  } else if (m_current >= 0) {
    view = toView(m_scene.rect(m_current).center());
    global = mapToGlobal(view.toPoint());
  }
  m_pointer = toScene(view);
  emit menuWanted(global, m_pointer);
}

void CanvasView::showNodeTip(const QPoint& global, const QPointF& view) {
  const QPointF scene = toScene(view);
  QString text;
  if (const PortPlace port = m_scene.portAt(scene, kPortReach / m_zoom); port.valid()) {
    const CanvasNode& n = m_model.graph().nodes[port.node];
    const CanvasPort& p = (port.output ? n.outputs : n.inputs)[port.port];
    text = port.output ? tr("%1: gives %2").arg(p.label, p.kind) : tr("%1: takes %2").arg(p.label, p.kind);
  } else if (const int node = m_scene.nodeAt(scene); node >= 0) {
    const CanvasNode& n = m_model.graph().nodes[node];
    QStringList lines{n.title + " · " + stateWord(n)};
    for (const QString& line : {n.outline, n.error, n.warning})
      if (!line.isEmpty())
        lines.append(line);
    text = lines.join('\n');
  }
  if (text.isEmpty())
    QToolTip::hideText();
  else
    QToolTip::showText(global, text, this);
}

} // namespace easel
