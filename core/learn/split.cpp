#include "core/learn/split.h"

#include "core/base/random.h"
#include "core/base/text.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace easel {

void SplitParams::describe(Describe<SplitParams>& d) {
  d.field(&SplitParams::method, "method")
      .label(EASEL_TR("How"))
      .help(EASEL_TR("Stratified keeps the shares of the classes; by group keeps rows of one customer, patient … together; "
                     "by time tests on the latest rows."))
      .choices({{SplitMethod::Random, "random", EASEL_TR("At random")},
                {SplitMethod::Stratified, "stratified", EASEL_TR("At random, keeping class shares")},
                {SplitMethod::ByGroup, "by_group", EASEL_TR("By group")},
                {SplitMethod::ByTime, "by_time", EASEL_TR("By time")}});
  d.field(&SplitParams::train, "train")
      .label(EASEL_TR("Training share"))
      .help(EASEL_TR("The share of rows that models learn from."))
      .range(0.01, 1)
      .uiRange(0.5, 0.95);
  d.field(&SplitParams::validation, "validation")
      .label(EASEL_TR("Validation share"))
      .help(EASEL_TR("The share of rows that decides when learning stops. The rest of the rows is for the test."))
      .range(0, 0.9)
      .uiRange(0, 0.3);
  d.field(&SplitParams::column, "column")
      .label(EASEL_TR("Column"))
      .help(EASEL_TR("The target (stratified), the group, or the time."))
      .enabledIf("method", {"stratified", "by_group", "by_time"});
  d.field(&SplitParams::seed, "seed")
      .label(EASEL_TR("Seed"))
      .help(EASEL_TR("Another number gives another split; the same number the same split."))
      .atLeast(0)
      .advanced();
}

namespace {

constexpr std::size_t kMostClasses = 1000;     // more distinct values are not classes
constexpr std::size_t kMostNumberClasses = 20; // whole numbers with more distinct values are quantities

struct Sizes {
  std::size_t train = 0, validation = 0, test = 0;
};

Result<Sizes> sizesFor(std::size_t rows, const SplitParams& params) {
  const double testShare = 1 - params.train - params.validation;
  if (testShare < -1e-9)
    return Error(ErrorCode::InvalidArgument, "The training and validation shares add up to more than 1.",
                 "Make one of them smaller.")
        .at({ErrorPlace::Kind::Parameter, "train"});
  const auto part = [&](double share) -> std::size_t {
    if (share <= 1e-9)
      return 0;
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(share * static_cast<double>(rows))));
  };
  Sizes s{0, part(params.validation), part(testShare)};
  if (s.validation + s.test >= rows)
    return Error(ErrorCode::Data, "The table has " + plural(static_cast<std::int64_t>(rows), "row", "rows") +
                                      ": too few for this split.",
                 "Use more rows or fewer parts.");
  s.train = rows - s.validation - s.test;
  return s;
}

std::vector<RowIndex> shuffledRows(std::size_t rows, std::uint64_t seed) {
  std::vector<RowIndex> order(rows);
  std::iota(order.begin(), order.end(), RowIndex{0});
  Random random(seed);
  random.shuffle(order);
  return order;
}

/// Equal values have equal keys, numbered by first appearance; missing has a key too.
struct Keys {
  std::vector<std::uint32_t> of; // per row
  std::vector<std::string> names;
};

template<class T>
std::uint64_t bitsOf(T value) {
  if constexpr (std::is_floating_point_v<T>)
    return std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : static_cast<double>(value));
  else
    return static_cast<std::uint64_t>(value);
}

class KeyMaker {
 public:
  explicit KeyMaker(std::size_t rows) { m_keys.of.reserve(rows); }

  Result<void> add(const Chunk& chunk, const Dictionary* dictionary) {
    switch (chunk.type()) {
      case DataType::Bool:
        return addNumbers<std::uint8_t>(chunk, dictionary);
      case DataType::Int64:
      case DataType::Timestamp:
      case DataType::Duration:
        return addNumbers<std::int64_t>(chunk, dictionary);
      case DataType::Float64:
        return addNumbers<double>(chunk, dictionary);
      case DataType::Category:
        return addNumbers<std::uint32_t>(chunk, dictionary);
      case DataType::Date:
        return addNumbers<std::int32_t>(chunk, dictionary);
      case DataType::Text:
        for (std::size_t i = 0; i < chunk.size(); ++i)
          push(chunk.valid(i) ? find(m_texts, std::string(chunk.text(i)), chunk, dictionary, i) : missingKey());
        return {};
      case DataType::Vector:
      case DataType::Image:
        break;
    }
    return Error(ErrorCode::Unsupported, "Rows cannot be grouped by pictures or vectors.", "Choose another column.");
  }
  Keys finish() && { return std::move(m_keys); }

