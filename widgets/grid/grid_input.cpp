// Keyboard, mouse, selection and clipboard of the grid.
#include "widgets/grid/grid_view.h"
#include "widgets/grid/grid_header.h"
#include "widgets/qt_convert.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace easel {

namespace {

constexpr std::size_t kCopiedCells = 2'000'000; // the clipboard of a desktop takes no more in good time
constexpr std::size_t kCopiedAtOnce = 20'000;   // more than these are collected off this thread

} // namespace

// Selection --------------------------------------------------------------------------------------------------------

void GridView::goTo(GridCell cell, bool extend) {
  if (m_table->rows() == 0 || m_columns.count() == 0)
    return;
  cell.row = std::min(cell.row, m_table->rows() - 1);
  cell.column = std::min(cell.column, m_columns.count() - 1);
  moveTo(cell, extend);
}

void GridView::moveTo(GridCell cell, bool extend) {
  const bool hadColumns = !m_selection.columns.empty();
  m_selection.columns.clear();
  m_selection.current = cell;
  if (!extend || !m_selection.active)
    m_selection.anchor = cell;
  m_selection.active = true;
  reveal(cell);
  selectionMoved();
  if (hadColumns)
    emit selectedColumnsChanged();
}

void GridView::reveal(const GridCell& cell) {
  const qint64 top = static_cast<qint64>(cell.row) * kRowHeight, bottom = top + kRowHeight;
  const qint64 height = viewport()->height();
  if (top < yOffset())
    verticalScrollBar()->setValue(static_cast<int>(top / m_unit));
  else if (bottom > yOffset() + height)
    verticalScrollBar()->setValue(static_cast<int>((bottom - height + m_unit - 1) / m_unit));
  const int from = m_columns.x(cell.column), to = from + m_columns.width(cell.column);
  QScrollBar* bar = horizontalScrollBar();
  if (from < bar->value() || m_columns.width(cell.column) > viewport()->width())
    bar->setValue(from);
  else if (to > bar->value() + viewport()->width())
    bar->setValue(to - viewport()->width());
}

void GridView::selectionMoved() {
  viewport()->update();
  m_header->update();
  m_numbers->update();
  if (!QAccessible::isActive() || !m_selection.active)
    return;
  if (QAccessibleInterface* self = QAccessible::queryAccessibleInterface(this))
    if (QAccessibleTableInterface* cells = self->tableInterface()) {
      QAccessibleInterface* cell = cells->cellAt(static_cast<int>(m_selection.current.row), static_cast<int>(m_selection.current.column));
      if (const int child = cell ? self->indexOfChild(cell) : -1; child >= 0) {
        QAccessibleEvent event(this, QAccessible::Focus);
        event.setChild(child);
        QAccessible::updateAccessibility(&event);
      }
    }
}

void GridView::selectColumn(std::size_t column, Qt::KeyboardModifiers modifiers) {
  std::set<std::size_t>& chosen = m_selection.columns;
  if (modifiers & Qt::ControlModifier) {
    if (!chosen.insert(column).second)
      chosen.erase(column);
    m_selection.anchor.column = column;
  } else if (modifiers & Qt::ShiftModifier && m_selection.active) {
    chosen.clear();
    for (std::size_t i = std::min(m_selection.anchor.column, column); i <= std::max(m_selection.anchor.column, column); ++i)
      chosen.insert(i);
  } else {
    chosen = {column};
    m_selection.anchor.column = column;
  }
  if (!m_selection.active)
    m_selection.anchor.row = visibleRows().first;
  m_selection.active = m_table->rows() > 0;
  m_selection.current = {m_selection.anchor.row, column};
  selectionMoved();
  emit selectedColumnsChanged();
}

void GridView::selectRow(std::size_t row, Qt::KeyboardModifiers modifiers) {
  if (m_columns.count() == 0)
    return;
  const bool hadColumns = !m_selection.columns.empty();
  m_selection.columns.clear();
  const std::size_t from = modifiers & Qt::ShiftModifier && m_selection.active ? m_selection.anchor.row : row;
  m_selection.active = true;
  m_selection.anchor = {from, m_columns.count() - 1};
  m_selection.current = {row, 0};
  selectionMoved();
  if (hadColumns)
    emit selectedColumnsChanged();
}

