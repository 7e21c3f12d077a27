// pivot, unpivot, distinct, sample and content hashes.
#include "core/base/parallel.h"
#include "tests/core/table/random_tables.h"

#include <QtTest>

using namespace easel;
using Texts = std::vector<std::string>;

namespace {
Column words(const Texts& all) {
  std::vector<std::uint8_t> valid;
  for (const std::string& s : all)
    valid.push_back(s != "∅");
  return columnOfTexts(all, valid);
}
std::string hashOf(const Table& t) { return contentHash(t, Context()).value(); }
} // namespace

class TestTableShape : public QObject {
  Q_OBJECT
 private slots:
  void pivotPlacesEveryCombination() {
    const Table t = Table::make({{"who", words({"b", "a", "b", "a", "c"})},
                                 {"what", words({"y", "x", "x", "x", "∅"})},
                                 {"n", columnOf(std::vector<std::int64_t>{1, 2, 3, 4, 5})}})
                        .value();
    const Texts index = {"who"};
    const Table sums = pivot(t, index, "what", "n", Aggregate::Sum, Context()).value();
    QCOMPARE(sums.schema().names(), (Texts{"who", "x", "y", "missing"}));
    QVERIFY(texts(sums, "who") == (Texts{"b", "a", "c"}));
    QVERIFY(texts(sums, "x") == (Texts{"3", "6", "∅"}));
    QVERIFY(texts(sums, "y") == (Texts{"1", "∅", "∅"}));
    QVERIFY(texts(sums, "missing") == (Texts{"∅", "∅", "5"}));
    QVERIFY(texts(pivot(t, index, "what", "n", Aggregate::Count, Context()).value(), "x") == (Texts{"1", "2", "0"}));
    QCOMPARE(pivot(t, {}, "what", "n", Aggregate::Sum, Context())->rows(), std::size_t{1});
    QVERIFY(!pivot(t, index, "who", "n", Aggregate::Sum, Context()));
    QVERIFY(!pivot(t, index, "what", "what", Aggregate::Mean, Context()));
  }

  void pivotNamesStayDistinctAndSorted() {
    const Table t = Table::make({{"10", columnOf(std::vector<std::int64_t>{1, 1, 1})},
                                 {"k", columnOf(std::vector<std::int64_t>{10, 9, 100})},
                                 {"v", columnOf(std::vector<double>{1, 2, 3})}})
                        .value();
    const Texts index = {"10"};
    QCOMPARE(pivot(t, index, "k", "v", Aggregate::Mean, Context())->schema().names(), (Texts{"10", "9", "10_2", "100"}));
  }

  void unpivotKeepsRowsTogether() {
    const Table t = Table::make({{"id", words({"p", "q"})},
                                 {"a", columnOf(std::vector<std::int64_t>{1, 2})},
                                 {"b", columnOf(std::vector<double>{0.5, 7}, {1, 0})}})
                        .value();
    const Texts values = {"a", "b"};
    const Table u = unpivot(t, values, "name", "value", Context()).value();
    QVERIFY(texts(u, "id") == (Texts{"p", "p", "q", "q"}));
    QVERIFY(texts(u, "name") == (Texts{"a", "b", "a", "b"}));
    QVERIFY(texts(u, "value") == (Texts{"1", "0.5", "2", "∅"}));
    const Texts mixed = {"a", "id"};
    QVERIFY(unpivot(t, mixed, "name", "value", Context()).error().message.find("'id'") != std::string::npos);
    const Texts twice = {"a", "a"};
    QVERIFY(!unpivot(t, twice, "name", "value", Context()));
    QVERIFY(!unpivot(t, {}, "name", "value", Context()));
  }

  void pivotOfUnpivotGivesTheTableBack() {
    const std::size_t n = 30'000;
    std::vector<std::int64_t> id(n);
    for (std::size_t i = 0; i < n; ++i)
      id[i] = static_cast<std::int64_t>(i);
    const Table t = Table::make({{"id", columnOf(id)},
                                 {"a", randomColumn(DataType::Int64, n, 1, 100, 0)},
                                 {"b", randomColumn(DataType::Int64, n, 2, 100, 0)},
                                 {"c", randomColumn(DataType::Int64, n, 3, 100, 0)}})
                        .value();
    const Texts values = {"a", "b", "c"};
    const Table wide = unpivot(t, values, "name", "value", Context()).value();
    const Texts index = {"id"};
    QCOMPARE(hashOf(pivot(wide, index, "name", "value", Aggregate::First, Context()).value()), hashOf(t));
  }

