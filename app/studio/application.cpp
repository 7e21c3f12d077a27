#include "app/studio/application.h"

#include "app/studio/shell/opener.h"
#include "app/studio/views/data/data_view.h"
#include "app/studio/views/deploy/deploy_view.h"
#include "app/studio/views/flow/flow_view.h"
#include "app/studio/views/govern/govern_view.h"
#include "app/studio/views/home/home_view.h"
#include "app/studio/views/models/models_view.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace easel {

namespace {

/// Installed: both programs stand in one folder; in a build folder each in its own.
std::filesystem::path commandBeside() {
  const QDir folder(QCoreApplication::applicationDirPath());
  for (const char* place : {"easel", "../cli/easel"})
    if (const QFileInfo file(folder.absoluteFilePath(place)); file.isExecutable() && file.isFile())
      return fromQt(QDir::cleanPath(file.absoluteFilePath()));
  return "easel";
}

} // namespace

Application::Application(const StudioOptions& options)
    : m_settings(options.settingsFile.isEmpty() ? Settings() : Settings(options.settingsFile)),
      m_session(std::make_unique<Session>(options.program.empty() ? commandBeside() : options.program)) {
  Session& session = *m_session;
  m_window = std::make_unique<MainWindow>(
      session, m_settings,
      QList<View*>{new HomeView(session, m_settings, Opener::samplesFolder()), new DataView(session), new FlowView(session),
                   new ModelsView(session), new DeployView(session), new GovernView(session)});
}

Application::~Application() = default;

} // namespace easel
