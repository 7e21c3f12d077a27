// The audit log: who did what, each entry chained to the one before by SHA-256, so that a changed, removed or inserted
// entry shows. (An attacker who can write the file can rebuild the whole chain: it makes tampering visible to those
// who keep a hash, it does not prevent it.) Thread rule: the owner of the Database.
#pragma once

#include "core/base/json.h"
#include "core/store/database.h"

#include <string>
#include <vector>

namespace easel {

struct AuditEntry {
  std::int64_t id = 0;
  std::string time, who, action, subject;
  Json detail;
  std::string previous, hash;
};

/// Call it in the transaction of the action itself.
Result<void> appendAudit(Database& database, const std::string& who, const std::string& action,
                         const std::string& subject, const Json& detail = Json::object());
/// Oldest first.
Result<std::vector<AuditEntry>> auditEntries(Database& database);
/// Corrupt names the first entry that does not fit the chain; else the last hash (empty: no entries).
Result<std::string> verifyAudit(Database& database);

} // namespace easel
