#include "core/table/chunk_cache.h"

#include "core/base/parallel.h"

namespace easel {

std::uint64_t ChunkCache::newSource() {
  const std::lock_guard lock(m_mutex);
  return ++m_sources;
}

Result<ChunkPtr> ChunkCache::get(std::uint64_t source, std::size_t index,
                                 const std::function<Result<ChunkPtr>()>& load) {
  const Key key{source, index};
  std::unique_lock lock(m_mutex);
  for (;;) {
    const auto it = m_entries.find(key);
    if (it == m_entries.end())
      break;
    if (it->second.chunk) {
      ++m_hits;
      m_order.splice(m_order.end(), m_order, it->second.place);
      return it->second.chunk;
    }
    m_loaded.wait(lock);
  }
  const std::uint64_t version = ++m_versions;
  m_entries[key].version = version;
  ++m_loads;
  lock.unlock();
  Result<ChunkPtr> chunk = Error(ErrorCode::Internal, "The chunk was not read.");
  try {
    // Apart from other work: a thread that waits in here must not start a task that waits for this very chunk.
    isolated([&] { chunk = load(); });
  } catch (...) {
    lock.lock();
    if (const auto it = m_entries.find(key); it != m_entries.end() && it->second.version == version)
      m_entries.erase(it);
    m_loaded.notify_all();
    throw; // out of memory, as if this were no cache
  }
  lock.lock();
  const auto it = m_entries.find(key);
  const bool wanted = it != m_entries.end() && it->second.version == version; // not forgotten meanwhile
  if (wanted && chunk) {
    it->second.chunk = *chunk;
    it->second.place = m_order.insert(m_order.end(), key);
    m_memory += (*chunk)->memory();
    shrink();
  } else if (wanted) {
    m_entries.erase(it);
  }
  m_loaded.notify_all();
  return chunk;
}

void ChunkCache::forget(std::uint64_t source) {
  const std::lock_guard lock(m_mutex);
  for (auto it = m_entries.begin(); it != m_entries.end();) {
    if (it->first.source != source) {
      ++it;
      continue;
    }
    if (it->second.chunk) {
      m_memory -= it->second.chunk->memory();
      m_order.erase(it->second.place);
    }
    it = m_entries.erase(it); // whoever loads it now keeps it to himself
  }
  m_loaded.notify_all();
}

void ChunkCache::setBudget(std::size_t bytes) {
  const std::lock_guard lock(m_mutex);
  m_budget = bytes;
  shrink();
}

void ChunkCache::shrink() {
  for (auto place = m_order.begin(); place != m_order.end() && m_memory > m_budget;) {
    const auto it = m_entries.find(*place);
    if (it->second.chunk.use_count() > 1) {
      ++place;
      continue;
    }
    m_memory -= it->second.chunk->memory();
    m_entries.erase(it);
    place = m_order.erase(place);
  }
}

std::size_t ChunkCache::memory() const {
  const std::lock_guard lock(m_mutex);
  return m_memory;
}
std::uint64_t ChunkCache::hits() const {
  const std::lock_guard lock(m_mutex);
  return m_hits;
}
std::uint64_t ChunkCache::loads() const {
  const std::lock_guard lock(m_mutex);
  return m_loads;
}

} // namespace easel
