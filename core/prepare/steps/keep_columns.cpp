// Keeps only some columns, in the order given.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include <algorithm>

namespace easel::steps {

namespace {

struct KeepColumnsParams {
  ColumnNames columns;
  static void describe(Describe<KeepColumnsParams>& d) {
    d.field(&KeepColumnsParams::columns, "columns")
        .label(EASEL_TR("Columns"))
        .help(EASEL_TR("The columns to keep, in the order wanted. All others are left out."));
  }
};

class KeepColumns final : public RowWiseStep {
 public:
  explicit KeepColumns(KeepColumnsParams p) : m_p(std::move(p)) {}
  std::string outline() const override { return "only " + columnsText(m_p.columns.names, EASEL_TR("nothing")); }

  Result<Table> transform(const Table& table, const Context&) const override {
    std::vector<std::size_t> kept;
    for (const std::string& name : m_p.columns.names)
      if (const auto i = table.find(name); i && std::find(kept.begin(), kept.end(), *i) == kept.end())
        kept.push_back(*i);
    return table.select(kept);
  }
  Result<void> check(const Table& training) const override {
    if (m_p.columns.names.empty())
      return Error(ErrorCode::InvalidArgument, "No column would be left.", "Choose the columns to keep.")
          .at({ErrorPlace::Kind::Parameter, "columns"});
    return requireColumns(training, m_p.columns.names);
  }

 protected:
  std::unique_ptr<const RowWiseStep> clone() const override { return std::make_unique<KeepColumns>(m_p); }

 private:
  KeepColumnsParams m_p;
};

} // namespace

Entry<Step> keepColumns() {
  return entry<Step, KeepColumns, KeepColumnsParams>("keep_columns")
      .title(EASEL_TR("Keep columns"))
      .summary(EASEL_TR("Keeps only the columns that are needed, in the order given."))
      .category(EASEL_TR("Columns"))
      .keywords({EASEL_TR("select"), EASEL_TR("choose"), EASEL_TR("only"), EASEL_TR("order")});
}

} // namespace easel::steps
