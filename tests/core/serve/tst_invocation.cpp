// The bodies of /invocations: both dialects, their answers, and the refusals that name row and column.
#include "core/base/random.h"
#include "core/serve/csv_body.h"
#include "core/serve/invocation.h"

#include <QtTest>

#include <limits>

using namespace easel;

namespace {

Signature signature() {
  Signature s;
  s.target = "churn";
  s.task = Task::Binary;
  s.classes = {"No", "Yes"};
  const auto field = [&](const char* name, DataType type, bool required = true) {
    SignatureField f;
    f.name = name;
    f.type = type;
    f.required = required;
    s.inputs.push_back(f);
  };
  field("age", DataType::Int64);
  field("bill", DataType::Float64);
  field("city", DataType::Category);
  field("since", DataType::Date);
  field("active", DataType::Bool);
  field("note", DataType::Text, false);
  return s;
}

Table rowsOf(const char* type, const std::string& body, Dialect expected) {
  auto read = readInvocation(signature(), type, body);
  if (const auto* e = std::get_if<InvocationError>(&read)) {
    qWarning("%s", e->error.text().c_str());
    return {};
  }
  auto& invocation = std::get<Invocation>(read);
  return invocation.dialect == expected ? invocation.rows : Table();
}

QString cells(const Table& t) {
  QStringList rows;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    QStringList row;
    for (std::size_t c = 0; c < t.columnCount(); ++c)
      row << QString::fromStdString(t.column(c).textAt(r)->value_or("-"));
    rows << row.join(" ");
  }
  return rows.join("|");
}

InvocationError errorOf(const char* type, const std::string& body) {
  auto read = readInvocation(signature(), type, body);
  const auto* e = std::get_if<InvocationError>(&read);
  return e ? *e : InvocationError{0, {}};
}

constexpr const char* kExpected = "41 20.5 Rome 2020-01-31 true|29 7 - 2021-02-28 false";

} // namespace

