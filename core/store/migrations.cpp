#include "core/store/migrations.h"

#include <filesystem>

namespace easel {

std::string backupPath(const std::string& project, std::int64_t version) {
  return project + ".backup-v" + std::to_string(version);
}

Result<void> migrate(Database& database, std::span<const Migration> steps) {
  EASEL_TRY(const auto found, database.integer("PRAGMA user_version"));
  const std::int64_t version = found.value_or(0);
  const std::int64_t last = steps.empty() ? 0 : steps.back().version;
  if (version > last)
    return Error(ErrorCode::Newer,
                 "'" + database.path() + "' was written by a newer version of Easel (form " + std::to_string(version) +
                     "; this version knows " + std::to_string(last) + ").",
                 "Install the newer version, or open the project for reading only.")
        .at({ErrorPlace::Kind::File, database.path()});
  if (version == last)
    return {};

  std::string backup;
  if (version > 0) {
    backup = backupPath(database.path(), version);
    std::error_code code;
    // A copy that is there already was made before an attempt that failed: it is the better one.
    if (!std::filesystem::exists(backup, code))
      EASEL_CHECK(database.copyTo(backup));
  }
  Result<void> done = database.transaction([&]() -> Result<void> {
    if (version == 0)
      EASEL_CHECK(database.script("PRAGMA application_id=" + std::to_string(kApplicationId)));
    for (const Migration& step : steps)
      if (step.version > version)
        if (Result<void> r = database.script(std::string(step.sql)); !r)
          return std::move(r).error().within("Bringing the project to form " + std::to_string(step.version));
    return database.script("PRAGMA user_version=" + std::to_string(last));
  });
  if (!done && !backup.empty()) {
    Error error = std::move(done).error();
    error.hint += (error.hint.empty() ? "" : " ") + std::string("Nothing was changed; a copy is in '") + backup + "'.";
    return error;
  }
  return done;
}

} // namespace easel
