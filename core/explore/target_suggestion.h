// Which column a person most likely wants to predict. Thread rule: a pure function.
#pragma once

#include "core/explore/profile.h"

#include <string>

namespace easel {

/// A column with a name like "target" or "churn", else the last one if it has few values, else the first with two, else
/// the last that is no identifier. Empty when no column can be a target.
std::string suggestedTarget(const TableProfile& profile);

} // namespace easel
