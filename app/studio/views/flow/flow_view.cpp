#include "app/studio/views/flow/flow_view.h"

#include "app/studio/views/flow/node_inspector.h"
#include "app/studio/views/flow/node_looks.h"
#include "app/studio/views/flow/node_palette.h"
#include "app/studio/views/flow/run_log.h"
#include "widgets/canvas/mini_map.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/error_box.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QResizeEvent>
#include <QStackedWidget>
#include <QTimer>

#include <algorithm>

namespace easel {

namespace {
constexpr int kPaletteWidth = 206, kInspectorWidth = 272;
constexpr int kNarrow = 1120; // below, palette and inspector give room to the canvas
constexpr int kEdge = 12;
constexpr int kMapWidth = 176;
constexpr int kClockMillis = 10'000;

QString ago(const QDateTime& then) {
  const qint64 s = std::max<qint64>(0, then.secsTo(QDateTime::currentDateTime()));
  if (s < 60)
    return FlowView::tr("Last run %1 s ago").arg(s);
  if (s < 3600)
    return FlowView::tr("Last run %1 min ago").arg(s / 60);
  return FlowView::tr("Last run at %1").arg(QLocale().toString(then.time(), QLocale::ShortFormat));
}
} // namespace

FlowView::FlowView(Session& session, QWidget* parent)
    : View(ViewId::Flow, session, parent), m_door(session), m_runner(session), m_pages(new QStackedWidget(this)),
      m_area(new QWidget), m_canvas(new CanvasView(m_model, m_area)), m_palette(new NodePalette(session.nodes())),
      m_inspector(new NodeInspector(session.nodes())), m_log(new RunLog(m_area)), m_map(new MiniMap(*m_canvas, m_area)),
      m_clock(new QTimer(this)) {
  setObjectName("flow");
  m_canvas->setObjectName("flow.canvas");
  m_map->setObjectName("flow.map");
  makeToolbar();
  makePages();
  connectCanvas();
  connectEdits();
  m_area->installEventFilter(this);
  connect(&m_door, &FlowDoor::changed, this, &FlowView::refresh);
  connect(&session, &Session::opening, this, &FlowView::refreshPage);
  connect(&session, &Session::opened, this, &FlowView::refreshPage);
  connect(&m_runner, &FlowRunner::statesChanged, this, [this](const std::vector<std::string>& nodes) {
    if (m_runner.running() && !m_runner.running(m_door.name()))
      return;
    m_model.update(m_picture.cards(m_runner.memory(m_door.name()), m_runner.running(m_door.name()), nodes));
    if (const std::string node = selectedNode(); std::find(nodes.begin(), nodes.end(), node) != nodes.end())
      refreshInspector();
  });
  connect(&m_runner, &FlowRunner::logged, this, &FlowView::refreshLog);
  connect(&m_runner, &FlowRunner::runningChanged, this, [this] {
    m_model.set(m_picture.canvas(m_runner.memory(m_door.name()), m_runner.running(m_door.name())));
    refreshToolbar();
    refreshInspector();
    refreshLog();
    emit changed();
  });
  m_clock->setInterval(kClockMillis);
  connect(m_clock, &QTimer::timeout, this, [this] {
    if (m_runner.memory(m_door.name()).ended.isValid())
      emit changed();
  });
  m_clock->start();
  refresh();
}

FlowView::~FlowView() { m_area->removeEventFilter(this); }

void FlowView::makeToolbar() {
  m_flows = new QComboBox(m_area);
  m_flows->setObjectName("flow.chooser");
  m_flows->setAccessibleName(tr("Flow"));
  m_run = new Button(tr("Run"), "play-fill", ButtonKind::Primary, m_area);
  m_run->setObjectName("flow.run");
  m_runTo = new Button(tr("Run to selected"), "skip-forward-fill", ButtonKind::Normal, m_area);
  m_runTo->setObjectName("flow.runTo");
  m_tidy = new Button(tr("Tidy"), "diagram-3", ButtonKind::Normal, m_area);
  m_tidy->setObjectName("flow.tidy");
  m_less = new IconButton("dash", tr("Zoom out"), m_area);
  m_less->setObjectName("flow.zoomOut");
  m_percent = new Button("100%", {}, ButtonKind::Normal, m_area);
  m_percent->setObjectName("flow.zoom");
  m_more = new IconButton("plus", tr("Zoom in"), m_area);
  m_more->setObjectName("flow.zoomIn");
  m_run->setToolTip(tr("Runs every node; what has not changed is reused (F5)"));
  m_runTo->setToolTip(tr("Runs the selected node and what it needs (Shift+F5)"));
  m_tidy->setToolTip(tr("Arranges the nodes from left to right"));
  m_percent->setToolTip(tr("Everything in sight (F); actual size (0)"));
  m_runTo->setAccessibleName(tr("Run to selected"));
  m_tidy->setAccessibleName(tr("Tidy"));
  m_run->setShortcut(QKeySequence(Qt::Key_F5));
  m_runTo->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F5));
  connect(m_run, &QPushButton::clicked, this, [this] {
    m_inspector->flush();
    if (m_runner.running())
      m_runner.stop();
    else
      run({});
  });
  connect(m_runTo, &QPushButton::clicked, this, [this] {
    m_inspector->flush();
    run(selectedNode());
  });
  connect(m_tidy, &QPushButton::clicked, this, &FlowView::tidy);
  connect(m_less, &QToolButton::clicked, this, [this] { m_canvas->setZoom(m_canvas->zoom() / 1.25); });
  connect(m_more, &QToolButton::clicked, this, [this] { m_canvas->setZoom(m_canvas->zoom() * 1.25); });
  connect(m_percent, &QPushButton::clicked, this, [this] {
    if (m_canvas->zoom() == 1.0)
      m_canvas->fitAll();
    else
      m_canvas->setZoom(1);
  });
  connect(m_flows, &QComboBox::activated, this, [this](int i) { m_door.choose(m_flows->itemText(i)); });
  connect(m_log, &RunLog::foldedChanged, this, &FlowView::arrange);
}

