// Whole small files, and errors of the system as Error values that say what to do.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace easel {

/// Error for errno `number` that arose while doing `what` ("read", "write", "open") with `path`.
Error systemError(int number, std::string_view what, const std::filesystem::path& path);

Result<std::string> readFile(const std::filesystem::path& path);
/// Writes beside the target, syncs and renames: a reader sees the old or the new file, never half of one.
Result<void> writeFile(const std::filesystem::path& path, std::string_view contents);

} // namespace easel
