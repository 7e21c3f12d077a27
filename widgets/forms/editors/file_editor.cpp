#include "widgets/controls/button.h"
#include "widgets/forms/editors/editors.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>

namespace easel {

FileEditor::FileEditor(const ParamSpec& spec, QWidget* parent) : ParamEditor(spec, parent), m_line(new QLineEdit(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(2 * metrics::kGap);
  m_line->setMinimumHeight(metrics::kFieldHeight);
  m_line->setMinimumWidth(60);
  if (spec.optional) {
    m_line->setPlaceholderText(tr("Not set"));
    offerClearing(m_line);
  }
  auto* browse = new Button(tr("Browse…"), {}, ButtonKind::Normal, this);
  row->addWidget(m_line, 1);
  row->addWidget(browse);
  adopt(m_line, "line");
  browse->setAccessibleName(tr("Choose a file for %1").arg(label()));
  adopt(browse, "browse", false);
  connect(m_line, &QLineEdit::textEdited, this, &ParamEditor::edited);
  connect(m_line, &QLineEdit::editingFinished, this, &ParamEditor::committed);
  connect(browse, &QAbstractButton::clicked, this, [this] {
    const auto taken = [this](const QString& file) {
      if (file.isEmpty())
        return;
      m_line->setText(file);
      emit edited();
      emit committed();
    };
    if (m_choose) {
      m_choose(m_line->text(), taken);
      return;
    }
    auto* dialog = new QFileDialog(this, label(), m_line->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, taken);
    dialog->open();
  });
  write(spec.defaultValue);
}

Result<Json> FileEditor::read() const {
  if (m_line->text().isEmpty() && spec().optional)
    return Json();
  return Json(fromQt(m_line->text()));
}

void FileEditor::write(const Json& value) {
  m_line->setText(value.is_string() ? toQt(value.get<std::string>()) : QString());
}

} // namespace easel
