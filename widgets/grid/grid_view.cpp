#include "widgets/grid/grid_view.h"

#include "widgets/grid/grid_header.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QCoreApplication>
#include <QEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <limits>

namespace easel {

namespace {

constexpr int kHorizontalStep = 40;
constexpr int kDrawnCells = 8'000;       // laid-out cells that are kept
constexpr int kNarrowest = 48, kWidestByHand = 2'000, kWidestByFit = 520;
constexpr std::size_t kMarginRows = 300; // read before they come into sight
constexpr std::size_t kMarginColumns = 4;
constexpr std::size_t kMeasuredColumns = 400; // names that are measured exactly
constexpr std::size_t kMeasuredLevels = 12;

} // namespace

GridView::GridView(QWidget* parent)
    : QAbstractScrollArea(parent), m_table(std::make_shared<const Table>()), m_header(new GridHeader(this)),
      m_numbers(new RowNumbers(this)) {
  setObjectName("grid.view");
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::StrongFocus);
  viewport()->setMouseTracking(true);
  viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
  m_header->setAttribute(Qt::WA_OpaquePaintEvent);
  m_numbers->setAttribute(Qt::WA_OpaquePaintEvent);
  horizontalScrollBar()->setSingleStep(kHorizontalStep);
  setCornerWidget(new QWidget); // nothing in the corner between the bars
  forgetDrawn();
  connect(&m_loader, &ChunkLoader::arrived, this, [this](std::size_t column, std::size_t chunk) {
    const auto [first, last] = visibleRows();
    if (column < m_columns.count() && chunk >= (first >> kChunkShift) && chunk <= (last >> kChunkShift))
      viewport()->update(left(column), 0, m_columns.width(column), viewport()->height());
  });
}

// The table --------------------------------------------------------------------------------------------------------

int GridView::defaultWidth(std::size_t column, const QFontMetrics& metrics) const {
  const std::string& name = m_table->name(column);
  const int text = m_table->columnCount() <= kMeasuredColumns
                       ? metrics.horizontalAdvance(toQt(name).left(60))
                       : static_cast<int>(std::min<std::size_t>(name.size(), 60)) * 7;
  const DataType type = columnType(column);
  int least = type == DataType::Text ? 140 : type == DataType::Timestamp ? 160 : 118;
  if (const DictionaryPtr& levels = m_table->column(column).dictionary(); levels && m_table->columnCount() <= kMeasuredColumns)
    for (std::uint32_t code = 0; code < std::min<std::size_t>(levels->size(), kMeasuredLevels); ++code)
      least = std::clamp(metrics.horizontalAdvance(toQt((*levels)[code]).left(30)) + 2 * kPadding + 16, least, 190);
  return std::clamp(text + 2 * kPadding + 26, least, 220);
}

