// Profiles as JSON. Numbers are numbers, dates are ISO 8601 texts; what does not apply is null.
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/explore/profile.h"

#include <cmath>

namespace easel {

namespace {

/// A value of the column's scale, e.g. a quantile of dates, as the column's values are written.
Json scaled(DataType type, double value) {
  if (!std::isfinite(value))
    return nullptr;
  switch (type) {
  case DataType::Date: return formatDate(static_cast<std::int32_t>(std::floor(value)));
  case DataType::Timestamp: return formatTimestamp(static_cast<std::int64_t>(std::floor(value)));
  case DataType::Duration: return formatDuration(static_cast<std::int64_t>(std::floor(value)));
  default: return value;
  }
}

/// A cell's text as the JSON value it stands for.
Json cell(DataType type, const std::string& text) {
  switch (type) {
  case DataType::Bool: return text == "true";
  case DataType::Int64:
    if (const auto v = parseInt(text))
      return *v;
    return text;
  case DataType::Float64:
    if (const auto v = parseDouble(text); v && std::isfinite(*v))
      return *v;
    return text;
  default: return text;
  }
}

/// A spread has a unit of its own: days for dates, seconds for times.
Json spread(DataType type, double value) {
  if (!std::isfinite(value))
    return nullptr;
  return type == DataType::Timestamp || type == DataType::Duration ? value / static_cast<double>(kMicrosPerSecond) : value;
}

constexpr const char* kSorted[] = {"no", "ascending", "descending"};
} // namespace

Json toJson(const ColumnProfile& p) {
  Json j{{"name", p.name},
         {"type", std::string(dataTypeId(p.type))},
         {"rows", p.rows},
         {"missing", p.missing},
         {"distinct", p.distinct},
         {"distinct_exact", p.distinctExact},
         {"constant", p.constant},
         {"identifier", p.identifier},
         {"sorted", kSorted[static_cast<int>(p.sorted)]},
         {"min", nullptr},
         {"max", nullptr},
         {"mean", nullptr},
         {"median", nullptr},
         {"std", nullptr},
         {"top", Json::array()},
         {"top_exact", p.topExact},
         {"histogram", Json::array()}};
  const bool valued = p.distinct > 0 && (p.texts || (p.numbers && p.rows > p.missing + p.numbers->notANumber));
  if (valued) {
    j["min"] = cell(p.type, p.min);
    j["max"] = cell(p.type, p.max);
  }
  if (p.numbers) {
    const NumberSummary& n = *p.numbers;
    j["mean"] = scaled(p.type, n.mean);
    j["median"] = scaled(p.type, n.median());
    j["std"] = spread(p.type, n.std);
    Json quantiles = Json::object();
    for (std::size_t q = 0; q < kProfileQuantiles.size(); ++q)
      quantiles[formatNumber(kProfileQuantiles[q])] = scaled(p.type, n.quantiles[q]);
    j["quantiles"] = std::move(quantiles);
    j["zeros"] = n.zeros;
    j["negative"] = n.negative;
    j["not_a_number"] = n.notANumber;
    j["infinite"] = n.infinite;
    j["whole"] = n.whole;
  }
  if (p.texts) {
    j["length"] = {{"min", p.texts->shortest}, {"mean", p.texts->meanLength}, {"max", p.texts->longest}};
    j["empty"] = p.texts->empty;
  }
  for (const ValueCount& v : p.top)
    j["top"].push_back(Json::array({cell(p.type, v.value), v.count}));
  for (const HistogramBin& b : p.histogram)
    j["histogram"].push_back({{"from", scaled(p.type, b.from)}, {"to", scaled(p.type, b.to)}, {"count", b.count}});
  return j;
}

Json toJson(const TableProfile& profile) {
  Json j{{"rows", profile.rows}, {"columns", Json::array()}};
  for (const ColumnProfile& p : profile.columns)
    j["columns"].push_back(toJson(p));
  return j;
}

} // namespace easel
