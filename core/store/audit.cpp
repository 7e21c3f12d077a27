#include "core/store/audit.h"

#include "core/base/hash.h"
#include "core/base/time.h"

namespace easel {

namespace {
std::string hashOf(const std::string& previous, std::int64_t id, const std::string& time, const std::string& who,
                   const std::string& action, const std::string& subject, const std::string& detail) {
  Hasher hasher;
  hasher.add(std::string_view(previous)).add(static_cast<std::uint64_t>(id));
  for (const std::string* part : {&time, &who, &action, &subject, &detail})
    hasher.add(std::string_view(*part));
  return hasher.finish().hex();
}
} // namespace

Result<void> appendAudit(Database& database, const std::string& who, const std::string& action,
                         const std::string& subject, const Json& detail) {
  return database.transaction([&]() -> Result<void> {
    std::int64_t id = 1;
    std::string previous;
    EASEL_CHECK(database.query("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1", {}, [&](const Row& row) -> Result<void> {
      id = row.integer(0) + 1;
      previous = row.text(1);
      return {};
    }));
    const std::string time = formatTimestamp(nowMicros());
    const std::string text = toText(detail);
    return database.run(
        "INSERT INTO audit(id, time, who, action, subject, detail, previous, hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
        {id, time, who, action, subject, text, previous, hashOf(previous, id, time, who, action, subject, text)});
  });
}

Result<std::vector<AuditEntry>> auditEntries(Database& database) {
  std::vector<AuditEntry> all;
  EASEL_CHECK(database.query("SELECT id, time, who, action, subject, detail, previous, hash FROM audit ORDER BY id", {},
                             [&](const Row& row) -> Result<void> {
                               EASEL_TRY(Json detail, parseJson(row.text(5), "An entry of the audit log"));
                               all.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4),
                                              std::move(detail), row.text(6), row.text(7)});
                               return {};
                             }));
  return all;
}

Result<std::string> verifyAudit(Database& database) {
  std::string last;
  std::int64_t expected = 1;
  EASEL_CHECK(database.query(
      "SELECT id, time, who, action, subject, detail, previous, hash FROM audit ORDER BY id", {},
      [&](const Row& row) -> Result<void> {
        const std::int64_t id = row.integer(0);
        if (id != expected || row.text(6) != last ||
            row.text(7) != hashOf(last, id, row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)))
          return Error(ErrorCode::Corrupt,
                       "Entry " + std::to_string(expected) + " of the audit log was changed or removed after it was written.",
                       "Do not rely on the log from this entry on; compare with a copy of the project.");
        last = row.text(7);
        ++expected;
        return {};
      }));
  return last;
}

} // namespace easel
