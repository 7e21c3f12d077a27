// Leaves columns out.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

namespace easel::steps {

namespace {

struct DropColumnsParams {
  ColumnNames columns;
  static void describe(Describe<DropColumnsParams>& d) {
    d.field(&DropColumnsParams::columns, "columns")
        .label(EASEL_TR("Columns"))
        .help(EASEL_TR("The columns to leave out."));
  }
};

class DropColumns final : public RowWiseStep {
 public:
  explicit DropColumns(DropColumnsParams p) : m_p(std::move(p)) {}
  std::string outline() const override { return "without " + columnsText(m_p.columns.names, EASEL_TR("nothing")); }
  Result<Table> transform(const Table& table, const Context&) const override { return table.without(m_p.columns.names); }
  Result<void> check(const Table& training) const override { return requireColumns(training, m_p.columns.names); }

 protected:
  std::unique_ptr<const RowWiseStep> clone() const override { return std::make_unique<DropColumns>(m_p); }

 private:
  DropColumnsParams m_p;
};

} // namespace

Entry<Step> dropColumns() {
  return entry<Step, DropColumns, DropColumnsParams>("drop_columns")
      .title(EASEL_TR("Drop columns"))
      .summary(EASEL_TR("Leaves out columns that are not needed."))
      .category(EASEL_TR("Columns"))
      .keywords({EASEL_TR("remove"), EASEL_TR("delete"), EASEL_TR("exclude"), EASEL_TR("hide")});
}

} // namespace easel::steps
