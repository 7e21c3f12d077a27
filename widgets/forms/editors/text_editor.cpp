#include "widgets/forms/editors/editors.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace easel {

namespace {
constexpr double kManyCharacters = 300; // from here on a text may have several lines
constexpr int kFewestLines = 2, kMostLines = 8; // an area grows with its text
} // namespace

TextEditor::TextEditor(const ParamSpec& spec, QWidget* parent) : ParamEditor(spec, parent) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  if (spec.max && *spec.max >= kManyCharacters) {
    m_area = new QPlainTextEdit(this);
    m_area->setTabChangesFocus(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_area->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            [this] { fit(); });
    fit();
    m_area->installEventFilter(this);
    ignoreWheelUnlessFocused(m_area->viewport());
    adopt(m_area, "area");
    row->addWidget(m_area);
    connect(m_area, &QPlainTextEdit::textChanged, this, &ParamEditor::edited);
  } else {
    m_line = new QLineEdit(this);
    m_line->setMinimumHeight(metrics::kFieldHeight);
    if (spec.optional) {
      m_line->setPlaceholderText(tr("Not set"));
      offerClearing(m_line);
    }
    adopt(m_line, "line");
    row->addWidget(m_line);
    connect(m_line, &QLineEdit::textEdited, this, &ParamEditor::edited);
    connect(m_line, &QLineEdit::editingFinished, this, &ParamEditor::committed);
  }
  write(spec.defaultValue);
}

void TextEditor::fit() {
  const int lines = std::clamp(static_cast<int>(m_area->document()->size().height()), kFewestLines, kMostLines);
  const int height = lines * QFontMetrics(textFont(TextSize::Body)).lineSpacing() + 16;
  if (m_area->height() != height || m_area->minimumHeight() != height)
    m_area->setFixedHeight(height);
}

QString TextEditor::text() const { return m_line ? m_line->text() : m_area->toPlainText(); }

Result<Json> TextEditor::read() const {
  const QString said = text();
  if (said.isEmpty() && spec().optional)
    return Json();
  return Json(fromQt(said));
}

void TextEditor::write(const Json& value) {
  const QString said = value.is_string() ? toQt(value.get<std::string>()) : QString();
  if (said == text())
    return;
  if (m_line) {
    m_line->setText(said);
    m_line->setCursorPosition(0);
  } else {
    const QSignalBlocker quiet(m_area);
    m_area->setPlainText(said);
  }
}

bool TextEditor::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_area && event->type() == QEvent::FocusOut)
    emit committed();
  return ParamEditor::eventFilter(watched, event);
}

} // namespace easel
