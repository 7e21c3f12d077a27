// Artifacts: immutable tables and bytes by content address. Chunks are hashed and packed in parallel and written in
// batches, so that an edit never waits long for a big table; the artifact itself appears last and whole.
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/store/artifact_row.h"
#include "core/store/packing.h"
#include "core/store/project_state.h"

#include <algorithm>
#include <atomic>

namespace easel {

namespace {
constexpr std::size_t kBatch = std::size_t{12} << 20;   // bytes written in one transaction
constexpr std::size_t kPart = std::size_t{512} << 20;   // SQLite holds at most 1 GB in one value
constexpr int kForm = 1;

std::string_view bytesOf(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

/// Collects packed chunks from many threads and writes each once. Without keep() (cancelled, failed) it takes away what
/// it wrote, unless another artifact was stored meanwhile: that may have found a chunk of these and named it.
class ChunkWriter {
 public:
  explicit ChunkWriter(Project::State& state) : m_state(state) {
    const std::lock_guard lock(m_state.storing.mutex);
    m_alone = m_state.storing.running++ == 0;
    m_number = ++m_state.storing.begun;
  }
  ~ChunkWriter() {
    const std::lock_guard lock(m_state.storing.mutex); // nobody begins before the chunks have gone
    if (!m_kept && !m_written.empty() && m_alone && m_state.storing.begun == m_number)
      (void)takeAway(); // what stays does no harm
    --m_state.storing.running;
  }
  ChunkWriter(const ChunkWriter&) = delete;
  ChunkWriter& operator=(const ChunkWriter&) = delete;

  /// The chunk must be packed and added; false: it is stored, or somebody else is at it.
  Result<bool> claim(const Hash& hash) {
    {
      const std::lock_guard lock(m_mutex);
      if (!m_ids.emplace(hash, 0).second)
        return false;
    }
    EASEL_TRY(const ChunkReader::Found found, m_state.reader->find(hash));
    const std::lock_guard lock(m_mutex);
    m_ids[hash] = found.id;
    return !found.whole; // a damaged one is written again
  }

  void known(const Hash& hash, std::int64_t id) {
    const std::lock_guard lock(m_mutex);
    m_ids.emplace(hash, id);
  }

  Result<void> add(const Hash& hash, std::string body) {
    std::vector<Pending> batch;
    {
      const std::lock_guard lock(m_mutex);
      m_bytes += body.size();
      m_added += body.size();
      m_pending.push_back({hash, std::move(body)});
      if (m_bytes < kBatch)
        return {};
      batch.swap(m_pending);
      m_bytes = 0;
    }
    return write(batch);
  }

  Result<void> finish() {
    std::vector<Pending> rest = std::move(m_pending);
    return rest.empty() ? Result<void>() : write(rest);
  }

  std::uint64_t bytesAdded() const { return m_added; }
  /// After finish().
  std::int64_t id(const Hash& hash) const { return m_ids.at(hash); }

  /// An artifact names the chunks.
  void keep() { m_kept = true; }

 private:
  struct Pending {
    Hash hash;
    std::string body;
  };

  Result<void> write(std::vector<Pending>& batch) {
    std::int64_t first = 0;
    std::int64_t next = 0;
    bool mended = false; // a chunk that others name
    EASEL_CHECK(m_state.write([&](Database& database) -> Result<void> {
      EASEL_TRY(const auto last, database.integer("SELECT max(id) FROM chunk"));
      first = next = last.value_or(0) + 1;
      for (Pending& chunk : batch) {
        EASEL_TRY(const auto old, database.integer("SELECT id FROM chunk WHERE hash=?", {BlobView{bytesOf(chunk.hash)}}));
        const std::int64_t id = old ? *old : next++;
        mended = mended || old;
        EASEL_CHECK(insert(database, chunk, id, next));
        const std::lock_guard lock(m_mutex);
        m_ids[chunk.hash] = id;
      }
      return {};
    }));
    const std::lock_guard lock(m_mutex);
    if (!mended)
      m_written.emplace_back(first, next);
    return {};
  }

  Result<void> takeAway() {
    return m_state.write([&](Database& database) -> Result<void> {
      for (const auto& [first, next] : m_written)
        EASEL_CHECK(database.run("DELETE FROM chunk WHERE id >= ? AND id < ?", {first, next}));
      return {};
    });
  }

  /// next: the first unused id, for further parts.
  static Result<void> insert(Database& database, Pending& chunk, std::int64_t id, std::int64_t& next) {
    bindChecksum(chunk.body, id);
    const std::string_view body = chunk.body;
    std::int64_t following = 0;
    for (std::size_t at = (body.size() - 1) / kPart * kPart; at > 0; at -= kPart) {
      EASEL_CHECK(database.run("INSERT INTO chunk(id, next, body) VALUES(?, ?, ?)",
                               {next, following, BlobView{body.substr(at, kPart)}}));
      following = next++;
    }
    return database.run("INSERT INTO chunk(id, hash, next, body) VALUES(?, ?, ?, ?) "
                        "ON CONFLICT(hash) DO UPDATE SET next=excluded.next, body=excluded.body",
                        {id, BlobView{bytesOf(chunk.hash)}, following, BlobView{body.substr(0, kPart)}});
  }

  Project::State& m_state;
  std::mutex m_mutex;
  std::map<Hash, std::int64_t> m_ids;
  std::vector<Pending> m_pending;
  std::size_t m_bytes = 0;
  std::uint64_t m_added = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>> m_written; // ids from, up to
  std::uint64_t m_number = 0;
  bool m_alone = false;
  bool m_kept = false;
};

/// A column on its way into the project.
struct StoredColumn {
  std::size_t dimension = 1;
  Hash dictionary;
  std::vector<Hash> chunks;
  std::vector<std::size_t> missing;
};

/// The chunk is one that this project gave out: its hash is known without reading its values.
const StoredChunks* ownChunks(const Column& column, const ChunkReader* reader) {
  const auto* stored = dynamic_cast<const StoredChunks*>(column.source().get());
  return stored && stored->reader() == reader ? stored : nullptr;
}

Result<void> storeChunk(Project::State& state, ChunkWriter& writer, const Column& column, std::size_t index,
                        StoredColumn& into) {
  if (const StoredChunks* own = ownChunks(column, state.reader.get())) {
    EASEL_TRY(into.chunks[index], state.reader->hash(own->id(index)));
    writer.known(into.chunks[index], own->id(index));
    into.missing[index] = own->shape(index).missing;
    if (index == 0)
      into.dimension = own->shape(0).dimension;
    return {};
  }
  EASEL_TRY(const ChunkPtr chunk, column.chunk(index));
  if (index == 0)
    into.dimension = chunk->dimension();
  into.missing[index] = chunk->missing();
  const Draft packed = packChunk(*chunk);
  into.chunks[index] = packed.hash();
  EASEL_TRY(const bool wanted, writer.claim(into.chunks[index]));
  return wanted ? writer.add(into.chunks[index], packed.seal()) : Result<void>();
}

Result<void> storeDictionary(ChunkWriter& writer, const Dictionary& dictionary, StoredColumn& into) {
  const Draft packed = packDictionary(dictionary);
  into.dictionary = packed.hash();
  EASEL_TRY(const bool wanted, writer.claim(into.dictionary));
  return wanted ? writer.add(into.dictionary, packed.seal()) : Result<void>();
}

Hash tableHash(const Table& table, const std::vector<StoredColumn>& columns) {
  Hasher hasher;
  hasher.add(std::string_view("table")).add(table.rows());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    hasher.add(std::string_view(table.name(i))).add(dataTypeId(table.column(i).type()));
    hasher.add(columns[i].dimension).add(columns[i].dictionary);
    for (const Hash& chunk : columns[i].chunks)
      hasher.add(chunk);
  }
  return hasher.finish();
}

Result<void> writeArtifact(Project::State& state, const std::string& hash, const std::string& kind, const Json& content) {
  const std::string text = toText(content);
  const std::string body = packBytes(text).seal();
  return state.write([&](Database& database) {
    // Anew when it is there: should its row be damaged, storing it again repairs it.
    return database.run("INSERT INTO artifact(hash, kind, created, content) VALUES(?, ?, ?, ?) "
                        "ON CONFLICT(hash) DO UPDATE SET content=excluded.content, "
                        "kind=CASE WHEN excluded.kind='cache' THEN kind ELSE excluded.kind END "
                        "WHERE content <> excluded.content OR (kind='cache' AND excluded.kind <> 'cache')",
                        {hash, kind, formatTimestamp(nowMicros()), BlobView{body}});
  });
}

Error noArtifact(const std::string& hash, std::string_view form) {
  return Error(ErrorCode::NotFound, "The project has no " + std::string(form) + " '" + hash.substr(0, 12) + "'.",
               "Run again what made it.");
}

/// The description of an artifact of that form.
Result<Json> readArtifact(const ChunkReader& reader, const std::string& hash, const std::string& form) {
  EASEL_TRY(const auto found, reader.artifact(hash));
  if (!found)
    return noArtifact(hash, form == "table" ? "table" : "artifact");
  EASEL_TRY(const std::string text, decodeBytes(found->content));
  EASEL_TRY(Json json, parseJson(text));
  if (!json.is_object() || json.value("form", Json()) != form)
    return noArtifact(hash, form == "table" ? "table" : "artifact");
  if (const Json version = json.value("version", Json()); version != kForm)
    return Error(ErrorCode::Newer, "This artifact was written by a newer version of Easel.", "Install the newer version.");
  return json;
}

Result<std::uint64_t> unsignedAt(const Json& json, const char* key, std::uint64_t most) {
  const auto it = json.find(key);
  if (it == json.end() || !it->is_number_unsigned() || it->get<std::uint64_t>() > most)
    return damagedBytes("its description is wrong");
  return it->get<std::uint64_t>();
}

/// The numbers of `json[key]`, exactly n of them.
Result<std::vector<std::int64_t>> numbersAt(const Json& json, const char* key, std::size_t n) {
  const auto it = json.find(key);
  if (it == json.end() || !it->is_array() || it->size() != n)
    return damagedBytes("its description is wrong");
  std::vector<std::int64_t> numbers;
  numbers.reserve(n);
  for (const Json& number : *it) {
    if (!number.is_number_unsigned())
      return damagedBytes("its description is wrong");
    numbers.push_back(number.get<std::int64_t>());
  }
  return numbers;
}

Result<NamedColumn> readColumn(const std::shared_ptr<ChunkReader>& reader, const Json& json, std::size_t rows) {
  if (!json.is_object() || !json.value("name", Json()).is_string() || !json.value("type", Json()).is_string())
    return damagedBytes("its description is wrong");
  std::string name = json["name"].get<std::string>();
  const auto type = dataTypeFromId(json["type"].get<std::string>());
  if (!type)
    return Error(ErrorCode::Newer, "The column '" + name + "' has a type that this version of Easel does not know.",
                 "Install the newer version.")
        .at({ErrorPlace::Kind::Column, name});
  const std::size_t count = (rows + kChunkRows - 1) >> kChunkShift;
  EASEL_TRY(const std::uint64_t dimension, unsignedAt(json, "dimension", 0xFF'FFFFU));
  EASEL_TRY(std::vector<std::int64_t> ids, numbersAt(json, "chunks", count));
  EASEL_TRY(const std::vector<std::int64_t> missing, numbersAt(json, "missing", count));
  DictionaryPtr dictionary;
  if (json.contains("dictionary")) {
    EASEL_TRY(const std::uint64_t id, unsignedAt(json, "dictionary", std::uint64_t{1} << 62));
    EASEL_TRY(dictionary, reader->dictionary(static_cast<std::int64_t>(id)));
  }
  if (*type == DataType::Category && !dictionary)
    return damagedBytes("its description is wrong");
  std::vector<ChunkShape> shapes(count);
  std::vector<Column::LazyChunk> lazy(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = std::min(kChunkRows, rows - (i << kChunkShift));
    lazy[i] = {size, static_cast<std::size_t>(missing[i])};
    if (lazy[i].missing > size)
      return damagedBytes("its description is wrong");
    shapes[i] = {*type, size, lazy[i].missing, dimension, dictionary ? dictionary->size() : 0};
  }
  auto source = std::make_shared<const StoredChunks>(reader, std::move(ids), std::move(shapes));
  return NamedColumn{std::move(name), Column(*type, std::move(lazy), std::move(source), std::move(dictionary))};
}
} // namespace

Result<std::string> Project::putTable(const Table& table, const Context& context, const PutOptions& options) {
  if (m_state->readOnly)
    return m_state->write([](Database&) { return Result<void>(); }).error();
  struct Piece {
    std::size_t column;
    std::size_t chunk; // kDictionary: the dictionary
  };
  constexpr std::size_t kDictionary = ~std::size_t{0};
  std::vector<StoredColumn> columns(table.columnCount());
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = table.column(i);
    columns[i].chunks.resize(column.chunkCount());
    columns[i].missing.resize(column.chunkCount());
    if (column.dictionary())
      pieces.push_back({i, kDictionary});
    for (std::size_t c = 0; c < column.chunkCount(); ++c)
      pieces.push_back({i, c});
  }
  ChunkWriter writer(*m_state);
  std::atomic<std::size_t> done{0};
  EASEL_CHECK(tryParallelFor(context, pieces.size(), [&](std::size_t p) -> Result<void> {
    const auto [i, c] = pieces[p];
    const Column& column = table.column(i);
    Result<void> stored = c == kDictionary ? storeDictionary(writer, *column.dictionary(), columns[i])
                                           : storeChunk(*m_state, writer, column, c, columns[i]);
    if (!stored)
      return std::move(stored).error().within("Storing column '" + table.name(i) + "'");
    context.progress(static_cast<double>(done.fetch_add(1) + 1) / static_cast<double>(pieces.size()));
    return {};
  }));
  EASEL_CHECK(writer.finish());
  EASEL_CHECK(context.checkpoint());

  Json description = {{"form", "table"}, {"version", kForm}, {"rows", table.rows()}, {"columns", Json::array()}};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Json ids = Json::array();
    for (const Hash& chunk : columns[i].chunks)
      ids.push_back(static_cast<std::uint64_t>(writer.id(chunk)));
    Json column = {{"name", table.name(i)},
                   {"type", dataTypeId(table.column(i).type())},
                   {"dimension", columns[i].dimension},
                   {"chunks", std::move(ids)},
                   {"missing", columns[i].missing}};
    if (table.column(i).dictionary())
      column["dictionary"] = static_cast<std::uint64_t>(writer.id(columns[i].dictionary));
    description["columns"].push_back(std::move(column));
  }
  std::string hash = tableHash(table, columns).hex();
  EASEL_CHECK(writeArtifact(*m_state, hash, options.keep == Keep::Cached ? kCachedKind : "table", description));
  if (options.written)
    *options.written += writer.bytesAdded();
  writer.keep();
  return hash;
}

Result<Table> Project::table(const std::string& artifact) const {
  EASEL_TRY(const Json json, readArtifact(*m_state->reader, artifact, "table"));
  EASEL_TRY(const std::uint64_t rows, unsignedAt(json, "rows", kNoRow - 1));
  const auto described = json.find("columns");
  if (described == json.end() || !described->is_array())
    return damagedBytes("its description is wrong");
  if (described->empty())
    return Table::ofRows(rows);
  std::vector<NamedColumn> columns;
  for (const Json& column : *described) {
    EASEL_TRY(NamedColumn read, readColumn(m_state->reader, column, rows));
    columns.push_back(std::move(read));
  }
  return Table::make(std::move(columns));
}

Result<std::string> Project::putBytes(const std::string& kind, std::string_view bytes, const PutOptions& options) {
  const Hash hash = Hasher().add(std::string_view(kind)).add(bytes).finish();
  ChunkWriter writer(*m_state);
  EASEL_TRY(const bool wanted, writer.claim(hash));
  if (wanted)
    EASEL_CHECK(writer.add(hash, packBytes(bytes).seal()));
  EASEL_CHECK(writer.finish());
  if (options.written)
    *options.written += writer.bytesAdded();
  EASEL_CHECK(writeArtifact(*m_state, hash.hex(), options.keep == Keep::Cached ? kCachedKind : kind,
                            {{"form", "bytes"}, {"version", kForm}, {"chunk", static_cast<std::uint64_t>(writer.id(hash))}}));
  writer.keep();
  return hash.hex();
}

Result<std::string> Project::bytes(const std::string& artifact) const {
  EASEL_TRY(const Json json, readArtifact(*m_state->reader, artifact, "bytes"));
  EASEL_TRY(const std::uint64_t chunk, unsignedAt(json, "chunk", std::uint64_t{1} << 62));
  EASEL_TRY(const std::string body, m_state->reader->body(static_cast<std::int64_t>(chunk)));
  return decodeBytes(body, static_cast<std::int64_t>(chunk));
}

} // namespace easel
