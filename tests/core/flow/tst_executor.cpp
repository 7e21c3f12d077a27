// The executor: each node once, independent ones together, cache, failures that stay where they are, cancel.
#ifndef Q_MOC_RUN // moc stumbles over the concepts in the standard headers
#include "core/flow/executor.h"
#include "core/table/builder.h"
#include "tests/core/flow/small_nodes.h"

#include <latch>
#include <stdexcept>
#include <thread>
#endif

#include <QtTest>

using namespace easel;
using small::node;

class TestExecutor : public QObject {
  Q_OBJECT
  std::unique_ptr<small::Hooks> m_hooks;
  Catalog<NodeOperation> m_catalog;
  Catalogs m_catalogs;
  std::vector<std::pair<std::string, NodeState>> m_seen;

  Result<FlowRun> run(const Graph& g, ResultCache* cache = nullptr, ExecuteOptions options = {},
                      const Context& context = Context()) {
    m_seen.clear();
    return execute(g, m_catalog, m_catalogs, nullptr, cache, options,
                   [this](const std::string& id, const NodeStatus& s) { m_seen.emplace_back(id, s.state); }, context);
  }
  static double value(const FlowRun& r, const std::string& id) { return small::valueOf(r.values.at(id).at("out")); }
  static NodeState state(const FlowRun& r, const std::string& id) { return r.nodes.at(id).state; }
  void count(std::initializer_list<const char*> names) {
    for (const char* n : names)
      m_hooks->runs[n] = 0;
  }
  int runs(const std::string& name) { return m_hooks->runs.at(name); }
  static Node task(const std::string& id, double plus = 0, const char* type = "task") {
    return node(id, type, {{"name", id}, {"plus", plus}});
  }
  /// s → p → (a, b) → j
  Graph diamond() {
    Graph g;
    g.nodes = {node("s", "source", {{"value", 1}}), task("p", 10), task("a", 100), task("b", 1000), task("j", 0, "sum")};
    g.wires = {{"s", "out", "p", "in"}, {"p", "out", "a", "in"}, {"p", "out", "b", "in"},
               {"a", "out", "j", "a"},  {"b", "out", "j", "b"}};
    return g;
  }

 private slots:
  void init() {
    m_hooks = std::make_unique<small::Hooks>();
    m_catalog = small::catalog(m_hooks.get());
  }

  void aDiamondRunsTheSharedNodeOnce() {
    count({"p"});
    const auto r = run(diamond());
    QVERIFY(r);
    QCOMPARE(value(*r, "j"), 1122.0);
    QCOMPARE(runs("p"), 1);
    QVERIFY(!r->error());
    QCOMPARE(r->order, (std::vector<std::string>{"s", "p", "a", "b", "j"}));
    for (const auto& [id, s] : r->nodes) {
      QCOMPARE(s.state, NodeState::Done);
      QCOMPARE(s.progress, 1.0);
      QVERIFY(!s.cached && !s.fingerprint.empty());
    }
    // Every node was told as waiting, running, done, in that order.
    for (const std::string id : {"s", "p", "a", "b", "j"}) {
      std::vector<NodeState> states;
      for (const auto& [who, s] : m_seen)
        if (who == id && (states.empty() || states.back() != s))
          states.push_back(s);
      QCOMPARE(states, (std::vector{NodeState::Waiting, NodeState::Running, NodeState::Done}));
    }
  }

  void independentNodesRunAtTheSameTime() {
    std::latch both(2); // a and b only pass when both are inside
    for (const char* id : {"a", "b"})
      m_hooks->tasks[id] = [&](const std::vector<double>& in, const Context&) -> Result<double> {
        both.arrive_and_wait();
        return in.at(0);
      };
    const auto r = run(diamond());
    QCOMPARE(value(*r, "j"), 22.0);
  }

