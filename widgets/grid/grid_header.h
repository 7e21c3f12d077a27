// The heads of the columns: icon of the type, name, quality bar, a small chart over all rows, one line of remark. Borders are
// dragged, a double click on one fits the column. GUI thread.
#pragma once

#include <QWidget>

#include <optional>

namespace easel {

class GridView;

class GridHeader : public QWidget {
  Q_OBJECT
 public:
  static constexpr int kChartHeight = 30;

  explicit GridHeader(GridView* view);
  int wantedHeight() const;
  QString tipOf(std::size_t column) const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void paintHead(QPainter& painter, std::size_t column, const QRect& where);
  void paintBars(QPainter& painter, std::size_t column, const QRect& where);
  std::optional<std::size_t> borderAt(int x) const; // the column whose end is there
  std::size_t barAt(std::size_t column, const QPoint& where) const;
  QRect iconRect(std::size_t column) const;

  GridView* m_view;
  std::optional<std::size_t> m_resized;
  int m_pressedAt = 0, m_widthBefore = 0;
  std::optional<std::size_t> m_hovered;
};

} // namespace easel
