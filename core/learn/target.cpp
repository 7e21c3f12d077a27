#include "core/learn/features.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace easel {

namespace {
constexpr std::size_t kMaxClasses = 1000;
constexpr std::array<std::string_view, 8> kPositive = {"yes", "true", "1", "y", "t", "positive", "pos", "1.0"};

/// The values of a column as classes, in order of first appearance.
struct Distinct {
  std::vector<std::string> labels;
  std::vector<double> order; // sorts before the label: the number, or the place in an ordered dictionary
  std::vector<std::size_t> counts;
  std::vector<std::uint32_t> codes; // one a row
  bool tooMany = false;             // gave up at the limit
};

class Collector {
 public:
  Collector(Distinct& result, std::size_t limit) : m_result(result), m_limit(limit) {}
  bool add(std::string_view text) {
    const auto it = m_texts.find(std::string(text));
    return it != m_texts.end() ? count(it->second) : insert(m_texts, std::string(text), std::string(text), 0);
  }
  bool add(double value) {
    const auto it = m_numbers.find(value);
    return it != m_numbers.end() ? count(it->second) : insert(m_numbers, value, formatNumber(value), value);
  }

 private:
  bool count(std::uint32_t code) {
    ++m_result.counts[code];
    m_result.codes.push_back(code);
    return true;
  }
  template<class M, class K>
  bool insert(M& map, K key, std::string label, double order) {
    if (m_result.labels.size() >= m_limit) {
      m_result.tooMany = true;
      return false;
    }
    const auto code = static_cast<std::uint32_t>(m_result.labels.size());
    map.emplace(std::move(key), code);
    m_result.labels.push_back(std::move(label));
    m_result.order.push_back(order);
    m_result.counts.push_back(0);
    return count(code);
  }
  Distinct& m_result;
  std::size_t m_limit;
  std::unordered_map<std::string, std::uint32_t> m_texts;
  std::unordered_map<double, std::uint32_t> m_numbers;
};

double numberAt(const Chunk& chunk, std::size_t i) {
  switch (chunk.type()) {
  case DataType::Bool: return chunk.values<std::uint8_t>()[i];
  case DataType::Float64: return chunk.values<double>()[i] + 0.0; // -0 and 0 are one class
  default: return static_cast<double>(chunk.values<std::int64_t>()[i]);
  }
}

bool addRow(Collector& collector, const Column& column, const Chunk& chunk, std::size_t i) {
  switch (chunk.type()) {
  case DataType::Bool: return collector.add(std::string_view(chunk.values<std::uint8_t>()[i] ? "true" : "false"));
  case DataType::Category: return collector.add((*column.dictionary())[chunk.values<std::uint32_t>()[i]]);
  case DataType::Text: return collector.add(chunk.text(i));
  default: return collector.add(numberAt(chunk, i));
  }
}

/// The distinct valid values, up to `limit` of them.
Result<Distinct> distinctOf(const Column& column, std::size_t limit, const Context& context) {
  Distinct result;
  result.codes.reserve(column.size());
  Collector collector(result, limit);
  for (std::size_t c = 0; c < column.chunkCount(); ++c) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(c));
    for (std::size_t i = 0; i < chunk->size(); ++i)
      if (chunk->valid(i) && !addRow(collector, column, *chunk, i))
        return result;
  }
  if (column.type() == DataType::Category && column.dictionary()->ordered())
    for (std::size_t i = 0; i < result.labels.size(); ++i)
      result.order[i] = static_cast<double>(column.dictionary()->find(result.labels[i]).value_or(0));
  return result;
}

Error wrongType(DataType type) {
  return {ErrorCode::Data,
          "A column of type " + std::string(dataTypeId(type)) + " cannot be the target.",
          "Choose a column of numbers or categories, or change its type."};
}

bool usableTarget(DataType type) {
  return type == DataType::Bool || type == DataType::Int64 || type == DataType::Float64 ||
         type == DataType::Category || type == DataType::Text || type == DataType::Duration;
}