  void onlyWhatATargetNeedsRunsAndIsKept() {
    count({"a", "b", "j"});
    const auto r = run(diamond(), nullptr, {{"a"}, false, 0, 0});
    QCOMPARE(runs("a") + runs("b") + runs("j"), 1);
    QCOMPARE(r->values.size(), std::size_t{1});
    QCOMPARE(r->nodes.size(), std::size_t{3});
    QCOMPARE(run(diamond(), nullptr, {{"a"}, true, 0, 0})->values.size(), std::size_t{3});
    QCOMPARE(run(diamond(), nullptr, {{"q"}, false, 0, 0}).error().code, ErrorCode::NotFound);
  }

  void equalFingerprintsComeFromTheCache() {
    const auto cache = memoryCache(std::size_t{1} << 20);
    count({"p", "a", "b", "j"});
    QVERIFY(run(diamond(), cache.get()));
    Graph same = diamond();
    same.nodes[1].id = "other"; // ids, titles, places and left-out defaults do not matter
    same.nodes[1].x = 77;
    same.wires[0].to = same.wires[1].from = same.wires[2].from = "other";
    auto r = run(same, cache.get());
    QCOMPARE(value(*r, "j"), 1122.0);
    for (const auto& [id, s] : r->nodes)
      QVERIFY2(s.cached && s.state == NodeState::Done, id.c_str());
    QCOMPARE(runs("p") + runs("a") + runs("b") + runs("j"), 4);

    Graph changed = diamond();
    changed.nodes[2].params["plus"] = 200;
    r = run(changed, cache.get());
    QCOMPARE(value(*r, "j"), 1222.0);
    QCOMPARE(runs("p") * 1000 + runs("a") * 100 + runs("b") * 10 + runs("j"), 1212);
    QVERIFY(r->nodes.at("p").cached && r->nodes.at("b").cached);

    run(diamond(), cache.get(), {{}, false, 5, 0}).value(); // another seed: all anew
    QCOMPARE(runs("p"), 2);
    // With a cached target nothing upstream runs or is looked up.
    r = run(diamond(), cache.get(), {{"j"}, false, 0, 0});
    QCOMPARE(value(*r, "j"), 1122.0);
    QCOMPARE(state(*r, "p"), NodeState::Idle);
  }

