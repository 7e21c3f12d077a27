#include "core/table/kernels.h"
#include "core/table/row_ids.h"

namespace easel {

Result<std::vector<RowIndex>> distinctRows(const Table& table, std::span<const std::string> columns,
                                           const Context& context) {
  return withinMemory([&]() -> Result<std::vector<RowIndex>> {
    std::vector<LoadedColumn> loaded;
    const auto add = [&](const std::string& name, const Column& column) -> Result<void> {
      EASEL_TRY(LoadedColumn one, loadColumn(name, column, context));
      loaded.push_back(std::move(one));
      return {};
    };
    for (const std::string& name : columns) {
      EASEL_TRY(const Column* column, table.require(name));
      EASEL_CHECK(add(name, *column));
    }
    if (columns.empty())
      for (const NamedColumn& c : table.columns())
        EASEL_CHECK(add(c.name, c.column));
    EASEL_TRY(RowIds numbered, numberRows(loaded, table.rows(), context));
    return std::move(numbered.firstRows);
  });
}

} // namespace easel
