#include "widgets/controls/pill.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace easel {

namespace {

constexpr qreal kSide = 8, kHeight = 20, kIconSide = 12, kIconGap = 5;

struct PillTones {
  Tone ground, text;
};

PillTones tonesOf(PillTone tone) {
  switch (tone) {
  case PillTone::Accent:
    return {Tone::AccentSoft, Tone::AccentText};
  case PillTone::Good:
    return {Tone::GoodSoft, Tone::Good};
  case PillTone::Warn:
    return {Tone::WarnSoft, Tone::Warn};
  case PillTone::Bad:
    return {Tone::BadSoft, Tone::Bad};
  case PillTone::Mute:
    break;
  }
  return {Tone::Surface2, Tone::Text2};
}

QFont pillFont() {
  return textFont(TextSize::Caption, QFont::DemiBold);
}

} // namespace

QSizeF pillSize(const QString& text, const QString& iconName) {
  const qreal words = text.isEmpty() ? 0 : QFontMetricsF(pillFont()).horizontalAdvance(text);
  const qreal drawing = iconName.isEmpty() ? 0 : kIconSide + (text.isEmpty() ? 0 : kIconGap);
  return {qMax(kHeight, 2 * kSide + words + drawing), kHeight};
}

void paintPill(QPainter& painter, const QRectF& where, const QString& text, PillTone tone,
               const QString& iconName) {
  const auto [ground, ink] = tonesOf(tone);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color(ground));
  painter.drawRoundedRect(where, where.height() / 2, where.height() / 2);
  const bool mirrored = painter.layoutDirection() == Qt::RightToLeft;
  const QFontMetricsF metrics(pillFont());
  const qreal drawing = iconName.isEmpty() ? 0 : kIconSide + (text.isEmpty() ? 0 : kIconGap);
  const qreal room = where.width() - 2 * kSide - drawing;
  const QString shown =
      metrics.horizontalAdvance(text) > room + 1 ? metrics.elidedText(text, Qt::ElideRight, room) : text;
  const qreal content = drawing + metrics.horizontalAdvance(shown);
  QRectF icon(where.center().x() - content / 2, where.center().y() - kIconSide / 2, kIconSide, kIconSide);
  QRectF words(icon.left() + drawing, where.top(), content - drawing + 1, where.height());
  if (mirrored) {
    words.moveLeft(where.center().x() - content / 2);
    icon.moveLeft(words.left() + content - kIconSide);
  }
  if (!iconName.isEmpty())
    paintIcon(painter, icon, iconName, ink);
  painter.setFont(pillFont());
  painter.setPen(color(ink));
  painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::AlignAbsolute | Qt::TextSingleLine, shown);
  painter.restore();
}

Pill::Pill(const QString& text, PillTone tone, const QString& iconName, QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  set(text, tone, iconName);
}

void Pill::set(const QString& text, PillTone tone, const QString& iconName) {
  m_text = text;
  m_tone = tone;
  m_iconName = iconName;
  setAccessibleName(text);
  updateGeometry();
  update();
}

QSize Pill::sizeHint() const {
  const QSizeF size = pillSize(m_text, m_iconName);
  return {qCeil(size.width()), qCeil(size.height())};
}

void Pill::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setLayoutDirection(layoutDirection());
  paintPill(painter, rect(), m_text, m_tone, m_iconName);
}

} // namespace easel
