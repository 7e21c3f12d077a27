// What a person does in the flow view: each act is one edit with a label in plain words.
#include "app/studio/views/flow/flow_view.h"

#include "app/studio/views/flow/node_inspector.h"
#include "app/studio/views/flow/node_looks.h"
#include "app/studio/views/flow/node_palette.h"
#include "core/flow/compose.h"
#include "widgets/controls/button.h"
#include "widgets/theme/icons.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>
#include <QMenu>
#include <QMimeData>

#include <algorithm>

namespace easel {

namespace {
constexpr double kBeside = 184, kBelow = 92;
constexpr double kTwinShift = 32; // of a duplicate

QPointF freePlace(const CanvasScene& scene, QPointF at) {
  const QSizeF size(canvas::kNodeWidth, canvas::kNodeHeight);
  while (!scene.nodesIn(QRectF(at, size)).isEmpty())
    at.ry() += kBelow;
  return at;
}
} // namespace

void FlowView::connectCanvas() {
  m_canvas->setSearch([this](const std::optional<PortEnd>& from) { return searchItems(from); });
  m_canvas->setWireFacts([this](const CanvasWire& wire) { return factsOfWire(wire); });
  connect(m_canvas, &CanvasView::selectionChanged, this, [this] {
    refreshInspector();
    refreshToolbar();
  });
  connect(m_canvas, &CanvasView::viewChanged, this,
          [this] { m_percent->setText(QString::number(std::lround(m_canvas->zoom() * 100)) + "%"); });
  connect(m_canvas, &CanvasView::opened, this, [this] { m_inspector->focusFirst(); });
  connect(m_canvas, &CanvasView::unfoldWanted, this, [this](const QString& stack) { setOpen(stack, true); });
  connect(m_canvas, &CanvasView::foldWanted, this, [this](const QString& stack) { setOpen(stack, false); });
  connect(m_canvas, &CanvasView::menuWanted, this, &FlowView::showMenu);
  connect(m_canvas, &CanvasView::copyWanted, this, &FlowView::copy);
}

void FlowView::connectEdits() {
  connect(m_canvas, &CanvasView::moved, this, &FlowView::move);
  connect(m_canvas, &CanvasView::nodeWanted, this, &FlowView::addNode);
  connect(m_canvas, &CanvasView::insertWanted, this, &FlowView::insertNode);
  connect(m_canvas, &CanvasView::removeWanted, this, &FlowView::remove);
  connect(m_canvas, &CanvasView::duplicateWanted, this, &FlowView::duplicate);
  connect(m_canvas, &CanvasView::pasteWanted, this, &FlowView::paste);
  connect(m_canvas, &CanvasView::muteWanted, this, &FlowView::mute);
  connect(m_canvas, &CanvasView::renamed, this, &FlowView::rename);
  connect(m_canvas, &CanvasView::wireWanted, this, [this](const CanvasWire& wire, const std::optional<CanvasWire>& instead) {
    const Wire w = m_picture.toFlow(wire);
    const std::optional<Wire> old = instead ? std::optional<Wire>(m_picture.toFlow(*instead)) : std::nullopt;
    change(tr("Join %1 and %2").arg(titleOf(w.from), titleOf(w.to)),
           [w, old, &nodes = session().nodes()](Graph g) { return rewire(std::move(g), w, old, nodes); });
  });
  connect(m_canvas, &CanvasView::putIntoWanted, this, [this](const QString& card, const CanvasWire& wire, const QPointF& at) {
    const std::vector<std::string> ids = m_picture.nodesOf(card);
    if (ids.size() != 1)
      return;
    const Wire w = m_picture.toFlow(wire);
    const QPointF place = m_picture.toFlow(at);
    change(tr("Put %1 between %2 and %3").arg(titleOf(ids.front()), titleOf(w.from), titleOf(w.to)),
           [id = ids.front(), w, place, &nodes = session().nodes()](Graph g) -> Result<Graph> {
             EASEL_TRY(g, putInto(std::move(g), id, w, nodes));
             return moveNode(std::move(g), id, place.x(), place.y());
           });
  });
  connect(m_palette, &NodePalette::wanted, this, &FlowView::addBeside);
  connect(m_inspector, &NodeInspector::edited, this, &FlowView::setParams);
  connect(m_inspector, &NodeInspector::runWanted, this, &FlowView::run);
  connect(m_inspector, &NodeInspector::stopWanted, this, [this] { m_runner.stop(); });
  connect(m_inspector, &NodeInspector::dataWanted, this,
          [this](const std::string& node) { emit wants(Place{ViewId::Data, m_door.name(), "step:" + toQt(node)}); });
}

void FlowView::change(const QString& label, GraphEdit edit, const std::string& mergeKey, const QStringList& select) {
  if (session().readOnly())
    return;
  if (const auto done = m_door.edit(label, std::move(edit), mergeKey); !done) {
    session().notify(done.error());
    refresh(); // cards that were dragged go back
    return;
  }
  if (!select.isEmpty())
    m_canvas->select(select);
}

/// Selects the nodes that came behind the first `before` ones.
void FlowView::selectNew(std::size_t before) {
  QStringList cards;
  const std::vector<Node>& nodes = m_door.graph().nodes;
  for (std::size_t i = before; i < nodes.size(); ++i)
    cards.append(m_picture.cardOf(nodes[i].id));
  if (!cards.isEmpty()) {
    m_canvas->select(cards);
    m_canvas->reveal(cards.last());
  }
}

void FlowView::addNode(const QString& type, const QPointF& at, const std::optional<PortEnd>& from) {
  const QPointF place = m_picture.toFlow(at);
  Node node;
  node.type = fromQt(type);
  node.x = place.x();
  node.y = place.y();
  std::optional<NodePort> end;
  if (from)
    end = m_picture.toFlow(*from);
  const std::size_t before = m_door.graph().nodes.size();
  change(tr("Add %1").arg(typeTitle(type)),
         [node, end, &nodes = session().nodes()](Graph g) { return addJoined(std::move(g), node, end, nodes); });
  selectNew(before);
}

/// From the palette: behind the selected node where it fits, else in the middle of the view.
void FlowView::addBeside(const QString& type) {
  const QStringList cards = selectedCards();
  const Entry<NodeOperation>* entry = session().nodes().find(fromQt(type));
  if (!entry)
    return;
  if (cards.size() == 1) {
    const CanvasNode* card = m_model.find(cards.first());
    Node fresh;
    fresh.type = entry->declaration.id;
    const auto ports = portsOf(fresh, session().nodes());
    if (card && ports)
      for (const CanvasPort& out : card->outputs)
        for (const Port& in : ports->inputs)
          if (portKind(in.type) == out.kind) {
            addNode(type, freePlace(m_canvas->scene(), card->at + QPointF(kBeside, 0)), PortEnd{card->id, out.name, true});
            return;
          }
  }
  const QPointF middle = m_canvas->visibleScene().center() - QPointF(canvas::kNodeWidth, canvas::kNodeHeight) / 2;
  addNode(type, freePlace(m_canvas->scene(), QPointF(std::round(middle.x() / 4) * 4, std::round(middle.y() / 4) * 4)), std::nullopt);
}

void FlowView::insertNode(const QString& type, const CanvasWire& wire, const QPointF& at) {
  const Wire w = m_picture.toFlow(wire);
  const QPointF place = m_picture.toFlow(at);
  Node node;
  node.type = fromQt(type);
  node.x = place.x();
  node.y = place.y();
  const std::size_t before = m_door.graph().nodes.size();
  change(tr("Add %1 between %2 and %3").arg(typeTitle(type), titleOf(w.from), titleOf(w.to)),
         [node, w, &nodes = session().nodes()](Graph g) -> Result<Graph> {
           EASEL_TRY(g, easel::addNode(std::move(g), node, nodes));
           const std::string id = g.nodes.back().id;
           Graph alone = g;
           if (auto joined = putInto(std::move(g), id, w, nodes))
             return joined;
           return alone; // it does not fit there: it lies beside
         });
  selectNew(before);
}

void FlowView::remove(const QStringList& cards, const QList<CanvasWire>& wires) {
  const std::vector<std::string> ids = m_picture.nodesOf(cards);
  std::vector<Wire> cut;
  for (const CanvasWire& w : wires)
    cut.push_back(m_picture.toFlow(w));
  QString label;
  if (ids.empty() && !cut.empty())
    label = tr("Part %1 and %2").arg(titleOf(cut.front().from), titleOf(cut.front().to));
  else
    label = ids.size() == 1 ? tr("Remove %1").arg(titleOf(ids.front())) : tr("Remove %1 nodes").arg(ids.size());
  change(label, [ids, cut, &nodes = session().nodes()](Graph g) { return removeAll(std::move(g), ids, cut, nodes); });
}

void FlowView::duplicate(const QStringList& cards) {
  const std::vector<std::string> ids = m_picture.nodesOf(cards);
  if (ids.empty())
    return;
  const std::size_t before = m_door.graph().nodes.size();
  change(ids.size() == 1 ? tr("Duplicate %1").arg(titleOf(ids.front())) : tr("Duplicate %1 nodes").arg(ids.size()),
         [ids, &nodes = session().nodes()](Graph g) -> Result<Graph> {
           double x = 0, y = 0;
           bool first = true;
           for (const Node& n : g.nodes)
             if (std::find(ids.begin(), ids.end(), n.id) != ids.end()) {
               x = first ? n.x : std::min(x, n.x);
               y = first ? n.y : std::min(y, n.y);
               first = false;
             }
           const Json copy = copied(g, ids);
           return pasted(std::move(g), copy, x + kTwinShift, y + kTwinShift + kBelow / 2, nodes);
         });
  selectNew(before);
}

void FlowView::copy(const QStringList& cards) {
  const std::vector<std::string> ids = m_picture.nodesOf(cards);
  if (!ids.empty())
    QGuiApplication::clipboard()->setText(toQt(toText(copied(m_door.graph(), ids), 2)));
}

void FlowView::paste(const QPointF& at) {
  const auto json = parseJson(fromQt(QGuiApplication::clipboard()->text()), "The clipboard");
  const QPointF place = m_picture.toFlow(freePlace(m_canvas->scene(), QPointF(std::round(at.x() / 4) * 4, std::round(at.y() / 4) * 4)));
  const std::size_t before = m_door.graph().nodes.size();
  change(tr("Paste"), [copy = json ? *json : Json(), place, &nodes = session().nodes()](Graph g) {
    return pasted(std::move(g), copy, place.x(), place.y(), nodes);
  });
  selectNew(before);
}

void FlowView::mute(const QStringList& cards) {
  const std::vector<std::string> ids = m_picture.nodesOf(cards);
  const bool on = std::none_of(ids.begin(), ids.end(), [this](const std::string& id) {
    const Node* n = m_door.graph().find(id);
    return n && n->enabled;
  });
  const QString what = ids.size() == 1 ? titleOf(ids.front()) : tr("%1 nodes").arg(ids.size());
  change(on ? tr("Switch %1 on").arg(what) : tr("Switch %1 off").arg(what), [ids, on](Graph g) -> Result<Graph> {
    for (const std::string& id : ids) {
      EASEL_TRY(g, easel::setEnabled(std::move(g), id, on));
    }
    return g;
  });
}

void FlowView::rename(const QString& card, const QString& title) {
  const std::vector<std::string> ids = m_picture.nodesOf(card);
  if (ids.size() != 1)
    return;
  change(tr("Rename %1 to %2").arg(titleOf(ids.front()), title.isEmpty() ? tr("its type") : title),
         [id = ids.front(), text = fromQt(title)](Graph g) -> Result<Graph> {
           for (Node& n : g.nodes)
             if (n.id == id)
               n.title = text;
           return g;
         });
}

void FlowView::move(const QHash<QString, QPointF>& cards) {
  const auto places = m_picture.placesOf(cards);
  const QString what = cards.size() == 1 && !places.empty() ? titleOf(places.begin()->first) : tr("%1 nodes").arg(cards.size());
  change(tr("Move %1").arg(what), [places](Graph g) -> Result<Graph> {
    for (const auto& [id, place] : places)
      if (g.find(id)) {
        EASEL_TRY(g, moveNode(std::move(g), id, place.first, place.second));
      }
    return g;
  });
}

void FlowView::setParams(const std::string& node, const Json& params, const QString& label) {
  const GraphEdit edit = [node, params, &nodes = session().nodes()](Graph g) { return easel::setParams(std::move(g), node, params, nodes); };
  if (const auto tried = m_door.tried(edit); !tried) {
    m_inspector->showError(tried.error());
    return;
  }
  const QString text = label.isEmpty() ? tr("Settings of %1").arg(titleOf(node)) : tr("%1: %2").arg(titleOf(node), label);
  change(text, edit, "flow/" + fromQt(m_door.name()) + "/" + node + "/params");
}

void FlowView::tidy() {
  const auto key = stepsStack(session().catalogs().steps);
  change(tr("Tidy the flow"), [key](Graph g) -> Result<Graph> {
    const Stacks folded = stacks(g, key);
    return arranged(std::move(g), folded);
  });
  m_canvas->fitAll();
}

void FlowView::setOpen(const QString& stack, bool open) {
  QStringList members;
  if (open) {
    for (const std::string& id : m_picture.nodesOf(stack))
      members.append(toQt(id));
    m_open.insert(stack);
  } else {
    m_open.remove(stack);
    members.append(stack);
  }
  refresh();
  m_canvas->select({members.value(0)});
  if (open)
    m_canvas->reveal(members.value(members.size() - 1));
  m_canvas->reveal(members.value(0));
}

void FlowView::run(const std::string& toNode) {
  if (m_runner.running() || m_door.graph().nodes.empty())
    return;
  m_runner.start(m_door.name(), m_door.graph(), toNode);
}

void FlowView::showMenu(const QPoint& global, const QPointF& scene) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->setObjectName("flow.menu");
  const QStringList cards = selectedCards();
  const bool writes = !session().readOnly();
  const auto add = [&](const char* iconName, const QString& text, const QKeySequence& keys, auto act, bool enabled = true) {
    QAction* action = menu->addAction(icon(iconName), text);
    action->setShortcut(keys); // shown; the canvas itself listens
    action->setShortcutContext(Qt::WidgetShortcut);
    action->setEnabled(enabled);
    connect(action, &QAction::triggered, this, act);
  };
  if (!cards.isEmpty()) {
    if (const std::string node = selectedNode(); !node.empty())
      add("play-fill", tr("Run to here"), QKeySequence(Qt::SHIFT | Qt::Key_F5), [this, node] { run(node); }, !m_runner.running());
    if (cards.size() == 1 && m_picture.nodesOf(cards.first()).size() > 1)
      add("arrows-angle-expand", tr("Open the stack"), {}, [this, cards] { setOpen(cards.first(), true); });
    else if (cards.size() == 1)
      add("pencil", tr("Rename"), QKeySequence(Qt::Key_F2), [this, cards] { m_canvas->editTitle(cards.first()); }, writes);
    add("toggle-off", tr("Switch off or on"), QKeySequence(Qt::Key_M), [this, cards] { mute(cards); }, writes);
    add("files", tr("Duplicate"), QKeySequence(Qt::CTRL | Qt::Key_D), [this, cards] { duplicate(cards); }, writes);
    add("clipboard", tr("Copy"), QKeySequence(Qt::CTRL | Qt::Key_C), [this, cards] { copy(cards); });
    menu->addSeparator();
    add("arrow-left", tr("Select what it needs"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Left), [this] { m_canvas->selectReachable(false); });
    add("arrow-right", tr("Select what needs it"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Right), [this] { m_canvas->selectReachable(true); });
    menu->addSeparator();
    add("trash", tr("Remove"), QKeySequence(Qt::Key_Delete), [this, cards] { remove(cards, {}); }, writes);
  } else if (const auto wire = m_canvas->selectedWire()) {
    add("x-lg", tr("Remove the link"), QKeySequence(Qt::Key_Delete), [this, wire] { remove({}, {*wire}); }, writes);
  } else {
    add("plus-lg", tr("Add a node…"), QKeySequence(Qt::Key_Tab), [this, scene] { m_canvas->openSearch(scene); }, writes);
    add("clipboard-check", tr("Paste"), QKeySequence(Qt::CTRL | Qt::Key_V), [this, scene] { paste(scene); }, writes);
    add("diagram-3", tr("Tidy"), {}, [this] { tidy(); }, writes);
    add("arrows-fullscreen", tr("Everything in sight"), QKeySequence(Qt::Key_F), [this] { m_canvas->fitAll(); });
  }
  menu->popup(global);
}

