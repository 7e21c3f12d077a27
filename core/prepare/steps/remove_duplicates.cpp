// Keeps the first of rows that are equal in some columns.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/text.h"
#include "core/table/kernels.h"

namespace easel::steps {

namespace {

struct RemoveDuplicatesParams {
  ColumnNames columns;
  static void describe(Describe<RemoveDuplicatesParams>& d) {
    d.field(&RemoveDuplicatesParams::columns, "columns")
        .label(EASEL_TR("Columns"))
        .help(EASEL_TR("Rows that are equal in these columns are duplicates; the first one stays. Leave empty to compare "
                       "whole rows. Missing values are equal to one another."));
  }
};

class RemoveDuplicates final : public Step {
 public:
  explicit RemoveDuplicates(RemoveDuplicatesParams p) : m_p(std::move(p)) {}
  StepKind kind() const override { return StepKind::Rows; }
  std::string outline() const override { return "equal in " + columnsText(m_p.columns.names, EASEL_TR("all columns")); }

  Result<std::vector<RowIndex>> rows(const Table& table, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    EASEL_CHECK(requireColumns(table, m_p.columns.names));
    return distinctRows(table, m_p.columns.names, context);
  }

 private:
  RemoveDuplicatesParams m_p;
};

} // namespace

Entry<Step> removeDuplicates() {
  return entry<Step, RemoveDuplicates, RemoveDuplicatesParams>("remove_duplicates")
      .title(EASEL_TR("Remove duplicates"))
      .summary(EASEL_TR("Keeps only the first of rows that are equal."))
      .category(EASEL_TR("Rows"))
      .keywords({EASEL_TR("distinct"), EASEL_TR("unique"), EASEL_TR("repeated")});
}

} // namespace easel::steps
