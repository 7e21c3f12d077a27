// What choosing a column as the target would mean: the kind of question and its answers. Thread rule: pure functions.
#pragma once

#include "core/learn/features.h"

#include <cstddef>
#include <string>
#include <vector>

namespace easel {

struct TargetChoice {
  Task task = Task::Regression;
  std::vector<std::string> classes; // Binary: the second one counts as "yes"
  std::size_t missing = 0;          // rows without an answer: training leaves them out
};

/// Errors as inferTask() and makeTarget(): a column that cannot be a target, one value only, too many classes.
Result<TargetChoice> targetChoice(const Column& column, const Context& context);

} // namespace easel
