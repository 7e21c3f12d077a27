#include "widgets/grid/grid_header.h"

#include "widgets/grid/grid_view.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QCoreApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace easel {

namespace {

constexpr int kTop = 8;         // above the name
constexpr int kNameHeight = 18;
constexpr int kBarTop = 32;     // the quality bar
constexpr int kBarHeight = 3;
constexpr int kChartTop = 41;
constexpr int kRemarkHeight = 16;
constexpr int kBottom = 7;
constexpr int kIconSize = 16;
constexpr int kGrip = 4; // pixels on either side of a border that drag it

} // namespace

GridHeader::GridHeader(GridView* view) : QWidget(view), m_view(view) {
  setMouseTracking(true);
  setObjectName("grid.header");
  setFocusPolicy(Qt::NoFocus);
}

int GridHeader::wantedHeight() const {
  const int remarkTop = m_view->charts() ? kChartTop + kChartHeight + 4 : kBarTop + kBarHeight + 5;
  return remarkTop + kRemarkHeight + kBottom;
}

void GridHeader::paintEvent(QPaintEvent* event) {
  QPainter painter(this);
  painter.fillRect(event->rect(), color(Tone::Rail));
  const auto [first, last] = m_view->visibleColumns();
  for (std::size_t column = first; column < last; ++column) {
    const QRect where(m_view->left(column), 0, m_view->columns().width(column), height());
    if (where.intersects(event->rect()))
      paintHead(painter, column, where);
  }
  painter.setPen(QPen(color(Tone::Line), 0));
  painter.drawLine(event->rect().left(), height() - 1, event->rect().right(), height() - 1);
}

QRect GridHeader::iconRect(std::size_t column) const {
  const int left = m_view->left(column);
  const int x = layoutDirection() == Qt::RightToLeft
                    ? left + m_view->columns().width(column) - GridView::kPadding - kIconSize
                    : left + GridView::kPadding;
  return {x, kTop + 1, kIconSize, kIconSize};
}

void GridHeader::paintHead(QPainter& painter, std::size_t column, const QRect& where) {
  const CellMark mark = m_view->columnMark(column);
  const bool selected = m_view->selection().columns.contains(column);
  if (mark == CellMark::Added)
    painter.fillRect(where, color(Tone::GoodSoft));
  else if (mark == CellMark::Removed)
    painter.fillRect(where, color(Tone::BadSoft));
  else if (mark == CellMark::Changed || selected)
    painter.fillRect(where, color(Tone::AccentSoft));
  else if (m_hovered == column)
    painter.fillRect(where, color(Tone::Surface2));
  painter.setPen(QPen(color(Tone::Line), 0));
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  const int edge = mirrored ? where.left() : where.right();
  painter.drawLine(edge, 0, edge, height());

  const QRect inside = where.adjusted(GridView::kPadding, 0, -GridView::kPadding, 0);
  const QRect iconPlace = iconRect(column);
  paintIcon(painter, iconPlace, typeIcon(m_view->columnType(column)), selected ? Tone::AccentText : Tone::Text3);

  QRect namePlace(inside.left(), kTop, inside.width() - kIconSize - 6, kNameHeight);
  if (!mirrored)
    namePlace.moveLeft(inside.left() + kIconSize + 6);
  QFont nameFont = textFont(TextSize::Small, QFont::DemiBold);
  nameFont.setStrikeOut(mark == CellMark::Removed);
  painter.setFont(nameFont);
  painter.setPen(color(Tone::Text));
  const QString name = m_view->columnName(column).left(400).simplified();
  painter.drawText(namePlace, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                   QFontMetrics(nameFont).elidedText(name, Qt::ElideRight, namePlace.width()));

  const std::optional<ColumnLook>& look = m_view->look(column);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  const QRectF bar(inside.left(), kBarTop, inside.width(), kBarHeight);
  painter.setBrush(color(look ? Tone::Good : Tone::Line));
  painter.drawRoundedRect(bar, 1.5, 1.5);
  if (look && look->missingShare > 0) {
    // Even a single missing value is to be seen.
    const double share = std::max(look->missingShare, 4.0 / std::max(1.0, bar.width()));
    QRectF missing = bar;
    missing.setWidth(std::min(bar.width(), bar.width() * share));
    if (!mirrored)
      missing.moveRight(bar.right());
    painter.setBrush(color(look->missingShare > 0.5 ? Tone::Bad : Tone::Warn));
    painter.drawRoundedRect(missing, 1.5, 1.5);
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  if (m_view->charts())
    paintBars(painter, column, {inside.left(), kChartTop, inside.width(), kChartHeight});
  if (!look)
    return;

  const QRect remarkPlace(inside.left(), height() - kBottom - kRemarkHeight, inside.width(), kRemarkHeight);
  const QFont remarkFont = tabularFont(TextSize::Caption);
  const QFontMetrics metrics(remarkFont);
  QString remark;
  for (const QString& words : look->remarks) {
    remark = words;
    if (metrics.horizontalAdvance(words) <= remarkPlace.width())
      break;
  }
  painter.setFont(remarkFont);
  painter.setPen(color(Tone::Text3));
  painter.drawText(remarkPlace, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                   metrics.elidedText(remark, Qt::ElideRight, remarkPlace.width()));
}

void GridHeader::paintBars(QPainter& painter, std::size_t column, const QRect& where) {
  const std::optional<ColumnLook>& look = m_view->look(column);
  if (!look) {
    painter.fillRect(QRect(where.left(), where.bottom() - 7, where.width(), 8), color(Tone::Surface2));
    return;
  }
  const std::size_t n = look->bars.size();
  if (n == 0)
    return;
  const double gap = look->categories && n <= 6 ? 4 : 1;
  const double width = std::max(1.0, (where.width() - gap * static_cast<double>(n - 1)) / static_cast<double>(n));
  const QColor fill = color(m_view->isTarget(column) ? Tone::C2 : Tone::C1);
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  for (std::size_t i = 0; i < n; ++i) {
    const double height = look->bars[i] > 0 ? std::max(1.0, std::round(look->bars[i] * where.height())) : 0;
    double x = where.left() + static_cast<double>(i) * (width + gap);
    if (mirrored)
      x = where.left() + where.width() - static_cast<double>(i + 1) * width - static_cast<double>(i) * gap;
    painter.fillRect(QRectF(x, where.bottom() + 1 - height, width, height), fill);
  }
}

std::optional<std::size_t> GridHeader::borderAt(int x) const {
  const auto [first, last] = m_view->visibleColumns();
  for (std::size_t column = first; column < last; ++column) {
    const int left = m_view->left(column);
    const int end = layoutDirection() == Qt::RightToLeft ? left : left + m_view->columns().width(column);
    if (std::abs(x - end) <= kGrip)
      return column;
  }
  return std::nullopt;
}

std::size_t GridHeader::barAt(std::size_t column, const QPoint& where) const {
  const std::optional<ColumnLook>& look = m_view->look(column);
  const int from = m_view->left(column) + GridView::kPadding;
  const int width = m_view->columns().width(column) - 2 * GridView::kPadding;
  if (!look || look->bars.empty() || !m_view->charts() || where.y() < kChartTop ||
      where.y() > kChartTop + kChartHeight || where.x() < from || where.x() >= from + width)
    return look ? look->bars.size() : 0;
  const std::size_t i = static_cast<std::size_t>(where.x() - from) * look->bars.size() / static_cast<std::size_t>(width);
  return layoutDirection() == Qt::RightToLeft ? look->bars.size() - 1 - i : i;
}

QString GridHeader::tipOf(std::size_t column) const {
  QString tip = QStringLiteral("<b>%1</b><br>%2").arg(m_view->columnName(column).toHtmlEscaped(),
                                                      typeName(m_view->columnType(column)));
  if (const auto& look = m_view->look(column); look && !look->remarks.isEmpty())
    tip += QStringLiteral("<br>%1").arg(look->remarks.front().toHtmlEscaped());
  return tip;
}

bool GridHeader::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const std::size_t column = m_view->columnAt(help->pos().x());
    if (column >= m_view->columns().count()) {
      QToolTip::hideText();
      return true;
    }
    const std::size_t bar = barAt(column, help->pos());
    const auto& look = m_view->look(column);
    if (look && bar < look->barTips.size())
      QToolTip::showText(help->globalPos(), look->barTips[bar], this);
    else
      QToolTip::showText(help->globalPos(), tipOf(column), this);
    return true;
  }
  return QWidget::event(event);
}

