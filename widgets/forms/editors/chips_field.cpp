#include "widgets/forms/editors/chips_field.h"

#include "widgets/forms/editors/frame.h"
#include "widgets/theme/icons.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QTimer>
#include <QToolButton>
#include <QToolTip>

#include <functional>

namespace easel {

namespace {

constexpr int kMostDrawn = 40;
constexpr int kChipHeight = 20;
constexpr int kPadding = 5;   // around the chips
constexpr int kBetween = 4;
constexpr int kCross = 14;
constexpr int kNarrowestLine = 60;
constexpr int kOpenWidth = 24;

/// The keys that mean something to the chips come first; QCompleter hands keys to the line directly.
class ChipLine : public QLineEdit {
 public:
  ChipLine(std::function<bool(int)> key, QWidget* parent) : QLineEdit(parent), m_key(std::move(key)) {}

 protected:
  void keyPressEvent(QKeyEvent* event) override {
    if (m_key(event->key()))
      event->accept();
    else
      QLineEdit::keyPressEvent(event);
  }

 private:
  std::function<bool(int)> m_key;
};

} // namespace

ChipsField::ChipsField(const QString& prompt, QWidget* parent)
    : QWidget(parent), m_prompt(prompt), m_open(new QToolButton(this)), m_completer(new QCompleter(this)) {
  m_line = new ChipLine(
      [this](int key) {
        switch (key) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
          return takeTyped();
        case Qt::Key_Backspace:
          if (!m_line->text().isEmpty() || m_texts.isEmpty())
            return false;
          remove(static_cast<int>(m_texts.size()) - 1);
          return true;
        case Qt::Key_Down:
          if (m_completer->popup()->isVisible())
            return false;
          offer(m_line->text().isEmpty());
          return true;
        default:
          return false;
        }
      },
      this);
  m_line->setFrame(false);
  m_line->setProperty("bare", true); // the style paints no field: this widget does
  m_line->installEventFilter(this);
  setFocusProxy(m_line);
  m_open->setAutoRaise(true);
  m_open->setFocusPolicy(Qt::NoFocus); // the Down key opens
  m_open->setIconSize({12, 12});
  m_open->setIcon(icon("chevron-down", Tone::Text3));
  m_open->setAccessibleName(tr("Show the list"));
  m_completer->setWidget(m_line);
  m_completer->setFilterMode(Qt::MatchContains);
  m_completer->setCaseSensitivity(Qt::CaseInsensitive);
  m_completer->setCompletionMode(QCompleter::PopupCompletion);
  m_completer->setMaxVisibleItems(10);
  connect(m_line, &QLineEdit::textEdited, this, [this](const QString& text) {
    if (text.isEmpty())
      m_completer->popup()->hide();
    else
      offer(false);
    arrange();
  });
  connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, [this](const QString& text) { add(text); });
  connect(m_open, &QToolButton::clicked, this, [this] {
    m_line->setFocus();
    offer(true);
  });
  arrange();
}

void ChipsField::setOffers(QAbstractItemModel* model) { m_completer->setModel(model); }

void ChipsField::setKnown(const QSet<QString>& known) {
  m_known = known;
  update();
}

void ChipsField::setChips(const QStringList& texts) {
  m_texts = texts;
  arrange();
}

void ChipsField::offer(bool all) {
  m_completer->setCompletionPrefix(all ? QString() : m_line->text());
  if (m_completer->completionCount() == 0) {
    m_completer->popup()->hide();
    return;
  }
  m_completer->complete(QRect(-m_line->x(), 0, width(), m_line->height() + kPadding));
  if (!all)
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
}

bool ChipsField::takeTyped() {
  const QString typed = m_line->text().trimmed();
  QAbstractItemView* list = m_completer->popup();
  if (list->isVisible() && list->currentIndex().isValid()) {
    const QString marked = list->currentIndex().data(Qt::DisplayRole).toString();
    list->hide();
    add(marked);
    return true;
  }
  if (typed.isEmpty())
    return false;
  m_completer->setCompletionPrefix(typed);
  QString best = typed; // not among them: a name of another table
  for (int i = 0; i < m_completer->completionCount(); ++i) {
    m_completer->setCurrentRow(i);
    const QString candidate = m_completer->currentCompletion();
    if (i == 0)
      best = candidate;
    if (candidate == typed) {
      best = candidate;
      break;
    }
  }
  list->hide();
  add(best);
  return true;
}

void ChipsField::add(const QString& text) {
  m_line->clear();
  m_completer->setCompletionPrefix({});
  if (text.isEmpty() || m_texts.contains(text))
    return;
  m_texts << text;
  arrange();
  emit changed();
}

