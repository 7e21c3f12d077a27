#include "core/jobs/queue.h"

#include <algorithm>
#include <deque>
#include <thread>

namespace easel {

namespace {
constexpr std::size_t kRemembered = 100; // ended jobs that jobs() still lists

Error cancelledError() { return Error(ErrorCode::Cancelled, "Cancelled."); }
} // namespace

std::string_view jobStateId(JobState state) {
  switch (state) {
  case JobState::Waiting: return "waiting";
  case JobState::Running: return "running";
  case JobState::Done: return "done";
  case JobState::Failed: return "failed";
  case JobState::Cancelled: return "cancelled";
  }
  return "";
}

namespace detail {

JobStatus JobRecord::status() const {
  JobStatus s;
  s.id = id;
  s.title = title;
  s.key = key;
  s.progress = context.progress();
  s.stage = context.stage();
  s.warnings = context.warnings();
  const std::lock_guard lock(mutex);
  s.state = state;
  s.error = error;
  if (state == JobState::Done)
    s.progress = 1;
  const auto until = ended(state) ? finished : Context::Clock::now();
  if (started != Context::Clock::time_point{})
    s.seconds = std::chrono::duration<double>(until - started).count();
  return s;
}

void JobRecord::cancel() {
  context.cancel();
  const std::lock_guard lock(mutex);
  if (state != JobState::Waiting)
    return; // a running job ends at its next checkpoint
  state = JobState::Cancelled;
  error = cancelledError();
  over.notify_all();
}

void JobRecord::await() const {
  std::unique_lock lock(mutex);
  over.wait(lock, [this] { return ended(state); });
}

} // namespace detail

struct JobQueue::State {
  using RecordPtr = std::shared_ptr<detail::JobRecord>;

  void loop() {
    std::unique_lock lock(mutex);
    while (true) {
      work.wait(lock, [this] { return stopping || !waiting.empty(); });
      if (waiting.empty())
        return;
      const RecordPtr job = waiting.front();
      waiting.pop_front();
      lock.unlock();
      run(*job);
      lock.lock();
      forget();
    }
  }

  static void run(detail::JobRecord& job) {
    {
      const std::lock_guard lock(job.mutex);
      if (ended(job.state)) {
        job.work = nullptr;
        return;
      }
      job.state = JobState::Running;
      job.started = Context::Clock::now();
    }
    std::optional<Error> error = job.work();
    job.work = nullptr; // the snapshot is let go; the value stays with the handles
    const std::lock_guard lock(job.mutex);
    // A result that comes after the cancel is of no use: something newer stands for it.
    if (job.context.cancelled())
      error = cancelledError();
    job.state = !error ? JobState::Done : error->code == ErrorCode::Cancelled ? JobState::Cancelled : JobState::Failed;
    job.error = std::move(error);
    job.finished = Context::Clock::now();
    job.over.notify_all();
  }

  /// With the lock held.
  void forget() {
    std::size_t over = 0;
    for (auto it = jobs.rbegin(); it != jobs.rend(); ++it)
      over += endedNow(**it);
    for (auto it = jobs.begin(); it != jobs.end() && over > kRemembered;)
      if (endedNow(**it)) {
        it = jobs.erase(it);
        --over;
      } else {
        ++it;
      }
  }
  static bool endedNow(const detail::JobRecord& job) {
    const std::lock_guard lock(job.mutex);
    return ended(job.state);
  }

  mutable std::mutex mutex;
  std::condition_variable work;
  std::deque<RecordPtr> waiting;
  std::vector<RecordPtr> jobs; // by id
  JobId last = 0;
  bool stopping = false;
  std::vector<std::thread> threads;
};

JobQueue::JobQueue(int workers) : m_state(std::make_unique<State>()) {
  for (int i = 0; i < std::max(1, workers); ++i)
    m_state->threads.emplace_back([s = m_state.get()] { s->loop(); });
}

JobQueue::~JobQueue() {
  cancelAll();
  {
    const std::lock_guard lock(m_state->mutex);
    m_state->stopping = true;
  }
  m_state->work.notify_all();
  for (std::thread& t : m_state->threads)
    t.join();
}

std::shared_ptr<detail::JobRecord> JobQueue::record(std::string title, std::string key, Context context) {
  const std::lock_guard lock(m_state->mutex);
  return std::make_shared<detail::JobRecord>(++m_state->last, std::move(title), std::move(key), std::move(context));
}

void JobQueue::start(std::shared_ptr<detail::JobRecord> job) {
  if (!job->key.empty())
    cancel(job->key);
  const std::lock_guard lock(m_state->mutex);
  m_state->waiting.push_back(job);
  m_state->jobs.push_back(std::move(job));
  m_state->work.notify_one();
}

void JobQueue::cancel(const std::string& key) {
  const std::lock_guard lock(m_state->mutex);
  for (const auto& job : m_state->jobs)
    if (job->key == key)
      job->cancel();
}

void JobQueue::cancelAll() {
  const std::lock_guard lock(m_state->mutex);
  for (const auto& job : m_state->jobs)
    job->cancel();
}

std::vector<JobStatus> JobQueue::jobs() const {
  const std::lock_guard lock(m_state->mutex);
  std::vector<JobStatus> all;
  for (const auto& job : m_state->jobs)
    all.push_back(job->status());
  return all;
}

bool JobQueue::idle() const {
  const std::lock_guard lock(m_state->mutex);
  return std::all_of(m_state->jobs.begin(), m_state->jobs.end(), [](const auto& job) { return State::endedNow(*job); });
}

} // namespace easel
