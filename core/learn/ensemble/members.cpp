#include "core/learn/ensemble/members.h"

#include "core/base/json.h"
#include "core/base/text.h"

namespace easel {

std::string memberText(const EnsembleMember& member) {
  return member.params.empty() ? member.algorithm : member.algorithm + " " + toText(member.params);
}

Result<EnsembleMember> memberFromText(std::string_view text) {
  const std::string_view whole = trim(text);
  const std::size_t end = whole.find_first_of(" {");
  EnsembleMember member;
  member.algorithm = std::string(whole.substr(0, end));
  if (const std::string_view rest = end == std::string_view::npos ? "" : trim(whole.substr(end)); !rest.empty()) {
    EASEL_TRY(member.params, parseJson(rest, "The settings of '" + member.algorithm + "'"));
  }
  if (member.algorithm.empty() || !member.params.is_object())
    return Error(ErrorCode::InvalidArgument, "'" + std::string(text) + "' names no algorithm with its settings.",
                 "Write it like: boosted_trees {\"depth\": 3}");
  return member;
}

} // namespace easel