QString FlowView::titleOf(const std::string& id) const {
  const Node* node = m_door.graph().find(id);
  if (!node)
    return toQt(id);
  return node->title.empty() ? typeTitle(toQt(node->type)) : toQt(node->title);
}

QString FlowView::typeTitle(const QString& type) const {
  const Entry<NodeOperation>* entry = session().nodes().find(fromQt(type));
  return entry ? translated(entry->declaration.title.c_str()) : type;
}

QList<SearchItem> FlowView::searchItems(const std::optional<PortEnd>& from) const {
  QString kind;
  if (from)
    if (const CanvasNode* card = m_model.find(from->node))
      for (const CanvasPort& p : from->output ? card->outputs : card->inputs)
        if (p.name == from->port)
          kind = p.kind;
  QList<SearchItem> items;
  for (const auto& e : session().nodes().entries()) {
    if (from) {
      Node fresh;
      fresh.type = e.declaration.id;
      const auto ports = portsOf(fresh, session().nodes());
      const std::vector<Port> own = !ports ? std::vector<Port>{} : from->output ? ports->inputs : ports->outputs;
      if (std::none_of(own.begin(), own.end(), [&](const Port& p) { return portKind(p.type) == kind; }))
        continue;
    }
    SearchItem item;
    item.id = toQt(e.declaration.id);
    item.title = translated(e.declaration.title.c_str());
    item.remark = translated(e.declaration.summary.c_str());
    item.iconName = nodeIcon(e.declaration.id, e.declaration.category);
    for (const std::string& k : e.declaration.keywords)
      item.keywords.append(toQt(k));
    items.append(item);
  }
  return items;
}

