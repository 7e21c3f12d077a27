// The records of a small CSV text (RFC 4180: quotes, doubled quotes, line breaks inside quotes; LF or CRLF).
// For request bodies, which are complete in memory and carry no dialects; files are read by core/io.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace easel {

/// Cells of every record; empty lines are skipped. Error: a quote that is never closed, with its row.
Result<std::vector<std::vector<std::string>>> csvRecords(std::string_view text);
/// A cell as it is written, quoted when it needs to be.
std::string csvCell(std::string_view text);

} // namespace easel
