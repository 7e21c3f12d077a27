// The columns that a parameter offers, as the rows of a list: icon of the type and name. GUI thread only.
#pragma once

#include "core/schema/schema.h"
#include "core/table/table.h"

#include <QSet>
#include <QStandardItemModel>

namespace easel {

/// Those that suit; `without` are left out.
void fillWithColumns(QStandardItemModel& model, const TableSchema& columns, ColumnFilter filter,
                     const QSet<QString>& without = {});

} // namespace easel
