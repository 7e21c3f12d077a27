// take, filter, concat against cell-by-cell copies, on and around chunk borders.
#include "core/base/parallel.h"
#include "tests/core/table/random_tables.h"

#include <QtTest>

using namespace easel;

namespace {
const std::vector<std::size_t> kSizes = {0, 1, 63, 64, 65, 1000, kChunkRows - 1, kChunkRows, kChunkRows + 1, 2 * kChunkRows + 77};

std::vector<std::string> picked(const std::vector<std::string>& from, const std::vector<RowIndex>& rows) {
  std::vector<std::string> out;
  for (const RowIndex r : rows)
    out.push_back(r == kNoRow ? "∅" : from[r]);
  return out;
}

std::vector<RowIndex> randomRows(std::size_t n, std::size_t rows, std::uint64_t seed, bool absent) {
  Random random(seed);
  std::vector<RowIndex> picks(n);
  for (RowIndex& r : picks)
    r = rows == 0 || (absent && random.below(6) == 0) ? kNoRow : static_cast<RowIndex>(random.below(rows));
  return picks;
}
} // namespace

class TestTableRows : public QObject {
  Q_OBJECT
 private slots:
  void takeCopiesEveryType() {
    for (const std::size_t n : kSizes) {
      const Table t = randomTable(n, n + 1);
      std::vector<std::vector<RowIndex>> choices = {randomRows(n / 2 + 3, n, 1, true), {}};
      if (n > 0)
        choices.push_back(randomRows(n + 5, n, 2, false));
      std::vector<RowIndex> most; // runs with gaps, across chunk borders
      for (std::size_t i = 0; i < n; ++i)
        if (i % 41 != 0)
          most.push_back(static_cast<RowIndex>(i));
      choices.push_back(most);
      for (const auto& rows : choices) {
        const auto r = take(t, rows, Context());
        QVERIFY2(r, r ? "" : r.error().text().c_str());
        QVERIFY(wellFormed(*r));
        QCOMPARE(r->rows(), rows.size());
        for (const DataType type : kAllTypes)
          QVERIFY2(texts(*r, dataTypeId(type)) == picked(texts(t, dataTypeId(type)), rows), dataTypeId(type).data());
      }
    }
  }

  void takeSharesWholeChunks() {
    const Column c = randomColumn(DataType::Text, 2 * kChunkRows + 5, 3);
    std::vector<RowIndex> rows(c.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i] = static_cast<RowIndex>(i);
    const Column all = take(c, rows, Context()).value();
    QCOMPARE(all.chunk(0).value().get(), c.chunk(0).value().get());
    QCOMPARE(all.chunk(2).value().get(), c.chunk(2).value().get());
    rows.pop_back();
    const Column fewer = take(c, rows, Context()).value();
    QCOMPARE(fewer.chunk(1).value().get(), c.chunk(1).value().get());
    QVERIFY(fewer.chunk(2).value().get() != c.chunk(2).value().get());
    QCOMPARE(fewer.size(), c.size() - 1);
  }

  void takeRefusesRowsThatDoNotExist() {
    const Column c = randomColumn(DataType::Int64, 10, 3);
    const std::vector<RowIndex> rows = {3, 10};
    QVERIFY(!take(c, rows, Context()));
  }

  void takeKeepsTheRowsOfATableWithoutColumns() {
    const std::vector<RowIndex> rows = {2, 0};
    QCOMPARE(take(Table::ofRows(5), rows, Context())->rows(), std::size_t{2});
  }

  void rowsWhereAndFilter() {
    for (const std::size_t n : kSizes) {
      for (const std::size_t gap : {std::size_t{0}, std::size_t{3}}) {
        const Column condition = randomColumn(DataType::Bool, n, n + 9, 2, gap);
        const auto words = texts(condition);
        std::vector<RowIndex> expected;
        for (std::size_t i = 0; i < n; ++i)
          if (words[i] == "true")
            expected.push_back(static_cast<RowIndex>(i));
        QVERIFY(rowsWhere(condition, Context()).value() == expected);
        const Table t = randomTable(n, 5);
        const Table kept = filter(t, condition, Context()).value();
        QVERIFY(texts(kept, "text") == picked(texts(t, "text"), expected));
        QVERIFY(texts(kept, "category") == picked(texts(t, "category"), expected));
      }
    }
    QCOMPARE(rowsWhere(randomColumn(DataType::Int64, 3, 1), Context()).error().code, ErrorCode::InvalidArgument);
  }

