#include "app/studio/session/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace easel {

namespace {

constexpr int kRecent = 12;

namespace key {
constexpr const char* kTheme = "look/theme";
constexpr const char* kGeometry = "window/geometry";
constexpr const char* kRecentProjects = "recent";
} // namespace key

QString defaultFile() {
  return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + "/studio.ini";
}

} // namespace

Settings::Settings() : m_file(defaultFile()) {}
Settings::Settings(const QString& file) : m_file(file) {}

QString Settings::theme() const {
  return QSettings(m_file, QSettings::IniFormat).value(key::kTheme, "system").toString();
}

void Settings::setTheme(const QString& id) {
  QSettings(m_file, QSettings::IniFormat).setValue(key::kTheme, id);
}

QByteArray Settings::windowGeometry() const {
  return QSettings(m_file, QSettings::IniFormat).value(key::kGeometry).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray& geometry) {
  QSettings(m_file, QSettings::IniFormat).setValue(key::kGeometry, geometry);
}

QList<RecentProject> Settings::recentProjects() const {
  QSettings settings(m_file, QSettings::IniFormat);
  QList<RecentProject> list;
  const int count = settings.beginReadArray(key::kRecentProjects);
  for (int i = 0; i < count; ++i) {
    settings.setArrayIndex(i);
    RecentProject project{settings.value("path").toString(), settings.value("opened").toDateTime(),
                          settings.value("summary").toString()};
    if (QFileInfo::exists(project.path))
      list.append(project);
  }
  settings.endArray();
  return list;
}

void Settings::addRecentProject(const RecentProject& project) {
  QList<RecentProject> list = recentProjects();
  list.removeIf([&](const RecentProject& p) { return p.path == project.path; });
  list.prepend(project);
  QSettings settings(m_file, QSettings::IniFormat);
  settings.remove(key::kRecentProjects);
  settings.beginWriteArray(key::kRecentProjects);
  for (int i = 0; i < std::min<int>(kRecent, static_cast<int>(list.size())); ++i) {
    settings.setArrayIndex(i);
    settings.setValue("path", list[i].path);
    settings.setValue("opened", list[i].opened);
    settings.setValue("summary", list[i].summary);
  }
  settings.endArray();
}

void Settings::removeRecentProject(const QString& path) {
  QList<RecentProject> list = recentProjects();
  QSettings(m_file, QSettings::IniFormat).remove(key::kRecentProjects);
  for (auto it = list.crbegin(); it != list.crend(); ++it)
    if (it->path != path)
      addRecentProject(*it);
}

QString Settings::projectPathFor(const QString& dataFile) {
  const QFileInfo file(dataFile);
  QString name = file.completeBaseName();
  if (name.endsWith(".csv"))
    name.chop(4); // telco.csv.gz
  const QFileInfo folder(file.absolutePath());
  const QDir home = folder.isWritable()
                        ? QDir(folder.absoluteFilePath())
                        : QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
  home.mkpath(".");
  QString path = home.absoluteFilePath(name + ".easel");
  for (int i = 2; QFileInfo::exists(path); ++i)
    path = home.absoluteFilePath(QString("%1-%2.easel").arg(name).arg(i));
  return path;
}

} // namespace easel
