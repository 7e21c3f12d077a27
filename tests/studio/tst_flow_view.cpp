// The flow view on real data, offscreen, by real mouse and keyboard: add, wire, move, undo, run, see states. With
// EASEL_PICTURES=DIR it also keeps pictures of what it saw.
#include "app/studio/views/flow/flow_view.h"
#include "tests/support/stall_probe.h"
#include "widgets/canvas/canvas_view.h"
#include "widgets/canvas/mini_map.h"
#include "widgets/controls/button.h"
#include "widgets/theme/theme.h"

#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSlider>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace easel;

namespace {
constexpr int kWait = 30000;

ImportRequest sample(const std::string& file) {
  ImportRequest request;
  request.file = std::string(EASEL_SAMPLES) + "/" + file;
  return request;
}
} // namespace

class TestFlowView : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<Session> m_session;
  std::unique_ptr<FlowView> m_view;
  int m_projects = 0;

  CanvasView* canvas() const { return m_view->findChild<CanvasView*>("flow.canvas"); }
  Button* button(const char* name) const { return m_view->findChild<Button*>(name); }
  QString text(const char* name) const {
    const auto* l = m_view->findChild<QLabel*>(name);
    return l ? l->text() : QString();
  }
  /// The graph in the document.
  Graph document(const std::string& flow = "telco_churn") {
    std::optional<Graph> graph;
    QObject here;
    m_session->run<Graph>({.title = "Look", .quiet = true},
                          [flow](Workbench& w, const Context&) { return w.flow(flow); }, &here,
                          [&](Result<Graph> g) { graph = g ? *g : Graph{}; });
    (void)QTest::qWaitFor([&] { return graph.has_value(); }, kWait);
    return graph.value_or(Graph{});
  }
  bool calm() { return QTest::qWaitFor([this] { return m_view->settled(); }, kWait); }
  template<class T>
  void inProject(std::function<Result<T>(Workbench&, const Context&)> act) {
    bool done = false, good = false;
    QObject here;
    m_session->run<T>({.title = "Prepare", .changes = true, .quiet = true}, std::move(act), &here, [&](const Result<T>& r) {
      done = true;
      good = r.has_value();
      if (!r)
        qWarning("%s", r.error().text().c_str());
    });
    QVERIFY(QTest::qWaitFor([&] { return done; }, kWait));
    QVERIFY(good);
  }
  void importChurn() {
    inProject<bool>([](Workbench& w, const Context& c) -> Result<bool> {
      EASEL_CHECK(w.importFile(sample("telco_churn.csv"), c));
      return true;
    });
    QVERIFY(calm());
  }
  void addSteps(const std::vector<std::pair<std::string, Json>>& steps) {
    inProject<bool>([steps](Workbench& w, const Context& c) -> Result<bool> {
      for (const auto& [type, params] : steps)
        EASEL_CHECK(w.addStep({.dataset = "telco_churn", .type = type, .params = params}, c));
      return true;
    });
    QVERIFY(calm());
  }
  QString cardOf(const QString& title) const {
    for (const CanvasNode& n : canvas()->model().graph().nodes)
      if (n.title == title)
        return n.id;
    return {};
  }
  const CanvasNode& card(const QString& title) const { return *canvas()->model().find(cardOf(title)); }
  QPoint center(const QString& title) const {
    return canvas()->toView(canvas()->scene().rect(canvas()->model().indexOf(cardOf(title))).center()).toPoint();
  }
  QPoint port(const QString& title, const QString& name, bool output) const {
    return canvas()->toView(canvas()->scene().port(canvas()->scene().find({cardOf(title), name, output}))).toPoint();
  }
  void drag(const QPoint& from, const QPoint& to) {
    QTest::mousePress(canvas(), Qt::LeftButton, {}, from);
    QTest::mouseMove(canvas(), (from + to) / 2);
    QTest::mouseMove(canvas(), to);
    QTest::mouseRelease(canvas(), Qt::LeftButton, {}, to);
  }
  void click(const char* name) { QTest::mouseClick(button(name), Qt::LeftButton); }
  /// By the canvas's own search.
  void addBySearch(const QString& letters) {
    QTest::keyClick(canvas(), Qt::Key_Tab);
    QTest::keyClicks(QApplication::focusWidget(), letters);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(calm());
  }
  void picture(const QString& name) {
    if (const QString folder = qEnvironmentVariable("EASEL_PICTURES"); !folder.isEmpty()) {
      QTest::qWait(200);
      QDir().mkpath(folder);
      QVERIFY(m_view->grab().save(folder + "/flow-" + name + ".png"));
    }
  }
  /// import → three steps → split → train → evaluate, target set.
  void wholeFlow() {
    importChurn();
    addSteps({{"fill_missing", {{"columns", {"total_charges"}}}},
              {"drop_columns", {{"columns", {"paperless_billing"}}}},
              {"set_type", {{"columns", {"senior_citizen"}}, {"type", "category"}}}});
    canvas()->setFocus();
    canvas()->select({cardOf("Prepare")});
    for (const char* type : {"split", "train"}) {
      auto* search = m_view->findChild<QLineEdit*>("flow.palette.search");
      search->setFocus();
      search->clear();
      QTest::keyClicks(search, type);
      QTest::keyClick(search, Qt::Key_Return);
      QVERIFY(calm());
      search->clear();
    }
    inProject<bool>([](Workbench& w, const Context&) -> Result<bool> {
      EASEL_CHECK(w.project().edit("Target", [&](Documents& d) -> Result<void> {
        Json flow = *d.get("flow/telco_churn");
        for (Json& n : flow["graph"]["nodes"])
          if (n["type"] == "train") {
            n["params"]["target"] = "churn";
            n["params"]["algorithm"] = "linear";
            n["params"]["bootstrap"] = 0;
          }
        d.put("flow/telco_churn", flow);
        return {};
      }));
      return true;
    });
    QVERIFY(calm());
  }

 private slots:
  void initTestCase() { applyTheme(ThemeChoice::Light); }
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_session = std::make_unique<Session>("easel");
    m_view = std::make_unique<FlowView>(*m_session);
    m_view->resize(1380, 830);
    m_view->show();
    m_view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    m_session->open(m_folder->filePath("churn.easel"));
    QVERIFY(QTest::qWaitFor([&] { return m_session->isOpen(); }, kWait));
    QVERIFY(calm());
  }
  void cleanup() {
    m_view.reset();
    m_session.reset();
  }

  void withoutAFlowItTeaches() {
    auto* import = button("flow.empty.import");
    QVERIFY(import && import->isVisible());
    QSignalSpy wants(m_view.get(), &View::wants);
    QTest::mouseClick(import, Qt::LeftButton);
    QCOMPARE(wants.count(), 1);
    QVERIFY(!canvas()->isVisible());
    picture("empty");
  }

  void everyNodeTypeIsOffered() {
    importChurn();
    const auto* list = m_view->findChild<QListWidget*>("flow.palette.list");
    QSet<QString> types;
    for (int i = 0; i < list->count(); ++i)
      types.insert(list->item(i)->data(Qt::UserRole).toString());
    for (const auto& e : m_session->nodes().entries())
      QVERIFY2(types.contains(toQt(e.declaration.id)), e.declaration.id.c_str());
  }

  void addMoveWireUndo() {
    importChurn();
    QCOMPARE(canvas()->model().graph().nodes.size(), 1);
    canvas()->setFocus();
    canvas()->select({});
    addBySearch("split");
    Graph g = document();
    QCOMPARE(g.nodes.size(), std::size_t{2});
    QVERIFY(g.wires.empty());
    QCOMPARE(canvas()->selection(), QStringList{cardOf("Split")});
    QCOMPARE(text("flow.inspector.title"), QString("Split"));

    // A wire by drag.
    drag(port("Import", "out", true), port("Split", "in", false));
    QVERIFY(calm());
    QCOMPARE(document().wires.size(), std::size_t{1});
    QTRY_COMPARE(m_session->undoText(), QString("Join Import and Split"));

    // A move: one entry, on the grid, kept.
    const QPointF before = card("Split").at;
    drag(center("Split"), center("Split") + QPoint(42, 61));
    QVERIFY(calm());
    g = document();
    QVERIFY(g.nodes[1].x != before.x() || g.nodes[1].y != before.y());
    QCOMPARE(std::fmod(g.nodes[1].x, 4), 0.0);
    QTRY_COMPARE(m_session->undoText(), QString("Move Split"));
    QCOMPARE(card("Split").at, QPointF(g.nodes[1].x, g.nodes[1].y));

    m_session->undo();
    QTRY_COMPARE(card("Split").at, before);
    m_session->undo();
    QTRY_VERIFY(canvas()->model().graph().wires.isEmpty());
    m_session->undo();
    QTRY_COMPARE(canvas()->model().graph().nodes.size(), 1);
    m_session->redo();
    QTRY_COMPARE(canvas()->model().graph().nodes.size(), 2);
  }

  void aWireInTheEmptySpaceBringsANode() {
    importChurn();
    drag(port("Import", "out", true), canvas()->rect().center() + QPoint(120, -60));
    auto* search = m_view->findChild<NodeSearch*>();
    QVERIFY(search->isVisible());
    picture("search");
    QTest::keyClicks(QApplication::focusWidget(), "filter");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(calm());
    const Graph g = document();
    QCOMPARE(g.nodes.size(), std::size_t{2});
    QCOMPARE(g.wires.size(), std::size_t{1});
    QCOMPARE(g.nodes[1].type, std::string("filter_rows"));
  }

  void editsOfOthersAreNotLost() {
    importChurn();
    canvas()->setFocus();
    canvas()->select({});
    // Both at once: a step by another way, and a node from here.
    m_session->run<bool>({.title = "Step", .changes = true, .quiet = true},
                         [](Workbench& w, const Context& c) -> Result<bool> {
                           EASEL_CHECK(w.addStep({.dataset = "telco_churn", .type = "drop_columns", .params = {{"columns", {"paperless_billing"}}}}, c));
                           return true;
                         },
                         m_view.get(), [](const Result<bool>&) {});
    QTest::keyClick(canvas(), Qt::Key_Tab);
    QTest::keyClicks(QApplication::focusWidget(), "split");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->busy() && m_view->settled() && canvas()->model().graph().nodes.size() == 3, kWait);
    std::set<std::string> types, ids;
    for (const Node& n : document().nodes) {
      types.insert(n.type);
      ids.insert(n.id);
    }
    QCOMPARE(types, (std::set<std::string>{"import", "drop_columns", "split"}));
    QCOMPARE(ids.size(), std::size_t{3});
  }

  void stepsAreAStackThatOpens() {
    wholeFlow();
    QCOMPARE(canvas()->model().graph().nodes.size(), 4); // import, stack, split, train
    QCOMPARE(card("Prepare").steps, 3);
    QCOMPARE(canvas()->model().graph().wires.size(), 3);
    const QPointF split = card("Split").at;
    picture("stack");
    QTest::mouseDClick(canvas(), Qt::LeftButton, {}, center("Prepare"));
    QCOMPARE(canvas()->model().graph().nodes.size(), 6);
    QCOMPARE(canvas()->model().graph().frames.size(), 1);
    QVERIFY(card("Split").at.x() > split.x()); // it made room
    canvas()->fitAll();
    picture("stack-open");
    const QRectF fold = canvas()->toView(canvas()->scene().frameButton(0));
    QTest::mouseClick(canvas(), Qt::LeftButton, {}, fold.center().toPoint());
    QCOMPARE(canvas()->model().graph().nodes.size(), 4);
    QCOMPARE(card("Split").at, split);
    // A stack is removed as a whole, and what is left is joined.
    canvas()->setFocus();
    canvas()->select({cardOf("Prepare")});
    QTest::keyClick(canvas(), Qt::Key_Delete);
    QVERIFY(calm());
    const Graph g = document();
    QCOMPARE(g.nodes.size(), std::size_t{3});
    QCOMPARE(g.wires.size(), std::size_t{2});
  }

  void runningShowsStatesAndFacts() {
    wholeFlow();
    canvas()->select({});
    click("flow.run");
    QVERIFY2(QTest::qWaitFor([&] { return m_view->settled() && card("Train").state == CanvasState::Done; }, kWait),
             qPrintable(card("Train").error));
    for (const char* title : {"Import", "Prepare", "Split"})
      QVERIFY2(card(title).state == CanvasState::Done || card(title).state == CanvasState::Reused, title);
    QVERIFY(card("Train").remark.endsWith(" s"));
    QVERIFY(m_view->findChild<QPlainTextEdit*>("flow.log.lines")->toPlainText().contains("finished in"));
    QVERIFY(m_view->status().left.first().startsWith("6 nodes · 5 links"));

    // What passes on a wire.
    const QPoint wire = (port("Prepare", "out", true) + port("Split", "in", false)) / 2;
    QTest::mouseMove(canvas(), wire);
    picture("wire");
    QTest::mouseMove(canvas(), canvas()->rect().center());
    canvas()->select({cardOf("Split")});
    picture("done");

    // Again: everything is reused.
    click("flow.run");
    QVERIFY(QTest::qWaitFor([&] { return m_view->settled() && card("Train").state == CanvasState::Reused; }, kWait));
    QCOMPARE(card("Train").remark, QString("cached"));
    QCOMPARE(m_view->status().left.value(2), QString("6 of 6 reused from cache"));

    // A change makes what follows out of date, and leaves its results.
    canvas()->setFocus();
    canvas()->select({cardOf("Split")});
    QTest::keyClick(canvas(), Qt::Key_M);
    QVERIFY(calm());
    QVERIFY(card("Train").stale);
    QVERIFY(!card("Import").stale && !card("Prepare").stale);
    QCOMPARE(card("Train").remark, QString("out of date"));
    picture("stale");
    QTest::keyClick(canvas(), Qt::Key_M);
    QVERIFY(calm());
    QVERIFY(!card("Train").stale);
  }

  void aFailureStandsAtItsNode() {
    importChurn();
    canvas()->setFocus();
    canvas()->select({cardOf("Import")});
    m_view->findChild<QLineEdit*>("flow.palette.search")->setFocus();
    QTest::keyClicks(QApplication::focusWidget(), "train");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(calm());
    click("flow.run"); // no target yet
    QVERIFY(QTest::qWaitFor([&] { return m_view->settled() && card("Train").state == CanvasState::Failed; }, kWait));
    QVERIFY(!card("Train").error.isEmpty());
    canvas()->select({cardOf("Train")});
    // The error names a setting, so it stands at that field.
    QStringList texts;
    for (const QLabel* l : m_view->findChild<QWidget*>("flow.inspector.form")->findChildren<QLabel*>())
      texts.append(l->text());
    QVERIFY2(texts.join('|').contains("column to predict"), qPrintable(texts.join('|')));
    picture("failed");
  }

  void stoppingAnswers() {
    wholeFlow();
    inProject<bool>([](Workbench& w, const Context&) -> Result<bool> {
      EASEL_CHECK(w.project().edit("Longer", [&](Documents& d) -> Result<void> {
        Json flow = *d.get("flow/telco_churn");
        for (Json& n : flow["graph"]["nodes"])
          if (n["type"] == "train") {
            n["params"]["algorithm"] = "boosted_trees";
            n["params"]["folds"] = 40;
          }
        d.put("flow/telco_churn", flow);
        return {};
      }));
      return true;
    });
    QVERIFY(calm());
    canvas()->select({cardOf("Train")});
    click("flow.run");
    QVERIFY(QTest::qWaitFor([&] { return card("Train").state == CanvasState::Running; }, kWait));
    QCOMPARE(button("flow.run")->text(), QString("Stop"));
    picture("running");
    QElapsedTimer timer;
    timer.start();
    click("flow.run");
    QVERIFY(QTest::qWaitFor([&] { return m_view->settled(); }, kWait));
    qInfo("stopped after %lld ms", timer.elapsed());
    QCOMPARE(card("Train").state, CanvasState::Cancelled);
    QCOMPARE(button("flow.run")->text(), QString("Run"));
  }

  void settingsAreOneEntryABurst() {
    wholeFlow();
    canvas()->select({cardOf("Split")});
    auto* inspector = m_view->findChild<QWidget*>("flow.inspector.form");
    QSlider* share = nullptr;
    QTRY_VERIFY(std::ranges::any_of(inspector->findChildren<QSlider*>(), [&](QSlider* s) {
      share = s->isVisible() ? s : nullptr;
      return share != nullptr;
    }));
    const Json before = document().find(fromQt(cardOf("Split")))->params;
    share->setFocus();
    for (int i = 0; i < 3; ++i)
      QTest::keyClick(share, Qt::Key_Left);
    canvas()->setFocus();
    QVERIFY(calm());
    QTRY_VERIFY(document().find(fromQt(cardOf("Split")))->params != before);
    QTRY_VERIFY2(m_session->undoText().startsWith("Split: "), qPrintable(m_session->undoText()));
    m_session->undo();
    QTRY_VERIFY(document().find(fromQt(cardOf("Split")))->params == before);
  }

  void copyAndPasteAsText() {
    wholeFlow();
    canvas()->setFocus();
    canvas()->select({cardOf("Split"), cardOf("Train")});
    QTest::keyClick(canvas(), Qt::Key_C, Qt::ControlModifier);
    QVERIFY(parseJson(fromQt(QGuiApplication::clipboard()->text())));
    QTest::keyClick(canvas(), Qt::Key_V, Qt::ControlModifier);
    QVERIFY(calm());
    QCOMPARE(document().nodes.size(), std::size_t{8});
    QCOMPARE(document().wires.size(), std::size_t{6});
    QGuiApplication::clipboard()->setText("something else");
    QSignalSpy noticed(m_session.get(), &Session::noticed);
    QTest::keyClick(canvas(), Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(noticed.count(), 1);
    QVERIFY(calm());
    QCOMPARE(document().nodes.size(), std::size_t{8});
  }

  void renamingAndTidying() {
    wholeFlow();
    canvas()->setFocus();
    canvas()->select({cardOf("Split")});
    QTest::keyClick(canvas(), Qt::Key_F2);
    auto* editor = canvas()->findChild<QLineEdit*>("canvas.title");
    QVERIFY(editor);
    QTRY_VERIFY(editor->hasFocus());
    QTest::keyClicks(editor, "Hold back");
    QTest::keyClick(editor, Qt::Key_Return);
    QVERIFY(calm());
    QCOMPARE(text("flow.inspector.title"), QString("Hold back"));
    drag(center("Train"), center("Train") + QPoint(-200, 200));
    QVERIFY(calm());
    click("flow.tidy");
    QVERIFY(calm());
    QTRY_COMPARE(m_session->undoText(), QString("Tidy the flow"));
    QVERIFY(card("Train").at.x() > card("Hold back").at.x());
    QCOMPARE(card("Train").at.y(), card("Hold back").at.y());
  }

  void unknownTypesAreKept() {
    importChurn();
    inProject<bool>([](Workbench& w, const Context&) -> Result<bool> {
      EASEL_CHECK(w.project().edit("From tomorrow", [&](Documents& d) -> Result<void> {
        Json flow = *d.get("flow/telco_churn");
        flow["graph"]["nodes"].push_back({{"id", "z1"}, {"type", "quantum"}, {"version", 3}, {"params", {{"q", 7}}}, {"x", 300}, {"y", 200}});
        d.put("flow/telco_churn", flow);
        return {};
      }));
      return true;
    });
    QVERIFY(calm());
    const CanvasNode& z = card("quantum");
    QVERIFY(!z.known);
    canvas()->select({z.id});
    drag(center("quantum"), center("quantum") + QPoint(40, 40));
    QVERIFY(calm());
    const Node kept = *document().find("z1");
    QCOMPARE(kept.params, (Json{{"q", 7}}));
    QCOMPARE(kept.version, 3);
    QVERIFY(kept.x != 300);
    picture("unknown");
  }

  void theMenuActs() {
    wholeFlow();
    QTest::mouseClick(canvas(), Qt::LeftButton, {}, center("Split"));
    QContextMenuEvent event(QContextMenuEvent::Mouse, center("Split"), canvas()->mapToGlobal(center("Split")));
    QApplication::sendEvent(canvas(), &event);
    auto* menu = m_view->findChild<QMenu*>("flow.menu");
    QVERIFY(menu && menu->isVisible());
    picture("menu");
    menu->close();
  }

  void severalFlowsCanBeChosen() {
    importChurn();
    inProject<bool>([](Workbench& w, const Context& c) -> Result<bool> {
      EASEL_CHECK(w.importFile(sample("penguins.csv"), c));
      return true;
    });
    QVERIFY(calm());
    auto* chooser = m_view->findChild<QWidget*>("flow.chooser");
    QVERIFY(chooser->isVisible());
    m_view->go(Place{ViewId::Flow, "penguins"});
    QVERIFY(calm());
    QCOMPARE(m_view->placeText(), QString("penguins"));
    QCOMPARE(canvas()->model().graph().nodes.size(), 1);
    QVERIFY(m_view->findables().size() > 20);
  }

  void manyNodesStayQuick() {
    importChurn();
    inProject<bool>([](Workbench& w, const Context&) -> Result<bool> {
      EASEL_TRY(Graph g, w.flow("telco_churn"));
      for (int i = 0; i < 500; ++i) {
        Node n;
        n.id = "m" + std::to_string(i);
        n.type = i % 5 == 0 ? "split" : "evaluate";
        if (n.type == "evaluate")
          n.type = "sort_rows";
        n.params = Json::object();
        g.nodes.push_back(n);
        if (i > 0)
          g.wires.push_back({"m" + std::to_string(i / 2), "out", n.id, "in"});
      }
      EASEL_CHECK(w.project().edit("Many", [&](Documents& d) -> Result<void> {
        Json flow = *d.get("flow/telco_churn");
        flow["graph"] = toJson(g);
        d.put("flow/telco_churn", flow);
        return {};
      }));
      return true;
    });
    QVERIFY(calm());
    QVERIFY(canvas()->model().graph().nodes.size() > 300);
    canvas()->fitAll();
    picture("many");
    auto* app = static_cast<ProbedApplication*>(qApp);
    app->reset();
    canvas()->setFocus();
    canvas()->select({"m250"});
    QTest::keyClick(canvas(), Qt::Key_M);
    QVERIFY(calm());
    qInfo("an edit among 500 nodes: longest event %.1f ms (processor %.1f ms)", app->longestMillis(), app->longestHeldMillis());
    QVERIFY(!document().find("m250") || !document().find("m250")->enabled || canvas()->model().indexOf("m250") < 0);
  }

  void sizesAndThemes() {
    if (qEnvironmentVariableIsEmpty("EASEL_PICTURES"))
      m_view->resize(1000, 640);
    wholeFlow();
    click("flow.run");
    QVERIFY(QTest::qWaitFor([&] { return m_view->settled() && card("Train").state == CanvasState::Done; }, kWait));
    canvas()->select({cardOf("Train")});
    picture("light");
    applyTheme(ThemeChoice::Dark);
    picture("dark");
    m_view->resize(964, 630);
    QVERIFY(calm());
    canvas()->fitAll();
    picture("small-dark");
    applyTheme(ThemeChoice::Light);
    picture("small-light");
    // Nothing that floats over the canvas overlaps, and nothing is cut off.
    QList<QWidget*> floating;
    for (const char* name : {"flow.run", "flow.runTo", "flow.tidy", "flow.zoomOut", "flow.zoom", "flow.zoomIn", "flow.log", "flow.map"})
      floating.append(m_view->findChild<QWidget*>(name));
    for (int i = 0; i < floating.size(); ++i) {
      QVERIFY(floating[i]->parentWidget()->rect().contains(floating[i]->geometry()));
      QVERIFY(!floating[i]->accessibleName().isEmpty() || qobject_cast<QAbstractButton*>(floating[i]) || floating[i]->objectName() == "flow.log");
      for (int k = i + 1; k < floating.size(); ++k)
        QVERIFY2(!floating[i]->geometry().intersects(floating[k]->geometry()), qPrintable(floating[i]->objectName() + floating[k]->objectName()));
    }
  }
};

int main(int argc, char** argv) {
  ProbedApplication application(argc, argv);
  TestFlowView test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_flow_view.moc"
