// Runs a flow and remembers what came of it, flow by flow. States come from other threads; they are looked at every 30 ms,
// so that a thousand changes cost one repaint. GUI thread only.
#pragma once

#include "app/studio/session/session.h"
#include "app/studio/views/flow/run_memory.h"

class QTimer;

namespace easel {

class FlowRunner : public QObject {
  Q_OBJECT
 public:
  explicit FlowRunner(Session& session, QObject* parent = nullptr);
  ~FlowRunner() override;

  /// toNode empty: everything.
  void start(const QString& flow, const Graph& graph, const std::string& toNode);
  void stop();
  bool running(const QString& flow) const { return m_running && m_flow == flow; }
  bool running() const { return m_running; }
  const RunMemory& memory(const QString& flow) const;
  /// "Train · fitting fold 2 of 5" while it runs.
  const QString& stage() const { return m_stage; }
  void forget();

 signals:
  void statesChanged(const std::vector<std::string>& nodes);
  void logged(); // a new line, or another stage
  void runningChanged();

 private:
  struct Mail;
  struct Outcome {
    FlowRun run; // without its values
    FactsByPort facts;
    std::vector<LintFinding> findings;
  };
  void collect();
  void note(const std::string& node, const NodeStatus& status);
  void finish(Result<Outcome> outcome);
  QString titleOf(const std::string& node) const;

  Session& m_session;
  std::map<QString, RunMemory> m_memories;
  std::shared_ptr<Mail> m_mail;
  WorkHandle m_handle;
  QTimer* m_timer;
  QString m_flow, m_stage;
  Graph m_graph; // as it is run
  bool m_running = false;
};

} // namespace easel
