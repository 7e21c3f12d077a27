#include "widgets/controls/empty_state.h"

#include "widgets/controls/labels.h"
#include "widgets/theme/icons.h"

#include <QBoxLayout>
#include <QPainter>

namespace easel {

namespace {

class IconCircle : public QWidget {
 public:
  explicit IconCircle(const QString& name) : m_name(name) { setFixedSize(56, 56); }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Tone::AccentSoft));
    painter.drawEllipse(rect());
    paintIcon(painter, QRectF(16, 16, 24, 24), m_name, Tone::AccentText);
  }

 private:
  QString m_name;
};

} // namespace

EmptyState::EmptyState(const QString& iconName, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent) {
  m_title = label({}, TextSize::Title, Tone::Text, QFont::DemiBold);
  m_title->setAlignment(Qt::AlignCenter);
  m_title->setWordWrap(true);
  m_text = paragraph({}, Tone::Text2);
  m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
  m_text->setMaximumWidth(420);
  m_text->setMinimumWidth(160);
  auto* actions = new QHBoxLayout;
  actions->setSpacing(2 * metrics::kGap);
  actions->addStretch(1);
  actions->addStretch(1);
  m_actions = actions;
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(24, 24, 24, 24);
  all->setSpacing(0);
  all->addStretch(2);
  all->addWidget(new IconCircle(iconName), 0, Qt::AlignHCenter);
  all->addSpacing(14);
  all->addWidget(m_title);
  all->addSpacing(6);
  auto* words = new QHBoxLayout; // keeps the lines short in a wide window, and may shrink
  words->addStretch(1);
  words->addWidget(m_text, 1000);
  words->addStretch(1);
  all->addLayout(words);
  all->addSpacing(16);
  all->addLayout(m_actions);
  all->addStretch(3);
  setTexts(title, text);
}

void EmptyState::setTexts(const QString& title, const QString& text) {
  m_title->setText(title);
  m_text->setText(text);
  setAccessibleName(title);
  setAccessibleDescription(text);
}

Button* EmptyState::addAction(const QString& text, const QString& iconName, ButtonKind kind) {
  auto* button = new Button(text, iconName, kind);
  m_actions->insertWidget(m_actions->count() - 1, button);
  return button;
}

} // namespace easel
