// The Data view on a real project, by real mouse and keyboard: import, a step with its preview, undo, time travel, menus,
// a step that fails, bad lines. EASEL_PICTURES=DIR saves what it looks like.
#include "app/studio/views/data/data_view.h"
#include "app/studio/views/data/notice_bar.h"
#include "app/studio/views/data/profile_tab.h"
#include "app/studio/views/data/step_inspector.h"
#include "app/studio/views/data/steps_panel.h"
#include "app/studio/views/data/suggestion_row.h"
#include "tests/support/stall_probe.h"
#include "widgets/controls/button.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/tab_strip.h"
#include "widgets/grid/data_grid.h"
#include "widgets/grid/grid_view.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace easel;

namespace {

constexpr int kPatience = 30'000;

struct Window {
  explicit Window(const QString& project, QSize size = {1380, 830}) : session("easel"), view(session) {
    session.open(project);
    view.resize(size);
    view.show();
    view.activateWindow();
    if (!QTest::qWaitForWindowActive(&view))
      qFatal("The window is not active");
  }
  template<class T>
  T* find(const char* name) {
    T* found = view.findChild<T*>(name);
    if (!found)
      qFatal("There is no %s", name);
    return found;
  }
  bool settled() {
    const bool done = QTest::qWaitFor([this] { return session.isOpen() && view.settled(); }, kPatience);
    QTest::qWait(1); // what was made becomes visible
    return done;
  }
  DataGrid& grid() { return *find<DataGrid>("data.grid"); }
  GridView* cells() { return find<GridView>("grid.view"); }
  ItemList* steps() { return find<ItemList>("data.steps"); }
  QStringList stepTitles() {
    QStringList titles;
    for (int i = 0; i < steps()->model()->rowCount(); ++i)
      titles += steps()->model()->index(i, 0).data(Qt::DisplayRole).toString();
    return titles;
  }
  void clickButton(const char* name) {
    auto* button = find<QAbstractButton>(name);
    if (!button->isVisible() || !button->isEnabled())
      qFatal("%s cannot be clicked", name);
    QTest::mouseClick(button, Qt::LeftButton);
  }
  void openColumnMenu(const QString& column) {
    grid().showColumn(column);
    QTest::keyClick(cells(), Qt::Key_Down, Qt::AltModifier);
  }
  void choose(const char* menuName, const char* action) {
    auto* menu = view.findChild<QMenu*>(menuName);
    if (!menu || !menu->isVisible())
      qFatal("The menu %s is not open", menuName);
    for (QAction* a : menu->actions())
      if (a->objectName() == action) {
        QTest::mouseClick(menu, Qt::LeftButton, Qt::NoModifier, menu->actionGeometry(a).center());
        return;
      }
    qFatal("%s does not offer %s", menuName, action);
  }
  void importSample() {
    view.importFile(EASEL_SAMPLES "/telco_churn.csv");
    if (!settled())
      qFatal("The sample was not imported");
  }
  void picture(const QString& name) {
    const QString folder = qEnvironmentVariable("EASEL_PICTURES");
    if (!folder.isEmpty()) {
      QTest::qWait(60); // what is still to be painted
      view.grab().save(QDir(folder).absoluteFilePath(name + ".png"));
    }
  }
  Session session;
  DataView view;
};

} // namespace