std::optional<WireFacts> FlowView::factsOfWire(const CanvasWire& wire) const {
  const Wire w = m_picture.toFlow(wire);
  WireFacts facts;
  const CanvasNode* from = m_model.find(wire.from);
  const CanvasNode* to = m_model.find(wire.to);
  facts.title = (from ? from->title : QString()) + " → " + (to ? to->title : QString());
  const PortFacts* f = m_runner.memory(m_door.name()).find(w.from, w.fromPort);
  if (!f) {
    facts.text = tr("Run the flow to see what passes here.");
    return facts;
  }
  const QLocale locale;
  const auto count = [&](std::size_t n) { return locale.toString(static_cast<qulonglong>(n)); };
  switch (f->type) {
  case PortType::Frame:
    facts.kind = tr("table");
    facts.text = tr("%1 rows × %2 columns · %3 missing").arg(count(f->rows), count(f->columns), count(f->missing));
    if (f->train + f->test + f->validation > 0)
      facts.text += "\n" + tr("%1 to train · %2 to test").arg(count(f->train), count(f->test + f->validation));
    facts.bars = QList<double>(f->bars.begin(), f->bars.end());
    facts.barsText = toQt(f->barsColumn);
    break;
  case PortType::Model:
  case PortType::Report: {
    facts.kind = f->type == PortType::Model ? tr("model") : tr("report");
    QStringList lines;
    for (const auto& [name, value] : f->lines)
      lines.append(toQt(name) + "  " + toQt(value));
    facts.text = lines.mid(0, 3).join('\n');
    break;
  }
  }
  return facts;
}

