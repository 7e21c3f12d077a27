#include "widgets/charts/chart_view.h"

#include "widgets/charts/axis.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace easel {

namespace {
constexpr double kReach = 24;  // pixels from which a mark is meant
constexpr double kDot = 2.5;   // radius of a scatter mark
constexpr int kShownMarks = 5000;
constexpr QPointF kNowhere(-1e6, -1e6); // of values that are no numbers
} // namespace

struct ChartView::Parts {
  ChartSpec spec;
  std::optional<QPointF> point;
  bool diagonal = false;
  Axis x, y;
  QRectF plot;               // where the axes lie
  std::vector<QRectF> places; // of every mark, series after series, as drawn last

  bool bars() const { return spec.kind == ChartKind::Bar || spec.kind == ChartKind::Histogram; }
  std::pair<std::size_t, std::size_t> seriesOf(int mark) const {
    auto i = static_cast<std::size_t>(mark);
    for (std::size_t s = 0; s < spec.series.size(); ++s) {
      if (i < spec.series[s].y.size())
        return {s, i};
      i -= spec.series[s].y.size();
    }
    return {0, 0};
  }
  double px(double v) const { return plot.left() + x.share(v) * plot.width(); }
  double py(double v) const { return plot.bottom() - y.share(v) * plot.height(); }

  QPointF at(double across, double up) const;

  void makeAxes(const QSizeF& size) {
    double xMin = INFINITY, xMax = -INFINITY, yMin = bars() ? 0 : INFINITY, yMax = -INFINITY;
    for (const ChartSeries& s : spec.series) {
      for (const double v : s.x)
        if (std::isfinite(v)) {
          xMin = std::min(xMin, v);
          xMax = std::max(xMax, v);
        }
      for (const double v : s.y)
        if (std::isfinite(v)) {
          yMin = std::min(yMin, v);
          yMax = std::max(yMax, v);
        }
    }
    if (bars() && yMax <= 0)
      yMax = 1;
    // Shares are shown whole: 0 to 1.
    const auto isShare = [](double low, double high) { return low >= 0 && high <= 1 && high - low > 0.4; };
    if (spec.kind == ChartKind::Line && isShare(xMin, xMax) && isShare(yMin, yMax)) {
      xMin = yMin = 0;
      xMax = yMax = 1;
    }
    if (diagonal && spec.kind != ChartKind::Line) {
      xMin = yMin = std::min(xMin, yMin);
      xMax = yMax = std::max(xMax, yMax);
    }
    const int across = std::clamp(static_cast<int>(size.width() / 80), 2, 8);
    const int up = std::clamp(static_cast<int>(size.height() / 44), 2, 6);
    y = niceAxis(yMin, yMax, up, DataType::Float64, true);
    const bool equal = diagonal && spec.kind != ChartKind::Line;
    x = equal ? niceAxis(xMin, xMax, up, spec.xType, true)
              : niceAxis(xMin, xMax, across, spec.xType, spec.kind == ChartKind::Scatter);
  }
};

QPointF ChartView::Parts::at(double across, double up) const {
  return std::isfinite(across) && std::isfinite(up) ? QPointF(px(across), py(up)) : kNowhere;
}

ChartView::ChartView(QWidget* parent) : ChartSurface(parent), m_parts(std::make_unique<Parts>()) {}
ChartView::~ChartView() = default;

void ChartView::setChart(const ChartSpec& chart) {
  m_parts->spec = chart;
  m_parts->places.clear();
  contentChanged();
}

const ChartSpec& ChartView::chart() const {
  return m_parts->spec;
}

void ChartView::setMark(std::optional<QPointF> point) {
  m_parts->point = point;
  update();
}

void ChartView::setDiagonal(bool on) {
  m_parts->diagonal = on;
  update();
}

QString ChartView::chartTitle() const {
  return toQt(m_parts->spec.title);
}