class TestDataView : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;
  int m_projects = 0;
  QString project() { return m_folder.filePath(QString("p%1.easel").arg(++m_projects)); }
  QString file(const QString& name, const QByteArray& content) {
    QFile f(m_folder.filePath(name));
    if (!f.open(QIODevice::WriteOnly))
      qFatal("no file");
    f.write(content);
    return f.fileName();
  }

 private slots:
  void init() { applyTheme(ThemeChoice::Light); }

  void beginsEmpty() {
    Window w(project());
    QVERIFY(w.settled());
    QVERIFY(w.find<QAbstractButton>("data.empty.import")->isVisible());
    QSignalSpy asked(&w.view, &View::opensFile);
    w.clickButton("data.empty.import");
    QCOMPARE(asked.count(), 1);
    QVERIFY(asked.first().first().toString().isEmpty());
    w.picture("data-empty");
  }

  void importsAndShows() {
    Window w(project());
    QVERIFY(w.settled());
    w.importSample();
    QCOMPARE(w.grid().table().rows(), std::size_t{7043});
    QCOMPARE(w.stepTitles().size(), 1);
    QCOMPARE(w.view.placeText(), QString("telco_churn"));
    QCOMPARE(w.view.status().left.first(), QString("7,043 rows × 20 columns"));
    QVERIFY(!w.find<QWidget>("data.inspector")->isVisible());
    QVERIFY(w.view.findChildren<SuggestionRow*>().size() >= 1); // total_charges has missing values
    w.picture("data-imported");

    QSignalSpy wants(&w.view, &View::wants);
    w.clickButton("data.train");
    QCOMPARE(wants.count(), 1);
    const auto place = wants.first().first().value<Place>();
    QVERIFY(place.view == ViewId::Models && place.object == "telco_churn" && place.verb == "train");
  }

  void fillsMissingValuesFromASuggestion() {
    Window w(project());
    QVERIFY(w.settled());
    w.importSample();
    SuggestionRow* row = nullptr;
    for (auto* candidate : w.view.findChildren<SuggestionRow*>())
      if (candidate->accessibleName().startsWith("total_charges"))
        row = candidate;
    QVERIFY(row);
    QTest::mouseClick(row, Qt::LeftButton);
    auto* inspector = w.find<StepInspector>("data.inspector");
    QVERIFY(inspector->isVisible());
    QVERIFY(w.settled());
    // The effect stands at the right, the changed cells in the grid; nothing is saved yet.
    QVERIFY(inspector->isAncestorOf(w.find<QWidget>("data.form")));
    QStringList effect;
    for (const QLabel* l : inspector->findChildren<QLabel*>())
      if (l->isVisible() && !l->accessibleName().isEmpty())
        effect += l->accessibleName();
    QVERIFY2(effect.contains("Missing: 11 before, 0 after"), qPrintable(effect.join('|')));
    QVERIFY(effect.contains("Rows changed: 11"));
    QVERIFY(w.grid().cellRect("total_charges", 488).intersects(w.grid().rect())); // the first one is in sight
    QVERIFY(!w.grid().cellText("total_charges", 488).contains("missing"));
    w.picture("data-fill-preview");
    QCOMPARE(w.stepTitles().size(), 1);

    w.clickButton("data.apply");
    QTRY_COMPARE_WITH_TIMEOUT(w.stepTitles().size(), 2, kPatience);
    QVERIFY(w.settled());
    QVERIFY(!inspector->isVisible());
    QCOMPARE(w.view.status().left.at(1), QString("Step 2 of 2"));
    QVERIFY(!w.grid().cellText("total_charges", 488).contains("missing"));

    w.clickButton("data.undo");
    QTRY_COMPARE_WITH_TIMEOUT(w.stepTitles().size(), 1, kPatience);
    QVERIFY(w.settled());
    QCOMPARE(w.grid().cellText("total_charges", 488), QString("missing"));
    QTRY_VERIFY(w.find<QAbstractButton>("data.redo")->isEnabled());
    w.clickButton("data.redo");
    QTRY_COMPARE_WITH_TIMEOUT(w.stepTitles().size(), 2, kPatience);
    QVERIFY(w.settled());

    // A click on the step travels back to it and opens it; Esc closes.
    QTest::mouseClick(w.steps()->viewport(), Qt::LeftButton, Qt::NoModifier, w.steps()->visualRect(w.steps()->model()->index(0, 0)).center());
    QVERIFY(w.settled());
    QCOMPARE(w.grid().cellText("total_charges", 488), QString("missing"));
    QCOMPARE(w.view.status().left.at(1), QString("Step 1 of 2"));
    QTest::mouseClick(w.steps()->viewport(), Qt::LeftButton, Qt::NoModifier, w.steps()->visualRect(w.steps()->model()->index(1, 0)).center());
    QVERIFY(w.settled());
    QVERIFY(inspector->isVisible());
    for (const auto* suggestion : w.view.findChildren<SuggestionRow*>()) // those of this step
      QVERIFY(!suggestion->isVisible() || !suggestion->accessibleName().startsWith("total_charges"));
    w.picture("data-step-open");
    QTest::keyClick(inspector, Qt::Key_Escape);
    QVERIFY(!inspector->isVisible());
  }

  void keyboardAlone() {
    Window w(project());
    QVERIFY(w.settled());
    w.importSample();
    w.grid().setFocus();
    // "/" and words find a step; Enter opens it; typing shows the effect; Enter applies.
    QTest::keyClick(w.cells(), '/');
    auto* words = w.find<QLineEdit>("data.stepSearch.words");
    QVERIFY(words->isVisible());
    QVERIFY(words->hasFocus());
    QTest::keyClicks(words, "formula");
    w.picture("data-step-search");
    QTest::keyClick(words, Qt::Key_Return);
    auto* inspector = w.find<StepInspector>("data.inspector");
    QVERIFY(inspector->isVisible());
    QVERIFY(w.settled());
    QVERIFY2(inspector->isAncestorOf(QApplication::focusWidget()), qPrintable(QDebug::toString(QApplication::focusWidget())));
    QTest::keyClicks(QApplication::focusWidget(), "per_month");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClicks(QApplication::focusWidget(), "total_charges / (tenure + 1)");
    QVERIFY(QTest::qWaitFor([&] { return w.view.settled() && w.grid().table().find("per_month").has_value(); }, kPatience));
    w.picture("data-derive");
    w.view.activateWindow(); // without a window manager the list of completions does not give the activity back
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(w.stepTitles().size(), 2, kPatience);
    QVERIFY(w.settled());
    QVERIFY(w.grid().table().find("per_month"));
    QVERIFY2(w.cells()->hasFocus(), qPrintable(QDebug::toString(QApplication::focusWidget())));

    // A column by name, its menu, drop it.
    QTest::keyClick(w.cells(), Qt::Key_F, Qt::ControlModifier);
    auto* search = w.find<QLineEdit>("data.search");
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, "per_m");
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(w.grid().selectedColumns(), QStringList{"per_month"});
    QTest::keyClick(w.cells(), Qt::Key_Down, Qt::AltModifier);
    auto* menu = w.view.findChild<QMenu*>("data.columnMenu");
    QVERIFY(menu && menu->isVisible());
    QTest::keyClick(menu, Qt::Key_Up); // from the end: drop
    QTest::keyClick(menu, Qt::Key_Return);
    QVERIFY(w.settled());
    QVERIFY(w.grid().table().find("per_month")); // still there, struck out
    w.picture("data-drop");
    QTest::keyClick(w.find<QWidget>("data.inspector"), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(w.stepTitles().size(), 3, kPatience);
    QVERIFY(w.settled());
    QVERIFY(!w.grid().table().find("per_month"));

    // In the list: move, switch off, delete.
    w.view.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&w.view));
    w.steps()->setFocus();
    QVERIFY(w.steps()->hasFocus());
    QTest::keyClick(w.steps(), Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(w.view.settled() && w.grid().table().find("per_month"), kPatience);
    QTest::keyClick(w.steps(), Qt::Key_Delete);
    QTRY_COMPARE_WITH_TIMEOUT(w.stepTitles().size(), 2, kPatience);
  }

  void aStepThatFailsTurnsRedAndCanBeSwitchedOff() {
    Window w(project());
    QVERIFY(w.settled());
    w.importSample();
    w.openColumnMenu("tenure");
    w.choose("data.columnMenu", "scale");
    QVERIFY(w.settled());
    w.clickButton("data.apply");
    QTRY_COMPARE_WITH_TIMEOUT(w.stepTitles().size(), 2, kPatience);
    QVERIFY(w.settled());
    // Insert a step before it that takes its column away.
    QTest::mouseClick(w.steps()->viewport(), Qt::LeftButton, Qt::NoModifier, w.steps()->visualRect(w.steps()->model()->index(0, 0)).center());
    QVERIFY(w.settled());
    w.openColumnMenu("tenure");
    w.choose("data.columnMenu", "drop");
    QVERIFY(w.settled());
    w.clickButton("data.apply");
    QTRY_COMPARE_WITH_TIMEOUT(w.stepTitles().size(), 3, kPatience);
    QVERIFY(w.settled());
    QTest::mouseClick(w.steps()->viewport(), Qt::LeftButton, Qt::NoModifier, w.steps()->visualRect(w.steps()->model()->index(2, 0)).center());
    QVERIFY(w.settled());
    auto* error = w.find<ErrorBox>("data.error");
    QVERIFY(error->isVisible());
    QVERIFY2(error->text().contains("tenure"), qPrintable(error->text()));
    w.picture("data-failed-step");
    w.clickButton("data.error.switchOff");
    QTRY_VERIFY_WITH_TIMEOUT(w.view.settled() && !error->isVisible(), kPatience);
    QCOMPARE(w.stepTitles().size(), 3);
    QVERIFY(!w.grid().table().find("tenure"));
  }

  void errorsStandAtTheField() {
    Window w(project());
    QVERIFY(w.settled());
    w.importSample();
    w.grid().showColumn("tenure");
    w.clickButton("data.filter");
    QVERIFY(w.settled());
    auto* inspector = w.find<StepInspector>("data.inspector");
    const std::size_t rows = w.grid().table().rows();
    QVERIFY(rows > 1000 && rows < 7043); // the effect of the condition that it began with
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), "tenur > 3");
    QVERIFY(QTest::qWaitFor([&] { return w.view.settled() && w.grid().table().rows() == 7043; }, kPatience));
    QStringList texts;
    for (const QLabel* l : inspector->findChildren<QLabel*>())
      if (l->isVisible())
        texts += l->text();
    QVERIFY2(texts.join(' ').contains("tenur"), qPrintable(texts.join('|')));
    w.picture("data-field-error");
    w.clickButton("data.cancel");
    QVERIFY(!inspector->isVisible());
    QCOMPARE(w.stepTitles().size(), 1);
  }

  void keepsOnlyTheValueOfACell() {
    Window w(project());
    QVERIFY(w.settled());
    w.importSample();
    const QPoint at = w.grid().cellRect("contract", 0).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, w.cells()->viewport()->mapFrom(&w.grid(), at), w.grid().mapToGlobal(at));
    QApplication::sendEvent(w.cells()->viewport(), &event);
    w.choose("data.cellMenu", "keep");
    QVERIFY(QTest::qWaitFor([&] { return w.view.settled() && w.find<QWidget>("data.inspector")->isVisible(); }, kPatience));
    QCOMPARE(w.grid().table().rows(), std::size_t{3875}); // month to month
    w.picture("data-keep");
  }

  void saysWhatCouldNotBeRead() {
    Window w(project());
    QVERIFY(w.settled());
    w.view.importFile(file("bad.csv", "a,b,day\n1,2,03/04/2020\n3\n5,6,05/06/2020\n7,8,9,10\n9,10,07/08/2020\n"));
    QVERIFY(w.settled());
    auto* notice = w.find<NoticeBar>("data.notice");
    QVERIFY(notice->isVisible());
    QVERIFY2(notice->text().contains("2 lines"), qPrintable(notice->text()));
    QCOMPARE(w.grid().cellText("day", 0), QString("2020-04-03"));
    w.clickButton("data.notice.details");
    QVERIFY(w.find<QPlainTextEdit>("data.notice.list")->toPlainText().contains("Line 3"));
    w.picture("data-bad-lines");
    w.clickButton("data.notice.monthFirst");
    QVERIFY(w.settled());
    QTRY_COMPARE_WITH_TIMEOUT(w.grid().cellText("day", 0), QString("2020-03-04"), kPatience);
    // The same file once more: the choice stands where the question arose.
    w.view.importFile(m_folder.filePath("bad.csv"));
    QVERIFY(w.settled());
    QVERIFY(w.find<ErrorBox>("data.importError")->isVisible());
    w.picture("data-exists");
    w.clickButton("data.error.rename");
    QVERIFY(w.settled());
    QCOMPARE(w.view.placeText(), QString("bad-2"));
    QCOMPARE(w.find<QComboBox>("data.dataset")->count(), 2);
    // A file that is not there.
    w.view.importFile(m_folder.filePath("nowhere.csv"));
    QVERIFY(w.settled());
    QVERIFY(w.find<ErrorBox>("data.importError")->text().contains("nowhere"));
    QCOMPARE(w.view.placeText(), QString("bad-2"));
  }

  void showsTheFirstRowsWhileItImports() {
    Window w(project());
    QVERIFY(w.settled());
    QByteArray content = "n,text\n";
    for (int i = 0; i < 1'200'000; ++i)
      content += QByteArray::number(i) + ",row " + QByteArray::number(i * 7 % 1000) + '\n';
    const QString big = file("big.csv", content);
    auto& probe = *static_cast<ProbedApplication*>(QCoreApplication::instance());
    probe.reset();
    QElapsedTimer clock;
    clock.start();
    w.view.importFile(big);
    QVERIFY(QTest::qWaitFor([&] { return w.grid().table().rows() > 0; }, kPatience));
    const qint64 first = clock.elapsed();
    QVERIFY(w.grid().table().rows() < 1'200'000); // only the first ones
    w.picture("data-importing");
    QVERIFY(w.settled());
    QCOMPARE(w.grid().table().rows(), std::size_t{1'200'000});
    qInfo("first rows after %lld ms, all after %lld ms; longest stall %.1f ms (%.1f ms of processor, event type %d)", first, clock.elapsed(),
          probe.longestMillis(), probe.longestHeldMillis(), probe.worstEvent());
  }

  void profilesColumns() {
    Window w(project());
    QVERIFY(w.settled());
    w.importSample();
    w.find<TabStrip>("data.tabs")->setCurrentId("profile");
    auto* columns = w.find<ItemList>("data.profile.columns");
    QCOMPARE(columns->count(), 20);
    columns->setCurrentId("monthly_charges");
    w.picture("data-profile");
    w.view.resize(964, 630);
    w.picture("data-profile-1024");
    QTest::keyClicks(w.find<QLineEdit>("data.profile.words"), "charges");
    QCOMPARE(columns->count(), 2);
  }

  void hasNames() {
    Window w(project());
    QVERIFY(w.settled());
    w.importSample();
    w.openColumnMenu("tenure");
    w.choose("data.columnMenu", "fill");
    QVERIFY(w.settled());
    QStringList nameless;
    for (QWidget* widget : w.view.findChildren<QWidget*>()) {
      if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
        continue;
      QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
      if (face && face->text(QAccessible::Name).isEmpty())
        nameless += QString("%1 %2").arg(widget->metaObject()->className(), widget->objectName());
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(", ")));
    QVERIFY(!w.view.findables().isEmpty());
  }

  void looks_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    QTest::newRow("light-1440") << false << QSize(1380, 830);
    QTest::newRow("dark-1440") << true << QSize(1380, 830);
    QTest::newRow("light-1024") << false << QSize(964, 630);
    QTest::newRow("dark-1024") << true << QSize(964, 630);
  }
  void looks() {
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    applyTheme(dark ? ThemeChoice::Dark : ThemeChoice::Light);
    Window w(project(), size);
    QVERIFY(w.settled());
    w.importSample();
    for (const char* act : {"fill", "encode"}) {
      w.openColumnMenu(act == std::string_view("fill") ? "total_charges" : "contract");
      w.choose("data.columnMenu", act);
      QVERIFY(w.settled());
      if (act == std::string_view("fill"))
        w.clickButton("data.apply");
      QVERIFY(w.settled());
    }
    w.picture(QString("data-%1").arg(QTest::currentDataTag()));
    // Nothing sticks out of the view, and it becomes as small as it should.
    QCOMPARE(w.view.size(), size);
    for (const char* name : {"data.train", "data.apply", "data.cancel", "data.addStep", "data.tabs"}) {
      auto* widget = w.find<QWidget>(name);
      QVERIFY2(w.view.rect().contains(QRect(widget->mapTo(&w.view, QPoint(0, 0)), widget->size())), name);
    }
  }
};

int main(int argc, char** argv) {
  ProbedApplication app(argc, argv);
  TestDataView test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_data_view.moc"
