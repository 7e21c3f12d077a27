// A name, a bar and a value in a line, for importances and shares. A signed bar begins in the middle. GUI thread.
#pragma once

#include <QWidget>

namespace easel {

struct BarRowItem {
  QString name, value;
  double share = 0; // 0 … 1; signed: -1 … 1
};

class BarRows : public QWidget {
  Q_OBJECT
 public:
  explicit BarRows(QWidget* parent = nullptr);
  void set(const QList<BarRowItem>& rows, bool isSigned = false);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void activated(int row);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int rowAt(const QPointF& where) const;
  int m_current = 0;  // the row that Enter activates
  int m_hovered = -1;
  QList<BarRowItem> m_rows;
  bool m_signed = false;
};

} // namespace easel
