// What a piece of work is given besides its input: progress, cancel, seed, warnings, permission to use the network.
// A Context is a cheap handle; copies share cancel flag, warnings and the progress sink. All members may be called
// from any thread. Progress is polled by whoever shows it: writing it costs one relaxed store.
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace easel {

class Context {
 public:
  using Clock = std::chrono::steady_clock;

  Context();
  explicit Context(std::uint64_t seed);

  /// Ask the work to stop. Safe in a signal handler's deferred part and from any thread.
  void cancel() const;
  bool cancelled() const;
  /// Error Cancelled once cancel() was called. Call at least every 50 ms of work.
  Result<void> checkpoint() const;

  /// Share of the work done, 0…1, of the range this context stands for.
  void progress(double fraction) const;
  /// What is being done now, e.g. "Fitting fold 2 of 5".
  void stage(std::string text) const;
  double progress() const;
  std::string stage() const;
  /// A context whose progress 0…1 fills [from, to] of this one.
  Context part(double from, double to) const;

  /// The same text is kept once: work over many folds says it many times.
  void warn(std::string text) const;
  std::vector<std::string> warnings() const;

  std::uint64_t seed() const { return m_seed; }
  Context withSeed(std::uint64_t seed) const;
  /// The same settings with a cancel flag of its own: cancelling the child leaves the parent running;
  /// cancelling the parent cancels the child.
  Context child() const;

  /// When the work should have ended (a time budget), if there is one.
  std::optional<Clock::time_point> deadline() const { return m_deadline; }
  Context withDeadline(Clock::time_point deadline) const;
  bool outOfTime() const { return m_deadline && Clock::now() >= *m_deadline; }

  bool networkAllowed() const { return m_network; }
  Context withNetwork(bool allowed) const;

 private:
  struct Shared;
  std::shared_ptr<Shared> m_shared;
  std::uint64_t m_seed = 0;
  double m_from = 0;
  double m_to = 1;
  std::optional<Clock::time_point> m_deadline;
  bool m_network = false;
};

} // namespace easel
