#include "app/studio/shell/top_bar.h"

#include "core/govern/registry.h"
#include "widgets/controls/button.h"
#include "widgets/controls/elided_label.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/search_field.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/icons.h"

#include <QHBoxLayout>
#include <QLinearGradient>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

namespace easel {

namespace {

constexpr int kHeight = 44;
constexpr int kSearchWidth = 420;

/// The mark and the name; opens the menu.
class Brand : public QToolButton {
 public:
  Brand() {
    setText("Easel");
    setAccessibleName(TopBar::tr("Menu"));
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
  }
  QSize sizeHint() const override { return {104, 32}; }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (underMouse() || isDown()) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(color(Tone::Surface2));
      painter.drawRoundedRect(box, metrics::kControlRadius, metrics::kControlRadius);
    }
    if (hasFocus()) {
      painter.setPen(QPen(color(Tone::Accent), 1.5));
      painter.setBrush(Qt::NoBrush);
      painter.drawRoundedRect(box, metrics::kControlRadius, metrics::kControlRadius);
    }
    const QRectF mark(6, (height() - 20) / 2.0, 20, 20);
    QLinearGradient gradient(mark.topLeft(), mark.bottomRight());
    gradient.setColorAt(0, color(Tone::Accent));
    gradient.setColorAt(1, color(Tone::C3));
    painter.setPen(Qt::NoPen);
    painter.setBrush(gradient);
    painter.drawRoundedRect(mark, 6, 6);
    QFont font = textFont(TextSize::Body, QFont::Bold);
    font.setPixelSize(14);
    painter.setFont(font);
    painter.setPen(color(Tone::Text));
    painter.drawText(QRectF(34, 0, width() - 50, height()), Qt::AlignVCenter | Qt::AlignLeft, text());
    paintIcon(painter, QRectF(width() - 20, (height() - 10) / 2.0, 10, 10), "chevron-down", Tone::Text3);
  }
};

} // namespace

TopBar::TopBar(QWidget* parent) : QWidget(parent) {
  setFixedHeight(kHeight);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 0, 14, 1);
  layout->setSpacing(10);

  m_menu = new Brand;
  m_menu->setObjectName("top.menu");
  m_place = new ElidedLabel({}, Qt::ElideMiddle);
  m_place->setTextFormat(Qt::PlainText);
  m_place->setObjectName("top.place");
  m_search = new SearchField(tr("Search data, steps, models, actions…"));
  m_search->setKeys("Ctrl K");
  m_search->setObjectName("top.search");
  m_search->setAccessibleName(tr("Search and commands"));
  m_search->setReadOnly(true);
  m_search->setFocusPolicy(Qt::ClickFocus); // Ctrl K leads here; Tab need not stop twice
  m_search->setMaximumWidth(kSearchWidth);
  m_search->setMinimumWidth(180);
  m_search->installEventFilter(this);
  m_undo = new IconButton("arrow-counterclockwise", tr("Undo"));
  m_undo->setObjectName("top.undo");
  m_redo = new IconButton("arrow-clockwise", tr("Redo"));
  m_redo->setObjectName("top.redo");
  m_saved = new Pill;
  m_saved->setObjectName("top.saved");
  m_notices = new QToolButton;
  m_notices->setObjectName("top.notices");
  m_notices->setIcon(icon("bell"));
  m_notices->setAutoRaise(true);
  m_notices->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  m_notices->setFocusPolicy(Qt::StrongFocus);
  auto* person = new QLabel(toQt(currentPerson()));
  person->setObjectName("top.person");
  person->setFont(textFont(TextSize::Body, QFont::Medium));
  person->setToolTip(tr("Your name stands in decisions and model cards."));
  person->setMaximumWidth(140);
  auto* face = new QLabel;
  face->setPixmap(icon("person-circle").pixmap(metrics::kIcon, metrics::kIcon));

  layout->addWidget(m_menu);
  layout->addSpacing(20);
  layout->addWidget(m_place, 3);
  layout->addWidget(m_search, 4);
  layout->addStretch(2);
  layout->addWidget(m_undo);
  layout->addWidget(m_redo);
  layout->addWidget(m_saved);
  layout->addWidget(m_notices);
  layout->addWidget(face);
  layout->addWidget(person);

  connect(m_notices, &QToolButton::clicked, this, &TopBar::noticesWanted);
  connect(m_undo, &QToolButton::clicked, this, &TopBar::undoWanted);
  connect(m_redo, &QToolButton::clicked, this, &TopBar::redoWanted);
  setNotices(0);
  setUndo({}, {});
}

QWidget* TopBar::noticesButton() {
  return m_notices;
}

void TopBar::setPlace(const QString& project, const QString& place) {
  m_place->setText(project.isEmpty() ? place : place.isEmpty() ? project : project + " / " + place);
}

void TopBar::setSaved(const QString& text, PillTone tone, const QString& iconName, const QString& explanation) {
  m_saved->set(text, tone, iconName);
  m_saved->setToolTip(explanation);
  m_saved->setVisible(!text.isEmpty());
}

void TopBar::setNotices(int unread) {
  m_notices->setText(unread > 0 ? QString::number(unread) : QString());
  m_notices->setAccessibleName(tr("Notices"));
  m_notices->setToolTip(unread > 0 ? tr("%n notices", nullptr, unread) : tr("No new notices"));
}

void TopBar::setUndo(const QString& undo, const QString& redo) {
  m_undo->setEnabled(!undo.isEmpty());
  m_redo->setEnabled(!redo.isEmpty());
  m_undo->setToolTip(undo.isEmpty() ? tr("Nothing to undo") : tr("Undo: %1  (Ctrl+Z)").arg(undo));
  m_redo->setToolTip(redo.isEmpty() ? tr("Nothing to redo") : tr("Redo: %1  (Ctrl+Shift+Z)").arg(redo));
}

void TopBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), color(Tone::Surface));
  painter.fillRect(QRect(0, height() - 1, width(), 1), color(Tone::Line));
}

bool TopBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_search && event->type() == QEvent::MouseButtonRelease)
    emit searchWanted();
  return QWidget::eventFilter(watched, event);
}

} // namespace easel
