#include "core/explore/profile.h"

#include "core/explore/column_scan.h"
#include "core/table/storage.h"

#include <algorithm>
#include <atomic>
#include <bit>

namespace easel {

namespace explore {

/// Least significant digit first, 11 bits a pass (Knuth, TAOCP 3, 5.2.5); digits that are all equal are skipped.
Result<void> sortKeys(std::vector<std::uint64_t>& keys, std::uint64_t low, std::uint64_t high, const Context& context) {
  constexpr unsigned kDigit = 11;
  constexpr std::size_t kBuckets = std::size_t{1} << kDigit;
  const std::size_t n = keys.size();
  if (n < 2048) {
    std::sort(keys.begin(), keys.end());
    return {};
  }
  const unsigned passes = (static_cast<unsigned>(std::bit_width(high - low)) + kDigit - 1) / kDigit;
  std::vector<std::uint32_t> counts(passes * kBuckets);
  for (const std::uint64_t key : keys)
    for (unsigned p = 0; p < passes; ++p)
      ++counts[p * kBuckets + (((key - low) >> (kDigit * p)) & (kBuckets - 1))];
  MutableBuffer scratch(n * sizeof(std::uint64_t));
  std::uint64_t* from = keys.data();
  std::uint64_t* to = scratch.as<std::uint64_t>();
  for (unsigned p = 0; p < passes; ++p) {
    EASEL_CHECK(context.checkpoint());
    std::uint32_t* count = counts.data() + p * kBuckets;
    const unsigned shift = kDigit * p;
    if (count[((from[0] - low) >> shift) & (kBuckets - 1)] == n)
      continue;
    std::uint32_t start = 0;
    for (std::size_t b = 0; b < kBuckets; ++b) {
      const std::uint32_t size = count[b];
      count[b] = start;
      start += size;
    }
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t key = from[i];
      to[count[((key - low) >> shift) & (kBuckets - 1)]++] = key;
    }
    std::swap(from, to);
  }
  if (from != keys.data())
    std::copy_n(from, n, keys.data());
  return {};
}

namespace {
Result<ColumnProfile> profileOne(const std::string& name, const Column& column, const Context& context,
                                 const ProfileOptions& options, bool parallel) {
  return withinMemory([&]() -> Result<ColumnProfile> {
    ColumnProfile p;
    p.name = name;
    p.type = column.type();
    p.rows = column.size();
    p.missing = column.missing();
    const Scan scan{column, options, context, parallel};
    switch (column.type()) {
    case DataType::Category: EASEL_CHECK(profileCategories(scan, p)); break;
    case DataType::Text: EASEL_CHECK(profileTexts(scan, p)); break;
    case DataType::Vector:
    case DataType::Image: return p;
    default: EASEL_CHECK(profileNumbers(scan, p)); break;
    }
    p.constant = p.distinct == 1 && p.missing == 0;
    p.identifier = p.rows > 1 && p.missing == 0 && p.distinctExact && p.distinct == p.rows &&
                   (p.type == DataType::Int64 || isTextual(p.type));
    return p;
  });
}
} // namespace

} // namespace explore

Result<ColumnProfile> profileColumn(const std::string& name, const Column& column, const Context& context,
                                    const ProfileOptions& options) {
  auto result = explore::profileOne(name, column, context, options, true);
  if (!result)
    return inColumn(std::move(result).error(), name);
  return result;
}

Result<TableProfile> profile(const Table& table, const Context& context, const ProfileOptions& options) {
  TableProfile result;
  result.rows = table.rows();
  const std::size_t n = table.columnCount();
  result.columns.resize(n);
  context.stage("Profiling columns");
  std::atomic<std::size_t> done{0};
  const auto one = [&](std::size_t c, bool parallel) -> Result<void> {
    auto p = explore::profileOne(table.name(c), table.column(c), context, options, parallel);
    if (!p)
      return inColumn(std::move(p).error(), table.name(c));
    result.columns[c] = std::move(*p);
    context.progress(static_cast<double>(done.fetch_add(1) + 1) / static_cast<double>(n));
    return {};
  };
  if (n < static_cast<std::size_t>(threadCount())) { // few columns: their chunks keep the threads busy
    for (std::size_t c = 0; c < n; ++c)
      EASEL_CHECK(one(c, true));
  } else {
    EASEL_CHECK(tryParallelFor(context, n, [&](std::size_t c) { return one(c, false); }));
  }
  EASEL_CHECK(context.checkpoint());
  return result;
}

} // namespace easel
