#include "app/studio/views/deploy/mode_cards.h"

#include "widgets/qt_convert.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

namespace easel {

namespace {

constexpr int kPadding = 12;
constexpr int kInset = 2; // as far as a panel's shadow reaches

QString iconOf(const std::string& mode) { return mode == "real_time" ? "lightning-charge" : "hdd-network"; }

class ModeCard : public QAbstractButton {
 public:
  ModeCard(const Declaration& mode, QWidget* parent)
      : QAbstractButton(parent), m_icon(iconOf(mode.id)), m_summary(translated(mode.summary.c_str())) {
    setText(translated(mode.title.c_str()));
    setCheckable(true);
    setAccessibleName(text());
    setAccessibleDescription(m_summary);
    setObjectName("deploy.mode." + toQt(mode.id));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
  }
  QSize sizeHint() const override { return {240, heightForWidth(240)}; }
  QSize minimumSizeHint() const override { return {120, 0}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override {
    const QFontMetrics small(textFont(TextSize::Small));
    return 2 * kPadding + 20 + 4 +
           small.boundingRect(QRect(0, 0, std::max(width - 2 * kPadding, 40), 2000), Qt::TextWordWrap, m_summary).height();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal edge = isChecked() || hasFocus() ? 2 : 1;
    painter.setPen(QPen(color(isChecked() || hasFocus() ? Tone::Accent : Tone::Line), edge));
    painter.setBrush(color(Tone::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(kInset + edge / 2, edge / 2, -kInset - edge / 2, -edge / 2), metrics::kPanelRadius,
                            metrics::kPanelRadius);
    paintIcon(painter, QRectF(kPadding + kInset, kPadding + 2, metrics::kIcon, metrics::kIcon), m_icon,
              isChecked() ? Tone::AccentText : Tone::Text2);
    painter.setFont(textFont(TextSize::Body, QFont::DemiBold));
    painter.setPen(color(Tone::Text));
    const QRect title(kPadding + kInset + metrics::kIcon + 8, kPadding, width() - 2 * kPadding - metrics::kIcon - 8, 20);
    painter.drawText(title, Qt::AlignVCenter, painter.fontMetrics().elidedText(text(), Qt::ElideRight, title.width()));
    painter.setFont(textFont(TextSize::Small));
    painter.setPen(color(Tone::Text2));
    painter.drawText(QRect(kPadding + kInset, kPadding + 24, width() - 2 * kPadding, height() - 2 * kPadding - 24 + 4),
                     Qt::TextWordWrap, m_summary);
  }

 private:
  QString m_icon, m_summary;
};

} // namespace

ModeCards::ModeCards(const Catalog<ServingMode>& modes, QWidget* parent)
    : QWidget(parent), m_buttons(new QButtonGroup(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(10);
  for (const Entry<ServingMode>& mode : modes.entries()) {
    auto* card = new ModeCard(mode.declaration, this);
    m_buttons->addButton(card, static_cast<int>(m_ids.size()));
    m_ids.push_back(mode.declaration.id);
    row->addWidget(card, 1);
  }
  if (QAbstractButton* first = m_buttons->button(0))
    first->setChecked(true);
  connect(m_buttons, &QButtonGroup::idClicked, this, &ModeCards::chosen);
}

std::string ModeCards::current() const {
  const int i = m_buttons->checkedId();
  return i < 0 ? std::string() : m_ids[static_cast<std::size_t>(i)];
}

void ModeCards::setCurrent(const std::string& id) {
  for (std::size_t i = 0; i < m_ids.size(); ++i)
    if (m_ids[i] == id)
      m_buttons->button(static_cast<int>(i))->setChecked(true);
}

} // namespace easel
