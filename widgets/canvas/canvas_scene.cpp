#include "widgets/canvas/canvas_scene.h"

#include <QCoreApplication>
#include <QLineF>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <limits>

namespace easel {

using namespace canvas;

namespace {

constexpr double kBend = 40; // a wire leaves its port at least this far

QString words(const char* text) { return QCoreApplication::translate("easel::Canvas", text); }

double distanceTo(const QPolygonF& line, const QPointF& at) {
  double nearest = std::numeric_limits<double>::max();
  for (int i = 1; i < line.size(); ++i) {
    const QPointF a = line[i - 1], d = line[i] - a;
    const double length = QPointF::dotProduct(d, d);
    const double t = length > 0 ? std::clamp(QPointF::dotProduct(at - a, d) / length, 0.0, 1.0) : 0.0;
    const QPointF off = a + t * d - at;
    nearest = std::min(nearest, QPointF::dotProduct(off, off));
  }
  return std::sqrt(nearest);
}

} // namespace

void CanvasScene::build(const CanvasGraph& graph) {
  m_graph = graph;
  m_index.clear();
  m_rects.clear();
  m_curves.clear();
  m_wiresOf = QList<QList<int>>(m_graph.nodes.size());
  for (int i = 0; i < m_graph.nodes.size(); ++i) {
    m_index.insert(m_graph.nodes[i].id, i);
    m_rects.append(QRectF(m_graph.nodes[i].at, QSizeF(kNodeWidth, kNodeHeight)));
  }
  for (int w = 0; w < m_graph.wires.size(); ++w) {
    const CanvasWire& wire = m_graph.wires[w];
    Curve c;
    c.from = m_index.value(wire.from, -1);
    c.to = m_index.value(wire.to, -1);
    if (c.from < 0 || c.to < 0)
      c.from = c.to = -1;
    m_curves.append(c);
    if (c.from < 0)
      continue;
    m_wiresOf[c.from].append(w);
    m_wiresOf[c.to].append(w);
    place(w);
  }
}

void CanvasScene::place(int wire) {
  Curve& c = m_curves[wire];
  const CanvasWire& w = m_graph.wires[wire];
  const PortPlace from = find({w.from, w.fromPort, true}), to = find({w.to, w.toPort, false});
  // A wire of a type that is not available has no port to go to; it ends at the middle of the card.
  const QRectF& a = m_rects[c.from];
  const QRectF& b = m_rects[c.to];
  c.line = curve(from.valid() ? port(from) : QPointF(a.right(), a.center().y()),
                 to.valid() ? port(to) : QPointF(b.left(), b.center().y()));
  c.bounds = c.line.boundingRect().adjusted(-3, -3, 3, 3);
}

QPolygonF CanvasScene::curve(const QPointF& from, const QPointF& to) {
  const double bend = std::max(kBend, std::abs(to.x() - from.x()) / 2);
  if (std::abs(to.y() - from.y()) < 0.5 && to.x() - from.x() > 0)
    return QPolygonF({from, to});
  const QPointF c1(from.x() + bend, from.y()), c2(to.x() - bend, to.y());
  const int parts = std::clamp(static_cast<int>(QLineF(from, to).length() / 10), 12, 40);
  QPolygonF line;
  line.reserve(parts + 1);
  for (int i = 0; i <= parts; ++i) {
    const double t = static_cast<double>(i) / parts, s = 1 - t;
    line.append(s * s * s * from + 3 * s * s * t * c1 + 3 * s * t * t * c2 + t * t * t * to);
  }
  return line;
}

void CanvasScene::shift(const QList<int>& nodes, const QPointF& by) {
  QSet<int> wires;
  for (const int node : nodes) {
    m_rects[node].translate(by);
    for (const int w : m_wiresOf[node])
      wires.insert(w);
  }
  for (const int w : std::as_const(wires))
    place(w);
}

QPointF CanvasScene::port(const PortPlace& p) const {
  const CanvasNode& node = m_graph.nodes[p.node];
  const int count = static_cast<int>(p.output ? node.outputs.size() : node.inputs.size());
  const QRectF& r = m_rects[p.node];
  const double step = std::min(20.0, r.height() / (count + 1));
  const double y = r.center().y() + (p.port - (count - 1) / 2.0) * step;
  return {p.output ? r.right() : r.left(), y};
}

PortPlace CanvasScene::find(const PortEnd& end) const {
  const int node = m_index.value(end.node, -1);
  if (node < 0)
    return {};
  const QList<CanvasPort>& ports = end.output ? m_graph.nodes[node].outputs : m_graph.nodes[node].inputs;
  for (int i = 0; i < ports.size(); ++i)
    if (ports[i].name == end.port)
      return {node, i, end.output};
  return {};
}

PortEnd CanvasScene::end(const PortPlace& p) const {
  const CanvasNode& node = m_graph.nodes[p.node];
  return {node.id, (p.output ? node.outputs : node.inputs)[p.port].name, p.output};
}

const CanvasPort* CanvasScene::portOf(const PortEnd& e) const {
  const PortPlace p = find(e);
  if (!p.valid())
    return nullptr;
  return &(p.output ? m_graph.nodes[p.node].outputs : m_graph.nodes[p.node].inputs)[p.port];
}

QRectF CanvasScene::frame(int frame) const {
  QRectF r;
  for (const QString& id : m_graph.frames[frame].nodes)
    if (const int i = m_index.value(id, -1); i >= 0)
      r = r.united(m_rects[i]);
  return r.isNull() ? r : r.adjusted(-kFrameMargin, -kFrameMargin - kFrameTitle, kFrameMargin, kFrameMargin);
}

QRectF CanvasScene::frameButton(int f) const {
  const QRectF r = frame(f);
  return QRectF(r.right() - 30, r.top() + 6, 22, 22);
}

QRectF CanvasScene::stackButton(int node) const {
  const QRectF& r = m_rects[node];
  return QRectF(r.right() - 28, r.bottom() - 27, 20, 20);
}

QRectF CanvasScene::bounds() const {
  QRectF all;
  for (const QRectF& r : m_rects)
    all = all.united(r);
  for (int f = 0; f < m_graph.frames.size(); ++f)
    all = all.united(frame(f));
  return all;
}

int CanvasScene::nodeAt(const QPointF& at) const {
  for (int i = nodeCount(); i-- > 0;)
    if (m_rects[i].contains(at))
      return i;
  return -1;
}

PortPlace CanvasScene::portAt(const QPointF& at, double reach) const {
  PortPlace best;
  double nearest = reach * reach;
  for (int i = nodeCount(); i-- > 0;) {
    if (!m_rects[i].adjusted(-reach, -reach, reach, reach).contains(at))
      continue;
    for (const bool output : {true, false}) {
      const int count = static_cast<int>((output ? m_graph.nodes[i].outputs : m_graph.nodes[i].inputs).size());
      for (int p = 0; p < count; ++p) {
        const QPointF off = port({i, p, output}) - at;
        if (const double d = QPointF::dotProduct(off, off); d < nearest) {
          nearest = d;
          best = {i, p, output};
        }
      }
    }
  }
  return best;
}

int CanvasScene::wireAt(const QPointF& at, double reach) const {
  int best = -1;
  double nearest = reach;
  for (int w = 0; w < m_curves.size(); ++w) {
    if (m_curves[w].from < 0 || !m_curves[w].bounds.adjusted(-reach, -reach, reach, reach).contains(at))
      continue;
    if (const double d = distanceTo(m_curves[w].line, at); d < nearest) {
      nearest = d;
      best = w;
    }
  }
  return best;
}

int CanvasScene::frameAt(const QPointF& at) const {
  for (int f = 0; f < m_graph.frames.size(); ++f) {
    QRectF bar = frame(f);
    bar.setHeight(kFrameTitle + kFrameMargin);
    if (bar.contains(at))
      return f;
  }
  return -1;
}

QList<int> CanvasScene::nodesIn(const QRectF& area) const {
  QList<int> found;
  for (int i = 0; i < nodeCount(); ++i)
    if (m_rects[i].intersects(area))
      found.append(i);
  return found;
}

QString CanvasScene::whyNot(const PortEnd& a, const PortEnd& b) const {
  const PortEnd& from = a.output ? a : b;
  const PortEnd& to = a.output ? b : a;
  if (a.output == b.output)
    return a.output ? words("A wire leads from an output to an input.") : words("A wire leads to an input from an output.");
  const CanvasPort* out = portOf(from);
  const CanvasPort* in = portOf(to);
  if (!out || !in)
    return words("This node is not available in this version.");
  if (out->kind != in->kind)
    return words("“%1” takes %2, but “%3” gives %4.").arg(in->label, in->kind, out->label, out->kind);
  if (from.node == to.node)
    return words("A node cannot feed itself.");
  if (reachable(m_index.value(to.node), true).contains(m_index.value(from.node)))
    return words("That would close a circle: results can only flow forward.");
  return {};
}

PortPlace CanvasScene::fitting(const PortEnd& from, int node) const {
  const CanvasNode& n = m_graph.nodes[node];
  PortPlace taken;
  const bool output = !from.output;
  const QList<CanvasPort>& ports = output ? n.outputs : n.inputs;
  for (int i = 0; i < ports.size(); ++i) {
    if (!whyNot(from, {n.id, ports[i].name, output}).isEmpty())
      continue;
    const bool isTaken = !output && std::any_of(m_graph.wires.begin(), m_graph.wires.end(), [&](const CanvasWire& w) {
                           return w.to == n.id && w.toPort == ports[i].name;
                         });
    if (!isTaken)
      return {node, i, output};
    if (!taken.valid())
      taken = {node, i, output};
  }
  return taken;
}

bool CanvasScene::canInsert(int node, const CanvasWire& wire) const {
  const CanvasNode& n = m_graph.nodes[node];
  if (!m_wiresOf[node].isEmpty() || n.id == wire.from || n.id == wire.to)
    return false;
  const CanvasPort* carried = portOf({wire.from, wire.fromPort, true});
  const auto fits = [&](const CanvasPort& p) { return carried && p.kind == carried->kind; };
  return std::any_of(n.inputs.begin(), n.inputs.end(), fits) && std::any_of(n.outputs.begin(), n.outputs.end(), fits);
}

int CanvasScene::neighbour(int node, Towards direction) const {
  const QPointF here = m_rects[node].center();
  int best = -1;
  double nearest = std::numeric_limits<double>::max();
  const auto offer = [&](int other, double cost) {
    if (other != node && cost < nearest) {
      nearest = cost;
      best = other;
    }
  };
  if (direction == Towards::Left || direction == Towards::Right) {
    for (const int w : m_wiresOf[node]) {
      const int other = direction == Towards::Right ? m_curves[w].to : m_curves[w].from;
      offer(other, std::abs(m_rects[other].center().y() - here.y()));
    }
    if (best >= 0)
      return best;
  }
  const bool level = direction == Towards::Left || direction == Towards::Right;
  const double sign = direction == Towards::Right || direction == Towards::Down ? 1 : -1;
  for (int i = 0; i < nodeCount(); ++i) {
    const QPointF d = m_rects[i].center() - here;
    const double along = sign * (level ? d.x() : d.y()), across = std::abs(level ? d.y() : d.x());
    if (along > 1)
      offer(i, along + 2 * across);
  }
  return best;
}

QList<int> CanvasScene::reachable(int node, bool downstream) const {
  QList<int> found{node};
  QList<bool> seen(nodeCount(), false);
  seen[node] = true;
  for (int k = 0; k < found.size(); ++k)
    for (const int w : m_wiresOf[found[k]]) {
      const Curve& c = m_curves[w];
      const int other = downstream ? c.to : c.from;
      if ((downstream ? c.from : c.to) == found[k] && !seen[other]) {
        seen[other] = true;
        found.append(other);
      }
    }
  return found;
}

} // namespace easel
