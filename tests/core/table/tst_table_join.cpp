// Joins of every kind against nested loops.
#include "core/base/parallel.h"
#include "tests/core/table/random_tables.h"

#include <QtTest>

using namespace easel;
using Texts = std::vector<std::string>;

namespace {

std::string canonical(std::string s) { return s == "-0" ? "0" : s; }

/// Rows of the result as texts: left cells, then right cells that are no keys.
std::vector<Texts> nestedLoops(const Table& l, const Table& r, const JoinOptions& o) {
  const auto cells = [](const Table& t) {
    std::vector<Texts> all;
    for (const NamedColumn& c : t.columns())
      all.push_back(texts(c.column));
    return all;
  };
  const std::vector<Texts> left = cells(l);
  const std::vector<Texts> right = cells(r);
  std::vector<std::size_t> lk, rk;
  for (const std::string& k : o.leftKeys)
    lk.push_back(*l.find(k));
  for (const std::string& k : o.rightKeys)
    rk.push_back(*r.find(k));
  const auto isKey = [](const std::vector<std::size_t>& keys, std::size_t c) { return std::find(keys.begin(), keys.end(), c) != keys.end(); };
  std::vector<Texts> result;
  std::vector<bool> seen(r.rows());
  const auto put = [&](std::optional<std::size_t> i, std::optional<std::size_t> j) {
    Texts row;
    for (std::size_t c = 0; c < left.size(); ++c) {
      if (i) {
        row.push_back(left[c][*i]);
      } else if (isKey(lk, c)) {
        const auto k = static_cast<std::size_t>(std::find(lk.begin(), lk.end(), c) - lk.begin());
        row.push_back(right[rk[k]][*j]);
      } else {
        row.push_back("∅");
      }
    }
    if (o.kind != JoinKind::Semi && o.kind != JoinKind::Anti)
      for (std::size_t c = 0; c < right.size(); ++c)
        if (!isKey(rk, c))
          row.push_back(j ? right[c][*j] : "∅");
    result.push_back(row);
  };
  for (std::size_t i = 0; i < l.rows(); ++i) {
    bool any = false;
    for (std::size_t j = 0; j < r.rows(); ++j) {
      bool match = true;
      for (std::size_t k = 0; k < lk.size(); ++k) {
        const std::string& a = left[lk[k]][i];
        const std::string& b = right[rk[k]][j];
        match = match && canonical(a) == canonical(b) && (a != "∅" || o.missingMatches);
      }
      if (!match)
        continue;
      any = true;
      seen[j] = true;
      if (o.kind != JoinKind::Semi && o.kind != JoinKind::Anti)
        put(i, j);
    }
    if ((o.kind == JoinKind::Semi && any) || (o.kind == JoinKind::Anti && !any) ||
        (!any && (o.kind == JoinKind::Left || o.kind == JoinKind::Full)))
      put(i, std::nullopt);
  }
  if (o.kind == JoinKind::Right || o.kind == JoinKind::Full)
    for (std::size_t j = 0; j < r.rows(); ++j)
      if (!seen[j])
        put(std::nullopt, j);
  return result;
}

std::vector<Texts> rowsOf(const Table& t) {
  std::vector<Texts> rows(t.rows());
  for (const NamedColumn& c : t.columns()) {
    const Texts all = texts(c.column);
    for (std::size_t i = 0; i < all.size(); ++i)
      rows[i].push_back(all[i]);
  }
  return rows;
}

Table keyed(Column key, const std::string& keyName, const std::string& valueName) {
  std::vector<std::int64_t> ids(key.size());
  for (std::size_t i = 0; i < ids.size(); ++i)
    ids[i] = static_cast<std::int64_t>(i) * (valueName == "id" ? 1 : -1);
  return Table::make({{keyName, std::move(key)}, {valueName, columnOf(std::move(ids))}}).value();
}

constexpr JoinKind kKinds[] = {JoinKind::Inner, JoinKind::Left, JoinKind::Right, JoinKind::Full, JoinKind::Semi, JoinKind::Anti};

} // namespace

