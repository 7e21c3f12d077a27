// Profiles against brute force and known values, the sketch of distinct counts, and the first chart.
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/explore/chart_spec.h"
#include "core/explore/hyperloglog.h"
#include "core/explore/profile.h"
#include "core/table/builder.h"
#include "core/table/row_ids.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <map>

using namespace easel;

namespace {

ColumnProfile of(const Column& column, const ProfileOptions& options = {}) {
  return profileColumn("x", column, Context(), options).value();
}

bool near(double a, double b, double relative = 1e-10) {
  return std::abs(a - b) <= relative * std::max({1.0, std::abs(a), std::abs(b)});
}

double quantileOf(const std::vector<double>& sorted, double q) {
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(sorted.size() - 1, low + 1);
  return sorted[low] + (at - std::floor(at)) * (sorted[high] - sorted[low]);
}

/// Everything about the numbers, the slow way.
void compareWithBruteForce(const ColumnProfile& p, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  std::map<double, std::uint64_t> counts;
  double sum = 0;
  for (const double v : values) {
    ++counts[v];
    sum += v;
  }
  const double mean = sum / static_cast<double>(values.size());
  double squares = 0;
  for (const double v : values)
    squares += (v - mean) * (v - mean);
  QCOMPARE(p.distinct, static_cast<std::uint64_t>(counts.size()));
  QVERIFY(p.distinctExact && p.numbers);
  QCOMPARE(p.numbers->min, values.front());
  QCOMPARE(p.numbers->max, values.back());
  QVERIFY(near(p.numbers->mean, mean));
  QVERIFY(near(p.numbers->std, std::sqrt(squares / static_cast<double>(values.size() - 1))));
  for (std::size_t q = 0; q < kProfileQuantiles.size(); ++q)
    QVERIFY(near(p.numbers->quantiles[q], quantileOf(values, kProfileQuantiles[q])));
  std::vector<std::pair<double, std::uint64_t>> top(counts.begin(), counts.end());
  std::stable_sort(top.begin(), top.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  QCOMPARE(p.top.size(), std::min<std::size_t>(10, top.size()));
  for (std::size_t i = 0; i < p.top.size(); ++i) {
    QCOMPARE(*parseDouble(p.top[i].value), top[i].first);
    QCOMPARE(p.top[i].count, top[i].second);
  }
  QVERIFY(!p.histogram.empty() && p.histogram.size() <= 40);
  for (const HistogramBin& bin : p.histogram) {
    const auto inside = std::count_if(values.begin(), values.end(), [&](double v) { return v >= bin.from && v < bin.to; });
    QCOMPARE(bin.count, static_cast<std::uint64_t>(inside));
  }
}

} // namespace

class TestProfile : public QObject {
  Q_OBJECT
 private slots:
  void numbersAsBruteForce_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("rows");
    for (const int rows : {2, 100, 70'000})
      for (int kind = 0; kind < 5; ++kind)
        QTest::addRow("kind %d, %d rows", kind, rows) << kind << rows;
  }
  void numbersAsBruteForce() {
    QFETCH(int, kind);
    QFETCH(int, rows);
    Random random(static_cast<std::uint64_t>(17 * kind + rows));
    std::vector<double> values;
    std::vector<std::int64_t> wholes;
    for (int i = 0; i < rows; ++i) {
      const double v = kind == 0   ? random.normal() * 1e3 - 50
                       : kind == 1 ? std::round(random.uniform() * 1000) / 100 // many ties
                       : kind == 2 ? static_cast<double>(random.below(7)) - 3
                       : kind == 3 ? std::exp(random.normal() * 5)
                                   : static_cast<double>(random.below(1'000'000'000'000)) - 5e11;
      values.push_back(v);
      wholes.push_back(static_cast<std::int64_t>(v));
    }
    const ColumnProfile p = of(columnOf(values));
    compareWithBruteForce(p, values);
    ProfileOptions little;
    little.rowsAtOnce = 1000; // sorted in many parts, with the same result
    QCOMPARE(toText(toJson(of(columnOf(values), little))), toText(toJson(p)));
    if (kind == 2 || kind == 4) {
      compareWithBruteForce(of(columnOf(wholes)), values);
      QVERIFY(of(columnOf(wholes)).numbers->whole && p.numbers->whole);
      QCOMPARE(p.numbers->negative, static_cast<std::uint64_t>(std::count_if(values.begin(), values.end(), [](double v) { return v < 0; })));
    }
  }

  void theThreadsDoNotMatter() {
    Random random(5);
    std::vector<double> values(300'000);
    for (double& v : values)
      v = random.normal();
    const Column column = columnOf(values);
    const Table few = Table::make({{"a", column}}).value();
    std::vector<NamedColumn> many;
    for (int i = 0; i < 64; ++i)
      many.push_back({"c" + std::to_string(i), i ? columnOf(std::vector<double>(values.size(), 1.0)) : column});
    const auto spread = profile(few, Context()).value();
    auto single = profile(Table::make(many).value(), Context()).value();
    single.columns[0].name = "a";
    QCOMPARE(toText(toJson(spread.columns[0])), toText(toJson(single.columns[0])));
  }

  void missingNanAndInfinityAreKeptApart() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    const ColumnProfile p = of(columnOf(std::vector<double>{1, nan, inf, 3, 0, -0.0, nan, 99}, {1, 1, 1, 1, 1, 1, 1, 0}));
    QCOMPARE(p.missing, std::uint64_t{1});
    QCOMPARE(p.numbers->notANumber, std::uint64_t{2});
    QCOMPARE(p.numbers->infinite, std::uint64_t{1});
    QCOMPARE(p.numbers->zeros, std::uint64_t{2});
    QCOMPARE(p.distinct, std::uint64_t{5}); // 0, 1, 3, inf, nan
    QCOMPARE(p.numbers->mean, 1.0);
    QCOMPARE(p.numbers->max, inf);
    QCOMPARE(p.numbers->median(), 1.0);
    QCOMPARE(p.top[0].value, std::string("0"));
    QCOMPARE(p.top[1].value, std::string("nan"));
    QVERIFY(parseJson(toText(toJson(p))));
  }

  void nothingToSee() {
    for (const DataType type : {DataType::Bool, DataType::Int64, DataType::Float64, DataType::Text, DataType::Category,
                                DataType::Date, DataType::Timestamp, DataType::Duration}) {
      for (const std::size_t rows : {std::size_t{0}, std::size_t{1}, std::size_t{70'000}}) {
        const ColumnProfile p = of(missingColumn(type, rows));
        QCOMPARE(p.missing, static_cast<std::uint64_t>(rows));
        QCOMPARE(p.distinct, std::uint64_t{0});
        QVERIFY(!p.numbers && !p.texts && p.top.empty() && p.histogram.empty() && !p.constant && !p.identifier);
        QVERIFY(toJson(p)["min"].is_null());
      }
    }
    const TableProfile none = profile(Table::ofRows(3), Context()).value();
    QCOMPARE(none.rows, std::uint64_t{3});
    QVERIFY(none.columns.empty());
  }

  void oneRow() {
    const ColumnProfile p = of(columnOf(std::vector<double>{2.5}));
    QVERIFY(p.constant && !p.identifier);
    QCOMPARE(p.numbers->std, 0.0);
    QCOMPARE(p.numbers->median(), 2.5);
    QCOMPARE(p.histogram.size(), std::size_t{1});
  }

  void textsAndCategoriesAgree() {
    Random random(3);
    ColumnBuilder text(DataType::Text);
    ColumnBuilder category(DataType::Category);
    std::map<std::string, std::uint64_t> counts;
    const std::size_t rows = 150'000;
    for (std::size_t i = 0; i < rows; ++i) {
      if (i % 11 == 0) {
        text.appendMissing();
        category.appendMissing();
        continue;
      }
      const std::string value = i % 5 == 0 ? "Łódź" : "v" + std::to_string(random.below(1000) * random.below(10));
      text.appendText(value);
      category.appendText(value);
      ++counts[value];
    }
    const ColumnProfile a = of(std::move(text).finish());
    ColumnProfile b = of(std::move(category).finish());
    QCOMPARE(a.distinct, static_cast<std::uint64_t>(counts.size()));
    QCOMPARE(a.texts->min, counts.begin()->first);
    QCOMPARE(a.texts->max, counts.rbegin()->first);
    QCOMPARE(a.texts->shortest, std::uint64_t{2});
    QCOMPARE(a.top[0].value, a.top[0].count == counts["v0"] ? std::string("v0") : std::string("Łódź"));
    for (const ValueCount& v : a.top)
      QCOMPARE(v.count, counts[v.value]);
    b.type = DataType::Text;
    QCOMPARE(toText(toJson(a)), toText(toJson(b)));
  }

  void identifiersAndTheirTop() {
    ColumnBuilder builder(DataType::Text);
    for (int i = 0; i < 20'000; ++i)
      builder.appendText("id" + std::to_string(i * 7919 % 20'011));
    const Column column = std::move(builder).finish();
    const ColumnProfile p = of(column);
    QVERIFY(p.identifier);
    QCOMPARE(p.distinct, std::uint64_t{20'000});
    QCOMPARE(p.top.size(), std::size_t{10});
    QCOMPARE(p.top[0].value, std::string("id0")); // the first rows, as all are equally frequent
    QCOMPARE(p.top[1].value, std::string("id7919"));
    ProfileOptions little;
    little.rowsAtOnce = 1000;
    const ColumnProfile estimated = of(column, little);
    QVERIFY(!estimated.distinctExact && !estimated.identifier && !estimated.topExact);
    QVERIFY(near(static_cast<double>(estimated.distinct), 20'000, 0.02));
    for (const ValueCount& v : estimated.top)
      QCOMPARE(v.count, std::uint64_t{1});
  }

  void datesAreWrittenAsDates() {
    const ColumnProfile p = of(columnOfDates({19'723, 19'724, 19'753}));
    const Json j = toJson(p);
    QCOMPARE(toText(j["min"]), std::string("\"2024-01-01\""));
    QCOMPARE(toText(j["median"]), std::string("\"2024-01-02\""));
    QCOMPARE(toText(j["top"][0]), std::string("[\"2024-01-01\",1]"));
    QCOMPARE(static_cast<int>(p.sorted), static_cast<int>(SortedAs::Ascending));
    QVERIFY(p.histogram.size() >= 10);
    QCOMPARE(toText(j["histogram"][0]["from"]), std::string("\"2024-01-01\""));
  }

  void bigWholeNumbersStayExact() {
    const ColumnProfile p = of(columnOf(std::vector<std::int64_t>{9'007'199'254'740'993, -5, -5}));
    QCOMPARE(toText(toJson(p)["max"]), std::string("9007199254740993"));
    QCOMPARE(toText(toJson(p)["top"]), std::string("[[-5,2],[9007199254740993,1]]"));
  }

  void truthValues() {
    const ColumnProfile p = of(columnOfBools({1, 0, 1, 1}));
    QCOMPARE(p.numbers->mean, 0.75);
    QCOMPARE(toText(toJson(p)["top"]), std::string("[[true,3],[false,1]]"));
  }

  void sketchErrsLessThanTwoPercent() {
    for (const std::uint64_t n : {std::uint64_t{100}, std::uint64_t{50'000}, std::uint64_t{1'000'000}}) {
      HyperLogLog a;
      HyperLogLog b;
      for (std::uint64_t i = 0; i < n; ++i) {
        (i % 2 ? a : b).add(hashOf(hashOf(i)));
        a.add(hashOf(hashOf(i / 2))); // seen before
      }
      a.merge(b);
      QVERIFY2(near(a.estimate(), static_cast<double>(n), 0.02), std::to_string(a.estimate()).c_str());
    }
    QCOMPARE(HyperLogLog().estimate(), 0.0);
  }

  void cancelGivesNoHalfProfile() {
    const Context context;
    context.cancel();
    const auto r = profile(Table::make({{"a", columnOf(std::vector<double>(1000, 1.0))}}).value(), context);
    QVERIFY(!r);
    QCOMPARE(r.error().code, ErrorCode::Cancelled);
  }

  void longTailsDoNotFlattenTheHistogram() {
    // A thousand rows about 0 … 100 and one at a billion, on either side.
    for (const double sign : {1.0, -1.0}) {
      std::vector<double> values;
      for (int i = 0; i < 1000; ++i)
        values.push_back(sign * (i % 100 + 0.5));
      values.push_back(sign * 1e9);
      const ColumnProfile p = of(columnOf(values));
      std::uint64_t total = 0, most = 0;
      for (std::size_t i = 0; i < p.histogram.size(); ++i) {
        const HistogramBin& bin = p.histogram[i];
        QVERIFY(bin.from < bin.to);
        if (i > 0)
          QCOMPARE(bin.from, p.histogram[i - 1].to);
        QCOMPARE(bin.count, static_cast<std::uint64_t>(std::count_if(values.begin(), values.end(), [&](double v) {
                   return v >= bin.from && v < bin.to;
                 })));
        total += bin.count;
        most = std::max(most, bin.count);
      }
      QCOMPARE(total, std::uint64_t{1001});
      QVERIFY(most <= 120 && p.histogram.size() >= 15 && p.histogram.size() <= 40);
      const HistogramBin& tail = sign > 0 ? p.histogram.back() : p.histogram.front();
      QCOMPARE(sign > 0 ? p.histogram.front().count : p.histogram.back().count, most);
      QVERIFY(tail.from <= sign * 1e9 && tail.to > sign * 1e9);
      const ChartSpec chart = histogramChart(p);
      const std::vector<double>& x = chart.series[0].x;
      QVERIFY(x.back() - x.front() < 200); // drawn as wide as the others
      QCOMPARE(sign > 0 ? chart.openHigh.value_or(0) : chart.openLow.value_or(0), sign > 0 ? tail.to : tail.from);
      QVERIFY(sign > 0 ? !chart.openLow : !chart.openHigh);
      QVERIFY(toJson(chart)["x"].contains(sign > 0 ? "open_high" : "open_low"));
    }
    // Without a long tail all bins are as wide.
    std::vector<double> even;
    for (int i = 0; i < 1000; ++i)
      even.push_back(i * 0.1);
    const ColumnProfile p = of(columnOf(even));
    for (const HistogramBin& bin : p.histogram)
      QVERIFY(near(bin.to - bin.from, p.histogram[0].to - p.histogram[0].from));
    QVERIFY(!histogramChart(p).openHigh);
  }

  void chartsOfColumns() {
    const ChartSpec numbers = histogramChart(of(columnOf(std::vector<double>{1, 2, 2, 10})));
    QCOMPARE(static_cast<int>(numbers.kind), static_cast<int>(ChartKind::Histogram));
    QCOMPARE(numbers.series[0].x.size(), numbers.series[0].y.size() + 1);
    const std::vector<std::string> texts = {"a", "b", "a"};
    const Json bars = toJson(histogramChart(of(columnOfTexts(texts))));
    QCOMPARE(toText(bars["series"][0]), std::string("{\"labels\":[\"a\",\"b\"],\"name\":\"x\",\"y\":[2.0,1.0]}"));
    QCOMPARE(toText(bars["kind"]), std::string("\"bar\""));
  }
};

QTEST_APPLESS_MAIN(TestProfile)
#include "tst_profile.moc"