void FlowView::makePages() {
  auto* page = new QWidget;
  auto* row = new QHBoxLayout(page);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addWidget(m_palette);
  row->addWidget(m_area, 1);
  row->addWidget(m_inspector);
  m_empty = new EmptyState("diagram-3", tr("No flow yet"),
                           tr("A flow shows how data becomes a model: import, steps, split, training. It begins with a data set."));
  m_empty->setObjectName("flow.empty");
  auto* begin = m_empty->addAction(tr("Import a file"), "file-earmark-arrow-down", ButtonKind::Primary);
  begin->setObjectName("flow.empty.import");
  connect(begin, &QPushButton::clicked, this, [this] { emit wants(Place{ViewId::Home}); });
  auto* failed = new QWidget;
  auto* box = new QVBoxLayout(failed);
  box->setContentsMargins(40, 40, 40, 40);
  m_error = new ErrorBox;
  m_error->setObjectName("flow.error");
  box->addWidget(m_error);
  box->addStretch(1);
  auto* waiting = new QWidget;
  m_pages->addWidget(page);
  m_pages->addWidget(m_empty);
  m_pages->addWidget(failed);
  m_pages->addWidget(waiting);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(m_pages);
  QWidget* before = m_palette;
  for (QWidget* w : std::initializer_list<QWidget*>{m_flows, m_run, m_runTo, m_tidy, m_less, m_percent, m_more, m_canvas, m_map, m_log, m_inspector}) {
    setTabOrder(before, w);
    before = w;
  }
}

bool FlowView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_area && (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest))
    arrange();
  return View::eventFilter(watched, event);
}

void FlowView::resizeEvent(QResizeEvent* event) {
  const bool narrow = event->size().width() < kNarrow;
  m_palette->setFixedWidth(narrow ? 168 : kPaletteWidth);
  m_inspector->setFixedWidth(narrow ? 248 : kInspectorWidth);
  View::resizeEvent(event);
}