class TestInvocation : public QObject {
  Q_OBJECT
 private slots:
  void theSameRowsInEveryForm_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("body");
    QTest::addColumn<int>("dialect");
    const int mlflow = static_cast<int>(Dialect::MlflowJson);
    QTest::newRow("split")
        << "application/json"
        << R"({"dataframe_split":{"columns":["city","age","bill","since","active"],"data":[["Rome",41,20.5,"2020-01-31",true],[null,29,7,"2021-02-28",false]]}})"
        << mlflow;
    QTest::newRow("records")
        << "application/json; charset=UTF-8"
        << R"({"dataframe_records":[{"age":41,"bill":20.5,"city":"Rome","since":"2020-01-31","active":true,"more":1},{"age":29,"bill":7,"since":"2021-02-28","active":false}]})"
        << mlflow;
    QTest::newRow("instances")
        << "application/json"
        << R"({"instances":[{"age":41,"bill":20.5,"city":"Rome","since":"2020-01-31","active":1},{"age":"29","bill":"7","since":"2021-02-28","active":"no"}]})"
        << mlflow;
    QTest::newRow("inputs")
        << "application/json"
        << R"({"inputs":{"age":[41,29],"bill":[20.5,7],"city":["Rome",null],"since":["2020-01-31","2021-02-28"],"active":[true,false]}})"
        << mlflow;
    QTest::newRow("csv header")
        << "text/csv"
        << "bill,age,city,since,active\n20.5,41,Rome,2020-01-31,true\r\n7,29,,2021-02-28,0\n"
        << static_cast<int>(Dialect::CsvWithHeader);
    QTest::newRow("csv with an extra column")
        << "text/csv; header=present"
        << "bill,age,city,since,active,churn\n20.5,41,Rome,2020-01-31,true,x\n7,29,,2021-02-28,0,y\n"
        << static_cast<int>(Dialect::CsvWithHeader);
    QTest::newRow("jsonlines")
        << "application/jsonlines"
        << "{\"age\":41,\"bill\":20.5,\"city\":\"Rome\",\"since\":\"2020-01-31\",\"active\":true}\n{\"age\":"
           "29,\"bill\":7,\"city\":null,\"since\":\"2021-02-28\",\"active\":false}\n"
        << static_cast<int>(Dialect::SageMakerLines);
  }
  void theSameRowsInEveryForm() {
    QFETCH(QString, type);
    QFETCH(QString, body);
    QFETCH(int, dialect);
    QCOMPARE(cells(rowsOf(type.toUtf8().constData(), body.toStdString(), static_cast<Dialect>(dialect))),
             QString(kExpected));
  }

  void rowsByPositionNeedEveryInput() {
    const QString expected = "41 20.5 Rome 2020-01-31 true hello, you";
    QCOMPARE(cells(rowsOf("application/json",
                          R"({"instances":[{"features":[41,20.5,"Rome","2020-01-31",true,"hello, you"]}]})",
                          Dialect::SageMakerJson)),
             expected);
    QCOMPARE(
        cells(rowsOf(
            "application/json",
            R"({"instances":[{"data":{"features":{"values":[41,20.5,"Rome","2020-01-31",true,"hello, you"]}}}]})",
            Dialect::SageMakerJson)),
        expected);
    QCOMPARE(
        cells(rowsOf("text/csv", "41,20.5,Rome,2020-01-31,true,\"hello, you\"", Dialect::CsvWithoutHeader)),
        expected);
    QCOMPARE(errorOf("text/csv", "41,20.5").status, 400);
    QVERIFY(errorOf("text/csv", "41,20.5").error.message.find("row 1 has 2 values") == 0);
  }

  void refusalsNameRowAndColumn_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("message");
    const QString start =
        R"({"dataframe_split":{"columns":["age","bill","city","since","active"],"data":[[1,1,"a","2020-01-01",true],)";
    QTest::newRow("text for a number") << start + R"(["old",1,"a","2020-01-01",true]]}})"
                                       << "row 2, column age: 'old' is not a number.";
    QTest::newRow("fraction for a whole number") << start + R"([1.5,1,"a","2020-01-01",true]]}})"
                                                 << "row 2, column age: '1.5' is not a whole number.";
    QTest::newRow("no date") << start + R"([1,1,"a","31.1.2020",true]]}})"
                             << "row 2, column since: '31.1.2020' is not a date such as 2026-01-31.";
    QTest::newRow("no bool") << start + R"([1,1,"a","2020-01-01","perhaps"]]}})"
                             << "row 2, column active: 'perhaps' is not true or false.";
    QTest::newRow("a list") << start + R"([[],1,"a","2020-01-01",true]]}})"
                            << "row 2, column age: a value is expected, not array";
    QTest::newRow("too few") << start + "[1]]}}"
                             << "row 2 has 1 value; there are 5 columns.";
    QTest::newRow("columns lacking") << R"({"dataframe_records":[{"age":1}]})"
                                     << "The request lacks the columns bill, city, since and active.";
    QTest::newRow("no rows") << R"({"dataframe_records":[]})"
                             << "The request has no rows.";
    QTest::newRow("no form") << R"({"rows":[]})"
                             << "The body has no rows.";
    QTest::newRow("two forms") << R"({"instances":[],"inputs":[]})"
                               << "The body has more than one form of rows.";
    QTest::newRow("a bare list") << "[1,2]"
                                 << "The body must be a JSON object.";
    QTest::newRow("not JSON") << "{"
                              << "The body is not valid JSON (at byte 2).";
  }
  void refusalsNameRowAndColumn() {
    QFETCH(QString, body);
    QFETCH(QString, message);
    const InvocationError e = errorOf("application/json", body.toStdString());
    QCOMPARE(e.status, 400);
    QCOMPARE(QString::fromStdString(e.error.message), message);
  }

  void otherTypesAre415() {
    for (const char* type : {"", "text/plain", "application/xml", "text/csv; charset=latin1"})
      QCOMPARE(errorOf(type, "x").status, 415);
  }

  void answersInTheDialectOfTheQuestion() {
    Predictions p(2, 2);
    p << 0.25, 0.75, 0.5000001, 0.4999999;
    const auto text = [&](Dialect d, const char* accept) {
      auto w = writePredictions(signature(), d, accept, p);
      const auto* body = std::get_if<InvocationBody>(&w);
      return body ? body->contentType + "|" + body->text
                  : "error " + std::to_string(std::get<InvocationError>(w).status);
    };
    QCOMPARE(
        text(Dialect::MlflowJson, ""),
        std::string(
            R"(application/json|{"predictions":[{"prediction":"Yes","probability_No":0.25,"probability_Yes":0.75},{"prediction":"No","probability_No":0.5000001,"probability_Yes":0.4999999}]})"));
    QCOMPARE(
        text(Dialect::SageMakerJson, "*/*"),
        std::string(
            R"(application/json|{"predictions":[{"predicted_label":"Yes","score":0.75},{"predicted_label":"No","score":0.4999999}]})"));
    QCOMPARE(text(Dialect::CsvWithHeader, ""),
             std::string("text/csv; "
                         "charset=utf-8|prediction,probability_No,probability_Yes\nYes,0.25,0.75\nNo,0."
                         "5000001,0.4999999\n"));
    QCOMPARE(text(Dialect::CsvWithoutHeader, ""),
             std::string("text/csv; charset=utf-8|Yes,0.25,0.75\nNo,0.5000001,0.4999999\n"));
    QCOMPARE(text(Dialect::CsvWithoutHeader, "application/json"), text(Dialect::SageMakerJson, ""));
    QCOMPARE(text(Dialect::SageMakerLines, ""),
             std::string("application/"
                         "jsonlines|{\"predicted_label\":\"Yes\",\"score\":0.75}\n{\"predicted_label\":"
                         "\"No\",\"score\":0.4999999}\n"));
    QCOMPARE(text(Dialect::MlflowJson, "image/png"), std::string("error 406"));
  }

  void noNumberIsWrittenAsNull() {
    Signature s = signature();
    s.task = Task::Regression;
    Predictions p(1, 1);
    p << std::numeric_limits<double>::quiet_NaN();
    auto w = writePredictions(s, Dialect::MlflowJson, "", p);
    QCOMPARE(std::get<InvocationBody>(w).text, std::string(R"({"predictions":[{"prediction":null}]})"));
  }

  void csvBodiesAreReadAsWritten() {
    const auto records = csvRecords("a,\"b \"\"c\"\"\nd\",\r\n\n1,,3");
    QVERIFY(records);
    QCOMPARE(records->size(), std::size_t{2});
    QCOMPARE((*records)[0], (std::vector<std::string>{"a", "b \"c\"\nd", ""}));
    QCOMPARE((*records)[1], (std::vector<std::string>{"1", "", "3"}));
    QVERIFY(!csvRecords("a,\"b"));
    QCOMPARE(csvCell("x\"y"), std::string("\"x\"\"y\""));
  }

  void randomBytesNeverCrash() {
    Random random(7);
    for (int i = 0; i < 3000; ++i) {
      std::string body;
      for (std::uint64_t n = random.below(80); n > 0; --n)
        body.push_back(random.below(4) ? "{}[]\",:\n01eatrue"[random.below(16)]
                                       : static_cast<char>(random.below(256)));
      for (const char* type : {"application/json", "text/csv", "application/jsonlines"})
        QVERIFY(readInvocation(signature(), type, body).index() < 2);
    }
  }
};

QTEST_APPLESS_MAIN(TestInvocation)
#include "tst_invocation.moc"
