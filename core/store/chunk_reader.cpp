#include "core/store/chunk_reader.h"

#include "core/store/packing.h"

namespace easel {

namespace {
constexpr int kMaxParts = 4096; // of one chunk; more is a circle
}

ChunkCache& chunkCache() {
  static ChunkCache cache(std::size_t{2} << 30);
  return cache;
}

ChunkReader::~ChunkReader() { chunkCache().forget(m_source); }

Result<void> ChunkReader::with(const std::function<Result<void>(Database&)>& work) const {
  const std::size_t turn = m_turn.fetch_add(1, std::memory_order_relaxed);
  for (std::size_t i = 0;; ++i) {
    Connection& connection = m_connections[(turn + i) % m_connections.size()];
    std::unique_lock lock(connection.mutex, std::defer_lock);
    if (i < m_connections.size() ? !lock.try_lock() : (lock.lock(), false))
      continue;
    if (!connection.database) {
      EASEL_TRY(connection.database, Database::open(m_path, m_mode));
      EASEL_CHECK(connection.database->script("PRAGMA query_only=ON; PRAGMA cache_size=-2000"));
    }
    return work(*connection.database);
  }
}

Result<std::string> ChunkReader::body(std::int64_t id) const {
  std::string body;
  EASEL_CHECK(with([&](Database& database) -> Result<void> {
    std::int64_t next = id;
    for (int part = 0; next != 0; ++part) {
      bool found = false;
      const std::int64_t wanted = next;
      next = 0;
      EASEL_CHECK(database.query("SELECT body, next FROM chunk WHERE id=?", {wanted}, [&](const Row& row) -> Result<void> {
        body.append(row.blob(0));
        next = row.integer(1);
        found = true;
        return {};
      }));
      if (!found || part > kMaxParts)
        return damagedBytes("a part of it is not there");
    }
    return {};
  }));
  return body;
}

Result<Hash> ChunkReader::hash(std::int64_t id) const {
  Hash hash;
  EASEL_CHECK(with([&](Database& database) {
    return database.query("SELECT hash FROM chunk WHERE id=?", {id}, [&](const Row& row) -> Result<void> {
      if (const std::string_view bytes = row.blob(0); bytes.size() == hash.bytes.size())
        std::memcpy(hash.bytes.data(), bytes.data(), bytes.size());
      return {};
    });
  }));
  if (hash.empty())
    return damagedBytes("a part of it is not there");
  return hash;
}

Result<ChunkReader::Found> ChunkReader::find(const Hash& hash) const {
  Found found;
  const std::string_view bytes(reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size());
  EASEL_CHECK(with([&](Database& database) {
    return database.query("SELECT id FROM chunk WHERE hash=?", {BlobView{bytes}}, [&](const Row& row) -> Result<void> {
      found.id = row.integer(0);
      return {};
    });
  }));
  if (found.id == 0)
    return found;
  const Result<std::string> stored = body(found.id);
  found.whole = stored && checked(*stored, found.id).has_value();
  return found;
}

Result<DictionaryPtr> ChunkReader::dictionary(std::int64_t id) const {
  {
    const std::lock_guard lock(m_dictionaryMutex);
    if (DictionaryPtr known = m_dictionaries[id].lock())
      return known;
  }
  EASEL_TRY(const std::string bytes, body(id));
  EASEL_TRY(DictionaryPtr read, decodeDictionary(bytes, id));
  const std::lock_guard lock(m_dictionaryMutex);
  if (DictionaryPtr known = m_dictionaries[id].lock())
    return known;
  m_dictionaries[id] = read;
  return read;
}

Result<std::optional<ChunkReader::Artifact>> ChunkReader::artifact(const std::string& hash) const {
  std::optional<Artifact> found;
  EASEL_CHECK(with([&](Database& database) {
    return database.query("SELECT kind, content FROM artifact WHERE hash=?", {hash}, [&](const Row& row) -> Result<void> {
      found = Artifact{row.text(0), std::string(row.blob(1))};
      return {};
    });
  }));
  return found;
}

Result<ChunkPtr> StoredChunks::load(std::size_t index) const {
  const auto key = static_cast<std::size_t>(m_ids[index]);
  return chunkCache().get(m_reader->source(), key, [&]() -> Result<ChunkPtr> {
    EASEL_TRY(const std::string body, m_reader->body(m_ids[index]));
    return decodeChunk(body, m_shapes[index], m_ids[index]);
  });
}

} // namespace easel
