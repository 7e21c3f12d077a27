#include "core/base/context.h"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace easel {

struct Context::Shared {
  std::atomic<bool> cancelled{false};
  std::atomic<double> progress{0};
  std::shared_ptr<Shared> parent;
  mutable std::mutex mutex; // guards stage and warnings
  std::string stage;
  std::vector<std::string> warnings;
};

Context::Context() : m_shared(std::make_shared<Shared>()) {}
Context::Context(std::uint64_t seed) : Context() { m_seed = seed; }

void Context::cancel() const { m_shared->cancelled.store(true, std::memory_order_relaxed); }

bool Context::cancelled() const {
  for (const Shared* s = m_shared.get(); s; s = s->parent.get())
    if (s->cancelled.load(std::memory_order_relaxed))
      return true;
  return false;
}

Result<void> Context::checkpoint() const {
  if (cancelled())
    return Error(ErrorCode::Cancelled, "Cancelled.");
  return {};
}

void Context::progress(double fraction) const {
  const double f = fraction < 0 ? 0 : fraction > 1 ? 1 : fraction;
  m_shared->progress.store(m_from + (m_to - m_from) * f, std::memory_order_relaxed);
}

double Context::progress() const { return m_shared->progress.load(std::memory_order_relaxed); }

void Context::stage(std::string text) const {
  const std::lock_guard lock(m_shared->mutex);
  m_shared->stage = std::move(text);
}

std::string Context::stage() const {
  const std::lock_guard lock(m_shared->mutex);
  return m_shared->stage;
}

Context Context::part(double from, double to) const {
  Context c = *this;
  c.m_from = m_from + (m_to - m_from) * from;
  c.m_to = m_from + (m_to - m_from) * to;
  return c;
}

void Context::warn(std::string text) const {
  Shared* s = m_shared.get();
  while (s->parent) // warnings belong to whoever asked for the work
    s = s->parent.get();
  const std::lock_guard lock(s->mutex);
  if (std::find(s->warnings.begin(), s->warnings.end(), text) == s->warnings.end())
    s->warnings.push_back(std::move(text));
}

std::vector<std::string> Context::warnings() const {
  const Shared* s = m_shared.get();
  while (s->parent)
    s = s->parent.get();
  const std::lock_guard lock(s->mutex);
  return s->warnings;
}

Context Context::withSeed(std::uint64_t seed) const {
  Context c = *this;
  c.m_seed = seed;
  return c;
}

Context Context::child() const {
  Context c = *this;
  c.m_shared = std::make_shared<Shared>();
  c.m_shared->parent = m_shared;
  return c;
}

Context Context::withDeadline(Clock::time_point deadline) const {
  Context c = *this;
  c.m_deadline = m_deadline ? std::min(*m_deadline, deadline) : deadline;
  return c;
}

Context Context::withNetwork(bool allowed) const {
  Context c = *this;
  c.m_network = allowed;
  return c;
}

} // namespace easel
