// Charts: values by mouse and keys, export, descriptions, odd input, drawing in both themes.
#include "widgets/charts/axis.h"
#include "widgets/charts/chart_view.h"
#include "widgets/charts/confusion_matrix.h"
#include "widgets/charts/progress_line.h"
#include "widgets/charts/swarm_view.h"
#include "widgets/charts/threshold_row.h"
#include "widgets/charts/waterfall_view.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace easel;

namespace {

ChartSpec curve() {
  ChartSpec chart;
  chart.kind = ChartKind::Line;
  chart.title = "ROC curve";
  chart.xTitle = "False alarms";
  chart.yTitle = "Found";
  ChartSeries s;
  s.name = "yes";
  for (int i = 0; i <= 50; ++i) {
    s.x.push_back(i / 50.0);
    s.y.push_back(std::pow(i / 50.0, 0.3));
  }
  chart.series = {s};
  return chart;
}

ChartSpec bars() {
  ChartSpec chart;
  chart.kind = ChartKind::Bar;
  chart.title = "Colours, \"all\"";
  chart.xTitle = "colour";
  chart.yTitle = "Rows";
  chart.series = {{"colour", {}, {3, 5, 1}, {"red", "blue", "a, b"}}};
  return chart;
}

ChartSpec histogram() {
  ChartSpec chart;
  chart.kind = ChartKind::Histogram;
  chart.title = "size";
  chart.xTitle = "size";
  chart.yTitle = "Rows";
  chart.series = {{"size", {0, 1, 2, 3}, {10, 20, 5}, {}}};
  return chart;
}

SwarmChart swarm() {
  SwarmChart chart;
  chart.title = "What drives the predictions";
  chart.xTitle = "Effect";
  chart.rows = 40;
  for (int f = 0; f < 3; ++f) {
    SwarmFeature feature;
    feature.name = "column " + std::to_string(f);
    for (int i = 0; i < 40; ++i) {
      feature.contribution.push_back(std::sin(i * 1.7) / (f + 1));
      feature.level.push_back(i == 0 ? NAN : i / 39.0);
      feature.value.push_back(std::to_string(i));
    }
    chart.features.push_back(feature);
  }
  return chart;
}

/// Some other colour than the background is there.
bool painted(QWidget& widget) {
  const QImage image = widget.grab().toImage();
  const QRgb first = image.pixel(0, 0);
  for (int y = 0; y < image.height(); y += 2)
    for (int x = 0; x < image.width(); x += 2)
      if (image.pixel(x, y) != first)
        return true;
  return false;
}

void hover(QWidget& widget, const QPointF& at) {
  QMouseEvent move(QEvent::MouseMove, at, widget.mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
  QApplication::sendEvent(&widget, &move);
}

} // namespace

class TestCharts : public QObject {
  Q_OBJECT
  QTemporaryDir m_folder;

 private slots:
  void initTestCase() { applyTheme(ThemeChoice::Light); }

  void axesHaveRoundNumbers() {
    const Axis a = niceAxis(0, 9.7, 5, DataType::Float64, true);
    QCOMPARE(a.from, 0.0);
    QCOMPARE(a.to, 10.0);
    QCOMPARE(a.ticks.size(), 6);
    QCOMPARE(a.ticks[1].text, QString("2"));
    QCOMPARE(niceAxis(0, 1, 5, DataType::Float64, true).ticks[1].text, QString("0.2"));
    QCOMPARE(niceAxis(0, 4'000'000, 4, DataType::Float64, true).ticks.last().text, QString("4M"));
    const Axis days = niceAxis(19000, 20000, 5, DataType::Date, false);
    QVERIFY(days.ticks.size() >= 3 && days.ticks.size() <= 12);
    QVERIFY(days.ticks[0].text.startsWith("20"));
    for (const auto& [low, high] : {std::pair{5.0, 5.0}, {0.0, 0.0}, {NAN, 1.0}, {-INFINITY, INFINITY}, {1e300, 1e301}, {-1e-12, 1e-12}}) {
      const Axis odd = niceAxis(low, high, 5, DataType::Float64, true);
      QVERIFY(odd.ticks.size() >= 1 && odd.ticks.size() < 60);
      QVERIFY(odd.to > odd.from);
    }
  }

