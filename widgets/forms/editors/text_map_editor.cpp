#include "widgets/forms/editors/column_items.h"
#include "widgets/forms/editors/editors.h"
#include "widgets/qt_convert.h"

#include <QCompleter>
#include <QLineEdit>

namespace easel {

TextMapEditor::TextMapEditor(const ParamSpec& spec, QWidget* parent)
    : LinesEditor(spec, 2, parent), m_names(new QStandardItemModel(this)) {
  write(spec.defaultValue);
}

Result<Json> TextMapEditor::read() const {
  Json map = Json::object();
  for (const Row& row : rows()) {
    if (row[0].empty())
      return unreadable(tr("What becomes “%1”? Write it at the left.").arg(toQt(row[1])));
    if (map.contains(row[0]))
      return unreadable(tr("“%1” stands there twice.").arg(toQt(row[0])));
    map[row[0]] = row[1];
  }
  if (map.empty() && spec().optional)
    return Json();
  return map;
}

void TextMapEditor::write(const Json& value) {
  std::vector<Row> rows;
  if (value.is_object())
    for (const auto& [from, to] : value.items())
      if (to.is_string())
        rows.push_back({from, to.get<std::string>()});
  setRows(rows);
}

void TextMapEditor::setColumns(const TableSchema& columns) { fillWithColumns(*m_names, columns, spec().columns); }

void TextMapEditor::prepare(QLineEdit* line, int column) {
  line->setPlaceholderText(column == 0 ? tr("Old") : tr("New"));
  if (column != 0)
    return;
  auto* completer = new QCompleter(m_names, line);
  completer->setFilterMode(Qt::MatchContains);
  completer->setCaseSensitivity(Qt::CaseInsensitive);
  line->setCompleter(completer);
  connect(completer, qOverload<const QString&>(&QCompleter::activated), this, [this] {
    emit edited();
    emit committed();
  });
}

} // namespace easel
