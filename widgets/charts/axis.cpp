#include "widgets/charts/axis.h"

#include "core/base/text.h"
#include "widgets/qt_convert.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

namespace easel {

namespace {

constexpr double kMicrosADay = 86'400e6;

QDateTime momentOf(double value, DataType type) {
  const double millis = type == DataType::Date ? value * 86'400e3 : value / 1000;
  return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(millis), Qt::UTC);
}

double roundStep(double rough) {
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (rough <= factor * power * 1.0001)
      return factor * power;
  return 10 * power;
}

QString tickText(double value, double step) {
  const double size = std::abs(value);
  const auto shortened = [&](double unit, const char* sign) {
    return toQt(formatNumber(value / unit, 6)) + sign;
  };
  if (size >= 1e9)
    return shortened(1e9, "B");
  if (size >= 1e6)
    return shortened(1e6, "M");
  if (step >= 1 && size < 1e15)
    return toQt(formatCount(static_cast<std::int64_t>(std::llround(value))));
  const int digits = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 12);
  return digits > 6 ? toQt(formatNumber(value, 3)) : QString::number(value, 'f', digits);
}

/// Dates: whole years, months or days; times of day when all lies within some days.
Axis timeAxis(double min, double max, int count, DataType type) {
  Axis axis{min, max, {}};
  const double day = type == DataType::Date ? 1 : kMicrosADay;
  const double days = (max - min) / day;
  const QDateTime first = momentOf(min, type);
  const auto valueOf = [&](const QDateTime& t) {
    const auto millis = static_cast<double>(t.toMSecsSinceEpoch());
    return type == DataType::Date ? millis / 86'400e3 : millis * 1000;
  };
  const auto add = [&](const QDateTime& t, const char* format) {
    if (const double v = valueOf(t); v >= min && v <= max)
      axis.ticks.append({v, t.toString(format)});
  };
  if (days > 365.0 * count) {
    const int step = std::max(1, static_cast<int>(roundStep(days / 365.25 / count)));
    for (int y = first.date().year() / step * step; axis.ticks.size() < 50; y += step) {
      const QDateTime t(QDate(y, 1, 1), QTime(0, 0), Qt::UTC);
      if (valueOf(t) > max)
        break;
      add(t, "yyyy");
    }
  } else if (days > 28.0 * count) {
    const int step = std::max(1, static_cast<int>(std::ceil(days / 30.44 / count)));
    QDate d(first.date().year(), first.date().month(), 1);
    for (; valueOf(QDateTime(d, QTime(0, 0), Qt::UTC)) <= max && axis.ticks.size() < 50; d = d.addMonths(step))
      add(QDateTime(d, QTime(0, 0), Qt::UTC), "yyyy-MM");
  } else if (days >= 2 || type == DataType::Date) {
    const int step = std::max(1, static_cast<int>(std::ceil(days / count)));
    for (QDate d = first.date(); valueOf(QDateTime(d, QTime(0, 0), Qt::UTC)) <= max && axis.ticks.size() < 50;
         d = d.addDays(step))
      add(QDateTime(d, QTime(0, 0), Qt::UTC), "MM-dd");
  } else {
    for (int i = 0; i <= count; ++i)
      add(momentOf(min + (max - min) * i / count, type), days * 24 * 60 > count ? "HH:mm" : "HH:mm:ss");
  }
  return axis;
}

} // namespace

Axis niceAxis(double min, double max, int count, DataType type, bool widen) {
  if (!std::isfinite(min) || !std::isfinite(max)) {
    min = 0;
    max = 1;
  }
  if (max <= min) {
    const double half = min == 0 ? 0.5 : std::abs(min) * 0.05;
    min -= half;
    max += half;
  }
  if (isTemporal(type))
    return timeAxis(min, max, std::max(2, count), type);
  Axis axis{min, max, {}};
  const double step = roundStep((max - min) / std::max(1, count));
  if (widen) {
    axis.from = std::floor(min / step + 1e-9) * step;
    axis.to = std::ceil(max / step - 1e-9) * step;
  }
  const double first = std::ceil(axis.from / step - 1e-9);
  for (int i = 0; i < 100; ++i) {
    double value = (first + i) * step;
    if (value > axis.to + step * 1e-6)
      break;
    if (std::abs(value) < step * 1e-9)
      value = 0;
    axis.ticks.append({value, tickText(value, step)});
  }
  return axis;
}

QString valueText(double value, DataType type) {
  if (type == DataType::Date)
    return momentOf(value, type).toString("yyyy-MM-dd");
  if (type == DataType::Timestamp)
    return momentOf(value, type).toString("yyyy-MM-dd HH:mm:ss");
  if (value == std::floor(value) && std::abs(value) < 1e15)
    return toQt(formatCount(static_cast<std::int64_t>(value)));
  return toQt(formatNumber(value, 4));
}

} // namespace easel
