#include "core/prepare/step.h"

namespace easel {

namespace {

Error notThisKind(const Step& step, const char* what) {
  return Error(ErrorCode::Internal, "The step \"" + step.outline() + "\" cannot " + what + ".");
}

class FittedRowWise final : public FittedStep {
 public:
  explicit FittedRowWise(std::unique_ptr<const RowWiseStep> step) : m_step(std::move(step)) {}
  Result<Table> apply(const Table& table, const Context& context) const override {
    return m_step->transform(table, context);
  }

 private:
  std::unique_ptr<const RowWiseStep> m_step;
};

} // namespace

Result<FittedStepPtr> Step::fit(const Table&, const Context&) const { return notThisKind(*this, "be fitted"); }

Result<FittedTable> Step::fitTransform(const Table& training, const Context& context) const {
  EASEL_TRY(FittedStepPtr fitted, fit(training, context.part(0, 0.5)));
  EASEL_TRY(Table table, fitted->apply(training, context.part(0.5, 1)));
  return FittedTable{std::move(fitted), std::move(table)};
}

Result<FittedStepPtr> Step::restore(const Json&) const { return notThisKind(*this, "be read back"); }

Result<std::unique_ptr<const Step>> Step::withLookup(std::shared_ptr<const Table>) const {
  return notThisKind(*this, "take columns from another table");
}

Result<std::vector<RowIndex>> Step::rows(const Table&, const Context&) const {
  return notThisKind(*this, "choose rows");
}

Result<Table> Step::reshape(const Table&, const Context&) const { return notThisKind(*this, "make a new table"); }

Result<FittedStepPtr> RowWiseStep::fit(const Table& training, const Context& context) const {
  EASEL_CHECK(context.checkpoint());
  EASEL_CHECK(check(training));
  return FittedStepPtr(std::make_shared<FittedRowWise>(clone()));
}

Result<FittedStepPtr> RowWiseStep::restore(const Json&) const {
  return FittedStepPtr(std::make_shared<FittedRowWise>(clone()));
}

} // namespace easel