  void valuesByMouseAndKeys() {
    ChartView view;
    view.resize(400, 240);
    view.setChart(histogram());
    view.show();
    QVERIFY(painted(view));
    QCOMPARE(view.currentMark(), -1);
    hover(view, QPointF(210, 150));
    QCOMPARE(view.currentMark(), 1);
    hover(view, QPointF(2, 2));
    QCOMPARE(view.currentMark(), -1);
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.currentMark(), 0);
    QTest::keyClick(&view, Qt::Key_End);
    QCOMPARE(view.currentMark(), 2);
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.currentMark(), 2);
    view.setChart(bars());
    QCOMPARE(view.currentMark(), -1);
  }

  void chartsDescribeThemselves() {
    ChartView view;
    view.setChart(curve());
    QCOMPARE(view.accessibleName(), QString("ROC curve"));
    QVERIFY2(view.accessibleDescription().contains("False alarms, 0 to 1"), qPrintable(view.accessibleDescription()));
    view.setChart(ChartSpec{});
    QVERIFY(view.description().contains("nothing"));
  }

  void exportsHoldTheValues() {
    ChartView view;
    view.resize(300, 200);
    view.setChart(bars());
    QCOMPARE(view.csv(), QString("series,colour,Rows\ncolour,red,3\ncolour,blue,5\ncolour,\"a, b\",1\n"));
    view.setChart(histogram());
    QVERIFY(view.csv().contains("size,0,1,10\n"));
    for (const char* suffix : {"png", "svg", "csv"}) {
      const QString file = m_folder.filePath(QString("chart.") + suffix);
      QVERIFY(view.saveAs(file));
      QVERIFY(QFileInfo(file).size() > 20);
    }
    QVERIFY(!QImage(m_folder.filePath("chart.png")).isNull());
    QVERIFY(!view.saveAs(m_folder.filePath("chart.xyz")));
    const auto nowhere = view.saveAs(m_folder.filePath("none/chart.png"));
    QVERIFY(!nowhere);
    QVERIFY(!nowhere.error().hint.empty());
    const QImage picture = view.picture(2);
    QVERIFY(picture.width() > 600);
  }

  void theMenuOffersThem() {
    ChartView view;
    view.setChart(curve());
    view.show();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(5, 5), view.mapToGlobal(QPoint(5, 5)));
    QApplication::sendEvent(&view, &event);
    auto* menu = view.findChild<QMenu*>();
    QVERIFY(menu);
    QCOMPARE(menu->actions().size(), 5); // with the separator
    menu->close();
  }

  void oddChartsAreDrawn_data() {
    QTest::addColumn<int>("kind");
    for (const int kind : {0, 1, 2, 3})
      QTest::newRow(qPrintable(QString::number(kind))) << kind;
  }
  void oddChartsAreDrawn() {
    QFETCH(int, kind);
    ChartSpec chart;
    chart.kind = static_cast<ChartKind>(kind);
    ChartView view;
    for (const QSize size : {QSize(1, 1), QSize(40, 30), QSize(900, 500)}) {
      view.resize(size);
      for (const ChartSeries& s : {ChartSeries{}, ChartSeries{"one", {1}, {2}, {"x"}}, ChartSeries{"same", {1, 1}, {0, 0}, {}},
                                   ChartSeries{"uneven", {1}, {1, 2, 3}, {}}, ChartSeries{"nan", {NAN, 1}, {NAN, INFINITY}, {}}}) {
        chart.series = {s, s};
        view.setChart(chart);
        view.setDiagonal(true);
        view.setMark(QPointF(0.5, 0.5));
        view.grab();
      }
    }
    chart.series.clear();
    view.setChart(chart);
    QVERIFY(painted(view)); // says that there is nothing
  }

  void aClickSelectsACell() {
    ConfusionMatrix matrix;
    matrix.resize(400, 220);
    matrix.set({"No", "Yes"}, {{671, 105}, {92, 189}});
    matrix.show();
    QVERIFY(painted(matrix));
    QSignalSpy spy(&matrix, &ConfusionMatrix::cellSelected);
    QTest::mouseClick(&matrix, Qt::LeftButton, {}, QPoint(380, 60)); // No, answered Yes
    QCOMPARE(spy.size(), 1);
    QCOMPARE(spy[0][0].toInt(), 0);
    QCOMPARE(spy[0][1].toInt(), 1);
    QTest::mouseClick(&matrix, Qt::LeftButton, {}, QPoint(380, 60));
    QCOMPARE(spy[1][0].toInt(), -1);
    matrix.setFocus();
    QTest::keyClick(&matrix, Qt::Key_Home);
    QTest::keyClick(&matrix, Qt::Key_Down);
    QTest::keyClick(&matrix, Qt::Key_Right);
    QTest::keyClick(&matrix, Qt::Key_Return);
    QCOMPARE(matrix.selected(), (std::pair<int, int>(1, 1)));
    QVERIFY(matrix.description().contains("860 of 1,057"));
    QVERIFY(matrix.csv().startsWith("actual,predicted No,predicted Yes\nNo,671,105\n"));
  }

  void theMatrixTakesManyClasses() {
    for (const int n : {1, 3, 20}) {
      QStringList names;
      std::vector<std::vector<std::int64_t>> counts;
      for (int i = 0; i < n; ++i) {
        names << QString("a class with a long name %1").arg(i);
        counts.emplace_back(static_cast<std::size_t>(n), i * 100);
      }
      ConfusionMatrix matrix;
      matrix.resize(360, 200);
      matrix.set(names, counts);
      QVERIFY(painted(matrix));
    }
  }

  void theThresholdMovesByKeysAndMouse() {
    ThresholdRow row("Decision threshold");
    row.resize(300, 50);
    row.show();
    QCOMPARE(row.value(), 0.5);
    QSignalSpy spy(&row, &ThresholdRow::changed);
    row.slider()->setFocus();
    QTest::keyClick(row.slider(), Qt::Key_Left);
    QCOMPARE(row.value(), 0.49);
    QTest::mousePress(row.slider(), Qt::LeftButton, {}, QPoint(row.slider()->width() - 7, row.slider()->height() / 2));
    QCOMPARE(row.value(), 1.0);
    QCOMPARE(spy.size(), 2);
    QCOMPARE(row.slider()->accessibleName(), QString("Decision threshold"));
  }

  void theSwarmTellsItsDots() {
    SwarmView view;
    view.resize(420, 140);
    view.setChart(swarm());
    view.show();
    QVERIFY(painted(view));
    const QImage first = view.grab().toImage();
    QCOMPARE(view.grab().toImage(), first); // the same dots every time
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Home);
    QCOMPARE(view.currentMark(), 0);
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(view.currentMark(), 40);
    QVERIFY(view.csv().contains("column 2,39,"));
    QSignalSpy spy(&view, &SwarmView::featureActivated);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(spy.value(0).value(0).toString(), QString("column 1"));
    view.setChart({});
    view.grab();
  }

  void theWaterfallAndTheSearchAreDrawn() {
    WaterfallView view;
    view.resize(400, 150);
    view.grab();
    view.setChart({"How", "Log-odds", -1, 0.7, "27 %", "67 %", {{"contract", "Month-to-month", 1.2}, {"tenure", "8", 0.5}}});
    QVERIFY(painted(view));
    QVERIFY(view.description().contains("contract = Month-to-month: +1.2"));
    ProgressLine line;
    line.resize(400, 160);
    QVERIFY(painted(line));
    line.set("ROC AUC", true, {{"Linear model", 0.84}, {"Baseline", 0.5}, {"Boosted trees", 0.85}});
    QVERIFY(painted(line));
    QVERIFY2(line.description().contains("Best: Boosted trees"), qPrintable(line.description()));
    line.set("RMSE", false, {{"Linear model", 3}, {"Boosted trees", 4}});
    QVERIFY(line.description().contains("Best: Linear model"));
  }

  void aChangeOfThemeShows() {
    ChartView view;
    view.resize(300, 200);
    view.setChart(curve());
    view.show();
    const QImage light = view.picture(1);
    applyTheme(ThemeChoice::Dark);
    const QImage dark = view.picture(1);
    applyTheme(ThemeChoice::Light);
    QVERIFY(light != dark);
  }

  void construction() {
    QBENCHMARK {
      ChartView view;
      view.resize(400, 220);
      view.setChart(curve());
      view.grab();
    }
  }
};

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
