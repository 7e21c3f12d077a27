// The charts of explanations and evaluations: what they show agrees with what they were made from, and is bounded.
#include "core/base/random.h"
#include "core/explain/evaluation_charts.h"
#include "core/explain/explanation_charts.h"
#include "core/explore/target_suggestion.h"
#include "core/learn/catalogs.h"
#include "core/learn/split.h"
#include "core/learn/trainer.h"
#include "core/table/builder.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace easel;

namespace {

Table someRows(std::size_t n) {
  Random random(5);
  std::vector<double> size, noise;
  std::vector<std::string> colour, sold;
  for (std::size_t i = 0; i < n; ++i) {
    size.push_back(random.normal());
    noise.push_back(random.normal());
    colour.push_back(random.below(2) ? "red" : "blue");
    sold.push_back(2 * size.back() + (colour.back() == "red" ? 0.5 : -0.5) > 0 ? "yes" : "no");
  }
  return Table::make({{"size", columnOf(size)},
                      {"noise", columnOf(noise)},
                      {"colour", columnOfTexts(colour)},
                      {"sold", columnOfTexts(sold)}})
      .value();
}

TrainOutcome trained(const Table& rows, const std::string& target) {
  TrainRequest request;
  request.target = target;
  request.algorithm = "linear";
  request.bootstrap = 100;
  Frame frame = Frame::of(rows);
  SplitParams split;
  split.column.name = target;
  split.seed = 3;
  frame.roles = std::make_shared<const std::vector<RowRole>>(assignRoles(rows, split, Context()).value());
  auto outcome = train(frame, request, builtinCatalogs(), Context(3));
  if (!outcome)
    qFatal("%s", outcome.error().text().c_str());
  return std::move(*outcome);
}

} // namespace

class TestExplanationCharts : public QObject {
  Q_OBJECT
 private slots:
  void theSwarmIsOrderedAndBounded() {
    const Table rows = someRows(600);
    const TrainOutcome outcome = trained(rows, "sold");
    const Attributions parts = explainRows(*outcome.bundle, rows, Context()).value();
    const SwarmChart all = swarmChart(parts, rows, 0, {}, Context()).value();
    QCOMPARE(all.features.size(), std::size_t{3});
    QCOMPARE(all.features.front().name, std::string("size"));
    QCOMPARE(all.others, std::size_t{0});
    QCOMPARE(all.shown, std::size_t{600});
    const SwarmFeature& size = all.features.front();
    QVERIFY(size.importance >= all.features[1].importance);
    // The largest sizes push towards yes, and their level is the highest.
    const auto most = std::max_element(size.contribution.begin(), size.contribution.end()) - size.contribution.begin();
    const auto least = std::min_element(size.contribution.begin(), size.contribution.end()) - size.contribution.begin();
    QCOMPARE(size.level[static_cast<std::size_t>(most)], 1.0);
    QCOMPARE(size.level[static_cast<std::size_t>(least)], 0.0);
    for (const SwarmFeature& f : all.features)
      if (f.name == "colour")
        for (std::size_t i = 0; i < f.value.size(); ++i)
          QCOMPARE(f.level[i], f.value[i] == "red" ? 1.0 : 0.0);
    const SwarmChart few = swarmChart(parts, rows, 0, {2, 100}, Context()).value();
    QCOMPARE(few.features.size(), std::size_t{2});
    QCOMPARE(few.others, std::size_t{1});
    QCOMPARE(few.shown, std::size_t{50});
    QCOMPARE(few.features[0].contribution.size(), std::size_t{50});
    QVERIFY(!swarmChart(parts, rows, 1, {}, Context()));
    QVERIFY(!swarmChart(parts, rows.head(10).value(), 0, {}, Context()));
  }

  void theWaterfallAddsUpToThePrediction() {
    const Table rows = someRows(600);
    const TrainOutcome outcome = trained(rows, "sold");
    const Signature& signature = outcome.bundle->signature();
    const Attributions parts = explainRows(*outcome.bundle, rows, Context()).value();
    const Predictions p = outcome.bundle->predict(rows, Context()).value();
    for (const std::size_t row : {std::size_t{0}, std::size_t{33}, std::size_t{599}}) {
      const WaterfallChart chart = waterfallChart(parts, signature, rows, row, 0, 10).value();
      double sum = chart.base;
      for (const WaterfallStep& step : chart.steps)
        sum += step.contribution;
      QVERIFY(std::abs(sum - chart.total) < 1e-9);
      const double probability = p(static_cast<Eigen::Index>(row), 1);
      QVERIFY2(std::abs(1 / (1 + std::exp(-chart.total)) - probability) < 1e-6, qPrintable(QString::number(probability)));
      for (std::size_t i = 1; i < chart.steps.size(); ++i)
        QVERIFY(std::abs(chart.steps[i - 1].contribution) >= std::abs(chart.steps[i].contribution));
    }
    const WaterfallChart shortened = waterfallChart(parts, signature, rows, 0, 0, 1).value();
    QCOMPARE(shortened.steps.size(), std::size_t{2});
    QCOMPARE(shortened.steps[1].name, std::string("2 other columns"));
    QVERIFY(!waterfallChart(parts, signature, rows, 600, 0, 3));
  }