// Keyboard ---------------------------------------------------------------------------------------------------------

void GridView::keyPressEvent(QKeyEvent* event) {
  const bool control = event->modifiers() & Qt::ControlModifier;
  const bool shift = event->modifiers() & Qt::ShiftModifier;
  const std::size_t rows = m_table->rows(), columns = m_columns.count();
  if (rows == 0 || columns == 0) {
    QAbstractScrollArea::keyPressEvent(event);
    return;
  }
  if (control && event->key() == Qt::Key_C)
    return copy(!shift);
  if (control && event->key() == Qt::Key_G) {
    emit goToRowWanted();
    return;
  }
  if (control && event->key() == Qt::Key_F) {
    emit goToColumnWanted();
    return;
  }
  if (control && event->key() == Qt::Key_A) {
    moveTo({0, 0}, false);
    m_selection.anchor = {rows - 1, columns - 1};
    return selectionMoved();
  }
  GridCell cell = m_selection.active ? m_selection.current : GridCell{visibleRows().first, visibleColumns().first};
  if (control && event->key() == Qt::Key_Space) {
    m_selection.active = true;
    m_selection.current = cell;
    return selectColumn(cell.column, shift ? Qt::ShiftModifier : Qt::NoModifier);
  }
  if (shift && event->key() == Qt::Key_Space)
    return selectRow(cell.row, Qt::NoModifier);
  if (event->modifiers() & Qt::AltModifier && event->key() == Qt::Key_Down) {
    moveTo(cell, false);
    emit columnMenuWanted(cell.column, viewport()->mapToGlobal(QPoint(cellRect(cell).left(), 0)));
    return;
  }
  if (!m_selection.active) { // the first key only shows where one is
    switch (event->key()) {
    case Qt::Key_Left: case Qt::Key_Right: case Qt::Key_Up: case Qt::Key_Down: return moveTo(cell, false);
    default: break;
    }
  }
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  const auto page = static_cast<std::size_t>(std::max(1, viewport()->height() / kRowHeight - 1));
  const int key = mirrored && event->key() == Qt::Key_Left    ? Qt::Key_Right
                  : mirrored && event->key() == Qt::Key_Right ? Qt::Key_Left
                                                              : event->key();
  switch (key) {
  case Qt::Key_Left: cell.column = control || cell.column == 0 ? 0 : cell.column - 1; break;
  case Qt::Key_Right: cell.column = control ? columns - 1 : std::min(columns - 1, cell.column + 1); break;
  case Qt::Key_Up: cell.row = control || cell.row == 0 ? 0 : cell.row - 1; break;
  case Qt::Key_Down: cell.row = control ? rows - 1 : std::min(rows - 1, cell.row + 1); break;
  case Qt::Key_PageUp: cell.row -= std::min(cell.row, page); break;
  case Qt::Key_PageDown: cell.row = std::min(rows - 1, cell.row + page); break;
  case Qt::Key_Home: cell = {control ? 0 : cell.row, 0}; break;
  case Qt::Key_End: cell = {control ? rows - 1 : cell.row, columns - 1}; break;
  default: QAbstractScrollArea::keyPressEvent(event); return;
  }
  moveTo(cell, shift);
}

// Mouse ------------------------------------------------------------------------------------------------------------

void GridView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton)
    return;
  if (const auto cell = cellAt(event->position().toPoint()))
    moveTo(*cell, event->modifiers() & Qt::ShiftModifier);
}

void GridView::mouseMoveEvent(QMouseEvent* event) {
  if (!(event->buttons() & Qt::LeftButton) || !m_selection.active || !m_selection.columns.empty())
    return;
  const QRect inner = viewport()->rect();
  const QPoint at = event->position().toPoint();
  if (const auto cell = cellAt({std::clamp(at.x(), 0, inner.right()), std::clamp(at.y(), 0, inner.bottom())});
      cell && !(*cell == m_selection.current))
    moveTo(*cell, true);
}

