// The Models view with a real project: from nothing to a registered model, by mouse and keys. With EASEL_PICTURES=DIR it
// keeps pictures of what it passes.
#include "app/studio/views/models/leaderboard.h"
#include "app/studio/views/models/models_view.h"
#include "widgets/charts/chart_view.h"
#include "widgets/charts/confusion_matrix.h"
#include "widgets/charts/swarm_view.h"
#include "widgets/charts/waterfall_view.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/pill.h"
#include "widgets/controls/tab_strip.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

using namespace easel;

namespace {

constexpr int kPatience = 60'000;

class Stage {
 public:
  explicit Stage(const QString& project, QSize size = {1380, 830}) : session("easel"), view(session) {
    view.resize(size);
    view.show();
    QSignalSpy opened(&session, &Session::opened);
    session.open(project);
    if (!opened.wait(kPatience))
      qFatal("the project does not open");
  }
  void import(const QString& sample) {
    bool done = false;
    session.run<ImportOutcome>(
        {.title = "Import", .changes = true},
        [sample](Workbench& workbench, const Context& context) {
          ImportRequest request;
          request.file = fromQt(QString(EASEL_SAMPLES) + "/" + sample);
          return workbench.importFile(request, context);
        },
        &view, [&](const Result<ImportOutcome>& result) {
          if (!result)
            qFatal("%s", result.error().text().c_str());
          done = true;
        });
    QTRY_VERIFY_WITH_TIMEOUT(done, kPatience);
    settle();
  }
  void settle() { QTRY_VERIFY_WITH_TIMEOUT(view.settled(), kPatience); }
  template<class T>
  T* get(const char* name) {
    T* found = view.findChild<T*>(name);
    if (!found)
      qFatal("there is no %s", name);
    return found;
  }
  void click(const char* name) { QTest::mouseClick(get<QWidget>(name), Qt::LeftButton); }
  bool seen(const char* name) {
    auto* w = view.findChild<QWidget*>(name);
    return w && w->isVisible();
  }
  QTableView* board() { return get<QTableView>("models.leaderboard"); }
  void tab(const char* id) {
    get<TabStrip>("models.tabs")->setCurrentId(id);
    settle();
  }
  /// Small work: tests are not about the last digit.
  void compare(int seconds, int folds) {
    get<QSpinBox>("models.budget")->setValue(seconds);
    get<QSpinBox>("models.folds")->setValue(folds);
    click("models.start");
  }

  Session session;
  ModelsView view;
};

void picture(QWidget& widget, const QString& name) {
  const QString folder = qEnvironmentVariable("EASEL_PICTURES");
  if (folder.isEmpty())
    return;
  QTest::qWait(60); // layouts and painters have their turn
  for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
    applyTheme(theme);
    QTest::qWait(20);
    widget.grab().save(folder + "/" + name + (theme == ThemeChoice::Dark ? "-dark" : "-light") + ".png");
  }
  applyTheme(ThemeChoice::Light);
}

} // namespace

class TestModelsView : public QObject {
  Q_OBJECT
  QTemporaryDir m_folder;

 private slots:
  void initTestCase() { applyTheme(ThemeChoice::Light); }

