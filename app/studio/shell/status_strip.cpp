#include "app/studio/shell/status_strip.h"

#include "widgets/controls/elided_label.h"
#include "widgets/controls/labels.h"

#include <QHBoxLayout>
#include <QPainter>

namespace easel {

StatusStrip::StatusStrip(QWidget* parent) : QWidget(parent) {
  setFixedHeight(26);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(14, 1, 14, 0);
  layout->setSpacing(18);
  m_left = new QHBoxLayout;
  m_left->setSpacing(18);
  layout->addLayout(m_left, 1);
  m_right = label({}, TextSize::Caption, Tone::Text2);
  m_right->setObjectName("status.engine");
  layout->addWidget(m_right);
}

void StatusStrip::set(const StatusTexts& texts, const QString& engine) {
  while (m_labels.size() < texts.left.size()) {
    m_labels.append(label({}, TextSize::Caption, Tone::Text2));
    m_left->insertWidget(static_cast<int>(m_labels.size()) - 1, m_labels.back());
    if (m_labels.size() == 1)
      m_left->addStretch(1);
  }
  for (int i = 0; i < m_labels.size(); ++i) {
    m_labels[i]->setVisible(i < texts.left.size());
    if (i < texts.left.size())
      m_labels[i]->setText(texts.left[i]);
  }
  m_right->setText(texts.right.isEmpty() ? engine : texts.right + QString::fromUtf8(" · ") + engine);
}

void StatusStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), color(Tone::Surface));
  painter.fillRect(QRect(0, 0, width(), 1), color(Tone::Line));
}

} // namespace easel
