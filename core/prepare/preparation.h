// A preparation is the chain of row-wise and fitted steps between the raw rows and what a model sees. It is fitted on
// training rows, travels inside the ModelBundle, and is replayed at serving: so training and serving cannot differ.
// Immutable after fitting; apply() may be called from any thread.
#pragma once

#include "core/prepare/step.h"

namespace easel {

class FittedPreparation {
 public:
  FittedPreparation() = default; // no steps: tables pass unchanged

  /// Fits each step on what the steps before it made of `training`; gives the transformed rows as well.
  /// Specs of kind Rows or Reshape are an error of the caller.
  struct Outcome;
  static Result<Outcome> fitTransform(const Catalog<Step>& catalog, std::vector<StepSpec> specs, const Table& training,
                                      const Context& context);
  Result<Table> apply(const Table& table, const Context& context) const;

  const std::vector<StepSpec>& specs() const { return m_specs; }
  bool empty() const { return m_specs.empty(); }

  /// {"steps":[{"id","version","params","state"}…]} without lookups; lookups are saved beside it, in order.
  Json toJson() const;
  static Result<FittedPreparation> fromJson(const Catalog<Step>& catalog, const Json& json,
                                            std::vector<std::shared_ptr<const Table>> lookups = {});

 private:
  std::vector<StepSpec> m_specs; // parameters complete, ids and versions of today
  std::vector<FittedStepPtr> m_fitted;
  std::vector<std::string> m_titles; // for messages: "Step 3 (Fill missing): …"
};

struct FittedPreparation::Outcome {
  FittedPreparation preparation;
  Table table;
};

} // namespace easel