QString ChartView::description() const {
  const ChartSpec& spec = m_parts->spec;
  if (spec.series.empty() || spec.series.front().y.empty())
    return tr("%1: nothing to show.").arg(toQt(spec.title));
  double xMin = INFINITY, xMax = -INFINITY, yMin = INFINITY, yMax = -INFINITY;
  for (const ChartSeries& s : spec.series) {
    for (const double v : s.x) {
      xMin = std::min(xMin, v);
      xMax = std::max(xMax, v);
    }
    for (const double v : s.y) {
      yMin = std::min(yMin, v);
      yMax = std::max(yMax, v);
    }
  }
  QString text = toQt(spec.title) + ". ";
  if (std::isfinite(xMin))
    text += tr("Across: %1, %2 to %3. ").arg(toQt(spec.xTitle), valueText(xMin, spec.xType), valueText(xMax, spec.xType));
  else
    text += tr("Across: %1, values: %2. ").arg(toQt(spec.xTitle)).arg(spec.series.front().y.size());
  text += tr("Up: %1, %2 to %3.").arg(toQt(spec.yTitle), valueText(yMin), valueText(yMax));
  if (spec.series.size() > 1)
    text += ' ' + tr("Lines: %1.").arg(spec.series.size());
  return text;
}

QString ChartView::csv() const {
  const ChartSpec& spec = m_parts->spec;
  const bool bins = spec.kind == ChartKind::Histogram;
  QString text = csvField(tr("series")) + ',' + (bins ? tr("from") + ',' + tr("to") : csvField(toQt(spec.xTitle))) + ',' +
                 csvField(toQt(spec.yTitle)) + '\n';
  const auto number = [&](double v) {
    return isTemporal(spec.xType) ? valueText(v, spec.xType) : QString::number(v, 'g', 17);
  };
  for (const ChartSeries& s : spec.series)
    for (std::size_t i = 0; i < s.y.size(); ++i) {
      text += csvField(toQt(s.name)) + ',';
      if (i < s.labels.size())
        text += csvField(toQt(s.labels[i]));
      else if (i < s.x.size())
        text += number(s.x[i]) + (bins && i + 1 < s.x.size() ? ',' + number(s.x[i + 1]) : QString());
      text += ',' + QString::number(s.y[i], 'g', 17) + '\n';
    }
  return text;
}

int ChartView::markCount() const {
  std::size_t n = 0;
  for (const ChartSeries& s : m_parts->spec.series)
    n += s.y.size();
  return static_cast<int>(std::min<std::size_t>(n, kShownMarks));
}

QRectF ChartView::markPlace(int mark) const {
  const auto i = static_cast<std::size_t>(mark);
  return i < m_parts->places.size() ? m_parts->places[i] : QRectF();
}

int ChartView::markAt(const QPointF& point) const {
  const Parts& p = *m_parts;
  if (!p.plot.adjusted(-4, -4, 4, 4).contains(point))
    return -1;
  int best = -1;
  double nearest = kReach;
  for (std::size_t i = 0; i < p.places.size(); ++i) {
    const QRectF& place = p.places[i];
    if (p.bars()) {
      if (point.x() >= place.left() && point.x() <= place.right())
        return static_cast<int>(i);
      continue;
    }
    const QPointF d = place.center() - point;
    // A line is asked for by the place along it, a dot by where it lies.
    const double distance = p.spec.kind == ChartKind::Line ? std::abs(d.x()) + std::abs(d.y()) * 0.2 : std::hypot(d.x(), d.y());
    if (distance < nearest) {
      nearest = distance;
      best = static_cast<int>(i);
    }
  }
  return best;
}

QString ChartView::markText(int mark) const {
  const Parts& p = *m_parts;
  const auto [s, i] = p.seriesOf(mark);
  if (s >= p.spec.series.size() || i >= p.spec.series[s].y.size())
    return {};
  const ChartSeries& series = p.spec.series[s];
  QString text;
  if (p.spec.series.size() > 1)
    text += toQt(series.name) + '\n';
  if (i < series.labels.size())
    text += toQt(series.labels[i]);
  else if (p.spec.kind == ChartKind::Histogram && i + 1 < series.x.size())
    text += tr("%1 to %2").arg(valueText(series.x[i], p.spec.xType), valueText(series.x[i + 1], p.spec.xType));
  else if (i < series.x.size())
    text += toQt(p.spec.xTitle) + ": " + valueText(series.x[i], p.spec.xType);
  return text + '\n' + toQt(p.spec.yTitle) + ": " + valueText(series.y[i]);
}

