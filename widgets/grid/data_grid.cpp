#include "widgets/grid/data_grid.h"

#include "core/base/text.h"
#include "widgets/controls/button.h"
#include "widgets/grid/grid_accessible.h"
#include "widgets/grid/grid_header.h"
#include "widgets/grid/grid_view.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

struct DataGrid::Parts {
  GridView* view = nullptr;
  IconButton* charts = nullptr;
  QLineEdit* row = nullptr;
};

DataGrid::DataGrid(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>()) {
  installGridAccessibility();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  GridView* view = m_parts->view = new GridView(this);
  view->setAccessibleName(tr("Rows of the data set"));
  layout->addWidget(view);
  setFocusProxy(view);

  m_parts->charts = new IconButton("bar-chart", tr("Charts in the headers"), this);
  m_parts->charts->setObjectName("grid.charts");
  m_parts->charts->setCheckable(true);
  m_parts->charts->setChecked(true);
  m_parts->charts->setFocusPolicy(Qt::TabFocus);
  connect(m_parts->charts, &QToolButton::toggled, view, &GridView::setCharts);

  m_parts->row = new QLineEdit(this);
  m_parts->row->setObjectName("grid.goToRow");
  m_parts->row->setAccessibleName(tr("Go to row"));
  m_parts->row->setPlaceholderText(tr("Go to row"));
  m_parts->row->setFixedSize(140, metrics::kFieldHeight);
  m_parts->row->hide();
  m_parts->row->installEventFilter(this);
  connect(m_parts->row, &QLineEdit::returnPressed, this, [this] {
    bool number = false;
    const qulonglong row = m_parts->row->text().remove(u',').trimmed().toULongLong(&number);
    if (!number || row == 0) {
      m_parts->row->selectAll();
      return;
    }
    m_parts->row->hide();
    m_parts->view->setFocus();
    showRow(static_cast<std::size_t>(row) - 1);
  });

  connect(view, &GridView::selectedColumnsChanged, this, [this] { emit columnsSelected(selectedColumns()); });
  connect(view, &GridView::columnMenuWanted, this, [this](std::size_t column, const QPoint& where) {
    emit columnMenu(m_parts->view->columnName(column), where);
  });
  connect(view, &GridView::cellMenuWanted, this, [this](std::size_t column, std::size_t row, const QPoint& where) {
    emit cellMenu(m_parts->view->columnName(column), row, where);
  });
  connect(view, &GridView::typeClicked, this, [this](std::size_t column, const QPoint& where) {
    emit typeClicked(m_parts->view->columnName(column), where);
  });
  connect(view, &GridView::goToRowWanted, this, &DataGrid::askForRow);
  connect(view, &GridView::goToColumnWanted, this, &DataGrid::goToColumnWanted);
  connect(view, &GridView::copied, this, &DataGrid::copied);
  view->viewport()->installEventFilter(this);
}

DataGrid::~DataGrid() = default;

void DataGrid::setTable(const Table& table) {
  m_parts->view->setTable(table);
}

void DataGrid::clear() {
  m_parts->view->setTable(Table());
}

const Table& DataGrid::table() const {
  return m_parts->view->table();
}

void DataGrid::setProfile(const std::optional<TableProfile>& profile) {
  m_parts->view->setProfile(profile);
}

void DataGrid::setMarks(const GridMarks& marks) {
  m_parts->view->setMarks(marks);
}

void DataGrid::setTarget(const QString& column) {
  m_parts->view->setTarget(column);
}

QStringList DataGrid::selectedColumns() const {
  QStringList names;
  for (const std::size_t column : m_parts->view->selection().columns)
    names += m_parts->view->columnName(column);
  return names;
}

void DataGrid::showColumn(const QString& name) {
  const auto column = table().find(fromQt(name));
  if (!column)
    return;
  const GridSelection& selection = m_parts->view->selection();
  m_parts->view->goTo({selection.active ? selection.current.row : m_parts->view->visibleRows().first, *column});
  m_parts->view->selectColumn(*column, Qt::NoModifier);
}

void DataGrid::showRow(std::size_t row) {
  const GridSelection& selection = m_parts->view->selection();
  m_parts->view->goTo({row, selection.active ? selection.current.column : m_parts->view->visibleColumns().first});
}

void DataGrid::reveal(const QString& column, std::optional<std::size_t> row) {
  const auto i = table().find(fromQt(column));
  if (!i || table().rows() == 0)
    return;
  GridView* view = m_parts->view;
  const auto [first, last] = view->visibleRows();
  if (row && (*row < first || *row + 1 >= last)) // not at the very edge
    view->reveal({std::min(table().rows() - 1, *row + (last - first) / 2), *i});
  view->reveal({row.value_or(first), *i});
}

void DataGrid::setCurrent(const QString& column, std::size_t row) {
  if (const auto i = table().find(fromQt(column)))
    m_parts->view->goTo({row, *i});
}

QString DataGrid::currentColumn() const {
  const GridSelection& selection = m_parts->view->selection();
  return selection.active ? m_parts->view->columnName(selection.current.column) : QString();
}

std::size_t DataGrid::currentRow() const {
  return m_parts->view->selection().current.row;
}

QString DataGrid::cellText(const QString& column, std::size_t row) const {
  const auto i = table().find(fromQt(column));
  return i && row < table().rows() ? m_parts->view->cell({row, *i}).text : QString();
}

QRect DataGrid::cellRect(const QString& column, std::size_t row) const {
  const auto i = table().find(fromQt(column));
  if (!i)
    return {};
  const QRect inside = m_parts->view->cellRect({row, *i});
  return {m_parts->view->viewport()->mapTo(this, inside.topLeft()), inside.size()};
}

QRect DataGrid::headRect(const QString& column) const {
  const auto i = table().find(fromQt(column));
  const auto* header = findChild<GridHeader*>();
  if (!i)
    return {};
  return {header->mapTo(this, QPoint(m_parts->view->left(*i), 0)), QSize(m_parts->view->columns().width(*i), header->height())};
}

void DataGrid::copySelection(bool withHeaders) const {
  m_parts->view->copy(withHeaders);
}

void DataGrid::setCharts(bool on) {
  m_parts->charts->setChecked(on);
}

bool DataGrid::charts() const {
  return m_parts->view->charts();
}

void DataGrid::askForRow() {
  m_parts->row->clear();
  m_parts->row->setPlaceholderText(tr("Row 1 to %1").arg(toQt(formatCount(static_cast<std::int64_t>(table().rows())))));
  m_parts->row->raise();
  m_parts->row->show();
  m_parts->row->setFocus();
}

void DataGrid::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange)
    update();
}

bool DataGrid::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_parts->view->viewport() && (event->type() == QEvent::Resize || event->type() == QEvent::Move)) {
    const QRect inner(m_parts->view->viewport()->mapTo(this, QPoint(0, 0)), m_parts->view->viewport()->size());
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const int side = mirrored ? width() - inner.right() - 1 : inner.left();
    m_parts->charts->setGeometry((mirrored ? inner.right() + 1 : 0) + (side - 28) / 2, 4, 28, 24);
    m_parts->charts->raise();
    m_parts->row->move(mirrored ? inner.left() + 12 : inner.right() - m_parts->row->width() - 12, inner.top() + 12);
  }
  if (watched == m_parts->row) {
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
      m_parts->row->hide();
      m_parts->view->setFocus();
      return true;
    }
    if (event->type() == QEvent::FocusOut)
      m_parts->row->hide();
  }
  return QWidget::eventFilter(watched, event);
}

} // namespace easel
