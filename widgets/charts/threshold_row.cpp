#include "widgets/charts/threshold_row.h"

#include "widgets/controls/labels.h"
#include "widgets/theme/theme.h"

#include <QGridLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>

#include <cmath>

namespace easel {

namespace {
constexpr double kRing = 7;
constexpr int kSteps = 100;
} // namespace

LineSlider::LineSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
  setFocusPolicy(Qt::StrongFocus);
}

void LineSlider::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double y = height() / 2.0;
  double share = maximum() > minimum() ? double(value() - minimum()) / (maximum() - minimum()) : 0;
  if (layoutDirection() == Qt::RightToLeft)
    share = 1 - share;
  const double x = kRing + share * (width() - 2 * kRing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color(Tone::Surface2));
  painter.drawRoundedRect(QRectF(0, y - 2, width(), 4), 2, 2);
  painter.setBrush(color(isEnabled() ? Tone::Accent : Tone::LineStrong));
  painter.drawRoundedRect(layoutDirection() == Qt::RightToLeft ? QRectF(x, y - 2, width() - x, 4) : QRectF(0, y - 2, x, 4),
                          2, 2);
  if (hasFocus()) {
    painter.setBrush(color(Tone::AccentSoft));
    painter.drawEllipse(QPointF(x, y), kRing + 3, kRing + 3);
  }
  painter.setBrush(color(Tone::Surface));
  painter.setPen(QPen(color(isEnabled() ? Tone::Accent : Tone::LineStrong), 3));
  painter.drawEllipse(QPointF(x, y), kRing - 1.5, kRing - 1.5);
}

int LineSlider::valueAt(double x) const {
  return QStyle::sliderValueFromPosition(minimum(), maximum(), static_cast<int>(x - kRing),
                                         static_cast<int>(width() - 2 * kRing), layoutDirection() == Qt::RightToLeft);
}

void LineSlider::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton)
    setValue(valueAt(event->position().x()));
}

void LineSlider::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons().testFlag(Qt::LeftButton))
    setValue(valueAt(event->position().x()));
}

void LineSlider::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange)
    update();
  QSlider::changeEvent(event);
}

ThresholdRow::ThresholdRow(const QString& name, QWidget* parent)
    : QWidget(parent), m_value(label({}, TextSize::Body, Tone::Text, QFont::DemiBold)), m_slider(new LineSlider) {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setSpacing(4);
  auto* title = label(name, TextSize::Body, Tone::Text2);
  title->setBuddy(m_slider);
  m_value->setFont(tabularFont(TextSize::Body, QFont::DemiBold));
  grid->addWidget(title, 0, 0);
  grid->addWidget(m_value, 0, 1, Qt::AlignRight);
  grid->addWidget(m_slider, 1, 0, 1, 2);
  m_slider->setAccessibleName(name);
  m_slider->setRange(0, kSteps);
  m_slider->setPageStep(10);
  m_slider->setValue(kSteps / 2);
  m_value->setText(QString::number(value(), 'f', 2));
  connect(m_slider, &QSlider::valueChanged, this, [this] {
    m_value->setText(QString::number(value(), 'f', 2));
    emit changed(value());
  });
}

void ThresholdRow::setValue(double value) {
  m_slider->setValue(static_cast<int>(std::lround(value * kSteps)));
}

double ThresholdRow::value() const {
  return static_cast<double>(m_slider->value()) / kSteps;
}

} // namespace easel