 private:
  template<class T>
  Result<void> addNumbers(const Chunk& chunk, const Dictionary* dictionary) {
    const T* values = chunk.values<T>();
    for (std::size_t i = 0; i < chunk.size(); ++i)
      push(chunk.valid(i) ? find(m_numbers, bitsOf(values[i]), chunk, dictionary, i) : missingKey());
    return {};
  }
  template<class Map, class Value>
  std::uint32_t find(Map& map, Value value, const Chunk& chunk, const Dictionary* dictionary, std::size_t i) {
    const auto [it, isNew] = map.try_emplace(std::move(value), static_cast<std::uint32_t>(m_keys.names.size()));
    if (isNew)
      m_keys.names.push_back(m_keys.names.size() < kMostClasses ? cellText(chunk, dictionary, i).value_or("") : "");
    return it->second;
  }
  std::uint32_t missingKey() {
    if (!m_missing) {
      m_missing = static_cast<std::uint32_t>(m_keys.names.size());
      m_keys.names.emplace_back(EASEL_TR("missing"));
    }
    return *m_missing;
  }
  void push(std::uint32_t key) { m_keys.of.push_back(key); }

  Keys m_keys;
  std::unordered_map<std::uint64_t, std::uint32_t> m_numbers;
  std::unordered_map<std::string, std::uint32_t> m_texts;
  std::optional<std::uint32_t> m_missing;
};

Result<Keys> keysOf(const Column& column, const Context& context) {
  KeyMaker maker(column.size());
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    EASEL_CHECK(maker.add(*chunk, column.dictionary().get()));
  }
  return std::move(maker).finish();
}

std::vector<std::size_t> countKeys(const Keys& keys) {
  std::vector<std::size_t> counts(keys.names.size());
  for (const std::uint32_t k : keys.of)
    ++counts[k];
  return counts;
}

/// The rows class by class (classes in the order of their keys), at random within a class.
std::vector<RowIndex> classByClass(const std::vector<std::uint32_t>& key, std::size_t keys, std::uint64_t seed) {
  std::vector<std::vector<RowIndex>> rows(keys);
  for (const RowIndex r : shuffledRows(key.size(), seed))
    rows[key[r]].push_back(r);
  std::vector<RowIndex> order;
  order.reserve(key.size());
  for (const std::vector<RowIndex>& list : rows)
    order.insert(order.end(), list.begin(), list.end());
  return order;
}

/// Marks exactly `wanted` of the rows that still train, evenly along `order`: any stretch of it (a class) gets its
/// proportional number, rounded up or down.
void markEvenly(std::vector<RowRole>& roles, const std::vector<RowIndex>& order, std::size_t wanted, RowRole role) {
  std::vector<RowIndex> open;
  for (const RowIndex r : order)
    if (roles[r] == RowRole::Train)
      open.push_back(r);
  const std::uint64_t n = open.size(), m = wanted;
  for (std::uint64_t i = 0; i < n; ++i)
    if ((2 * (i + 1) * m + n) / (2 * n) != (2 * i * m + n) / (2 * n)) // rounding of i·m/n goes up here
      roles[open[i]] = role;
}

std::vector<RowRole> rolesAlong(const std::vector<RowIndex>& order, const Sizes& sizes) {
  std::vector<RowRole> roles(order.size(), RowRole::Train);
  markEvenly(roles, order, sizes.test, RowRole::Test);
  markEvenly(roles, order, sizes.validation, RowRole::Validation);
  return roles;
}

Result<std::vector<RowRole>> stratified(const Keys& keys, const Sizes& sizes, const std::string& column,
                                        std::uint64_t seed) {
  const std::vector<std::size_t> counts = countKeys(keys);
  std::vector<std::string> single;
  for (std::size_t k = 0; k < counts.size(); ++k)
    if (counts[k] == 1)
      single.push_back("'" + keys.names[k] + "'");
  if (!single.empty() && sizes.validation + sizes.test > 0)
    return Error(ErrorCode::Data,
                 "Column '" + column + "' has classes with one row only (" + listed(single) +
                     "): such a row cannot be both learned from and tested on.",
                 "Drop these rows, merge the classes with others, or split at random.")
        .at({ErrorPlace::Kind::Column, column});
  std::vector<RowRole> roles = rolesAlong(classByClass(keys.of, counts.size(), seed), sizes);
  // A class must be learned: the smallest shares could leave one without training rows.
  std::vector<std::uint8_t> trained(counts.size());
  for (std::size_t i = 0; i < roles.size(); ++i)
    if (roles[i] == RowRole::Train)
      trained[keys.of[i]] = 1;
  for (std::size_t i = 0; i < roles.size(); ++i)
    if (!trained[keys.of[i]]) {
      trained[keys.of[i]] = 1;
      roles[i] = RowRole::Train;
    }
  return roles;
}

