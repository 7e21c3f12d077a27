#include "widgets/controls/toggle.h"

#include "widgets/theme/theme.h"

#include <QPainter>

namespace easel {

namespace {
constexpr int kWide = 28, kHigh = 16, kRoom = 8, kEdge = 3; // kEdge: room for the ring of the focus
}

Toggle::Toggle(QWidget* parent) : QAbstractButton(parent) {
  setCheckable(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
}

QSize Toggle::sizeHint() const {
  const int words = text().isEmpty() ? 0 : kRoom + fontMetrics().horizontalAdvance(text()) + 2;
  return {2 * kEdge + kWide + words, metrics::kControlHeight};
}

void Toggle::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  const QRectF track(mirrored ? width() - kEdge - kWide : kEdge, (height() - kHigh) / 2.0, kWide, kHigh);
  const bool on = isChecked();
  QColor ground = color(on ? Tone::Accent : Tone::LineStrong);
  if (!isEnabled())
    ground = on ? mixed(Tone::Accent, Tone::Surface, 0.4) : color(Tone::Line);
  else if (!on && underMouse())
    ground = mixed(Tone::Text3, Tone::LineStrong, 0.35);
  painter.setPen(Qt::NoPen);
  painter.setBrush(ground);
  painter.drawRoundedRect(track, kHigh / 2.0, kHigh / 2.0);
  const bool right = on != mirrored;
  const qreal side = kHigh - 4;
  painter.setBrush(color(on ? Tone::OnAccent : Tone::Surface));
  painter.drawEllipse(
      QRectF(right ? track.right() - 2 - side : track.left() + 2, track.top() + 2, side, side));
  if (hasFocus()) {
    painter.setPen(QPen(color(Tone::Accent), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(track.adjusted(-2.25, -2.25, 2.25, 2.25), kHigh / 2.0 + 2, kHigh / 2.0 + 2);
  }
  const QRectF words = mirrored ? QRectF(0, 0, track.left() - kRoom, height())
                                : QRectF(track.right() + kRoom, 0, width() - track.right() - kRoom, height());
  painter.setPen(color(isEnabled() ? Tone::Text : Tone::Text3));
  painter.setFont(font());
  painter.drawText(words,
                   static_cast<int>(Qt::AlignVCenter | Qt::AlignAbsolute | Qt::TextShowMnemonic) |
                       static_cast<int>(mirrored ? Qt::AlignRight : Qt::AlignLeft),
                   text());
}

} // namespace easel
