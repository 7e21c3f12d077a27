#include "widgets/controls/search_field.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QToolButton>

namespace easel {

namespace {
constexpr int kIconRoom = 24;
int chipWidth(const QString& keys) {
  return QFontMetrics(textFont(TextSize::Caption)).horizontalAdvance(keys) + 12;
}
} // namespace

SearchField::SearchField(const QString& prompt, QWidget* parent) : QLineEdit(parent) {
  setPlaceholderText(prompt);
  setAccessibleName(prompt);
  setClearButtonEnabled(true);
  for (QToolButton* clear : findChildren<QToolButton*>())
    clear->setAccessibleName(tr("Clear"));
  setProperty("quiet", true);
  connect(this, &QLineEdit::textChanged, this, &SearchField::makeRoom);
  makeRoom();
}

void SearchField::makeRoom() {
  const int keys = m_keys.isEmpty() || !text().isEmpty() ? 0 : chipWidth(m_keys);
  setTextMargins(layoutDirection() == Qt::RightToLeft ? QMargins(keys, 0, kIconRoom, 0)
                                                      : QMargins(kIconRoom, 0, keys, 0));
}

void SearchField::setKeys(const QString& keys) {
  m_keys = keys;
  makeRoom();
  update();
}

void SearchField::changeEvent(QEvent* event) {
  QLineEdit::changeEvent(event);
  if (event->type() == QEvent::LayoutDirectionChange)
    makeRoom();
}

void SearchField::paintEvent(QPaintEvent* event) {
  QLineEdit::paintEvent(event);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  const int side = 15;
  paintIcon(painter, QRectF(mirrored ? width() - 10 - side : 10, (height() - side) / 2.0, side, side),
            "search", Tone::Text3);
  if (m_keys.isEmpty() || !text().isEmpty())
    return;
  const QFont font = textFont(TextSize::Caption);
  const qreal wide = chipWidth(m_keys) - 2, high = 18;
  const QRectF chip(mirrored ? 6 : width() - 6 - wide, (height() - high) / 2.0, wide, high);
  painter.setPen(QPen(color(Tone::LineStrong), 1));
  painter.setBrush(color(Tone::Surface));
  painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
  painter.setFont(font);
  painter.setPen(color(Tone::Text2));
  painter.drawText(chip, Qt::AlignCenter, m_keys);
}

} // namespace easel
