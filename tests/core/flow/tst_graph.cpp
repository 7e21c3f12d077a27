// The flow as a value: order, edits and their named errors, JSON with what this version does not know.
#include "core/flow/edit.h"
#include "tests/core/flow/small_nodes.h"

#include <QtTest>

#include <algorithm>

using namespace easel;
using small::node;
using Ids = std::vector<std::string>;

class TestGraph : public QObject {
  Q_OBJECT
  small::Hooks m_hooks;
  Catalog<NodeOperation> m_catalog = small::catalog(&m_hooks);

  Graph made(const std::vector<Node>& nodes, const std::vector<Wire>& wires) {
    Graph g;
    for (const Node& n : nodes)
      g = *addNode(std::move(g), n, m_catalog);
    for (const Wire& w : wires)
      g = *easel::connect(std::move(g), w, m_catalog);
    return g;
  }
  /// s → a → b → c
  Graph chain() {
    return made({node("s", "source"), node("a", "task"), node("b", "task"), node("c", "task")},
                {{"s", "out", "a", "in"}, {"a", "out", "b", "in"}, {"b", "out", "c", "in"}});
  }
  static std::optional<TopologyError> kindOf(const Result<Graph>& r) {
    return r ? std::nullopt : topologyErrorOf(r.error());
  }

 private slots:
  void orderFollowsWiresThenTheList() {
    const Graph g = made({node("d", "task"), node("z", "source"), node("b", "sum"), node("a", "source")},
                         {{"z", "out", "b", "a"}, {"a", "out", "b", "b"}, {"b", "out", "d", "in"}});
    QCOMPARE(g.order(), (Ids{"z", "a", "b", "d"}));
    QCOMPARE(g.upstream("b"), (Ids{"z", "a", "b"}));
    QCOMPARE(g.downstream("z"), (Ids{"z", "b", "d"}));
    QCOMPARE(g.upstream("nobody"), Ids{});
    QCOMPARE(g.wiresFrom("b").size(), std::size_t{1});
    QVERIFY(!g.wireInto("z", "in"));
  }

  void topologyErrorsHaveNames() {
    const Graph g = chain();
    QCOMPARE(kindOf(easel::connect(g, {"s", "out", "x", "in"}, m_catalog)), TopologyError::UnknownNode);
    QCOMPARE(kindOf(easel::connect(g, {"s", "ouch", "a", "in"}, m_catalog)), TopologyError::UnknownPort);
    QCOMPARE(kindOf(easel::connect(g, {"s", "out", "a", "into"}, m_catalog)), TopologyError::UnknownPort);
    QCOMPARE(kindOf(easel::connect(g, {"s", "out", "b", "in"}, m_catalog)), TopologyError::InputTaken);
    Graph open = *easel::disconnect(g, {"s", "out", "a", "in"});
    QCOMPARE(kindOf(easel::connect(open, {"c", "out", "a", "in"}, m_catalog)), TopologyError::Cycle);
    QCOMPARE(kindOf(easel::connect(open, {"a", "out", "a", "in"}, m_catalog)), TopologyError::Cycle);
    QCOMPARE(kindOf(addNode(g, node("a", "task"), m_catalog)), TopologyError::DuplicateId);
    open = *addNode(open, node("f", "frame"), m_catalog);
    QCOMPARE(kindOf(easel::connect(open, {"a", "out", "f", "in"}, m_catalog)), TopologyError::IncompatiblePorts);
    QCOMPARE(kindOf(setEnabled(g, "q", false)), TopologyError::UnknownNode);
    QCOMPARE(kindOf(removeNode(g, "q", m_catalog)), TopologyError::UnknownNode);
    QVERIFY(!easel::disconnect(g, {"s", "out", "b", "in"}));
    const Error e = easel::connect(g, {"s", "out", "b", "in"}, m_catalog).error();
    QCOMPARE(e.places.at(0).name, std::string("input_taken"));
    QCOMPARE(e.places.at(1).name, std::string("b"));
    for (const TopologyError t : {TopologyError::UnknownNode, TopologyError::UnknownPort, TopologyError::DuplicateId,
                                  TopologyError::Cycle, TopologyError::InputTaken, TopologyError::IncompatiblePorts})
      QVERIFY(!topologyErrorId(t).empty());
  }

