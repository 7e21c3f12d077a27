// How cards, wires and frames look. The view calls a painter for what is in sight; another look is another painter.
// Painters draw in scene coordinates and leave out what cannot be seen at the zoom. GUI thread only.
#pragma once

#include "widgets/canvas/canvas_scene.h"

#include <QPainter>

namespace easel {

struct CardLook {
  double zoom = 1;
  bool dimmed = false; // cannot be reached by the wire that is being drawn
};

class NodePainter {
 public:
  virtual ~NodePainter() = default;
  /// Shadows and cards of a stack may reach so far beyond the card.
  virtual double margin() const = 0;
  virtual void paint(QPainter& painter, const CanvasNode& node, const QRectF& card, const CardLook& look) const = 0;
  virtual void paintSelection(QPainter& painter, const CanvasNode& node, const QRectF& card, bool strong) const = 0;
  virtual void paintPort(QPainter& painter, const CanvasPort& port, const QPointF& at, bool lit) const = 0;
};

/// A white card with the state at its left edge, as the rest of the window looks.
class CardPainter : public NodePainter {
 public:
  double margin() const override { return 14; }
  void paint(QPainter& painter, const CanvasNode& node, const QRectF& card, const CardLook& look) const override;
  void paintSelection(QPainter& painter, const CanvasNode& node, const QRectF& card, bool strong) const override;
  void paintPort(QPainter& painter, const CanvasPort& port, const QPointF& at, bool lit) const override;

 private:
  void paintTexts(QPainter& painter, const CanvasNode& node, const QRectF& card) const;
};

enum class WireLook { Normal, Hot, Selected, Faded };

class WirePainter {
 public:
  virtual ~WirePainter() = default;
  virtual void paint(QPainter& painter, const QPolygonF& line, WireLook look, double zoom) const;
  /// Only the pieces that touch `seen`: most of a long wire lies outside.
  void paintPart(QPainter& painter, const QPolygonF& line, const QRectF& seen, WireLook look, double zoom) const;
};

/// What is told about a wire under the pointer.
struct WireFacts {
  QString title, kind, text;
  QList<double> bars; // heights of a small histogram, 0 … 1
  QString barsText;
};
QSizeF wireCardSize(const WireFacts& facts);
void paintWireCard(QPainter& painter, const QRectF& where, const WireFacts& facts);

void paintCanvasFrame(QPainter& painter, const QRectF& frame, const QRectF& button, const QString& title, double zoom);
/// Dots every 24 px of the scene; fewer when far.
void paintCanvasGround(QPainter& painter, const QRectF& view, const QPointF& origin, double zoom);
/// Below this zoom a card is a coloured block without words.
inline constexpr double kBlockZoom = 0.4;
/// Below this one its second line is left out.
inline constexpr double kTitleZoom = 0.62;

} // namespace easel
