#include "widgets/forms/editors/column_items.h"
#include "widgets/forms/editors/editors.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>

namespace easel {

ColumnEditor::ColumnEditor(const ParamSpec& spec, QWidget* parent) : ParamEditor(spec, parent), m_combo(new QComboBox(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(m_combo);
  m_combo->setEditable(true);
  m_combo->setInsertPolicy(QComboBox::NoInsert);
  m_combo->setMinimumHeight(metrics::kFieldHeight);
  m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_combo->setMinimumContentsLength(6);
  m_combo->setModel(new QStandardItemModel(m_combo));
  m_combo->completer()->setCompletionMode(QCompleter::PopupCompletion);
  m_combo->completer()->setFilterMode(Qt::MatchContains);
  m_combo->completer()->setCaseSensitivity(Qt::CaseInsensitive);
  m_combo->lineEdit()->setPlaceholderText(spec.optional ? tr("Not set") : tr("Choose a column"));
  m_combo->lineEdit()->setAccessibleName(label());
  if (spec.optional)
    offerClearing(m_combo->lineEdit());
  ignoreWheelUnlessFocused(m_combo);
  adopt(m_combo, "combo");
  connect(m_combo->lineEdit(), &QLineEdit::textEdited, this, &ParamEditor::edited);
  connect(m_combo->lineEdit(), &QLineEdit::editingFinished, this, &ParamEditor::committed);
  connect(m_combo, &QComboBox::activated, this, [this] {
    emit edited();
    emit committed();
  });
  connect(m_combo->completer(), qOverload<const QString&>(&QCompleter::activated), this, [this](const QString& text) {
    m_combo->setEditText(text);
    emit edited();
    emit committed();
  });
  write(spec.defaultValue);
}

Result<Json> ColumnEditor::read() const {
  const QString name = m_combo->currentText();
  if (name.isEmpty() && spec().optional)
    return Json();
  return Json(fromQt(name));
}

void ColumnEditor::write(const Json& value) {
  const QString name = value.is_string() ? toQt(value.get<std::string>()) : QString();
  const QSignalBlocker quiet(m_combo);
  m_combo->setCurrentIndex(m_combo->findText(name, Qt::MatchExactly | Qt::MatchCaseSensitive));
  m_combo->setEditText(name);
}

void ColumnEditor::setColumns(const TableSchema& columns) {
  const QString name = m_combo->currentText();
  const QSignalBlocker quiet(m_combo);
  fillWithColumns(*static_cast<QStandardItemModel*>(m_combo->model()), columns, spec().columns);
  m_combo->setCurrentIndex(m_combo->findText(name, Qt::MatchExactly | Qt::MatchCaseSensitive));
  m_combo->setEditText(name);
}

} // namespace easel
