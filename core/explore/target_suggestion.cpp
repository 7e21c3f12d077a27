#include "core/explore/target_suggestion.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace easel {

namespace {

constexpr std::uint64_t kFew = 20;
// What people call the column that they want to know; the plainest words first. A "y" comes last: it may be a coordinate.
constexpr std::array<std::string_view, 24> kNames = {
    "target", "label",   "class",     "outcome",  "churn",     "churned", "survived", "default",
    "species", "result",  "diagnosis", "fraud",    "converted", "response", "price",   "income",
    "quality", "revenue", "sales",     "demand",   "cost",      "amount",  "score",    "y"};

bool canBeTarget(const ColumnProfile& c) {
  const bool type = isNumeric(c.type) || isTextual(c.type);
  return type && c.distinct >= 2 && !(c.type == DataType::Text && c.distinct > kFew) &&
         !(c.identifier && isTextual(c.type));
}

} // namespace

std::string suggestedTarget(const TableProfile& profile) {
  for (const std::string_view name : kNames)
    for (const ColumnProfile& c : profile.columns)
      if (canBeTarget(c) && equalIgnoreCase(c.name, name))
        return c.name;
  if (!profile.columns.empty() && canBeTarget(profile.columns.back()) && profile.columns.back().distinct <= kFew)
    return profile.columns.back().name;
  for (const ColumnProfile& c : profile.columns)
    if (canBeTarget(c) && c.distinct == 2)
      return c.name;
  for (auto c = profile.columns.rbegin(); c != profile.columns.rend(); ++c)
    if (canBeTarget(*c) && !c->identifier)
      return c->name;
  return {};
}

} // namespace easel
