// How the values of CSV files get their types: from all rows, with nothing picked silently.
#include "csv_test.h"

#include <QtTest>

using namespace easel;

class TestCsvTypes : public QObject {
  Q_OBJECT

  TestFolder m_folder;

  Imported read(std::string_view text, const CsvOptions& options = {}) {
    auto r = importCsv(m_folder.file("t.csv", text), options, Context());
    if (!r) {
      qWarning("%s", r.error().text().c_str());
      return {};
    }
    return std::move(*r);
  }
  /// Type and cells of one column "v" with these cells.
  std::string column(const std::vector<std::string>& values, const CsvOptions& options = {}) {
    std::string text = "k;v\n";
    for (const std::string& v : values)
      text += "k;" + v + "\n";
    CsvOptions o = options;
    o.delimiter = ";";
    o.header = CsvHeader::Yes;
    const Imported i = read(text, o);
    if (i.table.columnCount() != 2)
      return "failed";
    std::string s(dataTypeId(i.table.column(1).type()));
    for (std::size_t r = 0; r < i.table.rows(); ++r)
      s += " " + cell(i.table, r, 1);
    return s;
  }

 private slots:
  void numbers() {
    QCOMPARE(column({"1", "-2", "+3"}), std::string("int64 1 -2 3"));
    QCOMPARE(column({"1", "2.5", "-1e3"}), std::string("float64 1 2.5 -1000"));
    QCOMPARE(column({"9223372036854775807", "-9223372036854775808"}),
             std::string("int64 9223372036854775807 -9223372036854775808"));
    QCOMPARE(column({"0.1", "5e-324", "1.7976931348623157e308", "123456789.123456789", "inf"}),
             std::string("float64 0.1 5e-324 1.7976931348623157e+308 123456789.12345679 inf"));
    QCOMPARE(column({"007", "008"}), std::string("text 007 008"));
    QCOMPARE(column({"12345678901234567890", "1"}), std::string("text 12345678901234567890 1"));
    QCOMPARE(column({"12345678901234567890", "1.5"}), std::string("float64 12345678901234567168 1.5"));
    QCOMPARE(column({" 1", "2 "}), std::string("int64 1 2"));
    QCOMPARE(column({"\"1\"", "\"2\""}), std::string("int64 1 2"));
  }

  void separators() {
    QCOMPARE(column({"1,5", "2,25"}), std::string("float64 1.5 2.25"));
    QCOMPARE(column({"1.234,5", "2"}), std::string("float64 1234.5 2"));
    QCOMPARE(column({"1,234,567", "12"}), std::string("int64 1234567 12"));
    QCOMPARE(column({"1,234.5", "12"}), std::string("float64 1234.5 12"));
    QCOMPARE(column({"1,23,4", "x"}), std::string("text 1,23,4 x"));
    CsvOptions space;
    space.thousands = "space";
    QCOMPARE(column({"1 234", "12"}, space), std::string("int64 1234 12"));
    CsvOptions point;
    point.decimal = CsvDecimal::Point;
    point.thousands = "none";
    QCOMPARE(column({"1,5", "2,25"}, point), std::string("text 1,5 2,25"));
  }

  void boolsKeepToTrueAndFalse() {
    QCOMPARE(column({"true", "False", "TRUE"}), std::string("bool true false true"));
    QCOMPARE(column({"yes", "no", "yes", "no"}), std::string("category yes no yes no"));
    CsvOptions o;
    o.types = {{"v", "bool"}};
    QCOMPARE(column({"yes", "no", "1", "F"}, o), std::string("bool true false true false"));
  }

  void dates() {
    QCOMPARE(column({"2020-02-29", "1999-12-31"}), std::string("date 2020-02-29 1999-12-31"));
    QCOMPARE(column({"2020/2/9", "2020/12/31"}), std::string("date 2020-02-09 2020-12-31"));
    QCOMPARE(column({"Jun 12 1998", "Aug 7 1998"}), std::string("date 1998-06-12 1998-08-07"));
    QCOMPARE(column({"12-Jun-1998", "7-Aug-98"}), std::string("date 1998-06-12 1998-08-07"));
    QCOMPARE(column({"June 12, 1998", "December 1, 2001"}), std::string("date 1998-06-12 2001-12-01"));
    QCOMPARE(column({"31.12.2020", "1.2.2020"}), std::string("date 2020-12-31 2020-02-01"));
    QCOMPARE(column({"12/31/2020", "2/1/2020"}), std::string("date 2020-12-31 2020-02-01"));
    QCOMPARE(column({"2021-02-29", "2020-01-01"}), std::string("text 2021-02-29 2020-01-01"));
  }

