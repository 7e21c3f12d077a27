#include "app/studio/tour.h"

#include "app/studio/shell/opener.h"
#include "core/govern/card.h"

#include <QApplication>
#include <QDir>

#include <cstdio>

namespace easel {

namespace {

constexpr int kTickMillis = 60;
constexpr int kCalmTicks = 10;
constexpr QSize kPicture(1440, 900);
constexpr double kBudgetSeconds = 20;

/// The main job on the sample, through the same front door as the views.
Result<bool> mainJob(Workbench& workbench, const std::string& file, const Context& context) {
  ImportRequest import;
  import.file = file;
  EASEL_TRY(const ImportOutcome data, workbench.importFile(import, context));
  EASEL_CHECK(workbench.addStep({.dataset = data.dataset, .type = "fill_missing",
                                 .params = {{"columns", Json::array({"total_charges"})}, {"method", "median"}}},
                                context));
  EASEL_CHECK(workbench.addStep({.dataset = data.dataset, .type = "derive_column",
                                 .params = {{"name", "paid_per_month"}, {"formula", "total_charges / max(tenure, 1)"}}},
                                context));
  AutomlSettings automl;
  automl.dataset = data.dataset;
  automl.request.target = "churn";
  automl.request.budgetSeconds = kBudgetSeconds;
  EASEL_TRY(const AutomlRun run, workbench.autoTrain(automl, {}, context));
  EASEL_TRY(const ModelVersion version, workbench.registerRun(run.models.front(), "churn", "Best of the comparison"));
  EASEL_CHECK(workbench.decide({"churn", version.version}, Decision::Approved, "Looks right"));
  EASEL_CHECK(writeCardFields(workbench.project(), version,
                              {{"description", "Tells which customers of a telecom firm are likely to leave."},
                               {"owner", "Customer care"},
                               {"intended_uses", "Ranking customers for a call. Not for prices or contracts."},
                               {"purpose", "Call those first who are likely to leave."},
                               {"risk_rating", "Low"}}));
  DeploySettings deploy;
  deploy.endpoint = "churn-live";
  EASEL_CHECK(workbench.deployModel({"churn", version.version}, deploy));
  return true;
}

} // namespace

Tour::Tour(Application& application, const QString& folder, const QString& project)
    : m_application(application), m_folder(folder), m_project(project) {
  connect(&m_timer, &QTimer::timeout, this, &Tour::tick);
  m_timer.setInterval(kTickMillis);
}

void Tour::start() {
  if (!QDir().mkpath(m_folder)) {
    fail(tr("The folder %1 cannot be made.").arg(m_folder));
    return;
  }
  m_application.window().resize(kPicture);
  Session& session = m_application.session();
  connect(&session, &Session::openFailed, this, [this](const QString&, const Error& error) { fail(toQt(error)); });
  connect(&session, &Session::opened, this, [this] { m_project.isEmpty() ? prepare() : collect(); });
  session.open(m_project.isEmpty() ? m_sample.filePath("churn.easel") : m_project);
}

void Tour::prepare() {
  const std::string sample = fromQt(Opener::samplesFolder() + "/telco_churn.csv");
  m_application.session().run<bool>(
      {.title = tr("Prepare the tour"), .lane = Lane::Long, .changes = true},
      [sample](Workbench& workbench, const Context& context) { return mainJob(workbench, sample, context); }, this,
      [this](const Result<bool>& done) { done ? collect() : fail(toQt(done.error())); });
}

void Tour::collect() {
  MainWindow& window = m_application.window();
  const auto visit = [&window](ViewId view, const QString& verb = {}) {
    return [&window, view, verb] { window.go({view, {}, verb}); };
  };
  m_scenes = {{"1-home", visit(ViewId::Home)},     {"2-data", visit(ViewId::Data, "tour")},
              {"3-flow", visit(ViewId::Flow)},     {"4-models", visit(ViewId::Models)},
              {"5-deploy", visit(ViewId::Deploy)}, {"6-govern", visit(ViewId::Govern)}};
  m_timer.start();
}

void Tour::tick() {
  MainWindow& window = m_application.window();
  const bool calm = m_scene >= 0 && window.current()->settled() && !m_application.session().busy();
  m_calm = calm ? m_calm + 1 : 0;
  if (m_scene >= 0 && m_calm < kCalmTicks)
    return;
  if (m_scene >= 0 && !window.grab().save(QDir(m_folder).filePath(m_scenes[m_scene].name + ".png"))) {
    fail(tr("The picture %1 cannot be written to %2.").arg(m_scenes[m_scene].name, m_folder));
    return;
  }
  m_calm = 0;
  if (++m_scene < m_scenes.size()) {
    m_scenes[m_scene].enter();
    return;
  }
  m_timer.stop();
  if (m_project.isEmpty()) // the endpoint was only for the picture
    m_application.session().run<bool>(
        {.title = tr("End the tour"), .lane = Lane::Long},
        [](Workbench& workbench, const Context&) -> Result<bool> {
          EASEL_CHECK(workbench.deployments().stop("churn-live"));
          return true;
        },
        this, [](const Result<bool>&) { QApplication::quit(); });
  else
    QApplication::quit();
}

void Tour::fail(const QString& why) {
  std::fprintf(stderr, "easel-studio: %s\n", qPrintable(why));
  QApplication::exit(1);
}

} // namespace easel
