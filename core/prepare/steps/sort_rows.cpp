// Orders rows by one or more columns.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/text.h"
#include "core/table/kernels.h"

#include <algorithm>

namespace easel::steps {

namespace {

struct SortRowsParams {
  ColumnNames columns;
  ColumnNames descending;
  bool missingFirst = false;
  static void describe(Describe<SortRowsParams>& d) {
    d.field(&SortRowsParams::columns, "columns")
        .label(EASEL_TR("Sort by"))
        .help(EASEL_TR("The first column decides; where it is equal, the second one, and so on. Rows that are equal in "
                       "all of them keep their order."));
    d.field(&SortRowsParams::descending, "descending")
        .label(EASEL_TR("From high to low"))
        .help(EASEL_TR("Those of the columns that are sorted from high to low; the others go from low to high."));
    d.field(&SortRowsParams::missingFirst, "missing_first")
        .label(EASEL_TR("Missing values first"))
        .help(EASEL_TR("Put rows with a missing value at the beginning instead of the end."))
        .advanced();
  }
};

class SortRows final : public Step {
 public:
  explicit SortRows(SortRowsParams p) : m_p(std::move(p)) {}
  StepKind kind() const override { return StepKind::Rows; }

  std::string outline() const override {
    std::vector<std::string> parts;
    for (const std::string& name : m_p.columns.names)
      parts.push_back(name + (isDescending(name) ? " ↓" : " ↑"));
    return "by " + columnsText(parts, EASEL_TR("nothing"));
  }

  Result<std::vector<RowIndex>> rows(const Table& table, const Context& context) const override {
    const std::vector<std::string>& names = m_p.columns.names;
    if (names.empty())
      return Error(ErrorCode::InvalidArgument, "No column to sort by was chosen.", "Choose at least one.")
          .at({ErrorPlace::Kind::Parameter, "columns"});
    EASEL_CHECK(requireColumns(table, names));
    for (const std::string& name : m_p.descending.names)
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        std::string hint = didYouMean(name, names);
        return Error(ErrorCode::InvalidArgument, "'" + name + "' is not one of the columns to sort by.",
                     hint.empty() ? "Add it to the columns, too." : hint)
            .at({ErrorPlace::Kind::Parameter, "descending"});
      }
    std::vector<SortKey> keys;
    for (const std::string& name : names)
      keys.push_back({name, isDescending(name), m_p.missingFirst});
    return sortedRows(table, keys, context);
  }

 private:
  bool isDescending(const std::string& name) const {
    const auto& d = m_p.descending.names;
    return std::find(d.begin(), d.end(), name) != d.end();
  }
  SortRowsParams m_p;
};

} // namespace

Entry<Step> sortRows() {
  return entry<Step, SortRows, SortRowsParams>("sort_rows")
      .title(EASEL_TR("Sort rows"))
      .summary(EASEL_TR("Puts the rows in the order of one or more columns."))
      .category(EASEL_TR("Rows"))
      .keywords({EASEL_TR("order"), EASEL_TR("rank"), EASEL_TR("ascending"), EASEL_TR("descending")});
}

} // namespace easel::steps
