// What travels on a wire between transform nodes: a table, the role of each row, and how it came to be.
#pragma once

#include "core/prepare/step.h"

#include <memory>
#include <optional>

namespace easel {

enum class RowRole : std::uint8_t { Train = 0, Validation = 1, Test = 2 };

/// Invariants: `table` and `base` have the same rows in the same order; `table` is `base` after `preparation`
/// (fitted on the training rows when there are roles, else on all rows). Steps of kind Rows take the same rows of
/// both; Reshape and row-multiplying joins begin anew (base = table, no preparation).
struct Frame {
  Table table;
  Table base;
  std::vector<StepSpec> preparation;
  /// One a row, shared; absent before a split.
  std::shared_ptr<const std::vector<RowRole>> roles;
  /// A fitted step ran before there were roles (it saw rows that may later be test rows): ids, for the leak lint.
  std::vector<std::string> fittedBeforeSplit;

  static Frame of(Table t) {
    Frame f;
    f.base = t;
    f.table = std::move(t);
    return f;
  }
};

} // namespace easel