  void timestamps() {
    QCOMPARE(column({"2020-01-02 03:04:05", "2020-01-02T03:04:05.062"}),
             std::string("timestamp 2020-01-02T03:04:05Z 2020-01-02T03:04:05.062Z"));
    QCOMPARE(column({"2020-01-02 03:04", "2020-01-03"}), std::string("timestamp 2020-01-02T03:04:00Z 2020-01-03T00:00:00Z"));
    QCOMPARE(column({"2020-01-02T03:04:05+02:00", "2020-01-02T03:04:05Z"}),
             std::string("timestamp 2020-01-02T01:04:05Z 2020-01-02T03:04:05Z"));
    QCOMPARE(column({"31/12/2020 11:30 PM", "1/2/2020 12:05 AM"}),
             std::string("timestamp 2020-12-31T23:30:00Z 2020-02-01T00:05:00Z"));
    QCOMPARE(column({"01:02:03", "1d 02:03:04.5"}), std::string("duration 01:02:03 1d 02:03:04.5"));
  }

  void ambiguousDatesAreCounted() {
    const Imported i = read("d,x\n03/04/2020,1\n05/06/2020,2\n");
    QCOMPARE(cell(i.table, 0, 0), std::string("2020-04-03"));
    QCOMPARE(i.report.ambiguousDates.size(), std::size_t{1});
    QCOMPARE(i.report.ambiguousDates[0].both, std::int64_t{2});
    QCOMPARE(i.report.ambiguousDates[0].taken, std::string("day_first"));
    QVERIFY(mentions(i.report.warnings, "day/month was taken"));
    CsvOptions month;
    month.dateOrder = CsvDateOrder::MonthFirst;
    QCOMPARE(cell(read("d,x\n03/04/2020,1\n05/06/2020,2\n", month).table, 0, 0), std::string("2020-03-04"));
  }

  void aLateDateDecidesTheOrder() {
    std::string text = "d,x\n";
    for (int i = 0; i < 3000; ++i)
      text += "03/04/2020,1\n";
    CsvOptions o;
    o.blockBytes = 1000;
    const Imported i = read(text + "12/31/2020,2\n", o);
    QCOMPARE(cell(i.table, 0, 0), std::string("2020-03-04"));
    QCOMPARE(i.report.ambiguousDates[0].monthFirstOnly, std::int64_t{1});
    QCOMPARE(i.report.ambiguousDates[0].both, std::int64_t{3000});
    QCOMPARE(i.report.ambiguousDates[0].taken, std::string("month_first"));
    const Imported both = read(text + "12/31/2020,2\n31/12/2020,2\n31/12/2020,2\n", o);
    QVERIFY(both.table.column(0).type() == DataType::Category);
    QCOMPARE(both.report.ambiguousDates[0].dayFirstOnly, std::int64_t{2});
    QVERIFY(mentions(both.report.warnings, "2 rows only parse as day/month, 1 row only as month/day"));
  }

  void missingWordsCountInTypedColumns() {
    QCOMPARE(column({"1", "NA", "?", "-", ".", "null", "N/A", "3"}),
             std::string("int64 1 <missing> <missing> <missing> <missing> <missing> <missing> 3"));
    QCOMPARE(column({"2020-01-01", "n/a"}), std::string("date 2020-01-01 <missing>"));
    QCOMPARE(column({"x", "NA", "x", "NA"}), std::string("category x NA x NA"));
    QVERIFY(mentions(read("v,k\nx,1\nNA,2\nx,3\nNA,4\n").report.warnings, "'NA' as text"));
    QCOMPARE(column({"\"x\"", "NA", "\"x\"", "\"y\"", "\"y\""}), std::string("category x <missing> x y y"));
    CsvOptions o;
    o.missingWords = {"NA", "-999"};
    QCOMPARE(column({"x", "NA", "x"}, o), std::string("category x <missing> x"));
    QCOMPARE(column({"5", "-999", "6"}, o), std::string("int64 5 <missing> 6"));
  }