/// Largest groups first, each to the role that lacks most rows.
Result<std::vector<RowRole>> byGroup(const Keys& keys, const Sizes& sizes, const std::string& column,
                                     std::uint64_t seed) {
  const std::vector<std::size_t> counts = countKeys(keys);
  const std::size_t parts = 1 + (sizes.validation > 0) + (sizes.test > 0);
  if (counts.size() < parts)
    return Error(ErrorCode::Data,
                 "Column '" + column + "' has " +
                     plural(static_cast<std::int64_t>(counts.size()), "group", "groups") + ", too few for " +
                     std::to_string(parts) + " parts.",
                 "Choose a column with more groups or another way to split.")
        .at({ErrorPlace::Kind::Column, column});
  std::vector<RowIndex> order = shuffledRows(counts.size(), seed);
  std::stable_sort(order.begin(), order.end(), [&](RowIndex a, RowIndex b) { return counts[a] > counts[b]; });
  double lacking[3] = {static_cast<double>(sizes.train), static_cast<double>(sizes.validation),
                       static_cast<double>(sizes.test)};
  bool used[3] = {false, sizes.validation == 0, sizes.test == 0};
  std::vector<RowRole> roleOf(counts.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t left = order.size() - i;
    const auto empty = static_cast<std::size_t>(std::count(std::begin(used), std::end(used), false));
    std::size_t best = 3;
    for (std::size_t r = 0; r < 3; ++r) {
      if ((r == 1 && sizes.validation == 0) || (r == 2 && sizes.test == 0) || (left <= empty && used[r]))
        continue; // not asked for, or the last groups are needed by roles that have none
      if (best == 3 || lacking[r] > lacking[best])
        best = r;
    }
    used[best] = true;
    lacking[best] -= static_cast<double>(counts[order[i]]);
    roleOf[order[i]] = static_cast<RowRole>(best);
  }
  std::vector<RowRole> roles(keys.of.size());
  for (std::size_t i = 0; i < roles.size(); ++i)
    roles[i] = roleOf[keys.of[i]];
  return roles;
}

Result<std::vector<RowRole>> byTime(const Column& column, const Sizes& sizes, const std::string& name,
                                    const Context& context) {
  const DataType type = column.type();
  if (!isTemporal(type) && type != DataType::Int64 && type != DataType::Float64 && type != DataType::Duration)
    return Error(ErrorCode::Data, "Column '" + name + "' is not a date, a timestamp or a number.",
                 "Set its type to date or timestamp first.")
        .at({ErrorPlace::Kind::Column, name});
  if (column.missing() > 0)
    return Error(ErrorCode::Data,
                 "Column '" + name + "' has " +
                     plural(static_cast<std::int64_t>(column.missing()), "missing value", "missing values") +
                     ": these rows have no place in time.",
                 "Drop or fill them first.")
        .at({ErrorPlace::Kind::Column, name});
  std::vector<std::pair<double, RowIndex>> rows;
  rows.reserve(column.size());
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    for (std::size_t i = 0; i < chunk->size(); ++i) {
      // Microseconds of any date near ours are exact in a double.
      const double v = type == DataType::Float64 ? chunk->values<double>()[i]
                       : type == DataType::Date  ? static_cast<double>(chunk->values<std::int32_t>()[i])
                                                 : static_cast<double>(chunk->values<std::int64_t>()[i]);
      if (std::isnan(v))
        return Error(ErrorCode::Data, "Column '" + name + "' has values that are not a number.", "Drop those rows first.")
            .at({ErrorPlace::Kind::Column, name});
      rows.emplace_back(v, static_cast<RowIndex>(rows.size()));
    }
  }
  std::sort(rows.begin(), rows.end());
  const std::size_t n = rows.size();
  // The nearest place where the moment changes, at or after `low`.
  const auto border = [&](std::size_t wanted, std::size_t low) {
    for (std::size_t distance = 0; distance <= n; ++distance) {
      for (const std::size_t at : {wanted - std::min(distance, wanted), wanted + distance})
        if (at > low && at < n && rows[at - 1].first != rows[at].first)
          return at;
    }
    return n;
  };
  const std::size_t validation = sizes.validation == 0 ? 0 : border(sizes.train, 0);
  const std::size_t test = sizes.test == 0 ? n : border(n - sizes.test, validation);
  if ((sizes.test > 0 && test == n) || (sizes.validation > 0 && validation >= test))
    return Error(ErrorCode::Data, "Column '" + name + "' has too few different times for this split.",
                 "Choose another column or another way to split.")
        .at({ErrorPlace::Kind::Column, name});
  std::vector<RowRole> roles(n);
  for (std::size_t i = 0; i < n; ++i)
    roles[rows[i].second] = i >= test                                    ? RowRole::Test
                            : sizes.validation > 0 && i >= validation ? RowRole::Validation
                                                                         : RowRole::Train;
  return roles;
}

