#include "widgets/canvas/canvas_painter.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace easel {

using namespace canvas;

namespace {

constexpr double kRadius = metrics::kPanelRadius;
constexpr double kPad = 11;
constexpr double kIconSide = 16;
constexpr double kDots = 24;
constexpr double kStackStep = 4; // how far the cards behind a stack stand out

void paintShadow(QPainter& p, const QRectF& card) {
  QColor shade = color(Tone::Shadow);
  const double strength = shade.alphaF();
  p.setPen(Qt::NoPen);
  for (int i = 4; i >= 1; --i) {
    shade.setAlphaF(static_cast<float>(strength * (i == 1 ? 0.5 : 0.22)));
    p.setBrush(shade);
    const double grow = i * 1.5 - 1;
    p.drawRoundedRect(card.adjusted(-grow, -grow + 2, grow, grow + 2), kRadius + grow, kRadius + grow);
  }
}

void paintBox(QPainter& p, const QRectF& box, const QColor& edge, const QColor& left) {
  p.setPen(Qt::NoPen);
  p.setBrush(edge);
  p.drawRoundedRect(box, kRadius, kRadius);
  p.save();
  p.setClipRect(QRectF(box.left() - 1, box.top() - 1, kRadius + 1, box.height() + 2), Qt::IntersectClip);
  p.setBrush(left);
  p.drawRoundedRect(box, kRadius, kRadius);
  p.restore();
  p.setBrush(color(Tone::Surface));
  p.drawRoundedRect(box.adjusted(3, 1, -1, -1), kRadius - 1, kRadius - 1);
}

QString elided(const QFont& font, const QString& text, double width) {
  return QFontMetricsF(font).elidedText(text, Qt::ElideRight, std::max(0.0, width));
}

} // namespace

void CardPainter::paint(QPainter& p, const CanvasNode& node, const QRectF& card, const CardLook& look) const {
  const QColor state = color(stateTone(node));
  if (look.zoom < kBlockZoom) { // a block in the colour of the state
    p.setPen(Qt::NoPen);
    const bool plain = node.state == CanvasState::Idle || node.stale;
    p.fillRect(card, look.dimmed ? color(Tone::Line) : plain ? color(Tone::LineStrong) : state);
    return;
  }
  p.save();
  p.setRenderHint(QPainter::Antialiasing);
  if (look.dimmed)
    p.setOpacity(0.35);
  else if (!node.enabled)
    p.setOpacity(0.55);
  for (int k = node.steps > 1 ? 2 : 0; k > 0; --k) {
    const QRectF behind = card.adjusted(k * kStackStep, k * kStackStep, k * kStackStep, k * kStackStep);
    p.setPen(QPen(color(Tone::LineStrong), 1));
    p.setBrush(color(Tone::Surface));
    p.drawRoundedRect(behind.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
  }
  if (look.zoom >= kTitleZoom && node.steps < 2)
    paintShadow(p, card);
  const bool bad = node.state == CanvasState::Failed && !node.stale;
  paintBox(p, card, color(bad ? Tone::Bad : node.steps > 1 ? Tone::LineStrong : Tone::Line), state);
  if (!node.enabled || !node.known) { // ghosted: also to be seen without colours
    p.setPen(QPen(color(Tone::Text3), 1, Qt::DashLine));
    p.setBrush(Qt::NoBrush);
    p.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
  }
  if (look.zoom < kTitleZoom) {
    paintIcon(p, QRectF(card.left() + kPad, card.center().y() - 10, 20, 20), node.iconName, Tone::Text2);
    QFont font = textFont(TextSize::Title, QFont::DemiBold);
    p.setFont(font);
    p.setPen(color(Tone::Text));
    const QRectF line = card.adjusted(kPad + 26, 0, -6, 0);
    p.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, elided(font, node.title, line.width()));
  } else {
    paintTexts(p, node, card);
  }
  p.restore();
}

