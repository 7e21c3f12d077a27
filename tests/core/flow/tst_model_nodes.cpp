// The nodes around a model, run as one flow: a file in, a split, training, evaluation, the registry, a deployment.
#ifndef Q_MOC_RUN // moc stumbles over the concepts in the standard headers
#include "core/base/file.h"
#include "core/flow/edit.h"
#include "core/flow/executor.h"
#include "core/flow/node_values.h"
#include "core/table/builder.h"

#include <filesystem>
#endif

#include <QTemporaryDir>
#include <QtTest>

using namespace easel;

namespace {

/// A project in memory.
struct Services final : FlowServices {
  std::map<std::string, Table> tables;
  std::map<std::string, std::string> versions;
  std::vector<std::string> registered;
  std::vector<Json> deployed;

  Result<Table> table(const std::string& artifact) override {
    const auto it = tables.find(artifact);
    return it == tables.end() ? Result<Table>(Error(ErrorCode::NotFound, "There is no table '" + artifact + "'.")) : it->second;
  }
  Result<Table> dataset(const std::string& name, const Context&) override { return table(name); }
  std::string datasetVersion(const std::string& name) override { return versions[name]; }
  Result<Json> registerModel(const std::string& group, const TrainedModel& model, const std::string& note) override {
    registered.push_back(group + " " + model.bundle->parts().algorithm + " " + note);
    return Json{{"group", group}, {"version", registered.size()}};
  }
  Result<Json> deploy(const std::string& group, int version, const Json& settings) override {
    deployed.push_back({{"group", group}, {"version", version}, {"settings", settings}});
    return Json{{"url", "http://127.0.0.1"}};
  }
};

std::string csv(int rows) {
  std::string text = "x,noise,kind,label\n";
  for (int i = 0; i < rows; ++i) {
    const int x = (i * 37) % 101;
    text += std::to_string(x) + "." + std::to_string(i % 10) + "," + std::to_string((i * 53) % 17) + "," + "abc"[i % 3] + "," +
            (x + (i * 7) % 20 > 60 ? "yes" : "no") + "\n";
  }
  return text;
}

} // namespace

class TestModelNodes : public QObject {
  Q_OBJECT
  Catalogs m_catalogs = builtinCatalogs();
  Catalog<NodeOperation> m_nodes = builtinNodes(m_catalogs.steps);
  QTemporaryDir m_folder;
  std::string m_file;

  Node node(const std::string& id, const std::string& type, const Json& params) {
    Node n;
    n.id = id;
    n.type = type;
    n.params = params;
    return n;
  }
  /// import → fill → split → train → evaluate, register → deploy
  Graph wholeFlow() {
    Graph g;
    for (const Node& n :
         {node("import", "import", {{"file", m_file}, {"options", {{"header", "yes"}}}}),
          node("scale", "scale", {{"columns", {"x", "noise"}}}),
          node("split", "split", {{"method", "stratified"}, {"column", "label"}, {"train", 0.7}}),
          node("train", "train",
               {{"target", "label"}, {"algorithm", "k_nearest_neighbours"}, {"params", {{"neighbours", "7"}}}, {"bootstrap", 0}}),
          node("evaluate", "evaluate", {{"bootstrap", 0}, {"curves", false}}),
          node("register", "register_model", {{"group", "churn"}, {"note", "first"}}),
          node("deploy", "deploy", {{"mode", "serverless"}, {"port", 8080}})})
      g = *addNode(std::move(g), n, m_nodes);
    for (const Wire& w : {Wire{"import", "out", "scale", "in"}, Wire{"scale", "out", "split", "in"},
                          Wire{"split", "out", "train", "in"}, Wire{"train", "model", "evaluate", "model"},
                          Wire{"split", "out", "evaluate", "in"}, Wire{"train", "model", "register", "model"},
                          Wire{"register", "report", "deploy", "in"}})
      g = *easel::connect(std::move(g), w, m_nodes);
    return g;
  }
  FlowRun run(const Graph& g, Services* services, ResultCache* cache = nullptr) {
    auto r = execute(g, m_nodes, m_catalogs, services, cache, {}, {}, Context());
    if (!r)
      qFatal("%s", r.error().text().c_str());
    return *r;
  }
  static const Json& report(const FlowRun& r, const std::string& node) {
    return std::get<std::shared_ptr<const Report>>(r.values.at(node).at("report"))->content;
  }
  static std::string failure(const FlowRun& r, const std::string& node) {
    const auto& error = r.nodes.at(node).error;
    return error ? error->text() : std::string();
  }

 private slots:
  void init() {
    m_file = m_folder.filePath("rows.csv").toStdString();
    QVERIFY(writeFile(m_file, csv(200)));
  }

  void theWholeWay() {
    Services services;
    const FlowRun r = run(wholeFlow(), &services);
    QVERIFY2(!r.error(), r.error() ? r.error()->text().c_str() : "");
    const Json& training = report(r, "train");
    QCOMPARE(training["algorithm"], Json("k_nearest_neighbours"));
    QCOMPARE(training["task"], Json("binary"));
    QVERIFY(training["metrics"]["test"]["metrics"]["accuracy"]["value"].get<double>() > 0.7);
    // Evaluating the raw test rows through the bundle is what training said of them.
    const Json& evaluation = report(r, "evaluate");
    QCOMPARE(evaluation["role"], Json("test"));
    QCOMPARE(evaluation["rows"], training["metrics"]["test"]["rows"]);
    QCOMPARE(toText(evaluation["metrics"]), toText(training["metrics"]["test"]["metrics"]));
    QCOMPARE(services.registered, std::vector<std::string>{"churn k_nearest_neighbours first"});
    QCOMPARE(services.deployed.size(), std::size_t{1});
    QCOMPARE(services.deployed[0], (Json{{"group", "churn"},
                                         {"version", 1},
                                         {"settings", {{"mode", "serverless"}, {"name", "churn"}, {"port", 8080}}}}));
    // The preparation that was made before the split travels with the model and was learned from training rows.
    const auto& model = std::get<std::shared_ptr<const TrainedModel>>(r.values.at("train").at("model"));
    QCOMPARE(model->bundle->parts().preparation.specs().at(0).id, std::string("scale"));
    QCOMPARE(model->bundle->signature().target, std::string("label"));
  }

