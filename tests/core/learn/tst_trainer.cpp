// Training end to end: what it gives, what it tells, and that rows which do not train change nothing that is learned.
#include "core/table/kernels.h"
#include "frames.h"

#include <QtTest>

#include <algorithm>
#include <set>

using namespace easel;
using samples::mixedFrame;
using samples::requestFor;

namespace {

const Catalogs& catalogs() {
  static const Catalogs all = builtinCatalogs();
  return all;
}

/// The frame with the values of its test rows replaced: other numbers, levels and targets.
Frame withOtherTestRows(const Frame& frame) {
  std::vector<NamedColumn> columns;
  for (const NamedColumn& c : frame.base.columns()) {
    ColumnBuilder b(c.column.type());
    for (std::size_t i = 0; i < frame.base.rows(); ++i) {
      const bool test = (*frame.roles)[i] == RowRole::Test;
      const std::optional<std::string> text = *c.column.textAt(i);
      const Number number = *c.column.numberAt(i);
      if (!test && !text)
        b.appendMissing();
      else if (isTextual(c.column.type()))
        b.appendText(test ? (c.name == "churn" ? (*text == "yes" ? "no" : "yes") : "elsewhere") : *text);
      else if (c.column.type() == DataType::Float64)
        b.appendDouble(test ? 1e6 : number.value);
      else if (c.column.type() == DataType::Bool)
        b.appendBool(test || number.value != 0);
      else
        b.appendInt(test ? -7 : static_cast<std::int64_t>(number.value));
    }
    columns.push_back({c.name, std::move(b).finish()});
  }
  Frame other = Frame::of(*Table::make(std::move(columns)));
  other.roles = frame.roles;
  return other;
}

bool mentions(const std::vector<std::string>& texts, const std::string& word) {
  return std::any_of(texts.begin(), texts.end(), [&](const auto& t) { return t.find(word) != std::string::npos; });
}

} // namespace

class TestTrainer : public QObject {
  Q_OBJECT
 private slots:
  void everyAlgorithmTrainsOnUntouchedData() {
    for (const Task task : {Task::Binary, Task::MultiClass, Task::Regression}) {
      const Frame frame = mixedFrame({.task = task});
      for (const Entry<Estimator>& entry : catalogs().algorithms.entries()) {
        const auto outcome = train(frame, requestFor(task, entry.declaration.id), catalogs(), Context(1));
        QVERIFY2(outcome, outcome ? "" : (entry.declaration.id + ": " + outcome.error().text()).c_str());
        QCOMPARE(outcome->evaluations.size(), std::size_t{2});
        QCOMPARE(outcome->evaluations.at("test").rows, std::size_t{100});
        const auto& metric = outcome->evaluations.at("test").metrics.at(task == Task::Regression ? "rmse" : "log_loss");
        QVERIFY(metric.low && metric.high);
      }
    }
  }

  void modelsLearnWhatIsThere() {
    for (const char* id : {"linear", "boosted_trees"}) {
      const auto outcome =
          train(mixedFrame({.rows = 1500}), requestFor(Task::Binary, id, Json::object()), catalogs(), Context(1));
      if (!catalogs().algorithms.find(id))
        continue;
      QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
      QVERIFY2(outcome->evaluations.at("test").metrics.at("roc_auc").value > 0.75, id);
    }
  }

  void reasonsAndStepsAreShown() {
    const auto outcome = train(mixedFrame({}), requestFor(Task::Binary, "boosted_trees"), catalogs(), Context(1));
    QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
    for (const char* column : {"'id'", "'note'", "'same'"})
      QVERIFY2(mentions(outcome->reasons, column), column);
    QCOMPARE(outcome->added.at(0).id, std::string("drop_columns"));
    QCOMPARE(outcome->added.at(0).params["columns"], Json({"id", "note", "same"}));
    const auto ids = [](const std::vector<StepSpec>& specs) {
      std::set<std::string> all;
      for (const StepSpec& s : specs)
        all.insert(s.id);
      return all;
    };
    QVERIFY(!ids(outcome->added).contains("fill_missing")); // trees take missing values and categories
    QVERIFY(!ids(outcome->added).contains("encode_categories"));
    EstimatorTraits plain;
    plain.wantsScaling = true;
    const auto steps =
        automaticPreparation(mixedFrame({}).base, "churn", Task::Binary, plain, Context());
    for (const char* id : {"fill_missing", "encode_categories", "scale", "date_parts"})
      QVERIFY2(ids(*steps).contains(id), id);
    QCOMPARE(outcome->receipt["rows_by_role"]["train"], Json(300));
    QVERIFY(outcome->bundle->parts().facts["training_data"].get<std::string>().size() == 64);
  }

