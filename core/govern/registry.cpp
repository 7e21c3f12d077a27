#include "core/govern/registry.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/store/audit.h"

#include <algorithm>
#include <pwd.h>
#include <set>
#include <unistd.h>

namespace easel {

namespace {

constexpr const char* kColumns =
    "SELECT group_name, version, status, run, bundle, created, who, note FROM model_version";

ModelVersion versionOf(const Row& row) {
  return {row.text(0), static_cast<int>(row.integer(1)),
          row.text(2), row.text(3),
          row.text(4), row.text(5),
          row.text(6), row.text(7)};
}

Result<void> checkGroup(const std::string& group) {
  if (!group.empty() && group.size() <= 120 && isUtf8(group) &&
      group.find_first_of("@/ \t\n") == std::string::npos)
    return {};
  return Error(ErrorCode::InvalidArgument, "'" + group + "' cannot be the name of a group.",
               "Use a name without blanks, '@' and '/', for example churn.");
}

std::string statusOf(Decision d) {
  return d == Decision::Approved ? "approved" : "rejected";
}

} // namespace

std::string currentPerson() {
  if (const passwd* user = ::getpwuid(::geteuid())) {
    std::string full = user->pw_gecos ? user->pw_gecos : "";
    full.erase(std::min(full.find(','), full.size()));
    return full.empty() ? std::string(user->pw_name) : full;
  }
  return std::to_string(::geteuid());
}

Result<ModelVersion> Registry::add(const std::string& group, const Run& run, const std::string& note) {
  EASEL_CHECK(checkGroup(group));
  if (run.outputs.empty())
    return Error(ErrorCode::InvalidArgument, "The run '" + run.name + "' has no model.");
  ModelVersion v{group,           1,   "pending", run.id, run.outputs.front(), formatTimestamp(nowMicros()),
                 currentPerson(), note};
  EASEL_CHECK(m_project.withDatabase([&](Database& db) {
    return db.transaction([&]() -> Result<void> {
      EASEL_CHECK(db.run("INSERT OR IGNORE INTO model_group(name, created, note) VALUES(?, ?, '')",
                         {group, v.created}));
      EASEL_TRY(const auto last,
                db.integer("SELECT max(version) FROM model_version WHERE group_name = ?", {group}));
      v.version = static_cast<int>(last.value_or(0)) + 1;
      EASEL_CHECK(
          db.run("INSERT INTO model_version(group_name, version, run, bundle, status, created, who, note) "
                 "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                 {group, std::int64_t{v.version}, v.run, v.bundle, v.status, v.created, v.who, v.note}));
      return appendAudit(db, v.who, "register", group + "@" + std::to_string(v.version),
                         {{"run", run.name}, {"bundle", v.bundle}, {"note", note}});
    });
  }));
  return v;
}

Result<std::vector<ModelVersion>> Registry::versions(const std::string& group) const {
  std::vector<ModelVersion> found;
  const auto row = [&](const Row& r) -> Result<void> {
    found.push_back(versionOf(r));
    return {};
  };
  EASEL_CHECK(m_project.withDatabase([&](Database& db) {
    return group.empty()
               ? db.query(std::string(kColumns) + " ORDER BY group_name, version", {}, row)
               : db.query(std::string(kColumns) + " WHERE group_name = ? ORDER BY version", {group}, row);
  }));
  return found;
}

Result<ModelVersion> Registry::find(const std::string& group, int version) const {
  EASEL_TRY(const std::vector<ModelVersion> all, versions());
  std::set<std::string> groups;
  std::vector<std::string> numbers;
  for (const ModelVersion& v : all) {
    groups.insert(v.group);
    if (v.group != group)
      continue;
    if (v.version == version)
      return v;
    numbers.push_back(std::to_string(v.version));
  }
  if (!numbers.empty())
    return Error(ErrorCode::NotFound,
                 "The group '" + group + "' has no version " + std::to_string(version) + ".",
                 "Its versions are: " + listed(numbers, 20) + ".");
  const std::vector<std::string> names(groups.begin(), groups.end());
  std::string hint = didYouMean(group, names);
  if (hint.empty())
    hint = names.empty() ? "Register a model first." : "Groups are: " + listed(names, 20) + ".";
  return Error(ErrorCode::NotFound, "There is no group '" + group + "' in the registry.", hint);
}

Result<ModelVersion> Registry::latestApproved(const std::string& group) const {
  EASEL_TRY(const std::vector<ModelVersion> all, versions(group));
  for (auto it = all.rbegin(); it != all.rend(); ++it)
    if (it->status == "approved")
      return *it;
  return Error(ErrorCode::NotFound, "No version of '" + group + "' is approved.", "Approve one first.");
}

Result<ModelVersion> Registry::decide(const std::string& group, int version, Decision decision,
                                      const std::string& note) {
  EASEL_TRY(ModelVersion v, find(group, version));
  v.status = statusOf(decision);
  const std::string who = currentPerson();
  const std::string time = formatTimestamp(nowMicros());
  EASEL_CHECK(m_project.withDatabase([&](Database& db) {
    return db.transaction([&]() -> Result<void> {
      EASEL_CHECK(db.run("UPDATE model_version SET status = ? WHERE group_name = ? AND version = ?",
                         {v.status, group, std::int64_t{version}}));
      EASEL_CHECK(db.run(
          "INSERT INTO approval(group_name, version, status, who, time, note) VALUES(?, ?, ?, ?, ?, ?)",
          {group, std::int64_t{version}, v.status, who, time, note}));
      return appendAudit(db, who, decision == Decision::Approved ? "approve" : "reject",
                         group + "@" + std::to_string(version), {{"note", note}});
    });
  }));
  return v;
}

Result<std::vector<DecisionRecord>> Registry::decisions(const std::string& group, int version) const {
  std::vector<DecisionRecord> found;
  EASEL_CHECK(m_project.withDatabase([&](Database& db) {
    return db.query(
        "SELECT status, who, time, note FROM approval WHERE group_name = ? AND version = ? ORDER BY rowid",
        {group, std::int64_t{version}}, [&](const Row& r) -> Result<void> {
          found.push_back({r.text(0), r.text(1), r.text(2), r.text(3)});
          return {};
        });
  }));
  return found;
}

} // namespace easel
