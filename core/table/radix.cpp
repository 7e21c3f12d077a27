#include "core/table/radix.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <array>

namespace easel {

namespace {

constexpr std::size_t kRange = 65'536;          // rows a task counts and moves
constexpr std::size_t kInCache = 65'536;        // rows that are sorted by one core
constexpr unsigned kTopBits = 11;

bool before(const KeyedRow& a, const KeyedRow& b) { return a.key != b.key ? a.key < b.key : a.row < b.row; }

/// Sorts `from`; the result stands in `to` when wantTo, else in `from`.
void sortHere(std::span<KeyedRow> from, std::span<KeyedRow> to, unsigned bits, bool wantTo) {
  const std::size_t n = from.size();
  if (n < 256 || bits == 0) {
    if (wantTo)
      std::copy(from.begin(), from.end(), to.begin());
    const std::span<KeyedRow> at = wantTo ? to : from;
    if (bits > 0)
      std::sort(at.begin(), at.end(), before);
    return;
  }
  const unsigned passes = (bits + 7) / 8;
  std::array<std::array<std::uint32_t, 256>, 8> counts;
  for (unsigned p = 0; p < passes; ++p)
    counts[p].fill(0);
  for (const KeyedRow& r : from)
    for (unsigned p = 0; p < passes; ++p)
      ++counts[p][(r.key >> (8 * p)) & 255];
  KeyedRow* source = from.data();
  KeyedRow* target = to.data();
  for (unsigned p = 0; p < passes; ++p) {
    auto& count = counts[p];
    const unsigned shift = 8 * p;
    if (count[(source[0].key >> shift) & 255] == n)
      continue; // all the same digit
    std::uint32_t start = 0;
    for (std::uint32_t& c : count) {
      const std::uint32_t size = c;
      c = start;
      start += size;
    }
    for (std::size_t i = 0; i < n; ++i)
      target[count[(source[i].key >> shift) & 255]++] = source[i];
    std::swap(source, target);
  }
  KeyedRow* wanted = wantTo ? to.data() : from.data();
  if (source != wanted)
    std::copy_n(source, n, wanted);
}

Result<void> sortTogether(std::span<KeyedRow> from, std::span<KeyedRow> to, unsigned bits, bool wantTo,
                          const Context& context) {
  const std::size_t n = from.size();
  if (n <= kInCache || bits == 0) {
    EASEL_CHECK(context.checkpoint());
    sortHere(from, to, bits, wantTo);
    return {};
  }
  const unsigned digit = std::min(bits, kTopBits);
  const unsigned shift = bits - digit;
  const std::size_t buckets = std::size_t{1} << digit;
  const std::size_t mask = buckets - 1;
  const std::size_t ranges = (n + kRange - 1) / kRange;
  std::vector<std::uint32_t> places(ranges * buckets);
  const auto range = [&](std::size_t r) { return from.subspan(r * kRange, std::min(kRange, n - r * kRange)); };
  EASEL_CHECK(tryParallelFor(context, ranges, [&](std::size_t r) -> Result<void> {
    std::uint32_t* count = places.data() + r * buckets;
    for (const KeyedRow& k : range(r))
      ++count[(k.key >> shift) & mask];
    return {};
  }));
  std::vector<std::uint32_t> starts(buckets + 1);
  std::uint32_t next = 0;
  for (std::size_t b = 0; b < buckets; ++b) {
    starts[b] = next;
    for (std::size_t r = 0; r < ranges; ++r) {
      const std::uint32_t size = places[r * buckets + b];
      places[r * buckets + b] = next;
      next += size;
    }
  }
  starts[buckets] = next;
  EASEL_CHECK(tryParallelFor(context, ranges, [&](std::size_t r) -> Result<void> {
    std::uint32_t* place = places.data() + r * buckets;
    for (const KeyedRow& k : range(r))
      to[place[(k.key >> shift) & mask]++] = k;
    return {};
  }));
  const auto part = [&](std::span<KeyedRow> all, std::size_t b) {
    return all.subspan(starts[b], starts[b + 1] - starts[b]);
  };
  const std::size_t large = 4 * kInCache; // more would keep one thread busy for too long
  for (std::size_t b = 0; b < buckets; ++b)
    if (starts[b + 1] - starts[b] > large)
      EASEL_CHECK(sortTogether(part(to, b), part(from, b), shift, !wantTo, context));
  const std::size_t together = 16; // small buckets a task
  return tryParallelFor(context, (buckets + together - 1) / together, [&](std::size_t t) -> Result<void> {
    for (std::size_t b = t * together; b < std::min(buckets, (t + 1) * together); ++b)
      if (const std::size_t size = starts[b + 1] - starts[b]; size > 0 && size <= large)
        sortHere(part(to, b), part(from, b), shift, !wantTo);
    return {};
  });
}

} // namespace

Result<void> sortKeyed(std::span<KeyedRow> rows, std::span<KeyedRow> scratch, unsigned bits, const Context& context) {
  return sortTogether(rows, scratch, bits, false, context);
}

void sortKeyedHere(std::span<KeyedRow> rows, std::span<KeyedRow> scratch, unsigned bits) {
  sortHere(rows, scratch, bits, false);
}

} // namespace easel
