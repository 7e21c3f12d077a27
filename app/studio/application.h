// The one place that composes: settings, session, views, window. Everything else receives what it needs. GUI thread only.
#pragma once

#include "app/studio/session/settings.h"
#include "app/studio/shell/main_window.h"

#include <memory>

namespace easel {

struct StudioOptions {
  QString settingsFile; // empty: the user's
  std::filesystem::path program; // the `easel` command, for endpoints; empty: the one beside this program
};

class Application {
 public:
  explicit Application(const StudioOptions& options = {});
  ~Application();
  MainWindow& window() { return *m_window; }
  Session& session() { return *m_session; }
  Settings& settings() { return m_settings; }

 private:
  Settings m_settings;
  std::unique_ptr<Session> m_session;
  std::unique_ptr<MainWindow> m_window; // before the session goes
};

} // namespace easel
