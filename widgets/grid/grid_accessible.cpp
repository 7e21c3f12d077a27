#include "widgets/grid/grid_accessible.h"

#include "widgets/grid/grid_header.h"
#include "widgets/grid/grid_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QCoreApplication>
#include <QPointer>

#include <algorithm>
#include <limits>
#include <map>

namespace easel {

namespace {

constexpr std::size_t kKept = 4'000; // interfaces of cells that are kept for those who ask again

int bounded(std::size_t n) {
  return static_cast<int>(std::min<std::size_t>(n, std::numeric_limits<int>::max()));
}

/// A cell, or the head of a column.
class CellAccessible : public QAccessibleInterface, public QAccessibleTableCellInterface {
 public:
  CellAccessible(GridView* view, GridCell cell, bool head) : m_view(view), m_cell(cell), m_head(head) {}

  GridCell cell() const { return m_cell; }
  bool head() const { return m_head; }

  bool isValid() const override {
    return m_view && m_cell.column < m_view->columns().count() && (m_head || m_cell.row < m_view->table().rows());
  }
  QObject* object() const override { return nullptr; }
  QAccessibleInterface* childAt(int, int) const override { return nullptr; }
  QAccessibleInterface* parent() const override {
    return m_view ? QAccessible::queryAccessibleInterface(m_view.data()) : nullptr;
  }
  QAccessibleInterface* child(int) const override { return nullptr; }
  int childCount() const override { return 0; }
  int indexOfChild(const QAccessibleInterface*) const override { return -1; }
  QString text(QAccessible::Text what) const override {
    if (!isValid())
      return {};
    const QString name = m_view->columnName(m_cell.column);
    const auto& look = m_view->look(m_cell.column);
    if (m_head)
      return what == QAccessible::Name ? name
             : what == QAccessible::Description && look && !look->remarks.isEmpty()
                 ? typeName(m_view->columnType(m_cell.column)) + u' ' + look->remarks.front()
                 : QString();
    if (what == QAccessible::Name)
      return QCoreApplication::translate("easel::DataGrid", "%1, row %2: %3").arg(name).arg(m_cell.row + 1).arg(m_view->cell(m_cell).text);
    return what == QAccessible::Value ? m_view->whole(m_cell) : QString();
  }
  void setText(QAccessible::Text, const QString&) override {}
  QRect rect() const override {
    if (!isValid())
      return {};
    if (!m_head) {
      const QRect inside = m_view->cellRect(m_cell);
      return {m_view->viewport()->mapToGlobal(inside.topLeft()), inside.size()};
    }
    const auto* header = m_view->findChild<GridHeader*>();
    return {header->mapToGlobal(QPoint(m_view->left(m_cell.column), 0)),
            QSize(m_view->columns().width(m_cell.column), header->height())};
  }
  QAccessible::Role role() const override { return m_head ? QAccessible::ColumnHeader : QAccessible::Cell; }
  QAccessible::State state() const override {
    QAccessible::State state;
    if (!isValid()) {
      state.invalid = true;
      return state;
    }
    state.readOnly = state.selectable = true;
    state.focusable = !m_head;
    state.selected = isSelected();
    const GridSelection& selection = m_view->selection();
    state.focused = !m_head && selection.active && selection.current == m_cell && m_view->hasFocus();
    return state;
  }
  void* interface_cast(QAccessible::InterfaceType type) override {
    return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this) : nullptr;
  }

  bool isSelected() const override {
    return isValid() && (m_head ? m_view->selection().columns.contains(m_cell.column)
                                : m_view->selection().contains(m_cell.row, m_cell.column));
  }
  QList<QAccessibleInterface*> columnHeaderCells() const override;
  QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
  int columnIndex() const override { return bounded(m_cell.column); }
  int rowIndex() const override { return m_head ? 0 : bounded(m_cell.row); }
  int columnExtent() const override { return 1; }
  int rowExtent() const override { return 1; }
  QAccessibleInterface* table() const override { return parent(); }

 private:
  QPointer<GridView> m_view;
  GridCell m_cell;
  bool m_head;
};

class GridAccessible : public QAccessibleWidget, public QAccessibleTableInterface {
 public:
  explicit GridAccessible(GridView* view) : QAccessibleWidget(view, QAccessible::Table) {}
  ~GridAccessible() override { forget(); }

  void* interface_cast(QAccessible::InterfaceType type) override {
    return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                               : QAccessibleWidget::interface_cast(type);
  }

  // Heads of the columns in sight, then the cells in sight by rows.
  int childCount() const override {
    const Sight s = sight();
    return bounded(s.columns() * (s.rows() + 1));
  }
  QAccessibleInterface* child(int index) const override {
    const Sight s = sight();
    if (index < 0 || s.columns() == 0 || index >= childCount())
      return nullptr;
    const auto i = static_cast<std::size_t>(index);
    const std::size_t column = s.firstColumn + i % s.columns();
    return i < s.columns() ? made({0, column}, true) : made({s.firstRow + i / s.columns() - 1, column}, false);
  }
  int indexOfChild(const QAccessibleInterface* child) const override {
    const auto* cell = dynamic_cast<const CellAccessible*>(child);
    const Sight s = sight();
    if (!cell || cell->cell().column < s.firstColumn || cell->cell().column >= s.lastColumn)
      return -1;
    const std::size_t column = cell->cell().column - s.firstColumn;
    if (cell->head())
      return bounded(column);
    if (cell->cell().row < s.firstRow || cell->cell().row >= s.lastRow)
      return -1;
    return bounded((cell->cell().row - s.firstRow + 1) * s.columns() + column);
  }
  QAccessibleInterface* childAt(int x, int y) const override {
    for (int i = 0; i < childCount(); ++i)
      if (QAccessibleInterface* c = child(i); c->rect().contains(x, y))
        return c;
    return nullptr;
  }
  QAccessibleInterface* focusChild() const override {
    const GridSelection& selection = view()->selection();
    return view()->hasFocus() && selection.active ? made(selection.current, false) : nullptr;
  }

