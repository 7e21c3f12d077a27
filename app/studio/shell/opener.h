// What happens when a person hands a file to the program, by a drop, a dialog, a sample or the command line: a project is
// opened, a data file is imported into the open project or into a new one beside it. GUI thread only.
#pragma once

#include "app/studio/session/settings.h"
#include "app/studio/session/view.h"

namespace easel {

class Opener : public QObject {
  Q_OBJECT
 public:
  Opener(Session& session, Settings& settings, QObject* parent);

  void openFile(const QString& file);
  void newProject(const QString& file);
  void askForFile(QWidget* parent);
  void askForProject(QWidget* parent);
  void askForNewProject(QWidget* parent);
  /// Folder with the sample data; empty when they are not installed.
  static QString samplesFolder();

 signals:
  void wants(const easel::Place& place);

 private:
  void refused(const QString& path, const Error& error);
  void remember();
  Session& m_session;
  Settings& m_settings;
  QString m_pendingData; // to be imported as soon as the project is open
};

} // namespace easel
