// What travels on a wire between transform nodes: a table, the role of each row, and how it came to be.
#pragma once

#include "core/prepare/step.h"

#include <map>
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
  /// Columns of `table` that carry what fitted steps learned from rows of this frame → ids of those steps. No leak
  /// yet: the split and the trainer refit the preparation on training rows.
  std::map<std::string, std::vector<std::string>> learned;
  /// Ids of fitted steps whose effect can no longer be refitted: rows were chosen or reshaped by what they learned.
  std::vector<std::string> leaked;

  static Frame of(Table t) {
    Frame f;
    f.base = t;
    f.table = std::move(t);
    return f;
  }
};

} // namespace easel
