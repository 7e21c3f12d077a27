#include "widgets/controls/error_box.h"

#include "widgets/controls/labels.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/icons.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QPainter>

namespace easel {

ErrorBox::ErrorBox(QWidget* parent) : QWidget(parent) {
  m_message = paragraph({}, Tone::Text);
  m_message->setFont(textFont(TextSize::Body, QFont::DemiBold));
  m_hint = paragraph({}, Tone::Text2);
  for (QLabel* text : {m_message, m_hint})
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_fixes = new QHBoxLayout;
  m_fixes->setSpacing(2 * metrics::kGap);
  m_fixes->addStretch(1);
  auto* words = new QVBoxLayout;
  words->setSpacing(metrics::kGap);
  words->addWidget(m_message);
  words->addWidget(m_hint);
  words->addLayout(m_fixes);
  auto* all = new QHBoxLayout(this);
  all->setContentsMargins(12, 11, 12, 11);
  all->setSpacing(0);
  all->addSpacing(metrics::kIcon + 10); // the icon is painted there; margins would not change sides
  all->addLayout(words, 1);
  QWidget::hide();
}

void ErrorBox::show(const Error& error) {
  show(toQt(error.message), toQt(error.hint));
}

void ErrorBox::show(const QString& message, const QString& hint) {
  m_message->setText(message);
  m_hint->setText(hint);
  m_hint->setVisible(!hint.isEmpty());
  setAccessibleName(text());
  setVisible(true);
  QAccessibleEvent alert(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void ErrorBox::clear() {
  setVisible(false);
  m_message->clear();
  m_hint->clear();
  while (m_fixes->count() > 1) {
    QLayoutItem* item = m_fixes->takeAt(0);
    item->widget()->hide();
    item->widget()->deleteLater(); // a fix may clear the box while it is being clicked
    delete item;
  }
}

Button* ErrorBox::addFix(const QString& text) {
  auto* button = new Button(text);
  m_fixes->insertWidget(m_fixes->count() - 1, button);
  button->setVisible(true); // the box may be seen already
  return button;
}

QString ErrorBox::text() const {
  return m_hint->text().isEmpty() ? m_message->text() : m_message->text() + ' ' + m_hint->text();
}

void ErrorBox::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(mixed(Tone::Bad, Tone::BadSoft, 0.25), 1));
  painter.setBrush(color(Tone::BadSoft));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
  const int left = layoutDirection() == Qt::RightToLeft ? width() - 12 - metrics::kIcon : 12;
  const int line = QFontMetrics(m_message->font()).height();
  paintIcon(painter,
            QRectF(left, m_message->y() + (line - metrics::kIcon) / 2, metrics::kIcon, metrics::kIcon),
            "exclamation-octagon-fill", Tone::Bad);
}

} // namespace easel
