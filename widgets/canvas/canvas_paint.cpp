// How the canvas gets onto the screen. What lies still is a picture of the view, moved when the canvas is panned; cards are
// pictures for the zoom, because text is what costs; what moves or is lit is painted over it, frame by frame. While the
// wheel turns, the picture is stretched, over blocks for what it does not cover.
#include "widgets/canvas/canvas_view.h"

#include "widgets/theme/theme.h"

#include <QPaintEvent>

#include <algorithm>
#include <cmath>

namespace easel {

void CanvasView::spoil(const QRect& view) {
  m_layerDirty += view;
  update(view);
}

void CanvasView::paintEvent(QPaintEvent* event) {
  QPainter p(this);
  if (m_zooming && m_layerZoom > 0) {
    paintFar(p);
    const QRectF scene(m_layerOrigin, m_layer.deviceIndependentSize() / m_layerZoom);
    p.drawPixmap(toView(scene), m_layer, QRectF(m_layer.rect()));
  } else {
    refreshLayer();
    const double ratio = m_layer.devicePixelRatio();
    const QRectF part = event->rect();
    p.drawPixmap(part, m_layer, QRectF(part.topLeft() * ratio, part.size() * ratio));
  }
  p.scale(m_zoom, m_zoom);
  p.translate(-m_origin);
  paintOver(p);
}

void CanvasView::refreshLayer() {
  const double ratio = devicePixelRatioF();
  const QSize wanted = (QSizeF(size()) * ratio).toSize();
  if (m_layer.size() != wanted || m_layer.devicePixelRatio() != ratio) {
    m_layer = QPixmap(wanted);
    m_layer.setDevicePixelRatio(ratio);
    m_layerDirty = rect();
  } else if (m_layerZoom != m_zoom) {
    m_layerDirty = rect();
  } else if (m_layerOrigin != m_origin) {
    const QPointF by = (m_layerOrigin - m_origin) * m_zoom; // whole device pixels
    const QPoint pixels(qRound(by.x() * ratio), qRound(by.y() * ratio));
    if (std::abs(pixels.x()) >= wanted.width() || std::abs(pixels.y()) >= wanted.height()) {
      m_layerDirty = rect();
    } else {
      QRegion bare;
      m_layer.scroll(pixels.x(), pixels.y(), m_layer.rect(), &bare);
      QRegion dirty;
      for (const QRect& r : m_layerDirty)
        dirty += QRectF(QRectF(r).translated(by)).toAlignedRect();
      for (const QRect& r : bare)
        dirty += QRectF(QPointF(r.topLeft()) / ratio, QSizeF(r.size()) / ratio).toAlignedRect();
      m_layerDirty = dirty;
    }
  }
  m_layerOrigin = m_origin;
  m_layerZoom = m_zoom;
  const QRegion dirty = m_layerDirty & rect();
  m_layerDirty = QRegion();
  if (dirty.isEmpty())
    return;
  QPainter p(&m_layer);
  if (dirty.rectCount() > 6)
    paintLayer(p, dirty.boundingRect());
  else
    for (const QRect& part : dirty)
      paintLayer(p, part);
}

void CanvasView::paintLayer(QPainter& p, const QRect& part) {
  p.save();
  p.setClipRect(part);
  paintCanvasGround(p, part, m_origin, m_zoom);
  const QRectF seen = QRectF(toScene(part.topLeft()), QSizeF(part.size()) / m_zoom).adjusted(-16, -16, 16, 16);
  p.save();
  p.scale(m_zoom, m_zoom);
  p.translate(-m_origin);
  const CanvasGraph& graph = m_model.graph();
  for (int f = 0; f < graph.frames.size(); ++f)
    if (const QRectF frame = m_scene.frame(f); frame.intersects(seen))
      paintCanvasFrame(p, frame, m_scene.frameButton(f), graph.frames[f].title, m_zoom);
  paintWires(p, seen, false);
  const QList<int> nodes = m_scene.nodesIn(seen);
  if (m_zoom < kBlockZoom) {
    p.setRenderHint(QPainter::Antialiasing, false);
    for (const int i : nodes)
      if (!isLively(i))
        m_nodePainter->paint(p, graph.nodes[i], m_scene.rect(i), {m_zoom, m_gesture == Gesture::Wire && !m_reachable.contains(i)});
  }
  p.restore();
  if (m_zoom >= kBlockZoom)
    for (const int i : nodes)
      if (!isLively(i))
        paintCard(p, i);
  p.restore();
}

/// Blocks and thin wires: quick, for the moment in which the zoom changes.
void CanvasView::paintFar(QPainter& p) {
  paintCanvasGround(p, rect(), m_origin, m_zoom);
  p.save();
  p.scale(m_zoom, m_zoom);
  p.translate(-m_origin);
  const QRectF seen = visibleScene().adjusted(-16, -16, 16, 16);
  for (const CanvasScene::Curve& c : m_scene.curves())
    if (c.from >= 0 && c.bounds.intersects(seen))
      m_wirePainter->paint(p, c.line, WireLook::Normal, 0);
  for (const int i : m_scene.nodesIn(seen))
    m_nodePainter->paint(p, m_model.graph().nodes[i], m_scene.rect(i), {0, false});
  p.restore();
}

/// What moves, is chosen or is lit.
void CanvasView::paintOver(QPainter& p) {
  const CanvasGraph& graph = m_model.graph();
  const QRectF seen = visibleScene().adjusted(-16, -16, 16, 16);
  paintWires(p, seen, true);
  for (const int i : m_dragged) {
    if (m_zoom < kBlockZoom) {
      m_nodePainter->paint(p, graph.nodes[i], m_scene.rect(i), {m_zoom, false});
      continue;
    }
    p.save();
    p.resetTransform();
    paintCard(p, i);
    p.restore();
  }
  if (m_current >= 0 && m_current < m_scene.nodeCount() && hasFocus() && !m_selected.contains(m_current))
    m_nodePainter->paintSelection(p, graph.nodes[m_current], m_scene.rect(m_current), false);
  for (const int i : std::as_const(m_selected))
    if (m_scene.rect(i).intersects(seen)) {
      m_nodePainter->paintSelection(p, graph.nodes[i], m_scene.rect(i), true);
      if (m_zoom >= kBlockZoom)
        paintPorts(p, i, false); // they lie on the frame
    }
  for (const PortPlace& lit : {m_hoveredPort, m_wireTarget})
    if (lit.valid() && lit.node < m_scene.nodeCount())
      paintPorts(p, lit.node, true);
  paintGesture(p);
}

/// From a picture that was made for this zoom.
void CanvasView::paintCard(QPainter& painter, int node) {
  const CanvasNode& n = m_model.graph().nodes[node];
  const bool dimmed = m_gesture == Gesture::Wire && !m_reachable.contains(node);
  const double margin = m_nodePainter->margin();
  const QRectF card = m_scene.rect(node);
  const QRectF whole = card.adjusted(-margin, -margin, margin, margin);
  const double ratio = devicePixelRatioF();
  Picture* picture = m_pictures.object(node);
  if (!picture || picture->zoom != m_zoom || picture->pixmap.devicePixelRatio() != ratio) {
    auto* made = new Picture;
    made->zoom = m_zoom;
    made->pixmap = QPixmap((whole.size() * m_zoom * ratio).toSize() + QSize(1, 1));
    made->pixmap.setDevicePixelRatio(ratio);
    made->pixmap.fill(Qt::transparent);
    {
      QPainter p(&made->pixmap);
      p.scale(m_zoom, m_zoom);
      p.translate(-whole.topLeft());
      m_nodePainter->paint(p, n, card, {m_zoom, false});
      paintPorts(p, node, false);
    }
    const QSize size = made->pixmap.size();
    m_pictures.insert(node, made, 1 + size.width() * size.height() * 4 / 1024);
    picture = m_pictures.object(node);
    if (!picture)
      return;
  }
  if (dimmed)
    painter.setOpacity(0.35);
  const QPointF at = toView(whole.topLeft());
  painter.drawPixmap(QPointF(std::round(at.x() * ratio) / ratio, std::round(at.y() * ratio) / ratio), picture->pixmap);
  painter.setOpacity(1);
}

void CanvasView::paintPorts(QPainter& painter, int node, bool onlyLit) {
  const CanvasNode& n = m_model.graph().nodes[node];
  for (const bool output : {false, true}) {
    const QList<CanvasPort>& ports = output ? n.outputs : n.inputs;
    for (int i = 0; i < ports.size(); ++i) {
      const PortPlace place{node, i, output};
      const bool lit = place == m_hoveredPort || place == m_wireTarget;
      if (!onlyLit || lit)
        m_nodePainter->paintPort(painter, ports[i], m_scene.port(place), lit && onlyLit);
    }
  }
}

/// lively: those that follow a card that is dragged, and the one under the pointer; else all others.
void CanvasView::paintWires(QPainter& painter, const QRectF& seen, bool lively) {
  const QList<CanvasScene::Curve>& curves = m_scene.curves();
  const CanvasGraph& graph = m_model.graph();
  const bool dragging = !m_dragged.isEmpty();
  const auto moves = [&](int w) { return dragging && (isLively(curves[w].from) || isLively(curves[w].to)); };
  if (lively) {
    for (int w = 0; dragging && w < curves.size(); ++w)
      if (curves[w].from >= 0 && moves(w) && curves[w].bounds.intersects(seen))
        m_wirePainter->paint(painter, curves[w].line, WireLook::Hot, m_zoom);
    for (const int w : {m_selectedWire, m_hoveredWire, m_dropWire})
      if (w >= 0 && w < curves.size() && curves[w].from >= 0)
        m_wirePainter->paint(painter, curves[w].line, WireLook::Selected, m_zoom);
    return;
  }
  const auto lookOf = [&](int w) {
    if (m_gesture == Gesture::Wire)
      return WireLook::Faded;
    const CanvasScene::Curve& c = curves[w];
    return m_selected.contains(c.from) || m_selected.contains(c.to) || graph.nodes[c.to].state == CanvasState::Running
               ? WireLook::Hot
               : WireLook::Normal;
  };
  QList<int> above;
  for (int w = 0; w < curves.size(); ++w) {
    if (curves[w].from < 0 || !curves[w].bounds.intersects(seen) || moves(w))
      continue;
    if (const WireLook look = lookOf(w); look != WireLook::Hot)
      m_wirePainter->paintPart(painter, curves[w].line, seen, look, m_zoom);
    else
      above.append(w);
  }
  for (const int w : above)
    m_wirePainter->paintPart(painter, curves[w].line, seen, WireLook::Hot, m_zoom);
}

void CanvasView::paintGesture(QPainter& p) {
  if (m_gesture == Gesture::Wire || m_searchFrom) {
    const PortPlace from = m_scene.find(m_wireFrom);
    if (from.valid()) {
      const QPointF a = m_scene.port(from), b = m_wireTarget.valid() ? m_scene.port(m_wireTarget) : m_wireEnd;
      m_wirePainter->paint(p, m_wireFrom.output ? CanvasScene::curve(a, b) : CanvasScene::curve(b, a), WireLook::Hot, 1);
    }
  }
  if (m_gesture == Gesture::Box && m_movedFar) {
    p.resetTransform();
    p.setRenderHint(QPainter::Antialiasing, false);
    QColor fill = color(Tone::Accent);
    p.setPen(fill);
    fill.setAlphaF(0.10F);
    p.setBrush(fill);
    p.drawRect(QRectF(m_pressed, m_last).normalized());
  }
  if (m_hoveredWire >= 0 && m_gesture == Gesture::None && m_wireFacts && !m_search->isVisible()) {
    if (const auto facts = m_wireFacts(m_model.graph().wires[m_hoveredWire])) {
      p.resetTransform();
      const QSizeF size = wireCardSize(*facts);
      QPointF at = m_last + QPointF(14, 18);
      at.setX(std::clamp(at.x(), 4.0, std::max(4.0, width() - size.width() - 4)));
      if (at.y() + size.height() > height() - 4)
        at.setY(m_last.y() - size.height() - 10);
      paintWireCard(p, QRectF(at.toPoint(), size), *facts);
    }
  }
}

} // namespace easel
