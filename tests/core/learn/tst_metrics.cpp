// Metrics against scikit-learn 1.2.1 on the same numbers (computed once, written down here), against closed forms, and
// the rules for ties and undefined cases. The bootstrap against the interval of a mean.
#include "core/base/parallel.h"
#include "core/learn/metric.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <limits>

using namespace easel;

namespace {

struct Case {
  Target target;
  Predictions predictions;
};

Case binary(std::vector<float> y, const std::vector<double>& p) {
  Case c{{Task::Binary, {"no", "yes"}, std::move(y)}, Predictions(static_cast<Eigen::Index>(p.size()), 2)};
  for (std::size_t i = 0; i < p.size(); ++i)
    c.predictions.row(static_cast<Eigen::Index>(i)) << 1 - p[i], p[i];
  return c;
}

Case multi(std::vector<float> y, const std::vector<std::array<double, 3>>& p) {
  Case c{{Task::MultiClass, {"a", "b", "c"}, std::move(y)}, Predictions(static_cast<Eigen::Index>(p.size()), 3)};
  for (std::size_t i = 0; i < p.size(); ++i)
    c.predictions.row(static_cast<Eigen::Index>(i)) << p[i][0], p[i][1], p[i][2];
  return c;
}

Case values(std::vector<float> y, const std::vector<double>& p) {
  Case c{{Task::Regression, {}, std::move(y)}, Predictions(static_cast<Eigen::Index>(p.size()), 1)};
  for (std::size_t i = 0; i < p.size(); ++i)
    c.predictions(static_cast<Eigen::Index>(i), 0) = p[i];
  return c;
}

const Case kBinary = binary({0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0},
                            {.1, .8, .4, .4, .9, .2, .6, .6, .05, .35, .3, .5});
const Case kMulti = multi({0, 1, 2, 2, 1, 0, 2, 1, 0, 2},
                          {{{.7, .2, .1}}, {{.2, .5, .3}}, {{.1, .1, .8}}, {{.3, .3, .4}}, {{.5, .3, .2}},
                           {{.6, .3, .1}}, {{.2, .5, .3}}, {{.1, .8, .1}}, {{.4, .35, .25}}, {{.25, .25, .5}}});
const Case kValues = values({3, -0.5F, 2, 7, 4.2F, 10}, {2.5, 0, 2, 8, 4, 13});

double score(const Case& c, const std::string& id, const Json& params = Json::object()) {
  const auto metric = builtinMetrics().make(id, params, "metric");
  return (*metric)->value(c.target, c.predictions);
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-12 * std::max(1.0, std::abs(b)); }

} // namespace

#define NEAR(a, b) QVERIFY2(near(a, b), qPrintable(QString("%1 is not %2").arg(a, 0, 'g', 17).arg(b, 0, 'g', 17)))

class TestMetrics : public QObject {
  Q_OBJECT
 private slots:
  void binaryAsScikitLearn() {
    NEAR(score(kBinary, "accuracy"), 0.6666666666666666);
    NEAR(score(kBinary, "balanced_accuracy"), 0.6571428571428571);
    NEAR(score(kBinary, "precision"), 0.6);
    NEAR(score(kBinary, "recall"), 0.6);
    NEAR(score(kBinary, "f_beta"), 0.6);
    NEAR(score(kBinary, "f_beta", {{"beta", 2}}), 0.6);
    NEAR(score(kBinary, "roc_auc"), 0.8285714285714285);
    NEAR(score(kBinary, "pr_auc"), 0.7892857142857141);
    NEAR(score(kBinary, "log_loss"), 0.4718481990507724);
    NEAR(score(kBinary, "brier"), 0.15875000000000003);
    NEAR(score(kBinary, "mcc"), 0.3142857142857143);
    NEAR(score(kBinary, "kappa"), 0.3142857142857143);
  }

  void multiClassAsScikitLearn() {
    NEAR(score(kMulti, "accuracy"), 0.8);
    NEAR(score(kMulti, "balanced_accuracy"), 0.8055555555555555);
    NEAR(score(kMulti, "precision"), 0.8055555555555555);
    NEAR(score(kMulti, "recall"), 0.8055555555555555);
    NEAR(score(kMulti, "f_beta"), 0.7936507936507936);
    NEAR(score(kMulti, "f_beta", {{"beta", 2}}), 0.7978801169590642);
    NEAR(score(kMulti, "roc_auc"), 0.9216269841269842);
    NEAR(score(kMulti, "pr_auc"), 0.8550264550264549);
    NEAR(score(kMulti, "log_loss"), 0.6940609103853215);
    NEAR(score(kMulti, "brier"), 0.392);
    NEAR(score(kMulti, "mcc"), 0.7121212121212122);
    NEAR(score(kMulti, "kappa"), 0.7014925373134329);
  }

