// An on/off switch with the word beside it. Space switches. GUI thread.
#pragma once

#include <QAbstractButton>

namespace easel {

class Toggle : public QAbstractButton {
  Q_OBJECT
 public:
  explicit Toggle(QWidget* parent = nullptr);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
};

} // namespace easel
