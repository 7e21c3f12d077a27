// What the program remembers between two runs: one table of keys with their types and defaults. Kept in the user's
// configuration folder (QSettings, INI). GUI thread only.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>

namespace easel {

struct RecentProject {
  QString path;
  QDateTime opened;
  QString summary; // "2 data sets · 7 models", as it was when it was closed
};

class Settings {
 public:
  Settings();
  /// For tests: another file.
  explicit Settings(const QString& file);

  QString theme() const; // themeChoiceId
  void setTheme(const QString& id);
  QByteArray windowGeometry() const;
  void setWindowGeometry(const QByteArray& geometry);

  QList<RecentProject> recentProjects() const; // newest first; those whose file is gone are left out
  void addRecentProject(const RecentProject& project);
  void removeRecentProject(const QString& path);

  /// Where a project for this data file is made: beside it if that can be written, else in Documents.
  static QString projectPathFor(const QString& dataFile);

 private:
  QString m_file;
};

} // namespace easel
