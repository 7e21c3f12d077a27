#include "widgets/grid/column_look.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "widgets/qt_convert.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace easel {

namespace {

constexpr std::uint64_t kFewValues = 20; // so many distinct values are told as "values"

QString tr(const char* text) {
  return QCoreApplication::translate("easel::DataGrid", text);
}

QString shown(std::uint64_t n) {
  return toQt(formatCount(static_cast<std::int64_t>(n)));
}

QString percent(double share) {
  if (share > 0 && share < 0.001)
    return tr("under 0.1%");
  return QString::number(share * 100, 'f', share < 0.0995 ? 1 : 0) + u'%';
}

double shareOf(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

QString shortened(const QString& text) {
  return text.size() > 24 ? text.left(23) + QChar(0x2026) : text;
}

QString range(const QString& from, const QString& to) {
  return from == to ? from : from + QStringLiteral(" \u2013 ") + to;
}

QStringList remarksOf(const ColumnProfile& p, bool target) {
  const std::uint64_t present = p.rows - p.missing;
  QStringList remarks;
  if (p.rows == 0)
    return {tr("no rows")};
  if (present == 0)
    return {tr("all missing")};
  if (target) {
    if (p.distinct == 2 && p.top.size() == 2) {
      const QString rarer = tr("%1 %2").arg(percent(shareOf(p.top[1].count, present)), shortened(toQt(p.top[1].value)));
      return {tr("target · %1").arg(rarer), tr("target · %1").arg(percent(shareOf(p.top[1].count, present))),
              tr("target")};
    }
    if (p.numbers && !isTextual(p.type))
      return {tr("target · %1").arg(range(shownNumber(p.numbers->min, p.type), shownNumber(p.numbers->max, p.type))),
              tr("target")};
    return {tr("target · %1 values").arg(shown(p.distinct)), tr("target")};
  }
  const QString missing = p.missing > 0 ? tr("%1 missing").arg(percent(shareOf(p.missing, p.rows))) : QString();
  if (!missing.isEmpty())
    return {missing};
  if (p.constant)
    return {tr("always %1").arg(shortened(p.top.empty() ? toQt(p.min) : toQt(p.top.front().value))), tr("constant")};
  if (p.type == DataType::Bool && p.numbers)
    return {tr("%1 true").arg(percent(p.numbers->mean))};
  if (isTemporal(p.type)) {
    const QString from = toQt(p.min).left(10), to = toQt(p.max).left(10);
    return {range(from, to), range(from.left(7), to.left(7)), range(from.left(4), to.left(4))};
  }
  if (p.numbers && !isTextual(p.type)) {
    const QString both = range(shownNumber(p.numbers->min, p.type), shownNumber(p.numbers->max, p.type));
    return {tr("%1, median %2").arg(both, shownNumber(p.numbers->median(), p.type)), both};
  }
  const QString about = p.distinctExact ? QString() : QStringLiteral("≈ ");
  if (p.distinct <= kFewValues)
    return {tr("%1 values").arg(shown(p.distinct))};
  return {tr("%1 distinct").arg(about + shown(p.distinct))};
}

QString edgeText(double v, DataType type) {
  switch (type) {
  case DataType::Date: return toQt(formatDate(static_cast<std::int32_t>(v)));
  case DataType::Timestamp: return toQt(formatDate(static_cast<std::int32_t>(floorDays(static_cast<std::int64_t>(v)))));
  case DataType::Duration: return toQt(formatDuration(static_cast<std::int64_t>(v)));
  default: return shownNumber(v, type);
  }
}

} // namespace

QString shownNumber(double value, DataType type) {
  if (type == DataType::Duration)
    return toQt(formatDuration(static_cast<std::int64_t>(value)));
  if (!std::isfinite(value))
    return toQt(formatNumber(value));
  if (std::abs(value) >= 10'000 && std::abs(value) < 1e12)
    return toQt(formatCount(std::llround(value)));
  if (std::abs(value) < 1000 || type != DataType::Float64) // whole numbers may be years
    return toQt(formatNumber(value, 4));
  const double tenths = std::round(std::abs(value) * 10);
  const auto whole = static_cast<std::int64_t>(tenths / 10);
  const int digit = static_cast<int>(tenths - static_cast<double>(whole) * 10);
  return (value < 0 ? QStringLiteral("-") : QString()) + toQt(formatCount(whole)) +
         (digit > 0 ? QStringLiteral(".%1").arg(digit) : QString());
}

ColumnLook columnLook(const ColumnProfile& p, bool target) {
  ColumnLook look;
  look.missingShare = shareOf(p.missing, p.rows);
  look.remarks = remarksOf(p, target);
  std::vector<std::uint64_t> counts;
  if (!p.histogram.empty() && p.type != DataType::Bool) {
    for (const HistogramBin& bin : p.histogram) {
      counts.push_back(bin.count);
      look.barTips.push_back(tr("%1 to %2: %3 rows").arg(edgeText(bin.from, p.type), edgeText(bin.to, p.type), shown(bin.count)));
    }
  } else {
    look.categories = true;
    for (const ValueCount& value : p.top) {
      counts.push_back(value.count);
      look.barTips.push_back(tr("%1: %2 rows (%3)").arg(shortened(toQt(value.value)), shown(value.count),
                                                        percent(shareOf(value.count, p.rows))));
    }
  }
  const std::uint64_t most = counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
  for (const std::uint64_t count : counts)
    look.bars.push_back(shareOf(count, most));
  return look;
}

} // namespace easel
