// Groups and aggregates against a plain loop over rows, and numbers that are hard for careless sums.
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "tests/core/table/random_tables.h"

#include <QtTest>

#include <algorithm>
#include <map>

using namespace easel;
using Texts = std::vector<std::string>;

namespace {

struct Reference {
  std::vector<Texts> keys;                 // by group
  std::vector<std::vector<RowIndex>> rows; // by group
};

/// NaN has one text, but -0 must be grouped with 0.
std::string keyText(std::string s) { return s == "-0" ? "0" : s; }

Reference groupsOf(const Table& t, const Texts& keys) {
  std::vector<Texts> cells;
  for (const std::string& k : keys)
    cells.push_back(texts(t, k));
  Reference r;
  std::map<Texts, std::size_t> seen;
  for (std::size_t i = 0; i < t.rows(); ++i) {
    Texts key;
    for (const Texts& c : cells)
      key.push_back(keyText(c[i]));
    const auto [it, added] = seen.emplace(key, r.keys.size());
    if (added) {
      r.keys.push_back(key);
      r.rows.emplace_back();
    }
    r.rows[it->second].push_back(static_cast<RowIndex>(i));
  }
  return r;
}

bool near(double a, double b) { return (a != a && b != b) || a == b || std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b)) + 1e-13; }

Table one(const std::string& name, Column c) { return Table::make({{name, std::move(c)}}).value(); }

Column aggregated(const Table& t, Aggregate a, const std::string& column, double q = 0.5, const Context& context = Context()) {
  const Aggregation g{a, column, "r", q};
  return **group(t, {}, std::span(&g, 1), context)->require("r");
}

} // namespace

