#include "app/studio/shell/popover.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>

namespace easel {

Popover::Popover(const QString& title, QWidget* window) : Panel(title, window) {
  setFocusPolicy(Qt::StrongFocus);
  hide();
}

void Popover::open(const QPoint& at, Qt::Corner corner) {
  m_at = at;
  m_corner = corner;
  m_before = QApplication::focusWidget();
  fit();
  show();
  raise();
  setFocus(Qt::PopupFocusReason);
  qApp->installEventFilter(this);
}

void Popover::close() {
  if (!isVisible())
    return;
  qApp->removeEventFilter(this);
  hide();
  if (m_before)
    m_before->setFocus(Qt::PopupFocusReason);
  emit closed();
}

void Popover::fit() {
  const QSize room = parentWidget()->size() - QSize(16, 16);
  const QSize size = sizeHint().expandedTo(minimumSize()).boundedTo(room);
  resize(size);
  const bool right = m_corner == Qt::TopRightCorner || m_corner == Qt::BottomRightCorner;
  const bool bottom = m_corner == Qt::BottomLeftCorner || m_corner == Qt::BottomRightCorner;
  QPoint corner(right ? m_at.x() - size.width() : m_at.x(), bottom ? m_at.y() - size.height() : m_at.y());
  corner.setX(std::clamp(corner.x(), 8, std::max(8, parentWidget()->width() - size.width() - 8)));
  corner.setY(std::clamp(corner.y(), 8, std::max(8, parentWidget()->height() - size.height() - 8)));
  move(corner);
}

bool Popover::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize)
    fit();
  if (event->type() == QEvent::MouseButtonPress) {
    const auto* widget = qobject_cast<QWidget*>(watched);
    const bool mine = widget && (widget == this || isAncestorOf(widget) || widget->window() != window());
    if (widget && !mine) {
      close();
      return false; // the click also does what it was meant for
    }
  }
  return Panel::eventFilter(watched, event);
}

void Popover::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape)
    close();
  else
    Panel::keyPressEvent(event);
}

} // namespace easel
