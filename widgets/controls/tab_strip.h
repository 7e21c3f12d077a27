// Tabs as words with a line under the present one; a tab may carry a count. Left and right move. GUI thread.
#pragma once

#include <QTabBar>

namespace easel {

class TabStrip : public QTabBar {
  Q_OBJECT
 public:
  explicit TabStrip(QWidget* parent = nullptr);
  int add(const QString& text, const QString& id);
  void setCount(int index, int count); // 0: none
  QString currentId() const;
  void setCurrentId(const QString& id);

 protected:
  QSize tabSizeHint(int index) const override;
  QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
  void paintEvent(QPaintEvent* event) override;
};

} // namespace easel
