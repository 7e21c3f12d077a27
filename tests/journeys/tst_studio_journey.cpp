// The main job in the real window: from a file to an answer, by mouse alone and by keyboard alone; undo to the beginning and
// redo, also after a restart; a crash in the middle. With EASEL_PICTURES=DIR it keeps pictures of what it passes.
#include "app/studio/shell/opener.h"
#include "tests/support/studio_driver.h"
#include "widgets/grid/data_grid.h"

#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QSpinBox>

#include <csignal>
#include <cstdio>

using namespace easel;
using namespace easel::test;

namespace {

constexpr int kPatience = 180'000;
constexpr int kMostClicks = 12;

QString sample(const QString& name) {
  return QString(EASEL_SAMPLES) + "/" + name;
}

/// Answers the file dialogs with this file.
class Answer : public FileChooser {
 public:
  explicit Answer(QString file) : m_file(std::move(file)) {}
  void open(QWidget*, const QString&, const QString&, Chosen chosen) override { chosen(m_file); }
  void save(QWidget*, const QString&, const QString&, const QString&, Chosen chosen) override { chosen(m_file); }

 private:
  QString m_file;
};

QString copied(const QString& from, const QString& folder) {
  const QString to = folder + "/" + QFileInfo(from).fileName();
  QFile::copy(from, to);
  QFile::setPermissions(to, QFile::ReadOwner | QFile::WriteOwner);
  return to;
}

/// A test waits less long than a person; the search is the same.
void searchFor(StudioDriver& studio, int seconds) {
  auto* budget = studio.find<QSpinBox>("models.budget");
  QVERIFY(budget);
  budget->setValue(seconds);
}

/// What "Copy as curl" asks, asked by curl itself.
QString answerOverHttp(StudioDriver& studio) {
  if (!studio.click("deploy.curl"))
    return {};
  QProcess curl;
  curl.start("sh", {"-c", QApplication::clipboard()->text()});
  if (!curl.waitForFinished(20000))
    return {};
  return QString::fromUtf8(curl.readAllStandardOutput());
}

/// The child of crashInTheMiddle(): imports, adds a step, says so, and waits to be killed.
int crashing(const QString& folder) {
  StudioDriver studio(folder);
  studio.drop(folder + "/titanic.csv");
  if (!studio.until([&] { return studio.session().undoText().startsWith("Import"); }, kPatience) || !studio.calm())
    return 1;
  bool added = false;
  studio.session().run<StepOutcome>(
      {.title = "step", .changes = true},
      [](Workbench& workbench, const Context& context) {
        return workbench.addStep({.dataset = "titanic", .type = "drop_columns", .params = {{"columns", Json::array({"age"})}}}, context);
      },
      &studio.window(), [&](const Result<StepOutcome>& r) { added = r.has_value(); });
  if (!studio.until([&] { return added; }, kPatience))
    return 2;
  QTest::qWait(1200); // what is older than a second survives
  std::puts("READY");
  std::fflush(stdout);
  QTest::qWait(kPatience);
  return 3;
}

} // namespace

class TestStudioJourney : public QObject {
  Q_OBJECT

  void stopEndpoints(StudioDriver& studio) {
    bool done = false;
    studio.session().run<bool>(
        {.title = "stop", .lane = Lane::Long},
        [](Workbench& workbench, const Context&) -> Result<bool> {
          EASEL_TRY(const auto running, workbench.deployments().list());
          for (const Deployment& d : running)
            EASEL_CHECK(workbench.deployments().stop(d.name, 2));
          return true;
        },
        this, [&](const Result<bool>&) { done = true; });
    QTRY_VERIFY_WITH_TIMEOUT(done, kPatience);
  }