void ChipsField::remove(int index) {
  if (index < 0) // those that are not drawn
    m_texts = m_texts.mid(0, kMostDrawn);
  else
    m_texts.removeAt(index);
  arrange();
  emit changed();
}

void ChipsField::arrange() {
  m_chips.clear();
  const QFontMetrics text(textFont(TextSize::Small, QFont::DemiBold));
  const int right = std::max(width() - kOpenWidth, 80);
  int x = kPadding + 3, y = kPadding;
  const int drawn = std::min<int>(static_cast<int>(m_texts.size()), kMostDrawn);
  for (int i = 0; i <= drawn; ++i) {
    Chip chip;
    if (i < drawn) {
      chip.index = i;
      chip.shown = m_texts[i];
    } else if (m_texts.size() > kMostDrawn) {
      chip.index = -1;
      chip.shown = tr("%n more", nullptr, static_cast<int>(m_texts.size()) - kMostDrawn);
    } else {
      break;
    }
    const int most = right - 2 * kPadding - kCross - 14;
    chip.shown = text.elidedText(chip.shown, Qt::ElideMiddle, most);
    const int w = text.horizontalAdvance(chip.shown) + kCross + 16;
    if (x + w > right && x > kPadding + 3) {
      x = kPadding + 3;
      y += kChipHeight + kBetween;
    }
    chip.box = QRect(x, y, w, kChipHeight);
    chip.cross = QRect(x + w - kCross - 4, y + (kChipHeight - kCross) / 2, kCross, kCross);
    m_chips << chip;
    x += w + kBetween;
  }
  const int wanted =
      std::max(kNarrowestLine, m_line->fontMetrics().horizontalAdvance(m_texts.isEmpty() ? m_prompt : m_line->text()) + 12);
  if (x + std::min(wanted, right - kPadding) > right && x > kPadding + 3) {
    x = kPadding + 3;
    y += kChipHeight + kBetween;
  }
  m_line->setPlaceholderText(m_texts.isEmpty() ? m_prompt : QString());
  m_line->setGeometry(x, y - 1, std::max(right - x, 20), kChipHeight + 2);
  m_open->setGeometry(width() - kOpenWidth, kPadding - 1, kOpenWidth - 3, kChipHeight + 2);
  const int height = y + kChipHeight + kPadding;
  if (minimumHeight() != height || maximumHeight() != height) {
    setFixedHeight(height);
    updateGeometry();
  }
  setAccessibleDescription(m_texts.join(", "));
  update();
}

void ChipsField::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paintFieldFrame(painter, rect(), m_line->hasFocus(), property("invalid").toBool(), isEnabled());
  painter.setFont(textFont(TextSize::Small, QFont::DemiBold));
  for (const Chip& chip : m_chips) {
    const bool doubt = chip.index >= 0 && !m_known.isEmpty() && !m_known.contains(m_texts[chip.index]);
    const Tone back = doubt ? Tone::WarnSoft : chip.index < 0 ? Tone::Surface2 : Tone::AccentSoft;
    const Tone front = doubt ? Tone::Warn : chip.index < 0 ? Tone::Text2 : Tone::AccentText;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(back));
    painter.drawRoundedRect(chip.box, kChipHeight / 2.0, kChipHeight / 2.0);
    painter.setPen(color(front));
    painter.drawText(chip.box.adjusted(8, 0, -kCross - 4, 0), Qt::AlignVCenter | Qt::AlignLeft, chip.shown);
    paintIcon(painter, chip.cross, "x", front);
  }
}

void ChipsField::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

void ChipsField::mousePressEvent(QMouseEvent* event) {
  for (const Chip& chip : m_chips)
    if (chip.cross.adjusted(-3, -3, 4, 3).contains(event->position().toPoint())) {
      remove(chip.index);
      return;
    }
  m_line->setFocus();
  offer(m_line->text().isEmpty());
}

void ChipsField::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange)
    arrange();
}

bool ChipsField::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    for (const Chip& chip : m_chips)
      if (chip.box.contains(help->pos())) {
        const bool doubt = chip.index >= 0 && !m_known.isEmpty() && !m_known.contains(m_texts[chip.index]);
        QToolTip::showText(help->globalPos(), chip.index < 0 ? m_texts.mid(kMostDrawn, 30).join(", ")
                                              : doubt ? tr("%1 is not among the columns.").arg(m_texts[chip.index])
                                                      : m_texts[chip.index],
                           this);
        return true;
      }
  }
  return QWidget::event(event);
}

bool ChipsField::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_line && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut))
    update();
  return QWidget::eventFilter(watched, event);
}

} // namespace easel