  void testRowsChangeNothingThatIsLearned() {
    const Frame frame = mixedFrame({.rows = 300});
    const Frame other = withOtherTestRows(frame);
    for (const Entry<Estimator>& entry : catalogs().algorithms.entries()) {
      TrainRequest request = requestFor(Task::Binary, entry.declaration.id);
      request.folds = 2;
      const auto a = train(frame, request, catalogs(), Context(1)), b = train(other, request, catalogs(), Context(1));
      QVERIFY2(a && b, b ? "" : b.error().text().c_str());
      QVERIFY2(a->bundle->save() == b->bundle->save(), entry.declaration.id.c_str());
      QVERIFY(a->folds == b->folds);
      if (entry.declaration.id != "baseline")
        QVERIFY(toJson(a->evaluations.at("test")) != toJson(b->evaluations.at("test")));
    }
  }

  void thePreparationIsRefittedInEveryFold() {
    // A probe step that notes how many rows it was fitted on.
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
        fittedOn.push_back(training.rows());
        return FittedStepPtr(std::make_shared<Passing>());
      }
      Result<FittedStepPtr> restore(const Json&) const override { return FittedStepPtr(std::make_shared<Passing>()); }
    };
    Catalogs with = builtinCatalogs();
    with.steps.add(entry<Step, Probe, NoParams>("probe"));
    Frame frame = mixedFrame({.rows = 200});
    frame.preparation.push_back({"probe", 1, Json::object(), {}});
    TrainRequest request = requestFor(Task::Binary, "baseline");
    request.folds = 5;
    const auto outcome = train(frame, request, with, Context(1));
    QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
    QCOMPARE(outcome->folds.size(), std::size_t{5});
    QCOMPARE(std::count(fittedOn.begin(), fittedOn.end(), 120), std::ptrdiff_t{5}); // 4/5 of the 150 training rows
    QVERIFY(std::all_of(fittedOn.begin(), fittedOn.end(), [](std::size_t n) { return n <= 150; }));
  }

  void rowsWithoutTargetAreLeftOutAndCounted() {
    Table table = samples::mixedTable({.rows = 100, .task = Task::Regression});
    std::vector<double> y(100, 1);
    std::vector<std::uint8_t> valid(100, 1);
    for (std::size_t i = 0; i < 100; ++i)
      y[i] = static_cast<double>(i);
    valid[3] = valid[50] = 0;
    table = *table.with("spend", columnOf(y, valid));
    Context context(1);
    const auto outcome = train(Frame::of(table), requestFor(Task::Regression, "baseline"), catalogs(), context);
    QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
    QCOMPARE(outcome->evaluations.size(), std::size_t{1}); // no split: only the training rows
    QCOMPARE(outcome->evaluations.at("train").rows, std::size_t{98});
    QVERIFY(mentions(context.warnings(), "2 rows have"));
  }

  void aColumnWithoutValuesInOneFoldEndsNothing() {
    // One value only: the fold that holds it out has none to learn from.
    Frame frame = mixedFrame({.rows = 100});
    std::vector<double> rare(100);
    std::vector<std::uint8_t> valid(100);
    for (std::size_t i = 0; i < 100; ++i)
      if ((*frame.roles)[i] == RowRole::Train) {
        rare[i] = 3;
        valid[i] = 1;
        break;
      }
    Table table = *frame.base.with("rare", columnOf(rare, valid));
    Frame with = Frame::of(table);
    with.roles = frame.roles;
    TrainRequest request = requestFor(Task::Binary, "linear");
    request.folds = 5;
    Context context(1);
    const auto outcome = train(with, request, catalogs(), context);
    QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
    QCOMPARE(outcome->folds.size(), std::size_t{5});
    QVERIFY(mentions(context.warnings(), "Column 'rare' has only missing values in the training rows, so 0 stands in for its median."));
  }

  void impossibleRequestsSayWhy() {
    const Frame frame = mixedFrame({.rows = 60});
    TrainRequest request = requestFor(Task::Binary, "boosted_tree");
    QCOMPARE(train(frame, request, catalogs(), Context()).error().hint, std::string("Did you mean 'boosted_trees'?"));
    request = requestFor(Task::Binary, "baseline");
    request.target = "chrun";
    QCOMPARE(train(frame, request, catalogs(), Context()).error().hint, std::string("Did you mean 'churn'?"));
    request.target = "note";
    QVERIFY(!train(Frame::of(*frame.base.head(1)), request, catalogs(), Context()));
    Frame onlyTarget = Frame::of(frame.base.without(std::vector<std::string>{"id", "age", "income", "city", "member",
                                                                             "joined", "note", "same"}));
    QVERIFY(!train(onlyTarget, requestFor(Task::Binary, "baseline"), catalogs(), Context()));
    Context cancelled;
    cancelled.cancel();
    QCOMPARE(train(frame, requestFor(Task::Binary, "boosted_trees"), catalogs(), cancelled).error().code,
             ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
