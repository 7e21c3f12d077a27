#include "core/explore/suggestions.h"

#include "core/base/text.h"
#include "core/table/expression/expression.h"

#include <algorithm>
#include <cmath>

namespace easel {

namespace {

constexpr std::uint64_t kFewRows = 20;      // in so few rows everything is different by chance
constexpr double kNearlyUnique = 0.9;       // share of different texts
constexpr double kMostlyMissing = 0.6;
constexpr std::uint64_t kMostLevels = 50;   // a repeated target is looked for among columns with so few values

std::string count(std::uint64_t n, const char* one, const char* many) {
  return plural(static_cast<std::int64_t>(n), one, many);
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (part == whole)
    return "100%";
  return share < 0.1 ? "under 0.1%" : formatNumber(std::min(99.9, std::round(share * 10) / 10)) + "%";
}

Suggestion dropping(std::string kind, const ColumnProfile& c, std::string text) {
  return {std::move(kind), c.name, std::move(text), "drop_columns", {{"columns", {c.name}}}};
}

bool nameSaysId(const std::string& name) {
  const std::string lower = toLowerAscii(name);
  return lower == "id" || lower == "key" || lower == "index" || lower.ends_with("_id") || lower.ends_with(" id") ||
         name.ends_with("Id") || name.ends_with("ID") || lower.find("uuid") != std::string::npos;
}

bool isIdentifier(const ColumnProfile& c) {
  if (c.rows < kFewRows || !c.identifier)
    return false;
  // Whole numbers may be all different because they measure something.
  return isTextual(c.type) || nameSaysId(c.name) ||
         (c.sorted != SortedAs::No && c.numbers && c.numbers->max - c.numbers->min < 2.0 * static_cast<double>(c.rows));
}

/// Every value is as frequent as one of the target's.
bool repeats(const ColumnProfile& c, const ColumnProfile& target) {
  if (c.distinct != target.distinct || c.distinct < 2 || c.distinct > kMostLevels || c.missing != target.missing ||
      c.top.size() != target.top.size() || !c.topExact || !target.topExact)
    return false;
  return std::equal(c.top.begin(), c.top.end(), target.top.begin(),
                    [](const ValueCount& a, const ValueCount& b) { return a.count == b.count; });
}

} // namespace

std::vector<Suggestion> suggestions(const TableProfile& profile, const std::string& target) {
  std::vector<Suggestion> leaks, identifiers, empties, gaps;
  const auto aim = std::find_if(profile.columns.begin(), profile.columns.end(),
                                [&](const ColumnProfile& c) { return !target.empty() && c.name == target; });
  std::vector<const ColumnProfile*> missing;
  for (const ColumnProfile& c : profile.columns) {
    if (c.rows == 0)
      continue;
    const std::uint64_t present = c.rows - c.missing;
    if (aim != profile.columns.end() && c.name == aim->name) {
      if (c.missing > 0 && present > 0)
        gaps.push_back({"missing_target", c.name, "is to be predicted, but is missing in " + count(c.missing, "row", "rows") + ": leave them out.",
                        "filter_rows", {{"condition", quotedColumn(c.name) + " is not null"}}});
      continue;
    }
    if (aim != profile.columns.end() && c.rows >= kFewRows && repeats(c, *aim))
      leaks.push_back(dropping("leak", c, "has as many rows of each value as " + aim->name + ": if it only repeats it, drop it."));
    else if (present == 0)
      empties.push_back(dropping("constant", c, "is missing in every row: drop it."));
    else if (c.constant && c.rows > 1)
      empties.push_back(dropping("constant", c, "is the same in every row: drop it."));
    else if (isIdentifier(c))
      identifiers.push_back(dropping("identifier", c, "is different in every row: drop it before training."));
    else if (c.type == DataType::Text && c.rows >= kFewRows &&
             static_cast<double>(c.distinct) >= kNearlyUnique * static_cast<double>(present))
      identifiers.push_back(dropping("identifier", c, "has " + count(c.distinct, "value", "different values") + " in " +
                                                          count(present, "row", "rows") + ": drop it before training."));
    else if (static_cast<double>(c.missing) > kMostlyMissing * static_cast<double>(c.rows))
      empties.push_back(dropping("mostly_missing", c, "is missing in " + percent(c.missing, c.rows) + " of the rows: drop it."));
    else if (c.missing > 0)
      missing.push_back(&c);
  }
  std::stable_sort(missing.begin(), missing.end(),
                   [](const ColumnProfile* a, const ColumnProfile* b) { return a->missing > b->missing; });
  for (const ColumnProfile* c : missing) {
    const bool median = c->numbers && c->type != DataType::Bool && !isTextual(c->type);
    gaps.push_back({"missing", c->name,
                    "is missing in " + count(c->missing, "row", "rows") + " (" + percent(c->missing, c->rows) + "): fill it with " +
                        (median ? "the median." : "the most frequent value."),
                    "fill_missing", {{"columns", {c->name}}, {"method", median ? "median" : "mode"}}});
  }
  for (auto* list : {&identifiers, &empties, &gaps})
    std::move(list->begin(), list->end(), std::back_inserter(leaks));
  return leaks;
}

} // namespace easel
