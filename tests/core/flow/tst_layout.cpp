// Automatic places, stacks and marks of a flow.
#include "core/flow/layout.h"

#include <QtTest>

#include <set>

using namespace easel;

namespace {

Node node(const std::string& id, const std::string& type = "task", double x = 0, double y = 0) {
  Node n;
  n.id = id;
  n.type = type;
  n.x = x;
  n.y = y;
  return n;
}
Wire wire(const std::string& from, const std::string& to, const std::string& port = "in") {
  return {from, "out", to, port};
}
std::string steps(const Node& n) { return n.type == "step" ? "steps" : std::string(); }

/// a → s1 → s2 → s3 → split → {train, other}; b → split2 …
Graph sample() {
  Graph g;
  g.nodes = {node("a"), node("s1", "step"), node("s2", "step"), node("s3", "step"), node("split"), node("train"), node("other")};
  g.wires = {wire("a", "s1"), wire("s1", "s2"), wire("s2", "s3"), wire("s3", "split"), wire("split", "train"),
             wire("split", "other")};
  return g;
}

} // namespace

class TestLayout : public QObject {
  Q_OBJECT
 private slots:
  void chainsOfStepsAreStacks() {
    Graph g = sample();
    QCOMPARE(stacks(g, steps), (Stacks{{"s1", "s2", "s3"}}));
    g.nodes.push_back(node("look"));
    g.wires.push_back(wire("s1", "look")); // the chain branches after its first step
    QCOMPARE(stacks(g, steps), (Stacks{{"s2", "s3"}}));
    g.wires.push_back(wire("a", "s3", "second")); // an input more in the middle of what is left
    QCOMPARE(stacks(g, steps), Stacks{});
    QCOMPARE(stacks(Graph{}, steps), Stacks{});
  }
  void differentKeysDoNotMix() {
    Graph g = sample();
    g.nodes[3].title = "Automatic";
    const StackKey key = [](const Node& n) { return n.type == "step" ? n.type + n.title : std::string(); };
    QCOMPARE(stacks(g, key), (Stacks{{"s1", "s2"}}));
  }
  void wiresRunToTheRight() {
    const Graph g = arranged(sample(), stacks(sample(), steps));
    for (const Wire& w : g.wires) {
      const bool inside = w.from[0] == 's' && w.to[0] == 's' && w.to != "split";
      QCOMPARE(g.find(w.to)->x - g.find(w.from)->x, inside ? 0.0 : 184.0);
    }
    QCOMPARE(g.find("a")->y, g.find("split")->y); // the chain is straight
    QVERIFY(std::abs(g.find("train")->y - g.find("other")->y) >= 92);
  }
  void nothingOverlapsAndNothingIsRandom() {
    Graph g;
    for (int i = 0; i < 300; ++i)
      g.nodes.push_back(node("n" + std::to_string(i)));
    std::uint64_t state = 7;
    for (int i = 1; i < 300; ++i)
      for (int k = 0; k < 2; ++k) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        const int from = static_cast<int>((state >> 33) % static_cast<std::uint64_t>(i));
        g.wires.push_back(wire("n" + std::to_string(from), "n" + std::to_string(i), "in" + std::to_string(k)));
      }
    const Graph a = arranged(g, {}), b = arranged(g, {});
    std::map<double, std::set<double>> columns;
    for (std::size_t i = 0; i < a.nodes.size(); ++i) {
      QCOMPARE(a.nodes[i].x, b.nodes[i].x);
      QCOMPARE(a.nodes[i].y, b.nodes[i].y);
      QVERIFY(a.nodes[i].x > 0 && a.nodes[i].y >= 0);
      QVERIFY(columns[a.nodes[i].x].insert(a.nodes[i].y).second);
    }
    for (const auto& [x, rows] : columns)
      for (auto it = std::next(rows.begin()); it != rows.end(); ++it)
        QVERIFY(*it - *std::prev(it) >= 88);
    for (const Wire& w : a.wires)
      QVERIFY(a.find(w.to)->x > a.find(w.from)->x);
  }
  void crossingWiresAreUntangled() {
    Graph g;
    g.nodes = {node("a"), node("b"), node("x"), node("y")};
    g.wires = {wire("a", "y"), wire("b", "x")};
    g = arranged(g, {});
    QVERIFY((g.find("a")->y - g.find("b")->y) * (g.find("y")->y - g.find("x")->y) > 0);
  }
  void placesAreKept() {
    Graph g = sample();
    for (Node& n : g.nodes)
      n.x = 400, n.y = 40;
    g.nodes[4].x = 800;
    g.nodes[5].x = 0; // added by core: no place yet
    g.nodes[6].x = 984;
    const Graph p = placed(g, stacks(g, steps));
    QCOMPARE(p.find("split")->x, 800.0);
    QCOMPARE(p.find("other")->x, 984.0);
    QCOMPARE(p.find("train")->x, 984.0);
    QCOMPARE(p.find("train")->y, 132.0); // below the other one
    QVERIFY(p.find("s1")->y != p.find("a")->y || p.find("s1")->x != p.find("a")->x); // stood on one spot
  }
  void aCircleDoesNoHarm() {
    Graph g;
    g.nodes = {node("a"), node("b")};
    g.wires = {wire("a", "b"), wire("b", "a")};
    const Graph p = arranged(g, stacks(g, steps));
    QVERIFY(p.nodes[0].x != p.nodes[1].x || p.nodes[0].y != p.nodes[1].y);
  }
  void marksFollowWhatMatters() {
    const Graph g = sample();
    const auto before = dependencyMarks(g);
    Graph moved = g;
    moved.nodes[2].x = 77;
    moved.nodes[2].title = "Another name";
    QCOMPARE(dependencyMarks(moved), before);
    Graph changed = g;
    changed.nodes[3].params["k"] = 2; // s3
    const auto after = dependencyMarks(changed);
    for (const Node& n : g.nodes) {
      const bool behind = n.id == "s3" || n.id == "split" || n.id == "train" || n.id == "other";
      QCOMPARE(after.at(n.id) == before.at(n.id), !behind);
    }
    Graph off = g;
    off.nodes[1].enabled = false;
    QVERIFY(dependencyMarks(off).at("train") != before.at("train"));
  }
};

QTEST_APPLESS_MAIN(TestLayout)
#include "tst_layout.moc"
