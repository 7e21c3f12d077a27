// A step changes a table. Its kind says how it behaves when a model serves:
//   RowWise  looks at one row at a time, learns nothing;
//   Fitted   learns from the training rows only, keeps what it learned, replays it on every later row;
//   Rows     keeps, drops or orders whole rows: skipped when serving;
//   Reshape  makes other rows (group, pivot): serving begins after it.
// Steps hold parameters only and are immutable; a FittedStep holds what was learned. Both may be used from any thread.
#pragma once

#include "core/base/context.h"
#include "core/schema/catalog.h"
#include "core/table/table.h"

#include <memory>
#include <optional>
#include <vector>

namespace easel {

enum class StepKind { RowWise, Fitted, Rows, Reshape };

class FittedStep {
 public:
  virtual ~FittedStep() = default;
  /// The same columns in, the same columns out, in the same order: for one row or for millions. Columns that the
  /// step does not name pass through unchanged. A column that is absent, as the target is at serving, is passed over,
  /// and what would be made from it alone is absent too; whoever needs it afterwards says so.
  virtual Result<Table> apply(const Table& table, const Context& context) const = 0;
  /// What was learned; null when nothing. Step::restore reads it back, bit-equal.
  virtual Json state() const { return {}; }
};
using FittedStepPtr = std::shared_ptr<const FittedStep>;

struct FittedTable {
  FittedStepPtr step;
  Table table;
};

class Step {
 public:
  virtual ~Step() = default;
  virtual StepKind kind() const = 0;

  /// One line for lists and undo, e.g. "total_charges ← median".
  virtual std::string outline() const = 0;

  /// RowWise and Fitted: learn from these rows. An error names the column.
  virtual Result<FittedStepPtr> fit(const Table& training, const Context& context) const;
  /// RowWise and Fitted: learn from the rows and give them changed. The same as fit then apply, except where a row
  /// must not see its own target (target encoding gives out-of-fold values).
  virtual Result<FittedTable> fitTransform(const Table& training, const Context& context) const;
  /// RowWise and Fitted: from FittedStep::state().
  virtual Result<FittedStepPtr> restore(const Json& state) const;

  /// The step with its other side (StepSpec::lookup), to be called before fit and restore where a spec carries one.
  virtual Result<std::unique_ptr<const Step>> withLookup(std::shared_ptr<const Table> lookup) const;

  /// Rows: the rows to keep, in their new order.
  virtual Result<std::vector<RowIndex>> rows(const Table& table, const Context& context) const;
  /// Reshape: the new table.
  virtual Result<Table> reshape(const Table& table, const Context& context) const;
};

/// A step that learns nothing: only transform() is to be written.
class RowWiseStep : public Step {
 public:
  StepKind kind() const final { return StepKind::RowWise; }
  /// Passes over columns that are absent.
  virtual Result<Table> transform(const Table& table, const Context& context) const = 0;
  /// At fit time every column must be there: an error that suggests the nearest name.
  virtual Result<void> check(const Table& training) const = 0;
  /// The fitted form refers to this step's copy.
  Result<FittedStepPtr> fit(const Table& training, const Context& context) const final;
  Result<FittedStepPtr> restore(const Json& state) const final;

 protected:
  virtual std::unique_ptr<const RowWiseStep> clone() const = 0;
};

/// One step of a flow as data. `lookup` is the other side of a join whose rows it adds columns to (id "lookup", which a
/// join puts into a preparation; people are offered the join instead).
struct StepSpec {
  std::string id;
  int version = 1;
  Json params = Json::object();
  std::shared_ptr<const Table> lookup;
};

/// All built-in steps (core/prepare/steps, one file each).
Catalog<Step> builtinSteps();

} // namespace easel
