// What holds for every node type: names and texts, parameters that survive JSON, ports, and running on odd tables with
// a value or a clear error.
#ifndef Q_MOC_RUN // moc stumbles over the concepts in the standard headers
#include "core/flow/edit.h"
#include "core/flow/executor.h"
#include "core/flow/node_values.h"
#include "core/learn/catalogs.h"
#include "core/table/builder.h"

#include <limits>
#include <set>
#endif

#include <QtTest>

using namespace easel;

namespace {

struct OddTable final : NodeOperation {
  explicit OddTable(Table t) : table(std::move(t)) {}
  std::vector<Port> inputs() const override { return {}; }
  std::vector<Port> outputs() const override { return {{"out", "Out", PortType::Frame}}; }
  std::string outline() const override { return "odd table"; }
  Result<NodeValues> run(const NodeRun&) const override {
    return NodeValues{{"out", std::make_shared<const Frame>(Frame::of(table))}};
  }
  Table table;
};

bool legalId(const std::string& id) {
  return !id.empty() && id.size() <= 40 && id[0] >= 'a' && id[0] <= 'z' &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
}

std::vector<std::pair<std::string, Table>> oddTables() {
  const double inf = std::numeric_limits<double>::infinity();
  ColumnBuilder kinds(DataType::Category);
  for (const char* k : {"a", "b", "a"})
    kinds.appendText(k);
  const std::vector<std::string> texts{"x", "", "y"};
  return {{"no rows", *Table::make({{"a", columnOf(std::vector<double>{})}, {"b", columnOf(std::vector<std::int64_t>{})}})},
          {"one row", *Table::make({{"a", columnOf(std::vector<double>{1})}, {"b", columnOf(std::vector<std::int64_t>{2})}})},
          {"all missing", *Table::make({{"a", missingColumn(DataType::Float64, 3)}, {"b", missingColumn(DataType::Text, 3)}})},
          {"infinite", *Table::make({{"a", columnOf(std::vector<double>{inf, -inf, 0})}, {"k", std::move(kinds).finish()}, {"t", columnOfTexts(texts)}})},
          {"no columns", Table::ofRows(3)}};
}

} // namespace

class TestNodesContract : public QObject {
  Q_OBJECT
  Catalogs m_catalogs = builtinCatalogs();
  Catalog<NodeOperation> m_nodes = builtinNodes(m_catalogs.steps);