void CardPainter::paintTexts(QPainter& p, const CanvasNode& node, const QRectF& card) const {
  const double left = card.left() + kPad + 2, right = card.right() - kPad;
  const double first = card.top() + 9, second = card.top() + 31;
  paintIcon(p, QRectF(left, first + 1, kIconSide, kIconSide), node.iconName, Tone::Text2);

  const QFont titleFont = textFont(TextSize::Body, QFont::DemiBold);
  const QFont remarkFont = tabularFont(TextSize::Caption, QFont::Medium);
  const QFont lineFont = textFont(TextSize::Small);
  const Tone tone = stateTone(node);
  const QColor remarkColor = color(tone == Tone::LineStrong ? Tone::Text3 : tone);
  QString remark = node.remark;
  double remarkWidth = remark.isEmpty() ? 0 : QFontMetricsF(remarkFont).horizontalAdvance(remark);
  const bool badge = !node.warning.isEmpty() || !node.error.isEmpty();
  const double titleLeft = left + kIconSide + 8;
  const double titleWidth = QFontMetricsF(titleFont).horizontalAdvance(node.title);
  double titleRight = right;
  if (badge) {
    titleRight -= 14;
    paintIcon(p, QRectF(titleRight, first + 2, 14, 14), node.error.isEmpty() ? "exclamation-triangle-fill" : "exclamation-circle-fill",
              node.error.isEmpty() ? Tone::Warn : Tone::Bad);
    titleRight -= 5;
  }
  // The remark stands beside the title; where both have no room, below it.
  const bool beside = remark.isEmpty() || titleLeft + titleWidth + 6 + remarkWidth <= titleRight;
  double secondRight = node.steps > 1 ? right - 20 : right;
  p.setFont(remarkFont);
  p.setPen(remarkColor);
  if (!remark.isEmpty() && beside) {
    p.drawText(QRectF(titleRight - remarkWidth - 1, first, remarkWidth + 1, 18), Qt::AlignVCenter | Qt::AlignRight, remark);
    titleRight -= remarkWidth + 6;
  } else if (!remark.isEmpty()) {
    p.drawText(QRectF(secondRight - remarkWidth - 1, second, remarkWidth + 1, 18), Qt::AlignVCenter | Qt::AlignRight, remark);
    secondRight -= remarkWidth + 6;
  }
  p.setFont(titleFont);
  p.setPen(color(node.stale ? Tone::Text2 : Tone::Text));
  p.drawText(QRectF(titleLeft, first, titleRight - titleLeft, 18), Qt::AlignVCenter | Qt::AlignLeft,
             elided(titleFont, node.title, titleRight - titleLeft));
  p.setFont(lineFont);
  p.setPen(color(node.known ? Tone::Text2 : Tone::Warn));
  const double lineTop = node.state == CanvasState::Running ? second - 2 : second;
  p.drawText(QRectF(left, lineTop, secondRight - left, 18), Qt::AlignVCenter | Qt::AlignLeft,
             elided(lineFont, node.outline, secondRight - left));
  if (node.steps > 1)
    paintIcon(p, QRectF(card.right() - 25, card.bottom() - 24, 13, 13), "arrows-angle-expand", Tone::Text2);
  if (node.state == CanvasState::Running) {
    const QRectF track(left, card.bottom() - 9, right - left, 3);
    p.setPen(Qt::NoPen);
    p.setBrush(color(Tone::Surface2));
    p.drawRoundedRect(track, 1.5, 1.5);
    QRectF done = track;
    done.setWidth(std::max(3.0, track.width() * std::clamp(node.progress, 0.0, 1.0)));
    p.setBrush(color(Tone::Accent));
    p.drawRoundedRect(done, 1.5, 1.5);
  }
}

void CardPainter::paintSelection(QPainter& p, const CanvasNode& node, const QRectF& card, bool strong) const {
  Q_UNUSED(node);
  p.save();
  p.setRenderHint(QPainter::Antialiasing);
  p.setBrush(Qt::NoBrush);
  p.setPen(QPen(color(Tone::Accent), 2, strong ? Qt::SolidLine : Qt::DotLine));
  p.drawRoundedRect(card.adjusted(-2, -2, 2, 2), kRadius + 2, kRadius + 2);
  p.restore();
}