  void valuesAsScikitLearn() {
    NEAR(score(kValues, "rmse"), 1.3253930186744667);
    NEAR(score(kValues, "mae"), 0.8666666348775228);
    NEAR(score(kValues, "r2"), 0.8490151617203332);
    NEAR(score(kValues, "mape"), 0.27619046898205324);
    NEAR(score(kValues, "median_error"), 0.5);
    NEAR(score(kValues, "max_error"), 3.0);
  }

  void classCountsByHand() {
    // In the 1.2 rows of the top 10 %: the .9 (yes) whole and a fifth of the .8 (yes).
    NEAR(score(kBinary, "lift"), 1.0 / (5.0 / 12.0));
    // In the top half (6 rows): .9 .8 (.6 .6: one yes) .5 and half of the tie at .4 (one yes of two).
    NEAR(score(kBinary, "lift", {{"top", 0.5}}), 3.5 / 6.0 / (5.0 / 12.0));
    // Two bins: below .5 are .1 .4 .4 .2 .05 .35 .3 with 2 yes of 7; the other five hold 3 yes.
    const double low = std::abs(1.8 - 2), high = std::abs(.8 + .9 + .6 + .6 + .5 - 3);
    NEAR(score(kBinary, "calibration_error", {{"bins", 2}}), (low + high) / 12);
    const Case perfect = binary({0, 1, 1, 0}, {.2, .9, .7, .1}), opposite = binary({0, 1, 1, 0}, {.9, .2, .1, .7});
    for (const char* id :
         {"accuracy", "balanced_accuracy", "precision", "recall", "f_beta", "roc_auc", "pr_auc", "mcc", "kappa"})
      NEAR(score(perfect, id), 1.0);
    NEAR(score(opposite, "mcc"), -1.0);
    NEAR(score(opposite, "kappa"), -1.0);
    NEAR(score(opposite, "roc_auc"), 0.0);
    NEAR(score(kBinary, "f1"), score(kBinary, "f_beta")); // the old name
  }

  void tiesDoNotDependOnTheOrderOfRows() {
    for (const auto& y : {std::vector<float>{1, 0, 0, 0, 1}, std::vector<float>{0, 0, 1, 1, 0}}) {
      const Case c = binary(y, {.3, .3, .3, .3, .3}); // no ranking at all
      NEAR(score(c, "roc_auc"), 0.5);
      NEAR(score(c, "pr_auc"), 0.4);
      NEAR(score(c, "lift"), 1.0);
    }
    NEAR(score(binary({1, 0}, {.5, .4}), "accuracy"), 1.0); // exactly 0.5 counts as yes
  }

  void undefinedIsNotANumber() {
    const Case onlyNo = binary({0, 0, 0}, {.1, .6, .3});
    for (const char* id : {"roc_auc", "pr_auc", "recall", "lift"})
      QVERIFY2(std::isnan(score(onlyNo, id)), id);
    NEAR(score(onlyNo, "precision"), 0.0);
    NEAR(score(binary({0, 1}, {.1, .2}), "precision"), 0.0); // nobody predicted yes
    QVERIFY(std::isnan(score(values({2, 2}, {2, 3}), "r2")));
    QVERIFY(std::isnan(score(values({0, 0}, {1, 1}), "mape")));
    NEAR(score(values({0, 4}, {1, 5}), "mape"), 0.25); // the row with 0 is left out
    const Case broken = values({1, 2}, {1, std::nan("")}), none = values({}, {});
    for (const char* id : {"rmse", "mae", "r2", "mape", "median_error", "max_error"}) {
      QVERIFY2(std::isnan(score(broken, id)), id);
      QVERIFY2(std::isnan(score(none, id)), id);
    }
  }

  void drawsAreTheSameAsCopiedRows() {
    // The fast form of every metric must say what the metric says of the copied rows.
    const std::vector<std::uint32_t> drawn12 = {2, 0, 1, 1, 3, 0, 0, 2, 1, 0, 2, 0};
    const std::vector<std::uint32_t> drawn10 = {0, 2, 1, 1, 0, 3, 1, 0, 1, 1}, drawn6 = {1, 0, 2, 0, 3, 0};
    const std::vector<std::pair<const Case*, const std::vector<std::uint32_t>*>> cases = {
        {&kBinary, &drawn12}, {&kMulti, &drawn10}, {&kValues, &drawn6}};
    const Catalog<Metric> all = builtinMetrics();
    for (const Entry<Metric>& entry : all.entries()) {
      const auto metric = entry.make(Json::object());
      for (const auto& [c, counts] : cases) {
        if (!(*metric)->suits(c->target.task))
          continue;
        const double fast = (*metric)->resampled(c->target, c->predictions)->value(*counts);
        const double copied = (*metric)->Metric::resampled(c->target, c->predictions)->value(*counts);
        QVERIFY2(near(fast, copied), entry.declaration.id.c_str());
      }
    }
  }

