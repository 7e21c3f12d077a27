// The canvas by itself: what it lets a person do, by mouse and by keyboard, and what it costs to paint.
#include "widgets/canvas/canvas_view.h"
#include "widgets/canvas/mini_map.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QLineEdit>
#include <QSignalSpy>
#include <QtTest>

#include <algorithm>
#include <ctime>

using namespace easel;

Q_DECLARE_METATYPE(easel::CanvasWire)
Q_DECLARE_METATYPE(std::optional<easel::CanvasWire>)
Q_DECLARE_METATYPE(std::optional<easel::PortEnd>)

namespace {

CanvasPort table(const QString& name) { return {name, name, "a table", PortShape::Circle, Tone::C3}; }
CanvasPort model(const QString& name) { return {name, name, "a model", PortShape::Diamond, Tone::C4}; }

CanvasNode node(const QString& id, double x, double y, QList<CanvasPort> inputs, QList<CanvasPort> outputs) {
  CanvasNode n;
  n.id = id;
  n.title = id.toUpper();
  n.outline = "70 / 30";
  n.iconName = "table";
  n.at = {x, y};
  n.inputs = std::move(inputs);
  n.outputs = std::move(outputs);
  return n;
}

/// a → b → c, and d (train: gives a model) beside, e takes a model.
CanvasGraph sample() {
  CanvasGraph g;
  g.nodes = {node("a", 40, 40, {}, {table("out")}), node("b", 240, 40, {table("in")}, {table("out")}),
             node("c", 440, 40, {table("in")}, {table("out")}), node("d", 440, 180, {table("in")}, {model("model")}),
             node("e", 640, 180, {model("model")}, {})};
  g.wires = {{"a", "out", "b", "in"}, {"b", "out", "c", "in"}};
  return g;
}

/// Of this thread: what else the machine does is not counted.
double processorMillis() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

CanvasGraph large(int nodes, int wires) {
  CanvasGraph g;
  for (int i = 0; i < nodes; ++i) {
    g.nodes.append(node(QString("n%1").arg(i), 24 + (i % 25) * 184, 24 + (i / 25) * 92, {table("in"), table("in2")}, {table("out")}));
    g.nodes.last().state = static_cast<CanvasState>(i % 8);
    g.nodes.last().remark = "3.1 s";
  }
  for (int i = 0; g.wires.size() < wires; ++i) {
    const int from = (i * 7) % (nodes - 1), to = std::min(nodes - 1, from + 1 + (i * 13) % 30);
    g.wires.append({QString("n%1").arg(from), "out", QString("n%1").arg(to), i % 2 ? "in" : "in2"});
  }
  return g;
}

} // namespace

class TestCanvas : public QObject {
  Q_OBJECT
  std::unique_ptr<CanvasModel> m_model;
  std::unique_ptr<CanvasView> m_view;

