// What every algorithm of the catalogue must keep, whatever it computes.
#include "core/base/json.h"
#include "core/learn/estimator.h"
#include "tests/core/learn/samples.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <thread>

using namespace easel;
using namespace easel::samples;

namespace {
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinite = std::numeric_limits<float>::infinity();

const Catalog<Estimator>& catalog() {
  static const Catalog<Estimator> instance = builtinAlgorithms();
  return instance;
}

/// Rows such as the algorithm accepts.
Sample sampleFor(const Estimator& estimator, std::size_t n, std::uint64_t seed, Task task) {
  const int classes = task == Task::Regression ? 0 : task == Task::Binary ? 2 : 3;
  return estimator.traits().acceptsMissing && estimator.traits().acceptsCategories
             ? mixedSample(n, seed, task, classes)
             : numericSample(n, 5, seed, task, classes);
}

const Entry<Estimator>& entryOf(const QString& id) { return *catalog().find(id.toStdString()); }
std::unique_ptr<const Estimator> made(const QString& id) { return entryOf(id).make(Json::object()).value(); }

std::vector<Task> tasksOf(const EstimatorTraits& traits) {
  std::vector<Task> tasks;
  if (traits.binary)
    tasks.push_back(Task::Binary);
  if (traits.multiClass)
    tasks.push_back(Task::MultiClass);
  if (traits.regression)
    tasks.push_back(Task::Regression);
  return tasks;
}

bool sameBits(const Predictions& a, const Predictions& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(double)) == 0;
}

/// Predictions of every row, once together and once one by one, which must have the same bits.
Predictions predictions(const Model& model, const Features& features) {
  const Result<Predictions> all = model.predict(features, Context());
  if (!all)
    qFatal("%s", all.error().text().c_str());
  Predictions single(all->rows(), all->cols());
  const auto p = static_cast<std::size_t>(features.x.cols());
  const auto k = static_cast<std::size_t>(all->cols());
  for (Eigen::Index i = 0; i < all->rows(); ++i)
    model.predictRow({features.x.data() + static_cast<std::size_t>(i) * p, p},
                     {single.data() + static_cast<std::size_t>(i) * k, k});
  if (!sameBits(*all, single))
    qFatal("predictRow and predict differ");
  return *all;
}

/// A value, or an error that says something.
bool answers(const Result<ModelPtr>& model, const Features& features) {
  if (!model)
    return !model.error().message.empty() && model.error().code != ErrorCode::Internal;
  const Result<Predictions> p = (*model)->predict(features, Context());
  return p ? p->allFinite() : !p.error().message.empty();
}
} // namespace

class TestAlgorithmsContract : public QObject {
  Q_OBJECT

  void everyEntry() {
    QTest::addColumn<QString>("id");
    for (const Entry<Estimator>& entry : catalog().entries())
      QTest::addRow("%s", entry.declaration.id.c_str()) << QString::fromStdString(entry.declaration.id);
  }

