#include "widgets/forms/editors/segmented.h"

#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

namespace easel {

namespace {

constexpr int kPadding = 10;

class Segment : public QAbstractButton {
 public:
  Segment(const QString& text, QWidget* parent) : QAbstractButton(parent) {
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(text);
  }
  QSize sizeHint() const override {
    return {QFontMetrics(textFont(TextSize::Body, QFont::DemiBold)).horizontalAdvance(text()) + 2 * kPadding,
            metrics::kFieldHeight - 6};
  }
  QSize minimumSizeHint() const override { return {24, metrics::kFieldHeight - 6}; }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (isChecked() || hasFocus()) {
      painter.setPen(QPen(color(hasFocus() ? Tone::Accent : Tone::LineStrong), 1));
      painter.setBrush(isChecked() ? color(Tone::Surface) : color(Tone::Surface2));
      painter.drawRoundedRect(box, metrics::kControlRadius - 2, metrics::kControlRadius - 2);
    }
    painter.setFont(textFont(TextSize::Body, isChecked() ? QFont::DemiBold : QFont::Normal));
    painter.setPen(color(!isEnabled() ? Tone::Text3 : isChecked() ? Tone::AccentText : Tone::Text2));
    painter.drawText(rect(), Qt::AlignCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - kPadding));
  }
};

} // namespace

Segmented::Segmented(const QStringList& labels, QWidget* parent) : QWidget(parent), m_buttons(new QButtonGroup(this)) {
  setFixedHeight(metrics::kFieldHeight);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(3, 3, 3, 3);
  row->setSpacing(2);
  m_buttons->setExclusive(true);
  for (int i = 0; i < labels.size(); ++i) {
    auto* segment = new Segment(labels[i], this);
    segment->setToolTip(labels[i]);
    m_buttons->addButton(segment, i);
    row->addWidget(segment, 1);
  }
  connect(m_buttons, &QButtonGroup::idClicked, this, &Segmented::chosen);
  connect(m_buttons, &QButtonGroup::idToggled, this, [this](int id, bool on) {
    if (!on)
      return;
    setFocusProxy(m_buttons->button(id));
    // The arrow keys check a button without a click.
    if (m_buttons->button(id)->hasFocus() && !m_buttons->button(id)->isDown())
      emit chosen(id);
  });
}

int Segmented::current() const { return m_buttons->checkedId(); }

void Segmented::setCurrent(int index) {
  const QSignalBlocker quiet(m_buttons);
  if (QAbstractButton* button = m_buttons->button(index)) {
    button->setChecked(true);
    setFocusProxy(button);
  }
}

bool Segmented::fits(const QStringList& labels, int width) {
  if (labels.size() < 2 || labels.size() > 3)
    return false;
  const QFontMetrics metrics(textFont(TextSize::Body, QFont::DemiBold));
  int widest = 0;
  for (const QString& label : labels)
    widest = std::max(widest, metrics.horizontalAdvance(label));
  return (widest + 2 * kPadding + 2) * labels.size() + 6 <= width; // they are of equal width
}

void Segmented::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(color(Tone::Line), 1));
  painter.setBrush(color(Tone::Surface2));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius,
                          metrics::kControlRadius);
}

} // namespace easel