void GridHeader::mousePressEvent(QMouseEvent* event) {
  const int x = event->position().toPoint().x();
  if (event->button() != Qt::LeftButton)
    return;
  m_view->setFocus(Qt::MouseFocusReason);
  m_resized = borderAt(x);
  if (m_resized) {
    m_pressedAt = x;
    m_widthBefore = m_view->columns().width(*m_resized);
    return;
  }
  const std::size_t column = m_view->columnAt(x);
  if (column >= m_view->columns().count())
    return;
  m_view->selectColumn(column, event->modifiers());
  if (iconRect(column).adjusted(-4, -4, 4, 4).contains(event->position().toPoint()))
    emit m_view->typeClicked(column, mapToGlobal(iconRect(column).bottomLeft() + QPoint(0, 6)));
}

void GridHeader::mouseMoveEvent(QMouseEvent* event) {
  const int x = event->position().toPoint().x();
  if (m_resized) {
    const int moved = layoutDirection() == Qt::RightToLeft ? m_pressedAt - x : x - m_pressedAt;
    m_view->setColumnWidth(*m_resized, m_widthBefore + moved);
    return;
  }
  setCursor(borderAt(x) ? Qt::SplitHCursor : Qt::ArrowCursor);
  const std::size_t column = m_view->columnAt(x);
  const auto hovered = column < m_view->columns().count() ? std::optional(column) : std::nullopt;
  if (hovered != m_hovered) {
    m_hovered = hovered;
    update();
  }
}

void GridHeader::mouseReleaseEvent(QMouseEvent*) {
  m_resized.reset();
}

void GridHeader::mouseDoubleClickEvent(QMouseEvent* event) {
  if (const auto border = borderAt(event->position().toPoint().x()))
    m_view->fitColumn(*border);
  else
    mousePressEvent(event);
}

void GridHeader::contextMenuEvent(QContextMenuEvent* event) {
  const std::size_t column = m_view->columnAt(event->pos().x());
  if (column >= m_view->columns().count())
    return;
  if (!m_view->selection().columns.contains(column))
    m_view->selectColumn(column, Qt::NoModifier);
  emit m_view->columnMenuWanted(column, event->globalPos());
}

void GridHeader::wheelEvent(QWheelEvent* event) {
  QCoreApplication::sendEvent(m_view->viewport(), event);
}

void GridHeader::leaveEvent(QEvent*) {
  m_hovered.reset();
  update();
}

} // namespace easel
