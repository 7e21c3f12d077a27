// Results that survive the program: a workbench that opens the project again has them, if they were worth it.
#include "tests/core/workbench/bench_support.h"

using namespace easel;
using namespace easel::test;

namespace {

struct Kept : Bench {
  KeptResultsOptions options;
  Kept() {
    options.worthSeconds = 0;
    options.storingRate = 1e15;
  }
  void reopen(Project::Access access = Project::Access::Write) {
    bench.reset();
    Workbench::OpenOptions o;
    o.access = access;
    o.results = options;
    bench = take(Workbench::open(path("p.easel"), o));
  }
  bool lastIsCached() const {
    const auto graph = take(bench->flow("t"));
    const auto done = take(bench->runFlow("t", graph, take(bench->steps("t")).back().node, 0, {}, {}));
    return done.nodes.at(take(bench->steps("t")).back().node).cached;
  }
  std::int64_t number(const char* sql) const {
    std::int64_t n = 0;
    check(bench->project().withDatabase([&](Database& database) -> Result<void> {
      EASEL_TRY(const auto found, database.integer(sql));
      n = found.value_or(-1);
      return {};
    }));
    return n;
  }
  void sql(const char* text) const {
    check(bench->project().withDatabase([&](Database& database) { return database.script(text); }));
  }
};

QByteArray rows(int n) {
  QByteArray csv = "a,b,c\n";
  for (int i = 0; i < n; ++i)
    csv += QByteArray::number(i * 17 % 1009) + "," + (i % 5 ? QByteArray::number(i % 7) : QByteArray()) + "," + (i % 2 ? "x" : "y") + "\n";
  return csv;
}

} // namespace

class TestKeptResults : public QObject {
  Q_OBJECT
 private slots:
  void survivesTheProgram() {
    Kept k;
    k.reopen();
    k.import("t", rows(3000));
    take(k->addStep({"t", "fill_missing", {{"columns", {"b"}}, {"method", "median"}}}, {}));
    k.derive("t", "d", "a + b");
    const auto before = take(k->frame("t", {}));
    k.reopen();
    QVERIFY(k.number("SELECT count(*) FROM result") >= 2);
    QVERIFY(k.lastIsCached());
    const auto after = take(k->frame("t", {}));
    QCOMPARE(after->table.rows(), before->table.rows());
    QCOMPARE(after->table.columnCount(), before->table.columnCount());
    for (const char* column : {"a", "b", "c", "d"})
      for (const std::size_t row : {std::size_t{0}, std::size_t{5}, std::size_t{2999}})
        QCOMPARE(cell(after->table, column, row), cell(before->table, column, row));
    QCOMPARE(after->preparation.size(), before->preparation.size());
    QCOMPARE(after->preparation[0].params, before->preparation[0].params);
    QCOMPARE(after->fittedBeforeSplit, before->fittedBeforeSplit);
    QCOMPARE(after->learned, before->learned);
    QCOMPARE(after->base.columnCount(), before->base.columnCount());
    // Other parameters are another result.
    const auto steps = take(k->steps("t"));
    const auto changed = take(k->setStepParams("t", steps[1].node, {{"columns", {"b"}}, {"method", "constant"}, {"value", "9"}}, {}));
    QVERIFY(!changed.status.at(steps[2].node).cached);
    QCOMPARE(cell(take(k->frame("t", {}))->table, "d", 0), std::string("9"));
  }

  void rolesAndLookupsComeBack() {
    Kept k;
    k.reopen();
    k.import("names", "a,name\n0,zero\n17,seventeen\n");
    k.import("t", rows(500));
    take(k->addStep({"t", "join", {{"left_keys", {"a"}}}, {}, {}, "names"}, {}));
    TrainSettings settings;
    settings.dataset = "t";
    settings.request.target = "c";
    settings.request.algorithm = "linear";
    const auto first = take(k->trainModel(settings, {}));
    k.reopen();
    const auto graph = take(k->flow("t"));
    const auto run = take(k->runFlow("t", graph, {}, 0, {}, {}));
    bool sawSplit = false;
    for (const Node& node : graph.nodes)
      if (node.type == "split") {
        sawSplit = true;
        QVERIFY(run.nodes.at(node.id).cached);
        const auto frame = std::get<std::shared_ptr<const Frame>>(run.values.at(node.id).at("out"));
        QVERIFY(frame->roles && frame->roles->size() == 500);
        QVERIFY(!frame->preparation.empty() && frame->preparation[0].lookup);
        QCOMPARE(frame->preparation[0].lookup->rows(), std::size_t{2});
      }
    QVERIFY(sawSplit);
    const auto second = take(k->trainModel(settings, {}));
    QCOMPARE(toJson(second.outcome.evaluations.at("test")), toJson(first.outcome.evaluations.at("test")));
  }

