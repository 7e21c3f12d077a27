// Linear models against certified values (NIST StRD Longley), closed forms and optimality conditions.
#include "core/base/random.h"
#include "core/learn/estimator.h"
#include "core/learn/linear/solve.h"
#include "tests/core/learn/samples.h"

#include <Eigen/LU>
#include <QtTest>

#include <cmath>

using namespace easel;
using namespace easel::samples;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {
ModelPtr fitted(const Sample& s, Json params, const Context& context = Context()) {
  const auto estimator = builtinAlgorithms().make("linear", params, "algorithm").value();
  Result<ModelPtr> model = estimator->fit({s.features, s.target}, context);
  if (!model)
    qFatal("%s", model.error().text().c_str());
  return *model;
}
/// Coefficients of one margin on the scale of the features, intercept last.
VectorXd coefficients(const ModelPtr& model, std::size_t margin = 0, const char* key = "coefficient") {
  const Json m = model->facts()["margins"][margin];
  const std::size_t p = m["coefficients"].size();
  VectorXd b(p + 1);
  for (std::size_t j = 0; j < p; ++j)
    b[static_cast<Eigen::Index>(j)] = m["coefficients"][j][key].get<double>();
  b[static_cast<Eigen::Index>(p)] = m["intercept"].get<double>();
  return b;
}
bool near(double a, double b, double relative) { return std::abs(a - b) <= relative * std::max(std::abs(a), std::abs(b)); }

Sample rowsOfNumbers(const std::vector<std::vector<float>>& rows, Task task = Task::Regression, int classes = 0) {
  Sample s; // the target is the first number of a row
  setClasses(s.target, task, classes);
  const auto p = static_cast<Eigen::Index>(rows[0].size()) - 1;
  for (Eigen::Index j = 0; j < p; ++j)
    s.features.fields.push_back({"x" + std::to_string(j + 1), DataType::Float64, {}});
  s.features.x.resize(static_cast<Eigen::Index>(rows.size()), p);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    s.target.y.push_back(rows[i][0]);
    for (Eigen::Index j = 0; j < p; ++j)
      s.features.x(static_cast<Eigen::Index>(i), j) = rows[i][static_cast<std::size_t>(j) + 1];
  }
  return s;
}

/// Standardised features and centred target, as the penalties see them.
struct Standardised {
  MatrixXd z;
  VectorXd y;
  double spread = 1;
};
Standardised standardised(const Sample& s) {
  Standardised r;
  r.z = s.features.x.cast<double>();
  const double n = static_cast<double>(r.z.rows());
  for (Eigen::Index j = 0; j < r.z.cols(); ++j) {
    r.z.col(j).array() -= r.z.col(j).mean();
    r.z.col(j) /= std::sqrt(r.z.col(j).squaredNorm() / n);
  }
  r.y = Eigen::Map<const Eigen::VectorXf>(s.target.y.data(), r.z.rows()).cast<double>();
  r.y.array() -= r.y.mean();
  r.spread = std::sqrt(r.y.squaredNorm() / n);
  return r;
}
} // namespace

