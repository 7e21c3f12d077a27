// What a person does to a flow in one go.
#include "core/flow/compose.h"
#include "tests/core/flow/small_nodes.h"

#include <QtTest>

#include <set>

using namespace easel;
using small::node;

class TestCompose : public QObject {
  Q_OBJECT
  small::Hooks m_hooks;
  Catalog<NodeOperation> m_catalog = small::catalog(&m_hooks);

  /// s → a → b
  Graph chain() {
    Graph g;
    for (const char* id : {"s", "a", "b"})
      g = *addNode(std::move(g), node(id, id[0] == 's' ? "source" : "task"), m_catalog);
    g = *easel::connect(std::move(g), {"s", "out", "a", "in"}, m_catalog);
    return *easel::connect(std::move(g), {"a", "out", "b", "in"}, m_catalog);
  }

 private slots:
  void aNewNodeIsJoined() {
    const Graph g = *addJoined(chain(), node("", "task"), NodePort{"b", "out", true}, m_catalog);
    QCOMPARE(g.nodes.size(), std::size_t{4});
    QVERIFY(g.wireInto(g.nodes.back().id, "in") == (Wire{"b", "out", g.nodes.back().id, "in"}));
    const Graph before = *addJoined(chain(), node("", "source"), NodePort{"a", "in", false}, m_catalog);
    QCOMPARE(before.wireInto("a", "in")->from, before.nodes.back().id); // the wire that was there gave way
    QVERIFY(before.wiresFrom("s").empty());
    QVERIFY(!addJoined(chain(), node("", "frame"), NodePort{"b", "out", true}, m_catalog));
    QCOMPARE(addJoined(chain(), node("", "task"), std::nullopt, m_catalog)->wires.size(), std::size_t{2});
  }
  void wiresAreMoved() {
    const Graph g = *rewire(chain(), {"s", "out", "b", "in"}, std::nullopt, m_catalog);
    QCOMPARE(g.wires.size(), std::size_t{2});
    QCOMPARE(g.wireInto("b", "in")->from, std::string("s"));
    const Graph h = *rewire(chain(), {"s", "out", "b", "in"}, Wire{"s", "out", "a", "in"}, m_catalog);
    QVERIFY(!h.wireInto("a", "in"));
    QVERIFY(!rewire(chain(), {"b", "out", "a", "in"}, std::nullopt, m_catalog)); // a circle
  }
  void aNodeGoesIntoAWire() {
    Graph g = *addNode(chain(), node("x", "task"), m_catalog);
    g = *putInto(std::move(g), "x", {"s", "out", "a", "in"}, m_catalog);
    QCOMPARE(g.wireInto("x", "in")->from, std::string("s"));
    QCOMPARE(g.wireInto("a", "in")->from, std::string("x"));
    QCOMPARE(g.wires.size(), std::size_t{3});
    Graph frame = *addNode(chain(), node("f", "frame"), m_catalog);
    QVERIFY(!putInto(frame, "f", {"s", "out", "a", "in"}, m_catalog));
    QVERIFY(!putInto(chain(), "nobody", {"s", "out", "a", "in"}, m_catalog));
    QVERIFY(!putInto(chain(), "b", {"b", "out", "a", "in"}, m_catalog)); // no such wire
  }
  void severalAreRemoved() {
    const Graph g = *removeAll(chain(), {"a", "gone"}, {}, m_catalog);
    QCOMPARE(g.wireInto("b", "in")->from, std::string("s")); // healed
    const Graph cut = *removeAll(chain(), {}, {{"s", "out", "a", "in"}}, m_catalog);
    QCOMPARE(cut.wires.size(), std::size_t{1});
    QCOMPARE(cut.nodes.size(), std::size_t{3});
  }
  void copyAndPasteKeepWhatIsUnknown() {
    Graph g = chain();
    g.nodes[1].x = 400;
    g.nodes[1].y = 100;
    g.nodes[2].x = 600;
    g.nodes[2].y = 120;
    Node foreign = node("z", "of_tomorrow");
    foreign.params = {{"k", 1}};
    foreign.x = 420;
    foreign.y = 200;
    g.nodes.push_back(foreign);
    const Json copy = copied(g, {"a", "b", "z"});
    const Graph after = *pasted(g, *parseJson(toText(copy)), 40, 60, m_catalog);
    QCOMPARE(after.nodes.size(), std::size_t{7});
    QCOMPARE(after.wires.size(), g.wires.size() + 1); // the wire from s was not copied
    QCOMPARE(after.nodes[4].x, 40.0);
    QCOMPARE(after.nodes[4].y, 60.0);
    QCOMPARE(after.nodes[5].x, 240.0);
    QCOMPARE(after.nodes[6].type, std::string("of_tomorrow"));
    QCOMPARE(after.nodes[6].params, foreign.params);
    std::set<std::string> ids;
    for (const Node& n : after.nodes)
      QVERIFY(ids.insert(n.id).second);
    QVERIFY(!pasted(g, Json{{"nodes", Json::array()}}, 0, 0, m_catalog)); // nothing that we copied
    QVERIFY(!pasted(g, Json("text"), 0, 0, m_catalog));
  }
};

QTEST_APPLESS_MAIN(TestCompose)
#include "tst_compose.moc"