class TestTableJoin : public QObject {
  Q_OBJECT
 private slots:
  void everyKindAndKeyType() {
    for (const std::size_t n : {std::size_t{0}, std::size_t{40}})
      for (const std::size_t m : {std::size_t{0}, std::size_t{25}})
        for (const DataType type : kAllTypes) {
          if (type == DataType::Vector)
            continue;
          const Table l = keyed(randomColumn(type, n, 1, 12), "key", "id");
          const Table r = keyed(randomColumn(type, m, 2, 9), "other", "x");
          for (const JoinKind kind : kKinds)
            for (const bool missing : {false, true}) {
              const JoinOptions o{kind, {"key"}, {"other"}, "_right", missing};
              const auto joined = join(l, r, o, Context());
              QVERIFY2(joined, joined ? "" : joined.error().text().c_str());
              QVERIFY(wellFormed(*joined));
              QVERIFY2(rowsOf(*joined) == nestedLoops(l, r, o), dataTypeId(type).data());
            }
        }
  }

  void severalKeysAndDoubleNames() {
    const Table l = randomTable(60, 5, 4);
    const Table r = randomTable(50, 900, 4);
    for (const JoinKind kind : kKinds)
      for (const bool missing : {false, true}) {
        const JoinOptions o{kind, {"category", "bool", "float64"}, {"category", "bool", "float64"}, "_right", missing};
        const Table t = join(l, r, o, Context()).value();
        QVERIFY(rowsOf(t) == nestedLoops(l, r, o));
        QCOMPARE(t.find("int64_right").has_value(), kind != JoinKind::Semi && kind != JoinKind::Anti);
        QVERIFY(!t.find("category_right"));
      }
  }

  void categoriesOfDifferentDictionaries() {
    const auto a = std::make_shared<Dictionary>(std::vector<std::string>{"p", "q", "r"});
    const auto b = std::make_shared<Dictionary>(std::vector<std::string>{"r", "s", "p"});
    const Table l = keyed(columnOfCodes({0, 1, 2, 0}, a), "k", "id");
    const Table r = keyed(columnOfCodes({0, 1, 2}, b), "k", "x");
    const Table text = keyed(columnOfTexts(Texts{"r", "s", "p"}), "k", "x");
    for (const JoinKind kind : kKinds) {
      const JoinOptions o{kind, {"k"}, {"k"}, "_right", false};
      for (const Table& other : {r, text}) {
        const Table t = join(l, other, o, Context()).value();
        QVERIFY(rowsOf(t) == nestedLoops(l, other, o));
        QCOMPARE(t.column(0).type(), DataType::Category);
        const Table back = join(other, l, o, Context()).value();
        QVERIFY(rowsOf(back) == nestedLoops(other, l, o));
      }
    }
  }

