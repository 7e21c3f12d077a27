#include "widgets/charts/progress_line.h"

#include "widgets/charts/axis.h"
#include "widgets/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace easel {

ProgressLine::ProgressLine(QWidget* parent) : ChartSurface(parent) {
  contentChanged();
}

void ProgressLine::set(const QString& metric, bool higherIsBetter, const QList<Attempt>& attempts) {
  m_metric = metric;
  m_higher = higherIsBetter;
  m_attempts = attempts;
  contentChanged();
}

int ProgressLine::best() const {
  int found = -1;
  for (int i = 0; i < m_attempts.size(); ++i)
    if (found < 0 || (m_higher ? m_attempts[i].score > m_attempts[found].score : m_attempts[i].score < m_attempts[found].score))
      found = i;
  return found;
}

QString ProgressLine::description() const {
  const int i = best();
  if (i < 0)
    return tr("Nothing was tried yet.");
  return tr("Models tried: %1. Best: %2, %3 %4.")
      .arg(m_attempts.size())
      .arg(m_attempts[i].name, m_metric, valueText(m_attempts[i].score));
}

QString ProgressLine::csv() const {
  QString text = tr("model") + ',' + csvField(m_metric) + '\n';
  for (const Attempt& a : m_attempts)
    text += csvField(a.name) + ',' + QString::number(a.score, 'g', 17) + '\n';
  return text;
}

QRectF ProgressLine::markPlace(int mark) const {
  return mark < m_places.size() ? QRectF(m_places[mark] - QPointF(4, 4), QSizeF(8, 8)) : QRectF();
}

int ProgressLine::markAt(const QPointF& point) const {
  int found = -1;
  double nearest = 30;
  for (int i = 0; i < m_places.size(); ++i)
    if (const double d = std::abs(m_places[i].x() - point.x()); d < nearest) {
      nearest = d;
      found = i;
    }
  return found;
}

QString ProgressLine::markText(int mark) const {
  return mark < m_attempts.size() ? m_attempts[mark].name + '\n' + m_metric + ": " + valueText(m_attempts[mark].score)
                                  : QString();
}

void ProgressLine::draw(QPainter& painter, const QRectF& area, bool live) {
  m_places.clear();
  const QFont small = tabularFont(TextSize::Caption);
  const QFontMetricsF metrics(small);
  painter.setFont(small);
  if (m_attempts.isEmpty()) {
    painter.setPen(color(Tone::Text2));
    painter.drawText(area, Qt::AlignCenter, tr("The first result appears here."));
    return;
  }
  // A yardstick far below must not flatten the rest: the axis shows the better three quarters of the tries.
  std::vector<double> scores;
  for (const Attempt& a : m_attempts)
    scores.push_back(a.score);
  std::sort(scores.begin(), scores.end());
  const std::size_t cut = scores.size() < 3 ? 0 : std::max<std::size_t>(1, scores.size() / 4);
  const double low = m_higher ? scores[cut] : scores.front();
  const double high = m_higher ? scores.back() : scores[scores.size() - 1 - cut];
  const double room = std::max((high - low) * 0.12, std::abs(high) * 0.002 + 1e-9);
  const Axis axis = niceAxis(low - room, high + room, std::clamp(static_cast<int>(area.height() / 40), 2, 5), DataType::Float64, true);
  double labels = 0;
  for (const AxisTick& t : axis.ticks)
    labels = std::max(labels, metrics.horizontalAdvance(t.text));
  const double line = metrics.height();
  const QRectF plot(QPointF(area.left() + labels + 8, area.top() + line + 6), QPointF(area.right() - 8, area.bottom() - 6));
  const auto py = [&](double v) { return plot.bottom() - std::clamp(axis.share(v), -0.03, 1.0) * plot.height(); };
  const auto px = [&](qsizetype i) {
    const auto n = static_cast<double>(std::max<qsizetype>(10, m_attempts.size()));
    return plot.left() + (static_cast<double>(i) + 0.5) / n * plot.width();
  };
  painter.setPen(color(Tone::Text2));
  painter.drawText(QRectF(area.left(), area.top(), area.width(), line), Qt::AlignLeft | Qt::AlignVCenter, m_metric);
  for (const AxisTick& t : axis.ticks) {
    painter.setPen(QPen(color(Tone::Grid), 1));
    painter.drawLine(QPointF(plot.left(), py(t.value)), QPointF(plot.right(), py(t.value)));
    painter.setPen(color(Tone::Text2));
    painter.drawText(QRectF(area.left(), py(t.value) - line / 2, labels, line), Qt::AlignRight | Qt::AlignVCenter, t.text);
  }
  QPolygonF steps;
  double top = m_attempts.front().score;
  for (qsizetype i = 0; i < m_attempts.size(); ++i) {
    const double s = m_attempts[i].score;
    const QPointF at(px(i), py(s));
    m_places << at;
    const double before = top;
    top = m_higher ? std::max(top, s) : std::min(top, s);
    if (i > 0)
      steps << QPointF(at.x(), py(before));
    steps << QPointF(at.x(), py(top));
  }
  steps << QPointF(plot.right(), py(top));
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(color(Tone::C1), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPolyline(steps);
  const int winner = best();
  for (int i = 0; i < m_places.size(); ++i) {
    const bool strong = i == winner || (live && i == currentMark());
    painter.setPen(strong ? QPen(color(Tone::C1), 2.5) : QPen(Qt::NoPen));
    painter.setBrush(strong ? color(Tone::Surface) : color(Tone::C6));
    painter.drawEllipse(m_places[i], strong ? 4.5 : 3, strong ? 4.5 : 3);
  }
}

} // namespace easel