  void lateValuesRetypeTheWholeColumn() {
    const auto with = [&](const std::string& usual, const std::string& late) {
      std::string text = "a,v\n";
      for (int i = 0; i < 5000; ++i)
        text += "x," + usual + "\n";
      CsvOptions o;
      o.blockBytes = 2000;
      const Imported r = read(text + "y," + late + "\n" + "x," + usual + "\n", o);
      return std::string(dataTypeId(r.table.column(1).type())) + " " + cell(r.table, 0, 1) + " " + cell(r.table, 5000, 1);
    };
    QCOMPARE(with("7", "1.5"), std::string("float64 7 1.5"));
    QCOMPARE(with("7", "seven"), std::string("category 7 seven"));
    QCOMPARE(with("7", "99999999999999999999"), std::string("category 7 99999999999999999999"));
    QCOMPARE(with("7.5", "x"), std::string("category 7.5 x"));
    QCOMPARE(with("", "12"), std::string("int64 <missing> 12"));
    QCOMPARE(with("", "2020-01-01"), std::string("date <missing> 2020-01-01"));
    QCOMPARE(with("2020-01-01", "2020-01-01 10:00"), std::string("timestamp 2020-01-01T00:00:00Z 2020-01-01T10:00:00Z"));
    QCOMPARE(with("true", "2"), std::string("category true 2"));
  }

  void askedTypesCountWhatDoesNotFit() {
    CsvOptions o;
    o.types = {{"v", "int64"}};
    const Imported i = read("v,k\n1,a\nx,b\n3.0,c\n2.5,d\n007,e\n", o);
    QCOMPARE(cells(i.table), std::string("1|a;<missing>|b;3|c;<missing>|d;7|e"));
    QCOMPARE(i.report.castFailures.size(), std::size_t{1});
    QCOMPARE(i.report.castFailures[0].count, std::int64_t{2});
    QCOMPARE(i.report.castFailures[0].rows, (std::vector<std::int64_t>{2, 4}));
    QCOMPARE(i.report.castFailures[0].values, (std::vector<std::string>{"x", "2.5"}));
    QVERIFY(mentions(i.report.warnings, "2 values that are no int64 (rows 2 and 4)"));
    o.types = {{"v", "text"}};
    QCOMPARE(types(read("v,k\n1,a\n1,b\n1,c\n", o).table), std::string("v:text,k:text"));
    o.types = {{"v", "category"}};
    QCOMPARE(types(read("v,k\n1,a\n2,a\n", o).table), std::string("v:category,k:category"));
    o.types = {{"v", "vector"}};
    QCOMPARE(column({"[1,2.5]", "[3,4]", "[1]"}, o), std::string("vector [1,2.5] [3,4] <missing>"));
    o.types = {{"v", "date"}};
    QCOMPARE(column({"2020-01-02", "3 Feb 2021", "soon"}, o), std::string("date 2020-01-02 2021-02-03 <missing>"));
    o.types = {{"w", "int64"}};
    const auto unknown = importCsv(m_folder.file("t.csv", "v,k\n1,a\n"), o, Context());
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
    o.types = {{"v", "integer"}};
    QCOMPARE(importCsv(m_folder.file("t.csv", "v,k\n1,a\n"), o, Context()).error().code, ErrorCode::InvalidArgument);
  }

  void textThatRepeatsIsACategory() {
    std::string text = "c,t\n";
    for (int i = 0; i < 3000; ++i)
      text += std::string(i % 2 ? "b" : "a") + ",t" + std::to_string(i) + "\n";
    const Imported i = read(text);
    QCOMPARE(types(i.table), std::string("c:category,t:text"));
    QCOMPARE(i.table.column(0).dictionary()->values(), (std::vector<std::string>{"a", "b"}));
    QCOMPARE(cell(i.table, 2999, 1), std::string("t2999"));
  }

  void optionsAreDeclared() {
    const Schema schema = schemaOf<CsvOptions>();
    for (const char* name : {"delimiter", "quote", "header", "encoding", "decimal", "thousands", "missing_words",
                             "date_order", "types", "skip_lines", "max_rows"})
      QVERIFY2(schema.find(name), name);
    Json values = Json::object();
    values = *schema.withText(values, "types", "zip=text,id=int64");
    values = *schema.withText(values, "encoding", "utf-16le");
    const CsvOptions o = *paramsFromJson<CsvOptions>(values);
    QCOMPARE(o.types.at("zip"), std::string("text"));
    QVERIFY(o.encoding == CsvEncoding::Utf16Le);
  }
};

QTEST_APPLESS_MAIN(TestCsvTypes)
#include "tst_csv_types.moc"
