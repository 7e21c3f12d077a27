#include "widgets/canvas/mini_map.h"

#include "widgets/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace easel {

MiniMap::MiniMap(CanvasView& canvas, QWidget* parent) : QWidget(parent), m_canvas(canvas) {
  setAccessibleName(tr("Small map of the flow"));
  setCursor(Qt::PointingHandCursor);
  const auto redraw = [this] { update(); };
  connect(&canvas, &CanvasView::viewChanged, this, redraw);
  connect(&canvas, &CanvasView::selectionChanged, this, redraw);
  connect(&canvas.model(), &CanvasModel::reset, this, redraw);
  connect(&canvas.model(), &CanvasModel::updated, this, redraw);
}

QTransform MiniMap::toMap() const {
  QRectF all = m_canvas.scene().bounds();
  all = all.isNull() ? m_canvas.visibleScene() : all.adjusted(-20, -20, 20, 20);
  const QRectF inside = QRectF(rect()).adjusted(8, 8, -8, -8);
  const double scale = std::min({inside.width() / all.width(), inside.height() / all.height(), 0.2});
  QTransform t;
  t.translate(inside.center().x(), inside.center().y());
  t.scale(scale, scale);
  t.translate(-all.center().x(), -all.center().y());
  return t;
}

void MiniMap::paintEvent(QPaintEvent*) {
  QPainter p(this);
  p.setRenderHint(QPainter::Antialiasing);
  p.setPen(QPen(color(Tone::Line), 1));
  p.setBrush(color(Tone::Surface));
  p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
  const QTransform t = toMap();
  p.setPen(Qt::NoPen);
  const CanvasScene& scene = m_canvas.scene();
  const QList<CanvasNode>& nodes = m_canvas.model().graph().nodes;
  for (int i = 0; i < scene.nodeCount() && i < nodes.size(); ++i) {
    QRectF block = t.mapRect(scene.rect(i));
    block = QRectF(block.topLeft(), QSizeF(std::max(block.width(), 2.0), std::max(block.height() * 0.8, 2.0)));
    p.setBrush(color(m_canvas.isSelected(i) ? Tone::Accent : stateTone(nodes[i])));
    p.drawRoundedRect(block, 2, 2);
  }
  const QRectF seen = t.mapRect(m_canvas.visibleScene()).intersected(QRectF(rect()).adjusted(4, 4, -4, -4));
  p.setBrush(Qt::NoBrush);
  p.setPen(QPen(color(Tone::Accent), 1));
  p.drawRoundedRect(seen, 3, 3);
}

void MiniMap::jump(const QPointF& at) { m_canvas.centerOn(toMap().inverted().map(at)); }
void MiniMap::mousePressEvent(QMouseEvent* event) { jump(event->position()); }
void MiniMap::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons() & Qt::LeftButton)
    jump(event->position());
}

} // namespace easel
