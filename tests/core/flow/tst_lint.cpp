// The leak lint: what it finds, where, and what it must leave alone.
#ifndef Q_MOC_RUN // moc stumbles over the concepts in the standard headers
#include "core/base/random.h"
#include "core/flow/lint.h"
#include "tests/core/flow/small_steps.h"

#include <set>
#endif

#include <QtTest>

using namespace easel;
using namespace small;

namespace {

struct SourceNode final : NodeOperation {
  explicit SourceNode(Frame f) : frame(std::move(f)) {}
  std::vector<Port> inputs() const override { return {}; }
  std::vector<Port> outputs() const override { return {{"out", "Out", PortType::Frame}}; }
  std::string outline() const override { return "source"; }
  Result<NodeValues> run(const NodeRun&) const override { return NodeValues{{"out", wire(frame)}}; }
  Frame frame;
};
struct TrainingParams {
  ColumnName target;
  static void describe(Describe<TrainingParams>& d) { d.field(&TrainingParams::target, "target").label("Target"); }
};
/// Stands where the training would; the lint looks at what comes into it.
struct TrainingNode final : NodeOperation {
  explicit TrainingNode(TrainingParams) {}
  std::vector<Port> inputs() const override { return {{"in", "In", PortType::Frame}}; }
  std::vector<Port> outputs() const override { return {}; }
  std::string outline() const override { return "train"; }
  Result<NodeValues> run(const NodeRun&) const override { return NodeValues{}; }
};

Catalog<NodeOperation> catalogOf(const Frame& source) {
  Catalog<NodeOperation> c;
  Entry<NodeOperation> e;
  e.declaration.id = "source";
  e.make = [source](const Json&) -> Result<std::unique_ptr<const NodeOperation>> {
    return std::unique_ptr<const NodeOperation>(std::make_unique<SourceNode>(source));
  };
  c.add(std::move(e));
  c.add(nodes::split());
  c.add(entry<NodeOperation, TrainingNode, TrainingParams>("train").title("Train"));
  const Catalog<Step> all = steps();
  for (const auto& s : all.entries())
    c.add(stepNode(s));
  return c;
}

using Chain = std::vector<std::pair<std::string, Json>>;

/// Runs a chain behind the source ("n1", then "n2" …) and lints it.
std::vector<LintFinding> lint(const Frame& source, const Chain& chain) {
  const Catalog<NodeOperation> catalog = catalogOf(source);
  Graph g = *addNode({}, Node{"", "source"}, catalog);
  for (const auto& [type, params] : chain) {
    const std::string last = g.nodes.back().id;
    g = *insertAfter(std::move(g), last, Node{"", type, 1, params}, catalog);
  }
  Catalogs catalogs;
  catalogs.steps = steps();
  ExecuteOptions options;
  options.keepAll = true;
  const auto run = execute(g, catalog, catalogs, nullptr, nullptr, options, {}, Context());
  if (const auto error = run->error())
    qFatal("%s", error->text().c_str());
  return *lintLeaks(g, *run, catalog, Context());
}

std::vector<std::string> kinds(const std::vector<LintFinding>& findings) {
  std::vector<std::string> k;
  for (const LintFinding& f : findings)
    k.push_back(f.kind + " " + f.node);
  return k;
}

/// 400 rows without duplicates: id, noise, a category, a rare binary and a numeric target, and disguised copies.
Frame data() {
  Random random(7);
  std::vector<double> id, noise, amount, euro, rough;
  std::vector<std::string> kind, churn, reason, class3, code3;
  for (int i = 0; i < 400; ++i) {
    id.push_back(i);
    noise.push_back(random.normal());
    const double a = std::exp(3 * random.normal());
    amount.push_back(a);
    euro.push_back(a * 0.9 + 2);
    rough.push_back(a * (1 + 0.5 * random.normal()));
    kind.push_back(std::string(1, static_cast<char>('a' + random.below(5))));
    const bool yes = i % 25 == 3; // 4 %: accuracy alone would call every column perfect
    churn.push_back(yes ? "yes" : "no");
    reason.push_back(yes ? (i % 2 ? "price" : "moved") : "∅");
    const std::uint64_t c = random.below(3);
    class3.push_back("class" + std::to_string(c));
    code3.push_back("k" + std::to_string(c * 10 + random.below(4)));
  }
  return Frame::of(*Table::make({{"id", column(id)}, {"noise", column(noise)}, {"kind", categories(kind)},
                                 {"amount", column(amount)}, {"euro", column(euro)}, {"rough", column(rough)},
                                 {"churn", categories(churn)}, {"reason", categories(reason)},
                                 {"class3", categories(class3)}, {"code3", categories(code3)}}));
}
const Json kSplit{{"method", "random"}, {"train", 0.7}};

} // namespace