void GridView::setTable(const Table& table) {
  QHash<QString, int> widths; // columns keep theirs by name
  for (std::size_t i = 0; i < m_table->columnCount(); ++i)
    widths.insert(columnName(i), m_columns.width(i));
  const bool sameRows = m_table->rows() == table.rows();
  const QString current = m_selection.active ? columnName(m_selection.current.column) : QString();
  const std::size_t currentRow = m_selection.current.row;

  m_table = std::make_shared<const Table>(table);
  m_loader.setTable(m_table);
  const QFontMetrics metrics(textFont(TextSize::Small, QFont::DemiBold));
  std::vector<int> wanted;
  wanted.reserve(table.columnCount());
  for (std::size_t i = 0; i < table.columnCount(); ++i) {
    const auto known = widths.constFind(columnName(i));
    wanted.push_back(known != widths.constEnd() ? *known : defaultWidth(i, metrics));
  }
  m_columns.set(std::move(wanted));
  m_decimals.assign(table.columnCount(), std::nullopt);
  m_columnMarks.assign(table.columnCount(), CellMark::None);
  m_marks = {};
  setProfile(std::exchange(m_profile, std::nullopt));

  m_selection = {};
  if (!current.isEmpty() && table.rows() > 0)
    if (const auto column = table.find(fromQt(current))) {
      m_selection.active = true;
      m_selection.current = {std::min(currentRow, table.rows() - 1), *column};
      m_selection.anchor = m_selection.current;
    }
  forgetDrawn();
  layOut();
  if (!sameRows && verticalScrollBar()->value() > verticalScrollBar()->maximum())
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void GridView::setProfile(const std::optional<TableProfile>& profile) {
  m_profile = profile;
  m_looks.assign(m_table->columnCount(), std::nullopt);
  if (m_profile) {
    // Profiles of a former state of the table fit by name, type and number of rows only.
    for (const ColumnProfile& column : m_profile->columns)
      if (const auto i = m_table->find(column.name); i && columnType(*i) == column.type && column.rows == m_table->rows())
        m_looks[*i] = columnLook(column, toQt(column.name) == m_target);
  }
  m_header->update();
}

void GridView::setTarget(const QString& column) {
  if (m_target == column)
    return;
  m_target = column;
  setProfile(std::exchange(m_profile, std::nullopt));
}

void GridView::setMarks(const GridMarks& marks) {
  m_marks = marks;
  m_columnMarks.assign(m_table->columnCount(), CellMark::None);
  for (const std::string& name : marks.changedColumns)
    if (const auto i = m_table->find(name))
      m_columnMarks[*i] = CellMark::Changed;
  for (const std::string& name : marks.addedColumns)
    if (const auto i = m_table->find(name))
      m_columnMarks[*i] = CellMark::Added;
  for (const std::string& name : marks.removedColumns)
    if (const auto i = m_table->find(name))
      m_columnMarks[*i] = CellMark::Removed;
  forgetDrawn();
  m_header->update();
  viewport()->update();
}

void GridView::setCharts(bool on) {
  m_charts = on;
  layOut();
}

QString GridView::columnName(std::size_t column) const {
  return toQt(m_table->name(column));
}

bool GridView::isTarget(std::size_t column) const {
  return !m_target.isEmpty() && columnName(column) == m_target;
}

// Where things lie -------------------------------------------------------------------------------------------------

void GridView::layOut() {
  edges();
  wishChunks();
  viewport()->update();
  m_header->update();
  m_numbers->update();
}

void GridView::edges() {
  const int top = m_header->wantedHeight(), side = m_numbers->wantedWidth();
  const bool mirrored = layoutDirection() == Qt::RightToLeft; // margins are not
  setViewportMargins(mirrored ? 0 : side, top, mirrored ? side : 0, 0);
  const QRect inner = viewport()->geometry();
  m_header->setGeometry(inner.x(), inner.y() - top, inner.width(), top);
  const int x = mirrored ? inner.right() + 1 : inner.x() - side;
  m_numbers->setGeometry(x, inner.y() - top, side, inner.height() + top);

  const qint64 height = static_cast<qint64>(m_table->rows()) * kRowHeight;
  m_unit = height > std::numeric_limits<int>::max() / 2 ? kRowHeight : 1;
  const qint64 beyond = std::max<qint64>(0, height - inner.height());
  verticalScrollBar()->setRange(0, static_cast<int>(std::min<qint64>((beyond + m_unit - 1) / m_unit, std::numeric_limits<int>::max())));
  verticalScrollBar()->setPageStep(std::max(1, (inner.height() - kRowHeight) / m_unit));
  verticalScrollBar()->setSingleStep(kRowHeight / m_unit);
  horizontalScrollBar()->setRange(0, std::max(0, m_columns.total() - inner.width()));
  horizontalScrollBar()->setPageStep(inner.width());
}

qint64 GridView::yOffset() const {
  return static_cast<qint64>(verticalScrollBar()->value()) * m_unit;
}

int GridView::left(std::size_t column) const {
  const int x = m_columns.x(column) - horizontalScrollBar()->value();
  return layoutDirection() == Qt::RightToLeft ? viewport()->width() - x - m_columns.width(column) : x;
}

std::size_t GridView::columnAt(int x) const {
  const int logical = layoutDirection() == Qt::RightToLeft ? viewport()->width() - 1 - x : x;
  return m_columns.at(logical + horizontalScrollBar()->value());
}

QRect GridView::cellRect(const GridCell& cell) const {
  const qint64 y = static_cast<qint64>(cell.row) * kRowHeight - yOffset();
  return {left(cell.column), static_cast<int>(std::clamp<qint64>(y, -1'000'000, 1'000'000)), m_columns.width(cell.column), kRowHeight};
}

std::pair<std::size_t, std::size_t> GridView::visibleRows() const {
  const auto first = static_cast<std::size_t>(yOffset() / kRowHeight);
  const auto last = static_cast<std::size_t>((yOffset() + viewport()->height()) / kRowHeight) + 1;
  return {std::min(first, m_table->rows()), std::min(last, m_table->rows())};
}

std::pair<std::size_t, std::size_t> GridView::visibleColumns() const {
  const int from = horizontalScrollBar()->value();
  const std::size_t first = m_columns.at(from);
  const std::size_t last = m_columns.at(from + std::max(0, viewport()->width() - 1));
  return {first, std::min(m_columns.count(), last == m_columns.count() ? last : last + 1)};
}

std::optional<GridCell> GridView::cellAt(const QPoint& where) const {
  const std::size_t column = columnAt(where.x());
  const qint64 row = (yOffset() + where.y()) / kRowHeight;
  if (column >= m_columns.count() || row < 0 || row >= static_cast<qint64>(m_table->rows()))
    return std::nullopt;
  return GridCell{static_cast<std::size_t>(row), column};
}

void GridView::setColumnWidth(std::size_t column, int width) {
  m_columns.resize(column, std::clamp(width, kNarrowest, kWidestByHand));
  forgetDrawn();
  layOut();
}

void GridView::fitColumn(std::size_t column) {
  const auto [first, last] = visibleRows();
  int widest = QFontMetrics(textFont(TextSize::Small, QFont::DemiBold)).horizontalAdvance(columnName(column)) + 26;
  const QFontMetrics metrics(m_fonts.normal);
  for (std::size_t row = first; row < last; ++row)
    widest = std::max(widest, metrics.horizontalAdvance(cell({row, column}).text));
  setColumnWidth(column, std::min(widest + 2 * kPadding + 2, kWidestByFit));
}

// Cells ------------------------------------------------------------------------------------------------------------

std::optional<int> GridView::decimals(std::size_t column, const Chunk& chunk) {
  if (!m_decimals[column])
    m_decimals[column] = commonDecimals(chunk);
  return *m_decimals[column];
}

ShownCell GridView::cell(const GridCell& where) {
  const ChunkLoader::Wanted place{where.column, where.row >> kChunkShift};
  const ChunkPtr chunk = m_loader.at(place);
  if (!chunk) {
    const auto error = m_loader.errorOf(place);
    return error ? ShownCell{CellKind::Unreadable, tr("could not be read")}
                 : ShownCell{CellKind::Loading, tr("being read")};
  }
  return shownCell(*chunk, m_table->column(where.column).dictionary().get(), where.row & (kChunkRows - 1),
                   decimals(where.column, *chunk));
}

QString GridView::whole(const GridCell& where) {
  const ChunkLoader::Wanted place{where.column, where.row >> kChunkShift};
  if (const ChunkPtr chunk = m_loader.at(place))
    return wholeCell(*chunk, m_table->column(where.column).dictionary().get(), where.row & (kChunkRows - 1));
  const auto error = m_loader.errorOf(place);
  return error ? toQt(*error) : tr("being read");
}

void GridView::wishChunks() {
  if (m_table->rows() == 0 || m_columns.count() == 0)
    return;
  const auto [firstRow, lastRow] = visibleRows();
  const auto [firstColumn, lastColumn] = visibleColumns();
  std::vector<ChunkLoader::Wanted> wanted;
  const auto add = [&](std::size_t fromColumn, std::size_t toColumn, std::size_t fromRow, std::size_t toRow) {
    for (std::size_t chunk = fromRow >> kChunkShift; chunk <= (std::max(toRow, std::size_t{1}) - 1) >> kChunkShift; ++chunk)
      for (std::size_t column = fromColumn; column < toColumn; ++column)
        if (std::none_of(wanted.begin(), wanted.end(), [&](const auto& w) { return w.column == column && w.chunk == chunk; }))
          wanted.push_back({column, chunk});
  };
  add(firstColumn, lastColumn, firstRow, lastRow);
  add(firstColumn - std::min(firstColumn, kMarginColumns), std::min(m_columns.count(), lastColumn + kMarginColumns),
      firstRow - std::min(firstRow, kMarginRows), std::min(m_table->rows(), lastRow + kMarginRows));
  m_loader.want(wanted);
}

void GridView::forgetDrawn() {
  m_drawn.clear();
  m_fonts.normal = tabularFont(TextSize::Body);
  m_fonts.bold = tabularFont(TextSize::Body, QFont::DemiBold);
  m_fonts.quiet = textFont(TextSize::Small);
  m_fonts.quiet.setItalic(true);
}

QString GridView::elided(QString text, const QFont& font, int width) const {
  const qsizetype most = width / 2 + 16; // no letter is narrower than two pixels
  if (text.size() > most)
    text = text.left(most) + QChar(0x2026);
  return QFontMetrics(font).elidedText(text, Qt::ElideRight, width);
}

const GridView::Drawn& GridView::drawn(const Chunk& chunk, std::size_t column, std::size_t row, CellMark mark) {
  const quint64 key = (static_cast<quint64>(column) << 32) | row;
  if (const auto known = m_drawn.constFind(key); known != m_drawn.constEnd())
    return *known;
  if (m_drawn.size() >= kDrawnCells)
    m_drawn.clear();
  const ShownCell cell = shownCell(chunk, m_table->column(column).dictionary().get(), row & (kChunkRows - 1),
                                   decimals(column, chunk));
  const QFont& font = cell.kind != CellKind::Value ? m_fonts.quiet : mark == CellMark::Changed ? m_fonts.bold : m_fonts.normal;
  Drawn made;
  made.kind = cell.kind;
  made.text.setTextFormat(Qt::PlainText);
  made.text.setPerformanceHint(QStaticText::AggressiveCaching);
  made.text.setText(elided(cell.text, font, m_columns.width(column) - 2 * kPadding));
  made.text.prepare({}, font);
  made.width = made.text.size().width();
  return *m_drawn.insert(key, std::move(made));
}

void GridView::paintEvent(QPaintEvent* event) {
  QPainter painter(viewport());
  const QRect area = event->rect();
  painter.fillRect(area, color(Tone::Surface));
  const qint64 rows = static_cast<qint64>(m_table->rows());
  const qint64 first = std::clamp<qint64>((yOffset() + area.top()) / kRowHeight, 0, rows);
  const qint64 last = std::clamp<qint64>((yOffset() + area.bottom()) / kRowHeight + 1, 0, rows);
  if (first >= last)
    return;
  const auto [firstColumn, lastColumn] = visibleColumns();
  for (std::size_t column = firstColumn; column < lastColumn; ++column) {
    const int x = left(column);
    if (x <= area.right() && x + m_columns.width(column) > area.left())
      paintColumn(painter, column, static_cast<std::size_t>(first), static_cast<std::size_t>(last));
  }
  if (firstColumn < lastColumn) {
    painter.setPen(QPen(color(Tone::Line), 0));
    const int from = std::min(left(firstColumn), left(lastColumn - 1));
    const int to = std::max(left(firstColumn) + m_columns.width(firstColumn),
                            left(lastColumn - 1) + m_columns.width(lastColumn - 1));
    for (qint64 row = first; row < last; ++row) {
      const int y = static_cast<int>((row + 1) * kRowHeight - yOffset()) - 1;
      painter.drawLine(std::max(from, area.left()), y, std::min(to - 1, area.right()), y);
    }
  }
  paintFocus(painter);
}

void GridView::paintColumn(QPainter& painter, std::size_t column, std::size_t first, std::size_t last) {
  const int x = left(column), width = m_columns.width(column);
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  const bool right = alignsRight(columnType(column)) != mirrored;
  const CellMark columnMark = m_columnMarks[column];
  if (columnMark != CellMark::None) {
    const int top = static_cast<int>(static_cast<qint64>(first) * kRowHeight - yOffset());
    painter.fillRect(x, top, width, static_cast<int>(last - first) * kRowHeight,
                     columnMark == CellMark::Added     ? mixed(Tone::GoodSoft, Tone::Surface, 0.6)
                     : columnMark == CellMark::Removed ? mixed(Tone::BadSoft, Tone::Surface, 0.6)
                                                       : mixed(Tone::AccentSoft, Tone::Surface, 0.35));
  }
  ChunkPtr chunk;
  std::size_t at = kNoRow;
  bool unreadable = false;
  for (std::size_t row = first; row < last; ++row) {
    if (at != row >> kChunkShift) {
      at = row >> kChunkShift;
      chunk = m_loader.at({column, at});
      unreadable = !chunk && m_loader.errorOf({column, at});
    }
    const int y = static_cast<int>(static_cast<qint64>(row) * kRowHeight - yOffset());
    const QRect where(x, y, width, kRowHeight);
    const CellMark mark = m_marks.cell ? m_marks.cell(column, row) : CellMark::None;
    if (mark != CellMark::None)
      painter.fillRect(where, color(mark == CellMark::Changed ? Tone::WarnSoft
                                    : mark == CellMark::Added ? Tone::GoodSoft : Tone::BadSoft));
    if (m_selection.contains(row, column))
      painter.fillRect(where, color(Tone::AccentSoft));
    if (!chunk && !unreadable) {
      painter.fillRect(x + kPadding, y + 9, std::max(8, (width - 2 * kPadding) * 6 / 10), 8, color(Tone::Surface2));
      continue;
    }
    if (unreadable) {
      painter.setFont(m_fonts.quiet);
      painter.setPen(color(Tone::Bad));
      painter.drawText(where.adjusted(kPadding, 0, -kPadding, 0), Qt::AlignVCenter | Qt::AlignLeft,
                       elided(tr("could not be read"), m_fonts.quiet, width - 2 * kPadding));
      continue;
    }
    const Drawn& text = drawn(*chunk, column, row, mark);
    const bool value = text.kind == CellKind::Value;
    painter.setFont(!value ? m_fonts.quiet : mark == CellMark::Changed ? m_fonts.bold : m_fonts.normal);
    painter.setPen(color(!value ? Tone::Text3 : mark == CellMark::Changed ? Tone::Warn : Tone::Text));
    const qreal textX = right ? x + width - kPadding - text.width : x + kPadding;
    painter.drawStaticText(QPointF(textX, y + (kRowHeight - text.text.size().height()) / 2), text.text);
  }
  painter.setPen(QPen(color(Tone::Line), 0));
  const int edge = mirrored ? x : x + width - 1;
  const int top = static_cast<int>(static_cast<qint64>(first) * kRowHeight - yOffset());
  painter.drawLine(edge, top, edge, top + static_cast<int>(last - first) * kRowHeight - 1);
}

void GridView::paintFocus(QPainter& painter) {
  if (!m_selection.active || !m_selection.columns.empty())
    return;
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(color(hasFocus() ? Tone::Accent : Tone::LineStrong), 2));
  painter.drawRect(cellRect(m_selection.current).adjusted(1, 0, -2, -2));
}

