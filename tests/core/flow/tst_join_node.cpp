// Joins in a flow: those that leave the left rows as they are travel with the model, the others begin anew.
#ifndef Q_MOC_RUN // moc stumbles over the concepts in the standard headers
#include "core/prepare/preparation.h"
#include "tests/core/flow/small_steps.h"
#endif

#include <QtTest>

using namespace easel;
using namespace small;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

namespace {
Frame left() {
  return Frame::of(*Table::make({{"id", column({3, 1, kMissing, 2, 9, 1})}, {"x", column({1, 2, 3, 4, 5, 6})}}));
}
Frame right(const Numbers& ids) {
  Numbers v;
  for (std::size_t i = 0; i < ids.size(); ++i)
    v.push_back(100 + static_cast<double>(i));
  return Frame::of(*Table::make({{"key", column(ids)}, {"v", column(v)}, {"x", column(v)}}));
}
Result<Frame> joined(const Frame& l, const Frame& r, const std::string& how, const Context& context = Context()) {
  const Json keys = how == "cross" ? Json{{"how", how}} : Json{{"how", how}, {"left_keys", {"id"}}, {"right_keys", {"key"}}};
  return small::apply(nodes::join(), keys, {{"left", wire(l)}, {"right", wire(r)}}, context);
}
bool equal(const Numbers& a, const Numbers& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}
Texts roleTexts(const Frame& f) {
  Texts t;
  for (const RowRole r : *f.roles)
    t.push_back(r == RowRole::Train ? "t" : "r");
  return t;
}
} // namespace

class TestJoinNode : public QObject {
  Q_OBJECT
 private slots:
  void aLeftJoinWithUniqueKeysTravelsWithTheModel() {
    const Frame in = *step(withRoles(left(), "trtrtr"), "centre", {{"column", "x"}});
    const Frame out = *joined(in, right({1, 2, 3, kMissing, kMissing}), "left");
    QVERIFY(equal(numbers(out.table, "v"), {102, 100, kMissing, 101, kMissing, 100}));
    QVERIFY(equal(numbers(out.table, "x_right"), {102, 100, kMissing, 101, kMissing, 100}));
    QVERIFY(!out.base.find("v"));
    QCOMPARE(out.roles, in.roles);
    QCOMPARE(out.preparation.size(), std::size_t{2});
    QCOMPARE(out.preparation[1].id, std::string("lookup"));
    QCOMPARE(out.preparation[1].lookup->rows(), std::size_t{3}); // rows without a key can never match
    // What the trainer and the server replay gives the same.
    const Context context;
    const auto replay = FittedPreparation::fitTransform(steps(), {out.preparation[1]}, in.base, context);
    QVERIFY(replay);
    QVERIFY(equal(numbers(replay->table, "v"), numbers(out.table, "v")));
  }

  void anInnerJoinWithUniqueKeysChoosesRowsToo() {
    const Frame out = *joined(withRoles(left(), "trtrtr"), right({1, 3}), "inner");
    QVERIFY(equal(numbers(out.table, "id"), {3, 1, 1}));
    QVERIFY(equal(numbers(out.base, "x"), {1, 2, 6}));
    QVERIFY(equal(numbers(out.table, "v"), {101, 100, 100}));
    QCOMPARE(roleTexts(out), (Texts{"t", "r", "r"}));
    QCOMPARE(out.preparation.size(), std::size_t{1});
  }

  void semiAndAntiOnlyChooseRows() {
    const Frame in = withRoles(left(), "trtrtr");
    const Frame semi = *joined(in, right({1, 1, 3}), "semi");
    QVERIFY(equal(numbers(semi.base, "x"), {1, 2, 6}));
    QCOMPARE(semi.table.columnCount(), std::size_t{2});
    const Frame anti = *joined(in, right({1, 1, 3}), "anti");
    QVERIFY(equal(numbers(anti.table, "x"), {3, 4, 5}));
    QCOMPARE(roleTexts(anti), (Texts{"t", "r", "t"}));
    QVERIFY(semi.preparation.empty() && anti.preparation.empty());
  }

  void joinsThatMakeOtherRowsBeginAnew() {
    const Frame in = *step(withRoles(left(), "trtrtr"), "centre", {{"column", "x"}});
    for (const std::string how : {"left", "inner", "right", "full", "cross"}) {
      const Context context;
      const Frame out = *joined(in, right({1, 1, 7}), how, context);
      QVERIFY2(!out.roles && out.preparation.empty(), how.c_str());
      QCOMPARE(out.base.rows(), out.table.rows());
      QCOMPARE(out.leaked, Texts{"centre"});
      QCOMPARE(context.warnings().size(), std::size_t{1});
      const std::size_t expected = how == "left" ? 8 : how == "inner" ? 4 : how == "right" ? 5 : how == "full" ? 9 : 18;
      QCOMPARE(out.table.rows(), expected);
    }
  }

  void whatTheRightSideLearnedStays() {
    const Frame r = *step(right({1, 2, 3}), "centre", {{"column", "v"}});
    QCOMPARE(joined(left(), r, "left")->leaked, Texts{"centre"});
    QVERIFY(joined(left(), right({1, 2, 3}), "left")->leaked.empty());
    const Frame l = *step(left(), "centre", {{"column", "id"}});
    QCOMPARE(joined(l, right({1, 2}), "semi")->leaked, Texts{"centre"}); // rows chosen by a learned key
  }

  void wrongKeysAreNamed() {
    const auto run = [](const Json& params) {
      return small::apply(nodes::join(), params, {{"left", wire(left())}, {"right", wire(right({1}))}});
    };
    QCOMPARE(run({{"how", "left"}}).error().places.at(0).name, std::string("left_keys"));
    QVERIFY(run({{"left_keys", {"id"}}}).error().message.find("Right table") == 0);
    QVERIFY(run({{"left_keys", {"ident"}}}).error().message.find("Left table") == 0);
    QVERIFY(!run({{"left_keys", {"id"}}, {"right_keys", {"key", "v"}}}));
  }
};

QTEST_APPLESS_MAIN(TestJoinNode)
#include "tst_join_node.moc"