 private slots:
  void byMouse_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("target");
    QTest::newRow("telco_churn") << "telco_churn.csv" << "churn";
    QTest::newRow("titanic") << "titanic.csv" << "survived";
    QTest::newRow("diamonds") << "diamonds.csv.gz" << "price";
  }

  void byMouse() {
    QFETCH(QString, file);
    QFETCH(QString, target);
    QTemporaryDir folder;
    StudioDriver studio(folder.path());
    const QString name = file.section('.', 0, 0);
    QVERIFY(studio.drop(copied(sample(file), folder.path())));
    QTRY_COMPARE_WITH_TIMEOUT(studio.window().current()->id(), ViewId::Data, kPatience);
    QVERIFY(studio.until([&] { return studio.session().undoText().startsWith("Import"); }, kPatience));
    QVERIFY(studio.calm());
    studio.picture("journey-" + name + "-1-data");

    QVERIFY(studio.click("data.train"));
    QCOMPARE(studio.window().current()->id(), ViewId::Models);
    QVERIFY(studio.wait("models.start"));
    QVERIFY(studio.calm());
    QCOMPARE(studio.find<QComboBox>("models.target")->currentText(), target);
    searchFor(studio, 6);
    studio.picture("journey-" + name + "-2-train");
    QVERIFY(studio.click("models.start"));
    QVERIFY(studio.wait("models.deploy", kPatience));
    QVERIFY(studio.calm(kPatience));
    studio.picture("journey-" + name + "-3-model");

    QVERIFY(studio.click("models.deploy"));
    QTRY_COMPARE_WITH_TIMEOUT(studio.window().current()->id(), ViewId::Deploy, kPatience);
    QVERIFY(studio.wait("deploy.predict", kPatience));
    QVERIFY(studio.calm());
    QVERIFY(studio.click("deploy.random"));
    QVERIFY(studio.calm());
    QVERIFY(studio.click("deploy.predict"));
    QVERIFY(studio.until([&] { const auto* l = studio.find<QLabel>("deploy.prediction"); return l && !l->text().isEmpty(); }));
    QVERIFY(studio.calm());
    const int clicks = studio.clicks();
    studio.picture("journey-" + name + "-4-answer");
    QVERIFY2(clicks <= kMostClicks, qPrintable(QString::number(clicks)));
    qInfo("%s: %d clicks", qPrintable(name), clicks);

    // The same row, asked over HTTP by another program.
    const QString shown = studio.find<QLabel>("deploy.prediction")->text();
    const QString answer = answerOverHttp(studio);
    const Json json = Json::parse(fromQt(answer), nullptr, false);
    QVERIFY2(json.is_object() && json.contains("predictions"), qPrintable(answer));
    const Json answered = json["predictions"][0].value("prediction", Json());
    if (answered.is_number()) {
      bool isNumber = false;
      const double value = QLocale().toDouble(shown, &isNumber);
      QVERIFY2(isNumber, qPrintable(shown));
      QVERIFY2(std::abs(value - answered.get<double>()) <= 0.005 * std::abs(value), qPrintable(shown + " " + answer));
    } else {
      QVERIFY2(answered.is_string(), qPrintable(answer));
      QCOMPARE(shown, toQt(answered.get<std::string>()));
    }
    stopEndpoints(studio);
  }

  void byKeyboard() {
    QTemporaryDir folder;
    StudioDriver studio(folder.path());
    studio.session().setFiles(std::make_unique<Answer>(copied(sample("titanic.csv"), folder.path())));
    studio.key(Qt::Key_I, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(studio.window().current()->id(), ViewId::Data, kPatience);
    QVERIFY(studio.until([&] { return studio.session().undoText().startsWith("Import"); }, kPatience));
    QVERIFY(studio.calm());
    QVERIFY(studio.tabTo("data.train"));
    studio.key(Qt::Key_Space);
    QVERIFY(studio.wait("models.start"));
    QVERIFY(studio.calm());
    searchFor(studio, 4);
    QVERIFY(studio.tabTo("models.start"));
    studio.key(Qt::Key_Space);
    QVERIFY(studio.wait("models.deploy", kPatience));
    QVERIFY(studio.calm(kPatience));
    QVERIFY(studio.tabTo("models.deploy"));
    studio.key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(studio.window().current()->id(), ViewId::Deploy, kPatience);
    QVERIFY(studio.wait("deploy.predict", kPatience));
    QVERIFY(studio.calm());
    QVERIFY(studio.tabTo("deploy.random"));
    studio.key(Qt::Key_Space);
    QVERIFY(studio.calm());
    QVERIFY(studio.tabTo("deploy.predict"));
    studio.key(Qt::Key_Space);
    QVERIFY(studio.until([&] { const auto* l = studio.find<QLabel>("deploy.prediction"); return l && !l->text().isEmpty(); }));
    QCOMPARE(studio.clicks(), 0);
    stopEndpoints(studio);
  }

  void placesByKeys() {
    QTemporaryDir folder;
    StudioDriver studio(folder.path());
    for (int i = 0; i < kViewCount; ++i) {
      studio.key(static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
      QCOMPARE(static_cast<int>(studio.window().current()->id()), i);
    }
    studio.key(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(studio.wait("palette.search"));
    studio.type("govern");
    studio.key(Qt::Key_Return);
    QCOMPARE(studio.window().current()->id(), ViewId::Govern);
    QVERIFY(!studio.find("palette.search"));
    studio.key(Qt::Key_J, Qt::ControlModifier);
    QVERIFY(studio.wait("jobs"));
    studio.key(Qt::Key_Escape);
    QVERIFY(!studio.find("jobs"));
  }

  void undoToTheBeginningAndRedoAfterARestart() {
    QTemporaryDir folder;
    const QString project = folder.filePath("titanic.easel");
    QStringList undone;
    {
      StudioDriver studio(folder.path());
      QVERIFY(studio.drop(copied(sample("titanic.csv"), folder.path())));
      QVERIFY(studio.until([&] { return studio.session().undoText().startsWith("Import"); }, kPatience));
      QVERIFY(studio.calm());
      // A step, as a person adds one: "/" finds it, Enter opens it, Enter applies.
      studio.find("data.grid")->setFocus();
      studio.key(Qt::Key_Slash);
      QVERIFY(studio.wait("data.stepSearch"));
      studio.type("remove duplicates");
      studio.key(Qt::Key_Return);
      QVERIFY(studio.wait("data.apply"));
      QVERIFY(studio.calm());
      QVERIFY(studio.click("data.apply"));
      QTRY_VERIFY_WITH_TIMEOUT(!studio.session().undoText().startsWith("Import"), kPatience);
      QVERIFY(studio.calm());
      while (!studio.session().undoText().isEmpty()) {
        const QString before = studio.session().undoText();
        undone << before;
        studio.key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(studio.session().undoText() != before, kPatience);
        QVERIFY(studio.calm());
      }
      QCOMPARE(undone.size(), 2);
      QVERIFY(studio.find("data.empty.import")); // nothing is left, and the view says how to begin
      studio.picture("journey-undone");
    }
    StudioDriver studio(folder.path());
    studio.window().opener().openFile(project);
    QTRY_VERIFY_WITH_TIMEOUT(!studio.session().redoText().isEmpty(), kPatience);
    while (!studio.session().redoText().isEmpty()) {
      const QString before = studio.session().redoText();
      QCOMPARE(before, undone.takeLast());
      studio.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
      QTRY_VERIFY_WITH_TIMEOUT(studio.session().redoText() != before, kPatience);
      QVERIFY(studio.calm());
    }
    QVERIFY(undone.isEmpty());
    QVERIFY(studio.find("data.grid"));
  }

  void crashInTheMiddle() {
    QTemporaryDir folder;
    copied(sample("titanic.csv"), folder.path());
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QCoreApplication::applicationFilePath(), {"--crash", folder.path()});
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += child.readAllStandardOutput()).contains("READY") || child.state() == QProcess::NotRunning,
                             kPatience);
    QVERIFY2(said.contains("READY"), said.constData());
    ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
    QVERIFY(child.waitForFinished(kPatience));

    StudioDriver studio(folder.path());
    studio.window().opener().openFile(folder.filePath("titanic.easel"));
    QTRY_VERIFY_WITH_TIMEOUT(studio.session().isOpen(), kPatience);
    QVERIFY(studio.session().recovered());
    QVERIFY(studio.calm());
    auto* grid = studio.find<DataGrid>("data.grid");
    QVERIFY(grid);
    QCOMPARE(grid->table().rows(), std::size_t(1309));
    QCOMPARE(grid->table().columnCount(), std::size_t(3)); // the step is there
    QVERIFY(studio.session().undoText().contains("age"));
  }
};

int main(int argc, char** argv) {
  QTemporaryDir home;
  isolateStudio(home);
  QApplication application(argc, argv);
  const QStringList arguments = QApplication::arguments();
  if (arguments.size() == 3 && arguments[1] == "--crash")
    return crashing(arguments[2]);
  TestStudioJourney test;
  return QTest::qExec(&test, argc, argv);
}

#include "tst_studio_journey.moc"
