#include "widgets/controls/elided_label.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOption>
#include <QToolTip>

namespace easel {

ElidedLabel::ElidedLabel(const QString& text, Qt::TextElideMode mode, QWidget* parent)
    : QLabel(text, parent), m_mode(mode) {
  setTextFormat(Qt::PlainText);
}

QSize ElidedLabel::minimumSizeHint() const {
  return {qMin(QLabel::sizeHint().width(), fontMetrics().averageCharWidth() * 4),
          QLabel::minimumSizeHint().height()};
}

bool ElidedLabel::event(QEvent* event) {
  // The whole text, unless somebody gave another tooltip or there is room for all of it.
  if (event->type() == QEvent::ToolTip && toolTip().isEmpty() &&
      fontMetrics().horizontalAdvance(text()) > contentsRect().width()) {
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text().toHtmlEscaped(), this);
    return true;
  }
  return QLabel::event(event);
}

void ElidedLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  QStyleOption option;
  option.initFrom(this);
  drawFrame(&painter);
  const QRect room = contentsRect().adjusted(margin(), margin(), -margin(), -margin());
  const QString shown = fontMetrics().elidedText(text(), m_mode, room.width());
  const int flags = static_cast<int>(QStyle::visualAlignment(layoutDirection(), alignment())) |
                    Qt::TextSingleLine |
                    static_cast<int>(layoutDirection() == Qt::RightToLeft ? Qt::TextForceRightToLeft
                                                                          : Qt::TextForceLeftToRight);
  style()->drawItemText(&painter, room, flags, option.palette, isEnabled(), shown, foregroundRole());
}

} // namespace easel
