// The notices of this session, newest first, also those whose toast has gone. GUI thread only.
#pragma once

#include "app/studio/shell/popover.h"
#include "widgets/controls/toast.h"

namespace easel {

class ItemList;

class NoticesPanel : public Popover {
  Q_OBJECT
 public:
  explicit NoticesPanel(QWidget* window);
  void add(const Notice& notice);
  int unread() const { return m_unread; }
  void open(const QPoint& at, Qt::Corner corner);

 signals:
  void unreadChanged();

 private:
  void fill();
  struct Line {
    Notice notice;
    QString time;
  };
  QList<Line> m_lines;
  int m_unread = 0;
  ItemList* m_list;
  QLabel* m_none;
};

} // namespace easel
