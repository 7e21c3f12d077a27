#include "widgets/charts/swarm_view.h"

#include "widgets/charts/axis.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace easel {

namespace {
constexpr double kRow = 23;
constexpr double kDot = 2;
constexpr double kReach = 7;
constexpr int kFoot = 34; // legend and axis

QColor between(double level) {
  return std::isnan(level) ? color(Tone::C6) : mixed(Tone::C2, Tone::C1, level);
}
QString signedText(double v) {
  return (v > 0 ? "+" : "") + valueText(v);
}
} // namespace

SwarmView::SwarmView(QWidget* parent) : ChartSurface(parent) {
  contentChanged();
}

void SwarmView::setChart(const SwarmChart& chart) {
  m_chart = chart;
  m_places.clear();
  m_byEffect.clear();
  for (const SwarmFeature& feature : chart.features) {
    std::vector<std::size_t> order(feature.contribution.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return feature.contribution[a] < feature.contribution[b]; });
    m_byEffect.push_back(std::move(order));
  }
  contentChanged();
  updateGeometry();
}

QSize SwarmView::sizeHint() const {
  return {380, static_cast<int>(kRow * static_cast<double>(std::max<std::size_t>(4, m_chart.features.size()))) + kFoot};
}

QSize SwarmView::minimumSizeHint() const {
  return {220, static_cast<int>(0.85 * kRow * static_cast<double>(m_chart.features.size())) + kFoot};
}

QString SwarmView::chartTitle() const {
  return toQt(m_chart.title);
}

QString SwarmView::description() const {
  QStringList names;
  for (const SwarmFeature& f : m_chart.features)
    names << tr("%1 (on average %2)").arg(toQt(f.name), valueText(f.importance));
  return tr("%1. Rows: %2. Most important first: %3.").arg(toQt(m_chart.title)).arg(m_chart.rows).arg(names.join(", "));
}

QString SwarmView::csv() const {
  QString text = tr("column") + ',' + tr("value") + ',' + tr("effect") + '\n';
  for (const SwarmFeature& f : m_chart.features)
    for (std::size_t i = 0; i < f.contribution.size(); ++i)
      text += csvField(toQt(f.name)) + ',' + csvField(i < f.value.size() ? toQt(f.value[i]) : QString()) + ',' +
              QString::number(f.contribution[i], 'g', 17) + '\n';
  return text;
}

std::pair<std::size_t, std::size_t> SwarmView::place(int mark) const {
  auto i = static_cast<std::size_t>(mark);
  for (std::size_t f = 0; f < m_chart.features.size(); ++f) {
    if (i < rowsOf(f))
      return {f, i};
    i -= rowsOf(f);
  }
  return {0, 0};
}

QRectF SwarmView::markPlace(int mark) const {
  const auto i = static_cast<std::size_t>(mark);
  return i < m_places.size() ? QRectF(m_places[i] - QPointF(kDot, kDot), QSizeF(2 * kDot, 2 * kDot)) : QRectF();
}

int SwarmView::markAt(const QPointF& point) const {
  int best = -1;
  double nearest = kReach;
  for (std::size_t i = 0; i < m_places.size(); ++i) {
    const QPointF d = m_places[i] - point;
    if (const double distance = std::abs(d.x()) + std::abs(d.y()); distance < nearest) {
      nearest = distance;
      best = static_cast<int>(i);
    }
  }
  return best;
}

QString SwarmView::markText(int mark) const {
  if (m_places.empty())
    return {};
  const auto [f, i] = place(mark);
  const SwarmFeature& feature = m_chart.features[f];
  return QStringLiteral("%1 = %2\n%3: %4")
      .arg(toQt(feature.name), i < feature.value.size() ? toQt(feature.value[i]) : QString(), toQt(m_chart.xTitle),
           signedText(feature.contribution[i]));
}

void SwarmView::markActivated(int mark) {
  emit featureActivated(toQt(m_chart.features[place(mark).first].name));
}

int SwarmView::markBeside(int mark, Qt::Key key) const {
  if (mark < 0 || m_chart.features.empty())
    return 0;
  const auto [f, i] = place(mark);
  const auto rows = static_cast<int>(rowsOf(f));
  if (key == Qt::Key_Up)
    return f > 0 ? mark - rows : mark;
  if (key == Qt::Key_Down)
    return f + 1 < m_chart.features.size() ? mark + rows : mark;
  // Along the effect, not along the rows.
  const auto& order = m_byEffect[f];
  const auto at = static_cast<std::size_t>(std::find(order.begin(), order.end(), i) - order.begin());
  const std::size_t next = key == Qt::Key_Left ? (at > 0 ? at - 1 : 0) : std::min(order.size() - 1, at + 1);
  return mark + static_cast<int>(order[next]) - static_cast<int>(i);
}

