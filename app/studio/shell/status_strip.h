// The line at the lower edge: facts of the present view at the left, what the engine does at the right. GUI thread only.
#pragma once

#include "app/studio/session/view.h"

class QLabel;
class QHBoxLayout;

namespace easel {

class StatusStrip : public QWidget {
  Q_OBJECT
 public:
  explicit StatusStrip(QWidget* parent = nullptr);
  void set(const StatusTexts& texts, const QString& engine);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QHBoxLayout* m_left;
  QList<QLabel*> m_labels;
  QLabel* m_right;
};

} // namespace easel
