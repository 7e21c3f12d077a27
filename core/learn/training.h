// The parts that the trainer and AutoML share: rows by role, targets in the classes of training, and a preparation that
// is fitted on some raw rows with the features it gives. Nothing here looks at rows that do not train, except to apply
// what was learned. Thread rule: values and pure functions.
#pragma once

#include "core/learn/catalogs.h"
#include "core/learn/features.h"
#include "core/prepare/frame.h"
#include "core/prepare/preparation.h"

#include <string>
#include <vector>

namespace easel {

/// Rows of a frame in which the target is known. Without roles all rows train.
struct RoleRows {
  std::vector<RowIndex> train, validation, test;
  std::size_t withoutTarget = 0;
};
Result<RoleRows> rowsByRole(const Frame& frame, const Column& target, const Context& context);

/// Targets of further rows in the classes of `like`. Rows whose target is missing or of a class that training did not
/// have are left out: `rows` holds the places of the others.
struct AlignedTarget {
  Target target;
  std::vector<RowIndex> rows;
  std::size_t missing = 0;
  std::size_t unknown = 0;
};
Result<AlignedTarget> alignTarget(const Column& column, const Target& like, const Context& context);

/// A preparation fitted on raw training rows, and what a learner sees of them.
struct PreparedTraining {
  FittedPreparation preparation;
  std::vector<FeatureField> fields; // categories have the levels that occur in training, no others
  Features features;
};
Result<PreparedTraining> prepareTraining(const Catalog<Step>& steps, const std::vector<StepSpec>& specs,
                                         const Table& baseTraining, const std::string& target, const Context& context);
/// The features of other raw rows.
Result<Features> prepareRows(const PreparedTraining& prepared, const Table& base, const Context& context);

/// One line a step, for receipts and cards.
std::vector<std::string> outlines(const Catalog<Step>& steps, const std::vector<StepSpec>& specs);

} // namespace easel
