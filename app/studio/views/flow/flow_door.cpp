#include "app/studio/views/flow/flow_door.h"

#include "app/studio/views/flow/flow_picture.h"

#include <algorithm>

namespace easel {

FlowDoor::FlowDoor(Session& session, QObject* parent)
    : QObject(parent), m_session(session), m_key(stepsStack(session.catalogs().steps)) {
  connect(&session, &Session::projectChanged, this, &FlowDoor::load);
  connect(&session, &Session::closed, this, &FlowDoor::clear);
}

void FlowDoor::clear() {
  m_name.clear();
  m_flows.clear();
  m_graph = {};
  m_error.reset();
  m_loaded = m_loading = m_sending = false;
  m_queue.clear();
  emit changed();
}

void FlowDoor::choose(const QString& name) {
  if (name.isEmpty() || name == m_name)
    return;
  m_name = name;
  m_graph = {};
  m_loaded = false;
  m_error.reset();
  emit changed();
  load();
}

void FlowDoor::load() {
  if (!m_session.isOpen())
    return;
  m_loading = true;
  m_session.run<Truth>(
      {.title = tr("Read the flow"), .key = "flow/load", .quiet = true},
      [wanted = fromQt(m_name), key = m_key](Workbench& workbench, const Context&) -> Result<Truth> {
        Truth truth;
        EASEL_TRY(truth.flows, workbench.flows());
        const bool known = std::find(truth.flows.begin(), truth.flows.end(), wanted) != truth.flows.end();
        truth.name = known ? wanted : truth.flows.empty() ? std::string() : truth.flows.front();
        if (!truth.name.empty()) {
          EASEL_TRY(Graph graph, workbench.flow(truth.name));
          const Stacks folded = easel::stacks(graph, key);
          truth.graph = placed(std::move(graph), folded);
        }
        return truth;
      },
      this, [this](Result<Truth> truth) { take(std::move(truth)); });
}

void FlowDoor::take(Result<Truth> truth) {
  m_loading = false;
  if (!truth) {
    if (truth.error().code == ErrorCode::Cancelled)
      return;
    m_error = truth.error();
    m_loaded = true;
    emit changed();
    return;
  }
  QStringList flows;
  for (const std::string& f : truth->flows)
    flows.append(toQt(f));
  const QString name = toQt(truth->name);
  // While edits are under way the shown graph is ahead of the document; the last of them loads again.
  if (name == m_name && (m_sending || !m_queue.empty())) {
    m_flows = flows;
    return;
  }
  const bool same = m_loaded && !m_error && name == m_name && flows == m_flows && toJson(truth->graph) == toJson(m_graph);
  m_error.reset();
  m_loaded = true;
  m_flows = flows;
  m_name = name;
  if (same)
    return;
  m_graph = std::move(truth->graph);
  emit changed();
}

Result<void> FlowDoor::edit(const QString& label, GraphEdit edit, const std::string& mergeKey) {
  if (m_name.isEmpty() || m_error)
    return Error(ErrorCode::NotFound, fromQt(tr("There is no flow to change.")), fromQt(tr("Import a file first.")));
  EASEL_TRY(Graph after, edit(m_graph));
  // An edit that shows nodes where automatic layout had put them also keeps them there.
  const GraphEdit whole = [edit, key = m_key](Graph graph) -> Result<Graph> {
    const Stacks folded = easel::stacks(graph, key);
    return edit(placed(std::move(graph), folded));
  };
  const Stacks folded = stacksOf(after);
  m_graph = placed(std::move(after), folded);
  m_queue.push_back({label, fromQt(m_name), whole, mergeKey});
  emit changed();
  sendNext();
  return {};
}

void FlowDoor::sendNext() {
  if (m_sending || m_queue.empty())
    return;
  m_sending = true;
  const Pending next = m_queue.front();
  m_queue.pop_front();
  m_session.edit(
      next.label,
      [next](Documents& documents) -> Result<void> {
        const std::string id = "flow/" + next.flow;
        std::optional<Json> document = documents.get(id);
        if (!document)
          return Error(ErrorCode::NotFound, "The flow '" + next.flow + "' is not there any more.");
        EASEL_TRY(Graph graph, graphFromJson(document->value("graph", Json::object())));
        EASEL_TRY(graph, next.edit(std::move(graph)));
        (*document)["graph"] = toJson(graph);
        documents.put(id, std::move(*document));
        return {};
      },
      next.mergeKey, this, [this](const Result<void>& done) {
        m_sending = false;
        if (!done)
          m_session.notify(done.error());
        if (m_queue.empty())
          load(); // the truth, also when the edit was refused there
        else
          sendNext();
      });
}

} // namespace easel
