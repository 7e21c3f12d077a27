// Boosted trees: the flattened forest answers as libxgboost does, bit by bit; Shapley values agree with its own and add
// up; early stopping, missing values, categories, cancel.
#include "core/base/random.h"
#include "core/learn/estimator.h"
#include "core/learn/trees/forest.h"
#include "core/learn/trees/tree_shap.h"
#include "core/learn/trees/xgboost_library.h"
#include "tests/core/learn/samples.h"

#include <QtTest>

#include <bit>
#include <cmath>
#include <dlfcn.h>
#include <future>

using namespace easel;
using namespace easel::samples;

namespace {
/// The library grown and asked directly, beside our own path.
struct Reference {
  const xgb::Library& library;
  xgb::Matrix train;
  xgb::Booster booster;
  std::size_t n, p;
  decltype(&::XGBoosterPredictFromDMatrix) predictFrom;

  std::vector<float> predict(int type) const {
    const std::string config = R"({"type": )" + std::to_string(type) +
                               R"(, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": true})";
    const bst_ulong* shape = nullptr;
    bst_ulong dims = 0;
    const float* values = nullptr;
    if (predictFrom(booster.get(), train.get(), config.c_str(), &shape, &dims, &values) != 0)
      qFatal("%s", library.getLastError());
    std::size_t size = 1;
    for (bst_ulong i = 0; i < dims; ++i)
      size *= shape[i];
    return {values, values + size};
  }
  std::string bytes() const {
    bst_ulong size = 0;
    const char* data = nullptr;
    library.saveModel(booster.get(), R"({"format": "ubj"})", &size, &data);
    return {data, size};
  }
};

Reference grown(const Features& features, const Target& target, int rounds, std::vector<std::pair<std::string, std::string>> more) {
  const xgb::Library& library = *xgb::Library::get().value();
  const std::size_t p = features.fields.size();
  const auto types = std::make_unique<bool[]>(p);
  for (std::size_t j = 0; j < p; ++j)
    types[j] = features.fields[j].categorical();
  xgb::Matrix train =
      xgb::denseMatrix(library, {features.x.data(), features.rows(), p, target.y, {}, {types.get(), p}, 2}).value();
  void* handle = nullptr;
  void* matrices[] = {train.get()};
  library.boosterCreate(matrices, 1, &handle);
  xgb::Booster booster(handle, {&library});
  more.insert(more.begin(), {{"tree_method", "hist"}, {"verbosity", "0"}, {"max_depth", "6"}, {"eta", "0.3"}});
  for (const auto& [name, value] : more)
    library.setParam(handle, name.c_str(), value.c_str());
  for (int i = 0; i < rounds; ++i)
    if (library.updateOneIter(handle, i, train.get()) != 0)
      qFatal("%s", library.getLastError());
  void* loaded = ::dlopen("libxgboost.so.0", RTLD_NOW);
  const auto predict =
      reinterpret_cast<decltype(&::XGBoosterPredictFromDMatrix)>(::dlsym(loaded, "XGBoosterPredictFromDMatrix"));
  return {library, std::move(train), std::move(booster), features.rows(), p, predict};
}

