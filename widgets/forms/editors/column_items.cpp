#include "widgets/forms/editors/column_items.h"

#include "widgets/forms/editors/editor.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/icons.h"

namespace easel {

void fillWithColumns(QStandardItemModel& model, const TableSchema& columns, ColumnFilter filter,
                     const QSet<QString>& without) {
  model.clear();
  for (const easel::Field& field : columns.fields()) {
    const QString name = toQt(field.name);
    if (!suits(field.type, filter) || without.contains(name))
      continue;
    auto* item = new QStandardItem(icon(typeIcon(field.type), Tone::Text2), name);
    item->setEditable(false);
    model.appendRow(item);
  }
}

} // namespace easel
