#include "widgets/controls/labels.h"

#include <QEvent>
#include <QPainter>

namespace easel {

namespace {

/// Gives a label its colour, again whenever the theme changes.
class ToneFollower : public QObject {
 public:
  explicit ToneFollower(QLabel* label) : QObject(label) { label->installEventFilter(this); }
  void setTone(Tone tone) {
    m_tone = tone;
    colour();
  }

 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() == QEvent::PaletteChange)
      colour();
    return false;
  }

 private:
  void colour() {
    auto* label = static_cast<QLabel*>(parent());
    QPalette own;
    own.setColor(QPalette::WindowText, color(m_tone));
    own.setColor(QPalette::Disabled, QPalette::WindowText, color(Tone::Text3));
    if (label->palette().color(QPalette::Active, QPalette::WindowText) != color(m_tone) ||
        !label->testAttribute(Qt::WA_SetPalette))
      label->setPalette(own);
  }
  Tone m_tone = Tone::Text;
};

class Separator : public QWidget {
 public:
  explicit Separator(Qt::Orientation orientation) {
    if (orientation == Qt::Horizontal)
      setFixedHeight(1);
    else
      setFixedWidth(1);
  }

 protected:
  void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), color(Tone::Line)); }
};

} // namespace

QLabel* label(const QString& text, TextSize size, Tone tone, QFont::Weight weight) {
  auto* made = new QLabel(text);
  setTone(made, tone);
  made->setFont(textFont(size, weight));
  made->setForegroundRole(QPalette::WindowText); // the one that carries the tone, whatever lies behind
  made->setTextFormat(Qt::PlainText); // what people type and files hold is text, never markup
  return made;
}

void setTone(QLabel* which, Tone tone) {
  ToneFollower* follower = nullptr;
  for (QObject* child : which->children())
    if ((follower = dynamic_cast<ToneFollower*>(child)) != nullptr)
      break;
  if (follower == nullptr)
    follower = new ToneFollower(which);
  follower->setTone(tone);
}

QLabel* caption(const QString& text) {
  QLabel* made = label(text, TextSize::Caption, Tone::Text3, QFont::DemiBold);
  QFont font = made->font();
  font.setCapitalization(QFont::AllUppercase);
  font.setLetterSpacing(QFont::PercentageSpacing, 104);
  made->setFont(font);
  return made;
}

QLabel* paragraph(const QString& text, Tone tone) {
  QLabel* made = label(text, TextSize::Body, tone);
  made->setWordWrap(true);
  made->setAlignment(Qt::AlignTop | Qt::AlignLeading);
  return made;
}

QWidget* separator(Qt::Orientation orientation) {
  return new Separator(orientation);
}

} // namespace easel
