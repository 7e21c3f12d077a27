// AutoML: ranking, budget, cancel, failures that are kept, one preparation a fold, and the same result twice.
#include "core/learn/automl.h"
#include "frames.h"

#include <QtTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

using namespace easel;
using samples::mixedFrame;

namespace {

/// Answers a fixed probability or value; may sleep, fail, or count its fits.
struct ToyParams {
  double answer = 0.5;
  static void describe(Describe<ToyParams>& d) { d.field(&ToyParams::answer, "answer").label("Answer").range(-1e6, 1e6); }
};

struct ToyModel : Model {
  ToyModel(double a, std::size_t k) : answer(a), outputsCount(k) {}
  Result<Predictions> predict(const Features& f, const Context&) const override {
    Predictions p(f.x.rows(), static_cast<Eigen::Index>(outputsCount));
    for (Eigen::Index i = 0; i < p.rows(); ++i)
      predictRow({f.x.data() + i * f.x.cols(), static_cast<std::size_t>(f.x.cols())},
                 {p.data() + i * p.cols(), outputsCount});
    return p;
  }
  void predictRow(std::span<const float> x, std::span<double> out) const override {
    // Uses the first feature, so that the ranking is not the baseline's.
    const double p = answer == 0 ? 0.5 : 1 / (1 + std::exp(-answer * static_cast<double>(x[0]) / 100));
    if (outputsCount == 1)
      out[0] = answer;
    else
      out[0] = 1 - p, out[1] = p;
  }
  std::size_t outputs() const override { return outputsCount; }
  std::string save() const override { return {}; }
  double answer;
  std::size_t outputsCount;
};

std::atomic<int> g_fits{0};

template<int Milliseconds, bool Fails>
struct Toy : Estimator {
  explicit Toy(ToyParams p) : params(p) {}
  EstimatorTraits traits() const override {
    EstimatorTraits t;
    t.acceptsMissing = t.acceptsCategories = true;
    return t;
  }
  std::vector<CandidateSetting> candidates(const WorkSize&) const override {
    if (Fails)
      return {{Json{{"answer", 9}}, "broken", 5}};
    return {{Json{{"answer", 1}}, "up", 10}, {Json{{"answer", -1}}, "down", 20}, {Json{{"answer", 0}}, "flat", 30}};
  }
  Result<ModelPtr> fit(const FitInput& input, const Context& context) const override {
    ++g_fits;
    if (Fails)
      return Error(ErrorCode::Data, "The toy is broken.");
    for (int i = 0; i < Milliseconds; i += 5) {
      EASEL_CHECK(context.checkpoint());
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return ModelPtr(std::make_shared<ToyModel>(params.answer, std::max<std::size_t>(1, input.target.classes.size())));
  }
  Result<ModelPtr> load(std::string_view) const override { return Error(ErrorCode::Unsupported, "no"); }
  ToyParams params;
};

template<int Milliseconds, bool Fails>
Entry<Estimator> toy(std::string id) {
  return entry<Estimator, Toy<Milliseconds, Fails>, ToyParams>(id).title(id);
}

Catalogs small(std::vector<Entry<Estimator>> algorithms) {
  Catalogs c = builtinCatalogs();
  const Entry<Estimator> baseline = *c.algorithms.find("baseline");
  c.algorithms = {};
  c.algorithms.add(baseline);
  for (Entry<Estimator>& e : algorithms)
    c.algorithms.add(std::move(e));
  return c;
}

AutomlRequest request(Task task, double budget = 600) {
  AutomlRequest r;
  r.target = samples::targetName(task);
  r.folds = 3;
  r.budgetSeconds = budget;
  r.bootstrap = 20;
  return r;
}

} // namespace

class TestAutoml : public QObject {
  Q_OBJECT
 private slots:
  void ranksBestFirstAndRefitsTheFirstThree() {
    std::vector<std::string> told;
    const auto r = automl(mixedFrame({}), request(Task::Binary), small({toy<0, false>("toy")}),
                          [&](const Candidate& c) { told.push_back(c.name); }, Context(1));
    QVERIFY2(r, r ? "" : r.error().text().c_str());
    QCOMPARE(r->metric, std::string("roc_auc"));
    QCOMPARE(told, (std::vector<std::string>{"Baseline", "toy, up", "toy, down", "toy, flat"}));
    QCOMPARE(r->leaderboard.size(), std::size_t{4});
    QCOMPARE(r->leaderboard[0].name, std::string("toy, up"));
    QCOMPARE(r->leaderboard[3].name, std::string("toy, down"));
    for (std::size_t i = 1; i < 4; ++i)
      QVERIFY(r->leaderboard[i - 1].score >= r->leaderboard[i].score);
    QCOMPARE(r->leaderboard[0].foldScores.size(), std::size_t{3});
    QCOMPARE(r->models.size(), std::size_t{3});
    for (std::size_t i = 0; i < 3; ++i) {
      QCOMPARE(r->models[i].bundle->parts().params, r->leaderboard[i].params);
      QVERIFY(r->models[i].evaluations.contains("test"));
    }
  }

