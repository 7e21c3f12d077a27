#include "core/flow/single_column.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace easel {

namespace {

constexpr std::size_t kFewestRows = 20;
constexpr std::size_t kLevelsOfNumbers = 50; // a number with at most this many values is taken value by value
constexpr std::size_t kBins = 200;
constexpr std::size_t kRowsABin = 5;

/// The cells as numbers (NaN: missing) or as levels (-1: missing).
struct Cells {
  std::vector<double> numbers;
  std::vector<std::int64_t> levels;
};

template<class T>
Cells numbersOf(const Chunk& chunk) {
  Cells cells;
  for (std::size_t i = 0; i < chunk.size(); ++i)
    cells.numbers.push_back(chunk.valid(i) ? static_cast<double>(chunk.values<T>()[i]) : std::nan(""));
  return cells;
}

std::optional<Cells> cellsOf(const Chunk& chunk) {
  Cells cells;
  switch (chunk.type()) {
  case DataType::Bool: return numbersOf<std::uint8_t>(chunk);
  case DataType::Float64: return numbersOf<double>(chunk);
  case DataType::Date: return numbersOf<std::int32_t>(chunk);
  case DataType::Int64:
  case DataType::Timestamp:
  case DataType::Duration: return numbersOf<std::int64_t>(chunk);
  case DataType::Category:
    for (std::size_t i = 0; i < chunk.size(); ++i)
      cells.levels.push_back(chunk.valid(i) ? static_cast<std::int64_t>(chunk.values<std::uint32_t>()[i]) : -1);
    return cells;
  case DataType::Text: {
    std::unordered_map<std::string_view, std::int64_t> codes;
    for (std::size_t i = 0; i < chunk.size(); ++i)
      cells.levels.push_back(
          chunk.valid(i) ? codes.try_emplace(chunk.text(i), static_cast<std::int64_t>(codes.size())).first->second : -1);
    return cells;
  }
  case DataType::Vector:
  case DataType::Image: break;
  }
  return std::nullopt;
}

/// Numbers become levels: their values where there are few, else the number of their bin; bins hold equally many of
/// `fitting`. NaN becomes -1.
std::vector<std::int64_t> binned(const std::vector<double>& numbers, const std::vector<std::size_t>& fitting) {
  std::vector<double> sorted;
  for (const std::size_t i : fitting)
    if (!std::isnan(numbers[i]))
      sorted.push_back(numbers[i]);
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> borders = sorted; // lower ends of the bins
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  if (borders.size() > kLevelsOfNumbers) {
    const std::size_t bins = std::clamp<std::size_t>(sorted.size() / kRowsABin, 1, kBins);
    borders.clear();
    for (std::size_t b = 0; b < bins; ++b)
      borders.push_back(sorted[b * sorted.size() / bins]);
    borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  }
  std::vector<std::int64_t> levels;
  for (const double v : numbers)
    levels.push_back(std::isnan(v) ? -1 : std::upper_bound(borders.begin(), borders.end(), v) - borders.begin());
  return levels;
}

/// Area under the ROC curve with ties counted half (Mann & Whitney 1947).
std::optional<double> areaUnderRoc(const std::vector<double>& scores, const std::vector<char>& positive) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  double below = 0, area = 0, positives = 0;
  for (std::size_t i = 0; i < order.size();) {
    double p = 0, n = 0;
    for (const double score = scores[order[i]]; i < order.size() && scores[order[i]] == score; ++i)
      (positive[order[i]] ? p : n) += 1;
    area += p * (below + n / 2);
    below += n;
    positives += p;
  }
  if (positives == 0 || below == 0)
    return std::nullopt;
  return area / (positives * below);
}

double rSquared(const std::vector<double>& predicted, const std::vector<double>& actual) {
  const double mean = std::accumulate(actual.begin(), actual.end(), 0.0) / static_cast<double>(actual.size());
  double rest = 0, all = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    rest += (actual[i] - predicted[i]) * (actual[i] - predicted[i]);
    all += (actual[i] - mean) * (actual[i] - mean);
  }
  return all > 0 ? 1 - rest / all : 0;
}