void ChartView::draw(QPainter& painter, const QRectF& area, bool live) {
  Parts& p = *m_parts;
  const ChartSpec& spec = p.spec;
  p.places.clear();
  const QFont small = tabularFont(TextSize::Caption);
  const QFontMetricsF metrics(small);
  painter.setFont(small);
  if (spec.series.empty()) {
    painter.setPen(color(Tone::Text2));
    painter.drawText(area, Qt::AlignCenter, tr("Nothing to show"));
    return;
  }
  p.makeAxes(area.size());
  double labels = 0;
  for (const AxisTick& tick : p.y.ticks)
    labels = std::max(labels, metrics.horizontalAdvance(tick.text));
  const double line = metrics.height();
  const bool legend = spec.series.size() > 1;
  const double top = area.top() + (spec.yTitle.empty() && !legend ? line / 2 : line + 8);
  const double bottom = area.bottom() - line - 4 - (spec.xTitle.empty() ? 0 : line + 2);
  p.plot = QRectF(QPointF(area.left() + labels + 8, top), QPointF(area.right() - 8, std::max(bottom, top + 10)));

  // Grid and its numbers.
  for (const AxisTick& tick : p.y.ticks) {
    const double y = p.py(tick.value);
    painter.setPen(QPen(color(Tone::Grid), 1));
    painter.drawLine(QPointF(p.plot.left(), y), QPointF(p.plot.right(), y));
    painter.setPen(color(Tone::Text2));
    painter.drawText(QRectF(area.left(), y - line / 2, labels, line), Qt::AlignRight | Qt::AlignVCenter, tick.text);
  }
  const auto tickLabel = [&](double x, double room, const QString& text) {
    const QString shown = metrics.elidedText(text, Qt::ElideRight, room);
    const double w = metrics.horizontalAdvance(shown);
    const double left = std::clamp(x - w / 2, p.plot.left() - labels, std::max(p.plot.left(), area.right() - w));
    painter.drawText(QRectF(left, p.plot.bottom() + 3, w + 1, line), Qt::AlignLeft | Qt::AlignVCenter, shown);
  };
  painter.setPen(color(Tone::Text2));
  if (spec.kind == ChartKind::Bar) {
    const auto n = static_cast<double>(std::max<std::size_t>(1, spec.series.front().labels.size()));
    const double room = p.plot.width() / n;
    for (std::size_t i = 0; i < spec.series.front().labels.size(); ++i)
      tickLabel(p.plot.left() + (static_cast<double>(i) + 0.5) * room, room - 4, toQt(spec.series.front().labels[i]));
  } else {
    const double room = p.plot.width() / static_cast<double>(std::max<qsizetype>(1, p.x.ticks.size()));
    for (const AxisTick& tick : p.x.ticks)
      tickLabel(p.px(tick.value), room + 20, tick.text);
  }
  if (!spec.xTitle.empty())
    painter.drawText(QRectF(p.plot.left(), area.bottom() - line, p.plot.width(), line), Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(toQt(spec.xTitle), Qt::ElideRight, p.plot.width()));
  double legendLeft = area.right();
  if (legend) {
    constexpr std::size_t kNamed = 6; // more lines are told by the hover
    for (std::size_t s = std::min(spec.series.size(), kNamed); s-- > 0;) {
      const QString name = metrics.elidedText(toQt(spec.series[s].name), Qt::ElideRight, 120);
      const double w = metrics.horizontalAdvance(name) + 16;
      if (legendLeft - w < area.left() + area.width() * 0.35)
        break;
      legendLeft -= w;
      painter.setPen(Qt::NoPen);
      painter.setBrush(dataColor(static_cast<int>(s)));
      painter.drawEllipse(QPointF(legendLeft + 4, area.top() + line / 2), 3.5, 3.5);
      painter.setPen(color(Tone::Text2));
      painter.drawText(QRectF(legendLeft + 11, area.top(), w, line), Qt::AlignLeft | Qt::AlignVCenter, name);
    }
  }
  painter.setPen(color(Tone::Text2));
  if (!spec.yTitle.empty())
    painter.drawText(QRectF(area.left(), area.top(), legendLeft - area.left() - 8, line), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(toQt(spec.yTitle), Qt::ElideRight, legendLeft - area.left() - 8));

  if (p.diagonal) {
    painter.setPen(QPen(color(Tone::LineStrong), 1.4, Qt::CustomDashLine));
    QPen dashes(color(Tone::LineStrong), 1.4);
    dashes.setDashPattern({3, 3});
    painter.setPen(dashes);
    painter.drawLine(QPointF(p.px(p.x.from), p.py(p.y.from)), QPointF(p.px(p.x.to), p.py(p.y.to)));
  }

  const int hovered = live ? currentMark() : -1;
  for (std::size_t s = 0; s < spec.series.size(); ++s) {
    const ChartSeries& series = spec.series[s];
    const QColor tone = dataColor(static_cast<int>(s));
    if (p.bars()) {
      const auto n = static_cast<double>(std::max<std::size_t>(1, series.y.size()));
      painter.setPen(Qt::NoPen);
      for (std::size_t i = 0; i < series.y.size() && p.places.size() < kShownMarks; ++i) {
        double left, right;
        if (spec.kind == ChartKind::Histogram && i + 1 < series.x.size()) {
          left = p.px(series.x[i]);
          right = p.px(series.x[i + 1]) - 1;
        } else {
          const double room = p.plot.width() / n;
          left = p.plot.left() + static_cast<double>(i) * room + room * 0.15;
          right = left + room * 0.7;
        }
        const double y = p.py(std::isfinite(series.y[i]) ? series.y[i] : 0);
        const QRectF bar(QPointF(left, y), QPointF(std::max(right, left + 1), p.py(0)));
        p.places.push_back(bar);
        painter.setBrush(static_cast<int>(p.places.size()) - 1 == hovered ? tone.darker(115) : tone);
        QPainterPath shape; // round above only
        shape.setFillRule(Qt::WindingFill);
        const double r = std::min({2.0, bar.width() / 2, bar.height()});
        shape.addRoundedRect(bar, r, r);
        shape.addRect(bar.adjusted(0, std::min(r, bar.height()), 0, 0));
        painter.drawPath(shape);
      }
    } else if (spec.kind == ChartKind::Line) {
      QPolygonF points;
      for (std::size_t i = 0; i < series.y.size() && i < series.x.size(); ++i) {
        const QPointF at = p.at(series.x[i], series.y[i]);
        if (at != kNowhere)
          points << at;
        p.places.emplace_back(at - QPointF(3, 3), QSizeF(6, 6));
      }
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(tone, s == 0 ? 2 : 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      painter.drawPolyline(points);
      if (points.size() <= 20) { // few points: the bins can be seen
        painter.setBrush(tone);
        painter.setPen(Qt::NoPen);
        for (const QPointF& at : points)
          painter.drawEllipse(at, 2.5, 2.5);
      }
    } else {
      QColor soft = tone;
      soft.setAlphaF(0.6F);
      painter.setPen(Qt::NoPen);
      painter.setBrush(soft);
      for (std::size_t i = 0; i < series.y.size() && i < series.x.size() && p.places.size() < kShownMarks; ++i) {
        const QPointF at = p.at(series.x[i], series.y[i]);
        p.places.emplace_back(at - QPointF(kDot, kDot), QSizeF(2 * kDot, 2 * kDot));
        if (at != kNowhere)
          painter.drawEllipse(at, kDot, kDot);
      }
    }
  }
  if (hovered >= 0 && !p.bars() && static_cast<std::size_t>(hovered) < p.places.size()) {
    painter.setPen(QPen(color(Tone::Surface), 1.5));
    painter.setBrush(dataColor(static_cast<int>(p.seriesOf(hovered).first)));
    painter.drawEllipse(p.places[static_cast<std::size_t>(hovered)].center(), 4, 4);
  }
  if (p.point) {
    painter.setBrush(color(Tone::Surface));
    painter.setPen(QPen(dataColor(0), 2.5));
    painter.drawEllipse(QPointF(p.px(p.point->x()), p.py(p.point->y())), 5, 5);
  }
}

} // namespace easel
