// Ensembles: how members are written, encoded and averaged, the weights that are found, and AutoML's own ensemble.
#include "core/learn/ensemble/members.h"
#include "core/learn/ensemble/pooling.h"
#include "core/learn/automl.h"
#include "core/learn/automl_ensemble.h"
#include "core/base/text.h"
#include "core/explain/attribution.h"
#include "core/table/kernels.h"
#include "frames.h"
#include "samples.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace easel;
using namespace easel::samples;

namespace {
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// x with missing values in `missing` of 100 rows, k of three levels (the last never occurs).
Features twoColumns(int missing) {
  Features f;
  f.fields = {{"x", DataType::Float64, {}}, {"k", DataType::Category, {"a", "b", "c"}}};
  f.x.resize(100, 2);
  for (Eigen::Index i = 0; i < 100; ++i) {
    f.x(i, 0) = i < missing ? kNan : static_cast<float>(i);
    f.x(i, 1) = i % 4 == 0 ? 1.0F : 0.0F;
  }
  return f;
}

std::vector<float> rowOf(const DenseEncoding& encoding, std::vector<float> x) {
  std::vector<float> out(encoding.columns(), -1);
  encoding.applyRow(x.data(), out.data());
  return out;
}

Result<ModelPtr> fit(const Sample& s, Json params) {
  EASEL_TRY(const auto estimator, builtinAlgorithms().make("ensemble", params, "algorithm"));
  return estimator->fit({s.features, s.target}, Context(1));
}

/// Probabilities of the second class as predictions.
Predictions answers(const std::vector<double>& p) {
  Predictions result(static_cast<Eigen::Index>(p.size()), 2);
  for (std::size_t i = 0; i < p.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) << 1 - p[i], p[i];
  return result;
}

bool sameBits(const Predictions& a, const Predictions& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), sizeof(double) * static_cast<std::size_t>(a.size())) == 0;
}
} // namespace

class TestEnsemble : public QObject {
  Q_OBJECT
 private slots:
  void denseEncodingFillsMarksAndSpreads() {
    const DenseEncoding few = DenseEncoding::learn(twoColumns(9));
    QCOMPARE(few.columns(), std::size_t{3}); // x, k=a, k=b; nine missing values are not marked
    QCOMPARE(rowOf(few, {5, 1}), (std::vector<float>{5, 0, 1}));
    QCOMPARE(rowOf(few, {kNan, 0}), (std::vector<float>{54, 1, 0})); // the median of 9…99
    QCOMPARE(rowOf(few, {1, kNan}), (std::vector<float>{1, 0, 0}));
    QCOMPARE(rowOf(few, {1, 2}), (std::vector<float>{1, 0, 0})); // a level that training did not have
    QCOMPARE(rowOf(few, {1, 7}), (std::vector<float>{1, 0, 0}));
    QVERIFY(few.origins() == (std::vector<std::uint32_t>{0, 1, 1}));

    const DenseEncoding many = DenseEncoding::learn(twoColumns(20));
    QCOMPARE(rowOf(many, {kNan, 1}), (std::vector<float>{59.5F, 1, 0, 1}));
    QCOMPARE(rowOf(many, {3, 1}), (std::vector<float>{3, 0, 0, 1}));
    QVERIFY(many.origins() == (std::vector<std::uint32_t>{0, 0, 1, 1}));

    const Features all = many.apply(twoColumns(20));
    QCOMPARE(all.fields[1].name, std::string("x_missing"));
    QCOMPARE(all.fields[3].name, std::string("k=b"));
    for (Eigen::Index i = 0; i < 100; ++i) {
      const Features f = twoColumns(20);
      QVERIFY(rowOf(many, {f.x(i, 0), f.x(i, 1)}) ==
              std::vector<float>(all.x.row(i).data(), all.x.row(i).data() + all.x.cols()));
    }
  }

