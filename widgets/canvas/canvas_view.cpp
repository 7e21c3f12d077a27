#include "widgets/canvas/canvas_view.h"

#include "widgets/canvas/canvas_accessible.h"
#include "widgets/theme/theme.h"

#include <QLineEdit>
#include <QEvent>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace easel {

using namespace canvas;

namespace {
constexpr double kLeast = 0.04, kMost = 2.5;
constexpr int kCrispMillis = 90; // after the last step of the wheel
constexpr int kPictureBudget = 48 << 10; // KiB of cards kept as pictures
} // namespace

CanvasView::CanvasView(CanvasModel& model, QWidget* parent)
    : QWidget(parent), m_model(model), m_nodePainter(std::make_unique<CardPainter>()),
      m_wirePainter(std::make_unique<WirePainter>()), m_search(new NodeSearch(this)), m_pictures(kPictureBudget),
      m_crisp(new QTimer(this)) {
  m_crisp->setSingleShot(true);
  m_crisp->setInterval(kCrispMillis);
  connect(m_crisp, &QTimer::timeout, this, [this] {
    m_zooming = false;
    update();
  });
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAcceptDrops(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMinimumSize(160, 120);
  setAccessibleName(tr("Flow"));
  installCanvasAccessibility();
  connect(&model, &CanvasModel::reset, this, &CanvasView::rebuild);
  connect(&model, &CanvasModel::updated, this, [this](const QList<int>& nodes) {
    for (const int i : nodes) {
      m_pictures.remove(i);
      spoil(toView(m_scene.rect(i).adjusted(-20, -20, 20, 20)).toAlignedRect());
      tellCanvasState(this, i);
    }
  });
  connect(m_search, &NodeSearch::chosen, this, [this](const QString& type) {
    const QPointF at(std::round(m_searchAt.x() / kGrid) * kGrid, std::round(m_searchAt.y() / kGrid) * kGrid);
    emit nodeWanted(type, at, std::exchange(m_searchFrom, std::nullopt));
  });
  connect(m_search, &NodeSearch::dismissed, this, [this] {
    m_searchFrom.reset();
    update();
  });
  rebuild();
}

CanvasView::~CanvasView() = default;

void CanvasView::setPainters(std::unique_ptr<NodePainter> nodes, std::unique_ptr<WirePainter> wires) {
  m_nodePainter = std::move(nodes);
  m_wirePainter = std::move(wires);
  m_pictures.clear();
  spoil();
}

void CanvasView::rebuild() {
  // Selection and keyboard stay with the nodes that are still there.
  QStringList chosen;
  QString now;
  for (const int i : std::as_const(m_selected))
    if (i < m_scene.nodeCount())
      chosen.append(m_scene.id(i));
  if (m_current >= 0 && m_current < m_scene.nodeCount())
    now = m_scene.id(m_current);
  const QStringList before = selection();
  const bool wasEmpty = m_scene.nodeCount() == 0;
  stopGesture();
  m_scene.build(m_model.graph());
  m_pictures.clear();
  m_selected.clear();
  for (const QString& id : std::as_const(chosen))
    if (const int i = m_model.indexOf(id); i >= 0)
      m_selected.insert(i);
  m_current = m_model.indexOf(now);
  m_selectedWire = m_hoveredWire = m_dropWire = -1;
  m_hoveredPort = {};
  forgetCanvasChildren(this);
  if (m_fitWanted && wasEmpty && !m_model.graph().nodes.isEmpty())
    fitAll();
  spoil();
  if (selection() != before)
    emit selectionChanged();
}

// Looking ------------------------------------------------------------------------------------------------------------

QRectF CanvasView::room() const {
  const QRectF all = QRectF(rect()).marginsRemoved(m_covered);
  return all.width() > 80 && all.height() > 60 ? all : QRectF(rect());
}

void CanvasView::setCovered(const QMargins& covered) {
  if (m_covered == covered)
    return;
  m_covered = covered;
  if (m_fitWanted)
    fitAll();
}

void CanvasView::setOrigin(const QPointF& origin) {
  // On whole device pixels, so that cards stay crisp and pictures fit.
  const double step = m_zoom * devicePixelRatioF();
  m_origin = QPointF(std::round(origin.x() * step) / step, std::round(origin.y() * step) / step);
  update();
  emit viewChanged();
}

void CanvasView::setZoom(double zoom, std::optional<QPointF> anchor) {
  const QPointF fixed = anchor.value_or(room().center());
  const QPointF scene = toScene(fixed);
  m_zooming = isVisible() && !m_layer.isNull();
  m_crisp->start();
  m_zoom = std::clamp(zoom, kLeast, kMost);
  if (std::abs(m_zoom - 1) < 0.02)
    m_zoom = 1;
  m_fitWanted = false;
  setOrigin(scene - fixed / m_zoom);
}

void CanvasView::fit(const QRectF& scene, double most) {
  const QRectF r = room().adjusted(24, 20, -24, -20);
  const QRectF s = scene.adjusted(-8, -8, 8, 8);
  m_zoom = std::clamp(std::min(r.width() / s.width(), r.height() / s.height()), kLeast, most);
  setOrigin(s.center() - r.center() / m_zoom);
}

void CanvasView::fitAll() {
  const QRectF all = m_scene.bounds();
  if (!all.isNull())
    fit(all, 1.0);
}

void CanvasView::fitSelection() {
  QRectF all;
  for (const int i : std::as_const(m_selected))
    all = all.united(m_scene.rect(i));
  if (all.isNull())
    fitAll();
  else
    fit(all, 1.25);
}

void CanvasView::reveal(const QString& node) {
  const int i = m_model.indexOf(node);
  if (i < 0)
    return;
  const QRectF r = toView(m_scene.rect(i).adjusted(-16, -16, 16, 16)), view = room();
  QPointF by;
  if (r.right() > view.right())
    by.rx() = r.right() - view.right();
  if (r.left() - by.x() < view.left())
    by.rx() = r.left() - view.left();
  if (r.bottom() > view.bottom())
    by.ry() = r.bottom() - view.bottom();
  if (r.top() - by.y() < view.top())
    by.ry() = r.top() - view.top();
  if (!by.isNull())
    setOrigin(m_origin + by / m_zoom);
}

void CanvasView::centerOn(const QPointF& scene) {
  m_fitWanted = false;
  setOrigin(scene - room().center() / m_zoom);
}

// Selection ----------------------------------------------------------------------------------------------------------

QStringList CanvasView::selection() const {
  QList<int> nodes(m_selected.begin(), m_selected.end());
  std::sort(nodes.begin(), nodes.end());
  QStringList ids;
  for (const int i : nodes)
    if (i < m_scene.nodeCount())
      ids.append(m_scene.id(i));
  return ids;
}

QString CanvasView::current() const {
  return m_current >= 0 && m_current < m_scene.nodeCount() ? m_scene.id(m_current) : QString();
}

std::optional<CanvasWire> CanvasView::selectedWire() const {
  if (m_selectedWire < 0 || m_selectedWire >= m_model.graph().wires.size())
    return std::nullopt;
  return m_model.graph().wires[m_selectedWire];
}

void CanvasView::choose(const QSet<int>& nodes, int current) {
  const bool different = nodes != m_selected || m_selectedWire >= 0;
  m_selected = nodes;
  m_selectedWire = -1;
  if (current != m_current)
    setCurrent(current);
  if (different)
    spoil(); // wires of the selection stand out
  update();
  if (different)
    emit selectionChanged();
}

void CanvasView::setCurrent(int node) {
  m_current = node;
  if (node >= 0)
    tellCanvasFocus(this, node);
  update();
}

void CanvasView::select(const QStringList& ids) {
  QSet<int> nodes;
  int last = -1;
  for (const QString& id : ids)
    if (const int i = m_model.indexOf(id); i >= 0) {
      nodes.insert(i);
      last = i;
    }
  choose(nodes, last);
}

void CanvasView::selectReachable(bool downstream) {
  QSet<int> all = m_selected;
  for (const int i : std::as_const(m_selected))
    for (const int other : m_scene.reachable(i, downstream))
      all.insert(other);
  choose(all, m_current);
}

void CanvasView::resizeEvent(QResizeEvent*) {
  if (m_fitWanted)
    fitAll();
  emit viewChanged();
}

void CanvasView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
    m_pictures.clear();
    spoil();
  }
  QWidget::changeEvent(event);
}

} // namespace easel
