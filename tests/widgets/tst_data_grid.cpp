// The grid: what it writes in a cell, keyboard and mouse, copying, lazy chunks that are never read on the GUI thread, and how
// long scrolling a million rows keeps the event loop. EASEL_PICTURES=DIR saves what it looks like.
#include "core/base/random.h"
#include "core/store/project.h"
#include "core/table/builder.h"
#include "tests/support/stall_probe.h"
#include "widgets/grid/cell_text.h"
#include "widgets/grid/column_look.h"
#include "widgets/grid/data_grid.h"
#include "widgets/grid/grid_view.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QClipboard>
#include <QDir>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QWheelEvent>
#include <QtTest>

#include <limits>

using namespace easel;

namespace {

void picture(QWidget& widget, const QString& name) {
  const QString folder = qEnvironmentVariable("EASEL_PICTURES");
  if (!folder.isEmpty())
    widget.grab().save(QDir(folder).absoluteFilePath(name + ".png"));
}

Table sample(std::size_t rows) {
  std::vector<std::string> names;
  std::vector<double> charges;
  std::vector<std::int64_t> tenure;
  std::vector<std::uint8_t> valid;
  std::vector<std::uint32_t> contract;
  std::vector<std::int32_t> days;
  std::vector<std::uint8_t> senior;
  for (std::size_t i = 0; i < rows; ++i) {
    names.push_back(i == 2 ? "" : i == 3 ? "   " : i == 4 ? "שלום עולם" : i == 5 ? "line one\nline two" : "customer " + std::to_string(i));
    charges.push_back(18.25 + 0.05 * static_cast<double>((i * 37) % 2000));
    tenure.push_back(static_cast<std::int64_t>((i * 13) % 72));
    valid.push_back(i % 6 != 1);
    contract.push_back(static_cast<std::uint32_t>(i % 3));
    days.push_back(static_cast<std::int32_t>(17'900 + i % 2500));
    senior.push_back(i % 5 == 0);
  }
  const auto levels = std::make_shared<const Dictionary>(std::vector<std::string>{"Month-to-month", "One year", "Two year"});
  return Table::make({{"customer", columnOfTexts(names)},
                      {"tenure", columnOf(tenure)},
                      {"contract", columnOfCodes(contract, levels)},
                      {"charges", columnOf(charges, valid)},
                      {"since", columnOfDates(days)},
                      {"senior", columnOfBools(senior)}})
      .value();
}

/// Chunks that are made when they are asked for, slowly; remembers who asked.
class SlowSource : public ChunkSource {
 public:
  SlowSource(std::size_t rows, int millis) : m_rows(rows), m_millis(millis) {}
  Result<ChunkPtr> load(std::size_t index) const override {
    if (QThread::currentThread() == QCoreApplication::instance()->thread())
      ++onGuiThread;
    ++loads;
    QThread::msleep(static_cast<unsigned long>(m_millis));
    if (failing)
      return Error(ErrorCode::Io, "The disk is gone.", "Connect it again.");
    std::vector<double> values(std::min(kChunkRows, m_rows - index * kChunkRows));
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<double>(index * kChunkRows + i);
    const Column made = columnOf(std::move(values));
    return *made.chunk(0);
  }
  mutable std::atomic_int onGuiThread = 0, loads = 0;
  bool failing = false;

 private:
  std::size_t m_rows;
  int m_millis;
};

Column lazy(std::size_t rows, const std::shared_ptr<const ChunkSource>& source) {
  std::vector<Column::LazyChunk> chunks;
  for (std::size_t row = 0; row < rows; row += kChunkRows)
    chunks.push_back({std::min(kChunkRows, rows - row), 0});
  return Column(DataType::Float64, std::move(chunks), source);
}

Chunk chunkOf(const Column& column) {
  return **column.chunk(0);
}

void wheel(QWidget* viewport, int notches, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  const QPointF at(viewport->width() / 2.0, viewport->height() / 2.0);
  QWheelEvent event(at, viewport->mapToGlobal(at), {}, {0, -120 * notches}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(viewport, &event);
}

} // namespace

class TestDataGrid : public QObject {
  Q_OBJECT

 private slots:
  void init() { applyTheme(ThemeChoice::Light); }

  void writesCells() {
    const Chunk texts = chunkOf(columnOfTexts(std::vector<std::string>{"a", "", "  ", "x\ny"}));
    QCOMPARE(shownCell(texts, nullptr, 0, {}).text, QString("a"));
    QVERIFY(shownCell(texts, nullptr, 1, {}).kind == CellKind::Empty);
    QVERIFY(shownCell(texts, nullptr, 2, {}).kind == CellKind::Blank);
    QVERIFY(!shownCell(texts, nullptr, 3, {}).text.contains('\n'));
    QCOMPARE(wholeCell(texts, nullptr, 3), QString("x\ny"));

    const Chunk numbers = chunkOf(columnOf(std::vector<double>{29.85, 1889.5, 3, 0.1 + 0.2, 1e-9}, std::vector<std::uint8_t>{1, 1, 0, 1, 1}));
    QVERIFY(!commonDecimals(numbers)); // too many digits for one width
    const Chunk prices = chunkOf(columnOf(std::vector<double>{29.85, 1889.5, 3}));
    QVERIFY(commonDecimals(prices) == 2);
    QCOMPARE(shownCell(prices, nullptr, 1, 2).text, QString("1889.50"));
    QCOMPARE(shownCell(prices, nullptr, 0, 1).text, QString("29.85")); // digits are never hidden
    QCOMPARE(shownCell(numbers, nullptr, 3, {}).text, QString("0.3000"));
    QCOMPARE(wholeCell(numbers, nullptr, 3), QString("0.30000000000000004"));
    QCOMPARE(shownCell(numbers, nullptr, 4, {}).text, QString("1e-09"));
    QVERIFY(shownCell(numbers, nullptr, 2, {}).kind == CellKind::Missing);

    const Table table = sample(10);
    const std::vector<std::size_t> columns{0, 3};
    const auto text = tabbedText(table, columns, 1, 6, true, false);
    QCOMPARE(toQt(*text), QString("customer\tcharges\ncustomer 1\t\n\t21.95\n   \t23.8\nשלום עולם\t25.65\n\"line one\nline two\"\t27.5\n"));
  }

  void saysWhatAColumnHolds() {
    QCOMPARE(shownNumber(8684.83), QString("8,684.8"));
    QCOMPARE(shownNumber(-1999.96), QString("-2,000"));
    QCOMPARE(shownNumber(118.75), QString("118.8"));
    QCOMPARE(shownNumber(2019, DataType::Int64), QString("2019"));
    QCOMPARE(shownNumber(1234567, DataType::Int64), QString("1,234,567"));
    const Table table = sample(7000);
    const TableProfile all = profile(table, Context()).value();
    QCOMPARE(columnLook(all.columns[1], false).remarks.first(), QString("0 – 71, median 35.5"));
    QCOMPARE(columnLook(all.columns[2], false).remarks.first(), QString("3 values"));
    QCOMPARE(columnLook(all.columns[3], false).remarks.first(), QString("17% missing"));
    QVERIFY(qAbs(columnLook(all.columns[3], false).missingShare - 1.0 / 6) < 0.01);
    QCOMPARE(columnLook(all.columns[5], false).remarks.first(), QString("20% true"));
    QCOMPARE(columnLook(all.columns[2], true).remarks.first(), QString("target · 3 values"));
    QCOMPARE(columnLook(all.columns[4], false).remarks.at(2), QString("2019 – 2025"));
    QCOMPARE(columnLook(all.columns[2], false).bars.size(), std::size_t{3});
    QCOMPARE(columnLook(all.columns[2], false).barTips.size(), std::size_t{3});
  }

  void movesByKeyboard() {
    DataGrid grid;
    grid.resize(700, 500);
    grid.setTable(sample(5000));
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    grid.setFocus();
    auto* view = grid.findChild<GridView*>();
    QCOMPARE(grid.currentColumn(), QString("customer")); // focus shows where the keyboard begins
    QTest::keyClick(view, Qt::Key_Right);
    QTest::keyClick(view, Qt::Key_Down);
    QCOMPARE(grid.currentColumn(), QString("tenure"));
    QCOMPARE(grid.currentRow(), std::size_t{1});
    QTest::keyClick(view, Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(grid.currentRow(), std::size_t{4999});
    QVERIFY(grid.rect().contains(grid.cellRect("tenure", 4999)));
    QTest::keyClick(view, Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(grid.currentRow(), std::size_t{0});
    QTest::keyClick(view, Qt::Key_PageDown);
    QVERIFY(grid.currentRow() > 8 && grid.currentRow() < 20);
    QTest::keyClick(view, Qt::Key_End);
    QCOMPARE(grid.currentColumn(), QString("senior"));
    QVERIFY(grid.rect().contains(grid.cellRect("senior", grid.currentRow())));

    QTest::keyClick(view, Qt::Key_G, Qt::ControlModifier);
    auto* row = grid.findChild<QLineEdit*>("grid.goToRow");
    QVERIFY(row->isVisible());
    QTest::keyClicks(row, "3,000");
    QTest::keyClick(row, Qt::Key_Return);
    QVERIFY(!row->isVisible());
    QCOMPARE(grid.currentRow(), std::size_t{2999});
    QVERIFY(grid.rect().contains(grid.cellRect("senior", 2999)));

    QSignalSpy columnWanted(&grid, &DataGrid::goToColumnWanted), menu(&grid, &DataGrid::columnMenu);
    QTest::keyClick(view, Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(columnWanted.count(), 1);
    QTest::keyClick(view, Qt::Key_Space, Qt::ControlModifier);
    QCOMPARE(grid.selectedColumns(), QStringList{"senior"});
    QTest::keyClick(view, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(menu.count(), 1);
    QCOMPARE(menu.first().first().toString(), QString("senior"));
  }

  void selectsAndCopies() {
    DataGrid grid;
    grid.resize(900, 500);
    grid.setTable(sample(100));
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    auto* view = grid.findChild<GridView*>();
    auto* header = grid.findChild<QWidget*>("grid.header");
    const auto in = [&](QWidget* widget, QPoint p) { return widget->mapFrom(&grid, p); };

    QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::NoModifier, in(view->viewport(), grid.cellRect("tenure", 6).center()));
    QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::ShiftModifier, in(view->viewport(), grid.cellRect("contract", 7).center()));
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), QString("tenure\tcontract\n6\tMonth-to-month\n19\tOne year\n"));
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QApplication::clipboard()->text(), QString("6\tMonth-to-month\n19\tOne year\n"));

    QSignalSpy selected(&grid, &DataGrid::columnsSelected), type(&grid, &DataGrid::typeClicked);
    const QRect head = grid.headRect("charges");
    QTest::mouseClick(header, Qt::LeftButton, Qt::NoModifier, in(header, head.center()));
    QTest::mouseClick(header, Qt::LeftButton, Qt::ControlModifier, in(header, grid.headRect("tenure").center()));
    QCOMPARE(grid.selectedColumns(), (QStringList{"tenure", "charges"}));
    QCOMPARE(selected.count(), 2);
    QCOMPARE(type.count(), 0);
    QTest::mouseClick(header, Qt::LeftButton, Qt::NoModifier, in(header, head.topLeft() + QPoint(17, 16)));
    QCOMPARE(type.count(), 1);

    // Dragging the border, and fitting by a double click.
    const QPoint border = in(header, QPoint(head.right(), head.center().y()));
    QTest::mousePress(header, Qt::LeftButton, Qt::NoModifier, border);
    QTest::mouseMove(header, border + QPoint(60, 0));
    QTest::mouseRelease(header, Qt::LeftButton, Qt::NoModifier, border + QPoint(60, 0));
    QCOMPARE(grid.headRect("charges").width(), head.width() + 60);
    QTest::mouseDClick(header, Qt::LeftButton, Qt::NoModifier, border + QPoint(60, 0));
    QVERIFY(grid.headRect("charges").width() < head.width());
    const int fitted = grid.headRect("charges").width();
    grid.setTable(sample(50)); // columns of the same name keep their width
    QCOMPARE(grid.headRect("charges").width(), fitted);

    const int tall = header->height();
    QTest::mouseClick(grid.findChild<QToolButton*>("grid.charts"), Qt::LeftButton);
    QVERIFY(!grid.charts());
    QVERIFY(header->height() < tall - 20);
  }

  void readsChunksElsewhere() {
    const std::size_t rows = 10'000'000;
    const auto source = std::make_shared<SlowSource>(rows, 30);
    DataGrid grid;
    grid.resize(600, 400);
    grid.setTable(Table::make({{"n", lazy(rows, source)}}).value());
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    QTRY_COMPARE(grid.cellText("n", 3), QString("3"));
    auto* view = grid.findChild<GridView*>();
    grid.setFocus();
    QTest::keyClick(view, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(grid.cellText("n", rows - 1), QString("being read"));
    QTRY_COMPARE(grid.cellText("n", rows - 1), QString::number(rows - 1));
    // Far jumps: what came out of sight meanwhile is not read.
    const int before = source->loads;
    for (int i = 0; i < 40; ++i)
      grid.showRow(static_cast<std::size_t>(i) * 240'000);
    grid.showRow(0);
    QTRY_COMPARE(grid.cellText("n", 0), QString("0"));
    QVERIFY2(source->loads - before < 10, qPrintable(QString::number(source->loads - before)));
    QCOMPARE(source->onGuiThread.load(), 0);

    grid.setCurrent("n", 0);
    QTest::keyClick(view, Qt::Key_Space, Qt::ControlModifier);
    QSignalSpy copied(&grid, &DataGrid::copied);
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(copied.count(), 1, 60'000);
    QVERIFY(!copied.first().at(2).toBool()); // more than a clipboard takes: said
    QVERIFY(QApplication::clipboard()->text().startsWith("n\n0\n1\n2\n"));
    QCOMPARE(source->onGuiThread.load(), 0);
  }

  void bringsAChunkThatCannotBeRead() {
    const auto source = std::make_shared<SlowSource>(1000, 0);
    source->failing = true;
    DataGrid grid;
    grid.setTable(Table::make({{"n", lazy(1000, source)}}).value());
    grid.show();
    QTRY_COMPARE(grid.cellText("n", 0), QString("could not be read"));
    picture(grid, "grid-unreadable");
  }

  void keepsABoundedPart() {
    const std::size_t rows = 3'000'000; // 512 KB a chunk
    const auto source = std::make_shared<SlowSource>(rows, 0);
    DataGrid grid;
    grid.setTable(Table::make({{"n", lazy(rows, source)}}).value());
    grid.show();
    auto* view = grid.findChild<GridView*>();
    view->loader().setBudget(4 << 20);
    for (std::size_t row = 0; row < rows; row += kChunkRows) {
      grid.showRow(row + 30'000);
      QTRY_COMPARE(grid.cellText("n", row + 30'000), QString::number(row + 30'000));
    }
    QVERIFY(view->loader().memory() <= (4 << 20));
  }

  void isReadAloud() {
    DataGrid grid;
    grid.resize(700, 500);
    grid.setTable(sample(1'000'000));
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    auto* view = grid.findChild<GridView*>();
    QAccessibleInterface* table = QAccessible::queryAccessibleInterface(view);
    QVERIFY(table && table->role() == QAccessible::Table && !table->text(QAccessible::Name).isEmpty());
    QVERIFY(table->tableInterface());
    QCOMPARE(table->tableInterface()->rowCount(), 1'000'000);
    QCOMPARE(table->tableInterface()->columnCount(), 6);
    QVERIFY(table->childCount() > 20 && table->childCount() < 300);
    QCOMPARE(table->child(0)->role(), QAccessible::ColumnHeader);
    QCOMPARE(table->child(0)->text(QAccessible::Name), QString("customer"));
    for (int i = 0; i < table->childCount(); ++i) {
      QVERIFY(!table->child(i)->text(QAccessible::Name).isEmpty());
      QCOMPARE(table->indexOfChild(table->child(i)), i);
    }
    QAccessibleInterface* cell = table->tableInterface()->cellAt(6, 1);
    QCOMPARE(cell->text(QAccessible::Name), QString("tenure, row 7: 6"));
    QCOMPARE(cell->tableCellInterface()->columnHeaderCells().first()->text(QAccessible::Name), QString("tenure"));
    QVERIFY(!cell->state().selected);
    grid.setCurrent("tenure", 6);
    QVERIFY(cell->state().selected);
  }

  void looks_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<bool>("mirrored");
    QTest::newRow("light") << false << false;
    QTest::newRow("dark") << true << false;
    QTest::newRow("mirrored") << false << true;
  }
  void looks() {
    QFETCH(bool, dark);
    QFETCH(bool, mirrored);
    applyTheme(dark ? ThemeChoice::Dark : ThemeChoice::Light);
    DataGrid grid;
    if (mirrored)
      grid.setLayoutDirection(Qt::RightToLeft);
    grid.resize(900, 480);
    Table table = sample(7043);
    table = table.renamed("senior", std::string(200, 'n')).value();
    grid.setTable(table);
    grid.setTarget("contract");
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    grid.setProfile(profile(table, Context()).value());
    GridMarks marks;
    marks.changedColumns = {"charges"};
    marks.addedColumns = {"since"};
    marks.cell = [](std::size_t column, std::size_t row) { return column == 3 && row % 6 == 2 ? CellMark::Changed : CellMark::None; };
    grid.setMarks(marks);
    grid.setCurrent("tenure", 4);
    picture(grid, QString("grid-%1").arg(QTest::currentDataTag()));
    // Mirrored: the first column is at the right.
    QCOMPARE(grid.cellRect("customer", 0).x() > grid.cellRect("tenure", 0).x(), mirrored);
  }

  void scrollsAMillionRows_data() {
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("rows");
    QTest::newRow("a million rows") << 12 << 1'000'000;
    QTest::newRow("2,000 columns") << 2'000 << 2'000;
  }
  void scrollsAMillionRows() {
    QFETCH(int, columns);
    QFETCH(int, rows);
    QTemporaryDir folder;
    const auto project = Project::open(fromQt(folder.filePath("p.easel")), {}).value();
    Random random(7);
    std::vector<NamedColumn> list;
    for (int c = 0; c < columns; ++c) {
      std::vector<double> values(static_cast<std::size_t>(rows));
      for (double& v : values)
        v = std::round(random.uniform() * 100'000) / 100;
      list.push_back({"column " + std::to_string(c), columnOf(std::move(values))});
    }
    const auto id = project->putTable(Table::make(std::move(list)).value(), Context()).value();
    const Table table = project->table(id).value();
    QVERIFY(table.column(0).source() != nullptr);

    DataGrid grid;
    grid.resize(1140, 800);
    grid.setTable(table);
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    grid.setFocus();
    auto* view = grid.findChild<GridView*>();
    QTRY_VERIFY(grid.cellText("column 0", 0) != "being read");
    auto& probe = *static_cast<ProbedApplication*>(QCoreApplication::instance());
    QTest::qWait(50);
    probe.reset();
    for (int i = 0; i < 150; ++i) {
      wheel(view->viewport(), 1);
      QTest::qWait(1);
    }
    for (int i = 0; i < 60; ++i) {
      wheel(view->viewport(), 2, Qt::AltModifier);
      QTest::qWait(1);
    }
    for (int i = 0; i < 60; ++i) {
      QTest::keyClick(view, i % 3 ? Qt::Key_PageDown : Qt::Key_Right);
      QTest::qWait(1);
    }
    for (int i = 0; i < 40; ++i) { // as by dragging the bar: over the whole height
      view->verticalScrollBar()->setValue(static_cast<int>(static_cast<qint64>(view->verticalScrollBar()->maximum()) * i / 40));
      QTest::qWait(1);
    }
    qInfo("longest stall %.1f ms (%.1f ms of processor, event type %d)", probe.longestMillis(), probe.longestHeldMillis(),
          probe.worstEvent());
    // Another process may take the processor away at any time, so the figure is held to the limit only where one asks for it.
    if (qEnvironmentVariableIsSet("EASEL_STALLS"))
      QVERIFY(probe.longestHeldMillis() < 16);
    view->verticalScrollBar()->setValue(view->verticalScrollBar()->maximum());
    QTRY_VERIFY(grid.cellText(grid.currentColumn(), table.rows() - 1) != "being read");
  }
};

int main(int argc, char** argv) {
  ProbedApplication app(argc, argv);
  TestDataGrid test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_data_grid.moc"