  void denseEncodingKeepsTheFrequentLevels() {
    Features f;
    FeatureField field{"k", DataType::Category, {}};
    for (int l = 0; l < 60; ++l)
      field.levels.push_back("l" + std::to_string(l));
    f.fields = {field};
    f.x.resize(160, 1); // 50…59 occur once, the others three times; ten are missing
    for (Eigen::Index i = 0; i < 160; ++i)
      f.x(i, 0) = i < 150 ? static_cast<float>(i % 50) : static_cast<float>(i - 100);
    const DenseEncoding e = DenseEncoding::learn(f);
    QCOMPARE(e.columns(), std::size_t{51});
    QCOMPARE(rowOf(e, {59})[50], 1.0F);
    QCOMPARE(rowOf(e, {49})[49], 1.0F);
    QCOMPARE(rowOf(e, {49})[50], 0.0F);
  }

  void denseEncodingIsReadBack() {
    ByteWriter writer;
    const DenseEncoding e = DenseEncoding::learn(twoColumns(20));
    e.save(writer);
    const std::string bytes = std::move(writer).take();
    ByteReader reader(bytes);
    const auto back = DenseEncoding::load(reader);
    QVERIFY(back && reader.finished());
    QCOMPARE(rowOf(*back, {kNan, 1}), rowOf(e, {kNan, 1}));
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      ByteReader broken(std::string_view(bytes).substr(0, cut));
      QVERIFY(!DenseEncoding::load(broken));
    }
  }

  void answersAreAveragedAsLogOdds() {
    const double weights[] = {0.25, 0.75};
    double out[2];
    poolRow(Task::Binary, weights, std::vector<double>{0.4, 0.6, 0.8, 0.2}, out);
    const double margin = 0.25 * std::log(0.6 / 0.4) + 0.75 * std::log(0.2 / 0.8);
    QVERIFY(std::abs(out[1] - 1 / (1 + std::exp(-margin))) < 1e-12);
    QVERIFY(std::abs(out[0] + out[1] - 1) < 1e-15);
    double three[3];
    poolRow(Task::MultiClass, weights, std::vector<double>{0.2, 0.3, 0.5, 0.6, 0.3, 0.1}, three);
    const double a = std::pow(0.2, 0.25) * std::pow(0.6, 0.75), b = 0.3, c = std::pow(0.5, 0.25) * std::pow(0.1, 0.75);
    QVERIFY(std::abs(three[0] - a / (a + b + c)) < 1e-12);
    QVERIFY(std::abs(three[2] - c / (a + b + c)) < 1e-12);
    poolRow(Task::Regression, weights, std::vector<double>{4, 8}, std::span<double>(out, 1));
    QCOMPARE(out[0], 7.0);
    poolRow(Task::Binary, weights, std::vector<double>{0, 1, 1, 0}, out); // certain members stay finite
    QVERIFY(std::isfinite(out[0]) && out[1] < 0.5);
  }

  void weightsGoToThoseThatHelp() {
    Random random(3);
    Target target;
    target.task = Task::Binary;
    target.classes = {"n", "y"};
    std::vector<double> good, alsoGood, noise;
    for (int i = 0; i < 4000; ++i) {
      const double u = random.normal(), v = random.normal();
      const auto sigmoid = [](double z) { return 1 / (1 + std::exp(-z)); };
      target.y.push_back(random.uniform() < sigmoid(1.5 * u + 1.5 * v) ? 1.0F : 0.0F);
      good.push_back(sigmoid(u));
      alsoGood.push_back(sigmoid(v));
      noise.push_back(sigmoid(3 * random.normal()));
    }
    const std::vector<Predictions> members{answers(good), answers(noise), answers(alsoGood)};
    const auto weights = poolingWeights(target, members, Context());
    QVERIFY(weights);
    QCOMPARE((*weights)[1], 0.0);
    QVERIFY((*weights)[0] > 0.4 && (*weights)[2] > 0.4);
    QVERIFY(std::abs((*weights)[0] + (*weights)[2] - 1) < 1e-12);
    const std::vector<Predictions> alone{members[0]};
    QCOMPARE(*poolingWeights(target, alone, Context()), std::vector<double>{1.0});
    const Context cancelled;
    cancelled.cancel();
    QCOMPARE(poolingWeights(target, members, cancelled).error().code, ErrorCode::Cancelled);
  }

  void membersAreWrittenAndRead() {
    QCOMPARE(memberText({"linear", Json::object()}), std::string("linear"));
    const EnsembleMember m = memberFromText(" boosted_trees {\"depth\": 3} ").value();
    QCOMPARE(m.algorithm, std::string("boosted_trees"));
    QCOMPARE(m.params, (Json{{"depth", 3}}));
    QCOMPARE(memberFromText(memberText(m)).value().params, m.params);
    for (const char* wrong : {"", "  ", "linear {", "linear 3", "{\"depth\": 3}"})
      QVERIFY2(!memberFromText(wrong), wrong);
  }

  void wrongSettingsNameTheParameter() {
    const Sample s = mixedSample(100, 1, Task::Binary, 2);
    const auto placeOf = [&](Json params) {
      const auto model = fit(s, params);
      return model || model.error().places.empty() ? std::string() : model.error().places.back().name;
    };
    QCOMPARE(placeOf({{"members", Json::array()}}), std::string("members"));
    QCOMPARE(placeOf({{"members", {"no_such"}}}), std::string("members"));
    QCOMPARE(placeOf({{"members", {"linear {\"strength\": -1}"}}}), std::string("members"));
    QCOMPARE(placeOf({{"members", {"linear", "ensemble"}}}), std::string("members"));
    for (const Json& weights : {Json{"1"}, Json{"1", "x"}, Json{"1", "-1"}, Json{"0", "0"}})
      QCOMPARE(placeOf({{"weights", weights}}), std::string("weights"));
  }

  void aLoneMemberAnswersAsItWouldAlone() {
    const Sample s = mixedSample(400, 2, Task::Binary, 2);
    const ModelPtr trees = builtinAlgorithms().make("boosted_trees", {}, "algorithm").value()->fit({s.features, s.target}, Context(1)).value();
    const ModelPtr alone = fit(s, {{"members", {"boosted_trees", "linear"}}, {"weights", {"1", "0"}}}).value();
    QCOMPARE(alone->facts()["members"].size(), std::size_t{1});
    const Predictions expected = trees->predict(s.features, Context()).value();
    const Predictions got = alone->predict(s.features, Context()).value();
    QVERIFY((expected - got).cwiseAbs().maxCoeff() < 1e-9); // through log-odds and back
  }

  void itIsBetterThanItsMembersWhereTheyDiffer() {
    // Many straight lines and a wave: the linear model finds the ones, trees the other.
    const auto sample = [](std::size_t n, std::uint64_t seed) {
      Random random(seed);
      Sample s;
      s.target.task = Task::Regression;
      for (int j = 0; j < 9; ++j)
        s.features.fields.push_back({"x" + std::to_string(j), DataType::Float64, {}});
      s.features.x.resize(static_cast<Eigen::Index>(n), 9);
      for (std::size_t i = 0; i < n; ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        double sum = 0;
        for (Eigen::Index j = 0; j < 9; ++j) {
          const double v = random.normal();
          s.features.x(row, j) = static_cast<float>(v);
          sum += j < 8 ? 0.5 * v : 1.5 * std::sin(2 * v);
        }
        s.target.y.push_back(static_cast<float>(sum + 0.7 * random.normal()));
      }
      return s;
    };
    const Sample training = sample(400, 4), fresh = sample(2000, 5);
    const auto errorOf = [&](const char* id) {
      const auto model = builtinAlgorithms().make(id, {}, "algorithm").value()->fit({training.features, training.target}, Context(1));
      return squaredError((*model)->predict(fresh.features, Context()).value(), fresh.target);
    };
    const double ensemble = errorOf("ensemble");
    QVERIFY(ensemble < errorOf("linear"));
    QVERIFY(ensemble < errorOf("boosted_trees"));
  }

  void membersAreOfDifferentKinds() {
    const auto part = [](const char* algorithm, double score) {
      EnsemblePart p;
      p.what.algorithm = algorithm;
      p.score = score;
      return p;
    };
    const auto chosen = [&](bool higher) {
      std::string names;
      for (const EnsemblePart& p : ensembleMembers({part("a", 1), part("a", 5), part("a", 4), part("b", 3), part("a", 6),
                                                    part("b", 2), part("c", 0)}, higher))
        names += p.what.algorithm + formatNumber(p.score) + " ";
      return names;
    };
    QCOMPARE(chosen(true), std::string("a6 b3 c0 a5 b2 "));
    QCOMPARE(chosen(false), std::string("c0 a1 b2 b3 a4 "));
    QVERIFY(ensembleMembers({}, true).empty());
  }

  void automlPutsOneTogetherThatServesAndExplains() {
    for (const Task task : {Task::Binary, Task::MultiClass, Task::Regression}) {
      AutomlRequest wanted;
      wanted.target = targetName(task);
      wanted.folds = 3;
      wanted.bootstrap = 10;
      const Frame frame = mixedFrame({.task = task});
      const Catalogs catalogs = builtinCatalogs();
      std::vector<std::string> told;
      const auto r = automl(frame, wanted, catalogs, [&](const Candidate& c) { told.push_back(c.name); }, Context(1));
      QVERIFY2(r, r ? "" : r.error().text().c_str());
      const auto place = std::find_if(r->leaderboard.begin(), r->leaderboard.end(),
                                      [](const Candidate& c) { return c.algorithm == kEnsembleId; });
      if (task == Task::Binary)
        QVERIFY(place != r->leaderboard.end());
      if (place == r->leaderboard.end())
        continue; // one algorithm alone was best
      QCOMPARE(place->status, std::string("ok"));
      QVERIFY(place->name.starts_with("Ensemble, ") && place->name.ends_with(" models"));
      QCOMPARE(told.back(), place->name);
      QCOMPARE(place->foldScores.size(), std::size_t{3});
      QCOMPARE(place->params["members"].size(), place->params["weights"].size());
      const auto index = static_cast<std::size_t>(place - r->leaderboard.begin());
      if (index >= r->models.size())
        continue;
      const ModelBundle& bundle = *r->models[index].bundle;
      const auto loaded = ModelBundle::load(bundle.save(), catalogs);
      QVERIFY2(loaded, loaded ? "" : loaded.error().text().c_str());
      const Table rows = frame.base.head(40).value();
      const Predictions p = bundle.predict(rows, Context()).value();
      QVERIFY(sameBits(p, (*loaded)->predict(rows, Context()).value()));
      for (std::size_t i = 0; i < 5; ++i) // a row alone as in a crowd
        QVERIFY(sameBits(p.row(static_cast<Eigen::Index>(i)),
                         bundle.predict(*take(rows, std::vector<RowIndex>{static_cast<RowIndex>(i)}, Context()), Context()).value()));
      const auto parts = explainRows(bundle, rows, Context());
      QVERIFY2(parts, parts ? "" : parts.error().text().c_str());
      QVERIFY(std::find(parts->features.begin(), parts->features.end(), "city") != parts->features.end());
      if (task == Task::Regression)
        QVERIFY(std::abs(parts->base[0] + parts->rows[0].row(3).sum() - p(3, 0)) < 1e-3 * std::abs(p(3, 0)));
    }
  }

  void anEnsembleComesFirstOnlyWhenItIsAsGood() {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
      AutomlRequest wanted;
      wanted.target = "churn";
      wanted.bootstrap = 10;
      const auto r = automl(mixedFrame({.rows = 300, .seed = seed}), wanted, builtinCatalogs(), {}, Context(seed));
      QVERIFY2(r, r ? "" : r.error().text().c_str());
      const auto& board = r->leaderboard;
      std::size_t first = 0;
      while (first < 2 && board[first].algorithm == kEnsembleId)
        ++first;
      for (std::size_t i = first + 1; i < board.size() && board[i].status == "ok"; ++i)
        QVERIFY(board[i].score <= board[i - 1].score || board[i - 1].algorithm == kEnsembleId);
      if (board[0].algorithm != kEnsembleId || board[0].score >= board[1].score)
        continue;
      double mean = 0, squares = 0;
      const auto n = static_cast<double>(board[0].foldScores.size());
      for (std::size_t f = 0; f < board[0].foldScores.size(); ++f)
        mean += (board[1].foldScores[f] - board[0].foldScores[f]) / n;
      for (std::size_t f = 0; f < board[0].foldScores.size(); ++f)
        squares += std::pow(board[1].foldScores[f] - board[0].foldScores[f] - mean, 2);
      QVERIFY(mean <= std::sqrt(squares / (n - 1) / n) + 1e-12);
    }
  }
};

QTEST_APPLESS_MAIN(TestEnsemble)
#include "tst_ensemble.moc"
