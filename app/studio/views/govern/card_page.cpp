#include "app/studio/views/govern/card_page.h"

#include "app/studio/views/govern/card_header.h"
#include "widgets/qt_convert.h"

#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

namespace easel {

namespace {
constexpr int kTwoColumns = 700;
} // namespace

CardPage::CardPage(QWidget* parent)
    : QScrollArea(parent), m_header(new CardHeader), m_holder(new QWidget), m_grid(new QGridLayout(m_holder)) {
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFocusPolicy(Qt::NoFocus);
  auto* content = new QWidget;
  auto* all = new QVBoxLayout(content);
  all->setContentsMargins(26, 20, 26, 20);
  all->setSpacing(16);
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_grid->setSpacing(14);
  all->addWidget(m_header);
  all->addWidget(m_holder);
  all->addStretch(1);
  setWidget(content);
}

void CardPage::set(const CardContents& contents, bool mayChange) {
  const int place = verticalScrollBar()->value();
  m_header->set(contents.card, translated(contents.card.facts.value("algorithm", Json::object()).value("title", "").c_str()),
                mayChange);
  for (const PartPanel& p : m_panels)
    delete p.panel;
  m_panels = cardPanels(contents);
  for (const PartPanel& p : m_panels)
    p.panel->setParent(m_holder);
  m_columns = 0;
  arrange();
  QTimer::singleShot(0, this, [this, place] { verticalScrollBar()->setValue(place); }); // after the new layout
}

void CardPage::showPart(const QString& part) {
  if (part == "overview") {
    verticalScrollBar()->setValue(0);
    return;
  }
  for (const PartPanel& p : m_panels)
    if (p.part == part)
      ensureWidgetVisible(p.panel, 0, 20);
}

void CardPage::arrange() {
  const int columns = viewport()->width() < kTwoColumns ? 1 : 2;
  if (columns == m_columns)
    return;
  m_columns = columns;
  for (int i = 0; i < m_panels.size(); ++i) {
    m_grid->addWidget(m_panels[i].panel, i / columns, i % columns);
    m_panels[i].panel->show();
  }
  m_grid->setColumnStretch(0, 125);
  m_grid->setColumnStretch(1, columns == 2 ? 100 : 0);
}

void CardPage::resizeEvent(QResizeEvent* event) {
  QScrollArea::resizeEvent(event);
  arrange();
}

} // namespace easel
