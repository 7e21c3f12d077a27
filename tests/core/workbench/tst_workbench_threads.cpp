// Several threads on one workbench: what each does is there in the end, whoever was faster.
#include "tests/core/workbench/bench_support.h"

#include <atomic>
#include <set>
#include <thread>

using namespace easel;
using namespace easel::test;

namespace {

QByteArray someRows() {
  QByteArray csv = "a,b,target\n";
  for (int i = 0; i < 400; ++i)
    csv += QByteArray::number(i % 37) + "," + QByteArray::number(i * 7 % 53) + "," + (i % 3 ? "yes" : "no") + "\n";
  return csv;
}

TrainSettings settingsFor(const std::string& algorithm) {
  TrainSettings settings;
  settings.dataset = "t";
  settings.request.target = "target";
  settings.request.algorithm = algorithm;
  return settings;
}

std::size_t countOf(const Graph& graph, const std::string& type) {
  return static_cast<std::size_t>(
      std::count_if(graph.nodes.begin(), graph.nodes.end(), [&](const Node& n) { return n.type == type; }));
}

} // namespace

class TestWorkbenchThreads : public QObject {
  Q_OBJECT
 private slots:
  void nothingIsLost() {
    const Bench b;
    b.import("t", someRows());
    constexpr int kSteps = 12;
    const std::vector<std::string> algorithms{"linear", "boosted_trees", "k_nearest_neighbours"};
    std::vector<std::string> models;
    std::thread trainer([&] {
      for (const std::string& algorithm : algorithms)
        models.push_back(take(b->trainModel(settingsFor(algorithm), {})).model);
    });
    std::thread editor([&] {
      for (int i = 0; i < kSteps; ++i)
        b.derive("t", "c" + std::to_string(i), "a + " + std::to_string(i));
    });
    std::thread other([&] {
      for (int i = 0; i < kSteps; ++i)
        b.derive("t", "d" + std::to_string(i), "b + " + std::to_string(i));
    });
    std::atomic<bool> stop{false};
    std::thread reader([&] {
      while (!stop) {
        QVERIFY(take(b->frame("t", {}))->table.rows() == 400);
        take(b->steps("t"));
        take(b->profileDataset("t", {}));
      }
    });
    trainer.join();
    editor.join();
    other.join();
    stop = true;
    reader.join();
    const Graph graph = take(b->flow("t"));
    QCOMPARE(countOf(graph, "derive_column"), std::size_t{2 * kSteps});
    QCOMPARE(countOf(graph, "train"), algorithms.size());
    QVERIFY(validate(graph, b->nodes()).empty());
    QCOMPARE(take(b->frame("t", {}))->table.columnCount(), std::size_t{3 + 2 * kSteps});
    QCOMPARE(std::set<std::string>(models.begin(), models.end()).size(), algorithms.size());
    QCOMPARE(take(b->project().history()).size(), 1 + 2 * kSteps + algorithms.size());
    for (const std::string& model : models)
      QVERIFY(take(b->bundle(model)));
  }

  void undoWhileOthersEdit() {
    const Bench b;
    b.import("t", someRows());
    constexpr int kSteps = 15;
    std::atomic<bool> stop{false};
    // The flow may be gone for a moment (the import undone): then there is nothing to train on, and the step below is
    // refused; nothing of it is in the history.
    std::thread trainer([&] {
      for (auto trained = b->trainModel(settingsFor("linear"), {}); !trained; trained = b->trainModel(settingsFor("linear"), {}))
        if (trained.error().code != ErrorCode::NotFound)
          qFatal("%s", trained.error().text().c_str());
    });
    std::thread undoer([&] {
      while (!stop) {
        take(b->project().undo());
        take(b->project().redo());
      }
    });
    std::set<std::string> added;
    for (int i = 0; i < kSteps; ++i) {
      const std::string formula = "a * " + std::to_string(i);
      if (b->addStep({"t", "derive_column", {{"name", "c" + std::to_string(i)}, {"formula", formula}}}, {}))
        added.insert("Derive column: c" + std::to_string(i) + " = " + formula);
    }
    trainer.join();
    stop = true;
    undoer.join();
    std::set<std::string> kept;
    const auto edits = take(b->project().history());
    for (const Edit& edit : edits)
      if (edit.label.starts_with("Derive column"))
        QVERIFY2(kept.insert(edit.label).second, edit.label.c_str());
    QCOMPARE(kept, added);
    // Every state that anybody has made is whole.
    for (const Edit& edit : edits) {
      check(b->project().goTo(edit.id));
      const auto names = take(b->flows());
      for (const std::string& name : names)
        QVERIFY(validate(take(b->flow(name)), b->nodes()).empty());
    }
  }

  void aModelSurvivesItsDataSet() {
    const Bench b;
    b.import("t", someRows());
    const Context context;
    std::atomic<bool> trained{false};
    std::string model;
    std::thread trainer([&] {
      TrainSettings settings = settingsFor("boosted_trees");
      settings.request.folds = 10;
      model = take(b->trainModel(settings, context)).model;
      trained = true;
    });
    while (context.progress() < 0.3 && !trained)
      std::this_thread::yield();
    const bool before = !trained;
    check(b->deleteDataset("t"));
    trainer.join();
    QVERIFY(take(b->bundle(model)));
    QVERIFY(take(b->datasets()).empty());
    if (before)
      QVERIFY(!context.warnings().empty());
  }

  void namesOfRunsDiffer() {
    const Bench b;
    b.import("t", someRows());
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int j = 0; j < 10; ++j)
          take(b->runFlow("t", take(b->flow("t")), {}, 0, {}, {}));
      });
    for (std::thread& t : threads)
      t.join();
    QCOMPARE(take(b->project().runs("flow")).size(), std::size_t{40});
  }
};

QTEST_APPLESS_MAIN(TestWorkbenchThreads)
#include "tst_workbench_threads.moc"