class TestLint : public QObject {
  Q_OBJECT
 private slots:
  void aFittedStepBeforeTheSplitIsRefittedAndNoLeak() {
    const Json centre{{"column", "noise"}};
    QCOMPARE(kinds(lint(data(), {{"centre", centre}, {"split", kSplit}})), std::vector<std::string>{});
    QCOMPARE(kinds(lint(data(), {{"centre", centre}, {"above", {{"column", "amount"}}}, {"split", kSplit}})),
             std::vector<std::string>{});
  }

  void whatCannotBeRefittedIsALeak() {
    const Json centre{{"column", "noise"}};
    const Chain rows{{"double", {{"column", "id"}}}, {"centre", centre}, {"above", centre}, {"split", kSplit}};
    const auto found = lint(data(), rows);
    QCOMPARE(kinds(found), std::vector<std::string>{"fit_before_split n3"}); // the step that learned
    QVERIFY(found[0].message.find("'Centre'") != std::string::npos && found[0].message.find("'Above'") != std::string::npos);
    QVERIFY(found[0].fix.find("behind the split") != std::string::npos);
    // Split first: training rows decide, which is right. Without any judging there is nothing to leak into.
    QCOMPARE(kinds(lint(data(), {{"split", kSplit}, {"centre", centre}, {"above", centre}})), std::vector<std::string>{});
    QCOMPARE(kinds(lint(data(), {{"centre", centre}, {"above", centre}})), std::vector<std::string>{});
    // A reshape, judged later; reported once, where it arose.
    const auto total = lint(data(), {{"centre", centre}, {"total", centre}, {"double", {{"column", "total"}}}, {"train", {{"target", "total"}}}});
    QCOMPARE(kinds(total), std::vector<std::string>{"fit_before_split n2"});
  }

  void aColumnThatIsTheTargetInDisguise() {
    const auto columns = [](const std::string& target) {
      std::set<std::string> named;
      for (const LintFinding& f : lint(data(), {{"split", kSplit}, {"train", {{"target", target}}}})) {
        if (f.kind != "target_leak" || f.node != "n3")
          qFatal("unexpected finding %s", f.message.c_str());
        const std::size_t at = f.message.find('\'') + 1;
        named.insert(f.message.substr(at, f.message.find('\'', at) - at));
      }
      return named;
    };
    QCOMPARE(columns("churn"), std::set<std::string>{"reason"});
    QCOMPARE(columns("class3"), std::set<std::string>{"code3"});
    QCOMPARE(columns("amount"), std::set<std::string>{"euro"}); // not rough, not the counted id
    QCOMPARE(columns("noise"), std::set<std::string>{});
    QCOMPARE(columns("nobody"), std::set<std::string>{});
  }

  void rowsThatTrainAndTest() {
    // 100 rows of only 4 kinds in pairs, and 100 that are unique.
    std::vector<double> a;
    std::vector<std::string> b;
    for (int i = 0; i < 200; ++i) {
      a.push_back(i < 100 ? i % 4 : i);
      b.push_back(i < 100 ? "x" : "y");
    }
    const Frame frame = Frame::of(*Table::make({{"a", column(a)}, {"b", categories(b)}}));
    const auto found = lint(frame, {{"split", kSplit}});
    QCOMPARE(kinds(found), std::vector<std::string>{"duplicate_rows n2"});
    // Counted by brute force.
    const Frame out = *small::split(frame, kSplit);
    int same = 0, held = 0;
    for (std::size_t i = 0; i < 200; ++i) {
      if ((*out.roles)[i] == RowRole::Train)
        continue;
      ++held;
      bool trains = false;
      for (std::size_t j = 0; j < 200; ++j)
        trains = trains || ((*out.roles)[j] == RowRole::Train && a[i] == a[j] && b[i] == b[j]);
      same += trains;
    }
    QVERIFY(same > 0 && same < held);
    const std::string counts = std::to_string(same) + " of the " + std::to_string(held) + " rows";
    QVERIFY2(found[0].message.find(counts) == 0, found[0].message.c_str());
    // A split by what makes them alike keeps them together.
    QCOMPARE(kinds(lint(frame, {{"split", {{"method", "by_group"}, {"column", "a"}, {"train", 0.7}}}})), std::vector<std::string>{});
    // Raw rows count: dropping the column that tells them apart duplicates nothing.
    QCOMPARE(kinds(lint(data(), {{"drop_columns", {{"columns", {"id", "noise", "amount", "euro", "rough"}}}}, {"split", kSplit}})),
             std::vector<std::string>{});
  }
};

QTEST_APPLESS_MAIN(TestLint)
#include "tst_lint.moc"
