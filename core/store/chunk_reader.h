// Reading stored chunks from any thread: a few connections of its own, each used by one thread at a time; unpacking
// happens outside their locks. Lazy columns keep it alive, so a table may outlive its Project.
#pragma once

#include "core/store/chunk_format.h"
#include "core/store/database.h"
#include "core/table/chunk_cache.h"

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace easel {

/// The one of the process: all open projects share one budget.
ChunkCache& chunkCache();

class ChunkReader {
 public:
  ChunkReader(std::string path, Database::Mode mode) : m_path(std::move(path)), m_mode(mode) {}
  ~ChunkReader();

  /// The stored bytes of a chunk, its parts joined.
  Result<std::string> body(std::int64_t id) const;
  /// The hash under which the chunk was stored.
  Result<Hash> hash(std::int64_t id) const;
  /// The chunk stored under the hash, whose bytes are whole: 0 when there is none.
  struct Found {
    std::int64_t id = 0;
    bool whole = false;
  };
  Result<Found> find(const Hash& hash) const;
  /// Shared by all tables that name it.
  Result<DictionaryPtr> dictionary(std::int64_t id) const;
  /// The artifact's kind and content; nullopt: there is none.
  struct Artifact {
    std::string kind, content;
  };
  Result<std::optional<Artifact>> artifact(const std::string& hash) const;
  std::uint64_t source() const { return m_source; }

 private:
  struct Connection {
    std::mutex mutex;
    std::unique_ptr<Database> database;
  };
  Result<void> with(const std::function<Result<void>(Database&)>& work) const;

  std::string m_path;
  Database::Mode m_mode;
  std::uint64_t m_source = chunkCache().newSource();
  mutable std::array<Connection, 4> m_connections;
  mutable std::atomic<std::size_t> m_turn{0};
  mutable std::mutex m_dictionaryMutex;
  mutable std::map<std::int64_t, std::weak_ptr<const Dictionary>> m_dictionaries;
};

/// The chunks of one stored column.
class StoredChunks : public ChunkSource {
 public:
  StoredChunks(std::shared_ptr<const ChunkReader> reader, std::vector<std::int64_t> ids, std::vector<ChunkShape> shapes)
      : m_reader(std::move(reader)), m_ids(std::move(ids)), m_shapes(std::move(shapes)) {}
  Result<ChunkPtr> load(std::size_t index) const override;
  const ChunkReader* reader() const { return m_reader.get(); }
  std::int64_t id(std::size_t index) const { return m_ids[index]; }
  const ChunkShape& shape(std::size_t index) const { return m_shapes[index]; }

 private:
  std::shared_ptr<const ChunkReader> m_reader;
  std::vector<std::int64_t> m_ids;
  std::vector<ChunkShape> m_shapes;
};

} // namespace easel
