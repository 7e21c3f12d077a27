// Settings of the program: how it looks. GUI thread only.
#pragma once

#include "app/studio/session/settings.h"
#include "app/studio/shell/popover.h"

class QButtonGroup;

namespace easel {

class SettingsPanel : public Popover {
  Q_OBJECT
 public:
  SettingsPanel(Settings& settings, QWidget* window);
  void refresh();

 signals:
  void aboutWanted();

 private:
  Settings& m_settings;
  QButtonGroup* m_themes;
};

} // namespace easel