void GridView::contextMenuEvent(QContextMenuEvent* event) {
  if (event->reason() == QContextMenuEvent::Keyboard) {
    if (!m_selection.active)
      return;
    const QRect where = cellRect(m_selection.current);
    if (m_selection.columns.empty())
      emit cellMenuWanted(m_selection.current.column, m_selection.current.row, viewport()->mapToGlobal(where.bottomLeft()));
    else
      emit columnMenuWanted(m_selection.current.column, viewport()->mapToGlobal(QPoint(where.left(), 0)));
    return;
  }
  const auto cell = cellAt(event->pos());
  if (!cell)
    return;
  if (!m_selection.contains(cell->row, cell->column))
    moveTo(*cell, false);
  emit cellMenuWanted(cell->column, cell->row, event->globalPos());
}

bool GridView::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto cell = cellAt(help->pos());
    const auto drawnCell = cell ? m_drawn.constFind((static_cast<quint64>(cell->column) << 32) | cell->row) : m_drawn.constEnd();
    const QString all = cell ? whole(*cell) : QString();
    if (!cell || (drawnCell != m_drawn.constEnd() && drawnCell->text.text() == all))
      QToolTip::hideText();
    else
      QToolTip::showText(help->globalPos(), QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(all.toHtmlEscaped()), viewport(), cellRect(*cell));
    return true;
  }
  return QAbstractScrollArea::viewportEvent(event);
}

void GridView::focusInEvent(QFocusEvent* event) {
  QAbstractScrollArea::focusInEvent(event);
  if (!m_selection.active && m_table->rows() > 0 && m_columns.count() > 0 && event->reason() != Qt::MouseFocusReason) {
    m_selection.active = true; // where the keyboard begins is to be seen
    m_selection.current = m_selection.anchor = {visibleRows().first, visibleColumns().first};
  }
  selectionMoved();
}

void GridView::focusOutEvent(QFocusEvent* event) {
  QAbstractScrollArea::focusOutEvent(event);
  viewport()->update();
}

// Clipboard --------------------------------------------------------------------------------------------------------

void GridView::copy(bool headers) {
  if (!m_selection.active)
    return;
  std::vector<std::size_t> columns(m_selection.columns.begin(), m_selection.columns.end());
  std::size_t from = 0, to = m_table->rows();
  if (columns.empty()) {
    for (std::size_t i = m_selection.firstColumn(); i <= m_selection.lastColumn(); ++i)
      columns.push_back(i);
    from = m_selection.firstRow();
    to = m_selection.lastRow() + 1;
  }
  const std::size_t most = std::max<std::size_t>(1, kCopiedCells / columns.size());
  const bool all = to - from <= most;
  to = std::min(to, from + most);
  // One cell is copied as it is.
  headers = headers && !(columns.size() == 1 && to - from == 1 && m_selection.columns.empty());

  const auto work = [table = m_table, columns, from, to, headers](const std::atomic_bool& stop) {
    return tabbedText(*table, columns, from, to, headers, stop);
  };
  const auto finish = [this, count = columns.size(), rows = to - from, all](const Result<std::string>& text) {
    if (!text)
      return;
    QString taken = toQt(*text);
    if (count == 1 && rows == 1 && taken.endsWith(u'\n'))
      taken.chop(1);
    QGuiApplication::clipboard()->setText(taken);
    emit copied(rows, count, all);
  };
  const bool atHand = std::all_of(columns.begin(), columns.end(), [&](std::size_t i) { return !m_table->column(i).source(); });
  if (atHand && columns.size() * (to - from) <= kCopiedAtOnce) {
    finish(work(std::atomic_bool(false)));
    return;
  }
  m_loader.later([work, finish](const std::atomic_bool& stop) -> std::function<void()> {
    return [finish, text = work(stop)] { finish(text); };
  });
}

} // namespace easel
