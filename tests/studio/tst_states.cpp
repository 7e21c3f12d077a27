// Every view in its states, sizes, themes and with longer texts: nothing cut off, nothing over one another, every control
// named, the focus follows the eye. With EASEL_PICTURES=DIR it keeps a picture of each.
#include "tests/support/studio_driver.h"
#include "tests/support/window_checks.h"
#include "widgets/grid/data_grid.h"
#include "widgets/theme/theme.h"

#include <QFile>

using namespace easel;
using namespace easel::test;

namespace {

constexpr int kPatience = 120'000;
const QList<QSize> kSizes = {{1440, 900}, {1024, 700}};

QString viewName(int i) {
  return QStringList{"home", "data", "flow", "models", "deploy", "govern"}[i];
}

bool write(const QString& file, const QByteArray& text) {
  QFile out(file);
  return out.open(QIODevice::WriteOnly) && out.write(text) == text.size();
}

} // namespace

class TestStates : public QObject {
  Q_OBJECT

  void look(StudioDriver& studio, const QString& state) {
    QStringList faults;
    for (int view = 0; view < kViewCount; ++view) {
      studio.window().go({static_cast<ViewId>(view)});
      for (const QSize size : kSizes)
        for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
          applyTheme(theme);
          studio.window().resize(size);
          QVERIFY2(studio.calm(kPatience), qPrintable(viewName(view) + " does not settle"));
          const QString where = QString("%1-%2-%3-%4").arg(state, viewName(view)).arg(size.width()).arg(themeChoiceId(theme));
          studio.picture(where);
          QCOMPARE(studio.window().size(), size); // the contents do not force the window larger
          QStringList found;
          if (theme == ThemeChoice::Light)
            found = clippedTexts(studio.window()) + overlaps(studio.window()) + nameless(studio.window()) +
                    jumpingFocus(studio.window());
          for (const QString& fault : found)
            faults << where + ": " + fault;
        }
    }
    for (const QString& fault : faults)
      qWarning("%s", qPrintable(fault));
    QCOMPARE(faults.size(), 0);
  }

  void open(StudioDriver& studio, const QString& file) {
    QVERIFY(studio.drop(file));
    QVERIFY(studio.until([&] { return studio.session().undoText().startsWith("Import") || studio.session().undoText().contains("mpor"); }, kPatience));
    QVERIFY(studio.calm(kPatience));
  }

  /// The whole main job, through the front door of the engine.
  void mainJob(StudioDriver& studio) {
    std::optional<QString> failed;
    studio.session().run<bool>(
        {.title = "job", .lane = Lane::Long, .changes = true},
        [](Workbench& workbench, const Context& context) -> Result<bool> {
          AutomlSettings automl;
          automl.dataset = "titanic";
          automl.request.target = "survived";
          automl.request.budgetSeconds = 3;
          automl.request.folds = 3;
          EASEL_TRY(const AutomlRun run, workbench.autoTrain(automl, {}, context));
          EASEL_TRY(const ModelVersion version, workbench.registerRun(run.models.front(), "survival", "for the pictures"));
          EASEL_CHECK(workbench.decide({"survival", version.version}, Decision::Approved, "fine"));
          EASEL_CHECK(workbench.deployModel({"survival", version.version}, {.endpoint = "survival-live"}));
          return true;
        },
        this, [&](const Result<bool>& r) { failed = r ? QString() : toQt(r.error()); });
    QTRY_VERIFY_WITH_TIMEOUT(failed.has_value(), kPatience);
    QVERIFY2(failed->isEmpty(), qPrintable(*failed));
  }
  void stopEndpoint(StudioDriver& studio) {
    bool over = false;
    studio.session().run<bool>(
        {.title = "stop", .lane = Lane::Long},
        [](Workbench& workbench, const Context&) -> Result<bool> {
          EASEL_CHECK(workbench.deployments().stop("survival-live", 2));
          return true;
        },
        this, [&](const Result<bool>&) { over = true; });
    QTRY_VERIFY_WITH_TIMEOUT(over, kPatience);
  }

 private slots:
  void nothingYet() {
    QTemporaryDir folder;
    StudioDriver studio(folder.path());
    look(studio, "nothing");
  }

  void full() {
    QTemporaryDir folder;
    StudioDriver studio(folder.path());
    QFile::copy(QString(EASEL_SAMPLES) + "/titanic.csv", folder.filePath("titanic.csv"));
    open(studio, folder.filePath("titanic.csv"));
    mainJob(studio);
    look(studio, "full");
    stopEndpoint(studio);
  }

  void oneRow() {
    QTemporaryDir folder;
    StudioDriver studio(folder.path());
    QVERIFY(write(folder.filePath("one.csv"), "name,amount\nalone,1.5\n"));
    open(studio, folder.filePath("one.csv"));
    look(studio, "one-row");
  }

  void manyColumnsAndLongNames() {
    QTemporaryDir folder;
    StudioDriver studio(folder.path());
    QByteArray text;
    const QByteArray rightToLeft = QString::fromUtf8("\u0627\u0644\u0639\u0645\u0631 \u0628\u0627\u0644\u0633\u0646\u0648\u0627\u062a").toUtf8();
    for (int c = 0; c < 2000; ++c)
      text += (c == 1 ? rightToLeft : c == 2 ? QByteArray(200, 'n') : "column_" + QByteArray::number(c)) + (c < 1999 ? "," : "\n");
    for (int r = 0; r < 50; ++r)
      for (int c = 0; c < 2000; ++c)
        text += (c == 1 ? rightToLeft : QByteArray::number(r * c % 97)) + (c < 1999 ? "," : "\n");
    QVERIFY(write(folder.filePath(QString(120, 'w') + ".csv"), text));
    open(studio, folder.filePath(QString(120, 'w') + ".csv"));
    look(studio, "wide");
  }

  void longerTexts() {
    LongTexts longer;
    QCoreApplication::installTranslator(&longer);
    {
      QTemporaryDir folder;
      StudioDriver studio(folder.path());
      QFile::copy(QString(EASEL_SAMPLES) + "/titanic.csv", folder.filePath("titanic.csv"));
      QVERIFY(studio.drop(folder.filePath("titanic.csv")));
      QTRY_VERIFY_WITH_TIMEOUT(!studio.session().undoText().isEmpty(), kPatience);
      QVERIFY(studio.calm(kPatience));
      mainJob(studio);
      look(studio, "longer");
      stopEndpoint(studio);
    }
    QCoreApplication::removeTranslator(&longer);
  }
};

int main(int argc, char** argv) {
  QTemporaryDir home;
  isolateStudio(home);
  QApplication application(argc, argv);
  TestStates test;
  return QTest::qExec(&test, argc, argv);
}

#include "tst_states.moc"
