// Documents and their branching history: the current values, and every edit with patches both ways.
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/store/json_patch.h"
#include "core/store/project_state.h"

#include <algorithm>
#include <set>

namespace easel {

namespace {
constexpr auto kBurst = std::chrono::seconds(1);
using Contents = std::map<std::string, std::optional<Json>>; // documents by id; nullopt: not there

Result<std::optional<Json>> readDocument(Database& database, const std::string& id) {
  std::optional<std::string> text;
  EASEL_CHECK(database.query("SELECT value FROM document WHERE id=?", {id}, [&](const Row& row) -> Result<void> {
    text = row.text(0);
    return {};
  }));
  if (!text)
    return std::optional<Json>();
  Result<Json> json = parseJson(*text, "The document '" + id + "'");
  if (!json)
    return Error(ErrorCode::Corrupt, "The document '" + id + "' is damaged.", "Undo to an earlier state of it.");
  return std::optional<Json>(std::move(json).value());
}

Result<void> writeDocument(Database& database, const std::string& id, const std::optional<Json>& value) {
  if (!value)
    return database.run("DELETE FROM document WHERE id=?", {id});
  return database.run("INSERT INTO document(id, value) VALUES(?, ?) ON CONFLICT(id) DO UPDATE SET value=excluded.value",
                      {id, toText(*value)});
}

/// Ids that begin with the prefix. The upper bound keeps the search inside the index.
Result<std::vector<std::string>> listDocuments(Database& database, const std::string& prefix) {
  std::vector<std::string> ids;
  EASEL_CHECK(database.query("SELECT id FROM document WHERE id >= ? ORDER BY id", {prefix},
                             [&](const Row& row) -> Result<void> {
                               std::string id = row.text(0);
                               if (id.starts_with(prefix))
                                 ids.push_back(std::move(id));
                               return {};
                             }));
  return ids;
}

/// The documents during an edit: what was put lies over what is stored.
class Staged : public Documents {
 public:
  explicit Staged(Database& database) : m_database(database) {}

  std::optional<Json> get(const std::string& id) const override {
    if (const auto it = m_changed.find(id); it != m_changed.end())
      return it->second;
    return stored(id);
  }
  void put(const std::string& id, Json value) override {
    // As it will be read back: what JSON cannot hold (NaN, broken UTF-8) must not differ between now and later.
    Result<Json> kept = parseJson(toText(value));
    m_changed[id] = kept ? std::move(kept).value() : Json();
  }
  void remove(const std::string& id) override { m_changed[id] = std::nullopt; }
  std::vector<std::string> list(const std::string& prefix) const override {
    auto ids = listDocuments(m_database, prefix);
    if (!ids) {
      m_failure = std::move(ids).error();
      return {};
    }
    std::set<std::string> all(ids->begin(), ids->end());
    for (const auto& [id, value] : m_changed)
      if (id.starts_with(prefix)) {
        if (value)
          all.insert(id);
        else
          all.erase(id);
      }
    return {all.begin(), all.end()};
  }

  const Contents& changed() const { return m_changed; }
  std::optional<Json> stored(const std::string& id) const {
    auto value = readDocument(m_database, id);
    if (value)
      return std::move(value).value();
    m_failure = std::move(value).error();
    return std::nullopt;
  }
  /// Reading failed somewhere: what was changed may rest on wrong values.
  Result<void> healthy() const {
    if (m_failure)
      return *m_failure;
    return {};
  }