  void rowsToExplainAreThoseThatTested() {
    const Table rows = someRows(500);
    const RowsToExplain tested = rowsToExplain(rows, "sold", 0.8, 3, 400, 1000, Context()).value();
    QVERIFY(tested.unseen);
    QCOMPARE(tested.rows.size(), std::size_t{100});
    SplitParams split;
    split.column.name = "sold";
    split.seed = 3;
    const auto roles = assignRoles(rows, split, Context()).value();
    for (const RowIndex row : tested.rows)
      QVERIFY(roles[row] == RowRole::Test);
    QCOMPARE(rowsToExplain(rows, "sold", 0.8, 3, 400, 10, Context())->rows.size(), std::size_t{10});
    // Other data than the model learned from, or no split: any rows, and it does not claim otherwise.
    QVERIFY(!rowsToExplain(rows, "sold", 0.8, 3, 999, 1000, Context())->unseen);
    const RowsToExplain any = rowsToExplain(rows, "sold", 1, 3, 500, 1000, Context()).value();
    QVERIFY(!any.unseen && any.rows.size() == 500);
  }

  void chartsOfAnEvaluation() {
    const Json classes = toJson(trained(someRows(600), "sold").evaluations.at("test"));
    const ChartSpec roc = rocChart(classes);
    QCOMPARE(roc.series.size(), std::size_t{1});
    QCOMPARE(roc.series[0].name, std::string("yes"));
    QCOMPARE(roc.series[0].x.front(), 0.0);
    QCOMPARE(roc.series[0].y.back(), 1.0);
    QCOMPARE(precisionRecallChart(classes).series.size(), std::size_t{1});
    QVERIFY(!calibrationChart(classes).series.empty());
    QVERIFY(predictedChart(classes, "sold").series.empty());
    const Json values = toJson(trained(someRows(600), "size").evaluations.at("test"));
    const ChartSpec residuals = residualChart(values, "size");
    QCOMPARE(residuals.series.size(), std::size_t{1});
    QCOMPARE(residuals.series[0].x.size(), residuals.series[0].y.size() + 1);
    double rows = 0;
    for (const double c : residuals.series[0].y)
      rows += c;
    QCOMPARE(rows, 120.0);
    QCOMPARE(predictedChart(values, "size").series.at(0).x.size(), std::size_t{120});
    QVERIFY(rocChart(values).series.empty());
    for (const Json& odd : {Json(), Json(3), Json{{"curves", 4}}, Json{{"curves", {{"roc", "x"}, {"residuals", 1}}}}}) {
      QVERIFY(rocChart(odd).series.empty());
      QVERIFY(residualChart(odd, "x").series.empty());
      QVERIFY(calibrationChart(odd).series.empty());
    }
  }

  void aTargetIsSuggested() {
    const auto suggested = [](const Table& rows) { return suggestedTarget(profile(rows, Context()).value()); };
    const std::vector<double> numbers{1.5, 2, 3, 4, 5};
    const std::vector<std::string> two{"a", "b", "a", "b", "a"}, words{"u", "v", "w", "x", "y"};
    QCOMPARE(suggested(Table::make({{"Churn", columnOfTexts(two)}, {"x", columnOf(numbers)}, {"z", columnOfTexts(two)}}).value()),
             std::string("Churn"));
    QCOMPARE(suggested(Table::make({{"x", columnOf(numbers)}, {"last", columnOfTexts(two)}}).value()), std::string("last"));
    QCOMPARE(suggested(Table::make({{"x", columnOf(numbers)}, {"y", columnOf(numbers)}, {"price", columnOf(numbers)}, {"z", columnOf(numbers)}}).value()),
             std::string("price"));
    QCOMPARE(suggested(Table::make({{"name", columnOfTexts(words)}}).value()), std::string());
    QCOMPARE(suggested(Table()), std::string());
  }
};

QTEST_APPLESS_MAIN(TestExplanationCharts)
#include "tst_explanation_charts.moc"
