// The text of a formula: monospaced, grows with its lines, offers columns and functions while one types, underlines what
// is wrong. GUI thread only.
#pragma once

#include "core/table/table.h"

#include <QPlainTextEdit>

class QCompleter;
class QStandardItemModel;

namespace easel {

class FormulaArea : public QPlainTextEdit {
  Q_OBJECT
 public:
  explicit FormulaArea(QWidget* parent = nullptr);
  void setColumns(const TableSchema& columns) { m_columns = columns; }
  /// Bytes of the UTF-8 text; length < 0: nothing.
  void mark(std::int64_t start, std::int64_t length);

 signals:
  void left(); // the focus left, or Ctrl+Enter

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void offer(bool asked);
  void take(const QModelIndex& index);
  void fit();
  TableSchema m_columns;
  QCompleter* m_completer;
  QStandardItemModel* m_offers;
};

} // namespace easel