/// The best straight line through the fitting rows; bins cannot follow the long tail of a copied amount.
std::vector<double> linePredictions(const std::vector<double>& x, const Target& target,
                                    const std::vector<std::size_t>& fitting, const std::vector<std::size_t>& judging) {
  double n = 0, mx = 0, my = 0;
  for (const std::size_t i : fitting)
    if (std::isfinite(x[i])) {
      n += 1;
      mx += (x[i] - mx) / n;
      my += (static_cast<double>(target.y[i]) - my) / n;
    }
  double sxy = 0, sxx = 0;
  for (const std::size_t i : fitting)
    if (std::isfinite(x[i])) {
      sxy += (x[i] - mx) * (static_cast<double>(target.y[i]) - my);
      sxx += (x[i] - mx) * (x[i] - mx);
    }
  const double slope = sxx > 0 ? sxy / sxx : 0;
  std::vector<double> predicted;
  for (const std::size_t i : judging)
    predicted.push_back(std::isfinite(x[i]) ? my + slope * (x[i] - mx) : my);
  return predicted;
}

struct LevelSums {
  double rows = 0;
  double sum = 0;
  std::vector<double> classes;
};

} // namespace

Result<std::optional<ColumnScore>> scoreColumn(const Column& column, const Target& target, std::uint64_t seed) {
  const std::size_t n = target.y.size();
  if (n < kFewestRows || column.chunkCount() != 1 || column.size() != n)
    return std::nullopt;
  EASEL_TRY(const ChunkPtr chunk, column.chunk(0));
  const std::optional<Cells> cells = cellsOf(*chunk);
  if (!cells)
    return std::nullopt;
  std::vector<std::size_t> fitting(n);
  std::iota(fitting.begin(), fitting.end(), std::size_t{0});
  Random(seed).shuffle(fitting);
  const std::vector<std::size_t> judging(fitting.begin() + static_cast<std::ptrdiff_t>(n / 2), fitting.end());
  fitting.resize(n / 2);
  const std::vector<std::int64_t> levels = cells->numbers.empty() ? cells->levels : binned(cells->numbers, fitting);

  const std::size_t classes = target.classes.size();
  std::unordered_map<std::int64_t, LevelSums> sums;
  LevelSums all;
  all.classes.resize(classes);
  for (const std::size_t i : fitting) {
    LevelSums& level = sums[levels[i]];
    level.classes.resize(classes);
    for (LevelSums* s : {&level, &all}) {
      s->rows += 1;
      s->sum += static_cast<double>(target.y[i]);
      if (target.task != Task::Regression)
        s->classes[static_cast<std::size_t>(target.y[i])] += 1;
    }
  }
  const auto levelOf = [&](std::size_t i) -> const LevelSums& {
    const auto it = sums.find(levels[i]);
    return it == sums.end() ? all : it->second; // not seen: what holds for all
  };

  if (target.task == Task::MultiClass) {
    std::vector<double> right(classes), rows(classes);
    for (const std::size_t i : judging) {
      const auto& shares = levelOf(i).classes;
      const auto likely = static_cast<std::size_t>(std::max_element(shares.begin(), shares.end()) - shares.begin());
      const auto actual = static_cast<std::size_t>(target.y[i]);
      rows[actual] += 1;
      right[actual] += likely == actual;
    }
    double sum = 0, seen = 0;
    for (std::size_t c = 0; c < classes; ++c)
      if (rows[c] > 0) {
        sum += right[c] / rows[c];
        seen += 1;
      }
    return seen < 2 ? std::nullopt : std::optional(ColumnScore{"balanced accuracy", sum / seen});
  }

  std::vector<double> predicted, actual;
  std::vector<char> positive;
  for (const std::size_t i : judging) {
    const LevelSums& level = levelOf(i);
    predicted.push_back(level.sum / level.rows);
    actual.push_back(static_cast<double>(target.y[i]));
    positive.push_back(target.y[i] == 1.0F);
  }
  if (target.task == Task::Binary) {
    const auto area = areaUnderRoc(predicted, positive);
    return area ? std::optional(ColumnScore{"ROC AUC", *area}) : std::nullopt;
  }
  double best = rSquared(predicted, actual);
  if (!cells->numbers.empty())
    best = std::max(best, rSquared(linePredictions(cells->numbers, target, fitting, judging), actual));
  return std::optional(ColumnScore{"R²", best});
}

} // namespace easel