class TestLinear : public QObject {
  Q_OBJECT
 private slots:
  void longleyCertified() {
    // NIST Statistical Reference Datasets, Longley (1967). The deflator is given ten times as large, so that every
    // number is whole and exact in float32; its coefficient is ten times as small.
    const Sample s = rowsOfNumbers({{60323, 830, 234289, 2356, 1590, 107608, 1947}, {61122, 885, 259426, 2325, 1456, 108632, 1948},
                                    {60171, 882, 258054, 3682, 1616, 109773, 1949}, {61187, 895, 284599, 3351, 1650, 110929, 1950},
                                    {63221, 962, 328975, 2099, 3099, 112075, 1951}, {63639, 981, 346999, 1932, 3594, 113270, 1952},
                                    {64989, 990, 365385, 1870, 3547, 115094, 1953}, {63761, 1000, 363112, 3578, 3350, 116219, 1954},
                                    {66019, 1012, 397469, 2904, 3048, 117388, 1955}, {67857, 1046, 419180, 2822, 2857, 118734, 1956},
                                    {68169, 1084, 442769, 2936, 2798, 120445, 1957}, {66513, 1108, 444546, 4681, 2637, 121950, 1958},
                                    {68655, 1126, 482704, 3813, 2552, 123366, 1959}, {69564, 1142, 502601, 3931, 2514, 125368, 1960},
                                    {69331, 1157, 518173, 4806, 2572, 127852, 1961}, {70551, 1169, 554894, 4007, 2827, 130081, 1962}});
    const VectorXd b = coefficients(fitted(s, {{"penalty", "none"}}));
    const double certified[] = {1.50618722713733, -0.358191792925910E-01, -2.02022980381683, -1.03322686717359,
                                -0.511041056535807E-01, 1829.15146461355, -3482258.63459582};
    for (Eigen::Index j = 0; j < 7; ++j)
      QVERIFY2(near(b[j], certified[j], 1e-8), qPrintable(QString("%1: %2").arg(j).arg(b[j], 0, 'g', 15)));
  }
  void ridgeClosedForm() {
    const Sample s = numericSample(300, 7, 1, Task::Regression, 0);
    const Standardised r = standardised(s);
    const double n = 300, strength = 0.2;
    const VectorXd expected =
        (r.z.transpose() * r.z / n + strength * MatrixXd::Identity(7, 7)).lu().solve(r.z.transpose() * r.y / n);
    const VectorXd b = coefficients(fitted(s, {{"penalty", "ridge"}, {"strength", strength}}), 0, "standardised");
    for (Eigen::Index j = 0; j < 7; ++j)
      QVERIFY(near(b[j], expected[j], 1e-9));
  }
  void lassoOfOrthogonalFeaturesIsSoftThreshold() {
    // A full 2³ design, repeated: columns are orthogonal with spread 1.
    std::vector<std::vector<float>> rows;
    Random random(3);
    for (int i = 0; i < 64; ++i) {
      const float a = i & 1 ? 1.0F : -1.0F, b = i & 2 ? 1.0F : -1.0F, c = i & 4 ? 1.0F : -1.0F;
      rows.push_back({3 * a - b + 0.1F * c + static_cast<float>(0.5 * random.normal()), a, b, c});
    }
    const Sample s = rowsOfNumbers(rows);
    const Standardised r = standardised(s);
    const double strength = 0.1;
    const VectorXd b =
        coefficients(fitted(s, {{"penalty", "lasso"}, {"strength", strength}, {"tolerance", 1e-12}}), 0, "standardised");
    for (Eigen::Index j = 0; j < 3; ++j) {
      const double plain = r.z.col(j).dot(r.y) / 64 / r.spread;
      const double expected = std::copysign(std::max(0.0, std::abs(plain) - strength), plain) * r.spread;
      QVERIFY(std::abs(b[j] - expected) < 1e-10);
    }
    QCOMPARE(b[2], 0.0);
  }
  void elasticNetConditions() {
    for (const double share : {1.0, 0.5, 0.1}) {
      const Sample s = numericSample(400, 12, 4, Task::Regression, 0);
      const Standardised r = standardised(s);
      const double strength = 0.15;
      const ModelPtr model = fitted(
          s, {{"penalty", "elastic_net"}, {"l1_share", share}, {"strength", strength}, {"tolerance", 1e-10}});
      const VectorXd b = coefficients(model, 0, "standardised").head(12) / r.spread;
      const VectorXd gradient = r.z.transpose() * (r.z * b - r.y / r.spread) / 400 + strength * (1 - share) * b;
      int zeros = 0;
      for (Eigen::Index j = 0; j < 12; ++j)
        if (b[j] == 0) {
          ++zeros;
          QVERIFY(std::abs(gradient[j]) <= strength * share + 1e-8);
        } else {
          QVERIFY(std::abs(gradient[j] + std::copysign(strength * share, b[j])) < 1e-8);
        }
      if (share == 1.0)
        QVERIFY(zeros > 0);
    }
  }
  void dependentColumnsStillFit() {
    Sample s = numericSample(100, 4, 5, Task::Regression, 0);
    const double alone = squaredError(fitted(s, {{"penalty", "none"}})->predict(s.features, Context()).value(), s.target);
    s.features.fields.push_back({"twice", DataType::Float64, {}});
    s.features.x.conservativeResize(Eigen::NoChange, 5);
    s.features.x.col(4) = 2 * s.features.x.col(0);
    const ModelPtr model = fitted(s, {{"penalty", "none"}});
    QVERIFY(near(squaredError(model->predict(s.features, Context()).value(), s.target), alone, 1e-6));
    const VectorXd b = coefficients(model);
    QVERIFY(near(b[0] * 2, b[4], 1e-2) || near(b[0], b[4] * 2, 1e-2)); // shared between the two
  }

