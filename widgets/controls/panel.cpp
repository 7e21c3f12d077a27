#include "widgets/controls/panel.h"

#include "widgets/controls/labels.h"
#include "widgets/theme/icons.h"

#include <QBoxLayout>
#include <QPainter>

namespace easel {

namespace {

// Room for the shadow around the box.
constexpr QMargins kShadow(3, 2, 3, 5);

/// The name of the header's icon, painted in the theme's colour.
class HeaderIcon : public QLabel {
 public:
  HeaderIcon() { setFixedSize(metrics::kIcon, metrics::kIcon); }
  QString name;

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    paintIcon(painter, rect(), name, Tone::AccentText);
  }
};

} // namespace

Panel::Panel(const QString& title, QWidget* parent) : QFrame(parent) {
  m_icon = new HeaderIcon;
  m_title = label({}, TextSize::Body, Tone::Text, QFont::DemiBold);
  m_remark = label({}, TextSize::Body, Tone::Text2);
  m_header = new QHBoxLayout;
  m_header->setSpacing(2 * metrics::kGap);
  m_header->addWidget(m_icon);
  m_header->addWidget(m_title);
  m_header->addStretch(1);
  m_header->addWidget(m_remark);
  m_body = new QVBoxLayout;
  m_body->setSpacing(2 * metrics::kGap);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(kShadow.left() + 16, kShadow.top() + 14, kShadow.right() + 16,
                          kShadow.bottom() + 14);
  all->setSpacing(0);
  all->addLayout(m_header);
  all->addLayout(m_body, 1);
  setTitle(title);
  setRemark({});
}

void Panel::setTitle(const QString& title, const QString& iconName) {
  m_title->setText(title);
  static_cast<HeaderIcon*>(m_icon)->name = iconName;
  setAccessibleName(title);
  arrangeHeader();
}

void Panel::setRemark(const QString& remark) {
  m_remark->setText(remark);
  arrangeHeader();
}

void Panel::addToHeader(QWidget* widget) {
  m_header->addWidget(widget);
  arrangeHeader();
}

void Panel::arrangeHeader() {
  m_icon->setVisible(!static_cast<HeaderIcon*>(m_icon)->name.isEmpty());
  m_title->setVisible(!m_title->text().isEmpty());
  m_remark->setVisible(!m_remark->text().isEmpty());
  // Four items are the panel's own; whatever follows was added.
  const bool widgets = m_header->count() > 4;
  const bool used = !m_icon->isHidden() || !m_title->isHidden() || !m_remark->isHidden() || widgets;
  // Controls are higher than a line of text; the title stays where it stands without them.
  const int less = widgets ? 5 : 0;
  m_header->setContentsMargins(0, 0, 0, used ? 10 - less : 0);
  layout()->setContentsMargins(kShadow.left() + 16, kShadow.top() + 14 - less, kShadow.right() + 16,
                               kShadow.bottom() + 14);
}

void Panel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  const QRectF box = QRectF(rect().marginsRemoved(kShadow));
  const QColor shadow = color(Tone::Shadow);
  // A few see-through boxes, one larger than the other, look like a blur and cost nothing.
  constexpr int kLayers = 5;
  QColor layer = shadow;
  layer.setAlphaF(shadow.alphaF() * 0.15f);
  painter.setBrush(layer);
  for (int i = 0; i < kLayers; ++i) {
    const qreal grow = 3.0 - 0.7 * i;
    painter.drawRoundedRect(box.adjusted(-grow, -grow + 1.5, grow, grow + 1.5), metrics::kPanelRadius + grow,
                            metrics::kPanelRadius + grow);
  }
  painter.setPen(QPen(color(Tone::Line), 1));
  painter.setBrush(color(Tone::Surface));
  painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
}

} // namespace easel