  void lowerIsBetterWhereItIs() {
    AutomlRequest wanted = request(Task::Regression);
    wanted.metric = "mae";
    const auto r = automl(mixedFrame({.task = Task::Regression}), wanted, small({toy<0, false>("toy")}), {}, Context(1));
    QVERIFY2(r, r ? "" : r.error().text().c_str());
    QCOMPARE(r->leaderboard[0].algorithm, std::string("baseline")); // the toys answer about 0
    QVERIFY(r->leaderboard[0].score < r->leaderboard[1].score);
    wanted.metric = "roc_auc";
    QCOMPARE(automl(mixedFrame({.task = Task::Regression}), wanted, builtinCatalogs(), {}, Context()).error().code,
             ErrorCode::InvalidArgument);
  }

  void failuresAreKeptWithTheirReason() {
    const auto r = automl(mixedFrame({}), request(Task::Binary), small({toy<0, true>("bad"), toy<0, false>("toy")}), {},
                          Context(1));
    QVERIFY2(r, r ? "" : r.error().text().c_str());
    QCOMPARE(r->leaderboard.back().name, std::string("bad, broken"));
    QCOMPARE(r->leaderboard.back().status, std::string("failed: The toy is broken."));
    QCOMPARE(r->models.size(), std::size_t{3});
  }

  void theBudgetEndsTheSearchButOneCandidateCompletes() {
    const auto r = automl(mixedFrame({.rows = 120}), request(Task::Binary, 0.05), small({toy<100, false>("slow")}), {},
                          Context(1));
    QVERIFY2(r, r ? "" : r.error().text().c_str());
    std::map<std::string, std::string> status;
    for (const Candidate& c : r->leaderboard)
      status[c.name] = c.status;
    QCOMPARE(status["slow, up"], std::string("ok"));
    QCOMPARE(status["slow, down"], std::string("skipped: out of time"));
    QCOMPARE(status["slow, flat"], std::string("skipped: out of time"));
    QVERIFY(!r->models.empty());
  }

  void cancelEndsWithoutAResult() {
    const Context context(1);
    const auto r = automl(mixedFrame({.rows = 120}), request(Task::Binary), small({toy<50, false>("slow")}),
                          [&](const Candidate&) { context.cancel(); }, context);
    QVERIFY(!r);
    QCOMPARE(r.error().code, ErrorCode::Cancelled);
  }

  void theSameSeedGivesTheSameLeaderboard() {
    Catalogs c = builtinCatalogs();
    const auto run = [&] { return automl(mixedFrame({.rows = 200}), request(Task::Binary), c, {}, Context(3)); };
    const auto a = run(), b = run();
    QVERIFY2(a && b, a ? "" : a.error().text().c_str());
    QCOMPARE(a->leaderboard.size(), b->leaderboard.size());
    for (std::size_t i = 0; i < a->leaderboard.size(); ++i) {
      QCOMPARE(a->leaderboard[i].name, b->leaderboard[i].name);
      QVERIFY(a->leaderboard[i].foldScores == b->leaderboard[i].foldScores);
    }
    QVERIFY(a->models[0].bundle->save() == b->models[0].bundle->save());
    QVERIFY(a->leaderboard[0].algorithm != "baseline");
  }

  void preparationIsFittedOncePerFoldAndShared() {
    static std::mutex mutex;
    static std::vector<std::size_t> fittedOn;
    fittedOn.clear();
    struct Passing : FittedStep {
      Result<Table> apply(const Table& t, const Context&) const override { return t; }
    };
    struct Probe : Step {
      explicit Probe(NoParams) {}
      StepKind kind() const override { return StepKind::Fitted; }
      std::string outline() const override { return "probe"; }
      Result<FittedStepPtr> fit(const Table& training, const Context&) const override {
        const std::lock_guard lock(mutex);
        fittedOn.push_back(training.rows());
        return FittedStepPtr(std::make_shared<Passing>());
      }
      Result<FittedStepPtr> restore(const Json&) const override { return FittedStepPtr(std::make_shared<Passing>()); }
    };
    Catalogs c = small({toy<0, false>("toy")});
    c.steps.add(entry<Step, Probe, NoParams>("probe"));
    Frame frame = mixedFrame({.rows = 200});
    frame.preparation.push_back({"probe", 1, Json::object(), {}});
    const auto r = automl(frame, request(Task::Binary), c, {}, Context(1));
    QVERIFY2(r, r ? "" : r.error().text().c_str());
    QCOMPARE(std::count(fittedOn.begin(), fittedOn.end(), 100), std::ptrdiff_t{3}); // four candidates, three folds of 150
    QVERIFY(std::all_of(fittedOn.begin(), fittedOn.end(), [](std::size_t n) { return n == 100 || n == 150; }));
  }
};

QTEST_APPLESS_MAIN(TestAutoml)
#include "tst_automl.moc"
