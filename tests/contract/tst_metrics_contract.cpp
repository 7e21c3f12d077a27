// What every metric of the catalogue must keep, also those that do not exist yet.
#include "core/base/random.h"
#include "core/learn/metric.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <numeric>
#include <set>

using namespace easel;

namespace {

struct Rows {
  Target target;
  Predictions predictions;
};

constexpr Task kTasks[] = {Task::Binary, Task::MultiClass, Task::Regression};

/// noise 0: perfect predictions.
Rows rowsFor(Task task, std::size_t n, double noise, std::uint64_t seed = 1) {
  Random random(seed);
  const std::size_t k = task == Task::Regression ? 1 : task == Task::Binary ? 2 : 4;
  Rows r{{task, {}, {}}, Predictions(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(k))};
  for (std::size_t c = 0; task != Task::Regression && c < k; ++c)
    r.target.classes.push_back("class " + std::to_string(c));
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    if (task == Task::Regression) {
      r.target.y.push_back(static_cast<float>(10 + random.below(50)));
      r.predictions(row, 0) = static_cast<double>(r.target.y.back()) + noise * 20 * random.normal();
      continue;
    }
    r.target.y.push_back(static_cast<float>(random.below(k)));
    double sum = 0;
    for (std::size_t c = 0; c < k; ++c) {
      const double truth = static_cast<std::size_t>(r.target.y.back()) == c ? 1 : 0;
      sum += r.predictions(row, static_cast<Eigen::Index>(c)) = (1 - noise) * truth + noise * random.uniform();
    }
    r.predictions.row(row) /= sum;
  }
  return r;
}

Rows reordered(const Rows& rows, std::uint64_t seed) {
  std::vector<std::size_t> order(rows.target.y.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random(seed).shuffle(order);
  Rows r = rows;
  for (std::size_t i = 0; i < order.size(); ++i) {
    r.target.y[i] = rows.target.y[order[i]];
    r.predictions.row(static_cast<Eigen::Index>(i)) = rows.predictions.row(static_cast<Eigen::Index>(order[i]));
  }
  return r;
}

bool same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || a == b; }

} // namespace

class TestMetricsContract : public QObject {
  Q_OBJECT
 private slots:
  void declarations() {
    std::set<std::string> ids;
    const Catalog<Metric> all = builtinMetrics();
    for (const Entry<Metric>& e : all.entries()) {
      const Declaration& d = e.declaration;
      QVERIFY2(ids.insert(d.id).second, d.id.c_str());
      QVERIFY2(!d.title.empty() && !d.summary.empty() && !d.category.empty(), d.id.c_str());
      QVERIFY2(d.summary.ends_with('.'), d.id.c_str());
      QVERIFY2(e.make(d.schema.defaults()), d.id.c_str());
      for (const ParamSpec& p : d.schema.params())
        QVERIFY2(!p.label.empty() && !p.help.empty(), (d.id + "." + p.name).c_str());
    }
    for (const Task task : kTasks)
      QVERIFY(ids.contains(defaultMetric(task)));
  }

  void everyMetric() {
    const Catalog<Metric> all = builtinMetrics();
    for (const Entry<Metric>& e : all.entries()) {
      const char* id = e.declaration.id.c_str();
      const auto made = e.make(Json::object());
      const Metric& metric = **made;
      int suited = 0;
      for (const Task task : kTasks) {
        if (!metric.suits(task))
          continue;
        ++suited;
        // Nothing is better than perfect, and noise is worse.
        const Rows perfect = rowsFor(task, 400, 0), noisy = rowsFor(task, 400, 0.6), noise = rowsFor(task, 400, 1);
        const double a = metric.value(perfect.target, perfect.predictions);
        const double b = metric.value(noisy.target, noisy.predictions);
        const double c = metric.value(noise.target, noise.predictions);
        QVERIFY2(std::isfinite(a) && std::isfinite(b) && std::isfinite(c), id);
        QVERIFY2(metric.higherIsBetter() ? a >= b && a > c : a <= b && a < c, id);
        // The order of the rows plays no part, and the same rows give the same bits.
        const Rows other = reordered(noisy, 3);
        const double d = metric.value(other.target, other.predictions);
        QVERIFY2(std::abs(d - b) <= 1e-12 * std::max(1.0, std::abs(b)), id);
        QVERIFY2(same(b, metric.value(noisy.target, noisy.predictions)), id);
        // Every row drawn once is the value itself; nothing drawn is not defined, but no crash.
        const auto resampled = metric.resampled(noisy.target, noisy.predictions);
        QVERIFY2(same(b, resampled->value(std::vector<std::uint32_t>(400, 1))), id);
        const double none = resampled->value(std::vector<std::uint32_t>(400, 0));
        QVERIFY2(!std::isinf(none), id);
        // One row, no rows, values that are not numbers.
        const Rows one = rowsFor(task, 1, 0.6), empty = rowsFor(task, 0, 0.6);
        QVERIFY2(!std::isinf(metric.value(one.target, one.predictions)), id);
        QVERIFY2(std::isnan(metric.value(empty.target, empty.predictions)), id);
        Rows broken = noisy;
        broken.predictions(7, 0) = std::numeric_limits<double>::quiet_NaN();
        QVERIFY2(std::isnan(metric.value(broken.target, broken.predictions)), id);
      }
      QVERIFY2(suited > 0, id);
    }
  }
};

QTEST_APPLESS_MAIN(TestMetricsContract)
#include "tst_metrics_contract.moc"
