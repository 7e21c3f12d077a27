#include "widgets/controls/bar_row.h"

#include "widgets/theme/accessible_role.h"
#include "widgets/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

namespace easel {

namespace {

constexpr int kRow = 24, kBar = 8, kRoom = 10, kShortest = 60;

struct Columns {
  qreal name = 0, value = 0, bar = 0;
};

Columns columnsFor(const QList<BarRowItem>& rows, qreal width) {
  const QFontMetricsF words(textFont(TextSize::Small));
  const QFontMetricsF digits(tabularFont(TextSize::Small, QFont::DemiBold));
  Columns c;
  for (const BarRowItem& row : rows) {
    c.name = qMax(c.name, words.horizontalAdvance(row.name) + 1);
    c.value = qMax(c.value, digits.horizontalAdvance(row.value) + 1);
  }
  c.name = qMin(c.name, qMax(width * 0.45, 48.0));
  c.bar = qMax(0.0, width - c.name - kRoom - (c.value > 0 ? c.value + kRoom : 0));
  return c;
}

} // namespace

BarRows::BarRows(QWidget* parent) : QWidget(parent) {
  setAccessibleRole(this, QAccessible::Chart);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
}

void BarRows::set(const QList<BarRowItem>& rows, bool isSigned) {
  m_rows = rows;
  m_signed = isSigned;
  m_current = qBound(0, m_current, qMax(0, static_cast<int>(rows.size()) - 1));
  m_hovered = -1;
  QStringList spoken;
  for (const BarRowItem& row : rows)
    spoken << row.name + ": " + row.value;
  setAccessibleDescription(spoken.join("; "));
  updateGeometry();
  update();
}

QSize BarRows::sizeHint() const {
  return {280, static_cast<int>(m_rows.size()) * kRow};
}

QSize BarRows::minimumSizeHint() const {
  const Columns c = columnsFor(m_rows, 1000);
  return {static_cast<int>(48 + kRoom + kShortest + (c.value > 0 ? c.value + kRoom : 0)),
          static_cast<int>(m_rows.size()) * kRow};
}

void BarRows::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  const Columns c = columnsFor(m_rows, width());
  const auto place = [&](qreal left, qreal wide, int row) {
    return QRectF(mirrored ? width() - left - wide : left, row * kRow, wide, kRow);
  };
  const QFont words = textFont(TextSize::Small), digits = tabularFont(TextSize::Small, QFont::DemiBold);
  const QFontMetricsF wordMetrics(words);
  const int leading = static_cast<int>(Qt::AlignVCenter | Qt::AlignAbsolute) |
                      static_cast<int>(mirrored ? Qt::AlignRight : Qt::AlignLeft);
  const int trailing = static_cast<int>(Qt::AlignVCenter | Qt::AlignAbsolute) |
                       static_cast<int>(mirrored ? Qt::AlignLeft : Qt::AlignRight);
  for (int i = 0; i < m_rows.size(); ++i) {
    const BarRowItem& row = m_rows[i];
    painter.setPen(Qt::NoPen);
    if (i == m_hovered) {
      painter.setBrush(color(Tone::Surface2));
      painter.drawRoundedRect(QRectF(0, i * kRow, width(), kRow), 4, 4);
    }
    painter.setFont(words);
    painter.setPen(color(isEnabled() ? Tone::Text : Tone::Text3));
    painter.drawText(place(0, c.name, i), leading, wordMetrics.elidedText(row.name, Qt::ElideRight, c.name));
    const QRectF bar =
        place(c.name + kRoom, c.bar, i).adjusted(0, (kRow - kBar) / 2.0, 0, -(kRow - kBar) / 2.0);
    const double share = qBound(m_signed ? -1.0 : 0.0, row.share, 1.0);
    painter.setPen(Qt::NoPen);
    const double side = mirrored ? -1.0 : 1.0; // where positive lies
    if (m_signed) {
      const qreal middle = bar.center().x(), reach = side * share * bar.width() / 2;
      painter.setBrush(color(!isEnabled() ? Tone::LineStrong : share < 0 ? Tone::C2 : Tone::C1));
      painter.drawRoundedRect(
          QRectF(QPointF(middle, bar.top()), QPointF(middle + reach, bar.bottom())).normalized(), 3, 3);
      painter.fillRect(QRectF(middle - 0.5, i * kRow, 1, kRow), color(Tone::LineStrong));
    } else {
      painter.setBrush(color(Tone::Surface2));
      painter.drawRoundedRect(bar, kBar / 2.0, kBar / 2.0);
      if (share > 0) {
        QRectF full = bar;
        full.setWidth(qMax(bar.width() * share, 3.0));
        if (mirrored)
          full.moveRight(bar.right());
        painter.setBrush(color(isEnabled() ? Tone::C1 : Tone::LineStrong));
        painter.drawRoundedRect(full, qMin(kBar / 2.0, full.width() / 2), kBar / 2.0);
      }
    }
    if (c.value > 0) {
      painter.setFont(digits);
      painter.setPen(color(isEnabled() ? Tone::Text : Tone::Text3));
      painter.drawText(place(width() - c.value, c.value, i), trailing, row.value);
    }
    if (hasFocus() && i == m_current) {
      painter.setPen(QPen(color(Tone::Accent), 1.5));
      painter.setBrush(Qt::NoBrush);
      painter.drawRoundedRect(QRectF(0, i * kRow, width(), kRow).adjusted(0.75, 0.75, -0.75, -0.75), 4, 4);
    }
  }
}

int BarRows::rowAt(const QPointF& where) const {
  const int row = where.y() < 0 ? -1 : static_cast<int>(where.y()) / kRow;
  return row < m_rows.size() ? row : -1;
}

void BarRows::mouseReleaseEvent(QMouseEvent* event) {
  if (const int row = rowAt(event->position()); event->button() == Qt::LeftButton && row >= 0) {
    m_current = row;
    update();
    emit activated(row);
  }
}

void BarRows::keyPressEvent(QKeyEvent* event) {
  const int last = static_cast<int>(m_rows.size()) - 1;
  switch (event->key()) {
  case Qt::Key_Up:
    m_current = qMax(0, m_current - 1);
    break;
  case Qt::Key_Down:
    m_current = qMin(last, m_current + 1);
    break;
  case Qt::Key_Home:
    m_current = 0;
    break;
  case Qt::Key_End:
    m_current = last;
    break;
  case Qt::Key_Return:
  case Qt::Key_Enter:
  case Qt::Key_Space:
    if (m_current <= last)
      emit activated(m_current);
    return;
  default:
    QWidget::keyPressEvent(event);
    return;
  }
  update();
}

void BarRows::focusInEvent(QFocusEvent*) {
  update();
}
void BarRows::focusOutEvent(QFocusEvent*) {
  update();
}

bool BarRows::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const int row = rowAt(help->pos()); row >= 0)
      QToolTip::showText(help->globalPos(), m_rows[row].name + ": " + m_rows[row].value, this);
    else
      QToolTip::hideText();
    return true;
  }
  if (event->type() == QEvent::MouseMove || event->type() == QEvent::Leave) {
    const int row = event->type() == QEvent::Leave ? -1 : rowAt(static_cast<QMouseEvent*>(event)->position());
    if (row != m_hovered) {
      m_hovered = row;
      update();
    }
  }
  return QWidget::event(event);
}

} // namespace easel