  void concatPutsTablesBelowOneAnother() {
    const std::vector<std::vector<std::size_t>> shapes = {{0, 0}, {3, 0, 4}, {kChunkRows, 5}, {kChunkRows - 1, kChunkRows + 2}, {10, 2 * kChunkRows}};
    for (const auto& shape : shapes) {
      std::vector<Table> tables;
      std::uint64_t seed = 50;
      for (const std::size_t n : shape) {
        tables.push_back(randomTable(n, seed, tables.empty() ? 7 : 11));
        seed += 100;
      }
      const auto r = concat(tables, Context());
      QVERIFY2(r, r ? "" : r.error().text().c_str());
      QVERIFY(wellFormed(*r));
      for (const DataType type : kAllTypes) {
        std::vector<std::string> expected;
        for (const Table& t : tables)
          for (std::string& s : texts(t, dataTypeId(type)))
            expected.push_back(std::move(s));
        QVERIFY2(texts(*r, dataTypeId(type)) == expected, dataTypeId(type).data());
      }
    }
  }

  void concatMatchesByNameAndMergesTypes() {
    const Table a = Table::make({{"x", columnOf(std::vector<std::int64_t>{1, 2})},
                                 {"c", columnOfCodes({0, 1}, std::make_shared<Dictionary>(std::vector<std::string>{"p", "q"}))}})
                        .value();
    const Table b = Table::make({{"c", columnOfCodes({0, 1}, std::make_shared<Dictionary>(std::vector<std::string>{"q", "r"}))},
                                 {"x", columnOf(std::vector<double>{0.5, 7})},
                                 {"new", columnOfBools({1, 0})}})
                        .value();
    const std::vector<Table> tables = {a, b};
    const Table t = concat(tables, Context()).value();
    QCOMPARE(t.column(0).type(), DataType::Float64);
    QVERIFY(texts(t, "x") == (std::vector<std::string>{"1", "2", "0.5", "7"}));
    QVERIFY(texts(t, "c") == (std::vector<std::string>{"p", "q", "q", "r"}));
    QVERIFY(texts(t, "new") == (std::vector<std::string>{"∅", "∅", "true", "false"}));
    QCOMPARE((*t.require("c"))->dictionary()->size(), std::size_t{3});
    const std::vector<Table> wrong = {a, Table::make({{"x", columnOfBools({1})}}).value()};
    const Error e = concat(wrong, Context()).error();
    QVERIFY(e.message.find("'x'") != std::string::npos);
  }

  void concatKeepsOrderOnlyWhenTheTablesAgree() {
    const auto ordered = [](std::vector<std::string> levels) { return std::make_shared<Dictionary>(std::move(levels), true); };
    const auto joined = [&](DictionaryPtr a, DictionaryPtr b) {
      const std::vector<Table> tables = {Table::make({{"c", columnOfCodes({0}, a)}}).value(),
                                         Table::make({{"c", columnOfCodes({0}, b)}}).value()};
      return concat(tables, Context()).value().column(0).dictionary();
    };
    QVERIFY(joined(ordered({"s", "m"}), ordered({"s", "m", "l"}))->ordered());
    QVERIFY(!joined(ordered({"s", "m"}), ordered({"m", "s"}))->ordered());
    QVERIFY(!joined(ordered({"s", "m"}), std::make_shared<Dictionary>(std::vector<std::string>{"s", "m"}))->ordered());
  }

  void concatSharesAlignedChunks() {
    const Table a = randomTable(kChunkRows, 1);
    const std::vector<Table> tables = {a, randomTable(3, 1)};
    const Table t = concat(tables, Context()).value();
    QCOMPARE(t.column(4).chunk(0).value().get(), a.column(4).chunk(0).value().get());
  }

  void lazyColumnsAndTheirErrors() {
    const Table t = randomTable(kChunkRows + 10, 4);
    const std::vector<RowIndex> rows = {5, static_cast<RowIndex>(kChunkRows + 3), kNoRow, 0};
    QVERIFY(texts(take(lazily(t), rows, Context()).value(), "text") == picked(texts(t, "text"), rows));
    const Error e = take(lazily(t, 1), rows, Context()).error();
    QCOMPARE(e.code, ErrorCode::Io);
    QVERIFY(e.message.find("'bool'") != std::string::npos);
    const std::vector<RowIndex> early = {5, 7};
    QVERIFY(take(lazily(t, 1), early, Context())); // chunks nobody asks for are not read
    const std::vector<Table> tables = {t, lazily(t, 0)};
    QCOMPARE(concat(tables, Context()).error().code, ErrorCode::Io);
    QCOMPARE(rowsWhere(lazily(t.column(0), 1), Context()).error().code, ErrorCode::Io);
  }

  void cancelGivesNoPartialResult() {
    const Table t = randomTable(kChunkRows + 10, 4);
    const Context context;
    context.cancel();
    const std::vector<RowIndex> rows = {1, 2};
    const std::vector<Table> tables = {t, t};
    QCOMPARE(take(t, rows, context).error().code, ErrorCode::Cancelled);
    QCOMPARE(filter(t, t.column(0), context).error().code, ErrorCode::Cancelled);
    QCOMPARE(concat(tables, context).error().code, ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestTableRows)
#include "tst_table_rows.moc"