  void logisticOfOneYesNoFeatureIsTheOddsRatio() {
    // 2×2 table: the estimates are log odds in closed form.
    std::vector<std::vector<float>> rows;
    const auto add = [&](int count, float y, float x) { rows.insert(rows.end(), static_cast<std::size_t>(count), {y, x}); };
    add(30, 1, 1), add(10, 0, 1), add(15, 1, 0), add(45, 0, 0);
    const VectorXd b = coefficients(fitted(rowsOfNumbers(rows, Task::Binary, 2), {{"penalty", "none"}}));
    QVERIFY(near(b[1], std::log(15.0 / 45), 1e-7));
    QVERIFY(near(b[0], std::log((30.0 / 10) / (15.0 / 45)), 1e-7));
  }
  void theUsualPenaltyWeighsAsThreeRows() {
    for (const std::size_t n : {300U, 1200U}) {
      const Sample s = numericSample(n, 4, 23, Task::Binary, 2);
      const ModelPtr usual = fitted(s, Json::object());
      QCOMPARE(usual->facts()["strength"].get<double>(), 3.0 / static_cast<double>(n));
      const ModelPtr same = fitted(s, {{"strength", 3.0 / static_cast<double>(n)}});
      QVERIFY((coefficients(usual) - coefficients(same)).cwiseAbs().maxCoeff() == 0);
    }
    QCOMPARE(fitted(numericSample(100, 4, 23, Task::Binary, 2), {{"penalty", "none"}})->facts()["strength"].get<double>(), 0.0);
  }
  void yesNoFeaturesKeepTheirUnit() {
    // A rare level is held back as much as a frequent one: at the optimum its own gradient meets strength × coefficient,
    // for classes and for numbers (whose target is scaled).
    Random random(21);
    Sample s = numericSample(500, 3, 22, Task::Binary, 2);
    for (Eigen::Index i = 0; i < 500; ++i)
      s.features.x(i, 2) = random.uniform() < 0.05 ? 1.0F : 0.0F;
    constexpr double kStrength = 0.02;
    const ModelPtr model = fitted(s, {{"strength", kStrength}});
    const Predictions p = model->predict(s.features, Context()).value();
    double gradient = 0;
    for (Eigen::Index i = 0; i < 500; ++i)
      gradient += static_cast<double>(s.features.x(i, 2)) * (p(i, 1) - static_cast<double>(s.target.y[static_cast<std::size_t>(i)])) / 500;
    const VectorXd b = coefficients(model), standardised = coefficients(model, 0, "standardised");
    QVERIFY(b[2] != 0 && std::abs(gradient + kStrength * b[2]) < 1e-6);
    const double share = s.features.x.col(2).cast<double>().mean();
    QVERIFY(near(standardised[2], b[2] * std::sqrt(share * (1 - share)), 1e-5));

    Sample numbers = s;
    numbers.target.task = Task::Regression;
    numbers.target.classes.clear();
    for (std::size_t i = 0; i < 500; ++i)
      numbers.target.y[i] = 3 * s.features.x(static_cast<Eigen::Index>(i), 0) + static_cast<float>(random.normal());
    const ModelPtr line = fitted(numbers, {{"strength", kStrength}});
    const Predictions value = line->predict(numbers.features, Context()).value();
    double mean = 0, square = 0, slope = 0;
    for (const float y : numbers.target.y)
      mean += static_cast<double>(y) / 500;
    for (std::size_t i = 0; i < 500; ++i) {
      const double y = static_cast<double>(numbers.target.y[i]);
      square += (y - mean) * (y - mean) / 500;
      slope += static_cast<double>(numbers.features.x(static_cast<Eigen::Index>(i), 2)) * (value(static_cast<Eigen::Index>(i), 0) - y) / 500;
    }
    QVERIFY(std::abs(slope + kStrength * coefficients(line)[2]) < 1e-6 * std::sqrt(square));
  }
  void logisticConditions_data() {
    QTest::addColumn<QString>("penalty");
    QTest::addColumn<double>("share");
    QTest::addColumn<int>("classes");
    for (const int classes : {2, 4})
      for (const auto& [penalty, share] : {std::pair("ridge", 0.0), {"lasso", 1.0}, {"elastic_net", 0.5}})
        QTest::addRow("%s %d", penalty, classes) << penalty << share << classes;
  }
  void logisticConditions() {
    QFETCH(QString, penalty);
    QFETCH(double, share);
    QFETCH(int, classes);
    const Task task = classes == 2 ? Task::Binary : Task::MultiClass;
    const Sample s = numericSample(600, 8, 6, task, classes);
    const double strength = 0.03;
    const ModelPtr model = fitted(s, {{"penalty", penalty.toStdString()}, {"strength", strength}, {"l1_share", 0.5}});
    QVERIFY(model->facts()["converged"].get<bool>());
    const Predictions p = model->predict(s.features, Context()).value();
    const MatrixXd z = standardised(s).z;
    for (int g = 0; g < (classes == 2 ? 1 : classes); ++g) {
      const int own = classes == 2 ? 1 : g;
      VectorXd residual = p.col(own);
      for (Eigen::Index i = 0; i < 600; ++i)
        residual[i] -= static_cast<int>(s.target.y[static_cast<std::size_t>(i)]) == own ? 1 : 0;
      QVERIFY(std::abs(residual.mean()) < 1e-6); // the intercept is free
      const VectorXd b = coefficients(model, static_cast<std::size_t>(g), "standardised");
      for (Eigen::Index j = 0; j < 8; ++j) {
        const double gradient = z.col(j).dot(residual) / 600 + strength * (1 - share) * b[j];
        if (b[j] == 0)
          QVERIFY(std::abs(gradient) <= strength * share + 1e-6);
        else
          QVERIFY(std::abs(gradient + std::copysign(strength * share, b[j])) < 1e-6);
      }
    }
  }
  void bothSolversAgree() {
    const Sample s = numericSample(500, 6, 7, Task::Binary, 2);
    const linear::Standard standard = linear::standardOf(s.features.x, Context()).value();
    const linear::Problem problem{s.features.x, standard, s.target.y, {}, linear::Loss::Logistic, 1};
    for (const linear::Penalty penalty : {linear::Penalty{0, 0.01}, linear::Penalty{0.02, 0.01}}) {
      MatrixXd newton = MatrixXd::Zero(7, 1), quasi = MatrixXd::Zero(7, 1);
      QVERIFY(linear::solveLogistic(problem, penalty, {1000, 1e-9}, newton, Context()).value().converged);
      QVERIFY(linear::solveQuasiNewton(problem, penalty, {1000, 1e-9}, quasi, Context()).value().converged);
      QVERIFY((newton - quasi).cwiseAbs().maxCoeff() < 1e-6);
    }
  }
  void manyClassesAreSymmetric() {
    // The same rows under the classes in another order give the same model in that order; effects add up to zero.
    const Sample s = numericSample(500, 5, 8, Task::MultiClass, 3);
    Sample turned = s;
    for (float& y : turned.target.y)
      y = static_cast<float>((static_cast<int>(y) + 1) % 3);
    const ModelPtr a = fitted(s, {{"strength", 0.01}});
    const ModelPtr b = fitted(turned, {{"strength", 0.01}});
    VectorXd sum = VectorXd::Zero(6);
    for (std::size_t g = 0; g < 3; ++g) {
      QVERIFY((coefficients(a, g) - coefficients(b, (g + 1) % 3)).cwiseAbs().maxCoeff() < 1e-4);
      sum += coefficients(a, g);
    }
    QVERIFY(sum.cwiseAbs().maxCoeff() < 1e-6);
  }
  void aSampleStartDoesNotChangeTheAnswer() {
    const Sample s = numericSample(70'000, 3, 9, Task::Binary, 2); // enough rows for the start on a sample
    const ModelPtr model = fitted(s, {{"penalty", "none"}});
    const Predictions p = model->predict(s.features, Context()).value();
    double mean = 0;
    for (std::size_t i = 0; i < s.target.y.size(); ++i)
      mean += (p(static_cast<Eigen::Index>(i), 1) - static_cast<double>(s.target.y[i])) / 70'000;
    QVERIFY(std::abs(mean) < 1e-7);
  }
  void separatedClassesWarnOrSettle() {
    std::vector<std::vector<float>> rows;
    for (int i = 0; i < 40; ++i)
      rows.push_back({i < 20 ? 0.0F : 1.0F, static_cast<float>(i)});
    const Sample s = rowsOfNumbers(rows, Task::Binary, 2);
    const Predictions p = fitted(s, {{"penalty", "none"}})->predict(s.features, Context()).value();
    QVERIFY(p.allFinite());
    QVERIFY(p(0, 0) > 0.99 && p(39, 1) > 0.99);
  }
  void tooFewIterationsWarn() {
    const Context context;
    const ModelPtr model =
        fitted(numericSample(300, 8, 10, Task::MultiClass, 3), {{"max_iterations", 2}}, context);
    QVERIFY(!model->facts()["converged"].get<bool>());
    QCOMPARE(context.warnings().size(), std::size_t{1});
  }
  void absentClassIsUnlikely() {
    Sample s = numericSample(200, 3, 11, Task::MultiClass, 3);
    s.target.classes.push_back("never");
    const Predictions p = fitted(s, Json::object())->predict(s.features, Context()).value();
    QCOMPARE(p.cols(), 4);
    QVERIFY(p.col(3).maxCoeff() < 0.02);
    QVERIFY(p.col(3).minCoeff() > 0);
  }
  void attributionsAddUp() {
    const Sample s = numericSample(200, 6, 12, Task::Binary, 2);
    const ModelPtr model = fitted(s, Json::object());
    const Attributions a = model->attributions(s.features, Context()).value();
    const Predictions p = model->predict(s.features, Context()).value();
    for (Eigen::Index i = 0; i < 200; ++i) {
      const double margin = a.base[0] + a.rows[0].row(i).sum();
      QVERIFY(std::abs(margin - std::log(p(i, 1) / p(i, 0))) < 1e-9);
    }
    QVERIFY(a.rows[0].colwise().mean().cwiseAbs().maxCoeff() < 1e-6); // against the mean
  }
};

QTEST_APPLESS_MAIN(TestLinear)
#include "tst_linear.moc"
