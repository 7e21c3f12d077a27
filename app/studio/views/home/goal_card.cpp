#include "app/studio/views/home/goal_card.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace easel {

namespace {
constexpr int kSide = 18;  // inner margin
constexpr int kBadge = 42; // the icon's square
constexpr int kTextLeft = kSide + kBadge + 14;
constexpr double kBadgeShare = 0.14;
} // namespace

GoalCard::GoalCard(const QString& iconName, Tone tone, const QString& title, const QString& text, QWidget* parent)
    : QAbstractButton(parent), m_iconName(iconName), m_text(text), m_tone(tone) {
  setText(title);
  setAccessibleName(title);
  setAccessibleDescription(text);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setCursor(Qt::PointingHandCursor);
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

QSize GoalCard::sizeHint() const {
  return {380, heightForWidth(380)};
}

QSize GoalCard::minimumSizeHint() const {
  const int title = QFontMetrics(textFont(TextSize::Title, QFont::DemiBold)).horizontalAdvance(text()) + 1;
  const int width = kTextLeft + title + kSide;
  return {width, heightForWidth(width)};
}

int GoalCard::heightForWidth(int width) const {
  const int room = std::max(80, width - kTextLeft - kSide);
  const int title = QFontMetrics(textFont(TextSize::Title, QFont::DemiBold)).height();
  const int text = QFontMetrics(textFont(TextSize::Body)).boundingRect(0, 0, room, 1000, Qt::TextWordWrap, m_text).height();
  return std::max(kBadge + 2 * kSide, title + 4 + text + 2 * kSide);
}

void GoalCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  painter.setPen(QPen(color(underMouse() || hasFocus() ? Tone::Accent : Tone::Line), hasFocus() ? 2 : 1));
  painter.setBrush(color(isDown() ? Tone::Surface2 : Tone::Surface));
  painter.drawRoundedRect(box, metrics::kPanelRadius, metrics::kPanelRadius);

  const QRectF badge(kSide, kSide, kBadge, kBadge);
  painter.setPen(Qt::NoPen);
  painter.setBrush(mixed(m_tone, Tone::Surface, kBadgeShare));
  painter.drawRoundedRect(badge, metrics::kPanelRadius, metrics::kPanelRadius);
  const qreal icon = 18;
  paintIcon(painter, QRectF(badge.center().x() - icon / 2, badge.center().y() - icon / 2, icon, icon), m_iconName, m_tone);

  const QFont titleFont = textFont(TextSize::Title, QFont::DemiBold);
  const int room = width() - kTextLeft - kSide;
  painter.setFont(titleFont);
  painter.setPen(color(Tone::Text));
  const int titleHeight = QFontMetrics(titleFont).height();
  painter.drawText(QRect(kTextLeft, kSide, room, titleHeight), Qt::AlignLeft | Qt::AlignVCenter,
                   QFontMetrics(titleFont).elidedText(text(), Qt::ElideRight, room));
  painter.setFont(textFont(TextSize::Body));
  painter.setPen(color(Tone::Text2));
  painter.drawText(QRect(kTextLeft, kSide + titleHeight + 4, room, height() - kSide - titleHeight - 4),
                   Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_text);
}

} // namespace easel