/// The columns that come into the node, for its form: from the last run, else from the engine, when it has told them.
TableSchema FlowView::columnsInto(const Node& node) {
  const RunMemory& memory = m_runner.memory(m_door.name());
  std::string source;
  for (const Wire& w : m_door.graph().wires)
    if (w.to == node.id) {
      const PortFacts* f = memory.find(w.from, w.fromPort);
      if (f && f->type == PortType::Frame)
        return f->schema;
      if (source.empty())
        source = w.from;
    }
  if (source.empty())
    return {};
  const auto marks = dependencyMarks(m_door.graph());
  const auto mark = marks.find(source);
  if (mark == marks.end())
    return {};
  if (const auto known = m_columns.find(mark->second); known != m_columns.end())
    return known->second;
  if (!m_asked.insert(mark->second).second)
    return {};
  session().run<TableSchema>(
      {.title = tr("Read the columns"), .key = "flow/columns", .quiet = true},
      [flow = fromQt(m_door.name()), source](Workbench& workbench, const Context& context) -> Result<TableSchema> {
        if (const auto after = workbench.frameAfter(flow, source, context))
          return (*after)->table.schema();
        EASEL_TRY(const auto last, workbench.frame(flow, context)); // behind the steps: their columns are the best guess
        return last->table.schema();
      },
      this, [this, mark = mark->second](const Result<TableSchema>& schema) {
        if (!schema) {
          m_asked.erase(mark);
          return;
        }
        m_columns[mark] = *schema;
        refreshInspector();
      });
  return {};
}

} // namespace easel
