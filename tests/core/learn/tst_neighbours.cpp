// Nearest neighbours against a plain search over all rows.
#include "core/learn/estimator.h"
#include "tests/core/learn/samples.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace easel;
using namespace easel::samples;

namespace {
Predictions plain(const Sample& train, const FeatureMatrix& queries, std::size_t k, bool byDistance, std::size_t outs) {
  Predictions result = Predictions::Zero(queries.rows(), static_cast<Eigen::Index>(outs));
  for (Eigen::Index q = 0; q < queries.rows(); ++q) {
    std::vector<std::pair<float, std::size_t>> all;
    for (Eigen::Index i = 0; i < train.features.x.rows(); ++i) {
      float sum = 0;
      for (Eigen::Index j = 0; j < queries.cols(); ++j) {
        const float d = train.features.x(i, j) - queries(q, j);
        sum += d * d;
      }
      all.emplace_back(sum, static_cast<std::size_t>(i));
    }
    std::sort(all.begin(), all.end());
    double total = 0;
    for (std::size_t i = 0; i < std::min(k, all.size()); ++i) {
      const double w = byDistance ? 1 / std::sqrt(static_cast<double>(all[i].first)) : 1;
      const double y = static_cast<double>(train.target.y[all[i].second]);
      total += w;
      if (outs == 1)
        result(q, 0) += w * y;
      else
        result(q, static_cast<Eigen::Index>(y)) += w;
    }
    result.row(q) /= total;
  }
  return result;
}
ModelPtr fitted(const Sample& s, Json params) {
  return builtinAlgorithms().make("k_nearest_neighbours", params, "algorithm").value()->fit({s.features, s.target}, Context()).value();
}
} // namespace

class TestNeighbours : public QObject {
  Q_OBJECT
 private slots:
  void asThePlainSearch_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("k");
    QTest::addColumn<bool>("byDistance");
    QTest::addColumn<int>("classes");
    QTest::addRow("few rows") << 5 << 3 << 15 << false << 2;
    QTest::addRow("one column") << 100 << 1 << 3 << true << 0;
    QTest::addRow("classes") << 1003 << 7 << 15 << false << 3;
    QTest::addRow("numbers by distance") << 997 << 30 << 8 << true << 0;
    QTest::addRow("many columns") << 700 << 200 << 5 << true << 2;
  }
  void asThePlainSearch() {
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(int, k);
    QFETCH(bool, byDistance);
    QFETCH(int, classes);
    const Task task = classes == 0 ? Task::Regression : classes == 2 ? Task::Binary : Task::MultiClass;
    const auto p = static_cast<std::size_t>(columns);
    const Sample train = numericSample(static_cast<std::size_t>(rows), p, 1, task, classes);
    const Sample test = numericSample(77, p, 2, task, classes);
    const ModelPtr model = fitted(
        train, {{"neighbours", k}, {"scale", false}, {"weighting", byDistance ? "distance" : "uniform"}});
    const Predictions got = model->predict(test.features, Context()).value();
    const Predictions expected =
        plain(train, test.features.x, static_cast<std::size_t>(k), byDistance, model->outputs());
    QVERIFY((got - expected).cwiseAbs().maxCoeff() < 1e-12);
  }
  void equalDistancesCountInTrainingOrder() {
    Sample s = numericSample(40, 2, 3, Task::Regression, 0);
    s.features.x.setOnes();
    for (std::size_t i = 0; i < 40; ++i)
      s.target.y[i] = static_cast<float>(i);
    const Predictions p = fitted(s, {{"neighbours", 4}})->predict(s.features, Context()).value();
    QCOMPARE(p(0, 0), 1.5); // rows 0, 1, 2, 3
  }
  void anEqualRowAnswersAlone() {
    const Sample s = numericSample(200, 4, 4, Task::Regression, 0);
    const Predictions p = fitted(s, {{"neighbours", 7}, {"weighting", "distance"}})->predict(s.features, Context()).value();
    for (std::size_t i = 0; i < 200; ++i)
      QCOMPARE(p(static_cast<Eigen::Index>(i), 0), static_cast<double>(s.target.y[i]));
  }
  void scalingMakesUnitsIrrelevant() {
    const Sample train = numericSample(300, 4, 5, Task::Binary, 2);
    Sample scaled = train;
    scaled.features.x.col(2) *= 1024; // a power of two: exact
    const Predictions a = fitted(train, Json::object())->predict(train.features, Context()).value();
    const Predictions b = fitted(scaled, Json::object())->predict(scaled.features, Context()).value();
    QCOMPARE((a - b).cwiseAbs().maxCoeff(), 0.0);
  }
};

QTEST_APPLESS_MAIN(TestNeighbours)
#include "tst_neighbours.moc"