  void theCacheIsBoundedByTheBytesOfItsTables() {
    const auto entryOf = [](double first) {
      const Table t = *Table::make({{"x", columnOf(std::vector<double>(10'000, first))}});
      return NodeValues{{"out", std::make_shared<const Frame>(Frame::of(t))}};
    };
    const auto cache = memoryCache(300'000); // three tables of 80 kB with their overhead
    for (int i = 0; i < 3; ++i)
      cache->keep(sha256(std::to_string(i)), entryOf(i), 1.0);
    QVERIFY(cache->find(sha256("0"))); // used: stays
    cache->keep(sha256("3"), entryOf(3), 1.0);
    QVERIFY(cache->find(sha256("0")) && cache->find(sha256("2")) && cache->find(sha256("3")));
    QVERIFY(!cache->find(sha256("1")));
    // Frames that share their chunks cost them once.
    const auto shared = entryOf(9);
    const auto small = memoryCache(300'000);
    for (int i = 0; i < 10; ++i)
      small->keep(sha256(std::to_string(i)), shared, 1.0);
    QVERIFY(small->find(sha256("0")) && small->find(sha256("9")));
    // What is larger than all is not kept.
    const auto tiny = memoryCache(1000);
    tiny->keep(sha256("0"), shared, 1.0);
    QVERIFY(!tiny->find(sha256("0")));
  }

  void nodesThatActAreNeverCached() {
    Graph g;
    g.nodes = {node("s", "source"), task("act", 1, "act"), task("t", 1)};
    g.wires = {{"s", "out", "act", "in"}, {"act", "out", "t", "in"}};
    count({"act", "t"});
    const auto cache = memoryCache(std::size_t{1} << 20);
    for (int i = 0; i < 2; ++i)
      QCOMPARE(value(*run(g, cache.get()), "t"), 2.0);
    QCOMPARE(runs("act") + runs("t"), 4);
  }

  void theOutsideIsPartOfTheFingerprint() {
    Graph g;
    g.nodes = {task("o", 1, "outside")};
    count({"o"});
    const auto cache = memoryCache(std::size_t{1} << 20);
    const auto twice = [&] {
      for (int i = 0; i < 2; ++i)
        run(g, cache.get()).value();
      return runs("o");
    };
    QCOMPARE(twice(), 1);
    m_hooks->outside = "file of another time";
    QCOMPARE(twice(), 2);
    m_hooks->outside = std::nullopt; // cannot be told: every time
    QCOMPARE(twice(), 4);
  }

  void aFailureStaysWithItsDependents() {
    m_hooks->tasks["a"] = [](const std::vector<double>&, const Context&) -> Result<double> {
      return Error(ErrorCode::Data, "Column 'x' is empty.");
    };
    const auto r = run(diamond());
    QVERIFY(r);
    QCOMPARE(state(*r, "a"), NodeState::Failed);
    QCOMPARE(state(*r, "b"), NodeState::Done);
    QCOMPARE(state(*r, "j"), NodeState::Skipped);
    QCOMPARE(r->error()->message, std::string("Column 'x' is empty."));
    QCOMPARE(r->error()->places.at(0).name, std::string("a"));
    QVERIFY(!r->values.contains("j") && r->values.contains("b"));
  }

  void exceptionsAreFenced() {
    m_hooks->tasks["a"] = [](const std::vector<double>&, const Context&) -> Result<double> {
      throw std::runtime_error("library");
    };
    m_hooks->tasks["b"] = [](const std::vector<double>&, const Context&) -> Result<double> { throw std::bad_alloc(); };
    const auto r = run(diamond());
    QVERIFY(r->nodes.at("a").error->message.find("library") != std::string::npos);
    QCOMPARE(r->nodes.at("b").error->code, ErrorCode::OutOfMemory);
    QCOMPARE(state(*r, "j"), NodeState::Skipped);
  }

  void unknownNewerAndWrongNodesFailAlone() {
    Graph g = diamond();
    g.nodes[2].type = "quantum";
    g.nodes[3].params["plus"] = "many";
    const auto r = run(g);
    QVERIFY(r);
    QVERIFY(r->nodes.at("a").error->message.find("not available in this version") != std::string::npos);
    QCOMPARE(r->nodes.at("a").error->places.size(), std::size_t{1});
    QCOMPARE(state(*r, "b"), NodeState::Failed);
    QCOMPARE(state(*r, "p"), NodeState::Done);
    QCOMPARE(state(*r, "j"), NodeState::Skipped);
    Graph newer = diamond();
    newer.nodes[1].version = 99;
    QCOMPARE(run(newer)->error()->code, ErrorCode::Newer);
    Graph open = diamond();
    open.wires.erase(open.wires.begin() + 3);
    QVERIFY(run(open)->error()->message.find("not connected") != std::string::npos);
  }

  void disabledNodesPassTheirInput() {
    Graph g = diamond();
    g.nodes[2].enabled = false;
    const auto cache = memoryCache(std::size_t{1} << 20);
    count({"a", "b"});
    const auto r = run(g, cache.get());
    QCOMPARE(value(*r, "j"), 11.0 + 1011.0);
    QCOMPARE(runs("a"), 0);
    // To what follows it is as if the node were not there.
    Graph without = g;
    without.wires[3].from = "p";
    QCOMPARE(run(without, cache.get())->nodes.at("j").fingerprint, r->nodes.at("j").fingerprint);
    g.nodes[2].type = "quantum"; // also one of an unknown type
    QCOMPARE(value(*run(g), "j"), 1022.0);
    Graph source = diamond();
    source.nodes[0].enabled = false; // nothing to pass on
    const auto none = run(source);
    QCOMPARE(state(*none, "s"), NodeState::Skipped);
    QCOMPARE(state(*none, "j"), NodeState::Skipped);
    QVERIFY(!none->error());
  }

  void aWrongGraphIsRefused() {
    Graph g = diamond();
    g.wires.push_back({"j", "out", "s", "in"});
    QVERIFY(!run(g));
    Graph cycle = diamond();
    cycle.wires[0].from = "j";
    QCOMPARE(topologyErrorOf(run(cycle).error()), TopologyError::Cycle);
    QVERIFY(m_seen.empty());
    QVERIFY(run(Graph{})); // nothing to do is not wrong
  }

  void aMissingOutputIsAnError() {
    Graph g;
    g.nodes = {node("t", "table"), node("f", "frame")};
    g.wires = {{"t", "out", "f", "in"}};
    QVERIFY(run(g)->nodes.at("f").error->message.find("'report'") != std::string::npos);
  }

  void cancelEndsTheRun() {
    const Context context;
    std::latch inside(2);
    for (const char* id : {"a", "b"})
      m_hooks->tasks[id] = [&](const std::vector<double>&, const Context& c) -> Result<double> {
        inside.count_down();
        while (true) {
          EASEL_CHECK(c.checkpoint());
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
      };
    std::thread canceller([&] {
      inside.wait();
      context.cancel();
    });
    const auto cache = memoryCache(std::size_t{1} << 20);
    const auto r = run(diamond(), cache.get(), {}, context);
    canceller.join();
    QVERIFY(!r);
    QCOMPARE(r.error().code, ErrorCode::Cancelled);
    std::map<std::string, NodeState> last;
    for (const auto& [id, s] : m_seen)
      last[id] = s;
    QCOMPARE(last["p"], NodeState::Done);
    for (const char* id : {"a", "b", "j"})
      QCOMPARE(last[id], NodeState::Cancelled);
    QCOMPARE(run(diamond(), nullptr, {}, context).error().code, ErrorCode::Cancelled);
    // What was done before the cancel stays useful.
    m_hooks->tasks.clear();
    QVERIFY(run(diamond(), cache.get())->nodes.at("p").cached);
  }

  void progressAndStageOfRunningNodesAreSeen() {
    std::latch seen(1);
    m_hooks->tasks["p"] = [&](const std::vector<double>&, const Context& c) -> Result<double> {
      c.progress(0.5);
      c.stage("half");
      seen.wait();
      return 1.0;
    };
    const Context context;
    bool told = false;
    double overall = 0;
    const NodeObserver observer = [&](const std::string& id, const NodeStatus& s) {
      if (id != "p" || s.state != NodeState::Running || s.progress < 0.5 || told)
        return;
      QCOMPARE(s.stage, std::string("half"));
      overall = context.progress();
      told = true;
      seen.count_down();
    };
    QVERIFY(execute(diamond(), m_catalog, m_catalogs, nullptr, nullptr, {}, observer, context));
    QVERIFY(told);
    QVERIFY(overall < 0.5);
    QCOMPARE(context.progress(), 1.0);
  }

  void theSeedReachesTheNodes() {
    m_hooks->tasks["p"] = [](const std::vector<double>&, const Context& c) -> Result<double> {
      return static_cast<double>(c.seed());
    };
    QCOMPARE(value(*run(diamond(), nullptr, {{}, false, 42, 0}), "p"), 42.0);
  }

  void fiveHundredNodesRun() {
    Graph g;
    g.nodes = {node("n0", "source", {{"value", 1}})};
    for (int i = 1; i < 500; ++i) { // a tree: many are ready at once
      g.nodes.push_back(task("n" + std::to_string(i), 1));
      g.wires.push_back({"n" + std::to_string((i - 1) / 3), "out", "n" + std::to_string(i), "in"});
    }
    const auto r = run(g);
    QCOMPARE(value(*r, "n499"), 7.0); // six levels below the root
    QCOMPARE(r->values.size(), std::size_t{500});
    // Of one target only its path is kept while it runs, and nothing else after.
    QCOMPARE(run(g, nullptr, {{"n499"}, false, 0, 1})->nodes.size(), std::size_t{7});
  }
};

QTEST_APPLESS_MAIN(TestExecutor)
#include "tst_executor.moc"
