// The flow that is being edited, and the only door to it: an edit is applied to the shown graph at once and, in its turn, to
// the graph as it is in the document at that moment, so that nobody's change is lost. After every change of the project the
// document's truth is taken over. GUI thread only.
#pragma once

#include "app/studio/session/session.h"
#include "core/flow/layout.h"

#include <deque>

namespace easel {

using GraphEdit = std::function<Result<Graph>(Graph)>;

class FlowDoor : public QObject {
  Q_OBJECT
 public:
  explicit FlowDoor(Session& session, QObject* parent = nullptr);

  /// Shows this flow from now on; empty: the present one, or the first.
  void choose(const QString& name);
  void clear();
  const QString& name() const { return m_name; }
  const QStringList& flows() const { return m_flows; }
  const Graph& graph() const { return m_graph; } // every node has a place
  Stacks stacksOf(const Graph& graph) const { return easel::stacks(graph, m_key); }
  bool loaded() const { return m_loaded; }
  bool calm() const { return !m_loading && m_queue.empty(); }
  const std::optional<Error>& error() const { return m_error; }

  /// What the edit would give; nothing is changed.
  Result<Graph> tried(const GraphEdit& edit) const { return edit(m_graph); }
  /// Refused edits change nothing and give the reason. mergeKey: a burst becomes one entry of the history.
  Result<void> edit(const QString& label, GraphEdit edit, const std::string& mergeKey = {});
  void load();

 signals:
  void changed(); // graph, name, flows or error are others

 private:
  struct Pending {
    QString label;
    std::string flow;
    GraphEdit edit;
    std::string mergeKey;
  };
  struct Truth {
    std::vector<std::string> flows;
    std::string name;
    Graph graph;
  };
  void sendNext();
  void take(Result<Truth> truth);

  Session& m_session;
  StackKey m_key;
  QString m_name;
  QStringList m_flows;
  Graph m_graph;
  std::optional<Error> m_error;
  bool m_loaded = false, m_loading = false;
  bool m_sending = false;
  std::deque<Pending> m_queue; // edits keep their order, so one at a time
};

} // namespace easel