  void evaluationHoldsAllThatFits() {
    EvaluateOptions options;
    options.bootstrap = 300;
    options.curves = true;
    const auto e = evaluate(kBinary.target, kBinary.predictions, builtinMetrics(), options, Context(1));
    QVERIFY(e);
    QCOMPARE(e->metrics.size(), std::size_t{13});
    QCOMPARE(e->confusion, (std::vector<std::vector<std::int64_t>>{{5, 2}, {2, 3}}));
    QCOMPARE(e->resamples, 300);
    for (const auto& [id, m] : e->metrics)
      QVERIFY2(m.low && m.high && *m.low < *m.high, id.c_str());
    const MetricValue accuracy = e->metrics.at("accuracy");
    QVERIFY(*accuracy.low <= accuracy.value && accuracy.value <= *accuracy.high);
    // The area under the points of the curve is the metric.
    const Json& roc = e->curves["roc"][0];
    const auto x = roc["false_positive_rate"].get<std::vector<double>>();
    const auto y = roc["true_positive_rate"].get<std::vector<double>>();
    double area = 0;
    for (std::size_t i = 1; i < x.size(); ++i)
      area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
    NEAR(area, e->metrics.at("roc_auc").value);
    QCOMPARE(e->curves["gains"][0]["gain"].back(), Json(1.0));
    QCOMPARE(toJson(*e)["metrics"]["accuracy"]["value"], Json(accuracy.value));

    const auto r = evaluate(kValues.target, kValues.predictions, builtinMetrics(), options, Context(1));
    QVERIFY(r);
    QCOMPARE(r->metrics.size(), std::size_t{6});
    QCOMPARE(r->curves["sample"]["actual"].size(), std::size_t{6});
    QVERIFY(r->confusion.empty());

    const auto m = evaluate(kMulti.target, kMulti.predictions, builtinMetrics(), options, Context(1));
    QVERIFY(m);
    QVERIFY(!m->metrics.contains("lift"));
    QCOMPARE(m->curves["pr"].size(), std::size_t{3});
  }

  void intervalsAreRightAndRepeatable() {
    std::vector<float> y(2000);
    std::vector<double> p(2000);
    for (std::size_t i = 0; i < y.size(); ++i)
      p[i] = static_cast<double>(i % 100) / 100; // errors 0 … 0.99: mean .495, deviation .28866
    const Case c = values(y, p);
    EvaluateOptions options;
    options.bootstrap = 1000;
    const auto a = evaluate(c.target, c.predictions, builtinMetrics(), options, Context(5));
    const MetricValue mae = a->metrics.at("mae");
    const double half = 1.96 * 0.28866 / std::sqrt(2000.0); // the interval of a mean by normal theory
    QVERIFY(std::abs(*mae.low - (0.495 - half)) < 0.15 * half);
    QVERIFY(std::abs(*mae.high - (0.495 + half)) < 0.15 * half);
    limitThreads(1);
    const auto b = evaluate(c.target, c.predictions, builtinMetrics(), options, Context(5));
    limitThreads(2);
    QCOMPARE(toJson(*a), toJson(*b));
    const auto other = evaluate(c.target, c.predictions, builtinMetrics(), options, Context(6));
    QVERIFY(toJson(*a) != toJson(*other));
  }

  void impossibleInputIsAnError() {
    const auto refused = [](const Case& c) {
      return !evaluate(c.target, c.predictions, builtinMetrics(), {}, Context());
    };
    QVERIFY(refused(values({}, {})));
    QVERIFY(refused(values({1, 2}, {1, std::numeric_limits<double>::infinity()})));
    Case c = kBinary;
    c.target.y.pop_back();
    QVERIFY(refused(c));
    c = kBinary;
    c.target.y[0] = 2; // no such class
    QVERIFY(refused(c));
    Context context;
    context.cancel();
    EvaluateOptions options;
    options.bootstrap = 10;
    QCOMPARE(evaluate(kBinary.target, kBinary.predictions, builtinMetrics(), options, context).error().code,
             ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
