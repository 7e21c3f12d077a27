// What all charts have in common: values on hover and by the arrow keys, a right click that copies or saves the picture
// (PNG, SVG) or the values (CSV), a description for screen readers, colours of the present theme. A chart says how it is
// drawn and which marks it has. GUI thread.
#pragma once

#include "core/base/result.h"

#include <QWidget>

namespace easel {

class ChartSurface : public QWidget {
  Q_OBJECT
 public:
  explicit ChartSurface(QWidget* parent = nullptr);

  /// For people who do not see it: title, axes, ranges.
  virtual QString description() const = 0;
  virtual QString csv() const = 0;
  virtual QString chartTitle() const = 0;

  /// With its title above, as large as it is shown.
  QImage picture(double scale = 2);
  /// By the file's suffix: .png, .svg, .csv.
  Result<void> saveAs(const QString& file);
  int currentMark() const { return m_current; }

 protected:
  /// live: with hover and focus; else for a file.
  virtual void draw(QPainter& painter, const QRectF& area, bool live) = 0;
  virtual int markCount() const { return 0; }
  /// Where the mark was drawn last.
  virtual QRectF markPlace(int mark) const;
  virtual int markAt(const QPointF& point) const;
  virtual QString markText(int mark) const;
  virtual void markActivated(int mark);
  /// Left −1, right +1; Up and Down move a row where the chart has rows.
  virtual int markBeside(int mark, Qt::Key key) const;

  void contentChanged(); // after new values: forgets the current mark, describes itself anew
  void setCurrentMark(int mark, bool tell);

  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void chooseFile(const QString& suffix, const QString& filter);
  int m_current = -1;
};

/// A field of a CSV line, quoted where it must be.
QString csvField(const QString& text);

} // namespace easel
