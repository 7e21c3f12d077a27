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
  box->installEventFilter(this);
  arrange();
}

/// As narrow as its widest box: it is the width that decides how many stand side by side.
QSize Columns::minimumSizeHint() const {
  int widest = 0;
  for (const Box& b : m_boxes)
    if (!b.widget->isHidden())
      widest = std::max(widest, b.widget->minimumSizeHint().expandedTo(b.widget->minimumSize()).width());
  return {widest, m_grid->totalMinimumSize().height()};
}

void Columns::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (columns() != m_shown)
    arrange();
}

bool Columns::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent)
    arrange();
  return QWidget::eventFilter(watched, event);
}

/// Of four boxes two where there is no room for all, else one.
int Columns::columns() const {
  if (width() >= m_from)
    return m_most;
  return m_most >= 4 ? 2 : 1;
}

void Columns::arrange() {
  m_shown = columns();
  int row = 0, column = 0;
  for (const Box& b : m_boxes)
    m_grid->removeWidget(b.widget);
  for (const Box& b : m_boxes) {
    if (b.widget->isHidden() && b.widget->testAttribute(Qt::WA_WState_ExplicitShowHide))
      continue;
    const int across = std::min(b.across, m_shown);
    if (column + across > m_shown) {
      ++row;
      column = 0;
    }
    m_grid->addWidget(b.widget, row, column, 1, across, m_top ? Qt::AlignTop : Qt::Alignment());
    column += across;
  }
  for (int c = 0; c < m_most; ++c)
    m_grid->setColumnStretch(c, c < m_shown ? 1 : 0);
  updateGeometry();
}

FactList::FactList(int names, int values, QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this)) {
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_grid->setHorizontalSpacing(16);
  m_grid->setVerticalSpacing(6);
  m_grid->setColumnStretch(0, names);
  m_grid->setColumnStretch(1, values);
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