 private slots:
  void everyNodeType_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < m_nodes.entries().size(); ++i)
      QTest::newRow(m_nodes.entries()[i].declaration.id.c_str()) << static_cast<int>(i);
  }
  void everyNodeType() {
    QFETCH(int, index);
    const Entry<NodeOperation>& entry = m_nodes.entries()[static_cast<std::size_t>(index)];
    const Declaration& d = entry.declaration;
    QVERIFY(legalId(d.id));
    QVERIFY(d.version >= 1);
    QVERIFY(!d.title.empty() && !d.summary.empty() && !d.category.empty());
    QVERIFY(d.summary.ends_with('.'));
    std::set<std::string> names;
    for (const ParamSpec& p : d.schema.params()) {
      QVERIFY2(legalId(p.name) && names.insert(p.name).second, p.name.c_str());
      QVERIFY2(!p.label.empty(), p.name.c_str());
      for (const std::string& old : p.oldNames)
        QVERIFY2(names.insert(old).second, old.c_str());
    }
    const Json defaults = d.schema.defaults();
    QVERIFY(*d.schema.complete(Json::object()) == defaults);
    QVERIFY(*d.schema.complete(*parseJson(toText(defaults))) == defaults);
    const auto operation = entry.make(defaults);
    QVERIFY2(operation.has_value(), operation ? "" : operation.error().text().c_str());
    QVERIFY(!(*operation)->outline().empty());
    std::set<std::string> inputs, outputs;
    for (const Port& p : (*operation)->inputs())
      QVERIFY2(legalId(p.name) && !p.label.empty() && inputs.insert(p.name).second, p.name.c_str());
    for (const Port& p : (*operation)->outputs())
      QVERIFY2(legalId(p.name) && !p.label.empty() && !p.optional && outputs.insert(p.name).second, p.name.c_str());
    QVERIFY(!outputs.empty());
    QVERIFY(!entry.make(Json{{"there_is_no_such_parameter", 1}}));
    // As a node of a flow, through JSON and back.
    const Graph graph = *addNode({}, Node{"", d.id}, m_nodes);
    QVERIFY(graph.nodes[0].params == defaults);
    QVERIFY(validate(*graphFromJson(*parseJson(toText(toJson(graph)))), m_nodes).empty());
  }

  void idsAreUnique() {
    std::set<std::string> ids;
    for (const auto& e : m_nodes.entries()) {
      QVERIFY2(ids.insert(e.declaration.id).second, e.declaration.id.c_str());
      for (const std::string& old : e.declaration.replaces)
        QVERIFY2(ids.insert(old).second, old.c_str());
    }
    for (const char* id : {"dataset", "join", "split", "train", "automl", "evaluate", "register_model", "deploy", "import"})
      QVERIFY2(ids.contains(id), id);
    for (const auto& step : m_catalogs.steps.entries())
      QCOMPARE(ids.contains(step.declaration.id), step.declaration.id != "lookup");
  }

  void parametersSurviveBeingWrittenAsText() {
    for (const auto& e : m_catalogs.algorithms.entries()) {
      const Json defaults = e.declaration.schema.defaults();
      const std::map<std::string, std::string> texts = textsFromValues(defaults);
      const auto back = valuesFromText(e.declaration.schema, texts);
      QVERIFY2(back && *back == defaults, e.declaration.id.c_str());
    }
  }

  void oddTablesGiveAValueOrAClearError_data() { everyNodeType_data(); }
  void oddTablesGiveAValueOrAClearError() {
    QFETCH(int, index);
    const std::string type = m_nodes.entries()[static_cast<std::size_t>(index)].declaration.id;
    for (const auto& [what, table] : oddTables()) {
      Catalog<NodeOperation> nodes = m_nodes;
      Entry<NodeOperation> source;
      source.declaration.id = "odd_table";
      source.make = [t = table](const Json&) -> Result<std::unique_ptr<const NodeOperation>> {
        return std::unique_ptr<const NodeOperation>(std::make_unique<OddTable>(t));
      };
      nodes.add(std::move(source));
      Graph graph = *addNode({}, Node{"s", "odd_table"}, nodes);
      graph = *addNode(std::move(graph), Node{"n", type}, nodes);
      const auto operation = *nodes.find(type)->make(Json::object());
      for (const Port& p : operation->inputs())
        if (p.type == PortType::Frame)
          graph = *easel::connect(std::move(graph), {"s", "out", "n", p.name}, nodes);
      const auto run = execute(graph, nodes, m_catalogs, nullptr, nullptr, {}, {}, Context());
      QVERIFY(run);
      const NodeStatus& status = run->nodes.at("n");
      const std::string message = status.error ? status.error->text() : std::string();
      QVERIFY2(status.state == NodeState::Done || (status.state == NodeState::Failed && !message.empty()), what.c_str());
      QVERIFY2(!status.error || status.error->code != ErrorCode::Internal, (what + ": " + message).c_str());
      if (status.state != NodeState::Done)
        continue;
      for (const auto& [port, value] : run->values.at("n"))
        if (const auto* frame = std::get_if<std::shared_ptr<const Frame>>(&value)) {
          QCOMPARE((*frame)->table.rows(), (*frame)->base.rows());
          QVERIFY(!(*frame)->roles || (*frame)->roles->size() == (*frame)->base.rows());
        }
    }
  }
};

QTEST_APPLESS_MAIN(TestNodesContract)
#include "tst_nodes_contract.moc"
