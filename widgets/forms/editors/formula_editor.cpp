#include "core/table/expression/expression.h"
#include "widgets/forms/editors/editors.h"
#include "widgets/forms/editors/formula_area.h"
#include "widgets/qt_convert.h"

#include <QVBoxLayout>

namespace easel {

FormulaEditor::FormulaEditor(const ParamSpec& spec, QWidget* parent)
    : ParamEditor(spec, parent), m_text(new FormulaArea(this)) {
  auto* row = new QVBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(m_text);
  adopt(m_text, "formula");
  connect(m_text, &QPlainTextEdit::textChanged, this, &ParamEditor::edited);
  connect(m_text, &FormulaArea::left, this, &ParamEditor::committed);
  write(spec.defaultValue);
}

Result<Json> FormulaEditor::read() const {
  const std::string text = fromQt(m_text->toPlainText());
  if (text.empty() && spec().optional)
    return Json();
  if (m_known && !trim(text).empty())
    EASEL_CHECK(Expression::parse(text, m_columns));
  return Json(text);
}

void FormulaEditor::write(const Json& value) {
  const QString text = value.is_string() ? toQt(value.get<std::string>()) : QString();
  if (text == m_text->toPlainText())
    return;
  const QSignalBlocker quiet(this);
  m_text->setPlainText(text);
  m_text->mark(0, -1);
}

void FormulaEditor::setColumns(const TableSchema& columns) {
  m_columns = columns;
  m_known = columns.size() > 0;
  m_text->setColumns(columns);
}

void FormulaEditor::mark(std::int64_t start, std::int64_t length) { m_text->mark(start, length); }

} // namespace easel
