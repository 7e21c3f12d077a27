// The window never waits: the longest time that the GUI thread spends in one event while a file is chosen and imported, while a
// million rows are scrolled, and while models are trained. What counts is the time that the thread held the window: what it
// computed and waited for, without the time in which other programs had the processor. With EASEL_LARGE=1 the file has 200 MB.
#include "app/studio/shell/opener.h"
#include "tests/support/stall_probe.h"
#include "tests/support/studio_driver.h"
#include "widgets/grid/data_grid.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QFile>
#include <QScrollBar>
#include <QSpinBox>
#include <QWheelEvent>

using namespace easel;
using namespace easel::test;

namespace {

constexpr int kPatience = 300'000;
constexpr double kMostMillis = 50;          // while work goes on
constexpr double kMostScrollingMillis = 16; // one frame at 60 a second
constexpr double kMostOpeningMillis = 500;
constexpr int kRows = 1'000'000;

ProbedApplication& probe() {
  return *static_cast<ProbedApplication*>(qApp);
}

bool writeTable(const QString& file, int rows) {
  QFile out(file);
  if (!out.open(QIODevice::WriteOnly))
    return false;
  const char* const kinds[] = {"red", "green", "blue", "a longer kind"};
  out.write("id,amount,share,kind,day,remark\n");
  QByteArray block;
  for (int i = 0; i < rows; ++i) {
    block += QByteArray::number(i) + ',' + QByteArray::number(i * 37 % 10007) + ',' + QByteArray::number((i % 9973) / 9973.0, 'f', 6) +
             ',' + kinds[i % 4] + ",2024-0" + QByteArray::number(1 + i % 9) + "-1" + QByteArray::number(i % 10) + ",remark number " +
             QByteArray::number(i % 5000) + '\n';
    if (block.size() > (1 << 20)) {
      out.write(block);
      block.clear();
    }
  }
  return out.write(block) == block.size();
}

void report(const char* what) {
  qInfo("%s: longest event %.1f ms held (event type %d), %.1f ms on the clock", what,
        probe().longestHeldMillis(), probe().worstEvent(), probe().longestMillis());
}

} // namespace

class TestStalls : public QObject {
  Q_OBJECT
  QTemporaryDir m_folder;

 private slots:
  void opening() {
    QTemporaryDir folder;
    QElapsedTimer clock;
    clock.start();
    const std::clock_t before = std::clock();
    StudioDriver studio(folder.path());
    const double used = 1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    qInfo("first usable window: %.0f ms of processor time, %lld ms on the clock", used, clock.elapsed());
    QVERIFY2(used < kMostOpeningMillis, qPrintable(QString::number(used)));
  }

