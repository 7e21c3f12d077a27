// Ordinary steps for untouched data. Looks at the training rows' inputs (never at how they relate to the target) and
// adds only what the algorithm cannot take itself. Order: drop, types, missing values, dates, scale, encode.
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/learn/trainer.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <functional>
#include <unordered_set>

namespace easel {

namespace {

constexpr std::size_t kLookRows = 200'000;   // enough rows to tell what a column is
constexpr std::size_t kFewestForIds = 20;    // with fewer rows every column may be all different
constexpr double kFreeTextShare = 0.5;       // of the rows have a text of their own
constexpr std::size_t kFewestFreeTexts = 50;
constexpr std::size_t kOneHotLevels = 30;    // more levels are replaced by the mean of the target
constexpr std::size_t kNativeLevels = 200;   // also where the algorithm takes categories
constexpr std::size_t kTargetClasses = 10;   // target encoding gives a column a class
constexpr double kNotableMissing = 0.02;
constexpr std::size_t kNotableMissingRows = 10;

/// What the training rows show of a column.
struct Look {
  std::string name;
  DataType type = DataType::Float64;
  std::size_t rows = 0, missing = 0;
  std::size_t seen = 0, distinct = 0; // of the rows looked at
  double min = 0, max = 0;            // whole numbers
  double words = 0;                   // mean number of words of a text
};

template<class T>
void countNumbers(const Chunk& chunk, std::unordered_set<std::uint64_t>& distinct, Look& look) {
  const T* values = chunk.values<T>();
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    if (!chunk.valid(i))
      continue;
    std::uint64_t key = 0;
    if constexpr (std::is_same_v<T, double>) {
      const double v = values[i] + 0.0;
      std::memcpy(&key, &v, sizeof key);
    } else {
      key = static_cast<std::uint64_t>(values[i]);
    }
    const auto v = static_cast<double>(values[i]);
    look.min = look.seen == 0 ? v : std::min(look.min, v);
    look.max = look.seen == 0 ? v : std::max(look.max, v);
    ++look.seen;
    distinct.insert(key);
  }
}

double countWords(std::string_view text) {
  double words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    words += !blank && !inside ? 1 : 0;
    inside = !blank;
  }
  return words;
}

Result<Look> lookAt(const NamedColumn& named, const Context& context) {
  const Column& column = named.column;
  Look look{named.name, column.type(), column.size(), column.missing(), 0, 0, 0, 0, 0};
  std::unordered_set<std::uint64_t> numbers;
  std::unordered_set<std::string> texts;
  for (std::size_t k = 0; k < column.chunkCount() && (k << kChunkShift) < kLookRows; ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    switch (column.type()) {
      case DataType::Bool:
        countNumbers<std::uint8_t>(*chunk, numbers, look);
        break;
      case DataType::Int64:
      case DataType::Timestamp:
      case DataType::Duration:
        countNumbers<std::int64_t>(*chunk, numbers, look);
        break;
      case DataType::Float64:
        countNumbers<double>(*chunk, numbers, look);
        break;
      case DataType::Date:
        countNumbers<std::int32_t>(*chunk, numbers, look);
        break;
      case DataType::Category:
        countNumbers<std::uint32_t>(*chunk, numbers, look);
        break;
      case DataType::Text:
        for (std::size_t i = 0; i < chunk->size(); ++i)
          if (chunk->valid(i)) {
            ++look.seen;
            look.words += countWords(chunk->text(i));
            texts.emplace(chunk->text(i));
          }
        break;
      case DataType::Vector:
      case DataType::Image:
        break;
    }
  }
  look.distinct = numbers.size() + texts.size();
  if (column.type() == DataType::Category && column.dictionary() && look.distinct > 0) {
    for (const std::uint64_t code : numbers)
      look.words += countWords((*column.dictionary())[static_cast<std::uint32_t>(code)]);
    look.words /= static_cast<double>(look.distinct);
  } else if (look.seen > 0) {
    look.words /= static_cast<double>(look.seen);
  }
  return look;
}

