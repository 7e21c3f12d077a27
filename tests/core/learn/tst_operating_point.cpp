// Confusion at a threshold from the stored curves, against counting; what choosing a target means; inputs as a form.
#include "core/base/random.h"
#include "core/learn/catalogs.h"
#include "core/learn/input_form.h"
#include "core/learn/operating_point.h"
#include "core/learn/target_choice.h"
#include "core/learn/trainer.h"
#include "core/table/builder.h"

#include <QtTest>

using namespace easel;

namespace {

struct Scored {
  Target target;
  Predictions predictions;
  Json evaluation;
};

Scored scored(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  Scored s;
  s.target.task = Task::Binary;
  s.target.classes = {"no", "yes"};
  s.predictions.resize(static_cast<Eigen::Index>(n), 2);
  for (std::size_t i = 0; i < n; ++i) {
    const double p = random.uniform();
    s.target.y.push_back(random.uniform() < p ? 1.0F : 0.0F);
    s.predictions(static_cast<Eigen::Index>(i), 0) = 1 - p;
    s.predictions(static_cast<Eigen::Index>(i), 1) = p;
  }
  EvaluateOptions options;
  options.curves = true;
  const auto evaluation = evaluate(s.target, s.predictions, builtinMetrics(), options, Context());
  if (!evaluation)
    qFatal("%s", evaluation.error().text().c_str());
  s.evaluation = toJson(*evaluation);
  return s;
}

std::vector<std::vector<std::int64_t>> counted(const Scored& s, double threshold) {
  std::vector<std::vector<std::int64_t>> counts{{0, 0}, {0, 0}};
  for (std::size_t i = 0; i < s.target.y.size(); ++i)
    ++counts[s.target.y[i] > 0.5F ? 1 : 0][s.predictions(static_cast<Eigen::Index>(i), 1) >= threshold ? 1 : 0];
  return counts;
}

} // namespace

class TestOperatingPoint : public QObject {
  Q_OBJECT
 private slots:
  void countsAreExactForFewRows() {
    const Scored s = scored(150, 1);
    for (int k = 0; k <= 100; ++k) {
      const double threshold = k / 100.0;
      const auto point = operatingPoint(s.evaluation, threshold);
      QVERIFY(point);
      QVERIFY2(point->confusion == counted(s, threshold), qPrintable(QString::number(threshold)));
    }
  }

  void countsAreNearForManyRowsAndExactAtHalf() {
    const Scored s = scored(20'000, 2);
    const auto half = operatingPoint(s.evaluation, 0.5);
    QVERIFY(half);
    QVERIFY(half->confusion == counted(s, 0.5));
    for (int k = 0; k <= 100; ++k) {
      const double threshold = k / 100.0;
      const auto point = operatingPoint(s.evaluation, threshold);
      const auto truth = counted(s, threshold);
      QVERIFY(point);
      for (std::size_t a = 0; a < 2; ++a)
        for (std::size_t p = 0; p < 2; ++p) // at most what lies between two of 200 points
          QVERIFY2(std::abs(point->confusion[a][p] - truth[a][p]) <= 30, qPrintable(QString::number(threshold)));
    }
  }

  void figuresFollowFromTheCounts() {
    const Scored s = scored(150, 3);
    const auto point = operatingPoint(s.evaluation, 0.3);
    QVERIFY(point);
    const auto& c = point->confusion;
    QCOMPARE(point->truePositiveRate, double(c[1][1]) / double(c[1][0] + c[1][1]));
    QCOMPARE(point->falsePositiveRate, double(c[0][1]) / double(c[0][0] + c[0][1]));
    QVERIFY(point->precision);
    QCOMPARE(*point->precision, double(c[1][1]) / double(c[0][1] + c[1][1]));
    QCOMPARE(point->accuracy, double(c[0][0] + c[1][1]) / 150.0);
    const auto none = operatingPoint(s.evaluation, 1.5);
    QVERIFY(none && !none->precision);
    QCOMPARE(none->confusion[1][1], std::int64_t{0});
    QCOMPARE(none->f1, 0.0);
  }

  void withoutCurvesItSaysSo() {
    const auto point = operatingPoint(Json{{"confusion", {{1, 2}, {3, 4}}}}, 0.5);
    QVERIFY(!point);
    QCOMPARE(point.error().code, ErrorCode::NotFound);
    QVERIFY(!operatingPoint(Json(), 0.5));
    QVERIFY(!operatingPoint(Json{{"confusion", "x"}, {"curves", {{"roc", 3}}}}, 0.5));
  }

  void aTargetIsDescribed() {
    const std::vector<std::string> answers{"no", "yes", "no", ""};
    const Column words = columnOfTexts(answers, {1, 1, 1, 0});
    const auto binary = targetChoice(words, Context());
    QVERIFY(binary);
    QCOMPARE(binary->task, Task::Binary);
    QCOMPARE(binary->classes.at(1), std::string("yes"));
    QCOMPARE(binary->missing, std::size_t{1});
    std::vector<double> values;
    for (int i = 0; i < 200; ++i)
      values.push_back(i * 1.37);
    const auto number = targetChoice(columnOf(values), Context());
    QVERIFY(number && number->task == Task::Regression && number->classes.empty());
    const auto one = targetChoice(columnOfTexts(std::vector<std::string>(5, "same")), Context());
    QVERIFY(!one);
    QVERIFY(!targetChoice(missingColumn(DataType::Float64, 3), Context()));
  }

  void theFormOfAModelGivesItsRow() {
    std::vector<std::string> colour, sold;
    std::vector<double> size;
    Random random(4);
    for (int i = 0; i < 300; ++i) {
      size.push_back(random.normal());
      colour.push_back(random.below(2) ? "red" : "blue");
      sold.push_back(size.back() + (colour.back() == "red" ? 1 : -1) > 0 ? "yes" : "no");
    }
    const Table rows =
        Table::make({{"size", columnOf(size)}, {"colour", columnOfTexts(colour)}, {"sold", columnOfTexts(sold)}}).value();
    TrainRequest request;
    request.target = "sold";
    request.algorithm = "linear";
    const auto outcome = train(Frame::of(rows), request, builtinCatalogs(), Context(1));
    QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
    const ModelBundle& bundle = *outcome->bundle;
    const Schema schema = inputSchema(bundle.signature());
    QCOMPARE(schema.names(), (std::vector<std::string>{"size", "colour"}));
    QCOMPARE(schema.find("size")->kind, ParamKind::Float);
    for (const std::size_t row : {std::size_t{0}, std::size_t{7}, std::size_t{299}}) {
      const auto values = inputValues(bundle.signature(), rows, row);
      QVERIFY(values);
      QVERIFY(schema.complete(*values));
      const auto one = inputRow(bundle.signature(), *values);
      QVERIFY(one);
      const auto direct = bundle.predict(rows, Context());
      const auto again = bundle.predict(*one, Context());
      QVERIFY2(again, again ? "" : again.error().text().c_str());
      QCOMPARE((*again)(0, 1), (*direct)(static_cast<Eigen::Index>(row), 1));
    }
    const auto empty = inputRow(bundle.signature(), Json{{"size", nullptr}});
    QVERIFY(empty);
    QVERIFY(bundle.predict(*empty, Context()));
    QVERIFY(!inputValues(bundle.signature(), rows, 300));
  }
};

QTEST_APPLESS_MAIN(TestOperatingPoint)
#include "tst_operating_point.moc"
