// Keeps the rows for which a condition is true.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/text.h"
#include "core/table/expression/expression.h"
#include "core/table/kernels.h"

namespace easel::steps {

namespace {

struct FilterRowsParams {
  FormulaText condition;
  static void describe(Describe<FilterRowsParams>& d) {
    d.field(&FilterRowsParams::condition, "condition")
        .label(EASEL_TR("Condition"))
        .help(EASEL_TR("A formula that is true for the rows to keep, for example: age >= 18 and country = 'PT'. Rows for "
                       "which it cannot be known, because a value is missing, are left out."));
  }
};

class FilterRows final : public Step {
 public:
  explicit FilterRows(FilterRowsParams p) : m_p(std::move(p)) {}
  StepKind kind() const override { return StepKind::Rows; }
  std::string outline() const override { return trim(m_p.condition.text).empty() ? "no condition yet" : m_p.condition.text; }

  Result<std::vector<RowIndex>> rows(const Table& table, const Context& context) const override {
    const ErrorPlace place{ErrorPlace::Kind::Parameter, "condition"};
    if (trim(m_p.condition.text).empty())
      return Error(ErrorCode::InvalidArgument, "The condition is empty.", "Write for example: age >= 18").at(place);
    auto expression = Expression::parse(m_p.condition.text, table.schema());
    if (!expression)
      return std::move(expression).error();
    if (expression->type() != DataType::Bool)
      return Error(ErrorCode::InvalidArgument,
                   "The condition gives " + typeWords(expression->type()) + ", but must be true or false.",
                   "Compare it with something, for example: age >= 18")
          .at(place);
    EASEL_TRY(const Column condition, expression->evaluate(table, context));
    return rowsWhere(condition, context);
  }

 private:
  FilterRowsParams m_p;
};

} // namespace

Entry<Step> filterRows() {
  return entry<Step, FilterRows, FilterRowsParams>("filter_rows")
      .title(EASEL_TR("Filter rows"))
      .summary(EASEL_TR("Keeps the rows that fulfil a condition."))
      .category(EASEL_TR("Rows"))
      .keywords({EASEL_TR("where"), EASEL_TR("condition"), EASEL_TR("subset"), EASEL_TR("remove rows")});
}

} // namespace easel::steps
