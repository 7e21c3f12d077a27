// The numbered changes of the project file's form: migrations/NNNN_name.sql, built into the program. Forward only; each
// opening runs what is missing in one transaction, on a file of which a copy was kept before.
#pragma once

#include "core/store/database.h"

#include <span>
#include <string>
#include <string_view>

namespace easel {

struct Migration {
  int version = 0; // 1, 2, 3 … without gaps
  std::string_view name;
  std::string_view sql;
};

/// All of them, oldest first.
std::span<const Migration> migrations();

inline constexpr std::int64_t kApplicationId = 0x4541534C; // "EASL"

/// Brings the file to the last of `steps`. An older file is copied to `backup(version)` first.
/// The file is as before when this fails. Errors: Newer when the file's version is above the last one.
Result<void> migrate(Database& database, std::span<const Migration> steps);
/// "name.easel.backup-v3"
std::string backupPath(const std::string& project, std::int64_t version);

} // namespace easel
