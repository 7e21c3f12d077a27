#include "widgets/controls/field.h"

#include "widgets/controls/labels.h"

#include <QBoxLayout>
#include <QVariant>

namespace easel {

FieldBox::FieldBox(const QString& labelText, QWidget* editor, const QString& help, QWidget* parent)
    : QWidget(parent), m_editor(editor), m_help(help) {
  m_label = label(labelText, TextSize::Small, Tone::Text2, QFont::Medium);
  m_label->setBuddy(editor);
  m_remark = label({}, TextSize::Caption, Tone::Text3);
  m_remark->hide();
  m_error = paragraph(help, Tone::Text3);
  m_error->setFont(textFont(TextSize::Small));
  auto* head = new QHBoxLayout;
  head->setSpacing(2 * metrics::kGap);
  head->addWidget(m_label, 1);
  head->addWidget(m_remark);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(metrics::kGap);
  all->addLayout(head);
  all->addWidget(editor);
  all->addWidget(m_error);
  m_error->setVisible(!help.isEmpty()); // not before it has its place: it would be a window of its own
  setFocusProxy(editor);
  editor->setAccessibleName(labelText);
  if (editor->accessibleDescription().isEmpty())
    editor->setAccessibleDescription(help);
}

void FieldBox::setError(const QString& text) {
  m_wrong = text;
  const bool wrong = !text.isEmpty();
  m_error->setText(wrong ? text : m_help);
  setTone(m_error, wrong ? Tone::Bad : Tone::Text3);
  m_error->setVisible(!m_error->text().isEmpty());
  m_editor->setAccessibleDescription(m_error->text());
  m_editor->setProperty("invalid", wrong); // the style draws its edge in red
  m_editor->update();
}

QString FieldBox::error() const {
  return m_wrong;
}

void FieldBox::setRemark(const QString& text) {
  m_remark->setText(text);
  m_remark->setVisible(!text.isEmpty());
}

} // namespace easel
