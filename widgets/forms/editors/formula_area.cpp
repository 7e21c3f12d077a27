#include "widgets/forms/editors/formula_area.h"

#include "core/table/expression/expression.h"
#include "widgets/forms/editors/editor.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTextBlock>
#include <QTimer>

namespace easel {

namespace {

constexpr int kMostLines = 8;
constexpr int kMostOffers = 50;
enum Role { Start = Qt::UserRole + 1, Length, Written };

QString offerIcon(const Completion& c, const TableSchema& columns) {
  switch (c.kind) {
  case Completion::Kind::Column:
    if (const auto at = columns.find(c.label))
      return typeIcon(columns.fields()[*at].type);
    return "type";
  case Completion::Kind::Function:
    return "braces";
  case Completion::Kind::Keyword:
    return "command";
  case Completion::Kind::Value:
    return "tag";
  }
  return "type";
}

/// Where the UTF-8 byte `at` of a text lies in its characters.
int characterAt(const std::string& text, std::int64_t at) {
  const auto n = static_cast<std::size_t>(std::clamp<std::int64_t>(at, 0, static_cast<std::int64_t>(text.size())));
  return static_cast<int>(toQt(std::string_view(text).substr(0, n)).size());
}

} // namespace

FormulaArea::FormulaArea(QWidget* parent)
    : QPlainTextEdit(parent), m_completer(new QCompleter(this)), m_offers(new QStandardItemModel(this)) {
  setFont(codeFont());
  setTabChangesFocus(true);
  setLineWrapMode(QPlainTextEdit::WidgetWidth);
  setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_completer->setModel(m_offers);
  m_completer->setWidget(this);
  m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
  m_completer->popup()->setFont(codeFont());
  connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this, [this](const QModelIndex& index) { take(index); });
  connect(this, &QPlainTextEdit::textChanged, this, &FormulaArea::fit);
  fit();
}

void FormulaArea::fit() {
  int lines = 0;
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
    lines += std::max(1, block.lineCount());
  const int height = std::clamp(lines, 1, kMostLines) * fontMetrics().lineSpacing() + 14;
  if (this->height() != height || minimumHeight() != height)
    setFixedHeight(std::max(height, metrics::kFieldHeight));
}

void FormulaArea::resizeEvent(QResizeEvent* event) {
  QPlainTextEdit::resizeEvent(event);
  QTimer::singleShot(0, this, &FormulaArea::fit); // the lines are broken anew after this event
}

bool FormulaArea::event(QEvent* event) {
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationFontChange)
    setFont(codeFont());
  return QPlainTextEdit::event(event);
}

void FormulaArea::keyPressEvent(QKeyEvent* event) {
  QAbstractItemView* list = m_completer->popup();
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (list->isVisible()) {
    if ((enter || event->key() == Qt::Key_Tab) && list->currentIndex().isValid()) {
      const QModelIndex chosen = list->currentIndex();
      list->hide();
      take(chosen);
      event->accept();
      return;
    }
    if (event->key() == Qt::Key_Escape) {
      list->hide();
      event->accept();
      return;
    }
  }
  if (enter && event->modifiers().testFlag(Qt::ControlModifier)) {
    emit left();
    return;
  }
  if (event->key() == Qt::Key_Space && event->modifiers().testFlag(Qt::ControlModifier)) {
    offer(true);
    return;
  }
  QPlainTextEdit::keyPressEvent(event);
  const QString typed = event->text();
  if (!typed.isEmpty() && (typed[0].isLetterOrNumber() || typed[0] == u'_' || typed[0] == u'\'' || typed[0] == u'`'))
    offer(false);
  else if (!typed.isEmpty())
    list->hide();
}

void FormulaArea::focusOutEvent(QFocusEvent* event) {
  QPlainTextEdit::focusOutEvent(event);
  if (event->reason() != Qt::PopupFocusReason)
    emit left();
}

void FormulaArea::offer(bool asked) {
  const QString all = toPlainText();
  const std::string text = fromQt(all);
  const std::size_t cursor = fromQt(all.left(textCursor().position())).size();
  m_offers->clear();
  for (const Completion& c : completions(text, cursor, m_columns)) {
    if (c.length == 0 && !asked)
      continue;
    auto* item = new QStandardItem(icon(offerIcon(c, m_columns)), toQt(c.label));
    item->setToolTip(toQt(c.signature.empty() ? c.help : c.signature + "\n" + c.help));
    item->setData(static_cast<qlonglong>(c.start), Start);
    item->setData(static_cast<qlonglong>(c.length), Length);
    item->setData(toQt(c.text), Written);
    m_offers->appendRow(item);
    if (m_offers->rowCount() == kMostOffers)
      break;
  }
  QAbstractItemView* list = m_completer->popup();
  if (m_offers->rowCount() == 0) {
    list->hide();
    return;
  }
  QRect where = cursorRect();
  where.setWidth(std::max(220, list->sizeHintForColumn(0) + list->verticalScrollBar()->sizeHint().width() + 12));
  m_completer->complete(where);
  list->setCurrentIndex(m_completer->completionModel()->index(0, 0));
}

void FormulaArea::take(const QModelIndex& index) {
  if (!index.isValid())
    return;
  const std::string text = fromQt(toPlainText());
  const qlonglong start = index.data(Start).toLongLong(), length = index.data(Length).toLongLong();
  const QString written = index.data(Written).toString();
  QTextCursor cursor = textCursor();
  cursor.setPosition(characterAt(text, start));
  cursor.setPosition(characterAt(text, start + length), QTextCursor::KeepAnchor);
  cursor.insertText(written);
  setTextCursor(cursor);
}

void FormulaArea::mark(std::int64_t start, std::int64_t length) {
  QList<QTextEdit::ExtraSelection> marks;
  if (length >= 0) {
    const std::string text = fromQt(toPlainText());
    int from = characterAt(text, start);
    const int to = std::max(characterAt(text, start + std::max<std::int64_t>(length, 1)), from + 1);
    const int end = static_cast<int>(toPlainText().size());
    if (from >= end) // something is missing at the end: the last character stands for it
      from = std::max(0, end - 1);
    QTextEdit::ExtraSelection one;
    one.cursor = QTextCursor(document());
    one.cursor.setPosition(std::min(from, end));
    one.cursor.setPosition(std::min(to, end), QTextCursor::KeepAnchor);
    one.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    one.format.setUnderlineColor(color(Tone::Bad));
    marks << one;
  }
  setExtraSelections(marks);
}

} // namespace easel