  void idsPlacesAndParametersAreCompleted() {
    Graph g = *addNode({}, node("", "constant", {{"number", 4}}), m_catalog); // old type, old name
    QCOMPARE(g.nodes[0].id, std::string("n1"));
    QCOMPARE(g.nodes[0].type, std::string("source"));
    QCOMPARE(g.nodes[0].params, (Json{{"value", 4.0}}));
    g = *addNode(std::move(g), node("n7", "task"), m_catalog);
    g = *addNode(std::move(g), node("", "task"), m_catalog);
    QCOMPARE(g.nodes[2].id, std::string("n8"));
    QCOMPARE(g.nodes[2].version, 2);
    QVERIFY(g.nodes[2].y > g.nodes[1].y && g.nodes[1].y > g.nodes[0].y);
    QCOMPARE(addNode(g, node("", "tusk"), m_catalog).error().hint, std::string("Did you mean 'task'?"));
    QCOMPARE(addNode(g, node("", "source", {{"value", 5000}}), m_catalog).error().places.at(0).name, std::string("value"));
  }

  void parametersAreChecked() {
    const Graph g = chain();
    QCOMPARE(setParams(g, "s", {{"value", 3}}, m_catalog)->find("s")->params["value"], Json(3.0));
    QVERIFY(!setParams(g, "s", {{"value", "three"}}, m_catalog));
    QVERIFY(!setParams(g, "s", {{"wert", 3}}, m_catalog));
    QCOMPARE(moveNode(g, "s", 5, 6)->find("s")->y, 6.0);
    QVERIFY(!setEnabled(g, "a", false)->find("a")->enabled);
  }

  void removingHealsTheChain() {
    const Graph g = *removeNode(chain(), "b", m_catalog);
    QCOMPARE(g.order(), (Ids{"s", "a", "c"}));
    QVERIFY(g.wireInto("c", "in") == std::optional(Wire{"a", "out", "c", "in"}));
    const Graph headless = *removeNode(chain(), "s", m_catalog);
    QVERIFY(!headless.wireInto("a", "in"));
    QCOMPARE(headless.wires.size(), std::size_t{2});
    // The first input takes over; a branch heals to all that it fed.
    const Graph join = made({node("x", "source"), node("y", "source"), node("j", "sum"), node("p", "task"), node("q", "task")},
                            {{"y", "out", "j", "b"}, {"x", "out", "j", "a"}, {"j", "out", "p", "in"}, {"j", "out", "q", "in"}});
    const Graph healed = *removeNode(join, "j", m_catalog);
    QCOMPARE(healed.wireInto("p", "in")->from, std::string("x"));
    QCOMPARE(healed.wireInto("q", "in")->from, std::string("x"));
    // A report does not become a frame.
    const Graph mixed = made({node("t", "table"), node("f", "frame"), node("p", "task")},
                             {{"t", "out", "f", "in"}, {"f", "report", "p", "in"}});
    QVERIFY(removeNode(mixed, "f", m_catalog)->wires.empty());
  }

  void insertingTakesOverWhatWasFed() {
    const Graph g = *insertAfter(chain(), "a", node("new", "task"), m_catalog);
    QCOMPARE(g.order(), (Ids{"s", "a", "new", "b", "c"}));
    QCOMPARE(g.wires.size(), std::size_t{4});
    QVERIFY(g.find("a")->y < g.find("new")->y && g.find("new")->y < g.find("b")->y);
    QVERIFY(validate(g, m_catalog).empty());
    QCOMPARE(kindOf(insertAfter(chain(), "a", node("", "frame"), m_catalog)), TopologyError::IncompatiblePorts);
    QCOMPARE(kindOf(insertAfter(chain(), "q", node("", "task"), m_catalog)), TopologyError::UnknownNode);
    // A branch point hands over all its wires.
    Graph fork = *addNode(chain(), node("side", "task"), m_catalog);
    fork = *easel::connect(std::move(fork), {"a", "out", "side", "in"}, m_catalog);
    fork = *insertAfter(std::move(fork), "a", node("mid", "task"), m_catalog);
    QCOMPARE(fork.wireInto("side", "in")->from, std::string("mid"));
    QCOMPARE(fork.wireInto("b", "in")->from, std::string("mid"));
  }

