// A training while it goes on: the candidates as they end, the best so far, progress, the time left, Stop. The work runs
// elsewhere and leaves its candidates in a box that this page empties. GUI thread.
#pragma once

#include "app/studio/views/models/model_entries.h"
#include "app/studio/views/models/training_form.h"
#include "widgets/charts/progress_line.h"

#include <QElapsedTimer>
#include <QWidget>

class QProgressBar;
class QTimer;

namespace easel {

class Panel;
class QuietLabel;

class TrainingRun : public QWidget {
  Q_OBJECT
 public:
  explicit TrainingRun(Session& session, QWidget* parent = nullptr);
  void start(const TrainingOrder& order);
  void stop();
  bool running() const { return m_running; }
  const QList<ModelEntry>& entries() const { return m_entries; }
  ModelGroup group() const;

 signals:
  void candidates();                               // there are more
  void finished(const QString& model);             // the name of the best
  void failed(const easel::Error& error);
  void stopped();                                  // by the person; what was found stays in entries()
  void againWanted();

 private:
  struct Box;
  void collect();
  void done(const Error* error, const QString& model);

  Session& m_session;
  TrainingOrder m_order;
  std::shared_ptr<Box> m_box;
  QList<ModelEntry> m_entries;
  QList<Attempt> m_attempts;
  WorkHandle m_work;
  bool m_running = false;
  QElapsedTimer m_since;
  QTimer* m_timer;
  Panel* m_panel;
  QuietLabel* m_stage;
  QuietLabel* m_left;
  QProgressBar* m_bar;
  ProgressLine* m_line;
  Button *m_stop, *m_again;
};

} // namespace easel