class TestTableGroup : public QObject {
  Q_OBJECT
 private slots:
  void keysOfEveryType() {
    const std::vector<Texts> choices = {{"category"}, {"bool", "category"}, {"float64"}, {"text"}, {"int64", "date"},
                                        {"float64", "text", "timestamp"}, {"vector"}, {"image", "duration"}, {"timestamp", "float64"}};
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{500}, kChunkRows + 40})
      for (const std::size_t distinct : {std::size_t{7}, std::size_t{3000}}) {
        const Table t = randomTable(n, n + 5, distinct);
        for (const Texts& keys : choices) {
          const Reference expected = groupsOf(t, keys);
          const Aggregation count{Aggregate::Count, "", "n"};
          const auto r = group(t, keys, std::span(&count, 1), Context());
          QVERIFY2(r, r ? "" : r.error().text().c_str());
          QCOMPARE(r->rows(), expected.keys.size());
          const Texts counts = texts(*r, "n");
          std::vector<Texts> cells;
          for (const std::string& k : keys)
            cells.push_back(texts(*r, k));
          std::vector<RowIndex> firsts;
          for (std::size_t g = 0; g < expected.keys.size(); ++g) {
            for (std::size_t k = 0; k < keys.size(); ++k)
              QCOMPARE(keyText(cells[k][g]), expected.keys[g][k]);
            QCOMPARE(counts[g], std::to_string(expected.rows[g].size()));
            firsts.push_back(expected.rows[g][0]);
          }
          QVERIFY(distinctRows(t, keys, Context()).value() == firsts);
        }
      }
  }

  void aggregatesOfNumbers() {
    for (const std::size_t n : {std::size_t{900}, 2 * kChunkRows + 31})
      for (const std::string column : {"int64", "float64", "bool"}) {
        const Table t = randomTable(n, 99, 50, 4).select(std::vector<std::size_t>{0, 1, 2, 3});
        const Texts keys = {"category"};
        const Reference groups = groupsOf(t, keys);
        const std::vector<Aggregation> all = {{Aggregate::CountValid, column, "n"}, {Aggregate::Sum, column, "sum"}, {Aggregate::Mean, column, "mean"},
                                              {Aggregate::Std, column, "std"}, {Aggregate::Min, column, "min"}, {Aggregate::Max, column, "max"},
                                              {Aggregate::Median, column, "median"}, {Aggregate::Quantile, column, "q", 0.9}};
        const Table r = group(t, keys, all, Context()).value();
        QCOMPARE((*r.require("sum"))->type(), column == "float64" ? DataType::Float64 : DataType::Int64);
        QCOMPARE((*r.require("min"))->type(), (*t.require(column))->type());
        const Column& source = **t.require(column);
        for (std::size_t g = 0; g < groups.rows.size(); ++g) {
          std::vector<double> v;
          for (const RowIndex row : groups.rows[g])
            if (const Number x = source.numberAt(row).value(); x.valid)
              v.push_back(x.value);
          const auto get = [&](const char* name) { return (*r.require(name))->numberAt(g).value(); };
          QCOMPARE(get("n").value, static_cast<double>(v.size()));
          QCOMPARE(get("sum").valid, !v.empty());
          QCOMPARE(get("std").valid, v.size() > 1);
          if (v.size() < 2)
            continue;
          double sum = 0;
          for (const double x : v)
            sum += x;
          const double mean = sum / static_cast<double>(v.size());
          double squares = 0;
          for (const double x : v)
            squares += (x - mean) * (x - mean);
          QVERIFY(near(get("sum").value, sum));
          QVERIFY(near(get("mean").value, mean));
          const double std = std::sqrt(squares / static_cast<double>(v.size() - 1));
          QVERIFY(near(get("std").value, std) || std::isinf(sum));
          const bool nan = std::any_of(v.begin(), v.end(), [](double x) { return x != x; });
          std::erase_if(v, [](double x) { return x != x; });
          if (v.empty())
            continue;
          std::sort(v.begin(), v.end());
          QCOMPARE(get("min").value, v.front());
          QCOMPARE(get("max").value, v.back());
          if (nan) {
            QVERIFY(std::isnan(get("median").value) && std::isnan(get("q").value));
            continue;
          }
          const auto quantile = [&](double q) {
            const double h = static_cast<double>(v.size() - 1) * q;
            const auto lo = static_cast<std::size_t>(h);
            const std::size_t hi = std::min(lo + 1, v.size() - 1);
            const double share = h - static_cast<double>(lo);
            return v[lo] == v[hi] || share == 0 ? v[lo] : v[lo] * (1 - share) + v[hi] * share;
          };
          QVERIFY(near(get("median").value, quantile(0.5)));
          QVERIFY(near(get("q").value, quantile(0.9)));
        }
      }
  }

  void aggregatesOfCellsOfAnyType() {
    for (const std::size_t n : {std::size_t{400}, kChunkRows + 100}) {
      const Table t = randomTable(n, 7, 9, 3);
      const Texts keys = {"int64"};
      const Reference groups = groupsOf(t, keys);
      for (const DataType type : kAllTypes) {
        const std::string name(dataTypeId(type));
        std::vector<Aggregation> all = {{Aggregate::First, name, "first"}, {Aggregate::Last, name, "last"}, {Aggregate::Distinct, name, "distinct"}, {Aggregate::Mode, name, "mode"}};
        if (isTextual(type)) {
          all.push_back({Aggregate::Min, name, "min"});
          all.push_back({Aggregate::Max, name, "max"});
        }
        const Table r = group(t, keys, all, Context()).value();
        QVERIFY(wellFormed(r));
        const Texts cells = texts(t, name);
        for (std::size_t g = 0; g < groups.rows.size(); ++g) {
          Texts v;
          for (const RowIndex row : groups.rows[g])
            if (cells[row] != "∅")
              v.push_back(cells[row]);
          const auto get = [&](const char* column) { return (*r.require(column))->textAt(g).value().value_or("∅"); };
          Texts plain;
          std::transform(v.begin(), v.end(), std::back_inserter(plain), keyText);
          std::map<std::string, std::size_t> counts;
          for (const std::string& s : plain)
            ++counts[s];
          QCOMPARE(get("distinct"), std::to_string(counts.size()));
          if (v.empty()) {
            QCOMPARE(get("mode"), std::string("∅"));
            continue;
          }
          QCOMPARE(get("first"), v.front());
          QCOMPARE(get("last"), v.back());
          std::size_t most = 0;
          std::string mode;
          for (const std::string& s : plain)
            if (counts[s] > most) {
              most = counts[s];
              mode = s;
            }
          QCOMPARE(keyText(get("mode")), mode);
          if (isTextual(type)) {
            QCOMPARE(get("min"), *std::min_element(v.begin(), v.end()));
            QCOMPARE(get("max"), *std::max_element(v.begin(), v.end()));
          }
        }
      }
    }
  }

  void noKeysGiveOneRow() {
    for (const std::size_t n : {std::size_t{0}, std::size_t{5}}) {
      const Table t = randomTable(n, 3, 7, 0);
      const std::vector<Aggregation> all = {{Aggregate::Count, "", "n"}, {Aggregate::Sum, "int64", "s"}, {Aggregate::Distinct, "text", "d"},
                                            {Aggregate::Median, "int64", "m"}, {Aggregate::Mode, "text", "o"}, {Aggregate::First, "category", "f"}};
      const Table r = group(t, {}, all, Context()).value();
      QCOMPARE(r.rows(), std::size_t{1});
      QCOMPARE(texts(r, "n")[0], std::to_string(n));
      QCOMPARE(texts(r, "s")[0] == "∅", n == 0);
      QCOMPARE(texts(r, "o")[0] == "∅", n == 0);
      if (n == 0) {
        QCOMPARE(texts(r, "d")[0], std::string("0"));
      }
    }
  }

  void sumsDoNotOverflowInSilence() {
    const std::int64_t large = std::numeric_limits<std::int64_t>::max();
    const Context context;
    const Column s = aggregated(one("x", columnOf(std::vector<std::int64_t>{large, large, -5})), Aggregate::Sum, "x", 0.5, context);
    QCOMPARE(s.type(), DataType::Float64);
    QCOMPARE(s.numberAt(0)->value, 2 * 0x1.0p63);
    QCOMPARE(context.warnings().size(), std::size_t{1});
    QVERIFY(context.warnings()[0].find("'x'") != std::string::npos);
    const Column back = aggregated(one("x", columnOf(std::vector<std::int64_t>{large, large, -large})), Aggregate::Sum, "x");
    QCOMPARE(texts(back)[0], std::to_string(large)); // only passes beyond the range
    QCOMPARE(aggregated(one("x", columnOf(std::vector<std::int64_t>{large, large})), Aggregate::Mean, "x").numberAt(0)->value, 0x1.0p63);
    const Aggregation sum{Aggregate::Sum, "x", "r"};
    const Table durations = one("x", columnOf(std::vector<std::int64_t>{large, large}, {}, DataType::Duration));
    QCOMPARE(group(durations, {}, std::span(&sum, 1), Context()).error().code, ErrorCode::Data);
  }

  void hardNumbersKeepTheirDigits() {
    std::vector<double> v = {1e16, 1, -1e16, 1};
    QCOMPARE(aggregated(one("x", columnOf(v)), Aggregate::Sum, "x").numberAt(0)->value, 2.0);
    v.clear();
    for (std::size_t i = 0; i < 3 * kChunkRows; ++i)
      v.push_back(1e9 + static_cast<double>(i % 3)); // variance 2/3 · n/(n-1)
    const double n = static_cast<double>(v.size());
    const double std = aggregated(one("x", columnOf(v)), Aggregate::Std, "x").numberAt(0)->value;
    QVERIFY(std::abs(std - std::sqrt(2.0 / 3 * n / (n - 1))) < 1e-9);
    QCOMPARE(aggregated(one("x", columnOf(v)), Aggregate::Mean, "x").numberAt(0)->value, 1e9 + 1);
  }

  void datesKeepTheirType() {
    const Table t = one("d", columnOfDates({0, 10, 3, -20}));
    QCOMPARE(texts(aggregated(t, Aggregate::Median, "d"))[0], std::string("1970-01-02")); // between day 0 and day 3
    QCOMPARE(texts(aggregated(t, Aggregate::Max, "d"))[0], std::string("1970-01-11"));
    QCOMPARE(texts(aggregated(t, Aggregate::Mean, "d"))[0], std::string("1969-12-30")); // -1.75
    QCOMPARE(aggregated(t, Aggregate::Std, "d").type(), DataType::Duration);
    const Table u = one("d", columnOf(std::vector<std::int64_t>{1, 2}, {}, DataType::Timestamp));
    QCOMPARE(aggregated(u, Aggregate::Median, "d").type(), DataType::Timestamp);
    QCOMPARE(aggregated(u, Aggregate::Mean, "d").numberAt(0)->value, 2.0); // 1.5, halves up
  }

  void orderedCategoriesCompareByLevel() {
    const auto sizes = std::make_shared<Dictionary>(std::vector<std::string>{"small", "medium", "large"}, true);
    const Table t = one("s", columnOfCodes({1, 2, 1}, sizes));
    QCOMPARE(texts(aggregated(t, Aggregate::Max, "s"))[0], std::string("large"));
    QCOMPARE(texts(aggregated(t, Aggregate::Min, "s"))[0], std::string("medium"));
  }

  void errorsNameTheColumn() {
    const Table t = randomTable(10, 1);
    for (const Aggregation& a : std::vector<Aggregation>{{Aggregate::Mean, "text", "r"}, {Aggregate::Sum, "date", "r"}, {Aggregate::Min, "vector", "r"}, {Aggregate::Quantile, "int64", "r", 1.5}}) {
      const auto r = group(t, {}, std::span(&a, 1), Context());
      QVERIFY(!r && r.error().message.find("'" + a.column + "'") != std::string::npos);
    }
    const Aggregation sum{Aggregate::Sum, "int64", "n"};
    const Texts keys = {"text"};
    QCOMPARE(group(lazily(t, 0), keys, std::span(&sum, 1), Context()).error().code, ErrorCode::Io);
    QCOMPARE(texts(group(lazily(t), keys, std::span(&sum, 1), Context()).value(), "n"), texts(group(t, keys, std::span(&sum, 1), Context()).value(), "n"));
    const Context context;
    context.cancel();
    QCOMPARE(group(t, keys, std::span(&sum, 1), context).error().code, ErrorCode::Cancelled);
  }

  void namesOfAggregatesReadBack() {
    for (int i = 0; i <= static_cast<int>(Aggregate::Mode); ++i)
      QCOMPARE(aggregateFromId(aggregateId(static_cast<Aggregate>(i))), static_cast<Aggregate>(i));
    QVERIFY(!aggregateFromId("average"));
  }

  void sameBitsWithOneAndTwoThreads() {
    Random random(4);
    std::vector<double> x(5 * kChunkRows + 3);
    std::vector<std::int64_t> k(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = std::exp(8 * random.normal());
      k[i] = static_cast<std::int64_t>(random.below(200)) * 1000003;
    }
    const Table t = Table::make({{"k", columnOf(k)}, {"x", columnOf(x)}}).value();
    const Texts keys = {"k"};
    const std::vector<Aggregation> all = {{Aggregate::Sum, "x", "s"}, {Aggregate::Mean, "x", "m"}, {Aggregate::Std, "x", "d"}, {Aggregate::Median, "x", "q"}};
    std::vector<std::string> hashes;
    for (const int threads : {1, 2, 2, 1}) {
      limitThreads(threads);
      hashes.push_back(contentHash(group(t, keys, all, Context()).value(), Context()).value());
    }
    QVERIFY(std::all_of(hashes.begin(), hashes.end(), [&](const std::string& h) { return h == hashes[0]; }));
  }
};

QTEST_APPLESS_MAIN(TestTableGroup)
#include "tst_table_group.moc"
