// What runs and what has run: progress, time, cancel. GUI thread only.
#pragma once

#include "app/studio/session/session.h"
#include "app/studio/shell/popover.h"

class QVBoxLayout;

namespace easel {

class JobsPanel : public Popover {
  Q_OBJECT
 public:
  JobsPanel(Session& session, QWidget* window);
  void refresh();

 private:
  class Line;
  Session& m_session;
  QVBoxLayout* m_lines;
  QList<Line*> m_shown;
  QLabel* m_none;
};

} // namespace easel
