// Finding operations by plain words: title before keywords before summary, whole beginnings before middles; every word must
// be found. Thread rule: pure.
#pragma once

#include "core/schema/schema.h"

#include <span>

namespace easel {

/// Best first; equally good ones in their order, those named in `recent` (newest first) before the others. Without words all.
std::vector<const Declaration*> searched(std::span<const Declaration* const> declarations, std::string_view words,
                                         std::span<const std::string> recent = {});

} // namespace easel