  void importingAndScrolling() {
    const int rows = qEnvironmentVariableIsSet("EASEL_LARGE") ? 4 * kRows : kRows;
    const QString file = m_folder.filePath("large.csv");
    QVERIFY(writeTable(file, rows));
    StudioDriver studio(m_folder.path());
    // The project is open already: only the file is new.
    studio.window().opener().newProject(m_folder.filePath("large.easel"));
    QTRY_VERIFY_WITH_TIMEOUT(studio.session().isOpen(), kPatience);
    QVERIFY(studio.calm());

    probe().reset();
    QElapsedTimer clock;
    clock.start();
    QVERIFY(studio.drop(file));
    DataGrid* grid = nullptr;
    QVERIFY(studio.until([&] { return (grid = studio.find<DataGrid>("data.grid")) && grid->table().rows() > 0; }, kPatience));
    qInfo("first screen of %lld MB: %lld ms after it was dropped", QFileInfo(file).size() / 1'000'000, clock.elapsed());
    QVERIFY(studio.until([&] { return studio.session().undoText().startsWith("Import"); }, kPatience));
    QVERIFY(studio.calm(kPatience));
    report("importing");
    QCOMPARE(grid->table().rows(), static_cast<std::size_t>(rows));
    QVERIFY2(probe().longestHeldMillis() < kMostMillis, qPrintable(QString::number(probe().longestHeldMillis())));

    auto* view = grid->findChild<QAbstractScrollArea*>("grid.view");
    QVERIFY(view);
    probe().reset();
    const QPointF middle = QPointF(view->viewport()->rect().center());
    for (int i = 0; i < 200; ++i) {
      QWheelEvent wheel(middle, view->viewport()->mapToGlobal(middle), {}, {0, -120 * (1 + i % 5)}, Qt::NoButton, Qt::NoModifier,
                        Qt::NoScrollPhase, false);
      QApplication::sendEvent(view->viewport(), &wheel);
      QTest::qWait(4);
    }
    view->setFocus();
    for (int i = 0; i < 60; ++i) {
      QTest::keyClick(view, i % 2 ? Qt::Key_PageDown : Qt::Key_Down);
      QTest::qWait(4);
    }
    QScrollBar* bar = view->verticalScrollBar();
    for (int i = 0; i < 100; ++i) { // the handle, pulled through all rows
      bar->setValue(static_cast<int>(static_cast<qint64>(bar->maximum()) * (i * 37 % 100) / 100));
      QTest::qWait(4);
    }
    report("scrolling");
    QVERIFY2(probe().longestHeldMillis() < kMostScrollingMillis, qPrintable(QString::number(probe().longestHeldMillis())));
  }

  void training() {
    QTemporaryDir folder;
    StudioDriver studio(folder.path());
    QFile::copy(QString(EASEL_SAMPLES) + "/titanic.csv", folder.filePath("titanic.csv"));
    QVERIFY(studio.drop(folder.filePath("titanic.csv")));
    QVERIFY(studio.until([&] { return studio.session().undoText().startsWith("Import"); }, kPatience));
    QVERIFY(studio.calm());
    QVERIFY(studio.click("data.train"));
    QVERIFY(studio.wait("models.start"));
    QVERIFY(studio.calm());
    studio.find<QSpinBox>("models.budget")->setValue(4);
    probe().reset();
    QVERIFY(studio.click("models.start"));
    QVERIFY(studio.wait("models.deploy", kPatience));
    QVERIFY(studio.calm(kPatience));
    report("training");
    QVERIFY2(probe().longestHeldMillis() < kMostMillis, qPrintable(QString::number(probe().longestHeldMillis())));
  }

  void cancelAnswers() {
    QTemporaryDir folder;
    StudioDriver studio(folder.path());
    QFile::copy(QString(EASEL_SAMPLES) + "/telco_churn.csv", folder.filePath("telco_churn.csv"));
    QVERIFY(studio.drop(folder.filePath("telco_churn.csv")));
    QVERIFY(studio.until([&] { return studio.session().undoText().startsWith("Import"); }, kPatience));
    QVERIFY(studio.calm());
    QVERIFY(studio.click("data.train"));
    QVERIFY(studio.wait("models.start"));
    QVERIFY(studio.calm());
    studio.find<QSpinBox>("models.budget")->setValue(600);
    QVERIFY(studio.click("models.start"));
    QVERIFY(studio.wait("models.stop"));
    QTest::qWait(1500);
    QVERIFY(studio.session().busy());
    QElapsedTimer clock;
    clock.start();
    QVERIFY(studio.click("models.stop"));
    QVERIFY(studio.until([&] { return !studio.session().busy(); }, kPatience));
    qInfo("stopping a search: %lld ms", clock.elapsed());
    QVERIFY(clock.elapsed() < 5000); // generous for a busy machine; a search that goes on would take minutes
  }
};

int main(int argc, char** argv) {
  QTemporaryDir home;
  isolateStudio(home);
  ProbedApplication application(argc, argv);
  TestStalls test;
  return QTest::qExec(&test, argc, argv);
}

#include "tst_stalls.moc"