  void distinctRowsOfWholeTables() {
    const Table t = randomTable(kChunkRows + 500, 5, 2, 3);
    const Table small = t.head(300).value();
    const std::vector<Table> tables = {small, small};
    const Table twice = concat(tables, Context()).value();
    QVERIFY(distinctRows(twice, {}, Context()).value() == distinctRows(small, {}, Context()).value());
    QVERIFY(distinctRows(twice, {}, Context())->size() < 600);
    QCOMPARE(distinctRows(Table::ofRows(4), {}, Context())->size(), std::size_t{1});
    QCOMPARE(distinctRows(t.head(0).value(), {}, Context())->size(), std::size_t{0});
    const Texts unknown = {"x"};
    QVERIFY(!distinctRows(t, unknown, Context()));
    const Context context;
    context.cancel();
    QCOMPARE(distinctRows(t, {}, context).error().code, ErrorCode::Cancelled);
  }

  void samplesAreDrawnEvenly() {
    std::vector<int> drawn(20);
    for (std::uint64_t seed = 0; seed < 4000; ++seed) {
      const auto rows = sampledRows(20, seed % 2 ? 5 : 15, Context(seed)).value();
      QCOMPARE(rows.size(), seed % 2 ? std::size_t{5} : std::size_t{15});
      QVERIFY(std::is_sorted(rows.begin(), rows.end()));
      QVERIFY(std::adjacent_find(rows.begin(), rows.end()) == rows.end());
      for (const RowIndex r : rows)
        ++drawn[r];
    }
    for (const int n : drawn)
      QVERIFY(std::abs(n - 2000) < 160); // five standard deviations of each half
    QVERIFY(sampledRows(1000, 10, Context(1)).value() == sampledRows(1000, 10, Context(1)).value());
    QVERIFY(sampledRows(1000, 10, Context(1)).value() != sampledRows(1000, 10, Context(2)).value());
    QCOMPARE(sampledRows(3, 10, Context(1))->size(), std::size_t{3});
    QCOMPARE(sampledRows(0, 10, Context(1))->size(), std::size_t{0});
  }

  void hashesFollowTheContents() {
    const Table t = randomTable(kChunkRows + 77, 6);
    const std::string h = hashOf(t);
    QCOMPARE(h.size(), std::size_t{64});
    QCOMPARE(hashOf(lazily(t)), h);
    std::vector<RowIndex> rows(t.rows());
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i] = static_cast<RowIndex>(i);
    rows.push_back(0); // no chunk is shared
    const Table copy = take(t, rows, Context()).value().head(t.rows()).value();
    QCOMPARE(hashOf(copy), h);
    std::swap(rows[5], rows[6]);
    QVERIFY(hashOf(take(t, rows, Context()).value().head(t.rows()).value()) != h);
    QVERIFY(hashOf(t.renamed("text", "txt").value()) != h);
    QVERIFY(hashOf(t.head(t.rows() - 1).value()) != h);
    QVERIFY(hashOf(Table::ofRows(1)) != hashOf(Table::ofRows(2)));
    const auto levels = [](bool ordered) {
      return Table::make({{"c", columnOfCodes({0}, std::make_shared<Dictionary>(std::vector<std::string>{"a"}, ordered))}}).value();
    };
    QVERIFY(hashOf(levels(false)) != hashOf(levels(true)));
    QCOMPARE(contentHash(lazily(t, 0), Context()).error().code, ErrorCode::Io);
    limitThreads(1);
    QCOMPARE(hashOf(t), h);
    limitThreads(2);
    QCOMPARE(hashOf(t), h);
  }
};

QTEST_APPLESS_MAIN(TestTableShape)
#include "tst_table_shape.moc"