/// "customer_id", "ID", "customerId", "uuid", "row_number" …
bool namedLikeId(const std::string& name) {
  const std::string lower = toLowerAscii(name);
  for (const std::string_view whole : {"id", "ids", "uuid", "guid", "index", "key", "row", "rownum", "nr", "no"})
    if (lower == whole)
      return true;
  for (const std::string_view end : {"_id", "-id", " id", ".id", "_key", "_uuid", "_guid", "_index", "_no", "_number"})
    if (lower.ends_with(end))
      return true;
  return name.size() > 2 && (name.ends_with("Id") || name.ends_with("ID")) &&
         (std::islower(static_cast<unsigned char>(name[name.size() - 3])) != 0);
}

bool looksNumbered(const Look& look) {
  // Row numbers of the table, of which the training rows are a part.
  return look.min >= 0 && look.min <= 10 + 0.01 * look.max &&
         static_cast<double>(look.seen) >= 0.5 * (look.max - look.min + 1);
}

std::string shareText(double share) { return formatNumber(100 * share, 2) + " %"; }

/// Why a column cannot help; empty: keep it.
std::string reasonToDrop(const Look& look) {
  const bool allDifferent = look.seen >= kFewestForIds && look.distinct == look.seen;
  if (look.type == DataType::Vector || look.type == DataType::Image)
    return "it holds " + std::string(look.type == DataType::Image ? "pictures" : "vectors") +
           ", which these algorithms cannot read";
  if (look.missing == look.rows)
    return "it has no values";
  if (look.distinct == 1 && look.missing == 0)
    return "it has the same value in every row";
  if (look.type == DataType::Int64 && allDifferent && (namedLikeId(look.name) || looksNumbered(look)))
    return "it numbers the rows, so it says nothing about new ones";
  if (!isTextual(look.type) || look.seen < kFewestForIds)
    return {};
  const double share = static_cast<double>(look.distinct) / static_cast<double>(look.seen);
  if (allDifferent && look.words < 2)
    return "every row has a text of its own, like an identifier";
  if (namedLikeId(look.name) && share > 0.9)
    return "it identifies rows, so it says nothing about new ones";
  if (share > kFreeTextShare && look.distinct >= kFewestFreeTexts)
    return "it is free text: " + shareText(share) + " of its values are different";
  return {};
}

class Plan {
 public:
  explicit Plan(std::vector<std::string>* reasons) : m_reasons(reasons) {}
  void because(const std::string& sentence) {
    if (m_reasons)
      m_reasons->push_back(sentence);
  }
  void because(const std::vector<std::string>& columns, const std::string& rest) {
    std::vector<std::string> quoted;
    for (const std::string& c : columns)
      quoted.push_back("'" + c + "'");
    because((columns.size() == 1 ? "Column " : "Columns ") + listed(quoted, 6) + ": " + rest + ".");
  }
  void step(std::string id, const std::vector<std::string>& columns, Json params = Json::object()) {
    if (columns.empty())
      return;
    params["columns"] = columns;
    m_steps.push_back({std::move(id), 1, std::move(params), {}});
  }
  std::vector<StepSpec> finish() && { return std::move(m_steps); }

 private:
  std::vector<StepSpec> m_steps;
  std::vector<std::string>* m_reasons;
};

std::vector<std::string> namesWhere(const std::vector<Look>& looks, const std::function<bool(const Look&)>& holds) {
  std::vector<std::string> names;
  for (const Look& look : looks)
    if (holds(look))
      names.push_back(look.name);
  return names;
}

bool isNumber(const Look& l) {
  return l.type == DataType::Int64 || l.type == DataType::Float64 || l.type == DataType::Duration;
}

bool notablyMissing(const Look& l) {
  return l.missing >= kNotableMissingRows &&
         static_cast<double>(l.missing) >= kNotableMissing * static_cast<double>(l.rows);
}

void fillMissing(Plan& plan, const std::vector<Look>& looks, const EstimatorTraits& traits) {
  const auto averaged = [](const Look& l) { return isNumber(l) || isTemporal(l.type); };
  const auto filled = [&](const Look& l) { return averaged(l) || l.type == DataType::Bool; };
  const auto marked = namesWhere(looks, [&](const Look& l) { return filled(l) && notablyMissing(l); });
  const auto holed = namesWhere(looks, [&](const Look& l) { return filled(l) && l.missing > 0 && !notablyMissing(l); });
  if (!holed.empty())
    plan.because(holed, "missing values are filled, since the algorithm cannot take them");
  if (!marked.empty())
    plan.because(marked, "missing values are filled and marked in a column of their own, since so many are missing");
  // Columns without missing values are named too: later rows may have some.
  for (const bool mark : {false, true}) {
    Json params = mark ? Json{{"indicator", true}} : Json::object();
    params["method"] = "median";
    plan.step("fill_missing", namesWhere(looks, [&](const Look& l) { return averaged(l) && notablyMissing(l) == mark; }),
              params);
    params["method"] = "mode";
    plan.step("fill_missing",
              namesWhere(looks, [&](const Look& l) { return l.type == DataType::Bool && notablyMissing(l) == mark; }),
              params);
  }
  if (traits.acceptsCategories)
    plan.step("fill_missing", namesWhere(looks, [](const Look& l) { return isTextual(l.type); }),
              {{"method", "constant"}, {"value", "missing"}});
}

