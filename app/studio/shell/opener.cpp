#include "app/studio/shell/opener.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace easel {

namespace {

bool isProject(const QString& file) {
  return file.endsWith(".easel", Qt::CaseInsensitive);
}

QString tableFilter() {
  QStringList patterns;
  const Catalog<Format> formats = builtinFormats();
  for (const Entry<Format>& e : formats.entries())
    if (const auto format = e.make(Json::object()))
      for (const std::string& suffix : (*format)->suffixes())
        patterns << "*" + toQt(suffix);
  return Opener::tr("Tables (%1)").arg(patterns.join(' ')) + ";;" + Opener::tr("All files (*)");
}

} // namespace

Opener::Opener(Session& session, Settings& settings, QObject* parent)
    : QObject(parent), m_session(session), m_settings(settings) {
  connect(&session, &Session::openFailed, this, &Opener::refused);
  connect(&session, &Session::opened, this, [this] {
    remember();
    if (m_session.recovered())
      m_session.notify(Notice{NoticeKind::Good, tr("The project was put in order."),
                              tr("Easel ended without closing it. Nothing that was edited more than a second before is lost."),
                              {}, {}});
    if (!m_pendingData.isEmpty())
      emit wants({ViewId::Data, std::exchange(m_pendingData, {}), "import"});
    else
      emit wants({ViewId::Data, {}, {}});
  });
  connect(&session, &Session::projectChanged, this, &Opener::remember);
}

void Opener::openFile(const QString& file) {
  const QFileInfo info(file);
  if (!info.exists()) {
    m_session.notify(Error(ErrorCode::NotFound, "'" + fromQt(file) + "' does not exist.", "Look for where it was moved to."));
    return;
  }
  if (info.isDir()) {
    m_session.notify(Error(ErrorCode::Unsupported, "'" + fromQt(file) + "' is a folder.", "Open a file in it."));
    return;
  }
  if (isProject(file)) {
    m_pendingData.clear();
    m_session.open(file);
  } else if (m_session.isOpen() && !m_session.readOnly()) {
    emit wants({ViewId::Data, info.absoluteFilePath(), "import"});
  } else {
    m_pendingData = info.absoluteFilePath();
    m_session.open(Settings::projectPathFor(file));
  }
}

void Opener::newProject(const QString& file) {
  m_pendingData.clear();
  if (QFileInfo::exists(file)) {
    m_session.notify(Error(ErrorCode::AlreadyExists, "'" + fromQt(file) + "' exists already.",
                           "Open it, or give the new project another name."));
    return;
  }
  m_session.open(isProject(file) ? file : file + ".easel");
}

void Opener::askForFile(QWidget* parent) {
  m_session.files().open(parent, tr("Open a data file"), tableFilter(), [this](const QString& file) { openFile(file); });
}

void Opener::askForProject(QWidget* parent) {
  m_session.files().open(parent, tr("Open a project"), tr("Easel projects (*.easel)"),
                         [this](const QString& file) { openFile(file); });
}

void Opener::askForNewProject(QWidget* parent) {
  m_session.files().save(parent, tr("New project"), "project.easel", tr("Easel projects (*.easel)"),
                         [this](const QString& file) { newProject(file); });
}

QString Opener::samplesFolder() {
  const QDir program(QCoreApplication::applicationDirPath());
  // Installed; then a build folder inside the source tree.
  for (const char* place : {"../share/easel/samples", "../../../../resources/samples", "../../../resources/samples"})
    if (const QString folder = QDir::cleanPath(program.absoluteFilePath(place)); QFileInfo(folder).isDir())
      return folder;
  return {};
}

void Opener::refused(const QString& path, const Error& error) {
  m_pendingData.clear();
  Notice notice{NoticeKind::Bad, toQt(error.message), toQt(error.hint), {}, {}};
  if (error.code == ErrorCode::Busy || error.code == ErrorCode::Newer || error.code == ErrorCode::Permission) {
    notice.actionText = tr("Open to read");
    notice.action = [this, path] { m_session.open(path, Project::Access::Read); };
  }
  m_session.notify(notice);
}

/// The list of recent projects says what was in it last.
void Opener::remember() {
  if (!m_session.isOpen())
    return;
  struct Counts {
    std::size_t datasets = 0, models = 0, endpoints = 0;
  };
  m_session.run<Counts>(
      {.title = tr("Count what is in the project"), .key = "shell/remember", .quiet = true},
      [](Workbench& workbench, const Context&) -> Result<Counts> {
        Counts counts;
        EASEL_TRY(const auto datasets, workbench.datasets());
        EASEL_TRY(const auto models, workbench.project().runs("train"));
        EASEL_TRY(const auto endpoints, workbench.deployments().list());
        counts.datasets = datasets.size();
        counts.models = models.size();
        counts.endpoints = endpoints.size();
        return counts;
      },
      this, [this, path = m_session.path()](const Result<Counts>& counts) {
        if (!counts)
          return;
        QStringList parts;
        parts << tr("%n data sets", nullptr, static_cast<int>(counts->datasets));
        if (counts->models > 0)
          parts << tr("%n models", nullptr, static_cast<int>(counts->models));
        if (counts->endpoints > 0)
          parts << tr("%n endpoints", nullptr, static_cast<int>(counts->endpoints));
        m_settings.addRecentProject({path, QDateTime::currentDateTime(), parts.join(QString::fromUtf8(" · "))});
      });
}

} // namespace easel
