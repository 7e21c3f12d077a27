// How steps treat rows with roles: values against brute force, and no way for a test row into what training rows get.
#ifndef Q_MOC_RUN // moc stumbles over the concepts in the standard headers
#include "core/learn/split.h"
#include "core/prepare/preparation.h"
#include "tests/core/flow/small_steps.h"
#endif

#include <QtTest>

using namespace easel;
using namespace small;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

namespace {
Frame frame() {
  return Frame::of(*Table::make({{"x", column({1, 2, 3, 4, 10, 20})},
                                 {"kind", categories({"a", "b", "a", "c", "b", "a"})},
                                 {"y", column({0, 1, 0, 1, 1, 0})}}));
}
Json x(double value = 0) { return {{"column", "x"}, {"value", value}}; }
Texts ids(const Frame& f) {
  Texts t;
  for (const StepSpec& s : f.preparation)
    t.push_back(s.id);
  return t;
}
Texts roleTexts(const Frame& f) {
  Texts t;
  for (const RowRole r : *f.roles)
    t.push_back(r == RowRole::Train ? "t" : r == RowRole::Validation ? "v" : "r");
  return t;
}
} // namespace

class TestStepNodes : public QObject {
  Q_OBJECT
 private slots:
  void fittedLearnsFromAllRowsWithoutRoles() {
    const Frame out = *step(frame(), "centre", x());
    const double mean = 40.0 / 6;
    QCOMPARE(numbers(out.table, "x"), (Numbers{1 - mean, 2 - mean, 3 - mean, 4 - mean, 10 - mean, 20 - mean}));
    QCOMPARE(numbers(out.base, "x"), (Numbers{1, 2, 3, 4, 10, 20}));
    QCOMPARE(ids(out), Texts{"centre"});
    QCOMPARE(out.fittedBeforeSplit, Texts{"centre"});
    QCOMPARE(out.learned.at("x"), Texts{"centre"});
    QVERIFY(out.leaked.empty() && !out.learned.contains("y"));
    QCOMPARE(out.preparation[0].params, (Json{{"column", "x"}, {"value", 0.0}}));
  }

  void fittedLearnsFromTrainingRowsOnly() {
    // Train: 2, 4, 10 (mean 16/3). The training rows get fitTransform's own values, +100 here; the others do not.
    const Frame in = withRoles(frame(), "rtvttr");
    const Frame out = *step(in, "centre", x(100));
    const double m = 16.0 / 3;
    QCOMPARE(numbers(out.table, "x"), (Numbers{1 - m, 102 - m, 3 - m, 104 - m, 110 - m, 20 - m}));
    QCOMPARE(texts(out.table, "kind"), texts(in.table, "kind"));
    QVERIFY(out.table.column(1).sameAs(in.table.column(1))); // what did not change is not copied
    QVERIFY(out.base.column(0).sameAs(in.base.column(0)));
    QVERIFY(out.fittedBeforeSplit.empty());
    QCOMPARE(out.roles, in.roles);
    QCOMPARE(ids(out), Texts{"centre"});
  }

  void allRowsTrainAndNoneTrains() {
    QCOMPARE(numbers(step(withRoles(frame(), "tttttt"), "centre", x())->table, "x"),
             numbers(step(frame(), "centre", x())->table, "x"));
    const auto none = step(withRoles(frame(), "rrrrrr"), "centre", x());
    QCOMPARE(none.error().code, ErrorCode::Data);
  }

  void rowWiseJoinsThePreparation() {
    const Frame out = *step(withRoles(frame(), "rtvttr"), "double", x());
    QCOMPARE(numbers(out.table, "double"), (Numbers{2, 4, 6, 8, 20, 40}));
    QCOMPARE(ids(out), Texts{"double"});
    QVERIFY(out.fittedBeforeSplit.empty() && out.learned.empty());
    QVERIFY(!out.base.find("double"));
    QVERIFY(!step(frame(), "double", {{"column", "nobody"}}));
  }

  void rowStepsTakeTheSameRowsOfAll() {
    const Frame in = *step(withRoles(frame(), "rtvttr"), "double", x());
    const Frame out = *step(in, "above", {{"column", "double"}, {"value", 5}});
    QCOMPARE(numbers(out.table, "double"), (Numbers{40, 20, 8, 6}));
    QCOMPARE(numbers(out.base, "x"), (Numbers{20, 10, 4, 3}));
    QCOMPARE(texts(out.base, "kind"), (Texts{"a", "b", "c", "a"}));
    QCOMPARE(roleTexts(out), (Texts{"r", "t", "t", "v"}));
    QCOMPARE(ids(out), Texts{"double"}); // skipped when serving
    QVERIFY(out.base.column(0).sameAs(out.table.column(0))); // shared columns are taken once
    const Frame none = *step(in, "above", x(1000));
    QCOMPARE(none.table.rows() + none.base.rows() + none.roles->size(), std::size_t{0});
  }

