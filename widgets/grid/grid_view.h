// The scrolling part of the grid: rows of fixed height, painted cell by cell from the chunks at hand; keyboard, mouse,
// selection, tooltips. The header and the row numbers are painted by widgets of their own at its edges. GUI thread.
#pragma once

#include "widgets/grid/cell_text.h"
#include "widgets/grid/chunk_loader.h"
#include "widgets/grid/column_look.h"
#include "widgets/grid/data_grid.h"
#include "widgets/grid/grid_parts.h"

#include <QAbstractScrollArea>
#include <QHash>
#include <QStaticText>

namespace easel {

class GridHeader;
class RowNumbers;

class GridView : public QAbstractScrollArea {
  Q_OBJECT
 public:
  static constexpr int kRowHeight = 26;
  static constexpr int kPadding = 10; // left and right in a cell

  explicit GridView(QWidget* parent = nullptr);

  void setTable(const Table& table);
  const Table& table() const { return *m_table; }
  void setProfile(const std::optional<TableProfile>& profile);
  void setMarks(const GridMarks& marks);
  void setTarget(const QString& column);
  void setCharts(bool on);
  bool charts() const { return m_charts; }

  // What header, row numbers and accessibility ask -------------------------------------------------------------------
  const GridColumns& columns() const { return m_columns; }
  const GridSelection& selection() const { return m_selection; }
  QString columnName(std::size_t column) const;
  DataType columnType(std::size_t column) const { return m_table->column(column).type(); }
  const std::optional<ColumnLook>& look(std::size_t column) const { return m_looks[column]; }
  bool isTarget(std::size_t column) const;
  CellMark columnMark(std::size_t column) const { return m_columnMarks[column]; }
  qint64 yOffset() const;
  /// Left edge in the viewport (and in the header), mirrored for right-to-left windows.
  int left(std::size_t column) const;
  std::size_t columnAt(int x) const; // columns().count(): none
  QRect cellRect(const GridCell& cell) const;
  std::pair<std::size_t, std::size_t> visibleRows() const;    // [first, last)
  std::pair<std::size_t, std::size_t> visibleColumns() const; // [first, last)
  ShownCell cell(const GridCell& cell);
  QString whole(const GridCell& cell);

  // What they do -----------------------------------------------------------------------------------------------------
  void setColumnWidth(std::size_t column, int width);
  void fitColumn(std::size_t column);
  void selectColumn(std::size_t column, Qt::KeyboardModifiers modifiers);
  void selectRow(std::size_t row, Qt::KeyboardModifiers modifiers);
  void goTo(GridCell cell, bool extend = false);
  void reveal(const GridCell& cell); // scrolls as little as is needed
  void copy(bool headers);
  ChunkLoader& loader() { return m_loader; }

 signals:
  void selectedColumnsChanged();
  void columnMenuWanted(std::size_t column, const QPoint& where);
  void cellMenuWanted(std::size_t column, std::size_t row, const QPoint& where);
  void typeClicked(std::size_t column, const QPoint& where);
  void goToRowWanted();
  void goToColumnWanted();
  void copied(std::size_t rows, std::size_t columns, bool all);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool viewportEvent(QEvent* event) override;

 private:
  friend class GridHeader;
  struct Drawn { // a cell as it was laid out
    QStaticText text;
    CellKind kind = CellKind::Value;
    qreal width = 0;
  };
  struct Fonts {
    QFont normal, quiet, bold;
  };
  void layOut();
  void edges(); // sizes of header, row numbers and scroll bars
  void wishChunks();
  void forgetDrawn();
  void paintColumn(QPainter& painter, std::size_t column, std::size_t first, std::size_t last);
  void paintFocus(QPainter& painter);
  const Drawn& drawn(const Chunk& chunk, std::size_t column, std::size_t row, CellMark mark);
  QString elided(QString text, const QFont& font, int width) const;
  std::optional<int> decimals(std::size_t column, const Chunk& chunk);
  void moveTo(GridCell cell, bool extend);
  void selectionMoved();
  std::optional<GridCell> cellAt(const QPoint& where) const;
  int defaultWidth(std::size_t column, const QFontMetrics& metrics) const;

  std::shared_ptr<const Table> m_table;
  ChunkLoader m_loader;
  GridColumns m_columns;
  std::vector<std::optional<ColumnLook>> m_looks;
  std::vector<CellMark> m_columnMarks;
  std::vector<std::optional<std::optional<int>>> m_decimals; // by column, once known
  std::optional<TableProfile> m_profile;
  GridMarks m_marks;
  QString m_target;
  GridSelection m_selection;
  QHash<quint64, Drawn> m_drawn;
  Fonts m_fonts;
  int m_unit = 1; // pixels of a step of the vertical bar
  bool m_charts = true;
  GridHeader* m_header;
  RowNumbers* m_numbers;
};

/// The numbers at the left edge.
class RowNumbers : public QWidget {
  Q_OBJECT
 public:
  explicit RowNumbers(GridView* view);
  int wantedWidth() const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  GridView* m_view;
};

} // namespace easel
