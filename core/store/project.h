// The project file: one SQLite database with documents and their history, artifacts, runs and the registry's tables.
// One writer at a time over all processes, by a lock that dies with its owner; others may read. Every edit of a
// document goes through edit(); what was edited more than a second ago survives the death of the process.
// Thread rule: all members may be called from any thread (calls are serialised inside).
#pragma once

#include "core/base/context.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/store/database.h"
#include "core/store/writer_lock.h"
#include "core/table/table.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace easel {

/// The documents as an edit sees and changes them. Ids look like "flow/telco_churn", "card/churn/1".
class Documents {
 public:
  virtual ~Documents() = default;
  virtual std::optional<Json> get(const std::string& id) const = 0;
  virtual void put(const std::string& id, Json value) = 0;
  virtual void remove(const std::string& id) = 0;
  /// Ids that begin with the prefix, sorted.
  virtual std::vector<std::string> list(const std::string& prefix) const = 0;
};

struct Edit {
  std::int64_t id = 0;
  std::int64_t parent = 0; // 0: the beginning
  std::string label;       // what a person did: "Fill missing: total_charges ← median"
  std::string time;
  bool current = false;    // the state shown now
  bool undone = false;     // on the redo branch
};

/// One execution: what ran, from which artifacts, with which parameters and seed, and what came out.
struct Run {
  std::string id; // given by addRun when empty
  std::string kind;    // "train", "automl", "candidate", "import", "flow", "evaluate"
  std::string name;    // for people and commands, unique: "telco_churn-boosted_trees-1"
  std::string parent;  // e.g. the automl run of a candidate
  std::string status;  // "done", "failed", "cancelled"
  std::string started; // ISO 8601
  double seconds = 0;
  std::uint64_t seed = 0;
  Json params, metrics, details; // details: whatever the view of this run needs
  std::string log;
  std::vector<std::string> inputs;  // artifact hashes
  std::vector<std::string> outputs; // artifact hashes; a model's bundle is outputs[0]
};

class Project {
 public:
  enum class Access { Write, Read };
  struct OpenOptions {
    Access access = Access::Write;
    bool create = true;
    std::size_t cacheBytes = std::size_t{2} << 30; // for lazy chunks
    std::string program = "easel";
  };
  /// Errors: Busy (names the owner), Newer (offers reading), Corrupt (says what was tried), Permission, DiskFull …
  static Result<std::unique_ptr<Project>> open(const std::string& path, const OpenOptions& options);
  static std::optional<ProjectOwner> owner(const std::string& path);
  ~Project();

  const std::string& path() const;
  bool readOnly() const;
  bool recovered() const; // the last owner died; the file was put in order

  // Documents and history -----------------------------------------------------------------------------------------
  Result<std::optional<Json>> document(const std::string& id) const;
  Result<std::vector<std::string>> documents(const std::string& prefix) const;
  /// The one door. `change` sees the present documents; when it fails nothing is changed. Nothing changed: no entry.
  /// mergeKey: an edit with the same key right after one, within a second, becomes one entry with it.
  Result<void> edit(const std::string& label, const std::function<Result<void>(Documents&)>& change,
                    const std::string& mergeKey = {});
  /// nullopt when there is nothing to undo or redo; else the label of the edit.
  Result<std::optional<std::string>> undo();
  Result<std::optional<std::string>> redo();
  /// Any state of the branching history.
  Result<void> goTo(std::int64_t edit);
  Result<std::vector<Edit>> history() const; // oldest first, all branches
  /// RFC 6902 patches by document id between two states.
  Result<Json> difference(std::int64_t fromEdit, std::int64_t toEdit) const;

  // Artifacts -----------------------------------------------------------------------------------------------------
  /// Content addresses (hex). Putting what is there already costs a hash and a look at what is stored: a damaged piece
  /// is mended. Not inside edit() or withDatabase(): the chunks are written by several threads.
  /// Cached: what sweepCached() may remove again, unless the same contents are also put to stay.
  enum class Keep { Forever, Cached };
  struct PutOptions {
    Keep keep = Keep::Forever;
    std::uint64_t* written = nullptr; // += the bytes that the file really got
  };
  Result<std::string> putTable(const Table& table, const Context& context) { return putTable(table, context, {}); }
  Result<std::string> putTable(const Table& table, const Context& context, const PutOptions& options);
  Result<Table> table(const std::string& artifact) const; // lazy
  Result<std::string> putBytes(const std::string& kind, std::string_view bytes) { return putBytes(kind, bytes, {}); }
  Result<std::string> putBytes(const std::string& kind, std::string_view bytes, const PutOptions& options);
  Result<std::string> bytes(const std::string& artifact) const;

  /// All its bytes are there and as they were written.
  Result<void> checkArtifact(const std::string& artifact) const;
  /// Cached artifacts that are of use only together.
  using Group = std::vector<std::string>;
  struct Swept {
    std::vector<bool> kept;  // one a group
    std::uint64_t bytes = 0; // of pieces that only cached artifacts need
  };
  /// Keeps the groups, the most wanted first, that fit into so many bytes, and removes all other cached artifacts with
  /// the pieces that nothing else needs. No table that was read from them may be in use any more.
  Result<Swept> sweepCached(const std::vector<Group>& groups, std::uint64_t bytes);

  // Runs and lineage ----------------------------------------------------------------------------------------------
  Result<std::string> addRun(Run run); // its id
  /// Gives it the first unused name that begins with `base`, also when several threads add runs; the run as kept.
  Result<Run> addRun(Run run, const std::string& base);
  Result<Run> run(const std::string& idOrName) const; // NotFound suggests the nearest name
  Result<std::vector<Run>> runs(const std::string& kind = {}) const; // newest first
  /// An unused name that begins with `base`: "base-1", "base-2" …
  Result<std::string> freeName(const std::string& base) const;
  struct LineageEdge {
    std::string artifact;
    std::string run;
    bool output = false;
  };
  /// All runs and artifacts that an artifact came from.
  Result<std::vector<LineageEdge>> lineage(const std::string& artifact) const;

  /// For the rooms above that keep operational tables in the same file; f runs with the lock held.
  Result<void> withDatabase(const std::function<Result<void>(Database&)>& f) const;

  struct State; // of this room only: project_state.h

 private:
  Project();
  std::unique_ptr<State> m_state;
};

} // namespace easel
