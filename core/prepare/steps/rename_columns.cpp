// Gives columns other names; all at once, so that two columns can swap theirs.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/text.h"


namespace easel::steps {

namespace {

struct RenameColumnsParams {
  std::map<std::string, std::string> names;
  static void describe(Describe<RenameColumnsParams>& d) {
    d.field(&RenameColumnsParams::names, "names")
        .label(EASEL_TR("Names"))
        .help(EASEL_TR("The old name and the new name of each column to rename."));
  }
};

class RenameColumns final : public RowWiseStep {
 public:
  explicit RenameColumns(RenameColumnsParams p) : m_p(std::move(p)) {}

  std::string outline() const override {
    std::vector<std::string> parts;
    for (const auto& [from, to] : m_p.names)
      parts.push_back(from + " → " + to);
    return columnsText(parts, EASEL_TR("no other names"));
  }

  Result<Table> transform(const Table& table, const Context&) const override {
    std::vector<NamedColumn> columns = table.columns();
    for (NamedColumn& c : columns)
      if (const auto it = m_p.names.find(c.name); it != m_p.names.end())
        c.name = it->second;
    if (columns.empty())
      return table;
    return Table::make(std::move(columns));
  }

  Result<void> check(const Table& training) const override {
    for (const auto& [from, to] : m_p.names) {
      EASEL_CHECK(training.require(from));
      if (trim(to).empty())
        return Error(ErrorCode::InvalidArgument, "The new name of column '" + from + "' is empty.", "Give it a name.")
            .at({ErrorPlace::Kind::Parameter, "names"});
    }
    return {};
  }

 protected:
  std::unique_ptr<const RowWiseStep> clone() const override { return std::make_unique<RenameColumns>(m_p); }

 private:
  RenameColumnsParams m_p;
};

} // namespace

Entry<Step> renameColumns() {
  return entry<Step, RenameColumns, RenameColumnsParams>("rename_columns")
      .title(EASEL_TR("Rename columns"))
      .summary(EASEL_TR("Gives columns other names."))
      .category(EASEL_TR("Columns"))
      .keywords({EASEL_TR("name"), EASEL_TR("title"), EASEL_TR("header")});
}

} // namespace easel::steps
