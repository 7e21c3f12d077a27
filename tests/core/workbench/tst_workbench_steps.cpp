// The list of steps and its edits: what they do, what they refuse, what they keep though a later step fails.
#include "tests/core/workbench/bench_support.h"

using namespace easel;
using namespace easel::test;
using Types = std::vector<std::string>;

class TestWorkbenchSteps : public QObject {
  Q_OBJECT
 private slots:
  void listsAndTravels() {
    const Bench b;
    b.import("t", "a,b\n1,2\n,4\n5,6\n");
    const auto filled = take(b->addStep({"t", "fill_missing", {{"columns", {"a"}}, {"method", "median"}}}, {}));
    QCOMPARE(b.lastLabel(), std::string("Fill missing values: a ← median"));
    QVERIFY(!filled.error && !filled.cancelled);
    QCOMPARE(filled.table.column(0).missing(), std::size_t{0});
    const std::string c = b.derive("t", "c", "a + b");
    const auto steps = take(b->steps("t"));
    QCOMPARE(b.types("t"), (Types{"import", "fill_missing", "derive_column"}));
    QCOMPARE(steps[0].outline, std::string("t.csv"));
    QCOMPARE(steps[1].node, filled.node);
    QCOMPARE(steps[2].outline, std::string("c = a + b"));
    QVERIFY(steps[2].enabled && steps[2].params["name"] == "c");
    QCOMPARE(take(b->frameAfter("t", steps[0].node, {}))->table.columnCount(), std::size_t{2});
    QCOMPARE(take(b->frameAfter("t", c, {}))->table.columnCount(), std::size_t{3});
    QCOMPARE(cell(take(b->frame("t", {}))->table, "c", 1), std::string("7"));
    QCOMPARE(errorOf(b->frameAfter("t", "n99", {})), QString("not_found"));
    QCOMPARE(errorOf(b->steps("x")), QString("not_found"));
  }

  void addsInTheMiddle() {
    const Bench b;
    b.import("t", "a\n1\n2\n");
    const std::string second = b.derive("t", "c", "a * 10");
    const std::string first = b.derive("t", "b", "a + 1", take(b->steps("t"))[0].node);
    const auto steps = take(b->steps("t"));
    QCOMPARE(steps.size(), std::size_t{3});
    QCOMPARE(steps[1].node, first);
    QCOMPARE(steps[2].node, second);
    QCOMPARE(errorOf(b->addStep({"t", "scale", {}, {}, "n99"}, {})), QString("not_found"));
    QCOMPARE(errorOf(b->addStep({"t", "train", {}}, {})), QString("invalid_argument"));
  }

  void refusesWhatDoesNotWork() {
    const Bench b;
    b.import("t", "a\n1\n2\n");
    const std::size_t edits = take(b->project().history()).size();
    QCOMPARE(errorOf(b->addStep({"t", "derive_column", {{"name", "c"}, {"formula", "nothing + 1"}}}, {})), QString("not_found"));
    const std::string c = b.derive("t", "c", "a + 1");
    QVERIFY(!b->setStepParams("t", c, {{"name", "c"}, {"formula", "a +"}}, {}));
    QVERIFY(!b->setStepParams("t", c, {{"name", "c"}, {"no_such", 1}}, {}));
    QVERIFY(!b->setStepParams("t", take(b->steps("t"))[0].node, {{"file", "x"}}, {}));
    QCOMPARE(take(b->project().history()).size(), edits + 1);
    const Context cancelled;
    cancelled.cancel();
    QCOMPARE(errorOf(b->addStep({"t", "derive_column", {{"name", "d"}, {"formula", "a + 2"}}}, cancelled)), QString("cancelled"));
    QCOMPARE(b.types("t"), (Types{"import", "derive_column"}));
  }

  void keepsEditsThatBreakLaterSteps() {
    const Bench b;
    b.import("t", "a\n1\n2\n");
    const std::string c = b.derive("t", "c", "a + 1");
    const std::string d = b.derive("t", "d", "c * 2");
    const auto changed = take(b->setStepParams("t", c, {{"name", "e"}, {"formula", "a + 1"}}, {}));
    QVERIFY(changed.error);
    QCOMPARE(changed.error->code, ErrorCode::NotFound);
    QVERIFY(changed.table.find("e"));
    QCOMPARE(changed.status.at(d).state, NodeState::Failed);
    QVERIFY(changed.status.at(c).state != NodeState::Failed);
    QCOMPARE(b.lastLabel(), std::string("Derive column: e = a + 1"));
    QVERIFY(!b->frame("t", {}));
    // A step behind the broken one can still be edited; a new one there is refused.
    QVERIFY(!b->addStep({"t", "derive_column", {{"name", "f"}, {"formula", "a"}}}, {}));
    const auto mended = take(b->setStepParams("t", d, {{"name", "d"}, {"formula", "e * 2"}}, {}));
    QVERIFY(!mended.error);
    QCOMPARE(cell(mended.table, "d", 1), std::string("6"));
    const auto removed = take(b->removeStep("t", c, {}));
    QVERIFY(removed.error);
    QCOMPARE(removed.node, take(b->steps("t"))[0].node);
    QCOMPARE(removed.table.columnCount(), std::size_t{1});
    QCOMPARE(b.types("t"), (Types{"import", "derive_column"}));
    take(b->project().undo());
    QCOMPARE(cell(take(b->frame("t", {}))->table, "d", 0), std::string("4"));
  }