/// Whether the distinct values of a column are classes rather than quantities.
bool areClasses(const Column& column, const Keys& keys) {
  switch (column.type()) {
    case DataType::Bool:
    case DataType::Category:
    case DataType::Text:
      return keys.names.size() <= kMostClasses;
    case DataType::Int64:
      return keys.names.size() <= kMostNumberClasses;
    default:
      return false;
  }
}

} // namespace

Result<std::vector<RowRole>> assignRoles(const Table& table, const SplitParams& params, const Context& context) {
  if (table.rows() == 0)
    return Error(ErrorCode::Data, "The table has no rows to split.", "Look at the steps before: they drop every row.");
  EASEL_TRY(const Sizes sizes, sizesFor(table.rows(), params));
  const std::uint64_t seed = mixSeed(context.seed(), static_cast<std::uint64_t>(params.seed));
  const std::string& name = params.column.name;
  const Column* column = nullptr;
  if (params.method != SplitMethod::Random && !name.empty()) {
    EASEL_TRY(column, table.require(name));
  } else if (params.method == SplitMethod::ByGroup || params.method == SplitMethod::ByTime) {
    return Error(ErrorCode::InvalidArgument, "The column to split by is not set.", "Choose the column.")
        .at({ErrorPlace::Kind::Parameter, "column"});
  }
  if (params.method == SplitMethod::ByTime)
    return byTime(*column, sizes, name, context);
  if (column) {
    EASEL_TRY(const Keys keys, keysOf(*column, context));
    if (params.method == SplitMethod::ByGroup)
      return byGroup(keys, sizes, name, seed);
    if (areClasses(*column, keys))
      return stratified(keys, sizes, name, seed);
  }
  return rolesAlong(shuffledRows(table.rows(), seed), sizes);
}

Result<std::vector<std::uint16_t>> assignFolds(std::size_t rows, int folds, const std::vector<float>& classOf,
                                               const Context& context) {
  if (folds < 2 || folds > 1000)
    return Error(ErrorCode::InvalidArgument, "Cross-validation needs 2 to 1000 folds.", "Use 5, say.")
        .at({ErrorPlace::Kind::Parameter, "folds"});
  if (rows < static_cast<std::size_t>(folds))
    return Error(ErrorCode::Data,
                 "There are " + plural(static_cast<std::int64_t>(rows), "row", "rows") + " for " +
                     std::to_string(folds) + " folds.",
                 "Use fewer folds or more rows.")
        .at({ErrorPlace::Kind::Parameter, "folds"});
  std::vector<RowIndex> order;
  if (classOf.empty()) {
    order = shuffledRows(rows, mixSeed(context.seed(), 0xF01D));
  } else {
    std::vector<std::uint32_t> key(rows);
    std::vector<std::size_t> counts;
    for (std::size_t i = 0; i < rows; ++i) {
      key[i] = static_cast<std::uint32_t>(classOf[i]);
      counts.resize(std::max<std::size_t>(counts.size(), key[i] + 1));
      ++counts[key[i]];
    }
    const auto single = std::count(counts.begin(), counts.end(), std::size_t{1});
    if (single > 0)
      return Error(ErrorCode::Data, plural(single, "class has", "classes have") +
                                        " one training row only: it cannot be both learned from and tested on.",
                   "Drop these rows or merge the classes with others.");
    order = classByClass(key, counts.size(), mixSeed(context.seed(), 0xF01D));
  }
  std::vector<std::uint16_t> fold(rows);
  for (std::size_t i = 0; i < rows; ++i)
    fold[order[i]] = static_cast<std::uint16_t>(i % static_cast<std::size_t>(folds));
  return fold;
}

} // namespace easel