  void numbersAndDatesCompareByValue() {
    const std::int64_t odd = (std::int64_t{1} << 53) + 1; // no double
    const Table l = keyed(columnOf(std::vector<std::int64_t>{1, 2, odd}), "k", "id");
    const Table r = keyed(columnOf(std::vector<double>{2, 1.5, static_cast<double>(odd), -0.0}), "k", "x");
    JoinOptions o{JoinKind::Full, {"k"}, {"k"}, "_right", false};
    const Table t = join(l, r, o, Context()).value();
    QCOMPARE(t.column(0).type(), DataType::Float64);
    QVERIFY(texts(t, "x") == (Texts{"∅", "0", "∅", "-1", "-2", "-3"}));
    QVERIFY(texts(join(r, l, o, Context()).value(), "id")[0] == "1");
    const Table days = keyed(columnOfDates({0, 1}), "k", "id");
    const Table instants = keyed(columnOf(std::vector<std::int64_t>{86'400'000'000, 5}, {}, DataType::Timestamp), "k", "x");
    QVERIFY(texts(join(days, instants, o, Context()).value(), "k") == (Texts{"1970-01-01T00:00:00Z", "1970-01-02T00:00:00Z", "1970-01-01T00:00:00.000005Z"}));
    const Table bools = keyed(columnOfBools({1, 0}), "k", "id");
    QVERIFY(texts(join(bools, l, {JoinKind::Full, {"k"}, {"k"}, "_2", false}, Context()).value(), "id") == (Texts{"0", "1", "∅", "∅"}));
    QCOMPARE(join(days, l, o, Context()).error().code, ErrorCode::InvalidArgument);
  }

  void crossJoin() {
    const Table l = keyed(columnOfTexts(Texts{"a", "b"}), "k", "id");
    const Table r = keyed(columnOfTexts(Texts{"c", "d", "e"}), "k", "x");
    const Table t = join(l, r, {JoinKind::Cross, {}, {}, "_r", false}, Context()).value();
    QVERIFY(texts(t, "k") == (Texts{"a", "a", "a", "b", "b", "b"}));
    QVERIFY(texts(t, "k_r") == (Texts{"c", "d", "e", "c", "d", "e"}));
    QCOMPARE(join(l, r.head(0).value(), {JoinKind::Cross, {}, {}, "_r", false}, Context())->rows(), std::size_t{0});
  }

  void whatCannotFitIsRefused() {
    std::vector<NamedColumn> wide;
    const Column zero = columnOf(std::vector<std::int64_t>(65'000));
    for (int i = 0; i < 300; ++i)
      wide.push_back({"c" + std::to_string(i), zero});
    const Table t = Table::make(std::move(wide)).value();
    QCOMPARE(join(t, t, {JoinKind::Cross, {}, {}, "_r", false}, Context()).error().code, ErrorCode::OutOfMemory);
    const Error e = join(t, t, {JoinKind::Inner, {"c0"}, {"c1"}, "_r", false}, Context()).error();
    QCOMPARE(e.code, ErrorCode::OutOfMemory);
    QVERIFY(e.message.find("4,225,000,000 rows") != std::string::npos);
  }

  void wrongOptionsAndFaults() {
    const Table t = randomTable(10, 2);
    QVERIFY(!join(t, t, {JoinKind::Inner, {}, {}, "_r", false}, Context()));
    QVERIFY(!join(t, t, {JoinKind::Inner, {"text"}, {"text", "int64"}, "_r", false}, Context()));
    QVERIFY(!join(t, t, {JoinKind::Cross, {"text"}, {"text"}, "_r", false}, Context()));
    QCOMPARE(join(t, t, {JoinKind::Inner, {"txt"}, {"text"}, "_r", false}, Context()).error().code, ErrorCode::NotFound);
    const JoinOptions o{JoinKind::Inner, {"text"}, {"text"}, "_r", false};
    QCOMPARE(join(t, lazily(t, 0), o, Context()).error().code, ErrorCode::Io);
    QVERIFY(rowsOf(join(lazily(t), lazily(t), o, Context()).value()) == rowsOf(join(t, t, o, Context()).value()));
    const Context context;
    context.cancel();
    QCOMPARE(join(t, t, o, context).error().code, ErrorCode::Cancelled);
  }

  void manyRowsAcrossChunks() {
    const std::size_t n = 2 * kChunkRows + 9;
    const Table l = keyed(randomColumn(DataType::Int64, n, 3, 5000, 50), "k", "id");
    const Table r = keyed(randomColumn(DataType::Int64, kChunkRows + 3, 4, 60000, 50), "k", "x");
    const JoinOptions o{JoinKind::Full, {"k"}, {"k"}, "_r", false};
    std::unordered_map<std::string, std::vector<std::size_t>> byKey;
    const Texts lk = texts(l, "k");
    const Texts rk = texts(r, "k");
    for (std::size_t j = 0; j < rk.size(); ++j)
      byKey[rk[j]].push_back(j);
    Texts ids, xs;
    std::vector<bool> seen(rk.size());
    for (std::size_t i = 0; i < n; ++i) {
      const auto it = byKey.find(lk[i]);
      if (lk[i] == "∅" || it == byKey.end()) {
        ids.push_back(std::to_string(i));
        xs.push_back("∅");
        continue;
      }
      for (const std::size_t j : it->second) {
        seen[j] = true;
        ids.push_back(std::to_string(i));
        xs.push_back(std::to_string(-static_cast<std::int64_t>(j)));
      }
    }
    for (std::size_t j = 0; j < seen.size(); ++j)
      if (!seen[j]) {
        ids.push_back("∅");
        xs.push_back(std::to_string(-static_cast<std::int64_t>(j)));
      }
    for (const int threads : {1, 2}) {
      limitThreads(threads);
      const Table t = join(l, r, o, Context()).value();
      QVERIFY(texts(t, "id") == ids);
      QVERIFY(texts(t, "x") == xs);
    }
  }
};

QTEST_APPLESS_MAIN(TestTableJoin)
#include "tst_table_join.moc"
