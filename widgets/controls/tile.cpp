#include "widgets/controls/tile.h"

#include "widgets/controls/labels.h"

#include <QBoxLayout>

namespace easel {

Tile::Tile(const QString& caption, QWidget* parent) : Panel({}, parent) {
  m_caption = label(caption, TextSize::Small, Tone::Text2);
  m_value = label({}, TextSize::Figure, Tone::Text, QFont::DemiBold);
  m_value->setFont(tabularFont(TextSize::Figure, QFont::DemiBold));
  m_note = label({}, TextSize::Small, Tone::Text2);
  body()->setSpacing(metrics::kGap);
  // At the leading side of the tile, whichever way the digits run.
  body()->addWidget(m_caption, 0, Qt::AlignLeft);
  body()->addWidget(m_value, 0, Qt::AlignLeft);
  body()->addWidget(m_note, 0, Qt::AlignLeft);
  body()->addStretch(1);
  setAccessibleName(caption);
  set({});
}

void Tile::set(const QString& value, const QString& remark) {
  m_value->setText(value);
  m_note->setText(remark);
  m_note->setVisible(!remark.isEmpty());
  setAccessibleDescription(remark.isEmpty() ? value : value + ", " + remark);
}

void Tile::setCaption(const QString& caption) {
  m_caption->setText(caption);
  setAccessibleName(caption);
}

QString Tile::value() const {
  return m_value->text();
}

} // namespace easel
