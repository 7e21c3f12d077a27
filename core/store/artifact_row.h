// What the files that read and write the rows of artifacts share. For this room only.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace easel {

/// The kind of artifacts that a cache put: they may go again.
inline constexpr const char* kCachedKind = "cache";

/// The chunks that an artifact's description names.
Result<std::vector<std::int64_t>> chunksOfArtifact(std::string_view content);

} // namespace easel
