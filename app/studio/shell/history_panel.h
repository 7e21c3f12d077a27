// Every edit of the project, newest first; a click goes to that state, whichever branch it is on. GUI thread only.
#pragma once

#include "app/studio/session/session.h"
#include "app/studio/shell/popover.h"

namespace easel {

class ItemList;

class HistoryPanel : public Popover {
  Q_OBJECT
 public:
  HistoryPanel(Session& session, QWidget* window);
  void refresh();

 private:
  Session& m_session;
  ItemList* m_list;
  bool m_filling = false;
};

} // namespace easel
