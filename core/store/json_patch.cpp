#include "core/store/json_patch.h"

namespace easel {

namespace {
Json whole(const char* op) { return Json{{"op", op}, {"path", ""}}; }

Json replaceWhole(const char* op, const Json& value) {
  Json step = whole(op);
  step["value"] = value;
  return Json::array({std::move(step)});
}

/// Removal of the document itself, which the library does not know.
bool removesWhole(const Json& patch) {
  return patch.is_array() && patch.size() == 1 && patch[0].is_object() && patch[0] == whole("remove");
}

Result<Json> applyPatch(const Json& document, const Json& patch) {
  try {
    return document.patch(patch);
  } catch (const Json::exception& e) {
    return Error(ErrorCode::Corrupt, std::string("A step of the history does not fit its document (") + e.what() + ").",
                 "Undo cannot go past this step; the documents themselves are whole.");
  }
}
} // namespace

Json patchBetween(const std::optional<Json>& from, const std::optional<Json>& to) {
  if (!from && !to)
    return Json::array();
  if (!to)
    return Json::array({whole("remove")});
  if (!from)
    return replaceWhole("add", *to);
  const std::string wanted = toText(*to);
  if (toText(*from) == wanted)
    return Json::array();
  Json patch = Json::diff(*from, *to);
  // 1 and 1.0 are equal to the library but not to us; and a patch longer than the document is no gain.
  const Result<Json> result = applyPatch(*from, patch);
  if (!result || toText(*result) != wanted || toText(patch).size() > wanted.size() + 64)
    return replaceWhole("replace", *to);
  return patch;
}

Result<std::optional<Json>> patched(const std::optional<Json>& document, const Json& patch) {
  if (patch.is_array() && patch.empty())
    return document;
  if (removesWhole(patch))
    return std::optional<Json>();
  EASEL_TRY(Json changed, applyPatch(document.value_or(Json()), patch));
  return std::optional<Json>(std::move(changed));
}

} // namespace easel