void CardPainter::paintPort(QPainter& p, const CanvasPort& port, const QPointF& at, bool lit) const {
  p.save();
  p.setRenderHint(QPainter::Antialiasing);
  const double r = lit ? kPortRadius + 1.5 : kPortRadius - 1;
  p.setPen(QPen(color(port.tone), 2));
  p.setBrush(color(lit ? port.tone : Tone::Surface));
  switch (port.shape) {
  case PortShape::Circle: p.drawEllipse(at, r, r); break;
  case PortShape::Diamond:
    p.drawPolygon(QPolygonF({at - QPointF(0, r + 1), at + QPointF(r + 1, 0), at + QPointF(0, r + 1), at - QPointF(r + 1, 0)}));
    break;
  case PortShape::Square: p.drawRect(QRectF(at.x() - r + 0.5, at.y() - r + 0.5, 2 * r - 1, 2 * r - 1)); break;
  }
  p.restore();
}

void WirePainter::paint(QPainter& p, const QPolygonF& line, WireLook look, double zoom) const {
  const bool strong = look == WireLook::Selected || look == WireLook::Hot;
  QPen pen(color(strong ? Tone::Accent : look == WireLook::Faded ? Tone::Line : Tone::LineStrong), strong ? 2.4 : 1.8);
  if (zoom < kTitleZoom && !strong) { // thin lines without smoothing: many at once
    pen.setWidth(0);
    p.setRenderHint(QPainter::Antialiasing, false);
    p.setPen(pen);
    if (zoom < kBlockZoom && line.size() > 7) {
      QPolygonF few;
      for (qsizetype i = 0; i < line.size() - 1; i += 3)
        few.append(line[i]);
      few.append(line.last());
      p.drawPolyline(few);
      return;
    }
    p.drawPolyline(line);
    return;
  }
  p.setRenderHint(QPainter::Antialiasing, true);
  p.setBrush(Qt::NoBrush);
  p.setPen(pen);
  p.drawPolyline(line);
}

void WirePainter::paintPart(QPainter& p, const QPolygonF& line, const QRectF& seen, WireLook look, double zoom) const {
  if (line.size() < 3 || seen.contains(line.boundingRect())) {
    paint(p, line, look, zoom);
    return;
  }
  QPolygonF part; // runs of pieces that touch what is seen
  for (qsizetype i = 1; i < line.size(); ++i) {
    const QRectF piece = QRectF(line[i - 1], line[i]).normalized().adjusted(-2, -2, 2, 2);
    if (piece.intersects(seen)) {
      if (part.isEmpty())
        part.append(line[i - 1]);
      part.append(line[i]);
    } else if (!part.isEmpty()) {
      paint(p, part, look, zoom);
      part.clear();
    }
  }
  if (!part.isEmpty())
    paint(p, part, look, zoom);
}

QSizeF wireCardSize(const WireFacts& facts) {
  const double width = 212;
  const QRectF text = QFontMetricsF(textFont(TextSize::Small))
                          .boundingRect(QRectF(0, 0, width - 20, 1000), Qt::TextWordWrap, facts.text);
  return {width, 8 + 18 + 3 + std::ceil(text.height()) + (facts.bars.isEmpty() ? 0 : 52) + 8};
}

