// Artifacts that may go again: what a cache puts into the project, and the sweeping of what it needs no more.
#include "core/base/parallel.h"
#include "core/store/artifact_row.h"
#include "core/store/packing.h"
#include "core/store/project_state.h"

#include <functional>
#include <map>
#include <set>

namespace easel {

namespace {

constexpr int kMaxParts = 4096; // of one chunk; more is a circle

/// f(id, bytes of the body) for a chunk and the parts it goes on in.
Result<void> forParts(Database& database, std::int64_t id, const std::function<Result<void>(std::int64_t, std::uint64_t)>& f) {
  for (int part = 0; id != 0 && part < kMaxParts; ++part) {
    std::int64_t next = 0;
    std::uint64_t bytes = 0;
    EASEL_CHECK(database.query("SELECT next, length(body) FROM chunk WHERE id=?", {id}, [&](const Row& row) -> Result<void> {
      next = row.integer(0);
      bytes = static_cast<std::uint64_t>(row.integer(1));
      return {};
    }));
    EASEL_CHECK(f(id, bytes));
    id = next;
  }
  return {};
}

Result<std::uint64_t> chunkBytes(Database& database, std::int64_t id) {
  std::uint64_t all = 0;
  EASEL_CHECK(forParts(database, id, [&](std::int64_t, std::uint64_t bytes) -> Result<void> {
    all += bytes;
    return {};
  }));
  return all;
}

Result<void> removeChunk(Database& database, std::int64_t id) {
  return forParts(database, id, [&](std::int64_t part, std::uint64_t) {
    return database.run("DELETE FROM chunk WHERE id=?", {part});
  });
}

} // namespace

Result<std::vector<std::int64_t>> chunksOfArtifact(std::string_view content) {
  EASEL_TRY(const std::string text, decodeBytes(content));
  EASEL_TRY(const Json json, parseJson(text));
  std::vector<std::int64_t> ids;
  bool wrong = !json.is_object();
  const auto add = [&](const Json& id) {
    if (id.is_number_unsigned())
      ids.push_back(id.get<std::int64_t>());
    else
      wrong = true;
  };
  const Json none = Json::array();
  if (!wrong && json.contains("chunk"))
    add(json["chunk"]);
  const auto columns = wrong ? none : json.value("columns", none);
  for (const Json& column : columns) {
    if (!column.is_object() || !column.value("chunks", Json()).is_array()) {
      wrong = true;
      break;
    }
    for (const Json& id : column["chunks"])
      add(id);
    if (column.contains("dictionary"))
      add(column["dictionary"]);
  }
  if (wrong)
    return damagedBytes("its description is wrong");
  return ids;
}

Result<void> Project::checkArtifact(const std::string& artifact) const {
  const ChunkReader& reader = *m_state->reader;
  EASEL_TRY(const auto found, reader.artifact(artifact));
  if (!found)
    return Error(ErrorCode::NotFound, "The project has no artifact '" + artifact.substr(0, 12) + "'.",
                 "Run again what made it.");
  EASEL_TRY(const std::vector<std::int64_t> ids, chunksOfArtifact(found->content));
  return tryParallelFor(Context(), ids.size(), [&](std::size_t i) -> Result<void> {
    EASEL_TRY(const std::string body, reader.body(ids[i]));
    EASEL_CHECK(checked(body, ids[i]));
    return {};
  });
}

Result<Project::Swept> Project::sweepCached(const std::vector<Group>& groups, std::uint64_t bytes) {
  Swept swept;
  EASEL_CHECK(m_state->write([&](Database& database) -> Result<void> {
    std::map<std::string, std::vector<std::int64_t>> cached; // artifact → chunks
    std::set<std::int64_t> needed;                           // by what stays in any case
    EASEL_CHECK(database.query("SELECT hash, kind, content FROM artifact", {}, [&](const Row& row) -> Result<void> {
      auto ids = chunksOfArtifact(row.blob(2));
      if (row.text(1) == kCachedKind)
        cached[row.text(0)] = ids ? std::move(ids).value() : std::vector<std::int64_t>();
      else if (!ids)
        return std::move(ids).error(); // what it needs is not known: nothing may go
      else
        needed.insert(ids->begin(), ids->end());
      return {};
    }));
    // The last one stays, so that its number is never given to other contents.
    EASEL_TRY(const auto last, database.integer("SELECT max(id) FROM chunk"));
    needed.insert(last.value_or(0));

    std::set<std::string> staying;
    for (const Group& group : groups) {
      std::set<std::int64_t> added;
      for (const std::string& artifact : group)
        if (const auto it = cached.find(artifact); it != cached.end())
          for (const std::int64_t id : it->second)
            if (!needed.contains(id))
              added.insert(id);
      std::uint64_t size = 0;
      for (const std::int64_t id : added) {
        EASEL_TRY(const std::uint64_t chunk, chunkBytes(database, id));
        size += chunk;
      }
      const bool whole = swept.bytes + size <= bytes;
      swept.kept.push_back(whole);
      if (!whole)
        continue;
      swept.bytes += size;
      needed.merge(added);
      staying.insert(group.begin(), group.end());
    }
    for (const auto& [artifact, ids] : cached) {
      if (staying.contains(artifact))
        continue;
      for (const std::int64_t id : ids)
        if (!needed.contains(id))
          EASEL_CHECK(removeChunk(database, id));
      EASEL_CHECK(database.run("DELETE FROM artifact WHERE hash=?", {artifact}));
    }
    return {};
  }));
  return swept;
}

} // namespace easel