  void fromNothingToARegisteredModel() {
    Stage s(m_folder.filePath("churn.easel"));
    s.settle();
    QVERIFY(s.seen("models.import"));
    QSignalSpy opensFile(&s.view, &View::opensFile);
    s.click("models.import");
    QCOMPARE(opensFile.size(), 1);
    picture(s.view, "models-no-data");

    s.import("telco_churn.csv");
    QVERIFY(s.seen("models.trainFirst"));
    picture(s.view, "models-empty");
    s.click("models.trainFirst");
    s.settle();
    QCOMPARE(s.get<QComboBox>("models.dataset")->currentText(), QString("telco_churn"));
    QCOMPARE(s.get<QComboBox>("models.target")->currentText(), QString("churn"));
    QVERIFY2(s.get<QLabel>("models.task")->text().startsWith("Yes/no: No or Yes"), qPrintable(s.get<QLabel>("models.task")->text()));
    QCOMPARE(s.get<QComboBox>("models.metric")->currentData().toString(), QString("roc_auc"));
    picture(s.view, "models-train");

    s.compare(8, 3);
    QVERIFY(s.seen("models.stop"));
    // Candidates stand in the leaderboard while the search goes on.
    QTRY_VERIFY_WITH_TIMEOUT(s.board()->model()->rowCount() >= 2 || s.view.settled(), kPatience);
    QVERIFY(s.board()->model()->rowCount() >= 2);
    picture(s.view, "models-searching");
    QTRY_VERIFY_WITH_TIMEOUT(s.view.settled() && s.seen("models.title"), kPatience);
    QVERIFY(s.board()->model()->rowCount() > 5);
    QVERIFY(s.board()->selectionModel()->hasSelection());
    QVERIFY2(s.view.status().left.value(0).contains("3-fold cross-validation"), qPrintable(s.view.status().left.join('|')));
    QVERIFY(s.view.status().left.value(1).startsWith("Finished in"));
    picture(s.view, "models-performance");

    // The threshold moves the matrix and the mark; keys reach it.
    auto* matrix = s.get<ConfusionMatrix>("models.confusion");
    const std::int64_t found = matrix->count(1, 1), alarms = matrix->count(0, 1);
    auto* threshold = s.get<QSlider>("models.threshold");
    threshold->setFocus();
    for (int i = 0; i < 2; ++i)
      QTest::keyClick(threshold, Qt::Key_PageDown);
    QCOMPARE(threshold->value(), 30);
    QVERIFY(matrix->count(1, 1) > found);
    QVERIFY(matrix->count(0, 1) > alarms);
    QVERIFY(s.get<QLabel>("models.receipt")->text().contains("1,409 rows never seen in training"));
    s.click("models.curveKind");
    QCOMPARE(s.get<ChartView>("models.curve")->chart().title, std::string("Precision and recall"));
    s.click("models.curveKind");

    s.tab("explain");
    QVERIFY(s.seen("models.swarm"));
    QVERIFY(s.get<SwarmView>("models.swarm")->csv().contains("contract"));
    const QString before = s.get<WaterfallView>("models.waterfall")->csv();
    picture(s.view, "models-explain");
    s.get<QSpinBox>("models.explainRow")->setValue(4219);
    QTRY_VERIFY_WITH_TIMEOUT(s.get<WaterfallView>("models.waterfall")->csv() != before, kPatience);
    s.get<TabStrip>("models.importanceKind")->setCurrentId("shuffled");
    s.settle();

    s.tab("whatIf");
    auto* answer = s.get<QLabel>("models.whatIfAnswer");
    QVERIFY(answer->text().endsWith('%'));
    QVERIFY(!s.seen("models.whatIfFrom"));
    auto* tenure = s.get<QWidget>("param.tenure");
    QWidget* keys = tenure->focusProxy() ? tenure->focusProxy() : tenure;
    keys->setFocus();
    QTest::keyClick(keys, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(keys, s.get<QLabel>("models.whatIfAnswer")->text() == "1%" ? "1" : "70");
    QTest::keyClick(keys, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(s.view.settled() && s.seen("models.whatIfFrom"), kPatience);
    picture(s.view, "models-what-if");

    s.tab("parameters");
    picture(s.view, "models-parameters");
    s.tab("lineage");
    picture(s.view, "models-lineage");

    s.tab("performance");
    QSignalSpy noticed(&s.session, &Session::noticed);
    s.click("models.register");
    QVERIFY(s.seen("models.registerGroup"));
    QCOMPARE(s.get<QLineEdit>("models.registerGroup")->text(), QString("churn"));
    picture(s.view, "models-register");
    s.get<QLineEdit>("models.registerGroup")->clear();
    s.click("models.registerConfirm");
    QVERIFY(s.seen("models.registerGroup")); // a name is needed
    QTest::keyClicks(s.get<QLineEdit>("models.registerGroup"), "churn");
    QTest::keyClick(s.get<QLineEdit>("models.registerGroup"), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!s.seen("models.registerGroup"), kPatience);
    s.settle();
    QTRY_VERIFY2_WITH_TIMEOUT(s.get<Pill>("models.state")->text().startsWith("churn@1"), "no version", kPatience);
    QSignalSpy wants(&s.view, &View::wants);
    qvariant_cast<Notice>(noticed.value(0).value(0)).action();
    QCOMPARE(wants.size(), 1);
    QCOMPARE(qvariant_cast<Place>(wants[0][0]).object, QString("churn@1"));

    // One click deploys: it is registered, so it only has to go there.
    s.click("models.deploy");
    QCOMPARE(wants.size(), 2);
    const Place place = qvariant_cast<Place>(wants[1][0]);
    QVERIFY(place.view == ViewId::Deploy && place.object == "churn@1" && place.verb == "deploy");

    // The arrow keys choose another; the next one of the question gets the next version, also without asking first.
    s.board()->setFocus();
    QTest::keyClick(s.board(), Qt::Key_Down);
    s.settle();
    QVERIFY(!s.get<Pill>("models.state")->text().startsWith("churn"));
    if (s.get<QPushButton>("models.deploy")->isEnabled()) {
      s.click("models.deploy");
      QTRY_COMPARE_WITH_TIMEOUT(wants.size(), 3, kPatience);
      QCOMPARE(qvariant_cast<Place>(wants[2][0]).object, QString("churn@2"));
    }
    // A candidate that was only compared can be trained, not used.
    s.settle();
    QTest::keyClick(s.board(), Qt::Key_End, Qt::ControlModifier);
    s.settle();
    QVERIFY(!s.get<QPushButton>("models.deploy")->isEnabled());
    picture(s.view, "models-candidate");

    // Opened again, it is all there; a place names a model by its version.
    for (const auto& [size, name] : {std::pair{QSize(964, 630), "models-1024"}, {QSize(1380, 830), "models-1440"}}) {
      s.view.resize(size);
      s.view.go({ViewId::Models, "churn@1", {}});
      s.settle();
      QCOMPARE(s.get<Pill>("models.state")->text().left(7), QString("churn@1"));
      picture(s.view, name);
      s.tab("explain");
      picture(s.view, QString(name) + "-explain");
      s.tab("performance");
    }
  }

  void stopKeepsWhatWasFound() {
    Stage s(m_folder.filePath("stop.easel"));
    s.import("telco_churn.csv");
    s.view.go({ViewId::Models, "telco_churn", "train"});
    s.settle();
    s.compare(600, 5);
    QTRY_VERIFY_WITH_TIMEOUT(s.board()->model()->rowCount() >= 2, kPatience);
    QElapsedTimer since;
    since.start();
    s.click("models.stop");
    QTRY_VERIFY_WITH_TIMEOUT(s.view.settled(), kPatience);
    qInfo("stopped after %lld ms", since.elapsed());
    QVERIFY(s.board()->model()->rowCount() >= 2);
    QVERIFY(s.seen("models.stage"));
    QVERIFY(s.get<QLabel>("models.stage")->text().startsWith("Stopped."));
    picture(s.view, "models-stopped");
    // What was found can be looked at, and trained.
    QTest::mouseClick(s.board()->viewport(), Qt::LeftButton, {}, s.board()->visualRect(s.board()->model()->index(0, 0)).center());
    QVERIFY(s.seen("models.trainCandidate"));
    const QString found = s.get<QLabel>("models.title")->text();
    s.click("models.trainCandidate");
    s.settle();
    QVERIFY(found.startsWith(s.get<QComboBox>("models.algorithm")->currentText()));
    QCOMPARE(s.get<TabStrip>("models.mode")->currentId(), QString("one"));
    s.click("models.notNow");
    s.click("models.train");
    s.settle();
    QVERIFY(s.seen("models.start"));
  }

  void numbersAndSeveralClasses() {
    Stage s(m_folder.filePath("penguins.easel"));
    s.import("penguins.csv");
    s.view.go({ViewId::Models, "penguins", "train"});
    s.settle();
    QCOMPARE(s.get<QComboBox>("models.target")->currentText(), QString("species"));
    QVERIFY(s.get<QLabel>("models.task")->text().startsWith("One of 3"));
    s.compare(5, 3);
    QTRY_VERIFY_WITH_TIMEOUT(s.view.settled() && s.seen("models.title"), kPatience);
    QCOMPARE(s.get<ChartView>("models.curve")->chart().series.size(), std::size_t{3});
    QVERIFY(!s.seen("models.threshold"));
    picture(s.view, "models-classes");
    s.tab("explain");
    picture(s.view, "models-classes-explain");
    s.tab("whatIf");
    picture(s.view, "models-classes-what-if");

    s.click("models.train");
    s.settle();
    auto* target = s.get<QComboBox>("models.target");
    target->setCurrentText("body_mass_g");
    s.settle();
    QVERIFY(s.get<QLabel>("models.task")->text().startsWith("A number"));
    s.get<TabStrip>("models.mode")->setCurrentId("one");
    picture(s.view, "models-one-algorithm");
    s.click("models.start");
    QTRY_VERIFY_WITH_TIMEOUT(s.view.settled() && s.seen("models.title"), kPatience);
    s.tab("performance");
    QVERIFY(s.seen("models.predicted"));
    QVERIFY(s.seen("models.residuals"));
    QVERIFY(!s.seen("models.confusion"));
    QVERIFY(s.seen("models.group")); // two questions: they can be chosen
    QCOMPARE(s.get<QComboBox>("models.group")->count(), 2);
    QCOMPARE(s.get<QComboBox>("models.group")->currentText(), QString("body_mass_g from penguins"));
    picture(s.view, "models-number");
    s.tab("whatIf");
    picture(s.view, "models-number-what-if");
    s.get<QComboBox>("models.group")->setCurrentIndex(1);
    s.settle();
    QVERIFY(s.board()->model()->rowCount() > 3);
  }

  void whatCannotBePredictedIsSaidAtTheField() {
    QFile file(m_folder.filePath("constant.csv"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("same,x,w,a very long name of a column that does not fit anywhere at all and goes on and on\n");
    for (int i = 0; i < 90; ++i)
      file.write(QByteArray("one,") + QByteArray::number(i) + ",3," + (i % 2 ? "yes" : "no") + "\n");
    file.close();
    Stage s(m_folder.filePath("constant.easel"), {964, 630});
    bool done = false;
    s.session.run<ImportOutcome>(
        {.title = "Import", .changes = true},
        [name = fromQt(file.fileName())](Workbench& workbench, const Context& context) {
          ImportRequest request;
          request.file = name;
          return workbench.importFile(request, context);
        },
        this, [&](const Result<ImportOutcome>& result) { done = result.has_value(); });
    QTRY_VERIFY_WITH_TIMEOUT(done, kPatience);
    s.view.go({ViewId::Models, "constant", "train"});
    s.settle();
    s.get<QComboBox>("models.target")->setCurrentText("same");
    s.settle();
    QVERIFY(!s.get<QPushButton>("models.start")->isEnabled());
    picture(s.view, "models-bad-target");
    s.get<QComboBox>("models.target")->setCurrentIndex(3);
    s.settle();
    QVERIFY(s.get<QPushButton>("models.start")->isEnabled());
    // Nothing is left to learn from: the engine says so, and it stands in the form, where it can be mended.
    s.compare(3, 2);
    QTRY_VERIFY_WITH_TIMEOUT(s.view.settled() && s.seen("models.trainError"), kPatience);
    QVERIFY(s.get<ErrorBox>("models.trainError")->text().contains("No column is left to learn from"));
    QVERIFY(s.seen("models.start"));
    QCOMPARE(s.view.width(), 964); // long names do not widen the window
    picture(s.view, "models-failed");
  }

  void everyControlHasAName() {
    Stage s(m_folder.filePath("names.easel"));
    s.import("penguins.csv");
    s.view.go({ViewId::Models, "penguins", "train"});
    s.settle();
    QStringList nameless;
    for (const QWidget* w : s.view.findChildren<QWidget*>()) {
      if (!w->focusPolicy() || w->focusProxy() || qobject_cast<const QLabel*>(w) || w->inherits("QComboBoxListView"))
        continue;
      const auto* button = qobject_cast<const QAbstractButton*>(w);
      if (w->accessibleName().isEmpty() && !(button && !button->text().isEmpty()))
        nameless << QString(w->metaObject()->className()) + ' ' + w->objectName();
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
  }
};

QTEST_MAIN(TestModelsView)
#include "tst_models_view.moc"