  QAccessibleInterface* caption() const override { return nullptr; }
  QAccessibleInterface* summary() const override { return nullptr; }
  QAccessibleInterface* cellAt(int row, int column) const override {
    return row >= 0 && column >= 0 && row < rowCount() && column < columnCount()
               ? made({static_cast<std::size_t>(row), static_cast<std::size_t>(column)}, false)
               : nullptr;
  }
  int selectedCellCount() const override { return bounded(selectedRowsOfRange() * selectedColumnsOfRange()); }
  QList<QAccessibleInterface*> selectedCells() const override {
    QList<QAccessibleInterface*> cells;
    const GridSelection& s = view()->selection();
    if (s.active && s.columns.empty())
      for (std::size_t row = s.firstRow(); row <= s.lastRow(); ++row)
        for (std::size_t column = s.firstColumn(); column <= s.lastColumn() && cells.size() < 1'000; ++column)
          cells += made({row, column}, false);
    return cells;
  }
  QString columnDescription(int column) const override {
    return column >= 0 && column < columnCount() ? view()->columnName(static_cast<std::size_t>(column)) : QString();
  }
  QString rowDescription(int row) const override { return QString::number(row + 1); }
  int selectedColumnCount() const override { return bounded(view()->selection().columns.size()); }
  int selectedRowCount() const override { return 0; }
  int columnCount() const override { return bounded(view()->columns().count()); }
  int rowCount() const override { return bounded(view()->table().rows()); }
  QList<int> selectedColumns() const override {
    QList<int> columns;
    for (const std::size_t column : view()->selection().columns)
      columns += bounded(column);
    return columns;
  }
  QList<int> selectedRows() const override { return {}; }
  bool isColumnSelected(int column) const override {
    return column >= 0 && view()->selection().columns.contains(static_cast<std::size_t>(column));
  }
  bool isRowSelected(int) const override { return false; }
  bool selectRow(int row) override {
    view()->selectRow(static_cast<std::size_t>(std::max(0, row)), Qt::NoModifier);
    return true;
  }
  bool selectColumn(int column) override {
    view()->selectColumn(static_cast<std::size_t>(std::max(0, column)), Qt::NoModifier);
    return true;
  }
  bool unselectRow(int) override { return false; }
  bool unselectColumn(int column) override {
    if (!isColumnSelected(column))
      return false;
    view()->selectColumn(static_cast<std::size_t>(column), Qt::ControlModifier);
    return true;
  }
  void modelChange(QAccessibleTableModelChangeEvent*) override { forget(); }

  QAccessibleInterface* made(const GridCell& cell, bool head) const {
    const auto key = std::tuple(head, cell.row, cell.column);
    if (const auto known = m_made.find(key); known != m_made.end())
      if (QAccessibleInterface* found = QAccessible::accessibleInterface(known->second))
        return found;
    if (m_made.size() >= kKept)
      forget();
    auto* made = new CellAccessible(view(), cell, head);
    m_made[key] = QAccessible::registerAccessibleInterface(made);
    return made;
  }

 private:
  struct Sight {
    std::size_t firstRow, lastRow, firstColumn, lastColumn;
    std::size_t rows() const { return lastRow - firstRow; }
    std::size_t columns() const { return lastColumn - firstColumn; }
  };
  Sight sight() const {
    const auto [firstRow, lastRow] = view()->visibleRows();
    const auto [firstColumn, lastColumn] = view()->visibleColumns();
    return {firstRow, lastRow, firstColumn, lastColumn};
  }
  std::size_t selectedRowsOfRange() const {
    const GridSelection& s = view()->selection();
    return s.active ? s.columns.empty() ? s.lastRow() - s.firstRow() + 1 : view()->table().rows() : 0;
  }
  std::size_t selectedColumnsOfRange() const {
    const GridSelection& s = view()->selection();
    return s.active ? s.columns.empty() ? s.lastColumn() - s.firstColumn() + 1 : s.columns.size() : 0;
  }
  GridView* view() const { return static_cast<GridView*>(object()); }
  void forget() const {
    for (const auto& [key, id] : m_made)
      QAccessible::deleteAccessibleInterface(id);
    m_made.clear();
  }
  mutable std::map<std::tuple<bool, std::size_t, std::size_t>, QAccessible::Id> m_made;
};

QList<QAccessibleInterface*> CellAccessible::columnHeaderCells() const {
  auto* grid = dynamic_cast<GridAccessible*>(parent());
  return grid && !m_head ? QList<QAccessibleInterface*>{grid->made({0, m_cell.column}, true)} : QList<QAccessibleInterface*>();
}

QAccessibleInterface* makeGridInterface(const QString& name, QObject* object) {
  auto* view = name == QLatin1String("easel::GridView") ? qobject_cast<GridView*>(object) : nullptr;
  return view ? new GridAccessible(view) : nullptr;
}

} // namespace

void installGridAccessibility() {
  static const bool once = [] {
    QAccessible::installFactory(makeGridInterface);
    return true;
  }();
  static_cast<void>(once);
}

} // namespace easel