  void whatActsRunsAgainAndTheRestIsCached() {
    Services services;
    const auto cache = memoryCache(std::size_t{64} << 20);
    run(wholeFlow(), &services, cache.get());
    FlowRun again = run(wholeFlow(), &services, cache.get());
    for (const char* id : {"import", "scale", "split", "train", "evaluate"})
      QVERIFY2(again.nodes.at(id).cached, id);
    QCOMPARE(services.registered.size(), std::size_t{2});
    QCOMPARE(services.deployed.back()["version"], Json(2));
    // A file that has changed is read again, and all that came of it is made again.
    QVERIFY(writeFile(m_file, csv(220)));
    again = run(wholeFlow(), &services, cache.get());
    for (const char* id : {"import", "scale", "split", "train", "evaluate"})
      QVERIFY2(!again.nodes.at(id).cached, id);
    QCOMPARE(std::get<std::shared_ptr<const Frame>>(again.values.at("import").at("out"))->table.rows(), std::size_t{220});
  }

  void withoutASplitAllRowsAreJudged() {
    Graph g = *removeNode(wholeFlow(), "split", m_nodes);
    g = *removeNode(std::move(g), "deploy", m_nodes);
    Services services;
    const FlowRun r = run(g, &services);
    QVERIFY2(!r.error(), r.error() ? r.error()->text().c_str() : "");
    QCOMPARE(report(r, "evaluate")["role"], Json("all"));
    QCOMPARE(report(r, "evaluate")["rows"], Json(200));
  }

  void theProjectsTables() {
    Services services;
    services.tables["kept"] = *Table::make({{"a", columnOf(std::vector<double>{1, 2})}});
    Graph g = *addNode({}, node("i", "import", {{"artifact", "kept"}, {"file", "/gone.csv"}}), m_nodes);
    g = *addNode(std::move(g), node("d", "dataset", {{"name", "kept"}}), m_nodes);
    const auto cache = memoryCache(std::size_t{1} << 20);
    FlowRun r = run(g, &services, cache.get());
    QVERIFY(!r.error());
    r = run(g, &services, cache.get());
    QVERIFY(r.nodes.at("i").cached);
    QVERIFY(!r.nodes.at("d").cached); // its version is not known
    services.versions["kept"] = "v1";
    run(g, &services, cache.get());
    QVERIFY(run(g, &services, cache.get()).nodes.at("d").cached);
    services.versions["kept"] = "v2";
    QVERIFY(!run(g, &services, cache.get()).nodes.at("d").cached);
    // Without a project both say so.
    r = run(g, nullptr);
    QVERIFY(failure(r, "i").find("project") != std::string::npos && failure(r, "d").find("project") != std::string::npos);
  }

  void whatIsWrongIsSaidAtTheNode() {
    const auto failing = [&](const std::string& id, const Json& changes) {
      Graph g = wholeFlow();
      for (Node& n : g.nodes)
        if (n.id == id)
          n.params.update(changes);
      Services services;
      const FlowRun r = run(g, &services);
      return r.nodes.at(id).state == NodeState::Failed ? failure(r, id) : std::string();
    };
    const auto says = [](const std::string& text, const char* word) { return text.find(word) != std::string::npos; };
    QVERIFY(says(failing("import", {{"file", m_file + ".gone"}}), ".gone"));
    QVERIFY(says(failing("import", {{"format", "cvs"}}), "csv"));
    QVERIFY(says(failing("import", {{"options", {{"heder", "yes"}}}}), "header"));
    QVERIFY(says(failing("split", {{"column", "lable"}}), "label"));
    QVERIFY(says(failing("train", {{"algorithm", "k_nearest_neighbors"}}), "k_nearest_neighbours"));
    QVERIFY(says(failing("train", {{"params", {{"neighbours", "many"}}}}), "neighbours"));
    QVERIFY(says(failing("train", {{"target", ""}}), "target"));
    QVERIFY(says(failing("register", {{"group", " "}}), "group"));
    Graph g = wholeFlow();
    g = *easel::disconnect(std::move(g), {"register", "report", "deploy", "in"});
    Services services;
    QVERIFY(says(failure(run(g, &services), "deploy"), "group"));
    g = *setParams(std::move(g), "deploy", {{"group", "churn"}}, m_nodes);
    QVERIFY(says(failure(run(g, &services), "deploy"), "version"));
  }

  void comparingModelsGivesTheBest() {
    Graph g = wholeFlow();
    for (const char* id : {"deploy", "register", "evaluate", "train"})
      g = *removeNode(std::move(g), id, m_nodes);
    g = *insertAfter(std::move(g), "split", node("auto", "automl", {{"target", "label"}, {"folds", 2}, {"budget", 5}, {"bootstrap", 0}}), m_nodes);
    Services services;
    const FlowRun r = run(g, &services);
    QVERIFY2(!r.error(), r.error() ? r.error()->text().c_str() : "");
    const Json& ranking = report(r, "auto");
    QVERIFY(ranking["leaderboard"].size() > 1);
    QCOMPARE(ranking["algorithm"], ranking["leaderboard"][0]["algorithm"]);
  }
};

QTEST_APPLESS_MAIN(TestModelNodes)
#include "tst_model_nodes.moc"