  void jsonRoundTripsWithWhatIsUnknown() {
    const char* text = R"({"nodes":[{"id":"a","type":"source","version":1,"params":{"value":2},"x":1.5,"y":0,"colour":"red"},
      {"id":"b","type":"quantum_step","version":9,"params":{"deep":[1,{"k":null}]},"x":0,"y":10,"enabled":false,"title":"Q"}],
      "wires":[{"from":"a","from_port":"out","to":"b","to_port":"magic"}],"notes":["keep me"]})";
    const Json json = *parseJson(text);
    const Graph g = *graphFromJson(json);
    QVERIFY(toJson(g) == json);
    QCOMPARE(g.find("b")->params["deep"][1].size(), std::size_t{1});
    const auto errors = validate(g, m_catalog);
    QCOMPARE(errors.size(), std::size_t{1});
    QCOMPARE(errors[0].code, ErrorCode::Unsupported);
    QVERIFY(errors[0].message.find("not available in this version") != std::string::npos);
    // It can be moved, taken out with healing, but not set up.
    QVERIFY(moveNode(g, "b", 1, 1));
    QVERIFY(!setParams(g, "b", Json::object(), m_catalog));
    QVERIFY(toJson(*moveNode(g, "b", 0, 10)) == json);
    QCOMPARE(removeNode(g, "b", m_catalog)->nodes.size(), std::size_t{1});
  }

  void damagedJsonIsRefused() {
    for (const char* text : {"[]", R"({"nodes":{}})", R"({"nodes":[1]})", R"({"nodes":[{"id":"a"}]})",
                             R"({"nodes":[{"id":1,"type":"x"}]})", R"({"nodes":[{"id":"a","type":"x","version":"1"}]})",
                             R"({"wires":[{"from":"a"}]})", R"({"wires":7})"}) {
      const auto g = graphFromJson(*parseJson(text));
      QVERIFY2(!g, text);
      QCOMPARE(g.error().code, ErrorCode::Parse);
    }
    QVERIFY(graphFromJson(Json::object()));
  }

  void validateFindsEverything() {
    Graph g;
    g.nodes = {node("a", "task"), node("a", "task"), node("b", "sum"), node("c", "task"), node("f", "frame"),
               node("v", "source", {{"value", "much"}}), node("w", "source")};
    g.nodes.back().version = 5;
    g.wires = {{"c", "out", "b", "a"}, {"b", "out", "c", "in"},  {"ghost", "out", "a", "in"},
               {"c", "out", "b", "a"}, {"c", "out", "b", "zzz"}, {"c", "out", "f", "in"}};
    std::vector<std::string> found;
    std::vector<ErrorCode> others;
    for (const Error& e : validate(g, m_catalog))
      if (const auto kind = topologyErrorOf(e))
        found.emplace_back(topologyErrorId(*kind));
      else
        others.push_back(e.code);
    std::sort(found.begin(), found.end());
    QCOMPARE(found, (Ids{"cycle", "duplicate_id", "incompatible_ports", "input_taken", "unknown_node", "unknown_port"}));
    QCOMPARE(others, (std::vector{ErrorCode::InvalidArgument, ErrorCode::Newer}));
    QCOMPARE(g.order().size(), g.nodes.size()); // even so, every node has a place
  }

  void fiveHundredNodesBuildByEdits() {
    Graph g = *addNode({}, node("n0", "source"), m_catalog);
    for (int i = 1; i < 500; ++i)
      g = *insertAfter(std::move(g), "n" + std::to_string(i - 1), node("n" + std::to_string(i), "task"), m_catalog);
    QCOMPARE(g.order().size(), std::size_t{500});
    QCOMPARE(g.upstream("n499").size(), std::size_t{500});
    QVERIFY(validate(g, m_catalog).empty());
    QCOMPARE(toText(toJson(*graphFromJson(toJson(g)))), toText(toJson(g)));
    QBENCHMARK { QVERIFY(validate(g, m_catalog).empty()); }
  }
};

QTEST_APPLESS_MAIN(TestGraph)
#include "tst_graph.moc"
