#include "widgets/charts/waterfall_view.h"

#include "widgets/charts/axis.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace easel {

namespace {
constexpr double kRow = 26;

QString signedText(double v) {
  return (v > 0 ? "+" : "") + valueText(v);
}
QString nameOf(const WaterfallStep& step) {
  return step.value.empty() ? toQt(step.name) : toQt(step.name) + " = " + toQt(step.value);
}
} // namespace

WaterfallView::WaterfallView(QWidget* parent) : ChartSurface(parent) {
  contentChanged();
}

void WaterfallView::setChart(const WaterfallChart& chart) {
  m_chart = chart;
  m_rows.clear();
  contentChanged();
  updateGeometry();
}

QSize WaterfallView::sizeHint() const {
  return {380, static_cast<int>(kRow * static_cast<double>(m_chart.steps.size() + 2))};
}

QSize WaterfallView::minimumSizeHint() const {
  return {220, static_cast<int>(0.8 * kRow * static_cast<double>(m_chart.steps.size() + 2))};
}

QString WaterfallView::chartTitle() const {
  return toQt(m_chart.title);
}

QString WaterfallView::description() const {
  QStringList parts;
  for (const WaterfallStep& step : m_chart.steps)
    parts << nameOf(step) + ": " + signedText(step.contribution);
  return tr("Begins at %1, ends at %2. %3.").arg(toQt(m_chart.baseText), toQt(m_chart.totalText), parts.join("; "));
}

QString WaterfallView::csv() const {
  QString text = tr("column") + ',' + tr("value") + ',' + tr("effect") + '\n';
  text += tr("begin") + ",," + QString::number(m_chart.base, 'g', 17) + '\n';
  for (const WaterfallStep& step : m_chart.steps)
    text += csvField(toQt(step.name)) + ',' + csvField(toQt(step.value)) + ',' +
            QString::number(step.contribution, 'g', 17) + '\n';
  return text + tr("end") + ",," + QString::number(m_chart.total, 'g', 17) + '\n';
}

QRectF WaterfallView::markPlace(int mark) const {
  const auto i = static_cast<std::size_t>(mark);
  return i < m_rows.size() ? m_rows[i] : QRectF();
}

int WaterfallView::markAt(const QPointF& point) const {
  for (std::size_t i = 0; i < m_rows.size(); ++i)
    if (point.y() >= m_rows[i].top() && point.y() < m_rows[i].bottom())
      return static_cast<int>(i);
  return -1;
}

QString WaterfallView::markText(int mark) const {
  const auto i = static_cast<std::size_t>(mark);
  if (i >= m_chart.steps.size())
    return {};
  return nameOf(m_chart.steps[i]) + '\n' + toQt(m_chart.xTitle) + ": " + signedText(m_chart.steps[i].contribution);
}

void WaterfallView::draw(QPainter& painter, const QRectF& area, bool live) {
  m_rows.clear();
  if (m_chart.baseText.empty())
    return;
  double low = std::min(m_chart.base, m_chart.total), high = std::max(m_chart.base, m_chart.total), at = m_chart.base;
  for (const WaterfallStep& step : m_chart.steps) {
    at += step.contribution;
    low = std::min(low, at);
    high = std::max(high, at);
  }
  if (low == high)
    high = low + 1;
  const QFont small = textFont(TextSize::Small), number = tabularFont(TextSize::Small, QFont::DemiBold);
  const QFontMetricsF words(small), digits(number);
  double names = words.horizontalAdvance(tr("Where every row begins"));
  double values = std::max(digits.horizontalAdvance(toQt(m_chart.baseText)), digits.horizontalAdvance(toQt(m_chart.totalText)));
  for (const WaterfallStep& step : m_chart.steps) {
    names = std::max(names, words.horizontalAdvance(nameOf(step)));
    values = std::max(values, digits.horizontalAdvance(signedText(step.contribution)));
  }
  names = std::min(names + 12, area.width() * 0.42);
  values += 10;
  const QRectF plot(area.left() + names, area.top(), std::max(20.0, area.width() - names - values), area.height());
  const double row = std::min(kRow, area.height() / static_cast<double>(m_chart.steps.size() + 2));
  const auto px = [&](double v) { return plot.left() + (v - low) / (high - low) * plot.width(); };

  const auto line = [&](std::size_t i, const QString& name, const QString& value, bool strong) {
    const QRectF all(area.left(), area.top() + static_cast<double>(i) * row, area.width(), row);
    painter.setFont(strong ? textFont(TextSize::Small, QFont::DemiBold) : small);
    painter.setPen(color(Tone::Text));
    painter.drawText(QRectF(all.left(), all.top(), names - 8, row), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(painter.font()).elidedText(name, Qt::ElideRight, names - 8));
    painter.setFont(number);
    painter.drawText(QRectF(plot.right(), all.top(), values, row), Qt::AlignRight | Qt::AlignVCenter, value);
    return all;
  };
  const auto level = [&](double v, const QRectF& all) {
    painter.setPen(QPen(color(Tone::LineStrong), 2));
    painter.drawLine(QPointF(px(v), all.top() + 4), QPointF(px(v), all.bottom() - 4));
  };
  level(m_chart.base, line(0, tr("Where every row begins"), toQt(m_chart.baseText), true));
  at = m_chart.base;
  for (std::size_t i = 0; i < m_chart.steps.size(); ++i) {
    const WaterfallStep& step = m_chart.steps[i];
    const QRectF all = line(i + 1, nameOf(step), signedText(step.contribution), false);
    m_rows.push_back(all);
    const double from = px(at), to = px(at + step.contribution);
    painter.setPen(QPen(color(Tone::Grid), 1));
    painter.drawLine(QPointF(from, all.top() - row / 2 + 6), QPointF(from, all.bottom() - 6));
    const QColor tone = color(step.contribution >= 0 ? Tone::C2 : Tone::C1);
    painter.setPen(Qt::NoPen);
    painter.setBrush(live && currentMark() == static_cast<int>(i) ? tone.darker(115) : tone);
    painter.drawRoundedRect(QRectF(QPointF(std::min(from, to), all.top() + 6),
                                   QPointF(std::max({from, to, std::min(from, to) + 1.5}), all.bottom() - 6)),
                            2, 2);
    at += step.contribution;
  }
  level(m_chart.total, line(m_chart.steps.size() + 1, tr("This row"), toQt(m_chart.totalText), true));
}

} // namespace easel
