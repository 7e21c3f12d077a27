// Where everything on the canvas lies, in scene coordinates: cards, ports, wires; and what lies at a point. Built from
// the model; while nodes are dragged their places differ from it for a moment. No painting, no events. GUI thread only.
#pragma once

#include "widgets/canvas/canvas_model.h"

#include <QPolygonF>
#include <QRectF>

namespace easel {

namespace canvas {
inline constexpr double kNodeWidth = 152, kNodeHeight = 62;
inline constexpr double kGrid = 4;
inline constexpr double kPortRadius = 5;
inline constexpr double kFrameMargin = 14, kFrameTitle = 24;
} // namespace canvas

struct PortPlace {
  int node = -1, port = -1;
  bool output = true;
  bool valid() const { return node >= 0 && port >= 0; }
  bool operator==(const PortPlace&) const = default;
};

enum class Towards { Left, Right, Up, Down };

class CanvasScene {
 public:
  void build(const CanvasGraph& graph);
  /// Shifts cards for as long as they are dragged.
  void shift(const QList<int>& nodes, const QPointF& by);

  int nodeCount() const { return static_cast<int>(m_rects.size()); }
  const QString& id(int node) const { return m_graph.nodes[node].id; }
  const QRectF& rect(int node) const { return m_rects[node]; }
  QPointF port(const PortPlace& place) const;
  PortPlace find(const PortEnd& end) const;
  PortEnd end(const PortPlace& place) const;
  QRectF frame(int frame) const;
  QRectF frameButton(int frame) const;
  /// The little button of a stack's card.
  QRectF stackButton(int node) const;
  QRectF bounds() const; // of all cards; null when there are none

  struct Curve {
    int from = -1, to = -1; // nodes; -1: the wire leads nowhere and is not drawn
    QPolygonF line;         // flattened: quick to draw and to hit
    QRectF bounds;
  };
  const QList<Curve>& curves() const { return m_curves; }
  static QPolygonF curve(const QPointF& from, const QPointF& to);

  int nodeAt(const QPointF& at) const; // the uppermost
  PortPlace portAt(const QPointF& at, double reach) const;
  int wireAt(const QPointF& at, double reach) const;
  int frameAt(const QPointF& at) const; // by its title bar
  QList<int> nodesIn(const QRectF& area) const;

  /// Why these two ends cannot be joined; empty: they can. An input that is taken gives its wire up for the new one.
  QString whyNot(const PortEnd& a, const PortEnd& b) const;
  /// The port of the node that would be taken when a wire from `from` is dropped on its card.
  PortPlace fitting(const PortEnd& from, int node) const;
  /// Standing on this wire, the node could be put into it.
  bool canInsert(int node, const CanvasWire& wire) const;
  /// The next node in that direction: along wires to the left and right, else by place.
  int neighbour(int node, Towards direction) const;
  QList<int> reachable(int node, bool downstream) const; // with the node itself

 private:
  void place(int wire);
  const CanvasPort* portOf(const PortEnd& end) const;
  CanvasGraph m_graph;
  QHash<QString, int> m_index;
  QList<QRectF> m_rects;
  QList<Curve> m_curves;
  QList<QList<int>> m_wiresOf; // by node
};

} // namespace easel
