// The whole flow in small: a block for each node in the colour of its state, and the part that the canvas shows. Click or
// drag moves the canvas there. GUI thread.
#pragma once

#include "widgets/canvas/canvas_view.h"

namespace easel {

class MiniMap : public QWidget {
  Q_OBJECT
 public:
  explicit MiniMap(CanvasView& canvas, QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;

 private:
  QTransform toMap() const;
  void jump(const QPointF& at);
  CanvasView& m_canvas;
};

} // namespace easel
