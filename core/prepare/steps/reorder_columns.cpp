// Puts some columns first; the others follow in their old order.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/text.h"

#include <algorithm>

namespace easel::steps {

namespace {

struct ReorderColumnsParams {
  ColumnNames columns;
  static void describe(Describe<ReorderColumnsParams>& d) {
    d.field(&ReorderColumnsParams::columns, "columns")
        .label(EASEL_TR("First columns"))
        .help(EASEL_TR("These columns come first, in this order. The others follow as they were."));
  }
};

class ReorderColumns final : public RowWiseStep {
 public:
  explicit ReorderColumns(ReorderColumnsParams p) : m_p(std::move(p)) {}
  std::string outline() const override { return columnsText(m_p.columns.names, EASEL_TR("nothing")) + " first"; }

  Result<Table> transform(const Table& table, const Context&) const override {
    std::vector<std::size_t> order;
    std::vector<std::uint8_t> used(table.columnCount());
    const auto put = [&](std::size_t i) {
      if (!std::exchange(used[i], std::uint8_t{1}))
        order.push_back(i);
    };
    for (const std::string& name : m_p.columns.names)
      if (const auto i = table.find(name))
        put(*i);
    for (std::size_t i = 0; i < table.columnCount(); ++i)
      put(i);
    return table.select(order);
  }
  Result<void> check(const Table& training) const override { return requireColumns(training, m_p.columns.names); }

 protected:
  std::unique_ptr<const RowWiseStep> clone() const override { return std::make_unique<ReorderColumns>(m_p); }

 private:
  ReorderColumnsParams m_p;
};

} // namespace

Entry<Step> reorderColumns() {
  return entry<Step, ReorderColumns, ReorderColumnsParams>("reorder_columns")
      .title(EASEL_TR("Reorder columns"))
      .summary(EASEL_TR("Puts some columns first; the others follow as they were."))
      .category(EASEL_TR("Columns"))
      .keywords({EASEL_TR("move"), EASEL_TR("order"), EASEL_TR("arrange")});
}

} // namespace easel::steps