  void cheapStepsAndReadersWriteNothing() {
    Kept k;
    k.options.worthSeconds = 3600;
    k.reopen();
    k.import("t", rows(100));
    k.derive("t", "d", "a + 1");
    k.options.worthSeconds = 0;
    k.reopen(Project::Access::Read);
    QCOMPARE(take(k->frame("t", {}))->table.rows(), std::size_t{100});
    k.reopen();
    QCOMPARE(k.number("SELECT count(*) FROM result"), std::int64_t{0});
    take(k->frame("t", {}));
    k.reopen(Project::Access::Read);
    QVERIFY(k.number("SELECT count(*) FROM result") > 0);
    QVERIFY(take(k->frame("t", {}))->table.rows() == 100);
    k.options.fileBytes = 0;
    k.reopen();
    QVERIFY(!k.lastIsCached());
  }

  void damageIsAMiss() {
    Kept k;
    k.reopen();
    k.import("t", rows(3000));
    k.derive("t", "d", "a * 3");
    const std::string good = cell(take(k->frame("t", {}))->table, "d", 2999);
    k.reopen();
    QVERIFY(k.lastIsCached());
    k.reopen();
    k.sql("UPDATE result SET content='{\"artifacts\":[],\"ports\":{\"out\":7}}'");
    QVERIFY(!k.lastIsCached());
    k.reopen();
    QVERIFY(k.lastIsCached()); // written again
    k.reopen();
    // The piece written last is the derived column's.
    k.sql("UPDATE chunk SET body=zeroblob(length(body)) WHERE id=(SELECT max(id) FROM chunk)");
    QVERIFY(!k.lastIsCached());
    QCOMPARE(cell(take(k->frame("t", {}))->table, "d", 2999), good);
    k.reopen();
    k.sql("DELETE FROM artifact WHERE kind='cache'");
    QVERIFY(!k.lastIsCached());
    QCOMPARE(cell(take(k->frame("t", {}))->table, "d", 2999), good);
  }

  void theBudgetIsKept() {
    Kept k;
    k.reopen();
    k.import("t", rows(20'000));
    for (int i = 0; i < 6; ++i)
      k.derive("t", "d" + std::to_string(i), "a * 1.37 + b / 3 + " + std::to_string(i));
    k.reopen();
    const std::int64_t chunks = k.number("SELECT count(*) FROM chunk");
    const std::int64_t all = k.number("SELECT value FROM setting WHERE name='result_bytes'");
    QVERIFY(k.number("SELECT count(*) FROM result") >= 6 && all > 0);
    // The frames share their columns, so the last one needs nearly everything: it goes, older and smaller ones stay.
    k.options.fileBytes = static_cast<std::uint64_t>(all / 2);
    k.reopen();
    const std::int64_t left = k.number("SELECT value FROM setting WHERE name='result_bytes'");
    QVERIFY(left > 0 && left <= all / 2);
    const std::int64_t count = k.number("SELECT count(*) FROM result");
    QVERIFY(count >= 1 && count < 6);
    QVERIFY(k.number("SELECT count(*) FROM chunk") < chunks);
    QVERIFY(!k.lastIsCached());
    bool sawKept = false;
    const auto steps = take(k->steps("t"));
    k.reopen(); // what is made anew may not hide what is kept
    for (const FlowStep& step : steps) {
      const auto run = take(k->runFlow("t", take(k->flow("t")), step.node, 0, {}, {}));
      sawKept = sawKept || run.nodes.at(step.node).cached;
      QVERIFY(!run.error());
    }
    QVERIFY(sawKept);
    const std::string imported = take(k->steps("t"))[0].params["artifact"];
    check(k->project().checkArtifact(imported)); // what the person put is all there
    k.options.fileBytes = 1;
    k.reopen();
    QCOMPARE(k.number("SELECT count(*) FROM artifact WHERE kind='cache'"), std::int64_t{0});
    QCOMPARE(k.number("SELECT count(*) FROM result"), std::int64_t{1}); // the imported table itself takes no place
    check(k->project().checkArtifact(imported));
    QCOMPARE(take(k->frame("t", {}))->table.columnCount(), std::size_t{9});
  }

  void whatIsPutToStayIsNotSwept() {
    Kept k;
    k.reopen();
    k.import("t", rows(1000));
    k.derive("t", "d", "a * 3");
    const Table table = take(k->frame("t", {}))->table;
    k.reopen();
    const std::string kept = take(k->project().putTable(table, {}));
    k.options.fileBytes = 1;
    k.reopen();
    check(k->project().checkArtifact(kept));
    QCOMPARE(take(k->project().table(kept)).columnCount(), table.columnCount());
    QCOMPARE(errorOf(k->project().checkArtifact(std::string(64, 'a'))), QString("not_found"));
  }
};

QTEST_APPLESS_MAIN(TestKeptResults)
#include "tst_kept_results.moc"
