// RFC 6902 patches between states of a document, where a document may also not exist: adding it is an "add" of the
// whole (path ""), removing it a "remove" of the whole. Thread rule: pure functions.
#pragma once

#include "core/base/json.h"

#include <optional>

namespace easel {

/// The patch that makes `to` of `from`; applying it gives `to` exactly. Empty when they are equal.
Json patchBetween(const std::optional<Json>& from, const std::optional<Json>& to);
/// Error Corrupt when the patch does not fit the document.
Result<std::optional<Json>> patched(const std::optional<Json>& document, const Json& patch);

} // namespace easel