  void movesSwitchesAndRenames() {
    const Bench b;
    b.import("t", "a\n1\n2\n");
    const std::string x = b.derive("t", "x", "a + 1");
    const std::string y = b.derive("t", "y", "a + 2");
    const std::string z = b.derive("t", "z", "x + y");
    const auto before = take(b->flow("t"));
    const auto moved = take(b->moveStep("t", y, 1, {}));
    QVERIFY(!moved.error);
    auto steps = take(b->steps("t"));
    QCOMPARE(steps[1].node, y);
    QCOMPARE(steps[2].node, x);
    QCOMPARE(steps[3].node, z);
    const auto after = take(b->flow("t"));
    QCOMPARE(after.find(y)->y, before.find(x)->y); // they changed seats on the canvas
    QCOMPARE(after.find(x)->y, before.find(y)->y);
    QCOMPARE(after.wires.size(), before.wires.size());
    const auto early = take(b->moveStep("t", z, 1, {}));
    QVERIFY(early.error);
    QCOMPARE(early.status.at(z).state, NodeState::Failed);
    QVERIFY(!take(b->moveStep("t", z, 3, {})).error);
    QVERIFY(!b->moveStep("t", z, 0, {}));
    QVERIFY(!b->moveStep("t", z, 4, {}));
    QVERIFY(!b->moveStep("t", steps[0].node, 1, {}));
    QCOMPARE(take(b->moveStep("t", z, 3, {})).error.has_value(), false); // where it is: no edit
    QCOMPARE(b.lastLabel(), std::string("Move Derive column: z = x + y"));

    const auto off = take(b->setStepEnabled("t", x, false, {}));
    QVERIFY(off.error); // z needs x
    QVERIFY(!take(b->steps("t"))[2].enabled);
    QVERIFY(!take(b->setStepEnabled("t", z, false, {})).error);
    QCOMPARE(take(b->frame("t", {}))->table.columnCount(), std::size_t{2});
    QVERIFY(!b->setStepEnabled("t", steps[0].node, false, {}));
    check(b->renameStep("t", x, "Next year"));
    QCOMPARE(b.lastLabel(), std::string("Rename Derive column to Next year"));
    QCOMPARE(take(b->steps("t"))[2].title, std::string("Next year"));
    QVERIFY(!b->renameStep("t", x, kAutomaticTitle));
    check(b->renameStep("t", x, ""));
    QCOMPARE(take(b->steps("t"))[2].title, std::string("Derive column"));
  }

  void movesAJoinWithItsOtherSide() {
    const Bench b;
    b.import("cities", "city,people\nA,10\nB,20\n");
    b.import("t", "city,n\nA,1\nB,2\nA,3\n");
    const std::string m = b.derive("t", "m", "n + 1");
    const auto joined = take(b->addStep({"t", "join", {{"left_keys", {"city"}}}, {}, {}, "cities"}, {}));
    QCOMPARE(cell(joined.table, "people", 1), std::string("20"));
    QVERIFY(!take(b->moveStep("t", joined.node, 1, {})).error);
    QCOMPARE(b.types("t"), (Types{"import", "join", "derive_column"}));
    QVERIFY(take(b->flow("t")).wireInto(joined.node, "right"));
    QVERIFY(!take(b->removeStep("t", joined.node, {})).error);
    for (const Node& node : take(b->flow("t")).nodes)
      QVERIFY(node.type != "dataset"); // it fed nothing any more
    QVERIFY(!b->addStep({"t", "derive_column", {{"name", "q"}, {"formula", "n"}}, {}, {}, "cities"}, {}));
  }

  void previewsWithoutSaving() {
    const Bench b;
    b.import("t", "a,b\n1,x\n,y\n5,z\n");
    const std::string last = take(b->addStep({"t", "fill_missing", {{"columns", {"a"}}, {"method", "median"}}}, {})).node;
    const std::size_t edits = take(b->project().history()).size();
    const auto step = take(b->previewStep({"t", "derive_column", {{"name", "c"}, {"formula", "a * 2"}}}, {}));
    QCOMPARE(step.before->table.columnCount(), std::size_t{2});
    QCOMPARE(step.after->table.columnCount(), std::size_t{3});
    QCOMPARE(step.outline, std::string("c = a * 2"));
    QCOMPARE(step.difference.columns.size(), std::size_t{1});
    QCOMPARE(step.difference.columns[0].change, ColumnChange::Added);
    const auto params = take(b->previewParams("t", last, {{"columns", {"a"}}, {"method", "constant"}, {"value", "9"}}, {}));
    QCOMPARE(params.difference.columns.size(), std::size_t{1});
    QCOMPARE(params.difference.columns[0].changedCells, std::uint64_t{1});
    QVERIFY(params.difference.columns[0].changed[1] && !params.difference.columns[0].changed[0]);
    QCOMPARE(cell(params.after->table, "a", 1), std::string("9"));
    QCOMPARE(errorOf(b->previewStep({"t", "derive_column", {{"name", "c"}, {"formula", "zz"}}}, {})), QString("not_found"));
    QCOMPARE(take(b->project().history()).size(), edits);
    QCOMPARE(cell(take(b->frame("t", {}))->table, "a", 1), std::string("3"));
  }

  void aBurstOfEditsIsOneEntry() {
    const Bench b;
    b.import("t", "a\n1\n");
    const std::string c = b.derive("t", "c", "a + 1");
    const std::size_t edits = take(b->project().history()).size();
    take(b->setStepParams("t", c, {{"name", "c"}, {"formula", "a + 2"}}, {}));
    take(b->setStepParams("t", c, {{"name", "c"}, {"formula", "a + 23"}}, {}));
    QVERIFY(take(b->project().history()).size() <= edits + 2);
    QCOMPARE(b.lastLabel(), std::string("Derive column: c = a + 23"));
  }
};

QTEST_APPLESS_MAIN(TestWorkbenchSteps)
#include "tst_workbench_steps.moc"
