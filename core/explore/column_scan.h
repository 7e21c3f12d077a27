// What the profiles of numbers and texts share: going through the chunks, the most frequent values, sorting of keys.
#pragma once

#include "core/base/parallel.h"
#include "core/explore/profile.h"

namespace easel::explore {

/// One column being profiled. parallel: its chunks are spread over threads; else this thread does all (the threads
/// are then busy with other columns). The result is the same.
struct Scan {
  const Column& column;
  const ProfileOptions& options;
  const Context& context;
  bool parallel = false;

  /// f(index, chunk) → Result<void>
  template<class F>
  Result<void> chunks(F&& f) const {
    const auto one = [&](std::size_t k) -> Result<void> {
      EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
      return f(k, *chunk);
    };
    if (parallel)
      return tryParallelFor(context, column.chunkCount(), one);
    for (std::size_t k = 0; k < column.chunkCount(); ++k) {
      EASEL_CHECK(context.checkpoint());
      EASEL_CHECK(one(k));
    }
    return {};
  }
};

/// The n most frequent of the values offered; among equally frequent ones those offered first.
template<class V>
class Top {
 public:
  explicit Top(std::size_t n) : m_limit(n) {}
  void offer(const V& value, std::uint64_t count) {
    if (m_limit == 0 || (m_best.size() == m_limit && count <= m_best.back().second))
      return;
    if (m_best.size() == m_limit)
      m_best.pop_back();
    auto at = m_best.end();
    while (at != m_best.begin() && std::prev(at)->second < count)
      --at;
    m_best.insert(at, {value, count});
  }
  const std::vector<std::pair<V, std::uint64_t>>& best() const { return m_best; }

 private:
  std::size_t m_limit;
  std::vector<std::pair<V, std::uint64_t>> m_best;
};

/// Ascending. All keys lie in [low, high].
Result<void> sortKeys(std::vector<std::uint64_t>& keys, std::uint64_t low, std::uint64_t high, const Context& context);

Result<void> profileNumbers(const Scan& scan, ColumnProfile& profile);
Result<void> profileTexts(const Scan& scan, ColumnProfile& profile);
Result<void> profileCategories(const Scan& scan, ColumnProfile& profile);

} // namespace easel::explore
