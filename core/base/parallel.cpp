#include "core/base/parallel.h"

#include "core/base/parallel_loop.h"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <memory>
#include <mutex>

namespace easel {

namespace {
std::mutex g_limitMutex;
std::unique_ptr<tbb::global_control> g_limit;
std::atomic<int> g_threads{0};

/// A loop's body. What parallelLoop() promises stands here once more in atomics: a body comes after what stood before
/// the loop, and what stands after the loop comes after all bodies; bodies are in no order among themselves. oneTBB
/// keeps it by means that ThreadSanitizer does not see.
class LoopBody {
 public:
  explicit LoopBody(const std::function<void(std::size_t)>& f) : m_f(f) {
#ifdef EASEL_SANITIZED
    m_begun.store(true, std::memory_order_release); // last: nothing else is read before it
#endif
  }
  static void run(void* body, std::size_t i) {
    LoopBody& b = *static_cast<LoopBody*>(body);
#ifdef EASEL_SANITIZED
    (void)b.m_begun.load(std::memory_order_acquire);
    b.m_f(i);
    b.m_ended.fetch_add(1, std::memory_order_release);
#else
    b.m_f(i);
#endif
  }
#ifdef EASEL_SANITIZED
  ~LoopBody() { (void)m_ended.load(std::memory_order_acquire); }
  LoopBody(const LoopBody&) = delete;
  LoopBody& operator=(const LoopBody&) = delete;
#endif

 private:
  const std::function<void(std::size_t)>& m_f;
#ifdef EASEL_SANITIZED
  std::atomic<bool> m_begun{false};
  std::atomic<std::size_t> m_ended{0};
#endif
};
} // namespace

int threadCount() {
  const int n = g_threads.load(std::memory_order_relaxed);
  return n > 0 ? n : tbb::info::default_concurrency();
}

void limitThreads(int n) {
  const std::lock_guard lock(g_limitMutex);
  g_limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                  static_cast<std::size_t>(n));
  g_threads.store(n, std::memory_order_relaxed);
}

void parallelFor(std::size_t n, const std::function<void(std::size_t)>& f) {
  if (n == 1)
    return f(0);
  LoopBody body(f);
  parallelLoop(n, &LoopBody::run, &body);
}

Result<void> tryParallelFor(const Context& context, std::size_t n,
                            const std::function<Result<void>(std::size_t)>& f) {
  std::atomic<std::size_t> failedAt{n};
  std::mutex mutex;
  Error error;
  parallelFor(n, [&](std::size_t i) {
    if (i > failedAt.load(std::memory_order_relaxed))
      return;
    Result<void> r = context.checkpoint();
    if (r)
      r = f(i);
    if (r)
      return;
    const std::lock_guard lock(mutex);
    if (i <= failedAt.load(std::memory_order_relaxed)) {
      failedAt.store(i, std::memory_order_relaxed);
      error = std::move(r).error();
    }
  });
  if (failedAt.load() < n)
    return error;
  return {};
}

void isolated(const std::function<void()>& f) { tbb::this_task_arena::isolate(f); }

void parallelRanges(std::size_t n, std::size_t grain, const std::function<void(std::size_t, std::size_t)>& f) {
  const std::size_t parts = (n + grain - 1) / grain;
  parallelFor(parts, [&](std::size_t p) { f(p * grain, std::min(n, (p + 1) * grain)); });
}

} // namespace easel
