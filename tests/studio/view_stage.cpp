#include "tests/studio/view_stage.h"

#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QDir>

namespace easel::test {

void isolate(QTemporaryDir& home) {
  for (const char* variable : {"XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"}) {
    const QString folder = home.filePath(QString(variable).toLower());
    QDir().mkpath(folder);
    qputenv(variable, folder.toUtf8());
  }
}

ViewStage::ViewStage(const QTemporaryDir& home) : m_home(home), m_session(EASEL_PROGRAM) {
  applyTheme(ThemeChoice::Light);
  QObject::connect(&m_session, &Session::noticed, &m_session, [this](const Notice& notice) { notices << notice; });
}

ViewStage::~ViewStage() {
  if (m_session.isOpen())
    work("Stop every endpoint", [](Workbench& workbench, const Context&) -> Result<void> {
      EASEL_TRY(const auto all, workbench.deployments().list());
      for (const Deployment& d : all)
        EASEL_CHECK(workbench.deployments().stop(d.name, 5));
      return {};
    });
  m_view.reset();
}

void ViewStage::show(std::unique_ptr<View> view, QSize size) {
  m_view = std::move(view);
  QObject::connect(m_view.get(), &View::wants, m_view.get(), [this](const Place& place) { wanted << place; });
  m_view->resize(size);
  m_view->show();
  m_view->activateWindow();
  (void)QTest::qWaitForWindowExposed(m_view.get());
}

bool ViewStage::until(const std::function<bool()>& condition) const { return QTest::qWaitFor(condition, kPatience); }

bool ViewStage::open(const QString& name) {
  m_session.open(m_home.filePath(name));
  return until([this] { return m_session.isOpen(); });
}

bool ViewStage::work(const QString& title, std::function<Result<void>(Workbench&, const Context&)> work) {
  bool done = false, good = false;
  m_session.run<bool>(
      {.title = title, .lane = Lane::Long, .changes = true},
      [work = std::move(work)](Workbench& workbench, const Context& context) -> Result<bool> {
        EASEL_CHECK(work(workbench, context));
        return true;
      },
      &m_session, [&](const Result<bool>& result) {
        done = true;
        good = result.has_value();
        if (!good)
          qWarning("%s", result.error().text().c_str());
      });
  return until([&] { return done; }) && good;
}

bool ViewStage::registerModel() {
  return work("Make a model", [](Workbench& workbench, const Context& context) -> Result<void> {
    EASEL_TRY(const auto datasets, workbench.datasets());
    std::string dataset = datasets.empty() ? std::string() : datasets.front();
    if (dataset.empty()) {
      ImportRequest import;
      import.file = std::string(EASEL_SAMPLES) + "/telco_churn.csv";
      EASEL_TRY(const ImportOutcome data, workbench.importFile(import, context));
      dataset = data.dataset;
    }
    TrainSettings settings;
    settings.dataset = dataset;
    settings.request.target = "churn";
    settings.request.algorithm = "linear";
    settings.request.bootstrap = 200;
    EASEL_TRY(const TrainedRun run, workbench.trainModel(settings, context));
    EASEL_TRY(const ModelVersion version, workbench.registerRun(run.model, "churn", "first try"));
    (void)version;
    return {};
  });
}

bool ViewStage::settle() {
  return until([this] { return m_view->settled(); });
}

bool ViewStage::click(const QString& name) {
  QWidget* target = nullptr;
  if (!until([&] { return (target = find(name)) && target->isEnabled(); })) {
    qWarning("%s is not there, or cannot be used", qPrintable(name));
    return false;
  }
  QTest::mouseClick(target, Qt::LeftButton);
  return true;
}

void ViewStage::picture(const QString& name) {
  const QString folder = qEnvironmentVariable("EASEL_PICTURES");
  if (folder.isEmpty())
    return;
  QDir().mkpath(folder);
  for (const ThemeChoice theme : {ThemeChoice::Dark, ThemeChoice::Light}) {
    applyTheme(theme);
    QTest::qWait(250);
    m_view->grab().save(QString("%1/%2-%3.png").arg(folder, name, themeChoiceId(theme)));
  }
}

} // namespace easel::test
