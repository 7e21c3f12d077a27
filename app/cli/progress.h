// A progress bar on standard error, drawn by a thread that polls the context. Only on a terminal.
#pragma once

#include "core/base/context.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace easel {

class ProgressBar {
 public:
  /// Shows nothing when `shown` is false. Draws only after the work has taken a moment, so that quick
  /// commands stay clean.
  ProgressBar(const Context& context, bool shown);
  ~ProgressBar(); // removes the bar
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

 private:
  void draw(double seconds);
  const Context& m_context;
  bool m_drawn = false;
  bool m_done = false; // guarded by m_mutex
  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::thread m_thread;
};

} // namespace easel
