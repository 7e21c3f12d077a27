// A memory-bounded cache of lazy chunks, shared by the ChunkSources of a program: the one that owns it hands it to
// them. A chunk that many threads ask for is loaded once. Above the budget the least recently used go; those that
// somebody still holds stay, as forgetting them would free nothing. All members are thread-safe.
#pragma once

#include "core/table/column.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <unordered_map>

namespace easel {

class ChunkCache {
 public:
  explicit ChunkCache(std::size_t budgetBytes) : m_budget(budgetBytes) {}
  ChunkCache(const ChunkCache&) = delete;
  ChunkCache& operator=(const ChunkCache&) = delete;

  /// A number for a source, different from all others of this cache.
  std::uint64_t newSource();

  /// The chunk, from memory or through `load`. Errors are not kept: the next caller tries again.
  Result<ChunkPtr> get(std::uint64_t source, std::size_t index, const std::function<Result<ChunkPtr>()>& load);

  /// The source is gone, or its chunks have changed.
  void forget(std::uint64_t source);
  void setBudget(std::size_t bytes);

  std::size_t memory() const;
  std::uint64_t hits() const;
  std::uint64_t loads() const;

 private:
  struct Key {
    std::uint64_t source;
    std::size_t index;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& k) const { return k.source * 0x9E37'79B9'7F4A'7C15ULL + k.index * 0x2545'F491'4F6C'DD1DULL; }
  };
  struct Entry {
    ChunkPtr chunk; // empty while it is being loaded
    std::list<Key>::iterator place;
    std::uint64_t version = 0;
  };
  void shrink();

  mutable std::mutex m_mutex;
  std::condition_variable m_loaded;
  std::unordered_map<Key, Entry, KeyHash> m_entries;
  std::list<Key> m_order; // the least recently used first; only loaded ones
  std::size_t m_budget;
  std::size_t m_memory = 0;
  std::uint64_t m_sources = 0;
  std::uint64_t m_versions = 0;
  std::uint64_t m_hits = 0;
  std::uint64_t m_loads = 0;
};

} // namespace easel
