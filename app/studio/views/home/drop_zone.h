// The dashed area that says where a file can be dropped; the window itself takes the drop. GUI thread.
#pragma once

#include <QWidget>

namespace easel {

class Button;

class DropZone : public QWidget {
  Q_OBJECT
 public:
  explicit DropZone(QWidget* parent = nullptr);

 signals:
  void browse();

 protected:
  void paintEvent(QPaintEvent* event) override;
};

} // namespace easel
