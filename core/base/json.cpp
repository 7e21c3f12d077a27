#include "core/base/json.h"

namespace easel {

Result<Json> parseJson(std::string_view text, std::string_view what) {
  // The parser reports a position only by exception, so the fence stands here and nowhere else.
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& e) {
    return Error(ErrorCode::Parse,
                 std::string(what) + " is not valid JSON (at byte " + std::to_string(e.byte) + ").",
                 "Check brackets, commas and quotes there.")
        .at({ErrorPlace::Kind::Position, {}, static_cast<std::int64_t>(e.byte), 1});
  } catch (const std::exception& e) {
    return Error(ErrorCode::Parse, std::string(what) + " is not valid JSON: " + e.what());
  }
}

std::string toText(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Json toJson(const Error& error) {
  static constexpr const char* kKinds[] = {"parameter", "column", "row", "line", "node", "position", "file"};
  Json j{{"code", std::string(errorCodeId(error.code))}, {"message", error.message}};
  if (!error.hint.empty())
    j["hint"] = error.hint;
  for (const ErrorPlace& p : error.places) {
    Json place{{"kind", kKinds[static_cast<int>(p.kind)]}};
    if (!p.name.empty())
      place["name"] = p.name;
    if (p.index || p.length)
      place["index"] = p.index;
    j["places"].push_back(std::move(place));
  }
  return j;
}

} // namespace easel
