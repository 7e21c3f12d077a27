#include "app/studio/session/session.h"

#include <QFileInfo>
#include <QMetaObject>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <thread>

namespace easel {

namespace {
constexpr int kPollMillis = 100;    // how often progress is looked at while something runs
constexpr std::size_t kEnded = 30;  // lines of ended work that are kept for the panel
constexpr int kQuickThreads = 2;
constexpr int kLongThreads = 2;
} // namespace

struct Session::Running {
  JobHandle<bool> handle;
  std::string key;
  std::uint64_t ticket = 0;
  bool changes = false, quiet = false;
  std::shared_ptr<Workbench> workbench; // the project that it belongs to
  Ended ended;
};

bool WorkHandle::running() const {
  return m_status && !ended(m_status().state);
}
double WorkHandle::progress() const {
  return m_status ? m_status().progress : 0;
}
QString WorkHandle::stage() const {
  return m_status ? toQt(m_status().stage) : QString();
}
void WorkHandle::cancel() const {
  if (m_cancel)
    m_cancel();
}

Session::Session(std::filesystem::path program, QObject* parent)
    : QObject(parent), m_program(std::move(program)), m_catalogs(builtinCatalogs()),
      m_nodes(builtinNodes(m_catalogs.steps)), m_progress(new QTimer(this)),
      m_quick(std::make_unique<JobQueue>(kQuickThreads)), m_long(std::make_unique<JobQueue>(kLongThreads)) {
  qRegisterMetaType<easel::Error>();
  m_progress->setInterval(kPollMillis);
  connect(m_progress, &QTimer::timeout, this, [this] {
    collect();
    emit workChanged();
  });
}

Session::~Session() {
  m_running.clear(); // nobody is told any more
  m_long.reset();    // cancels and waits
  m_quick.reset();
}

QString Session::name() const {
  return QFileInfo(m_path).fileName();
}

// The project ------------------------------------------------------------------------------------------------------

void Session::open(const QString& path, Project::Access access) {
  close();
  m_state = Opening::Opening;
  m_path = QFileInfo(path).absoluteFilePath();
  emit opening(m_path);
  Workbench::OpenOptions options;
  options.access = access;
  options.program = m_program;
  const auto released = std::make_shared<std::atomic<bool>>(false);
  runFree<std::shared_ptr<Workbench>>(
      {.title = tr("Open %1").arg(name()), .key = "session/open"},
      [file = fromQt(m_path), options, before = m_releasedBefore, released](const Context& context) -> Result<std::shared_ptr<Workbench>> {
        while (before && !*before) { // its lock on the file would look like another program's
          EASEL_CHECK(context.checkpoint());
          std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        EASEL_TRY(auto workbench, Workbench::open(file, options));
        return std::shared_ptr<Workbench>(workbench.release(), [released](Workbench* last) {
          delete last;
          *released = true;
        });
      },
      this, [this, released](Result<std::shared_ptr<Workbench>> result) {
        if (m_state != Opening::Opening)
          return;
        if (!result) {
          m_state = Opening::None;
          const QString failed = std::exchange(m_path, {});
          if (result.error().code != ErrorCode::Cancelled)
            emit openFailed(failed, result.error());
          return;
        }
        m_workbench = *result;
        m_released = released;
        m_readOnly = m_workbench->project().readOnly();
        m_recovered = m_workbench->project().recovered();
        m_state = Opening::Open;
        emit opened();
        emit projectChanged();
        readHistory();
      });
}

void Session::close() {
  if (m_state == Opening::None)
    return;
  m_quick->cancel("session/open");
  m_long->cancelAll();
  m_quick->cancelAll();
  // What still runs holds the project until its next checkpoint; the last one to let go closes it, off this thread.
  if (m_workbench) {
    m_releasedBefore = m_released;
    runFree<bool>(
        {.title = tr("Close %1").arg(name()), .quiet = true},
        [workbench = std::exchange(m_workbench, nullptr)](const Context&) mutable -> Result<bool> {
          workbench.reset();
          return true;
        },
        this, [](const Result<bool>&) {});
  }
  m_state = Opening::None;
  m_path.clear();
  m_readOnly = m_recovered = false;
  m_undoText.clear();
  m_redoText.clear();
  emit closed();
  emit historyChanged();
}

// Work -------------------------------------------------------------------------------------------------------------

WorkHandle Session::start(Job<bool> job, const Work& how, std::uint64_t ticket, Ended ended) {
  const auto running = std::make_shared<Running>();
  running->key = how.key;
  running->ticket = ticket;
  running->changes = how.changes;
  running->quiet = how.quiet;
  running->workbench = m_workbench;
  running->ended = std::move(ended);
  // The work wakes this thread when it ends, so a result is seen at once and not at the next look at the progress.
  job.work = [this, ticket, work = std::move(job.work)](const Context& context) -> Result<bool> {
    Result<bool> result = work(context);
    QMetaObject::invokeMethod(this, [this, ticket] { collect(ticket); }, Qt::QueuedConnection);
    return result;
  };
  m_running.push_back(running);
  running->handle = (how.lane == Lane::Quick ? m_quick : m_long)->submit(std::move(job));
  if (!m_progress->isActive())
    m_progress->start();
  emit workChanged();
  WorkHandle handle;
  handle.m_status = [job = running->handle] { return job.status(); };
  handle.m_cancel = [this, job = running->handle] {
    job.cancel();
    // A job that had not begun ends without running.
    QMetaObject::invokeMethod(this, [this] { collect(); }, Qt::QueuedConnection);
  };
  return handle;
}

/// Hands over what has ended. `expected` has said that it ends: its state may follow a moment later.
void Session::collect(std::uint64_t expected) {
  std::vector<std::pair<std::shared_ptr<Running>, JobStatus>> done;
  for (const auto& r : m_running) {
    JobStatus status = r->handle.status();
    if (ended(status.state))
      done.emplace_back(r, std::move(status));
    else if (r->ticket == expected)
      QTimer::singleShot(1, this, [this, expected] { collect(expected); });
  }
  if (done.empty())
    return;
  bool different = false;
  for (const auto& [r, status] : done) {
    different = different || (r->changes && r->workbench == m_workbench);
    deliver(r, status);
  }
  if (different && m_workbench) {
    emit projectChanged();
    readHistory();
  }
  if (m_running.empty())
    m_progress->stop();
  emit workChanged();
}

void Session::deliver(const std::shared_ptr<Running>& running, const JobStatus& status) {
  std::erase(m_running, running);
  if (!running->quiet) {
    m_ended.push_back({status, false});
    if (m_ended.size() > kEnded)
      m_ended.erase(m_ended.begin());
  }
  const bool replaced = !running->key.empty() &&
                        std::any_of(m_running.begin(), m_running.end(), [&](const auto& other) {
                          return other->key == running->key && other->ticket > running->ticket;
                        });
  const bool foreign = running->workbench && running->workbench != m_workbench;
  if (!replaced && !foreign)
    running->ended(status);
}

void Session::edit(const QString& label, std::function<Result<void>(Documents&)> change, const std::string& mergeKey,
                   QObject* receiver, std::function<void(Result<void>)> done) {
  run<bool>(
      {.title = label, .changes = true, .quiet = true},
      [text = fromQt(label), change = std::move(change), mergeKey](Workbench& workbench,
                                                                   const Context&) -> Result<bool> {
        EASEL_CHECK(workbench.project().edit(text, change, mergeKey));
        return true;
      },
      receiver ? receiver : this, [this, done = std::move(done)](Result<bool> result) {
        if (done)
          done(result ? Result<void>() : Result<void>(result.error()));
        else if (!result)
          notify(result.error());
      });
}

void Session::travel(const QString& title, std::function<Result<void>(Project&)> move) {
  run<bool>(
      {.title = title, .changes = true, .quiet = true},
      [move = std::move(move)](Workbench& workbench, const Context&) -> Result<bool> {
        EASEL_CHECK(move(workbench.project()));
        return true;
      },
      this, [this](const Result<bool>& result) {
        if (!result)
          notify(result.error());
      });
}

void Session::undo() {
  travel(tr("Undo"), [](Project& project) -> Result<void> {
    EASEL_CHECK(project.undo());
    return {};
  });
}

void Session::redo() {
  travel(tr("Redo"), [](Project& project) -> Result<void> {
    EASEL_CHECK(project.redo());
    return {};
  });
}

void Session::goTo(std::int64_t edit) {
  travel(tr("Go to another state"), [edit](Project& project) { return project.goTo(edit); });
}

void Session::readHistory() {
  run<std::pair<std::string, std::string>>(
      {.title = tr("Read the history"), .key = "session/history", .quiet = true},
      [](Workbench& workbench, const Context&) -> Result<std::pair<std::string, std::string>> {
        EASEL_TRY(const std::vector<Edit> history, workbench.project().history());
        std::pair<std::string, std::string> labels;
        std::int64_t current = 0;
        for (const Edit& e : history)
          if (e.current) {
            labels.first = e.label;
            current = e.id;
          }
        for (const Edit& e : history) // the newest branch that begins here
          if (e.undone && e.parent == current)
            labels.second = e.label;
        return labels;
      },
      this, [this](const Result<std::pair<std::string, std::string>>& labels) {
        if (!labels)
          return;
        m_undoText = toQt(labels->first);
        m_redoText = toQt(labels->second);
        emit historyChanged();
      });
}

std::vector<WorkLine> Session::work() const {
  std::vector<WorkLine> lines = m_ended;
  for (const auto& r : m_running)
    lines.push_back({r->handle.status(), r->quiet});
  return lines;
}

bool Session::busy() const {
  return std::any_of(m_running.begin(), m_running.end(), [](const auto& r) { return !r->quiet; });
}

void Session::cancel(JobId id) {
  for (const auto& r : m_running)
    if (r->handle.id() == id)
      r->handle.cancel();
  QMetaObject::invokeMethod(this, [this] { collect(); }, Qt::QueuedConnection);
}

void Session::cancelKey(const std::string& key) {
  m_quick->cancel(key);
  m_long->cancel(key);
  QMetaObject::invokeMethod(this, [this] { collect(); }, Qt::QueuedConnection);
}

void Session::notify(const Error& error) {
  if (error.code == ErrorCode::Cancelled)
    return;
  notify(Notice{NoticeKind::Bad, toQt(error.message), toQt(error.hint), {}, {}});
}

} // namespace easel
