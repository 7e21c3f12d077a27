// One figure with its caption above and a remark below. GUI thread.
#pragma once

#include "widgets/controls/panel.h"

namespace easel {

class Tile : public Panel {
  Q_OBJECT
 public:
  explicit Tile(const QString& caption, QWidget* parent = nullptr);
  void setCaption(const QString& caption);
  void set(const QString& value, const QString& remark = {});
  QString value() const;

 private:
  QLabel* m_caption;
  QLabel* m_value;
  QLabel* m_note;
};

} // namespace easel
