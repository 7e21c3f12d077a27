#include "core/explore/table_difference.h"
#include "core/table/builder.h"
#include "core/table/kernels.h"

#include <QtTest>

#include <limits>
#include <numeric>

using namespace easel;

namespace {

template<class T>
T take(Result<T> result) {
  if (!result)
    qFatal("%s", result.error().text().c_str());
  return std::move(result).value();
}

Column levels(std::vector<std::string> names, std::vector<std::uint32_t> codes, const std::vector<std::uint8_t>& valid = {}) {
  return columnOfCodes(std::move(codes), std::make_shared<const Dictionary>(std::move(names)), valid);
}

} // namespace

class TestTableDifference : public QObject {
  Q_OBJECT
 private slots:
  void cells() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<std::string> was{"x", "", "y"}, is{"x", "z", "y"};
    const Table before = take(Table::make({{"i", columnOf(std::vector<std::int64_t>{1, 2, 3}, {1, 0, 1})},
                                           {"d", columnOf(std::vector<double>{nan, -0.0, 5})},
                                           {"t", columnOfTexts(was)},
                                           {"c", levels({"a", "b"}, {0, 1, 0})},
                                           {"same", columnOfBools({1, 0, 1})}}));
    const Table after = take(Table::make({{"i", columnOf(std::vector<std::int64_t>{1, 7, 3}, {1, 1, 0})},
                                          {"d", columnOf(std::vector<double>{nan, 0.0, 6})},
                                          {"t", columnOfTexts(is)},
                                          {"c", levels({"b", "a"}, {1, 0, 0})},
                                          {"same", columnOfBools({1, 0, 1})}}));
    const TableDifference d = take(tableDifference(before, after, {}));
    QVERIFY(d.cellsCompared() && !d.none() && !d.reordered);
    QCOMPARE(d.columns.size(), std::size_t{4});
    const ColumnDifference* i = d.find("i");
    QVERIFY(i && i->change == ColumnChange::Changed);
    QCOMPARE(i->changedCells, std::uint64_t{2}); // filled, and lost
    QVERIFY(!i->changed[0] && i->changed[1] && i->changed[2]);
    QCOMPARE(i->missingBefore, std::uint64_t{1});
    QCOMPARE(i->missingAfter, std::uint64_t{1});
    QCOMPARE(*i->meanBefore, 2.0);
    QCOMPARE(*i->meanAfter, 4.0);
    QCOMPARE(d.find("d")->changedCells, std::uint64_t{1}); // NaN is NaN, and -0 is 0
    QCOMPARE(*d.find("d")->meanAfter, 3.0);
    QCOMPARE(d.find("t")->changedCells, std::uint64_t{1});
    QVERIFY(!d.find("t")->meanBefore);
    QCOMPARE(d.find("c")->changedCells, std::uint64_t{1}); // by value, whatever the codes
    QVERIFY(d.find("c")->changed[2]);
    QVERIFY(!d.find("same"));
  }

  void columns() {
    const Column a = columnOf(std::vector<double>{1, 2});
    const std::vector<std::string> texts{"1", "x"};
    const Table before = take(Table::make({{"a", a},
                                           {"gone", columnOf(std::vector<double>{4, 6})},
                                           {"n", columnOfTexts(texts)},
                                           {"k", columnOfBools({1, 1})}}));
    const Table after = take(Table::make({{"k", before.column(3)},
                                          {"b", a},
                                          {"n", columnOf(std::vector<std::int64_t>{1, 0}, {1, 0})},
                                          {"new", missingColumn(DataType::Float64, 2)}}));
    const TableDifference d = take(tableDifference(before, after, {}));
    QVERIFY(d.reordered);
    QCOMPARE(d.columns.size(), std::size_t{4});
    QCOMPARE(d.columns[0].change, ColumnChange::Renamed);
    QCOMPARE(d.columns[0].formerName, std::string("a"));
    QCOMPARE(d.columns[0].changedCells, std::uint64_t{0});
    QCOMPARE(d.columns[1].change, ColumnChange::Retyped);
    QCOMPARE(*d.columns[1].typeBefore, DataType::Text);
    QCOMPARE(*d.columns[1].typeAfter, DataType::Int64);
    QCOMPARE(d.columns[1].changedCells, std::uint64_t{1});
    QVERIFY(d.columns[1].changed[1]);
    QCOMPARE(d.columns[2].change, ColumnChange::Added);
    QCOMPARE(d.columns[2].missingAfter, std::uint64_t{2});
    QVERIFY(!d.columns[2].meanAfter && !d.columns[2].typeBefore);
    QCOMPARE(d.columns[3].change, ColumnChange::Removed);
    QCOMPARE(*d.columns[3].meanBefore, 5.0);
    QVERIFY(!d.find("gone"));
    QVERIFY(take(tableDifference(before, before, {})).none());
  }

  void rows() {
    const Table before = take(Table::make({{"a", columnOf(std::vector<double>{1, 2, 9})}}));
    const Table after = take(before.head(2));
    const TableDifference d = take(tableDifference(before, after, {}));
    QVERIFY(!d.cellsCompared() && !d.none());
    QCOMPARE(d.columns.size(), std::size_t{1});
    QCOMPARE(*d.columns[0].meanBefore, 4.0);
    QCOMPARE(*d.columns[0].meanAfter, 1.5);
    QCOMPARE(d.columns[0].changedCells, std::uint64_t{0});
    QCOMPARE(d.columns[0].changed.chunkCount(), std::size_t{0});
    QVERIFY(take(tableDifference(Table(), Table(), {})).none());
  }

  void manyChunks() {
    const std::size_t n = 3 * kChunkRows + 77;
    std::vector<std::int64_t> values(n);
    std::iota(values.begin(), values.end(), 0);
    const Column a = columnOf(values);
    for (const std::size_t row : {kChunkRows - 1, 2 * kChunkRows, n - 1})
      values[row] = -1;
    const Column b = columnOf(values);
    const TableDifference d =
        take(tableDifference(take(Table::make({{"a", a}})), take(Table::make({{"a", b}})), {}));
    const ColumnDifference& c = d.columns.at(0);
    QCOMPARE(c.changedCells, std::uint64_t{3});
    QVERIFY(c.changed[kChunkRows - 1] && c.changed[2 * kChunkRows] && c.changed[n - 1]);
    QVERIFY(!c.changed[0] && !c.changed[n - 2] && !c.changed[n + 5]);
    QVERIFY(c.changed.chunk(0).size() == kChunkRows / 64);
    QCOMPARE(c.changed.chunkCount(), std::size_t{4});
    QVERIFY(c.changed.chunk(1).empty());
    const Context cancelled;
    cancelled.cancel();
    QVERIFY(!tableDifference(take(Table::make({{"a", a}})), take(Table::make({{"a", b}})), cancelled));
  }
};

QTEST_APPLESS_MAIN(TestTableDifference)
#include "tst_table_difference.moc"
