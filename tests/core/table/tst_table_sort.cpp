// Order of rows against std::stable_sort with a comparison written out for people.
#include "core/base/parallel.h"
#include "tests/core/table/random_tables.h"

#include <QtTest>

#include <algorithm>
#include <numeric>

using namespace easel;

namespace {

/// -1, 0, 1 for present cells; NaN is handled by the caller.
int compareCells(const Column& c, RowIndex a, RowIndex b) {
  if (isTextual(c.type())) {
    if (c.type() == DataType::Category && c.dictionary()->ordered()) {
      const double x = c.numberAt(a)->value;
      const double y = c.numberAt(b)->value;
      return x < y ? -1 : x > y;
    }
    return std::clamp(c.textAt(a).value()->compare(*c.textAt(b).value()), -1, 1);
  }
  const double x = c.numberAt(a)->value;
  const double y = c.numberAt(b)->value;
  return x < y ? -1 : x > y;
}

int compareRows(const Column& c, const SortKey& key, RowIndex a, RowIndex b) {
  const auto state = [&](RowIndex r) {
    if (!c.textAt(r)->has_value())
      return key.missingFirst ? 0 : 3;
    return c.type() == DataType::Float64 && std::isnan(c.numberAt(r)->value) ? 2 : 1;
  };
  if (state(a) != state(b))
    return state(a) < state(b) ? -1 : 1;
  if (state(a) != 1)
    return 0;
  return key.descending ? -compareCells(c, a, b) : compareCells(c, a, b);
}

std::vector<RowIndex> expectedOrder(const Table& t, const std::vector<SortKey>& keys) {
  std::vector<RowIndex> rows(t.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  std::stable_sort(rows.begin(), rows.end(), [&](RowIndex a, RowIndex b) {
    for (const SortKey& k : keys)
      if (const int r = compareRows(**t.require(k.column), k, a, b))
        return r < 0;
    return false;
  });
  return rows;
}

} // namespace

class TestTableSort : public QObject {
  Q_OBJECT
 private slots:
  void everyTypeAndDirection() {
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{300}, std::size_t{3000}}) {
      const Table t = randomTable(n, n + 3, n == 3000 ? 900 : 7);
      for (const DataType type : kAllTypes) {
        if (type == DataType::Vector || type == DataType::Image)
          continue;
        for (const bool descending : {false, true})
          for (const bool missingFirst : {false, true}) {
            const std::vector<SortKey> keys = {{std::string(dataTypeId(type)), descending, missingFirst}};
            QVERIFY2(sortedRows(t, keys, Context()).value() == expectedOrder(t, keys), dataTypeId(type).data());
          }
      }
    }
  }

  void severalKeys() {
    const Table t = randomTable(4000, 17, 20);
    const std::vector<std::vector<SortKey>> choices = {
        {{"bool", true}, {"text", false, true}, {"float64"}},
        {{"float64"}, {"text", true}, {"int64"}, {"timestamp", true}},
        {{"category", true, true}, {"float64", true}, {"date"}, {"duration"}},
        {}};
    for (const auto& keys : choices)
      QVERIFY(sortedRows(t, keys, Context()).value() == expectedOrder(t, keys));
    const Table s = sort(t, choices[0], Context()).value();
    QCOMPARE(texts(s, "text")[7], texts(t, "text")[expectedOrder(t, choices[0])[7]]);
  }

  void keysThatNeedMoreThan64Bits() {
    Random random(8);
    std::vector<std::int64_t> wide(5000);
    std::vector<double> real(5000);
    for (std::size_t i = 0; i < wide.size(); ++i) {
      const std::int64_t choices[] = {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), 0, 5, -5};
      wide[i] = choices[random.below(5)];
      real[i] = random.below(2) ? std::ldexp(random.uniform() - 0.5, static_cast<int>(random.below(600)) - 300) : 1;
    }
    std::vector<std::uint8_t> valid(5000, 1);
    valid[17] = valid[400] = 0;
    const Table t = Table::make({{"w", columnOf(wide, valid)}, {"r", columnOf(real)}, {"id", randomColumn(DataType::Text, 5000, 2, 40)}}).value();
    // numberAt is a double: the extremes of "w" are still told apart
    for (const std::vector<SortKey>& keys : {std::vector<SortKey>{{"w"}, {"r", true}, {"id"}}, {{"r"}, {"w", true, true}}, {{"id"}, {"w"}, {"r"}}})
      QVERIFY(sortedRows(t, keys, Context()).value() == expectedOrder(t, keys));
  }

  void severalChunksAreStableWithOneAndTwoThreads() {
    for (const std::size_t distinct : {std::size_t{3}, std::size_t{500}, std::size_t{1000000}}) {
      const std::size_t n = 3 * kChunkRows + 11;
      std::vector<std::int64_t> a(n);
      std::vector<double> b(n);
      Random random(distinct);
      for (std::size_t i = 0; i < n; ++i) {
        a[i] = static_cast<std::int64_t>(random.below(distinct));
        b[i] = random.normal();
      }
      const Table t = Table::make({{"a", columnOf(a)}, {"b", columnOf(b)}}).value();
      std::vector<RowIndex> byA(n);
      std::iota(byA.begin(), byA.end(), 0U);
      std::vector<RowIndex> byBoth = byA;
      std::stable_sort(byA.begin(), byA.end(), [&](RowIndex x, RowIndex y) { return a[x] > a[y]; });
      std::sort(byBoth.begin(), byBoth.end(),
                [&](RowIndex x, RowIndex y) { return a[x] != a[y] ? a[x] < a[y] : b[x] != b[y] ? b[x] < b[y] : x < y; });
      for (const int threads : {1, 2}) {
        limitThreads(threads);
        const std::vector<SortKey> one = {{"a", true}};
        const std::vector<SortKey> both = {{"a"}, {"b"}};
        QVERIFY(sortedRows(t, one, Context()).value() == byA);
        QVERIFY(sortedRows(t, both, Context()).value() == byBoth);
      }
    }
  }

  void textsThatShareTheirBeginning() {
    std::vector<std::string> words;
    Random random(3);
    for (std::size_t i = 0; i < kChunkRows + 500; ++i)
      words.push_back("sharedprefix" + std::string(random.below(3), '\0') + std::to_string(random.below(40000)));
    const Table t = Table::make({{"w", columnOfTexts(words)}}).value();
    std::vector<RowIndex> rows(words.size());
    std::iota(rows.begin(), rows.end(), 0U);
    std::stable_sort(rows.begin(), rows.end(), [&](RowIndex a, RowIndex b) { return words[a] < words[b]; });
    const std::vector<SortKey> keys = {{"w"}};
    QVERIFY(sortedRows(t, keys, Context()).value() == rows);
  }

  void orderedCategoriesSortByLevel() {
    const auto sizes = std::make_shared<Dictionary>(std::vector<std::string>{"small", "medium", "large"}, true);
    const Table t = Table::make({{"s", columnOfCodes({2, 0, 1, 0}, sizes)}}).value();
    const std::vector<SortKey> keys = {{"s"}};
    QVERIFY(sortedRows(t, keys, Context()).value() == (std::vector<RowIndex>{1, 3, 2, 0}));
  }

  void errorsNameTheColumn() {
    const Table t = randomTable(5, 1);
    const std::vector<SortKey> vector = {{"vector"}};
    QVERIFY(sortedRows(t, vector, Context()).error().message.find("'vector'") != std::string::npos);
    const std::vector<SortKey> unknown = {{"txt"}};
    QCOMPARE(sortedRows(t, unknown, Context()).error().code, ErrorCode::NotFound);
    const Context context;
    context.cancel();
    const std::vector<SortKey> text = {{"text"}};
    QCOMPARE(sortedRows(t, text, context).error().code, ErrorCode::Cancelled);
    QCOMPARE(sortedRows(lazily(t, 0), text, Context()).error().code, ErrorCode::Io);
  }
};

QTEST_APPLESS_MAIN(TestTableSort)
#include "tst_table_sort.moc"
