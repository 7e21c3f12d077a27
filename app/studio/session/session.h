// What the window works on: one open project, and the work that goes on in it. run() is the only way in which work starts,
// edit() the only one through which a document is changed by a view itself. The GUI thread never computes, reads a file or
// waits: work runs on other threads against the Workbench, its result comes back as an event. A result whose receiver is
// gone, whose project was closed, or that a newer job of the same key replaced, is thrown away.
// Thread rule: GUI thread only; what is passed to run() as `work` is called on another thread.
#pragma once

#include "app/studio/session/files.h"
#include "core/jobs/queue.h"
#include "core/workbench/workbench.h"
#include "widgets/controls/toast.h"
#include "widgets/qt_convert.h"

#include <QObject>
#include <QPointer>

#include <atomic>
#include <functional>
#include <memory>

class QTimer;

namespace easel {

enum class Lane {
  Quick, // reads and edits: well under a second
  Long,  // imports, training, deployment
};

struct Work {
  QString title;         // for people: "Train boosted trees"
  std::string key = {};  // a newer job with this key replaces the older one
  Lane lane = Lane::Quick;
  bool changes = false;  // the project may be different afterwards: projectChanged() follows
  bool quiet = false;    // not worth a line in the jobs panel
  Context context = Context();
};

/// A running job as the views hold it. Copies refer to the same job; an empty one is never running.
class WorkHandle {
 public:
  WorkHandle() = default;
  bool running() const;
  double progress() const;
  QString stage() const;
  void cancel() const;

 private:
  friend class Session;
  std::function<JobStatus()> m_status;
  std::function<void()> m_cancel;
};

struct WorkLine { // for the jobs panel
  JobStatus status;
  bool quiet = false;
};

class Session : public QObject {
  Q_OBJECT
 public:
  explicit Session(std::filesystem::path program, QObject* parent = nullptr);
  ~Session() override;

  // The project --------------------------------------------------------------------------------------------------
  enum class Opening { None, Opening, Open };
  /// Opens (or makes) it off this thread; opened() or openFailed() follows. The present one is closed first.
  void open(const QString& path, Project::Access access = Project::Access::Write);
  void close();
  Opening state() const { return m_state; }
  bool isOpen() const { return m_state == Opening::Open; }
  bool readOnly() const { return m_readOnly; }
  bool recovered() const { return m_recovered; } // its last owner died
  QString path() const { return m_path; }
  QString name() const; // "churn.easel"

  // Catalogues are the same for every project.
  const Catalogs& catalogs() const { return m_catalogs; }
  const Catalog<NodeOperation>& nodes() const { return m_nodes; }

  // Work ---------------------------------------------------------------------------------------------------------
  /// work: Result<T>(Workbench&, const Context&), called elsewhere. done: void(Result<T>), called here, unless the receiver
  /// is gone by then. When no project is open, done gets an error.
  template<class T>
  WorkHandle run(Work how, std::function<Result<T>(Workbench&, const Context&)> work, QObject* receiver,
                 std::function<void(Result<T>)> done) {
    const auto workbench = m_workbench;
    return runFree<T>(
        std::move(how),
        [workbench, work = std::move(work)](const Context& context) -> Result<T> {
          if (!workbench)
            return Error(ErrorCode::NotFound, "No project is open.", "Open a file or a project first.");
          return work(*workbench, context);
        },
        receiver, std::move(done));
  }
  /// Work that needs no project, e.g. the preview of a file.
  template<class T>
  WorkHandle runFree(Work how, std::function<Result<T>(const Context&)> work, QObject* receiver,
                     std::function<void(Result<T>)> done) {
    Job<bool> job;
    job.title = fromQt(how.title);
    job.key = how.key;
    job.context = how.context;
    const auto result = std::make_shared<std::optional<Result<T>>>();
    const std::uint64_t ticket = ++m_tickets;
    job.work = [work = std::move(work), result](const Context& context) -> Result<bool> {
      *result = fenced("The work", [&] { return work(context); });
      if (!**result)
        return (*result)->error();
      return true;
    };
    const QPointer<QObject> target(receiver);
    return start(std::move(job), how, ticket, [target, result, done = std::move(done)](const JobStatus& end) {
      if (!target)
        return;
      if (!result->has_value())
        *result = Result<T>(end.error.value_or(Error(ErrorCode::Cancelled, "The work was cancelled.")));
      done(std::move(**result));
    });
  }

  /// One entry in the history. mergeKey: a burst (a drag, typing) becomes one entry.
  void edit(const QString& label, std::function<Result<void>(Documents&)> change, const std::string& mergeKey = {},
            QObject* receiver = nullptr, std::function<void(Result<void>)> done = {});
  void undo();
  void redo();
  void goTo(std::int64_t edit);
  QString undoText() const { return m_undoText; } // empty: there is nothing to undo
  QString redoText() const { return m_redoText; }

  std::vector<WorkLine> work() const; // oldest first; ended ones stay a while
  bool busy() const;                  // something that is not quiet runs
  void cancel(JobId id);
  void cancelKey(const std::string& key);

  /// The desktop's dialogs, unless a test gives its own answers.
  FileChooser& files() { return *m_files; }
  void setFiles(std::unique_ptr<FileChooser> files) { m_files = std::move(files); }

  // What every view may say or ask ---------------------------------------------------------------------------------
  void notify(const Notice& notice) { emit noticed(notice); }
  void notify(const Error& error); // Cancelled is not worth a word

 signals:
  void opening(const QString& path);
  void opened();
  void openFailed(const QString& path, const easel::Error& error);
  void closed();
  void projectChanged();  // documents, runs, registry: reload what you show
  void historyChanged();  // undoText, redoText
  void workChanged();     // the lines of the jobs panel, or their progress
  void noticed(const easel::Notice& notice);

 private:
  struct Running;
  using Ended = std::function<void(const JobStatus&)>;
  WorkHandle start(Job<bool> job, const Work& how, std::uint64_t ticket, Ended ended);
  void collect(std::uint64_t expected = 0);
  void deliver(const std::shared_ptr<Running>& running, const JobStatus& status);
  void readHistory();
  void travel(const QString& title, std::function<Result<void>(Project&)> move);

  std::filesystem::path m_program;
  std::unique_ptr<FileChooser> m_files = std::make_unique<FileChooser>();
  Catalogs m_catalogs;
  Catalog<NodeOperation> m_nodes;
  std::shared_ptr<Workbench> m_workbench;
  /// Becomes true when the project's file was let go: its last work may hold it for a while.
  std::shared_ptr<std::atomic<bool>> m_released, m_releasedBefore;
  Opening m_state = Opening::None;
  QString m_path;
  bool m_readOnly = false, m_recovered = false;
  QString m_undoText, m_redoText;
  std::uint64_t m_tickets = 0;
  std::vector<std::shared_ptr<Running>> m_running;
  std::vector<WorkLine> m_ended;
  QTimer* m_progress;
  std::unique_ptr<JobQueue> m_quick, m_long; // last: they end before what their jobs use
};

} // namespace easel
