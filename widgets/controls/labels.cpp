#include "widgets/controls/labels.h"

#include <QEvent>
#include <QPainter>

namespace easel {

namespace {

class ToneLabel : public QLabel {
 public:
  ToneLabel(const QString& text, Tone tone) : QLabel(text) { setTone(tone); }
  void setTone(Tone tone) {
    m_tone = tone;
    colour();
  }

 protected:
  void changeEvent(QEvent* event) override {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
      colour();
  }

 private:
  void colour() {
    const QColor wanted = color(m_tone);
    if (palette().color(QPalette::WindowText) == wanted && palette().isBrushSet(QPalette::Active, QPalette::WindowText))
      return;
    QPalette own;
    own.setColor(QPalette::WindowText, wanted);
    own.setColor(QPalette::Disabled, QPalette::WindowText, color(Tone::Text3));
    setPalette(own);
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
  auto* made = new ToneLabel(text, tone);
  made->setFont(textFont(size, weight));
  made->setTextFormat(Qt::PlainText); // what people type and files hold is text, never markup
  return made;
}

void setTone(QLabel* which, Tone tone) {
  if (auto* toned = dynamic_cast<ToneLabel*>(which))
    toned->setTone(tone);
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

QWidget* separator(Qt::Orientation orientation) { return new Separator(orientation); }

} // namespace easel