/// Buttons above, log and map below; where there is little room, buttons keep their icons alone.
void FlowView::arrange() {
  const int width = m_area->width(), height = m_area->height();
  m_canvas->setGeometry(0, 0, width, height);
  const auto place = [this](QWidget* w, int x, int y, const QSize& size) {
    const int at = layoutDirection() == Qt::RightToLeft ? m_area->width() - x - size.width() : x;
    w->setGeometry(at, y, size.width(), size.height());
    w->raise();
  };
  m_flows->setVisible(m_door.flows().size() > 1);
  const auto textsOn = [this](bool on) {
    if (m_runTo->text().isEmpty() == !on)
      return;
    m_runTo->setText(on ? tr("Run to selected") : QString());
    m_tidy->setText(on ? tr("Tidy") : QString());
    m_runTo->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F5)); // changing the text drops it
  };
  const auto total = [&] {
    int sum = 2 * kEdge + 8;
    for (const QWidget* w : std::initializer_list<const QWidget*>{m_flows, m_run, m_runTo, m_tidy, m_less, m_percent, m_more})
      sum += w->isHidden() ? 0 : w->sizeHint().width() + 8;
    return sum;
  };
  textsOn(true);
  if (total() > width)
    textsOn(false);
  const int h = metrics::kControlHeight;
  int x = kEdge;
  for (QWidget* w : std::initializer_list<QWidget*>{m_flows, m_run, m_runTo}) {
    if (w->isHidden())
      continue;
    const int own = w == m_flows ? std::min(w->sizeHint().width(), 200) : w->sizeHint().width();
    place(w, x, kEdge, {own, h});
    x += own + 8;
  }
  x = width - kEdge;
  for (QWidget* w : std::initializer_list<QWidget*>{m_more, m_percent, m_less, m_tidy}) {
    const int own = w == m_percent ? std::max(58, w->sizeHint().width()) : w->sizeHint().width();
    x -= own;
    place(w, x, kEdge, {own, h});
    x -= w == m_less ? 8 : w == m_tidy ? 0 : 4;
  }
  const bool map = width > 420;
  const int logHeight = std::min(m_log->wantedHeight(), height / 3);
  m_map->setVisible(map);
  place(m_map, width - kEdge - kMapWidth, height - kEdge - 112, {kMapWidth, 112});
  place(m_log, kEdge, height - kEdge - logHeight, {width - 2 * kEdge - (map ? kMapWidth + 16 : 0), logHeight});
  m_canvas->setCovered({0, kEdge + h + 4, 0, std::max(logHeight, map ? 112 : 0) + kEdge + 4});
}

void FlowView::refreshPage() {
  const bool open = session().isOpen();
  int page = 0;
  if (m_door.error()) {
    m_error->show(*m_door.error());
    page = 2;
  } else if (session().state() == Session::Opening::Opening || (open && !m_door.loaded())) {
    page = 3;
  } else if (!open || m_door.name().isEmpty()) {
    page = 1;
  }
  m_pages->setCurrentIndex(page);
  m_canvas->setReadOnly(session().readOnly());
  m_inspector->setReadOnly(session().readOnly());
  m_palette->setEnabled(!session().readOnly());
}

void FlowView::refresh() {
  m_refreshing = true;
  const QString flow = m_door.name();
  m_picture = FlowPicture(m_door.graph(), m_door.stacksOf(m_door.graph()), m_open, session().nodes());
  m_model.set(m_picture.canvas(m_runner.memory(flow), m_runner.running(flow)));
  m_canvas->setAccessibleName(tr("Flow %1").arg(flow));
  const bool other = flow != m_shownFlow && m_door.loaded();
  if (other) {
    m_shownFlow = flow;
    m_canvas->select({});
  }
  QStringList shown;
  for (int i = 0; i < m_flows->count(); ++i)
    shown.append(m_flows->itemText(i));
  if (shown != m_door.flows()) {
    m_flows->clear();
    m_flows->addItems(m_door.flows());
  }
  m_flows->setCurrentText(flow);
  refreshPage();
  arrange();
  if (other)
    m_canvas->fitAll();
  m_refreshing = false;
  refreshToolbar();
  refreshInspector();
  refreshLog();
  emit changed();
}

void FlowView::refreshToolbar() {
  const bool running = m_runner.running();
  const QString text = running ? tr("Stop") : tr("Run");
  if (m_run->text() != text) {
    m_run->setText(text);
    m_run->setIconName(running ? "stop-fill" : "play-fill");
    m_run->setKind(running ? ButtonKind::Normal : ButtonKind::Primary);
    m_run->setShortcut(QKeySequence(Qt::Key_F5)); // changing the text drops it
    arrange();
  }
  const bool nodes = !m_door.graph().nodes.empty();
  m_run->setEnabled(nodes);
  m_runTo->setEnabled(!running && !selectedNode().empty());
  m_tidy->setEnabled(nodes && !session().readOnly());
}

std::string FlowView::selectedNode() const {
  const QStringList cards = selectedCards();
  if (cards.size() != 1)
    return {};
  const std::vector<std::string> nodes = m_picture.nodesOf(cards.first());
  return nodes.empty() ? std::string() : nodes.back();
}

