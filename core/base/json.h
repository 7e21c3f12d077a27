// The one JSON type of the program (keys sorted, so that equal values have equal text) and parsing without exceptions.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

namespace easel {

using Json = nlohmann::json;

/// Error Parse with the byte position when `text` is not JSON. `what` names the source in the message.
Result<Json> parseJson(std::string_view text, std::string_view what = "The text");

/// Compact text; bytes that are not UTF-8 become U+FFFD. indent < 0: one line.
std::string toText(const Json& json, int indent = -1);

/// {"code","message","hint","places":[…]}
Json toJson(const Error& error);

} // namespace easel
