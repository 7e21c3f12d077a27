// Conversions between types, and the report of what could not be converted.
#include "tests/core/table/random_tables.h"

#include <QtTest>

using namespace easel;
using Texts = std::vector<std::string>;

namespace {
CastResult converted(const Column& c, DataType to) { return cast(c, to, Context()).value(); }
Column words(const Texts& all) {
  std::vector<std::uint8_t> valid;
  for (const std::string& s : all)
    valid.push_back(s != "∅");
  return columnOfTexts(all, valid);
}
} // namespace

class TestTableCast : public QObject {
  Q_OBJECT
 private slots:
  void textsToEveryType() {
    struct Case {
      DataType to;
      Texts from, result;
      std::size_t failed;
    };
    const std::vector<Case> cases = {
        {DataType::Int64, {"1", " -7 ", "3.0", "2.5", "x", "", "∅", "1e3"}, {"1", "-7", "3", "∅", "∅", "∅", "∅", "1000"}, 2},
        {DataType::Float64, {"1", "-0.5", "1e400", "NaN", "1,5"}, {"1", "-0.5", "∅", "nan", "∅"}, 2},
        {DataType::Bool, {"Yes", "NO", "true", "F", "1", "0", "maybe", "on"}, {"true", "false", "true", "false", "true", "false", "∅", "true"}, 1},
        {DataType::Date, {"2024-02-29", "2023-02-29", "2024-03-01T23:00:00"}, {"2024-02-29", "∅", "2024-03-01"}, 1},
        {DataType::Timestamp, {"2024-02-29", "1969-12-31 23:59:59.5", "noon"}, {"2024-02-29T00:00:00Z", "1969-12-31T23:59:59.5Z", "∅"}, 1},
        {DataType::Duration, {"1d 02:03:04.5", "-00:00:01", "90:00", "5"}, {"1d 02:03:04.5", "-00:00:01", "01:30:00", "∅"}, 1},
        {DataType::Category, {"b", "a", "∅", "b"}, {"b", "a", "∅", "b"}, 0}};
    for (const Case& c : cases) {
      const CastResult direct = converted(words(c.from), c.to);
      QVERIFY2(texts(direct.column) == c.result, dataTypeId(c.to).data());
      QCOMPARE(direct.report.failed, c.failed);
      QVERIFY(wellFormed(direct.column));
      const CastResult byLevels = converted(converted(words(c.from), DataType::Category).column, c.to);
      QVERIFY(texts(byLevels.column) == c.result);
      QCOMPARE(byLevels.report.failed, c.failed);
    }
  }

  void theReportNamesTheFirstFailures() {
    Texts all(kChunkRows + 20, "1");
    for (const std::size_t bad : {std::size_t{3}, kChunkRows + 1})
      all[bad] = "bad " + std::to_string(bad);
    CastReport r = converted(words(all), DataType::Int64).report;
    QVERIFY(r.rows == (std::vector<RowIndex>{3, static_cast<RowIndex>(kChunkRows + 1)}));
    QCOMPARE(r.values[0], std::string("bad 3"));
    r = converted(words(Texts(100, "x")), DataType::Int64).report;
    QCOMPARE(r.failed, std::size_t{100});
    QCOMPARE(r.rows.size(), std::size_t{10});
  }

  void numbersToNumbers() {
    const Column real = columnOf(std::vector<double>{1, -2, 0.5, std::nan(""), 1e19, -0x1.0p63, 0});
    const CastResult whole = converted(real, DataType::Int64);
    QVERIFY(texts(whole.column) == (Texts{"1", "-2", "∅", "∅", "∅", "-9223372036854775808", "0"}));
    QCOMPARE(whole.report.failed, std::size_t{3});
    QVERIFY(texts(converted(real, DataType::Bool).column) == (Texts{"true", "∅", "∅", "∅", "∅", "∅", "false"}));
    QVERIFY(texts(converted(columnOfBools({1, 0}), DataType::Float64).column) == (Texts{"1", "0"}));
    QVERIFY(texts(converted(real, DataType::Text).column)[2] == "0.5");
  }

  void datesAndInstants() {
    const Column days = columnOfDates({0, -1, 19782});
    const Column instants = converted(days, DataType::Timestamp).column;
    QVERIFY(texts(instants) == (Texts{"1970-01-01T00:00:00Z", "1969-12-31T00:00:00Z", "2024-02-29T00:00:00Z"}));
    QVERIFY(texts(converted(instants, DataType::Date).column) == texts(days));
    const Column before = columnOf(std::vector<std::int64_t>{-1}, {}, DataType::Timestamp);
    QVERIFY(texts(converted(before, DataType::Date).column) == Texts{"1969-12-31"});
    QVERIFY(texts(converted(days, DataType::Int64).column) == (Texts{"0", "-1", "19782"}));
    QVERIFY(texts(converted(converted(days, DataType::Int64).column, DataType::Date).column) == texts(days));
  }

  void roundTripsThroughTextAndCategory() {
    for (const DataType t : {DataType::Bool, DataType::Int64, DataType::Float64, DataType::Date, DataType::Timestamp,
                             DataType::Duration, DataType::Category}) {
      const Column c = randomColumn(t, kChunkRows + 300, 5);
      for (const DataType via : {DataType::Text, DataType::Category}) {
        const CastResult back = converted(converted(c, via).column, t);
        QCOMPARE(back.report.failed, std::size_t{0});
        QVERIFY2(texts(back.column) == texts(c), dataTypeId(t).data());
      }
    }
  }

  void impossiblePairsAndFaults() {
    QCOMPARE(cast(columnOfBools({1}), DataType::Date, Context()).error().code, ErrorCode::InvalidArgument);
    QVERIFY(!cast(randomColumn(DataType::Vector, 3, 1), DataType::Float64, Context()));
    QVERIFY(!cast(randomColumn(DataType::Text, 3, 1), DataType::Vector, Context()));
    const Context context;
    context.cancel();
    const Column c = randomColumn(DataType::Text, 10, 1);
    QCOMPARE(cast(c, DataType::Int64, context).error().code, ErrorCode::Cancelled);
    QCOMPARE(cast(lazily(c, 0), DataType::Category, Context()).error().code, ErrorCode::Io);
    QCOMPARE(cast(Column(DataType::Text, {}), DataType::Int64, Context())->column.size(), std::size_t{0});
  }
};

QTEST_APPLESS_MAIN(TestTableCast)
#include "tst_table_cast.moc"
