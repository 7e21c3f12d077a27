// Work off the caller's thread: a Job is an immutable snapshot in, Result<T> out, with a Context. A JobQueue runs jobs
// on a few threads that sleep when idle. Newest result wins: submitting a job cancels every job with the same key that
// has not ended, and what those still compute is thrown away. States are polled; nothing calls back.
// Thread rule: all members may be called from any thread; do not wait() for a job from inside another one.
#pragma once

#include "core/base/context.h"
#include "core/base/fence.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace easel {

enum class JobState { Waiting, Running, Done, Failed, Cancelled };
std::string_view jobStateId(JobState state);
constexpr bool ended(JobState s) { return s == JobState::Done || s == JobState::Failed || s == JobState::Cancelled; }

using JobId = std::uint64_t;

template<class T>
struct Job {
  std::string title; // for people: "Train 'churn'"
  std::string key;   // jobs that replace one another have the same; empty: replaces none
  std::function<Result<T>(const Context&)> work;
  Context context; // seed, deadline, permissions; one of its own a job
};

struct JobStatus {
  JobId id = 0;
  std::string title, key;
  JobState state = JobState::Waiting;
  double progress = 0;
  std::string stage;
  double seconds = 0; // of running
  std::vector<std::string> warnings;
  std::optional<Error> error; // Failed and Cancelled
};

namespace detail {
/// What handle, queue and worker share about one job.
struct JobRecord {
  JobRecord(JobId i, std::string t, std::string k, Context c)
      : id(i), title(std::move(t)), key(std::move(k)), context(std::move(c)) {}
  const JobId id;
  const std::string title, key;
  const Context context;
  std::function<std::optional<Error>()> work; // keeps the value itself; gives the error

  mutable std::mutex mutex; // guards what follows
  mutable std::condition_variable over;
  JobState state = JobState::Waiting;
  std::optional<Error> error;
  Context::Clock::time_point started, finished;

  JobStatus status() const;
  void cancel();
  void await() const;
};
} // namespace detail

/// A cheap handle; the job lives on without it.
template<class T>
class JobHandle {
 public:
  JobId id() const { return m_record->id; }
  JobStatus status() const { return m_record->status(); }
  JobState state() const { return m_record->status().state; }
  double progress() const { return m_record->context.progress(); }
  std::string stage() const { return m_record->context.stage(); }
  void cancel() const { m_record->cancel(); }
  /// The result, when it has ended.
  std::optional<Result<T>> result() const {
    const std::lock_guard lock(m_record->mutex);
    if (!ended(m_record->state))
      return std::nullopt;
    if (m_record->error)
      return Result<T>(*m_record->error);
    if constexpr (std::is_void_v<T>)
      return Result<T>();
    else
      return Result<T>(**m_value);
  }
  Result<T> wait() const {
    m_record->await();
    return *result();
  }

 private:
  friend class JobQueue;
  using Value = std::conditional_t<std::is_void_v<T>, bool, T>;
  std::shared_ptr<detail::JobRecord> m_record;
  std::shared_ptr<std::optional<Value>> m_value; // written before the state says Done
};

class JobQueue {
 public:
  /// Jobs run `workers` at a time and begin in the order of submission.
  explicit JobQueue(int workers = 2);
  /// Cancels what has not ended and waits for it.
  ~JobQueue();
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  template<class T>
  JobHandle<T> submit(Job<T> job) {
    JobHandle<T> handle;
    handle.m_record = record(std::move(job.title), std::move(job.key), std::move(job.context));
    handle.m_value = std::make_shared<std::optional<typename JobHandle<T>::Value>>();
    handle.m_record->work = [work = std::move(job.work), value = handle.m_value,
                             context = handle.m_record->context]() -> std::optional<Error> {
      auto result = fenced("The work", [&] { return work(context); });
      if (!result)
        return std::move(result).error();
      if constexpr (!std::is_void_v<T>)
        *value = std::move(result).value();
      return std::nullopt;
    };
    start(handle.m_record);
    return handle;
  }

  /// Cancels the jobs with this key that have not ended (an edit calls this before it is applied).
  void cancel(const std::string& key);
  void cancelAll();
  /// All jobs that have not ended and the last ones that did, oldest first.
  std::vector<JobStatus> jobs() const;
  bool idle() const;

 private:
  std::shared_ptr<detail::JobRecord> record(std::string title, std::string key, Context context);
  void start(std::shared_ptr<detail::JobRecord> job);
  struct State;
  std::unique_ptr<State> m_state;
};

} // namespace easel