void paintWireCard(QPainter& p, const QRectF& where, const WireFacts& facts) {
  p.save();
  p.setRenderHint(QPainter::Antialiasing);
  paintShadow(p, where);
  p.setPen(QPen(color(Tone::Line), 1));
  p.setBrush(color(Tone::Surface));
  p.drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
  const QRectF inside = where.adjusted(10, 8, -10, -8);
  const QFont small = textFont(TextSize::Small);
  p.setFont(small);
  p.setPen(color(Tone::Text2));
  const double kindWidth = QFontMetricsF(small).horizontalAdvance(facts.kind);
  p.drawText(QRectF(inside.right() - kindWidth - 1, inside.top(), kindWidth + 1, 18), Qt::AlignVCenter | Qt::AlignRight, facts.kind);
  const QFont bold = textFont(TextSize::Small, QFont::Bold);
  p.setFont(bold);
  p.setPen(color(Tone::Text));
  p.drawText(QRectF(inside.left(), inside.top(), inside.width() - kindWidth - 8, 18), Qt::AlignVCenter | Qt::AlignLeft,
             elided(bold, facts.title, inside.width() - kindWidth - 8));
  p.setFont(small);
  p.setPen(color(Tone::Text2));
  const double barsHeight = facts.bars.isEmpty() ? 0 : 52;
  p.drawText(QRectF(inside.left(), inside.top() + 21, inside.width(), inside.height() - 21 - barsHeight), Qt::TextWordWrap, facts.text);
  if (!facts.bars.isEmpty()) {
    p.setFont(textFont(TextSize::Caption));
    p.setPen(color(Tone::Text3));
    p.drawText(QRectF(inside.left(), inside.bottom() - 48, inside.width(), 16), Qt::AlignVCenter | Qt::AlignLeft,
               elided(p.font(), facts.barsText, inside.width()));
    p.setPen(Qt::NoPen);
    p.setBrush(color(Tone::C3));
    const double width = inside.width() / static_cast<double>(facts.bars.size());
    for (int i = 0; i < facts.bars.size(); ++i) {
      const double height = std::max(facts.bars[i] > 0 ? 1.0 : 0.0, facts.bars[i] * 28);
      p.drawRect(QRectF(inside.left() + i * width, inside.bottom() - height, width - 1, height));
    }
  }
  p.restore();
}

void paintCanvasFrame(QPainter& p, const QRectF& frame, const QRectF& button, const QString& title, double zoom) {
  p.save();
  p.setRenderHint(QPainter::Antialiasing);
  p.setPen(QPen(color(Tone::LineStrong), 1, Qt::DashLine));
  QColor ground = color(Tone::Surface2);
  p.setBrush(ground);
  p.drawRoundedRect(frame, kRadius + 2, kRadius + 2);
  if (zoom >= kBlockZoom) {
    p.setFont(textFont(TextSize::Small, QFont::DemiBold));
    p.setPen(color(Tone::Text2));
    const QRectF line(frame.left() + 14, frame.top() + 6, frame.width() - 50, 22);
    p.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, elided(p.font(), title, line.width()));
    paintIcon(p, button.adjusted(4, 4, -4, -4), "arrows-collapse", Tone::Text2);
  }
  p.restore();
}

void paintCanvasGround(QPainter& p, const QRectF& view, const QPointF& origin, double zoom) {
  double step = kDots * zoom;
  while (step < 16)
    step *= 2;
  // Between whole pixels dots would blur, so they move in rows of a picture with one dot a tile, some tiles wide.
  const double ratio = p.device()->devicePixelRatioF();
  const QRgb key = color(Tone::LineStrong).rgb() ^ (color(Tone::Bg).rgb() << 1);
  static QPixmap tile;
  static std::tuple<double, double, QRgb> made;
  constexpr int kTiles = 8; // the rounding of a step is spread over so many
  if (tile.isNull() || made != std::make_tuple(step, ratio, key)) {
    made = {step, ratio, key};
    const int side = std::max(1, static_cast<int>(std::round(step * kTiles * ratio)));
    tile = QPixmap(side, side);
    tile.fill(color(Tone::Bg));
    QPainter t(&tile);
    const int dot = std::max(1, static_cast<int>(std::round((zoom > 1.4 ? 2 : 1) * ratio)));
    for (int y = 0; y < kTiles; ++y)
      for (int x = 0; x < kTiles; ++x)
        t.fillRect(QRect(static_cast<int>(std::round(x * step * ratio)), static_cast<int>(std::round(y * step * ratio)), dot, dot),
                   color(Tone::LineStrong));
    t.end();
    tile.setDevicePixelRatio(ratio);
  }
  const double period = tile.width() / ratio;
  const auto offset = [&](double at) { return std::round(std::fmod(at * zoom, period) * ratio) / ratio; };
  p.drawTiledPixmap(view, tile, QPointF(offset(origin.x()) + view.left(), offset(origin.y()) + view.top()));
}

} // namespace easel