void GridView::resizeEvent(QResizeEvent* event) {
  QAbstractScrollArea::resizeEvent(event);
  layOut();
}

void GridView::changeEvent(QEvent* event) {
  QAbstractScrollArea::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
      event->type() == QEvent::LayoutDirectionChange || event->type() == QEvent::StyleChange) {
    forgetDrawn();
    layOut();
  }
}

void GridView::scrollContentsBy(int dx, int dy) {
  if (layoutDirection() == Qt::RightToLeft) {
    viewport()->update();
    m_header->update();
  } else {
    viewport()->scroll(dx, dy * m_unit);
    if (dx != 0)
      m_header->scroll(dx, 0);
  }
  if (dy != 0)
    m_numbers->update();
  wishChunks();
}

// The numbers ------------------------------------------------------------------------------------------------------

RowNumbers::RowNumbers(GridView* view) : QWidget(view), m_view(view) {
  setObjectName("grid.rows");
  setFocusPolicy(Qt::NoFocus);
}

int RowNumbers::wantedWidth() const {
  const QString widest(QString::number(std::max<std::size_t>(m_view->table().rows(), 100)).size(), u'8');
  return std::max(44, QFontMetrics(tabularFont(TextSize::Caption)).horizontalAdvance(widest) + 20);
}

void RowNumbers::paintEvent(QPaintEvent* event) {
  QPainter painter(this);
  const int top = m_view->viewport()->y() - y();
  painter.fillRect(event->rect(), color(Tone::Surface));
  painter.setFont(tabularFont(TextSize::Caption));
  const auto [first, last] = m_view->visibleRows();
  const GridSelection& selection = m_view->selection();
  for (std::size_t row = first; row < last; ++row) {
    const int at = top + static_cast<int>(static_cast<qint64>(row) * GridView::kRowHeight - m_view->yOffset());
    const bool current = selection.active && row >= selection.firstRow() && row <= selection.lastRow();
    painter.setPen(color(current ? Tone::AccentText : Tone::Text3));
    painter.drawText(QRect(0, at, width() - 8, GridView::kRowHeight), Qt::AlignVCenter | Qt::AlignRight | Qt::AlignAbsolute,
                     QString::number(row + 1));
    painter.setPen(QPen(color(Tone::Line), 0));
    painter.drawLine(0, at + GridView::kRowHeight - 1, width(), at + GridView::kRowHeight - 1);
  }
  painter.fillRect(0, 0, width(), top, color(Tone::Rail));
  painter.setPen(QPen(color(Tone::Line), 0));
  painter.drawLine(0, top - 1, width(), top - 1);
}

void RowNumbers::mousePressEvent(QMouseEvent* event) {
  const int at = event->position().toPoint().y() - (m_view->viewport()->y() - y());
  const qint64 row = (m_view->yOffset() + at) / GridView::kRowHeight;
  m_view->setFocus(Qt::MouseFocusReason);
  if (at >= 0 && row < static_cast<qint64>(m_view->table().rows()))
    m_view->selectRow(static_cast<std::size_t>(row), event->modifiers());
}

void RowNumbers::wheelEvent(QWheelEvent* event) {
  QCoreApplication::sendEvent(m_view->viewport(), event);
}

} // namespace easel