void SwarmView::draw(QPainter& painter, const QRectF& area, bool live) {
  m_places.clear();
  if (m_chart.features.empty())
    return;
  double low = 0, high = 0;
  for (const SwarmFeature& f : m_chart.features)
    for (const double v : f.contribution) {
      low = std::min(low, v);
      high = std::max(high, v);
    }
  if (low == high)
    high = low + 1;
  const QFont small = textFont(TextSize::Small);
  const QFontMetricsF words(small);
  double names = 0;
  for (const SwarmFeature& f : m_chart.features)
    names = std::max(names, words.horizontalAdvance(toQt(f.name)));
  names = std::min(names + 12, area.width() * 0.36);
  const QRectF plot(area.left() + names, area.top(), area.width() - names - 8, area.height() - kFoot);
  const double row = plot.height() / static_cast<double>(m_chart.features.size());
  const auto px = [&](double v) { return plot.left() + 6 + (v - low) / (high - low) * (plot.width() - 12); };

  painter.setPen(QPen(color(Tone::LineStrong), 1));
  painter.drawLine(QPointF(px(0), plot.top()), QPointF(px(0), plot.bottom()));
  painter.setFont(small);
  const double room = std::max(2.0, row / 2 - 2);
  for (std::size_t f = 0; f < m_chart.features.size(); ++f) {
    const SwarmFeature& feature = m_chart.features[f];
    const double middle = plot.top() + (static_cast<double>(f) + 0.5) * row;
    painter.setPen(color(Tone::Text));
    painter.drawText(QRectF(area.left(), middle - row / 2, names - 8, row), Qt::AlignLeft | Qt::AlignVCenter,
                     words.elidedText(toQt(feature.name), Qt::ElideRight, names - 8));
    painter.setPen(Qt::NoPen);
    const std::size_t first = m_places.size();
    m_places.resize(first + feature.contribution.size());
    // Dots of one pixel column pile up around the middle: 0, +1, −1, +2 …; where there is no room for more they lie closer.
    std::vector<int> pile(static_cast<std::size_t>(plot.width() / (1.5 * kDot)) + 2);
    const auto column = [&](double v) {
      return static_cast<std::size_t>(std::clamp((px(v) - plot.left()) / (1.5 * kDot), 0.0, static_cast<double>(pile.size() - 1)));
    };
    std::vector<int> whole(pile.size());
    for (const double v : feature.contribution)
      ++whole[column(v)];
    for (const std::size_t i : m_byEffect[f]) {
      const std::size_t c = column(feature.contribution[i]);
      const int k = pile[c]++;
      const double step = std::min(1.6 * kDot, 2 * room / std::max(1, whole[c]));
      const double offset = ((k + 1) / 2) * (k % 2 ? 1 : -1) * step;
      const QPointF at(px(feature.contribution[i]), middle + offset);
      m_places[first + i] = at;
      QColor tone = between(i < feature.level.size() ? feature.level[i] : NAN);
      tone.setAlphaF(0.78F);
      painter.setBrush(tone);
      painter.drawEllipse(at, kDot, kDot);
    }
  }
  if (live && currentMark() >= 0 && static_cast<std::size_t>(currentMark()) < m_places.size()) {
    painter.setPen(QPen(color(Tone::Text), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(m_places[static_cast<std::size_t>(currentMark())], 4, 4);
  }
  // low ▬ high, and what the place means
  const QFont caption = textFont(TextSize::Caption);
  const QFontMetricsF metrics(caption);
  const double y = area.bottom() - metrics.height() / 2 - 2;
  painter.setFont(caption);
  painter.setPen(color(Tone::Text2));
  double x = area.left();
  const auto write = [&](const QString& text) {
    const double w = metrics.horizontalAdvance(text);
    painter.drawText(QRectF(x, y - metrics.height() / 2, w + 2, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, text);
    x += w + 6;
  };
  write(tr("low"));
  QLinearGradient gradient(QPointF(x, 0), QPointF(x + 80, 0));
  gradient.setColorAt(0, color(Tone::C1));
  gradient.setColorAt(1, color(Tone::C2));
  painter.setPen(Qt::NoPen);
  painter.setBrush(gradient);
  painter.drawRoundedRect(QRectF(x, y - 2.5, 80, 5), 2.5, 2.5);
  x += 86;
  painter.setPen(color(Tone::Text2));
  write(tr("high value of the column"));
  const QString effect = tr("lowers ← %1 → raises").arg(toQt(m_chart.xTitle));
  if (const double w = metrics.horizontalAdvance(effect); area.right() - w > x + 8) {
    x = area.right() - w;
    write(effect);
  }
}

} // namespace easel