 private:
  Database& m_database;
  Contents m_changed;
  mutable std::optional<Error> m_failure;
};

struct Step {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  std::int64_t next = 0; // 0: none
  std::string label;
  Json forward, backward;
};

Result<Step> readStep(Database& database, std::int64_t id) {
  Step step;
  bool found = false;
  std::string forward;
  std::string backward;
  EASEL_CHECK(database.query("SELECT id, parent, next, label, forward, backward FROM edit WHERE id=?", {id},
                             [&](const Row& row) -> Result<void> {
                               step = {row.integer(0), row.integer(1), row.integer(2), row.text(3), {}, {}};
                               forward = row.text(4);
                               backward = row.text(5);
                               found = true;
                               return {};
                             }));
  if (!found)
    return Error(ErrorCode::NotFound, "There is no edit " + std::to_string(id) + " in the history.",
                 "Choose one of those that the history shows.");
  EASEL_TRY(step.forward, parseJson(forward, "A step of the history"));
  EASEL_TRY(step.backward, parseJson(backward, "A step of the history"));
  if (!step.forward.is_object() || !step.backward.is_object())
    return Error(ErrorCode::Corrupt, "Step " + std::to_string(id) + " of the history is damaged.",
                 "Undo cannot go past this step; the documents themselves are whole.");
  return step;
}

Result<std::int64_t> currentEdit(Database& database) {
  EASEL_TRY(const auto current, database.integer("SELECT value FROM setting WHERE name='current'"));
  return current.value_or(0);
}

Result<void> setCurrent(Database& database, std::int64_t id) {
  return database.run("UPDATE setting SET value=? WHERE name='current'", {id});
}

/// Applies the patches of a step to `state`, which is filled from the stored documents where it does not know them.
Result<void> applyStep(Database& database, const Json& patches, Contents& state, Contents* before = nullptr) {
  for (const auto& [id, patch] : patches.items()) {
    auto it = state.find(id);
    if (it == state.end()) {
      EASEL_TRY(auto value, readDocument(database, id));
      it = state.emplace(id, std::move(value)).first;
    }
    if (before)
      before->emplace(id, it->second);
    EASEL_TRY(it->second, patched(it->second, patch));
  }
  return {};
}

/// The way between two edits: steps to take back, then steps to take.
struct Way {
  std::vector<Step> back, forth;
};

Result<std::map<std::int64_t, std::int64_t>> parentsOfAll(Database& database) {
  std::map<std::int64_t, std::int64_t> parents;
  EASEL_CHECK(database.query("SELECT id, parent FROM edit WHERE id <> 0", {}, [&](const Row& row) -> Result<void> {
    parents[row.integer(0)] = row.integer(1);
    return {};
  }));
  return parents;
}

Result<Way> wayBetween(Database& database, std::int64_t from, std::int64_t to) {
  EASEL_TRY(const auto parents, parentsOfAll(database));
  // Parents have smaller numbers than their children, so walking up always ends, even in a damaged file.
  const auto up = [&](std::int64_t id) -> Result<std::int64_t> {
    const auto it = parents.find(id);
    if (it == parents.end())
      return Error(ErrorCode::NotFound, "There is no edit " + std::to_string(id) + " in the history.",
                   "Choose one of those that the history shows.");
    if (it->second >= id || it->second < 0)
      return Error(ErrorCode::Corrupt, "Step " + std::to_string(id) + " of the history is damaged.", "");
    return it->second;
  };
  std::vector<std::int64_t> back;
  std::vector<std::int64_t> forth;
  while (from != to) {
    if (from > to) {
      back.push_back(from);
      EASEL_TRY(from, up(from));
    } else {
      forth.push_back(to);
      EASEL_TRY(to, up(to));
    }
  }
  Way way;
  for (const std::int64_t id : back) {
    EASEL_TRY(Step step, readStep(database, id));
    way.back.push_back(std::move(step));
  }
  for (auto it = forth.rbegin(); it != forth.rend(); ++it) {
    EASEL_TRY(Step step, readStep(database, *it));
    way.forth.push_back(std::move(step));
  }
  return way;
}

Result<void> walk(Database& database, const Way& way, Contents& state, Contents* before = nullptr) {
  for (const Step& step : way.back)
    EASEL_CHECK(applyStep(database, step.backward, state, before));
  for (const Step& step : way.forth)
    EASEL_CHECK(applyStep(database, step.forward, state, before));
  return {};
}

Result<void> writeAll(Database& database, const Contents& state) {
  for (const auto& [id, value] : state)
    EASEL_CHECK(writeDocument(database, id, value));
  return {};
}

/// Goes from the current edit to another; redo afterwards leads along the way that was walked.
Result<void> moveTo(Database& database, std::int64_t from, std::int64_t to) {
  EASEL_TRY(const Way way, wayBetween(database, from, to));
  Contents state;
  EASEL_CHECK(walk(database, way, state));
  EASEL_CHECK(writeAll(database, state));
  for (const auto* steps : {&way.back, &way.forth})
    for (const Step& step : *steps)
      EASEL_CHECK(database.run("UPDATE edit SET next=? WHERE id=?", {step.id, step.parent}));
  return setCurrent(database, to);
}

std::string timeNow() { return formatTimestamp(nowMicros()); }

/// What the documents would be without the burst's entry, so that entry and new edit become one.
Result<void> unwind(Database& database, const Step& burst, Contents& base) {
  Contents state = base;
  EASEL_CHECK(applyStep(database, burst.backward, state));
  base = std::move(state);
  return {};
}
} // namespace

Result<std::optional<Json>> Project::document(const std::string& id) const {
  const std::lock_guard guard(m_state->mutex);
  return readDocument(*m_state->database, id);
}

Result<std::vector<std::string>> Project::documents(const std::string& prefix) const {
  const std::lock_guard guard(m_state->mutex);
  return listDocuments(*m_state->database, prefix);
}

Result<void> Project::edit(const std::string& label, const std::function<Result<void>(Documents&)>& change,
                           const std::string& mergeKey) {
  const std::lock_guard guard(m_state->mutex);
  std::int64_t made = 0;
  EASEL_CHECK(m_state->write([&](Database& database) -> Result<void> {
    Staged staged(database);
    EASEL_CHECK(change(staged));
    Contents before;
    for (const auto& [id, value] : staged.changed())
      before[id] = staged.stored(id);
    EASEL_CHECK(staged.healthy());
    EASEL_TRY(const std::int64_t current, currentEdit(database));

    const bool merge = !mergeKey.empty() && mergeKey == m_state->burstKey && m_state->burst == current && current != 0 &&
                       std::chrono::steady_clock::now() - m_state->burstTime <= kBurst;
    std::int64_t parent = current;
    Contents after = staged.changed();
    if (merge) {
      EASEL_TRY(const Step burst, readStep(database, current));
      for (const auto& [id, patch] : burst.backward.items())
        if (!after.contains(id)) {
          EASEL_TRY(before[id], readDocument(database, id));
          after[id] = before[id];
        }
      EASEL_CHECK(unwind(database, burst, before));
      parent = burst.parent;
    }
    Json forward = Json::object();
    Json backward = Json::object();
    for (const auto& [id, value] : after) {
      Json patch = patchBetween(before[id], value);
      if (patch.empty())
        continue;
      forward[id] = std::move(patch);
      backward[id] = patchBetween(value, before[id]);
    }
    if (merge || !forward.empty())
      for (const auto& [id, value] : staged.changed())
        EASEL_CHECK(writeDocument(database, id, value));
    if (merge && forward.empty()) { // back where the burst began: as if nothing had been
      EASEL_CHECK(database.run("UPDATE edit SET next=NULL WHERE id=?", {parent}));
      EASEL_CHECK(setCurrent(database, parent));
      return database.run("DELETE FROM edit WHERE id=?", {current});
    }
    if (merge) {
      made = current;
      return database.run("UPDATE edit SET label=?, time=?, forward=?, backward=? WHERE id=?",
                          {label, timeNow(), toText(forward), toText(backward), current});
    }
    if (forward.empty()) {
      made = m_state->burst; // nothing happened; a burst may go on
      return {};
    }
    EASEL_CHECK(database.run("INSERT INTO edit(parent, label, time, forward, backward) VALUES(?, ?, ?, ?, ?)",
                             {parent, label, timeNow(), toText(forward), toText(backward)}));
    made = database.lastInsertId();
    EASEL_CHECK(database.run("UPDATE edit SET next=? WHERE id=?", {made, parent}));
    return setCurrent(database, made);
  }));
  if (made != m_state->burst || mergeKey == m_state->burstKey) {
    m_state->burst = made;
    m_state->burstKey = mergeKey;
    m_state->burstTime = std::chrono::steady_clock::now();
  }
  return {};
}

Result<std::optional<std::string>> Project::undo() {
  const std::lock_guard guard(m_state->mutex);
  std::optional<std::string> label;
  EASEL_CHECK(m_state->write([&](Database& database) -> Result<void> {
    EASEL_TRY(const std::int64_t current, currentEdit(database));
    if (current == 0)
      return {};
    EASEL_TRY(const Step step, readStep(database, current));
    EASEL_CHECK(moveTo(database, current, step.parent));
    label = step.label;
    return {};
  }));
  m_state->burst = 0;
  return label;
}

Result<std::optional<std::string>> Project::redo() {
  const std::lock_guard guard(m_state->mutex);
  std::optional<std::string> label;
  EASEL_CHECK(m_state->write([&](Database& database) -> Result<void> {
    EASEL_TRY(const std::int64_t current, currentEdit(database));
    EASEL_TRY(const auto next, database.integer("SELECT next FROM edit WHERE id=?", {current}));
    if (next.value_or(0) == 0)
      return {};
    EASEL_TRY(const Step step, readStep(database, *next));
    EASEL_CHECK(moveTo(database, current, step.id));
    label = step.label;
    return {};
  }));
  m_state->burst = 0;
  return label;
}

Result<void> Project::goTo(std::int64_t edit) {
  const std::lock_guard guard(m_state->mutex);
  EASEL_CHECK(m_state->write([&](Database& database) -> Result<void> {
    EASEL_TRY(const std::int64_t current, currentEdit(database));
    return moveTo(database, current, edit);
  }));
  m_state->burst = 0;
  return {};
}

Result<std::vector<Edit>> Project::history() const {
  std::vector<Edit> edits;
  EASEL_CHECK(m_state->read([&](Database& database) -> Result<void> {
    EASEL_TRY(const std::int64_t current, currentEdit(database));
    std::map<std::int64_t, std::int64_t> next;
    EASEL_CHECK(database.query("SELECT id, parent, label, time, next FROM edit ORDER BY id", {},
                               [&](const Row& row) -> Result<void> {
                                 next[row.integer(0)] = row.integer(4);
                                 if (row.integer(0) != 0)
                                   edits.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3),
                                                    row.integer(0) == current, false});
                                 return {};
                               }));
    std::set<std::int64_t> undone;
    for (auto it = next.find(current); it != next.end() && it->second != 0; it = next.find(it->second))
      if (!undone.insert(it->second).second)
        break;
    for (Edit& edit : edits)
      edit.undone = undone.contains(edit.id);
    return {};
  }));
  return edits;
}

Result<Json> Project::difference(std::int64_t fromEdit, std::int64_t toEdit) const {
  Json differences = Json::object();
  EASEL_CHECK(m_state->read([&](Database& database) -> Result<void> {
    EASEL_TRY(const std::int64_t current, currentEdit(database));
    EASEL_TRY(const Way here, wayBetween(database, current, fromEdit));
    EASEL_TRY(const Way there, wayBetween(database, fromEdit, toEdit));
    Contents state;
    Contents before;
    EASEL_CHECK(walk(database, here, state));
    EASEL_CHECK(walk(database, there, state, &before));
    for (const auto& [id, value] : before)
      if (Json patch = patchBetween(value, state[id]); !patch.empty())
        differences[id] = std::move(patch);
    return {};
  }));
  return differences;
}

} // namespace easel
