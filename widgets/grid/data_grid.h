// A table as a grid, whatever its size: chunks are read as they come into sight, off this thread; a cell whose chunk is still
// being read is drawn quiet. Headers carry type, name, quality bar and a small chart of the column over all rows. GUI thread.
#pragma once

#include "core/explore/profile.h"
#include "core/table/table.h"

#include <QWidget>

#include <functional>
#include <memory>

namespace easel {

/// How a cell is marked: the preview of a step shows what it would change.
enum class CellMark { None, Changed, Added, Removed };

struct GridMarks {
  /// By column index of the shown table and row; empty: no marks. Called while painting: must be quick.
  std::function<CellMark(std::size_t column, std::size_t row)> cell;
  std::vector<std::string> changedColumns, addedColumns, removedColumns; // removed: still shown, struck out
};

class DataGrid : public QWidget {
  Q_OBJECT
 public:
  explicit DataGrid(QWidget* parent = nullptr);
  ~DataGrid() override;

  /// Columns of the same name keep width and place of view.
  void setTable(const Table& table);
  void clear();
  const Table& table() const;
  /// Charts and quality bars in the headers; without one they wait, drawn quiet.
  void setProfile(const std::optional<TableProfile>& profile);
  void setMarks(const GridMarks& marks);
  void setTarget(const QString& column); // its chart in the second colour, "target" in its remark
  QStringList selectedColumns() const;
  void showColumn(const QString& name); // scrolls there and makes it current
  void showRow(std::size_t row);
  /// Scrolls so that the column, and the row if there is one, is in sight; selects nothing.
  void reveal(const QString& column, std::optional<std::size_t> row);
  void copySelection(bool withHeaders) const;
  void setCharts(bool on); // in the headers; the button at the corner does the same
  bool charts() const;
  /// A small line to type a row number into. Ctrl+G.
  void askForRow();
  void setCurrent(const QString& column, std::size_t row);
  QString currentColumn() const; // empty: none
  std::size_t currentRow() const;
  /// The cell as a person reads it, if its chunk is at hand.
  QString cellText(const QString& column, std::size_t row) const;
  /// Where a cell and a head lie, in this widget's coordinates.
  QRect cellRect(const QString& column, std::size_t row) const;
  QRect headRect(const QString& column) const;

 signals:
  void columnsSelected(const QStringList& names);
  void columnMenu(const QString& column, const QPoint& where); // right click or menu key on a header
  void cellMenu(const QString& column, std::size_t row, const QPoint& where);
  void typeClicked(const QString& column, const QPoint& where); // the type's icon in the header
  void goToColumnWanted();                                      // Ctrl+F
  void copied(std::size_t rows, std::size_t columns, bool all); // all: nothing was left out for its size

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Parts;
  std::unique_ptr<Parts> m_parts;
};

} // namespace easel
