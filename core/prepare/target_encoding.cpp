#include "core/prepare/target_encoding.h"

#include "core/prepare/columns.h"
#include "core/prepare/levels.h"

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace easel {

namespace {

constexpr std::size_t kMostClasses = 100;
constexpr std::size_t kRowsPerCheck = 1 << 20;

Error unusable(const std::string& name, const std::string& what, const std::string& hint) {
  return Error(ErrorCode::Data, "The target column '" + name + "' " + what + ".", hint)
      .at({ErrorPlace::Kind::Column, name});
}

/// The index of the class that counts as 1.
std::size_t positiveOf(const LevelCounts& counts) {
  for (const char* word : {"yes", "true", "1", "y", "t", "positive", "pos"})
    for (std::size_t i = 0; i < counts.levels.size(); ++i)
      if (equalIgnoreCase(counts.levels[i], word))
        return i;
  return counts.levels.size() == 2 && counts.counts[0] < counts.counts[1] ? 0 : counts.levels.size() - 1;
}

Result<EncodedTarget> classTarget(const NamedColumn& column, const std::string& positive, const Context& context) {
  EASEL_TRY(LevelCounts counts, countLevels(column.column, context));
  if (counts.levels.empty())
    return unusable(column.name, "has only missing values", "Choose another target.");
  if (counts.levels.size() > kMostClasses)
    return unusable(column.name, "has " + formatCount(static_cast<std::int64_t>(counts.levels.size())) + " classes",
                    "Target encoding takes at most 100; choose another method.");
  std::size_t one = positiveOf(counts);
  if (!positive.empty()) {
    const auto it = std::find(counts.levels.begin(), counts.levels.end(), positive);
    if (it == counts.levels.end())
      return unusable(column.name, "has no class '" + positive + "'", "Its classes are: " + listed(counts.levels, 10) + ".");
    one = static_cast<std::size_t>(it - counts.levels.begin());
  }
  const LevelMap map(counts.levels);
  EASEL_TRY(const std::vector<std::uint32_t> number, map.numbers(column.column, context));
  EncodedTarget target;
  if (counts.levels.size() > 2)
    target.classes = counts.levels;
  target.value.resize(number.size());
  target.present.resize(number.size());
  for (std::size_t i = 0; i < number.size(); ++i) {
    target.present[i] = number[i] < counts.levels.size();
    if (target.present[i])
      target.value[i] = target.classes.empty() ? (number[i] == one ? 1.0 : 0.0) : static_cast<double>(number[i]);
  }
  return target;
}

/// What the numbers of a target look like, as far as it matters: stops when they cannot be few whole ones.
struct NumberKinds {
  bool whole = true;
  std::set<double> distinct;
  std::size_t present = 0;
  bool few(std::size_t most) const { return whole && !distinct.empty() && distinct.size() <= most; }
};
Result<NumberKinds> kindsOf(const Column& column, std::size_t most, const Context& context) {
  NumberKinds kinds;
  for (std::size_t k = 0; k < column.chunkCount() && kinds.whole && kinds.distinct.size() <= most; ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    withNumbers(*chunk, [&](const auto* x) {
      double last = std::numeric_limits<double>::quiet_NaN();
      for (std::size_t i = 0; i < chunk->size() && kinds.whole && kinds.distinct.size() <= most; ++i) {
        if (!chunk->valid(i))
          continue;
        ++kinds.present;
        if (const auto y = static_cast<double>(x[i]); y != last) {
          kinds.whole = y == std::floor(y) && std::abs(y) <= 0x1.0p53;
          kinds.distinct.insert(y);
          last = y;
        }
      }
    });
  }
  return kinds;
}

/// The column with its numbers as levels, when they are classes.
Result<std::optional<Column>> numbersAsClasses(const Column& column, TargetAs as, const Context& context) {
  constexpr std::size_t kFew = 20;
  constexpr std::size_t kRowsEach = 10;
  EASEL_TRY(const NumberKinds kinds, kindsOf(column, as == TargetAs::Auto ? kFew : kMostClasses, context));
  if (as == TargetAs::Auto && (!kinds.few(kFew) || kinds.distinct.size() * kRowsEach > kinds.present))
    return std::optional<Column>();
  if (column.type() == DataType::Int64)
    return std::optional(column);
  EASEL_TRY(CastResult result, cast(column, kinds.whole ? DataType::Int64 : DataType::Category, context));
  return std::optional(std::move(result.column));
}

/// Sums and counts of some rows.
struct Sums {
  std::vector<double> sum;       // (levels + 1) × outputs, the last row over all levels
  std::vector<double> count;     // levels + 1
  Sums(std::size_t levels, std::size_t outputs) : sum((levels + 1) * outputs), count(levels + 1) {}
  void add(const Sums& other) {
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] += other.sum[i];
    for (std::size_t i = 0; i < count.size(); ++i)
      count[i] += other.count[i];
  }
};

Result<std::vector<Sums>> sumsByFold(const std::vector<std::uint32_t>& number, std::size_t levels,
                                     const EncodedTarget& target, const std::vector<std::uint8_t>& fold,
                                     std::size_t folds, const Context& context) {
  const std::size_t outputs = target.outputs();
  std::vector<Sums> sums(folds, Sums(levels, outputs));
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (i % kRowsPerCheck == 0)
      EASEL_CHECK(context.checkpoint());
    if (!target.present[i])
      continue;
    Sums& s = sums[fold.empty() ? 0 : fold[i]];
    const std::size_t output = target.classes.empty() ? 0 : static_cast<std::size_t>(target.value[i]);
    const double y = target.classes.empty() ? target.value[i] : 1.0;
    s.sum[levels * outputs + output] += y;
    s.count[levels] += 1;
    if (number[i] < levels) {
      s.sum[number[i] * outputs + output] += y;
      s.count[number[i]] += 1;
    }
  }
  return sums;
}

