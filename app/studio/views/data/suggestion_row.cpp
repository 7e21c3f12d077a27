#include "app/studio/views/data/suggestion_row.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QTextLayout>

namespace easel {

namespace {

constexpr int kIconColumn = 24;
constexpr int kEdge = 6;

/// The column's name in bold, then the words, broken into lines; the height.
qreal layOut(QTextLayout& layout, const QString& column, int width) {
  QTextLayout::FormatRange bold;
  bold.start = 0;
  bold.length = static_cast<int>(column.size());
  bold.format.setFontWeight(QFont::DemiBold);
  layout.setFormats({bold});
  QTextOption option;
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  layout.setTextOption(option);
  layout.beginLayout();
  qreal y = 0;
  while (true) {
    QTextLine line = layout.createLine();
    if (!line.isValid())
      break;
    line.setLineWidth(std::max(20, width));
    line.setPosition({0, y});
    y += 17;
  }
  layout.endLayout();
  return y;
}

} // namespace

SuggestionRow::SuggestionRow(const QString& column, const QString& text, QWidget* parent)
    : QAbstractButton(parent), m_column(column.size() > 60 ? column.left(59) + QChar(0x2026) : column), m_words(text) {
  setAccessibleName(column + ' ' + text);
  setToolTip(tr("Opens the step that mends it"));
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

int SuggestionRow::heightForWidth(int width) const {
  QTextLayout layout(m_column + ' ' + m_words, textFont(TextSize::Small));
  return static_cast<int>(layOut(layout, m_column, width - kIconColumn - 2 * kEdge)) + 2 * kEdge;
}

QSize SuggestionRow::sizeHint() const { return {200, heightForWidth(200)}; }

void SuggestionRow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (underMouse() || isDown() || hasFocus()) {
    painter.setPen(hasFocus() ? QPen(color(Tone::Accent), 1.5) : QPen(Qt::NoPen));
    painter.setBrush(color(Tone::Surface2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metrics::kControlRadius, metrics::kControlRadius);
  }
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  paintIcon(painter, QRectF(mirrored ? width() - kEdge - 16 : kEdge, kEdge, 16, 16), "lightbulb", Tone::Warn);
  QTextLayout layout(m_column + ' ' + m_words, textFont(TextSize::Small));
  layOut(layout, m_column, width() - kIconColumn - 2 * kEdge);
  painter.setPen(color(Tone::Text));
  layout.draw(&painter, QPointF(mirrored ? kEdge : kEdge + kIconColumn, kEdge));
}

} // namespace easel