void compare(const Features& features, const Target& target, ForestOutput output,
             std::vector<std::pair<std::string, std::string>> settings) {
  const Reference reference = grown(features, target, 20, std::move(settings));
  const Result<Forest> forest = Forest::fromXgboost(reference.bytes(), 1'000'000, output);
  QVERIFY2(forest.has_value(), forest ? "" : forest.error().text().c_str());
  const std::size_t n = features.rows();
  const std::size_t p = features.fields.size();
  const std::size_t g = forest->groups();
  std::vector<float> margins(n * g);
  forest->margins(features.x.data(), n, margins.data());
  const std::vector<float> expected = reference.predict(1);
  QCOMPARE(expected.size(), margins.size());
  const std::vector<float> answers = reference.predict(0);
  std::vector<double> out(forest->outputs());
  std::vector<float> row(g);
  for (std::size_t i = 0; i < n; ++i) {
    forest->marginsRow(features.x.data() + i * p, row.data());
    for (std::size_t c = 0; c < g; ++c) {
      QCOMPARE(std::bit_cast<std::uint32_t>(margins[i * g + c]), std::bit_cast<std::uint32_t>(expected[i * g + c]));
      QCOMPARE(std::bit_cast<std::uint32_t>(row[c]), std::bit_cast<std::uint32_t>(expected[i * g + c]));
    }
    forest->finish(row.data(), out.data());
    for (std::size_t c = 0; c < g; ++c) {
      const double ours = output == ForestOutput::Sigmoid ? out[1] : out[c];
      QCOMPARE(std::bit_cast<std::uint32_t>(static_cast<float>(ours)), std::bit_cast<std::uint32_t>(answers[i * g + c]));
    }
  }

  const Result<Attributions> shap = treeShap(*forest, features, Context());
  QVERIFY(shap.has_value());
  const std::vector<float> contributions = reference.predict(2); // n × g × (p + 1)
  double apart = 0, additivity = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t c = 0; c < g; ++c) {
      double sum = shap->base[c];
      for (std::size_t j = 0; j < p; ++j) {
        const double ours = shap->rows[c](static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
        apart = std::max(apart, std::abs(ours - static_cast<double>(contributions[(i * g + c) * (p + 1) + j])));
        sum += ours;
      }
      additivity = std::max(additivity, std::abs(sum - static_cast<double>(margins[i * g + c])));
      apart = std::max(apart, std::abs(shap->base[c] - static_cast<double>(contributions[(i * g + c) * (p + 1) + p])));
    }
  QVERIFY2(additivity < 1e-5, qPrintable(QString::number(additivity)));
  QVERIFY2(apart < 1e-3, qPrintable(QString::number(apart)));
}

std::unique_ptr<const Estimator> boosted(Json params) {
  return builtinAlgorithms().make("boosted_trees", params, "algorithm").value();
}
} // namespace

class TestBoostedTrees : public QObject {
  Q_OBJECT
 private slots:
  void theSizeOfThePiecesChangesNothing() {
    const Sample s = mixedSample(3000, 5, Task::Binary, 2);
    const xgb::Library& library = *xgb::Library::get().value();
    const auto n = s.features.rows();
    const std::size_t p = s.features.fields.size();
    const auto types = std::make_unique<bool[]>(p);
    for (std::size_t j = 0; j < p; ++j)
      types[j] = s.features.fields[j].categorical();
    std::vector<float> weights;
    for (std::size_t i = 0; i < n; ++i)
      weights.push_back(i % 3 ? 1.0F : 2.5F);
    const auto bytes = [&](std::size_t valuesAtOnce) -> std::string {
      const xgb::Rows rows{s.features.x.data(), n, p, s.target.y, weights, {types.get(), p}, 2};
      const xgb::Matrix train = xgb::quantileMatrix(library, rows, 64, Context(), valuesAtOnce).value();
      void* handle = nullptr;
      void* matrices[] = {train.get()};
      library.boosterCreate(matrices, 1, &handle);
      const xgb::Booster booster(handle, {&library});
      for (const auto& [name, value] : {std::pair{"tree_method", "hist"}, std::pair{"verbosity", "0"}, std::pair{"max_bin", "64"}})
        library.setParam(handle, name, value);
      for (int i = 0; i < 10; ++i)
        if (library.updateOneIter(handle, i, train.get()) != 0)
          qFatal("%s", library.getLastError());
      bst_ulong size = 0;
      const char* data = nullptr;
      library.saveModel(handle, R"({"format": "ubj"})", &size, &data);
      return {data, size};
    };
    const std::string whole = bytes(std::size_t{1} << 40);
    QVERIFY(whole.size() > 1000);
    QVERIFY(bytes(5000) == whole);
    QVERIFY(bytes(333) == whole);
  }