void encode(Plan& plan, const std::vector<Look>& looks, const EstimatorTraits& traits, const std::string& target,
            Task task, std::size_t classes) {
  const std::size_t most = traits.acceptsCategories ? kNativeLevels : kOneHotLevels;
  const auto many = namesWhere(looks, [&](const Look& l) { return isTextual(l.type) && l.distinct > most; });
  const bool byTarget = task != Task::MultiClass || classes <= kTargetClasses;
  if (!many.empty() && byTarget) {
    plan.because(many, "more than " + std::to_string(most) +
                           " different values, so each is replaced by the mean of the target for it (for training rows: "
                           "from other rows)");
    plan.step("encode_categories", many,
              {{"method", "target"}, {"target", target}, {"target_as", task == Task::Regression ? "number" : "classes"}});
    if (traits.wantsScaling && task == Task::Regression)
      plan.step("scale", many);
  } else if (!many.empty()) {
    plan.because(many, "only the " + std::to_string(kOneHotLevels) + " most frequent values are told apart");
    plan.step("encode_categories", many, {{"method", "one_hot"}, {"target", target}, {"max_levels", kOneHotLevels}});
  }
  if (traits.acceptsCategories)
    return;
  const auto few = namesWhere(looks, [&](const Look& l) { return isTextual(l.type) && l.distinct <= most; });
  if (!few.empty())
    plan.because(few, "a yes/no column for every value, since the algorithm works with numbers");
  plan.step("encode_categories", few, {{"method", "one_hot"}, {"target", target}, {"max_levels", 50}});
}

} // namespace

Result<std::vector<StepSpec>> automaticPreparation(const Table& training, const std::string& target, Task task,
                                                   const EstimatorTraits& traits, const Context& context,
                                                   std::vector<std::string>* reasons) {
  std::vector<Look> looks;
  std::size_t classes = 0;
  {
    std::vector<Look> all(training.columnCount());
    EASEL_CHECK(tryParallelFor(context, all.size(), [&](std::size_t i) -> Result<void> {
      EASEL_TRY(all[i], lookAt(training.columns()[i], context));
      return {};
    }));
    for (Look& look : all)
      if (look.name == target)
        classes = look.distinct;
      else
        looks.push_back(std::move(look));
  }
  Plan plan(reasons);

  std::vector<std::string> dropped;
  std::vector<Look> kept;
  for (Look& look : looks) {
    const std::string reason = reasonToDrop(look);
    if (reason.empty()) {
      kept.push_back(std::move(look));
      continue;
    }
    plan.because({look.name}, "left out, because " + reason);
    dropped.push_back(look.name);
  }
  plan.step("drop_columns", dropped);

  const auto texts = namesWhere(kept, [](const Look& l) { return l.type == DataType::Text; });
  if (!texts.empty())
    plan.because(texts, "texts that repeat are treated as categories");
  plan.step("set_type", texts, {{"type", "category"}});

  if (!traits.acceptsMissing)
    fillMissing(plan, kept, traits);
  const auto dates = namesWhere(kept, [](const Look& l) { return isTemporal(l.type); });
  if (!dates.empty())
    plan.because(dates, "dates are taken apart (year, month, weekday …), so that rules about them can be found");
  plan.step("date_parts", dates);
  if (traits.wantsScaling) {
    const auto numbers =
        namesWhere(kept, [](const Look& l) { return l.type == DataType::Int64 || l.type == DataType::Float64; });
    if (!numbers.empty())
      plan.because(numbers, "brought to a common scale, since the algorithm measures distances");
    plan.step("scale", numbers);
  }
  encode(plan, kept, traits, target, task, classes);
  return std::move(plan).finish();
}

} // namespace easel
