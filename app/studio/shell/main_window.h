// The frame: top bar, rail, the present view, status line, and what lies over them. It knows the views only as Views, takes
// them where they want to go, and collects what the command palette finds. GUI thread only.
#pragma once

#include "app/studio/session/settings.h"
#include "app/studio/session/view.h"

#include <QElapsedTimer>
#include <QMainWindow>

class QStackedWidget;

namespace easel {

class HistoryPanel;
class JobsPanel;
class NoticesPanel;
class Opener;
class Palette;
class Rail;
class SettingsPanel;
class StatusStrip;
class ToastArea;
class TopBar;

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  /// Views in the order of ViewId; the window takes them.
  MainWindow(Session& session, Settings& settings, const QList<View*>& views);
  ~MainWindow() override;

  void go(const Place& place);
  View* view(ViewId id) const { return m_views[static_cast<int>(id)]; }
  View* current() const;
  Opener& opener() { return *m_opener; }

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void layOut();
  void wire();
  void installMenu();
  void refreshPlace();
  void refreshStatus();
  void refreshHistory();
  void openPalette();
  void openJobs();
  void openHistory();

  Session& m_session;
  Settings& m_settings;
  QList<View*> m_views;
  Opener* m_opener;
  TopBar* m_top;
  Rail* m_rail;
  QStackedWidget* m_stack;
  StatusStrip* m_status;
  Palette* m_palette;
  JobsPanel* m_jobs;
  HistoryPanel* m_history;
  NoticesPanel* m_notices;
  SettingsPanel* m_settingsPanel;
  ToastArea* m_toasts;
};

} // namespace easel