Result<Target> classTarget(const Column& column, Task task, std::string_view positive, const Context& context) {
  EASEL_TRY(const Distinct found, distinctOf(column, kMaxClasses, context));
  if (found.tooMany)
    return Error(ErrorCode::Data,
                 "The target has more than " + formatCount(kMaxClasses) + " different values, too many to be classes.",
                 "Choose another target, group its values, or treat a number as a number (task regression).");
  const std::size_t k = found.labels.size();
  if (k < 2)
    return Error(ErrorCode::Data,
                 k == 0 ? "The target has no values." : "The target has only one value, '" + found.labels[0] + "'.",
                 "There is nothing to tell apart: choose another target or more rows.");
  if (task == Task::Binary && k > 2)
    return Error(ErrorCode::Data,
                 "The target has " + formatCount(static_cast<std::int64_t>(k)) + " classes (" +
                     listed(found.labels) + "), so it is no yes-or-no question.",
                 "Use the task multiclass, or reduce the classes to two.");

  std::vector<std::uint32_t> sorted(k);
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
    return found.order[a] != found.order[b] ? found.order[a] < found.order[b] : found.labels[a] < found.labels[b];
  });
  if (!positive.empty() &&
      std::find(found.labels.begin(), found.labels.end(), positive) == found.labels.end())
    return Error(ErrorCode::NotFound, "The target has no class '" + std::string(positive) + "'.",
                 "Its classes are " + listed(found.labels) + ".");
  if (task == Task::Binary) {
    std::uint32_t yes = found.counts[sorted[0]] < found.counts[sorted[1]] ? sorted[0] : sorted[1];
    for (const std::string_view word : kPositive) {
      const auto match = std::find_if(found.labels.begin(), found.labels.end(),
                                      [&](const std::string& label) { return equalIgnoreCase(label, word); });
      if (match != found.labels.end()) {
        yes = static_cast<std::uint32_t>(match - found.labels.begin());
        break;
      }
    }
    if (!positive.empty())
      yes = found.labels[0] == positive ? 0 : 1;
    sorted = {1 - yes, yes};
  }
  Target target;
  target.task = task;
  std::vector<float> place(k);
  for (std::size_t i = 0; i < k; ++i) {
    target.classes.push_back(found.labels[sorted[i]]);
    place[sorted[i]] = static_cast<float>(i);
  }
  target.y.reserve(column.size());
  for (const std::uint32_t code : found.codes)
    target.y.push_back(place[code]);
  return target;
}

Result<Target> numberTarget(const Column& column, const Context& context) {
  if (isTextual(column.type()))
    return Error(ErrorCode::Data, "The target has texts, so it cannot be predicted as a number.",
                 "Set its type to a number, or use the task multiclass.");
  Target target;
  target.y.reserve(column.size());
  std::size_t bad = 0;
  std::vector<std::string> rows;
  for (std::size_t c = 0; c < column.chunkCount(); ++c) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(c));
    for (std::size_t i = 0; i < chunk->size(); ++i) {
      target.y.push_back(static_cast<float>(numberAt(*chunk, i)));
      if (!std::isfinite(target.y.back()) && ++bad <= 5)
        rows.push_back(formatCount(static_cast<std::int64_t>(target.y.size())));
    }
  }
  if (bad > 0)
    return Error(ErrorCode::Data,
                 "The target is infinite, not a number or too large in " +
                     plural(static_cast<std::int64_t>(bad), "row", "rows") + " (first: " + listed(rows) + ").",
                 "Drop those rows.");
  return target;
}
} // namespace

Result<Task> inferTask(const Column& column, const Context& context) {
  if (!usableTarget(column.type()))
    return wrongType(column.type());
  if (column.type() == DataType::Duration)
    return Task::Regression;
  constexpr std::size_t kFew = 20;
  const bool number = isNumeric(column.type()) && column.type() != DataType::Bool;
  EASEL_TRY(const Distinct found, distinctOf(column, number ? kFew : 2, context));
  if (!number)
    return found.tooMany ? Task::MultiClass : Task::Binary;
  const bool whole = std::all_of(found.order.begin(), found.order.end(), [](double v) { return v == std::floor(v); });
  const std::size_t k = found.labels.size();
  if (found.tooMany || !whole || k * 10 > column.size() - column.missing())
    return Task::Regression;
  return k <= 2 ? Task::Binary : Task::MultiClass;
}

Result<Target> makeTarget(const Column& column, Task task, std::string_view positive, const Context& context) {
  if (!usableTarget(column.type()))
    return wrongType(column.type());
  if (column.missing() > 0)
    return Error(ErrorCode::Data,
                 "The target is missing in " + plural(static_cast<std::int64_t>(column.missing()), "row", "rows") + ".",
                 "Drop those rows first.");
  if (task == Task::Regression)
    return numberTarget(column, context);
  return classTarget(column, task, positive, context);
}

} // namespace easel
