// Runs and lineage: what was executed, from which artifacts, and what came out.
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/store/project_state.h"

#include <bit>
#include <deque>
#include <set>

namespace easel {

namespace {
constexpr const char* kColumns =
    "SELECT id, kind, name, parent, status, started, seconds, seed, params, metrics, details, log FROM run ";

Result<Run> runFrom(const Row& row) {
  Run run;
  run.id = row.text(0);
  run.kind = row.text(1);
  run.name = row.text(2);
  run.parent = row.text(3);
  run.status = row.text(4);
  run.started = row.text(5);
  run.seconds = row.real(6);
  run.seed = std::bit_cast<std::uint64_t>(row.integer(7));
  const std::string what = "The run '" + run.name + "'";
  EASEL_TRY(run.params, parseJson(row.text(8), what));
  EASEL_TRY(run.metrics, parseJson(row.text(9), what));
  EASEL_TRY(run.details, parseJson(row.text(10), what));
  run.log = row.text(11);
  return run;
}

Result<void> addArtifacts(Database& database, Run& run) {
  return database.query("SELECT artifact, output FROM run_artifact WHERE run=? ORDER BY output, position", {run.id},
                        [&](const Row& row) -> Result<void> {
                          (row.integer(1) ? run.outputs : run.inputs).push_back(row.text(0));
                          return {};
                        });
}

Result<std::string> unusedName(Database& database, const std::string& base) {
  std::set<std::string> taken;
  EASEL_CHECK(database.query("SELECT name FROM run", {}, [&](const Row& row) -> Result<void> {
    std::string name = row.text(0);
    if (name.starts_with(base))
      taken.insert(std::move(name));
    return {};
  }));
  for (std::size_t n = 1;; ++n)
    if (std::string name = base + "-" + std::to_string(n); !taken.contains(name))
      return name;
}

/// Fills in what the run does not say of itself.
Result<void> insertRun(Database& database, Run& run) {
  if (run.id.empty())
    run.id = randomHex(8);
  if (run.name.empty()) {
    EASEL_TRY(run.name, unusedName(database, run.kind.empty() ? "run" : run.kind));
  }
  if (run.started.empty())
    run.started = formatTimestamp(nowMicros());
  EASEL_TRY(const auto taken, database.integer("SELECT count(*) FROM run WHERE name=?1 OR id=?2", {run.name, run.id}));
  if (taken.value_or(0) > 0)
    return Error(ErrorCode::AlreadyExists, "There is a run called '" + run.name + "' already.", "Choose another name.");
  EASEL_CHECK(database.run("INSERT INTO run(id, kind, name, parent, status, started, seconds, seed, params, metrics, "
                           "details, log) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           {run.id, run.kind, run.name, run.parent, run.status, run.started, run.seconds,
                            std::bit_cast<std::int64_t>(run.seed), toText(run.params), toText(run.metrics),
                            toText(run.details), run.log}));
  for (const std::int64_t output : {0, 1}) {
    const std::vector<std::string>& artifacts = output ? run.outputs : run.inputs;
    for (std::size_t i = 0; i < artifacts.size(); ++i)
      EASEL_CHECK(database.run("INSERT INTO run_artifact(run, output, position, artifact) VALUES(?, ?, ?, ?)",
                               {run.id, output, static_cast<std::int64_t>(i), artifacts[i]}));
  }
  return {};
}
} // namespace

Result<std::string> Project::addRun(Run run) {
  EASEL_CHECK(m_state->write([&](Database& database) { return insertRun(database, run); }));
  return run.id;
}

Result<Run> Project::addRun(Run run, const std::string& base) {
  EASEL_CHECK(m_state->write([&](Database& database) -> Result<void> {
    EASEL_TRY(run.name, unusedName(database, base));
    return insertRun(database, run);
  }));
  return run;
}

Result<Run> Project::run(const std::string& idOrName) const {
  std::optional<Run> found;
  EASEL_CHECK(m_state->read([&](Database& database) -> Result<void> {
    // A name wins over an id, should somebody name a run like another's id.
    EASEL_CHECK(database.query(std::string(kColumns) + "WHERE name=?1 OR id=?1 ORDER BY name=?1 DESC LIMIT 1", {idOrName},
                               [&](const Row& row) -> Result<void> {
                                 EASEL_TRY(found, runFrom(row));
                                 return {};
                               }));
    if (found)
      return addArtifacts(database, *found);
    std::vector<std::string> names;
    EASEL_CHECK(database.query("SELECT name FROM run ORDER BY number DESC", {}, [&](const Row& row) -> Result<void> {
      names.push_back(row.text(0));
      return {};
    }));
    std::string hint = didYouMean(idOrName, names);
    if (hint.empty())
      hint = names.empty() ? "This project has no runs yet." : "Runs are: " + listed(names, 8) + ".";
    return Error(ErrorCode::NotFound, "There is no run '" + idOrName + "'.", hint);
  }));
  return std::move(*found);
}

Result<std::vector<Run>> Project::runs(const std::string& kind) const {
  std::vector<Run> all;
  EASEL_CHECK(m_state->read([&](Database& database) -> Result<void> {
    EASEL_CHECK(database.query(std::string(kColumns) + "WHERE ?1='' OR kind=?1 ORDER BY number DESC", {kind},
                               [&](const Row& row) -> Result<void> {
                                 EASEL_TRY(Run run, runFrom(row));
                                 all.push_back(std::move(run));
                                 return {};
                               }));
    for (Run& run : all)
      EASEL_CHECK(addArtifacts(database, run));
    return {};
  }));
  return all;
}

Result<std::string> Project::freeName(const std::string& base) const {
  const std::lock_guard guard(m_state->mutex);
  return unusedName(*m_state->database, base);
}

Result<std::vector<Project::LineageEdge>> Project::lineage(const std::string& artifact) const {
  std::vector<LineageEdge> edges;
  EASEL_CHECK(m_state->read([&](Database& database) -> Result<void> {
    std::deque<std::string> open = {artifact};
    std::set<std::string> seenArtifacts = {artifact};
    std::set<std::string> seenRuns;
    while (!open.empty()) {
      const std::string wanted = open.front();
      open.pop_front();
      std::vector<std::string> makers;
      EASEL_CHECK(database.query("SELECT DISTINCT run FROM run_artifact WHERE artifact=? AND output=1 ORDER BY run", {wanted},
                                 [&](const Row& row) -> Result<void> {
                                   makers.push_back(row.text(0));
                                   return {};
                                 }));
      for (const std::string& maker : makers) {
        edges.push_back({wanted, maker, true});
        if (!seenRuns.insert(maker).second)
          continue;
        EASEL_CHECK(database.query("SELECT artifact FROM run_artifact WHERE run=? AND output=0 ORDER BY position", {maker},
                                   [&](const Row& row) -> Result<void> {
                                     std::string input = row.text(0);
                                     edges.push_back({input, maker, false});
                                     if (seenArtifacts.insert(input).second)
                                       open.push_back(std::move(input));
                                     return {};
                                   }));
      }
    }
    return {};
  }));
  return edges;
}

} // namespace easel