void FlowView::refreshInspector() {
  if (m_refreshing)
    return;
  const QStringList cards = selectedCards();
  const std::vector<std::string> nodes = cards.size() == 1 ? m_picture.nodesOf(cards.first()) : std::vector<std::string>{};
  if (nodes.size() == 1) {
    const Node* node = m_door.graph().find(nodes.front());
    const CanvasNode* look = m_model.find(cards.first());
    if (node && look)
      m_inspector->show(*node, *look, columnsInto(*node), m_runner.memory(m_door.name()), m_runner.running());
    return;
  }
  if (nodes.size() > 1) {
    QStringList titles;
    for (const std::string& id : nodes)
      titles.append(QString::number(titles.size() + 1) + ". " + titleOf(id));
    m_inspector->showText("magic", tr("%1 steps").arg(nodes.size()),
                          titles.join('\n') + "\n\n" + tr("Double click opens the stack, so that each step can be changed."));
  } else if (cards.size() > 1) {
    m_inspector->showText("bounding-box", tr("%1 nodes").arg(cards.size()),
                          tr("Drag them together, or Ctrl+D, Ctrl+C, M and Delete for all of them."));
  } else if (const auto wire = m_canvas->selectedWire()) {
    const Wire w = m_picture.toFlow(*wire);
    const auto facts = factsOfWire(*wire);
    m_inspector->showText("bezier2", titleOf(w.from) + " → " + titleOf(w.to), facts ? facts->text : QString());
  } else {
    m_inspector->showText("diagram-3", m_door.name(),
                          tr("Choose a node to see its settings and what came out of it.\n\nDouble click the empty canvas, or press Tab, "
                             "to add one. Drag from a port to join two nodes."));
  }
}

void FlowView::refreshLog() {
  const RunMemory& memory = m_runner.memory(m_door.name());
  QString headline;
  if (m_runner.running())
    headline = m_runner.stage();
  else if (!memory.log.empty())
    headline = memory.log.back().node + " · " + memory.log.back().words;
  else
    headline = tr("Run the flow to see here what happens.");
  m_log->set(memory.log, headline);
}

StatusTexts FlowView::status() const {
  StatusTexts texts;
  if (m_door.name().isEmpty())
    return texts;
  texts.left.append(tr("%1 nodes · %2 links").arg(m_door.graph().nodes.size()).arg(m_door.graph().wires.size()));
  const RunMemory& memory = m_runner.memory(m_door.name());
  if (m_runner.running(m_door.name()))
    texts.left.append(tr("Running"));
  else if (memory.ended.isValid())
    texts.left.append(ago(memory.ended));
  if (memory.ran > 0)
    texts.left.append(tr("%1 of %2 reused from cache").arg(memory.reused).arg(memory.ran));
  return texts;
}

bool FlowView::settled() const { return m_door.calm() && !m_runner.running() && (!session().isOpen() || m_door.loaded()); }

void FlowView::go(const Place& place) {
  if (!place.object.isEmpty() && (m_door.flows().contains(place.object) || !m_door.loaded()))
    m_door.choose(place.object);
  if (place.verb == "run" && m_door.loaded())
    run({});
  m_canvas->setFocus();
}

QList<Findable> FlowView::findables() {
  QList<Findable> all;
  if (m_door.name().isEmpty())
    return all;
  all.append({tr("Run the flow"), m_door.name(), "play-fill", {"execute", "start"}, QKeySequence(Qt::Key_F5), [this] {
                emit wants(Place{ViewId::Flow, m_door.name()});
                run({});
              }});
  all.append({tr("Tidy the flow"), m_door.name(), "diagram-3", {"layout", "arrange"}, {}, [this] {
                emit wants(Place{ViewId::Flow, m_door.name()});
                tidy();
              }});
  for (const Node& n : m_door.graph().nodes) {
    const CanvasNode* look = m_model.find(m_picture.cardOf(n.id));
    all.append({tr("Go to %1").arg(titleOf(n.id)), m_door.name(), look ? look->iconName : QString("diagram-3"), {toQt(n.id), toQt(n.type)}, {},
                [this, id = n.id] {
                  emit wants(Place{ViewId::Flow, m_door.name()});
                  const QString card = m_picture.cardOf(id);
                  m_canvas->select({card});
                  m_canvas->reveal(card);
                }});
  }
  for (const auto& e : session().nodes().entries()) {
    QStringList keywords;
    for (const std::string& k : e.declaration.keywords)
      keywords.append(toQt(k));
    all.append({tr("Add %1").arg(translated(e.declaration.title.c_str())), tr("to the flow %1").arg(m_door.name()),
                nodeIcon(e.declaration.id, e.declaration.category), keywords, {}, [this, id = toQt(e.declaration.id)] {
                  emit wants(Place{ViewId::Flow, m_door.name()});
                  addBeside(id);
                }});
  }
  return all;
}

} // namespace easel
