#include "app/studio/views/models/parts.h"

#include "widgets/controls/labels.h"

#include <QEvent>
#include <QGridLayout>
#include <QScrollArea>

namespace easel {

QuietLabel::QuietLabel(TextSize size, Tone tone, QWidget* parent) : ElidedLabel({}, Qt::ElideRight, parent), m_tone(tone) {
  setFont(textFont(size));
  colour();
}

void QuietLabel::colour() {
  if (palette().color(QPalette::WindowText) == color(m_tone))
    return;
  QPalette p = palette();
  p.setColor(QPalette::WindowText, color(m_tone));
  setPalette(p);
}

void QuietLabel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange)
    colour();
  ElidedLabel::changeEvent(event);
}

Columns::Columns(int most, int fromWidth, QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this)), m_most(most), m_from(fromWidth) {
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_grid->setSpacing(10);
}

void Columns::add(QWidget* box, int across) {
  m_boxes.append({box, across});
  box->setParent(this);
  arrange();
}

void Columns::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (const int columns = width() < m_from ? 1 : m_most; columns != m_shown)
    arrange();
}

bool Columns::event(QEvent* event) {
  if (event->type() == QEvent::LayoutRequest) {
    int visible = 0;
    for (const Box& b : m_boxes)
      visible += b.widget->isHidden() ? 0 : 1;
    if (visible != property("visibleBoxes").toInt())
      arrange();
  }
  return QWidget::event(event);
}

void Columns::arrange() {
  m_shown = width() < m_from ? 1 : m_most;
  int visible = 0, row = 0, column = 0;
  for (const Box& b : m_boxes) {
    m_grid->removeWidget(b.widget);
    if (b.widget->isHidden() && b.widget->testAttribute(Qt::WA_WState_ExplicitShowHide))
      continue;
    ++visible;
    const int across = std::min(b.across, m_shown);
    if (column + across > m_shown) {
      ++row;
      column = 0;
    }
    m_grid->addWidget(b.widget, row, column, 1, across);
    column += across;
  }
  for (int c = 0; c < m_most; ++c)
    m_grid->setColumnStretch(c, c < m_shown ? 1 : 0);
  setProperty("visibleBoxes", visible);
}

FactList::FactList(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this)) {
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_grid->setHorizontalSpacing(16);
  m_grid->setVerticalSpacing(6);
  m_grid->setColumnStretch(0, 2);
  m_grid->setColumnStretch(1, 3);
}

void FactList::set(const QList<Fact>& facts) {
  m_facts = facts;
  while (QLayoutItem* item = m_grid->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  int row = 0;
  for (const Fact& f : facts) {
    auto* name = new QuietLabel(TextSize::Body);
    name->setText(f.name);
    auto* value = new ElidedLabel(f.value);
    value->setFont(tabularFont(TextSize::Body, f.strong ? QFont::DemiBold : QFont::Normal));
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    value->setAccessibleName(f.name + ": " + f.value);
    m_grid->addWidget(name, row, 0);
    m_grid->addWidget(value, row, 1);
    if (!f.note.isEmpty()) {
      auto* note = new QuietLabel(TextSize::Small);
      note->setFont(tabularFont(TextSize::Small));
      note->setText(f.note);
      note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
      m_grid->addWidget(note, row, 2);
    }
    ++row;
  }
}

QScrollArea* scrollingPage(QWidget* content) {
  auto* area = new QScrollArea;
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setFocusPolicy(Qt::NoFocus);
  area->setWidget(content);
  return area;
}

} // namespace easel