  void reshapeBeginsAnew() {
    const Context context;
    const Frame in = *step(withRoles(frame(), "rtvttr"), "double", x());
    const Frame out = *step(in, "total", x(), context);
    QCOMPARE(numbers(out.table, "total"), Numbers{40});
    QCOMPARE(numbers(out.base, "total"), Numbers{40});
    QVERIFY(out.preparation.empty() && !out.roles && out.leaked.empty());
    QCOMPARE(context.warnings().size(), std::size_t{1});
    const Context silent;
    QVERIFY(step(frame(), "total", x(), silent));
    QVERIFY(silent.warnings().empty());
  }

  void theSplitRefitsWhatCameBefore() {
    // centre → double → split must equal split → centre → double, for the same roles.
    const Json how{{"method", "random"}, {"train", 0.5}, {"seed", 3}};
    Frame before = *step(*step(frame(), "centre", x(100)), "double", x());
    before = *split(before, how);
    Frame after = *split(frame(), how);
    after = *step(*step(after, "centre", x(100)), "double", x());
    QCOMPARE(roleTexts(before), roleTexts(after));
    QCOMPARE(numbers(before.table, "x"), numbers(after.table, "x"));
    QCOMPARE(numbers(before.table, "double"), numbers(after.table, "double"));
    QVERIFY(numbers(before.table, "x") != numbers(step(frame(), "centre", x(100))->table, "x"));
    QVERIFY(before.fittedBeforeSplit.empty());
    QCOMPARE(ids(before), (Texts{"centre", "double"}));
  }

  void theSplitLeavesTheRestAlone() {
    const Frame in = *step(frame(), "double", x());
    const Frame out = *split(in, {{"method", "random"}, {"train", 0.5}});
    QVERIFY(out.table.column(0).sameAs(in.table.column(0))); // nothing was learned: nothing is done again
    QCOMPARE(out.roles->size(), std::size_t{6});
    const Context context;
    QVERIFY(split(out, {{"method", "random"}}, context));
    QCOMPARE(context.warnings().size(), std::size_t{1}); // the earlier split is replaced
    // A column that a step dropped can still say how to split.
    const Frame dropped = *step(frame(), "drop_columns", {{"columns", {"kind"}}});
    QVERIFY(split(dropped, {{"method", "by_group"}, {"column", "kind"}, {"train", 0.5}}));
    QVERIFY(!split(dropped, {{"method", "by_group"}, {"column", "knid"}}));
  }

  void whatCanBeRefittedIsNoLeak() {
    // Rows by a column that nothing was learned for: no leak. By a learned one, directly or through another: a leak.
    const Frame learned = *step(frame(), "centre", x());
    QVERIFY(step(learned, "above", {{"column", "y"}, {"value", 0}})->leaked.empty());
    QCOMPARE(step(learned, "above", x())->leaked, Texts{"centre"});
    const Frame through = *step(learned, "double", x());
    QCOMPARE(through.learned.at("double"), Texts{"centre"});
    QCOMPARE(step(through, "above", {{"column", "double"}})->leaked, Texts{"centre"});
    // With roles the rows are chosen by what training rows taught.
    QVERIFY(step(*step(withRoles(frame(), "rtvttr"), "centre", x()), "above", x())->leaked.empty());
    // A reshape keeps what it computed with, roles or not, and later frames remember.
    QVERIFY(step(learned, "total", {{"column", "y"}})->leaked.empty());
    const Frame total = *step(*step(withRoles(frame(), "rtvttr"), "centre", x()), "total", x());
    QCOMPARE(total.leaked, Texts{"centre"});
    QCOMPARE(step(total, "double", {{"column", "total"}})->leaked, Texts{"centre"});
    QCOMPARE(split(*step(*step(frame(), "centre", x()), "above", x(-5)), {{"method", "random"}, {"train", 0.5}})->leaked,
             Texts{"centre"});
  }

  void renamedColumnsKeepWhatTheyCarry() {
    const Frame f = *step(*step(frame(), "centre", x()), "rename_columns", {{"names", {{"x", "z"}}}});
    QCOMPARE(f.learned.at("z"), Texts{"centre"});
    QCOMPARE(f.learned.size(), std::size_t{1});
  }