  QPoint center(const QString& id) const {
    return m_view->toView(m_view->scene().rect(m_model->indexOf(id)).center()).toPoint();
  }
  QPoint port(const QString& id, const QString& name, bool output) const {
    return m_view->toView(m_view->scene().port(m_view->scene().find({id, name, output}))).toPoint();
  }
  void drag(const QPoint& from, const QPoint& to) {
    QTest::mousePress(m_view.get(), Qt::LeftButton, {}, from);
    QTest::mouseMove(m_view.get(), (from + to) / 2);
    QTest::mouseMove(m_view.get(), to);
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, to);
  }

 private slots:
  void initTestCase() { applyTheme(ThemeChoice::Light); }
  void init() {
    m_model = std::make_unique<CanvasModel>();
    m_view = std::make_unique<CanvasView>(*m_model);
    m_view->resize(900, 500);
    m_view->setSearch([](const std::optional<PortEnd>& from) {
      QList<SearchItem> items{{"train", "Train", "Model", "trophy", {"fit"}}, {"split", "Split", "Model", "scissors", {}}};
      if (from && !from->output)
        items.removeFirst();
      return items;
    });
    m_model->set(sample());
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    m_view->setZoom(1);
    m_view->centerOn({450, 150});
    m_view->setFocus();
  }
  void cleanup() {
    m_view.reset();
    m_model.reset();
  }

  void clickSelectsAndControlAdds() {
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, center("b"));
    QCOMPARE(m_view->selection(), QStringList{"b"});
    QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::ControlModifier, center("d"));
    QCOMPARE(m_view->selection(), (QStringList{"b", "d"}));
    QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::ControlModifier, center("b"));
    QCOMPARE(m_view->selection(), QStringList{"d"});
  }
  void aBoxSelects() {
    drag(m_view->toView(QPointF(420, 20)).toPoint(), m_view->toView(QPointF(500, 300)).toPoint());
    QCOMPARE(m_view->selection(), (QStringList{"c", "d"}));
  }
  void aDragIsOneMoveOnTheGrid() {
    QSignalSpy moved(m_view.get(), &CanvasView::moved);
    drag(center("d"), center("d") + QPoint(37, 51));
    QCOMPARE(moved.count(), 1);
    const auto places = moved[0][0].value<QHash<QString, QPointF>>();
    QCOMPARE(places.size(), 1);
    QCOMPARE(places["d"], QPointF(476, 232));
  }
  void aClickMovesNothing() {
    QSignalSpy moved(m_view.get(), &CanvasView::moved);
    drag(center("d"), center("d") + QPoint(1, 1));
    QCOMPARE(moved.count(), 0);
  }
  void escapePutsADraggedCardBack() {
    QSignalSpy moved(m_view.get(), &CanvasView::moved);
    const QPoint at = center("d");
    QTest::mousePress(m_view.get(), Qt::LeftButton, {}, at);
    QTest::mouseMove(m_view.get(), at + QPoint(60, 60));
    QVERIFY(center("d") != at);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, at + QPoint(60, 60));
    QCOMPARE(center("d"), at);
    QCOMPARE(moved.count(), 0);
  }
  void wheelZoomsToThePointer() {
    const QPointF at(300, 200), scene = m_view->toScene(at);
    QWheelEvent wheel(at, m_view->mapToGlobal(at), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(m_view.get(), &wheel);
    QVERIFY(m_view->zoom() > 1.1);
    QVERIFY((m_view->toScene(at) - scene).manhattanLength() < 1.5);
  }
  void middleButtonAndSpacePan() {
    for (const bool space : {false, true}) {
      const QPointF before = m_view->toScene({0, 0});
      if (space)
        QTest::keyPress(m_view.get(), Qt::Key_Space);
      QTest::mousePress(m_view.get(), space ? Qt::LeftButton : Qt::MiddleButton, {}, {200, 200});
      QTest::mouseMove(m_view.get(), {150, 180});
      QTest::mouseRelease(m_view.get(), space ? Qt::LeftButton : Qt::MiddleButton, {}, {150, 180});
      if (space)
        QTest::keyRelease(m_view.get(), Qt::Key_Space);
      QCOMPARE(m_view->toScene({0, 0}) - before, QPointF(50, 20));
      QVERIFY(!m_view->findChild<NodeSearch*>()->isVisible());
    }
  }
  void everythingFits() {
    QTest::keyClick(m_view.get(), Qt::Key_F);
    QVERIFY(m_view->visibleScene().contains(m_view->scene().bounds()));
    m_view->select({"e"});
    QTest::keyClick(m_view.get(), Qt::Key_Period);
    QVERIFY(m_view->zoom() > 1);
    QTest::keyClick(m_view.get(), Qt::Key_0);
    QCOMPARE(m_view->zoom(), 1.0);
  }

  void wiresAreDrawnByDrag() {
    QSignalSpy wanted(m_view.get(), &CanvasView::wireWanted);
    drag(port("c", "out", true), port("d", "in", false));
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].value<CanvasWire>(), (CanvasWire{"c", "out", "d", "in"}));
    drag(port("d", "in", false), port("b", "out", true)); // the other way round
    QCOMPARE(wanted[1][0].value<CanvasWire>(), (CanvasWire{"b", "out", "d", "in"}));
    drag(port("c", "out", true), center("d")); // the card will do
    QCOMPARE(wanted[2][0].value<CanvasWire>(), (CanvasWire{"c", "out", "d", "in"}));
  }
  void wiresAreDrawnByTwoClicks() {
    QSignalSpy wanted(m_view.get(), &CanvasView::wireWanted);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, port("c", "out", true));
    QCOMPARE(wanted.count(), 0);
    QTest::mouseMove(m_view.get(), port("d", "in", false));
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, port("d", "in", false));
    QCOMPARE(wanted.count(), 1);
  }
  void whatDoesNotFitIsRefused() {
    QSignalSpy wanted(m_view.get(), &CanvasView::wireWanted);
    drag(port("c", "out", true), port("e", "model", false)); // a table into a model's place
    drag(port("c", "out", true), port("b", "in", false));    // a circle
    QCOMPARE(wanted.count(), 0);
    QVERIFY(!m_view->findChild<NodeSearch*>()->isVisible());
    const CanvasScene& scene = m_view->scene();
    QVERIFY(scene.whyNot({"c", "out", true}, {"e", "model", false}).contains("a model"));
    QVERIFY(scene.whyNot({"c", "out", true}, {"b", "in", false}).contains("circle"));
    QVERIFY(!scene.whyNot({"c", "out", true}, {"a", "out", true}).isEmpty());
    QVERIFY(!scene.whyNot({"d", "model", true}, {"d", "in", false}).isEmpty());
    QCOMPARE(scene.whyNot({"d", "model", true}, {"e", "model", false}), QString());
  }
  void anEndIsPulledOutOrMoved() {
    QSignalSpy removed(m_view.get(), &CanvasView::removeWanted), wanted(m_view.get(), &CanvasView::wireWanted);
    drag(port("c", "in", false), m_view->toView(QPointF(380, 300)).toPoint());
    QCOMPARE(removed.count(), 1);
    QCOMPARE(removed[0][1].value<QList<CanvasWire>>(), (QList<CanvasWire>{{"b", "out", "c", "in"}}));
    drag(port("c", "in", false), port("d", "in", false));
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].value<CanvasWire>(), (CanvasWire{"b", "out", "d", "in"}));
    QCOMPARE(*wanted[0][1].value<std::optional<CanvasWire>>(), (CanvasWire{"b", "out", "c", "in"}));
  }
  void aWireDroppedInTheEmptySpaceAsksWhatComes() {
    QSignalSpy wanted(m_view.get(), &CanvasView::nodeWanted);
    drag(port("c", "out", true), m_view->toView(QPointF(700, 60)).toPoint());
    auto* search = m_view->findChild<NodeSearch*>();
    QVERIFY(search->isVisible());
    QTest::keyClicks(QApplication::focusWidget(), "spl");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(!search->isVisible());
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].toString(), QString("split"));
    QCOMPARE(*wanted[0][2].value<std::optional<PortEnd>>(), (PortEnd{"c", "out", true}));
  }
  void searchOpensByDoubleClickTabAndSpace() {
    QSignalSpy wanted(m_view.get(), &CanvasView::nodeWanted);
    auto* search = m_view->findChild<NodeSearch*>();
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, m_view->toView(QPointF(300, 250)).toPoint());
    QVERIFY(search->isVisible());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!search->isVisible());
    QTest::keyClick(m_view.get(), Qt::Key_Tab);
    QVERIFY(search->isVisible());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QTest::keyClick(m_view.get(), Qt::Key_Space);
    QVERIFY(search->isVisible());
    QTest::keyClicks(QApplication::focusWidget(), "fit"); // a synonym
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].toString(), QString("train"));
    QVERIFY(!wanted[0][2].value<std::optional<PortEnd>>());
  }
  void aCardDroppedOnAWireGoesInBetween() {
    CanvasGraph g = sample();
    g.nodes.append(node("new", 240, 300, {table("in")}, {table("out")}));
    m_model->set(g);
    QSignalSpy put(m_view.get(), &CanvasView::putIntoWanted), moved(m_view.get(), &CanvasView::moved);
    const QPoint wire = m_view->toView(QPointF(416, 71)).toPoint();
    drag(center("new"), wire);
    QCOMPARE(put.count(), 1);
    QCOMPARE(moved.count(), 0);
    QCOMPARE(put[0][1].value<CanvasWire>(), (CanvasWire{"b", "out", "c", "in"}));
  }
  void keysSayWhatIsWanted() {
    m_view->select({"b"});
    QSignalSpy removed(m_view.get(), &CanvasView::removeWanted), twice(m_view.get(), &CanvasView::duplicateWanted);
    QSignalSpy muted(m_view.get(), &CanvasView::muteWanted), copied(m_view.get(), &CanvasView::copyWanted);
    QSignalSpy pasted(m_view.get(), &CanvasView::pasteWanted), opened(m_view.get(), &CanvasView::opened);
    QTest::keyClick(m_view.get(), Qt::Key_M);
    QTest::keyClick(m_view.get(), Qt::Key_D, Qt::ControlModifier);
    QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
    QTest::keyClick(m_view.get(), Qt::Key_V, Qt::ControlModifier);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QTest::keyClick(m_view.get(), Qt::Key_Delete);
    for (const QSignalSpy* spy : {&removed, &twice, &muted, &copied, &pasted, &opened})
      QCOMPARE(spy->count(), 1);
    QCOMPARE(removed[0][0].toStringList(), QStringList{"b"});
  }
  void renamingInPlace() {
    m_view->select({"b"});
    QSignalSpy renamed(m_view.get(), &CanvasView::renamed);
    QTest::keyClick(m_view.get(), Qt::Key_F2);
    QVERIFY(m_view->findChild<QLineEdit*>("canvas.title"));
    QTest::keyClicks(QApplication::focusWidget(), "Clean");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(renamed.count(), 1);
    QCOMPARE(renamed[0][1].toString(), QString("Clean"));
    QVERIFY(m_view->hasFocus());
  }
  void arrowsFollowTheWires() {
    m_view->select({"a"});
    for (const char* id : {"b", "c"}) {
      QTest::keyClick(m_view.get(), Qt::Key_Right);
      QCOMPARE(m_view->current(), QString(id));
    }
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QCOMPARE(m_view->current(), QString("d"));
    QTest::keyClick(m_view.get(), Qt::Key_Up);
    QTest::keyClick(m_view.get(), Qt::Key_Left);
    QCOMPARE(m_view->current(), QString("b"));
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(m_view->selection(), (QStringList{"b", "c"}));
    QSignalSpy moved(m_view.get(), &CanvasView::moved);
    QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE((moved[0][0].value<QHash<QString, QPointF>>()["b"]), QPointF(240, 48));
  }
  void wiringByKeyboard() {
    m_view->select({"c"});
    QSignalSpy wanted(m_view.get(), &CanvasView::wireWanted);
    QTest::keyClick(m_view.get(), Qt::Key_C);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].value<CanvasWire>(), (CanvasWire{"c", "out", "d", "in"}));
    QTest::keyClick(m_view.get(), Qt::Key_C);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QCOMPARE(wanted.count(), 1);
  }
  void readingOnlyChangesNothing() {
    m_view->setReadOnly(true);
    QSignalSpy moved(m_view.get(), &CanvasView::moved), removed(m_view.get(), &CanvasView::removeWanted);
    QSignalSpy wanted(m_view.get(), &CanvasView::wireWanted);
    drag(center("d"), center("d") + QPoint(60, 60));
    drag(port("c", "out", true), port("d", "in", false));
    m_view->select({"b"});
    QTest::keyClick(m_view.get(), Qt::Key_Delete);
    QCOMPARE(moved.count() + removed.count() + wanted.count(), 0);
  }
  void selectionOutlivesAChange() {
    m_view->select({"c"});
    CanvasGraph g = sample();
    g.nodes.removeFirst();
    m_model->set(g);
    QCOMPARE(m_view->selection(), QStringList{"c"});
    QCOMPARE(m_view->current(), QString("c"));
  }
  void nodesAreTheChildrenForScreenReaders() {
    QAccessible::setActive(true);
    QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(m_view.get());
    QVERIFY(canvas);
    QVERIFY(canvas->childCount() >= 5);
    QAccessibleInterface* child = canvas->child(1);
    QCOMPARE(child->text(QAccessible::Name), QString("B, not run yet, 70 / 30"));
    QCOMPARE(child->parent()->object(), static_cast<QObject*>(m_view.get()));
    QCOMPARE(canvas->indexOfChild(child), 1);
    child->actionInterface()->doAction(QAccessibleActionInterface::setFocusAction());
    QCOMPARE(m_view->selection(), QStringList{"b"});
    QVERIFY(child->state().selected);
    CanvasNode done = *m_model->find("b");
    done.state = CanvasState::Done;
    m_model->update({done});
    QCOMPARE(canvas->child(1)->text(QAccessible::Name), QString("B, done, 70 / 30"));
    QVERIFY(!child->rect().isEmpty());
    QAccessible::setActive(false);
  }
  void theSmallMapMovesTheCanvas() {
    MiniMap map(*m_view);
    map.resize(176, 104);
    m_view->setZoom(2.4);
    const QPointF before = m_view->toScene({0, 0});
    QTest::mouseClick(&map, Qt::LeftButton, {}, {150, 80});
    QVERIFY(m_view->toScene({0, 0}) != before);
  }
  void searchPutsTheBestFirst() {
    const QList<SearchItem> items{{"a", "Scale", "", "", {"normalise"}}, {"b", "Split", "", "", {}}, {"c", "Sample rows", "", "", {}}};
    QCOMPARE(found(items, "spl").first().id, QString("b"));
    QCOMPARE(found(items, "norm").size(), 1);
    QCOMPARE(found(items, "zzz").size(), 0);
    QCOMPARE(found(items, "", {"c"}).first().id, QString("c"));
  }

  void pannedPicturesAreWhatWouldBePaintedAnew() {
    m_model->set(large(60, 80));
    m_view->setZoom(1);
    QTest::qWait(200);
    QImage panned(m_view->size(), QImage::Format_ARGB32_Premultiplied), anew = panned;
    m_view->centerOn({700, 300});
    m_view->render(&panned);
    for (const QPointF& to : {QPointF(730, 310), QPointF(701, 377), QPointF(820, 290)}) {
      m_view->centerOn(to);
      m_view->render(&panned);
    }
    CanvasView other(*m_model);
    other.resize(m_view->size());
    other.setZoom(1);
    other.centerOn({820, 290});
    other.render(&anew);
    int different = 0; // where pieces of wires were joined, smoothing may differ a little
    for (int y = 0; y < anew.height(); ++y)
      for (int x = 0; x < anew.width(); ++x)
        different += qAbs(qGray(anew.pixel(x, y)) - qGray(panned.pixel(x, y))) > 24;
    QVERIFY2(different < 200, qPrintable(QString::number(different)));
  }

  /// Prints what a frame costs in processor time; the limit of 16 ms is judged where the machine is known.
  void paintingManyNodes() {
    m_view->resize(1440, 900);
    m_model->set(large(500, 700));
    QImage image(m_view->size(), QImage::Format_ARGB32_Premultiplied);
    const auto measure = [&](const char* what, const std::function<void(int)>& step) {
      QList<double> times;
      for (int i = 0; i < 60; ++i) {
        step(i);
        const double before = processorMillis();
        m_view->render(&image);
        times.append(processorMillis() - before);
      }
      std::sort(times.begin(), times.end());
      qInfo("%s: median %.1f ms, worst %.1f ms", what, times[30], times.last());
    };
    m_view->fitAll();
    measure("all in sight, panning", [&](int i) { m_view->centerOn(m_view->scene().bounds().center() + QPointF(i * 3, i)); });
    m_view->setZoom(0.5);
    measure("half size, panning", [&](int i) { m_view->centerOn(QPointF(800 + i * 9, 600 + i * 5)); });
    m_view->setZoom(1);
    measure("full size, panning", [&](int i) { m_view->centerOn(QPointF(800 + i * 9, 600 + i * 5)); });
    measure("zooming", [&](int i) { m_view->setZoom(0.2 * std::pow(1.04, i)); });
    QTest::qWait(200); // after the wheel has stopped everything becomes crisp
    m_view->render(&image);
    const QImage first = image;
    m_view->render(&image);
    QCOMPARE(image, first); // nothing moves by itself
  }
};

QTEST_MAIN(TestCanvas)
#include "tst_canvas.moc"
