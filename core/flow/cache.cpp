// The cache in memory. Frames of one chain share most of their chunks, so chunks are counted by address: a step that
// adds one column costs one column.
#include "core/flow/executor.h"

#include <list>
#include <mutex>
#include <unordered_map>

namespace easel {

namespace {

// A model's bytes are not known without saving it; trees of usual sizes are near this.
constexpr std::size_t kModelBytes = std::size_t{4} << 20;
// Reports and the entry itself, so that their number is bounded too.
constexpr std::size_t kEntryBytes = std::size_t{16} << 10;

class MemoryCache final : public ResultCache {
 public:
  explicit MemoryCache(std::size_t budget) : m_budget(budget) {}

  std::optional<NodeValues> find(const Hash& fingerprint) override {
    const std::lock_guard lock(m_mutex);
    const auto it = m_places.find(fingerprint);
    if (it == m_places.end())
      return std::nullopt;
    m_entries.splice(m_entries.begin(), m_entries, it->second);
    return it->second->values;
  }

  void keep(const Hash& fingerprint, const NodeValues& values, double /*seconds*/) override {
    std::list<Entry> dropped; // destroyed after the lock is given back
    const std::lock_guard lock(m_mutex);
    if (const auto it = m_places.find(fingerprint); it != m_places.end())
      return m_entries.splice(m_entries.begin(), m_entries, it->second);
    Entry entry{fingerprint, values, {}, kEntryBytes};
    weigh(entry);
    m_entries.push_front(std::move(entry));
    m_places[fingerprint] = m_entries.begin();
    add(m_entries.front());
    while (m_used > m_budget && !m_entries.empty()) {
      remove(m_entries.back());
      m_places.erase(m_entries.back().fingerprint);
      dropped.splice(dropped.begin(), m_entries, std::prev(m_entries.end()));
    }
  }

 private:
  struct Entry {
    Hash fingerprint;
    NodeValues values;
    std::unordered_map<const Chunk*, std::size_t> chunks;
    std::size_t other = 0;
  };

  static void weigh(Entry& entry, const Table& table) {
    for (const NamedColumn& c : table.columns()) {
      if (!c.column.resident()) {
        entry.other += c.column.memory();
        continue;
      }
      for (std::size_t i = 0; i < c.column.chunkCount(); ++i)
        if (const auto chunk = c.column.chunk(i))
          entry.chunks[chunk->get()] = (*chunk)->memory();
    }
  }
  static void weigh(Entry& entry) {
    for (const auto& [port, value] : entry.values) {
      if (const auto* frame = std::get_if<std::shared_ptr<const Frame>>(&value); frame && *frame) {
        weigh(entry, (*frame)->table);
        weigh(entry, (*frame)->base);
        if ((*frame)->roles)
          entry.other += (*frame)->roles->size();
      } else if (std::holds_alternative<std::shared_ptr<const TrainedModel>>(value)) {
        entry.other += kModelBytes;
      }
    }
  }
  void add(const Entry& entry) {
    m_used += entry.other;
    for (const auto& [chunk, bytes] : entry.chunks)
      if (++m_users[chunk] == 1)
        m_used += bytes;
  }
  void remove(const Entry& entry) {
    m_used -= entry.other;
    for (const auto& [chunk, bytes] : entry.chunks)
      if (const auto it = m_users.find(chunk); --it->second == 0) {
        m_used -= bytes;
        m_users.erase(it);
      }
  }

  struct HashOfHash {
    std::size_t operator()(const Hash& h) const {
      std::size_t v = 0;
      for (std::size_t i = 0; i < sizeof v; ++i)
        v = v << 8 | h.bytes[i];
      return v;
    }
  };

  std::mutex m_mutex;
  std::size_t m_budget;
  std::size_t m_used = 0;
  std::list<Entry> m_entries; // most recently used first
  std::unordered_map<Hash, std::list<Entry>::iterator, HashOfHash> m_places;
  std::unordered_map<const Chunk*, std::size_t> m_users;
};

} // namespace

std::unique_ptr<ResultCache> memoryCache(std::size_t budgetBytes) { return std::make_unique<MemoryCache>(budgetBytes); }

} // namespace easel