  void testRowsNeverReachTrainingRows() {
    // 40 rows, every third tests. All that test rows hold is changed: values, levels, what is missing.
    const auto made = [](double shift, const std::string& mark, bool missing) {
      Numbers a, y;
      Texts kind;
      std::string letters;
      for (int i = 0; i < 40; ++i) {
        const bool test = i % 3 == 0;
        const double v = (i * 7) % 11;
        a.push_back(test ? (missing && i % 2 ? kMissing : v * shift) : i % 5 == 0 ? kMissing : v);
        y.push_back(test ? (shift > 1 ? 1 - i % 2 : i % 2) : (i / 2) % 2);
        kind.push_back(test ? mark + std::to_string(i % 4) : i % 7 == 0 ? "∅" : std::string(1, static_cast<char>('a' + i % 4)));
        letters += test ? (i % 2 ? 'v' : 'r') : 't';
      }
      return withRoles(Frame::of(*Table::make({{"kind", categories(kind)}, {"other", categories(kind)}, {"a", column(a)},
                                               {"copy", column(a)}, {"y", column(y)}})),
                       letters);
    };
    const std::vector<std::pair<std::string, Json>> chain{
        {"fill_missing", {{"columns", {"a"}}, {"method", "median"}, {"indicator", true}}},
        {"fill_missing", {{"columns", {"copy"}}, {"method", "mean"}}},
        {"encode_categories", {{"columns", {"kind"}}, {"method", "one_hot"}, {"missing", "own_level"}}},
        {"encode_categories", {{"columns", {"other"}}, {"method", "target"}, {"target", "y"}}},
        {"scale", {{"columns", {"a"}}, {"method", "standard"}}},
        {"scale", {{"columns", {"copy"}}, {"method", "robust"}}},
        {"centre", {{"column", "copy"}}}};
    const auto prepared = [&](Frame f) {
      for (const auto& [id, params] : chain) {
        auto next = step(f, id, params);
        if (!next)
          qFatal("%s: %s", id.c_str(), next.error().text().c_str());
        f = *next;
      }
      return f;
    };
    const Frame plain = prepared(made(1, "t", false));
    for (const Frame& other : {prepared(made(1000, "z", false)), prepared(made(-3, "a", true))}) {
      QCOMPARE(other.table.schema().names(), plain.table.schema().names());
      bool differs = false;
      for (std::size_t c = 0; c < plain.table.columnCount(); ++c) {
        const Texts a = texts(plain.table, plain.table.name(c));
        const Texts b = texts(other.table, plain.table.name(c));
        QCOMPARE(plain.table.column(c).type(), other.table.column(c).type());
        for (std::size_t i = 0; i < a.size(); ++i)
          if ((*plain.roles)[i] == RowRole::Train)
            QVERIFY2(a[i] == b[i], (plain.table.name(c) + ", row " + std::to_string(i) + ": " + a[i] + " " + b[i]).c_str());
          else
            differs = differs || a[i] != b[i];
      }
      QVERIFY(differs);
    }
    // The same as fitting the whole chain on the training rows, as the trainer does it.
    std::vector<RowIndex> training, others;
    for (std::size_t i = 0; i < plain.roles->size(); ++i)
      ((*plain.roles)[i] == RowRole::Train ? training : others).push_back(static_cast<RowIndex>(i));
    const Context context;
    const auto whole = FittedPreparation::fitTransform(steps(), plain.preparation, *take(plain.base, training, context), context);
    QVERIFY(whole);
    const Table replayed = *whole->preparation.apply(*take(plain.base, others, context), context);
    for (std::size_t c = 0; c < plain.table.columnCount(); ++c) {
      const Texts here = texts(plain.table, plain.table.name(c));
      const Texts there = texts(replayed, plain.table.name(c));
      for (std::size_t i = 0; i < others.size(); ++i)
        QVERIFY2(here[others[i]] == there[i], plain.table.name(c).c_str());
    }
  }

  void cancelAndErrorsComeThrough() {
    const Context context;
    context.cancel();
    QCOMPARE(step(withRoles(frame(), "rtvttr"), "scale", {{"columns", {"x"}}}, context).error().code, ErrorCode::Cancelled);
    const auto missing = step(withRoles(frame(), "rtvttr"), "scale", {{"columns", {"xx"}}});
    QVERIFY(missing.error().message.find("xx") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestStepNodes)
#include "tst_step_nodes.moc"
