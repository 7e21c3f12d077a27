// What a person would probably mend in a table before training, read off its profile: columns that tell rows apart and nothing
// else, columns that say nothing, a column that repeats the target, missing values. Each names the step that mends it, filled
// in. Pure: the same profile gives the same list, the weightiest first.
#pragma once

#include "core/explore/profile.h"

#include <string>
#include <vector>

namespace easel {

struct Suggestion {
  std::string kind;   // permanent: "leak", "identifier", "constant", "mostly_missing", "missing", "missing_target"
  std::string column;
  std::string text;   // goes on after the column's name: "is unique in every row: drop it before training."
  std::string step;   // id of the step that mends it
  Json params;        // its parameters
};

/// target: what is to be predicted; empty: not known, so nothing is said about it.
std::vector<Suggestion> suggestions(const TableProfile& profile, const std::string& target = {});

} // namespace easel
