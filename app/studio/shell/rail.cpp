#include "app/studio/shell/rail.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QButtonGroup>
#include <QPainter>
#include <QVBoxLayout>

namespace easel {

namespace {
constexpr int kWidth = 60;
constexpr QSize kButton(52, 50);
constexpr qreal kRadius = 9;
constexpr int kTextPixels = 11;
} // namespace

RailButton::RailButton(const QString& text, const QString& iconName, QWidget* parent)
    : QAbstractButton(parent), m_iconName(iconName) {
  setText(text);
  setAccessibleName(text);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void RailButton::setCount(int count) {
  if (m_count == count)
    return;
  m_count = count;
  setAccessibleDescription(count > 0 ? QString::number(count) : QString());
  update();
}

QSize RailButton::sizeHint() const {
  return kButton;
}

bool RailButton::event(QEvent* event) {
  if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave)
    update();
  return QAbstractButton::event(event);
}

void RailButton::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  if (isChecked() || underMouse() || isDown()) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(isChecked() ? Tone::AccentSoft : Tone::Surface2));
    painter.drawRoundedRect(box, kRadius, kRadius);
  }
  if (hasFocus()) {
    painter.setPen(QPen(color(Tone::Accent), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
  }
  const Tone tone = isChecked() ? Tone::AccentText : Tone::Text2;
  const qreal icon = metrics::kRailIcon;
  paintIcon(painter, QRectF((width() - icon) / 2, 8, icon, icon), m_iconName, tone);
  QFont font = textFont(TextSize::Caption, isChecked() ? QFont::DemiBold : QFont::Normal);
  font.setPixelSize(kTextPixels);
  painter.setFont(font);
  painter.setPen(color(tone));
  const QRectF line(1, 30, width() - 2, 16);
  painter.drawText(line, Qt::AlignCenter, QFontMetrics(font).elidedText(text(), Qt::ElideRight, width() - 2));
  if (m_count > 0) {
    const QString number = QString::number(m_count);
    const qreal w = std::max<qreal>(14, QFontMetricsF(font).horizontalAdvance(number) + 8);
    const QRectF badge(width() - w - 4, 3, w, 14);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Tone::Accent));
    painter.drawRoundedRect(badge, 7, 7);
    painter.setPen(color(Tone::OnAccent));
    painter.drawText(badge, Qt::AlignCenter, number);
  }
}

QList<RailPlace> railPlaces() {
  return {{ViewId::Home, Rail::tr("Home"), "house"},          {ViewId::Data, Rail::tr("Data"), "table"},
          {ViewId::Flow, Rail::tr("Flow"), "diagram-3"},      {ViewId::Models, Rail::tr("Models"), "trophy"},
          {ViewId::Deploy, Rail::tr("Deploy"), "rocket-takeoff"}, {ViewId::Govern, Rail::tr("Govern"), "shield-check"}};
}

Rail::Rail(QWidget* parent) : QWidget(parent) {
  setFixedWidth(kWidth);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 8, 4, 8);
  layout->setSpacing(2);
  auto* group = new QButtonGroup(this);
  int key = 1;
  for (const RailPlace& place : railPlaces()) {
    auto* button = new RailButton(place.text, place.iconName, this);
    button->setCheckable(true);
    button->setObjectName("rail." + place.text.toLower());
    button->setToolTip(QString("%1  (Ctrl+%2)").arg(place.text).arg(key++));
    connect(button, &QAbstractButton::clicked, this, [this, view = place.view] { emit chosen(view); });
    group->addButton(button);
    layout->addWidget(button);
    m_places.append(button);
  }
  layout->addStretch();
  m_jobs = new RailButton(tr("Jobs"), "activity", this);
  m_jobs->setObjectName("rail.jobs");
  m_jobs->setToolTip(tr("What is running and what has run  (Ctrl+J)"));
  m_settings = new RailButton(tr("Settings"), "gear", this);
  m_settings->setObjectName("rail.settings");
  m_settings->setToolTip(tr("Theme and other settings"));
  layout->addWidget(m_jobs);
  layout->addWidget(m_settings);
}

void Rail::setCurrent(ViewId view) {
  m_places[static_cast<int>(view)]->setChecked(true);
}

void Rail::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), color(Tone::Rail));
  painter.fillRect(QRect(width() - 1, 0, 1, height()), color(Tone::Line));
}

} // namespace easel
