// Which raw input column each feature of a model came from. Found from the names that the preparation gives: a feature
// is the column itself; "<column>=<level>", "<column>_missing", "<column>_year" and the like are parts of it (the
// longest column name that fits); renamed columns are followed back. A column derived by a formula, or joined in, comes
// from no single raw column and keeps its own name.
#pragma once

#include "core/learn/bundle.h"

#include <string>
#include <vector>

namespace easel {

/// One name a feature of the bundle, in their order.
std::vector<std::string> featureOrigins(const ModelBundle& bundle);

} // namespace easel