 private slots:
  void declared_data() { everyEntry(); }
  void declared() {
    QFETCH(QString, id);
    const Declaration& d = entryOf(id).declaration;
    QVERIFY(!d.id.empty() && d.id.size() < 64);
    for (const char c : d.id)
      QVERIFY((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    int same = 0;
    for (const Entry<Estimator>& other : catalog().entries())
      same += other.declaration.id == d.id ? 1 : 0;
    QCOMPARE(same, 1);
    QVERIFY(!d.title.empty() && !d.summary.empty() && !d.category.empty());
    std::set<std::string> labels;
    for (const ParamSpec& p : d.schema.params()) {
      QVERIFY2(!p.label.empty() && !p.help.empty(), p.name.c_str());
      QVERIFY2(labels.insert(p.label).second, p.name.c_str());
      QVERIFY2(p.check(p.defaultValue).has_value(), p.name.c_str());
      for (const ParamChoice& c : p.choices)
        QVERIFY2(!c.value.empty() && !c.label.empty(), p.name.c_str());
      if (p.tuning) {
        QVERIFY(p.tuning->min < p.tuning->max);
        QVERIFY(p.tuning->scale == SearchScale::Linear || p.tuning->min > 0);
        for (const double v : {p.tuning->min, p.tuning->max})
          QVERIFY2((!p.min || v >= *p.min) && (!p.max || v <= *p.max), p.name.c_str());
      }
      if (p.enabledIf)
        QVERIFY2(d.schema.find(p.enabledIf->param) != nullptr, p.name.c_str());
    }
  }
  void parametersRoundTrip_data() { everyEntry(); }
  void parametersRoundTrip() {
    QFETCH(QString, id);
    const Schema& schema = entryOf(id).declaration.schema;
    const Json defaults = schema.defaults();
    QVERIFY(schema.complete(defaults).value() == defaults);
    QVERIFY(parseJson(toText(defaults)).value() == defaults);
    QVERIFY(entryOf(id).make(defaults).has_value());
    QVERIFY(!entryOf(id).make(Json{{"no_such_parameter", 1}}));
    for (const ParamSpec& p : schema.params())
      if (p.min) {
        const Result<std::unique_ptr<const Estimator>> refused = entryOf(id).make(Json{{p.name, *p.min - 1}});
        QVERIFY2(!refused && !refused.error().places.empty(), p.name.c_str());
      }
  }
  void fitSaveLoadPredict_data() { everyEntry(); }
  void fitSaveLoadPredict() {
    QFETCH(QString, id);
    const auto estimator = made(id);
    for (const Task task : tasksOf(estimator->traits())) {
      const Sample s = sampleFor(*estimator, 300, 1, task);
      const Sample fresh = sampleFor(*estimator, 101, 2, task);
      const Result<ModelPtr> model = estimator->fit({s.features, s.target}, Context(5));
      QVERIFY2(model.has_value(), model ? "" : model.error().text().c_str());
      const Predictions before = predictions(**model, fresh.features);
      QCOMPARE(static_cast<std::size_t>(before.cols()), (*model)->outputs());
      QVERIFY(before.allFinite());
      if (task != Task::Regression) {
        QCOMPARE((*model)->outputs(), s.target.classes.size());
        QVERIFY(before.minCoeff() >= 0 && before.maxCoeff() <= 1);
        QVERIFY(((before.rowwise().sum().array() - 1).abs() < 1e-6).all());
      }
      const std::string bytes = (*model)->save();
      const Result<ModelPtr> loaded = made(id)->load(bytes);
      QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().text().c_str());
      QVERIFY(sameBits(before, predictions(**loaded, fresh.features)));
      QCOMPARE((*loaded)->save(), bytes);
      QVERIFY((*loaded)->facts() == (*model)->facts());
      QVERIFY((*model)->facts().is_object());
    }
  }
  void sameSeedSameBits_data() { everyEntry(); }
  void sameSeedSameBits() {
    QFETCH(QString, id);
    const auto estimator = made(id);
    for (const Task task : tasksOf(estimator->traits())) {
      const Sample s = sampleFor(*estimator, 900, 3, task);
      const ModelPtr a = estimator->fit({s.features, s.target}, Context(7)).value();
      const ModelPtr b = made(id)->fit({s.features, s.target}, Context(7)).value();
      QCOMPARE(a->save(), b->save());
    }
  }
  void predictsFromManyThreads_data() { everyEntry(); }
  void predictsFromManyThreads() {
    QFETCH(QString, id);
    const auto estimator = made(id);
    const Sample s = sampleFor(*estimator, 300, 4, tasksOf(estimator->traits())[0]);
    const ModelPtr model = estimator->fit({s.features, s.target}, Context()).value();
    const Predictions expected = predictions(*model, s.features);
    std::vector<std::thread> threads;
    std::array<bool, 4> same{};
    for (bool& ok : same)
      threads.emplace_back([&] { ok = sameBits(expected, predictions(*model, s.features)); });
    for (std::thread& t : threads)
      t.join();
    for (const bool ok : same)
      QVERIFY(ok);
  }
  void damagedBytesAreRefused_data() { everyEntry(); }
  void damagedBytesAreRefused() {
    QFETCH(QString, id);
    const auto estimator = made(id);
    const Sample s = sampleFor(*estimator, 60, 5, tasksOf(estimator->traits())[0]);
    const std::string bytes = estimator->fit({s.features, s.target}, Context()).value()->save();
    const auto refused = [&](const std::string& broken) {
      const Result<ModelPtr> model = estimator->load(broken);
      return !model && model.error().code == ErrorCode::Corrupt;
    };
    QVERIFY(refused(""));
    QVERIFY(refused("not a model"));
    QVERIFY(refused(bytes + "x"));
    for (std::size_t i = 0; i < bytes.size(); i += std::max<std::size_t>(1, bytes.size() / 97)) {
      QVERIFY(refused(bytes.substr(0, i)));
      std::string flipped = bytes;
      flipped[i] = static_cast<char>(flipped[i] ^ 0x41);
      QVERIFY2(refused(flipped), qPrintable(QString::number(i)));
    }
    for (const Entry<Estimator>& other : catalog().entries())
      if (other.declaration.id != entryOf(id).declaration.id)
        QVERIFY(!other.make(Json::object()).value()->load(bytes));
  }
  void cancelAnswers_data() { everyEntry(); }
  void cancelAnswers() {
    QFETCH(QString, id);
    const auto estimator = made(id);
    const Sample s = sampleFor(*estimator, 300, 6, tasksOf(estimator->traits())[0]);
    const Context cancelled;
    cancelled.cancel();
    const Result<ModelPtr> none = estimator->fit({s.features, s.target}, cancelled);
    QVERIFY(!none && none.error().code == ErrorCode::Cancelled);
    const ModelPtr model = estimator->fit({s.features, s.target}, Context()).value();
    const Result<Predictions> nothing = model->predict(s.features, cancelled);
    QVERIFY(!nothing && nothing.error().code == ErrorCode::Cancelled);
    if (const Result<Attributions> a = model->attributions(s.features, cancelled); !a)
      QVERIFY(a.error().code == ErrorCode::Cancelled || a.error().code == ErrorCode::Unsupported);
    else
      QFAIL("attributions did not heed the cancel");
  }
  void attributionsAddUp_data() { everyEntry(); }
  void attributionsAddUp() {
    QFETCH(QString, id);
    const auto estimator = made(id);
    for (const Task task : tasksOf(estimator->traits())) {
      const Sample s = sampleFor(*estimator, 300, 8, task);
      const ModelPtr model = estimator->fit({s.features, s.target}, Context()).value();
      const Result<Attributions> a = model->attributions(s.features, Context());
      if (!a) {
        QCOMPARE(a.error().code, ErrorCode::Unsupported);
        continue;
      }
      QCOMPARE(a->features.size(), s.features.fields.size());
      QCOMPARE(a->base.size(), task == Task::MultiClass ? model->outputs() : std::size_t{1});
      const Predictions p = predictions(*model, s.features);
      for (Eigen::Index i = 0; i < p.rows(); ++i) {
        Eigen::VectorXd margin(static_cast<Eigen::Index>(a->base.size()));
        for (std::size_t g = 0; g < a->base.size(); ++g)
          margin[static_cast<Eigen::Index>(g)] = a->base[g] + a->rows[g].row(i).sum();
        const Eigen::ArrayXd e = (margin.array() - margin.maxCoeff()).exp();
        const double got = task == Task::Regression ? margin[0] : task == Task::Binary ? 1 / (1 + std::exp(-margin[0])) : e[0] / e.sum();
        const double expected = p(i, task == Task::Binary ? 1 : 0);
        QVERIFY(std::abs(got - expected) <= 1e-5 * std::max(1.0, std::abs(expected)));
      }
    }
  }
  void oddInputIsAnswered_data() { everyEntry(); }
  void oddInputIsAnswered() {
    QFETCH(QString, id);
    const auto estimator = made(id);
    for (const Task task : tasksOf(estimator->traits())) {
      const Sample usual = sampleFor(*estimator, 120, 9, task);
      const std::vector<RowIndex> first{0};
      const Features oneRow = rowsOf(usual.features, first);
      const Target oneTarget = rowsOf(usual.target, first);
      QVERIFY(answers(estimator->fit({oneRow, oneTarget}, Context()), oneRow));

      Sample s = usual; // one class, or one value
      std::fill(s.target.y.begin(), s.target.y.end(), 1.0F);
      QVERIFY(answers(estimator->fit({s.features, s.target}, Context()), s.features));

      s = usual; // a constant feature, then only constant features
      s.features.x.col(0).setConstant(4.0F);
      QVERIFY(answers(estimator->fit({s.features, s.target}, Context()), s.features));
      s.features.x.setConstant(1.0F);
      QVERIFY(answers(estimator->fit({s.features, s.target}, Context()), s.features));

      s = usual; // very different sizes
      s.features.x.col(0) *= 1e18F;
      s.features.x.col(1) *= 1e-18F;
      QVERIFY(answers(estimator->fit({s.features, s.target}, Context()), s.features));

      s = usual; // no rows
      s.features.x.resize(0, s.features.x.cols());
      s.target.y.clear();
      const Result<ModelPtr> none = estimator->fit({s.features, s.target}, Context());
      QVERIFY(!none && none.error().code == ErrorCode::Data);
      const ModelPtr model = estimator->fit({usual.features, usual.target}, Context()).value();
      QCOMPARE(model->predict(s.features, Context()).value().rows(), 0);

      for (const float odd : {kInfinite, -kInfinite, kNan}) {
        s = usual;
        s.features.x(7, 2) = odd;
        QVERIFY(answers(estimator->fit({s.features, s.target}, Context()), s.features));
        const Result<Predictions> p = model->predict(s.features, Context());
        QVERIFY(p ? p->allFinite() : p.error().code == ErrorCode::Data);
      }
      s = usual; // everything missing
      s.features.x.setConstant(kNan);
      QVERIFY(answers(estimator->fit({s.features, s.target}, Context()), s.features));

      s = usual; // more columns than rows
      s.features = rowsOf(usual.features, std::vector<RowIndex>{0, 1, 2});
      s.target = rowsOf(usual.target, std::vector<RowIndex>{0, 1, 2});
      QVERIFY(answers(estimator->fit({s.features, s.target}, Context()), s.features));
    }
  }
};

QTEST_APPLESS_MAIN(TestAlgorithmsContract)
#include "tst_algorithms_contract.moc"