LevelMeans meansOf(const Sums& s, std::size_t outputs, double smoothing) {
  LevelMeans means;
  means.outputs = outputs;
  const std::size_t levels = s.count.size() - 1;
  if (s.count[levels] == 0)
    return means;
  means.values.resize(s.sum.size());
  for (std::size_t o = 0; o < outputs; ++o) {
    const double overall = s.sum[levels * outputs + o] / s.count[levels];
    for (std::size_t l = 0; l < levels; ++l) {
      const double weight = s.count[l] + smoothing;
      means.values[l * outputs + o] =
          weight > 0 ? (s.sum[l * outputs + o] + smoothing * overall) / weight : overall;
    }
    means.values[levels * outputs + o] = overall;
  }
  return means;
}

} // namespace

Result<EncodedTarget> encodedTarget(const NamedColumn& column, TargetAs as, const std::string& positive,
                                    const Context& context) {
  const DataType type = column.column.type();
  if (type == DataType::Bool ? as != TargetAs::Number : isTextual(type)) {
    if (as == TargetAs::Number)
      return unusable(column.name, "has " + typeWords(type) + ", not numbers", "Treat it as classes.");
    return classTarget(column, positive, context);
  }
  if (isNumeric(type) && as != TargetAs::Number) {
    EASEL_TRY(const std::optional<Column> classes, numbersAsClasses(column.column, as, context));
    if (classes)
      return classTarget({column.name, *classes}, positive, context);
  }
  if (!isNumeric(type))
    return unusable(column.name, "has " + typeWords(type), "A target must have classes or numbers.");
  EncodedTarget target;
  target.value.resize(column.column.size());
  target.present.resize(column.column.size());
  std::size_t present = 0;
  for (std::size_t k = 0; k < column.column.chunkCount(); ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.column.chunk(k));
    const std::size_t start = k << kChunkShift;
    withNumbers(*chunk, [&](const auto* x) {
      for (std::size_t i = 0; i < chunk->size(); ++i) {
        const auto y = static_cast<double>(x[i]);
        if (!chunk->valid(i) || !std::isfinite(y))
          continue;
        target.value[start + i] = y;
        target.present[start + i] = 1;
        ++present;
      }
    });
  }
  if (present == 0)
    return unusable(column.name, "has no value", "Choose another target.");
  return target;
}

Result<LevelMeans> levelMeans(const std::vector<std::uint32_t>& number, std::size_t levels, const EncodedTarget& target,
                              double smoothing, const Context& context) {
  EASEL_TRY(const std::vector<Sums> sums, sumsByFold(number, levels, target, {}, 1, context));
  return meansOf(sums[0], target.outputs(), smoothing);
}

std::vector<std::uint8_t> foldsOf(std::size_t rows, std::size_t folds, std::uint64_t seed) {
  std::vector<std::uint8_t> fold(rows);
  for (std::size_t i = 0; i < rows; ++i)
    fold[i] = static_cast<std::uint8_t>(i % folds);
  Random(seed).shuffle(fold);
  return fold;
}

Result<std::vector<LevelMeans>> outOfFoldMeans(const std::vector<std::uint32_t>& number, std::size_t levels,
                                               const EncodedTarget& target, double smoothing,
                                               const std::vector<std::uint8_t>& fold, std::size_t folds,
                                               const Context& context) {
  EASEL_TRY(const std::vector<Sums> sums, sumsByFold(number, levels, target, fold, folds, context));
  std::vector<LevelMeans> means;
  for (std::size_t f = 0; f < folds; ++f) {
    EASEL_CHECK(context.checkpoint());
    Sums others(levels, target.outputs());
    for (std::size_t g = 0; g < folds; ++g)
      if (g != f)
        others.add(sums[g]);
    means.push_back(meansOf(others, target.outputs(), smoothing));
  }
  return means;
}

} // namespace easel