  void manyValuesGrowAside() {
    const auto bytes = [](std::size_t rows) {
      const Sample s = numericSample(rows, 20, 3, Task::Binary, 2);
      const auto estimator = builtinAlgorithms().make("boosted_trees", {{"rounds", 3}, {"early_stopping", 0}}, "algorithm").value();
      const auto model = estimator->fit({s.features, s.target}, Context(5));
      return model ? (*model)->save() : model.error().text();
    };
    QVERIFY(bytes(200'100).size() > 500);
    QCOMPARE(bytes(200'100), bytes(200'100));
  }

  void cancelIsSeenBetweenThePieces() {
    const Sample s = mixedSample(2000, 5, Task::Binary, 2);
    const std::size_t p = s.features.fields.size();
    const auto types = std::make_unique<bool[]>(p);
    const Context context;
    context.cancel();
    const xgb::Rows rows{s.features.x.data(), s.features.rows(), p, s.target.y, {}, {types.get(), p}, 2};
    const auto matrix = xgb::quantileMatrix(*xgb::Library::get().value(), rows, 64, context, 100);
    QVERIFY(!matrix && matrix.error().code == ErrorCode::Cancelled);
  }

  void cancelDoesNotWaitForACall() {
    QVERIFY(xgb::aside(Context(), [] { return Result<void>(); }));
    const auto failed = xgb::aside(Context(), []() -> Result<void> { return Error(ErrorCode::Data, "no rows"); });
    QVERIFY(!failed && failed.error().message == "no rows");
    const auto thrown = xgb::aside(Context(), []() -> Result<void> { throw std::bad_alloc(); });
    QVERIFY(!thrown && thrown.error().code == ErrorCode::OutOfMemory);
    // The call ends only after the answer was given: were it waited for, this test would never end.
    const Context context;
    const auto answered = std::make_shared<std::promise<void>>();
    const auto owned = std::make_shared<int>(7);
    std::promise<void> ended;
    const auto cancelled = xgb::aside(context, [context, answered, owned, &ended]() -> Result<void> {
      context.cancel();
      answered->get_future().wait();
      ended.set_value();
      return {};
    });
    QVERIFY(!cancelled && cancelled.error().code == ErrorCode::Cancelled);
    QVERIFY(owned.use_count() > 1); // it goes on, and owns what it uses
    answered->set_value();
    ended.get_future().wait();
  }

  void valuesAsXgboost() {
    const Sample s = mixedSample(700, 1, Task::Regression, 0);
    compare(s.features, s.target, ForestOutput::Value, {{"objective", "reg:squarederror"}, {"base_score", "3.25"}});
  }
  void twoClassesAsXgboost() {
    const Sample s = mixedSample(700, 2, Task::Binary, 2);
    compare(s.features, s.target, ForestOutput::Sigmoid, {{"objective", "binary:logistic"}, {"base_score", "0.3"}});
  }
  void manyClassesAsXgboost() {
    const Sample s = mixedSample(900, 3, Task::MultiClass, 4);
    compare(s.features, s.target, ForestOutput::Softmax, {{"objective", "multi:softprob"}, {"num_class", "4"}});
  }
  void categoriesInGroupsAsXgboost() {
    const Sample s = mixedSample(700, 4, Task::Binary, 2, 40);
    compare(s.features, s.target, ForestOutput::Sigmoid,
            {{"objective", "binary:logistic"}, {"max_cat_to_onehot", "2"}});
  }

  void moreRoundsFitTrainingRowsBetter() {
    const Sample s = mixedSample(600, 5, Task::Regression, 0);
    double before = 1e30;
    for (const int rounds : {1, 5, 20, 80}) {
      const ModelPtr model = boosted({{"rounds", rounds}, {"early_stopping", 0}})->fit({s.features, s.target}, Context()).value();
      const double loss = squaredError(model->predict(s.features, Context()).value(), s.target);
      QVERIFY(loss < before);
      before = loss;
    }
  }
  void earlyStoppingKeepsTheBestRound() {
    const Sample train = mixedSample(400, 6, Task::Binary, 2);
    Sample validation = mixedSample(200, 7, Task::Binary, 2);
    Random random(1);
    for (float& y : validation.target.y) // unlearnable: the first round is about the best
      y = static_cast<float>(random.below(2));
    const ModelPtr model = boosted({{"rounds", 300}, {"early_stopping", 5}})
                               ->fit({train.features, train.target, &validation.features, &validation.target}, Context())
                               .value();
    const Json facts = model->facts();
    QVERIFY(facts["stopped_early"].get<bool>());
    QVERIFY(facts["rounds"].get<int>() < 100);
    QCOMPARE(facts["rounds_grown"].get<int>(), facts["rounds"].get<int>() + 5);
  }
  void withoutValidationRowsATenthWatches() {
    const Sample s = mixedSample(2000, 8, Task::Regression, 0);
    const auto estimator = boosted({{"rounds", 2000}, {"learning_rate", 0.3}, {"early_stopping", 10}});
    const ModelPtr a = estimator->fit({s.features, s.target}, Context(3)).value();
    const ModelPtr b = estimator->fit({s.features, s.target}, Context(3)).value();
    QVERIFY(a->facts()["rounds"].get<int>() < 1000);
    QCOMPARE(a->save(), b->save());
  }
  void missingAndUnseenCategoriesAreAnswered() {
    const Sample s = mixedSample(600, 9, Task::Binary, 2);
    const ModelPtr model = boosted({{"rounds", 10}})->fit({s.features, s.target}, Context()).value();
    Features rows = s.features;
    rows.x.setConstant(std::numeric_limits<float>::quiet_NaN());
    const Predictions p = model->predict(rows, Context()).value();
    QVERIFY(p.allFinite());
    QVERIFY(((p.rowwise().sum().array() - 1).abs() < 1e-12).all());
  }
  void balancedClassesRaiseTheRareOne() {
    Sample s = mixedSample(2000, 10, Task::Binary, 2);
    Random random(2);
    for (std::size_t i = 0; i < s.target.y.size(); ++i)
      s.target.y[i] = random.uniform() < 0.05 ? 1.0F : 0.0F;
    const auto mean = [&](bool balance) {
      const ModelPtr m = boosted({{"rounds", 5}, {"depth", 2}, {"early_stopping", 0}, {"balance_classes", balance}})
                             ->fit({s.features, s.target}, Context())
                             .value();
      return m->predict(s.features, Context()).value().col(1).mean();
    };
    QVERIFY(mean(true) > mean(false) + 0.1);
  }
  void largeTargetsStartAtTheirMean() {
    Sample s = mixedSample(300, 11, Task::Regression, 0);
    for (float& y : s.target.y)
      y += 1e6F;
    const ModelPtr m = boosted({{"rounds", 1}, {"learning_rate", 0.01}})->fit({s.features, s.target}, Context()).value();
    const Predictions p = m->predict(s.features, Context()).value();
    QVERIFY(((p.array() - 1e6).abs() < 1e4).all());
  }
  void aTreeLooksAtMoreThanAFewColumns() {
    // A share of three columns would leave a tree one of them.
    for (const std::size_t rows : {500U, 50'000U})
      for (const std::size_t columns : {1U, 3U, 8U, 100U})
        for (const CandidateSetting& c : boosted(Json::object())->candidates({Task::Binary, rows, columns, 2})) {
          const double share = c.params["column_sample"].get<double>();
          QVERIFY(share <= 1 && share * static_cast<double>(columns) >= std::min(6.0, static_cast<double>(columns)) - 1e-9);
          QVERIFY(builtinAlgorithms().make("boosted_trees", c.params, "algorithm").has_value());
        }
  }
  void damagedTreesAreRefused() {
    const Sample s = mixedSample(300, 12, Task::Binary, 2);
    const Reference reference = grown(s.features, s.target, 3, {{"objective", "binary:logistic"}});
    Forest::Parts parts = Forest::fromXgboost(reference.bytes(), 100, ForestOutput::Sigmoid)->parts();
    const auto refused = [](Forest::Parts p) { return !Forest::make(std::move(p)); };
    QVERIFY(!refused(parts));
    Forest::Parts broken = parts;
    broken.nodes[0].left = 0; // a circle
    QVERIFY(refused(broken));
    broken = parts;
    broken.nodes[0].feature = 4000;
    QVERIFY(refused(broken));
    broken = parts;
    broken.roots[1] = 1'000'000;
    QVERIFY(refused(broken));
    broken = parts;
    broken.group[0] = 7;
    QVERIFY(refused(broken));
  }
};

QTEST_APPLESS_MAIN(TestBoostedTrees)
#include "tst_boosted_trees.moc"
