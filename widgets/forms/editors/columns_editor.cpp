#include "widgets/forms/editors/chips_field.h"
#include "widgets/forms/editors/column_items.h"
#include "widgets/forms/editors/editors.h"
#include "widgets/qt_convert.h"

#include <QCompleter>
#include <QLineEdit>
#include <QVBoxLayout>

namespace easel {

ColumnsEditor::ColumnsEditor(const ParamSpec& spec, QWidget* parent)
    : ParamEditor(spec, parent), m_chips(new ChipsField(tr("Choose columns"), this)) {
  auto* row = new QVBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(m_chips);
  m_chips->setOffers(new QStandardItemModel(m_chips));
  m_chips->line()->setAccessibleName(label());
  m_chips->line()->setObjectName(objectName() + ".line");
  adopt(m_chips, "chips");
  connect(m_chips, &ChipsField::changed, this, [this] {
    offer();
    emit edited();
    emit committed();
  });
  write(spec.defaultValue);
}

Result<Json> ColumnsEditor::read() const {
  Json names = Json::array();
  for (const QString& chip : m_chips->chips())
    names.push_back(fromQt(chip));
  if (names.empty() && spec().optional)
    return Json();
  return names;
}

void ColumnsEditor::write(const Json& value) {
  QStringList names;
  if (value.is_array())
    for (const Json& name : value)
      if (name.is_string())
        names << toQt(name.get<std::string>());
  m_chips->setChips(names);
  offer();
}

void ColumnsEditor::setColumns(const TableSchema& columns) {
  m_columns = columns;
  QSet<QString> known;
  for (const std::string& name : columns.names())
    known.insert(toQt(name));
  m_chips->setKnown(known);
  offer();
}

/// Those that are not chosen yet.
void ColumnsEditor::offer() {
  const QStringList& chosen = m_chips->chips();
  fillWithColumns(*static_cast<QStandardItemModel*>(m_chips->completer()->model()), m_columns, spec().columns,
                  {chosen.begin(), chosen.end()});
}

} // namespace easel
