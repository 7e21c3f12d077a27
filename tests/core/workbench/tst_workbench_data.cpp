// Data sets beside each other: previews of files, names, and rows taken from another data set.
#include "tests/core/workbench/bench_support.h"

using namespace easel;
using namespace easel::test;

namespace {

/// A flow whose rows come from another data set.
void takeFrom(const Bench& b, const std::string& flow, const std::string& dataset) {
  check(b->project().edit("Take rows", [&](Documents& documents) -> Result<void> {
    Node node;
    node.type = "dataset";
    node.params = {{"name", dataset}};
    EASEL_TRY(const Graph graph, addNode({}, node, b->nodes()));
    documents.put("flow/" + flow, {{"graph", toJson(graph)}});
    return {};
  }));
}

FlowRun ran(const Bench& b, const std::string& flow) {
  return take(b->runFlow(flow, take(b->flow(flow)), {}, 0, {}, {}));
}

} // namespace

class TestWorkbenchData : public QObject {
  Q_OBJECT
 private slots:
  void previewsFiles() {
    const Bench b;
    QByteArray csv = "day;n\n";
    for (int i = 0; i < 50'000; ++i)
      csv += "2024-03-0" + QByteArray::number(i % 9 + 1) + ";" + QByteArray::number(i) + "\n";
    QFile file(QString::fromStdString(b.path("x.unknown")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(csv) == csv.size());
    file.close();
    const FilePreview preview = take(b->previewFile(b.path("x.unknown"), Json::object(), 20, {}));
    QCOMPARE(preview.format, std::string("csv"));
    QCOMPARE(preview.table.rows(), std::size_t{20});
    QCOMPARE(preview.table.column(0).type(), DataType::Date);
    QCOMPARE(preview.table.column(1).type(), DataType::Int64);
    const FilePreview text = take(b->previewFile(b.path("x.unknown"), {{"types", {{"n", "text"}}}}, 5, {}));
    QCOMPARE(text.table.column(1).type(), DataType::Text);
    QVERIFY(!b->previewFile(b.path("nothing.csv"), Json::object(), 5, {}));
    QVERIFY(!b->previewFile(b.path("x.unknown"), {{"no_such", 1}}, 5, {}));
    QVERIFY(take(b->datasets()).empty());
  }

  void renamesAndDeletes() {
    const Bench b;
    b.import("a", "x\n1\n2\n");
    takeFrom(b, "b", "a");
    check(b->renameDataset("a", "c"));
    QCOMPARE(take(b->datasets()), (std::vector<std::string>{"b", "c"}));
    QCOMPARE(take(b->frame("b", {}))->table.rows(), std::size_t{2});
    QCOMPARE(errorOf(b->renameDataset("b", "c")), QString("already_exists"));
    QCOMPARE(errorOf(b->renameDataset("b", "x/y")), QString("invalid_argument"));
    QCOMPARE(errorOf(b->renameDataset("no", "yes")), QString("not_found"));
    QCOMPARE(errorOf(b->deleteDataset("c")), QString("data")); // b needs it
    check(b->deleteDataset("b"));
    check(b->deleteDataset("c"));
    QVERIFY(take(b->datasets()).empty());
    QCOMPARE(errorOf(b->deleteDataset("c")), QString("not_found"));
    take(b->project().undo());
    take(b->project().undo());
    take(b->project().undo());
    QCOMPARE(take(b->datasets()), (std::vector<std::string>{"a", "b"}));
    QCOMPARE(take(b->frame("b", {}))->table.rows(), std::size_t{2});
  }

  void rowsOfAnotherDataSetAreCached() {
    const Bench b;
    b.import("a", "x\n1\n2\n");
    takeFrom(b, "b", "a");
    takeFrom(b, "c", "b");
    b.derive("c", "y", "x + 1");
    const std::string version = b->datasetVersion("b");
    QVERIFY(!version.empty());
    for (const auto& [node, status] : ran(b, "c").nodes)
      QVERIFY2(status.cached, node.c_str());
    b.derive("a", "z", "x * 10"); // two data sets further up
    QVERIFY(b->datasetVersion("b") != version);
    const FlowRun again = ran(b, "c");
    for (const auto& [node, status] : again.nodes)
      QVERIFY2(!status.cached, node.c_str());
    QCOMPARE(take(b->frame("c", {}))->table.columnCount(), std::size_t{3});
    take(b->project().undo());
    QCOMPARE(b->datasetVersion("b"), version);
    QCOMPARE(b->datasetVersion("nothing"), std::string());
  }

  void aCircleIsAnError() {
    const Bench b;
    b.import("x", "n\n1\n");
    takeFrom(b, "b", "x");
    takeFrom(b, "c", "b");
    takeFrom(b, "b", "c"); // now b ← c ← b
    const auto frame = b->frame("b", {});
    QCOMPARE(errorOf(frame), QString("data"));
    QVERIFY2(frame.error().message.find("b ← c ← b") != std::string::npos, frame.error().message.c_str());
    QCOMPARE(errorOf(b->dataset("c", {})), QString("data"));
    QCOMPARE(b->datasetVersion("b"), std::string());
    takeFrom(b, "self", "self");
    QCOMPARE(errorOf(b->frame("self", {})), QString("data"));
    // A join that would close the circle is refused.
    takeFrom(b, "b", "x");
    const auto joined = b->addStep({"x", "join", {{"left_keys", {"n"}}}, {}, {}, "b"}, {});
    QCOMPARE(errorOf(joined), QString("data"));
  }

  void errorsOfAnotherFlowMarkNoNodeHere() {
    const Bench b;
    b.import("a", "x\n1\n");
    const std::string y = b.derive("a", "y", "x + 1");
    b.derive("a", "z", "y + 1");
    takeFrom(b, "b", "a");
    take(b->removeStep("a", y, {}));
    const FlowRun run = ran(b, "b");
    const auto error = run.error();
    QVERIFY(error);
    QVERIFY2(error->message.find("Data set 'a'") == 0, error->message.c_str());
    for (const ErrorPlace& place : error->places)
      if (place.kind == ErrorPlace::Kind::Node)
        QVERIFY(take(b->flow("b")).find(place.name));
  }
};

QTEST_APPLESS_MAIN(TestWorkbenchData)
#include "tst_workbench_data.moc"
