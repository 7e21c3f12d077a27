// Texts by hash, categories by code.
#include "core/explore/column_scan.h"

#include "core/base/text.h"
#include "core/explore/hyperloglog.h"
#include "core/table/row_ids.h"

#include <algorithm>
#include <limits>

namespace easel::explore {

namespace {

std::uint64_t wellMixed(std::string_view text) { return hashOf(hashOf(text)); }

std::uint64_t characters(std::string_view text) {
  std::uint64_t n = 0;
  for (const char c : text)
    n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

/// Lengths and extremes of some texts.
struct Lengths {
  std::uint64_t count = 0, total = 0, shortest = std::numeric_limits<std::uint64_t>::max(), longest = 0, empty = 0;
  std::optional<std::string> min, max;

  void add(std::uint64_t length, std::uint64_t times) {
    count += times;
    total += length * times;
    shortest = std::min(shortest, length);
    longest = std::max(longest, length);
    empty += length == 0 ? times : 0;
  }
  void extend(std::string_view low, std::string_view high) {
    if (!min || low < *min)
      min = std::string(low);
    if (!max || high > *max)
      max = std::string(high);
  }
  void append(const Lengths& o) {
    if (o.count == 0)
      return;
    count += o.count;
    total += o.total;
    shortest = std::min(shortest, o.shortest);
    longest = std::max(longest, o.longest);
    empty += o.empty;
    extend(*o.min, *o.max);
  }
  void finish(ColumnProfile& p) const {
    if (count == 0)
      return;
    p.texts = TextSummary{*min, *max, shortest, longest, static_cast<double>(total) / static_cast<double>(count), empty};
    p.min = *min;
    p.max = *max;
  }
};

/// Lengths of a chunk's texts, and their hashes to `out`, present ones only.
Lengths scanTexts(const Chunk& chunk, std::uint64_t* out) {
  Lengths lengths;
  const bool ascii = characters({reinterpret_cast<const char*>(chunk.byteBuffer().data()), chunk.byteBuffer().size()}) ==
                     chunk.byteBuffer().size();
  std::string_view low;
  std::string_view high;
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    if (!chunk.valid(i))
      continue;
    const std::string_view text = chunk.text(i);
    if (lengths.count == 0)
      low = high = text;
    else if (text < low)
      low = text;
    else if (text > high)
      high = text;
    lengths.add(ascii ? text.size() : characters(text), 1);
    *out++ = wellMixed(text);
  }
  if (lengths.count > 0)
    lengths.extend(low, high);
  return lengths;
}

/// Hashes that may be among the top values, with how often they occur.
using Candidates = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

/// The texts of the most frequent hashes: all of the more frequent ones, and of those with the smallest count of
/// interest the ones that come first in the column.
Result<void> nameTop(const Scan& scan, const Candidates& candidates, ColumnProfile& profile) {
  const std::size_t wanted = std::min(scan.options.topValues, candidates.size());
  if (wanted == 0)
    return {};
  std::vector<std::uint64_t> counts;
  for (const auto& c : candidates)
    counts.push_back(c.second);
  std::nth_element(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(wanted - 1), counts.end(), std::greater<>());
  const std::uint64_t least = counts[wanted - 1];
  // The more frequent ones are few. Of the others there may be as many as rows; then the first rows soon fill the
  // places that are left, so that searching the sorted hashes is cheaper than a table of all.
  IdTable more;
  std::vector<std::uint64_t> moreCounts;
  std::vector<std::uint64_t> others;
  for (const auto& [hash, count] : candidates) {
    if (count > least) {
      more.add(hash, [](std::uint32_t) { return true; });
      moreCounts.push_back(count);
    } else if (count == least) {
      others.push_back(hash);
    }
  }
  std::sort(others.begin(), others.end());
  std::vector<bool> moreSeen(moreCounts.size());
  std::vector<std::uint64_t> othersSeen;
  std::size_t moreOpen = moreCounts.size();
  std::size_t othersOpen = wanted - moreOpen;
  for (std::size_t k = 0; k < scan.column.chunkCount() && moreOpen + othersOpen > 0; ++k) {
    EASEL_CHECK(scan.context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, scan.column.chunk(k));
    for (std::size_t i = 0; i < chunk->size() && moreOpen + othersOpen > 0; ++i) {
      if (!chunk->valid(i))
        continue;
      const std::uint64_t hash = wellMixed(chunk->text(i));
      if (const std::uint32_t id = more.find(hash, [](std::uint32_t) { return true; }); id != kNoId) {
        if (moreSeen[id])
          continue;
        moreSeen[id] = true;
        --moreOpen;
        profile.top.push_back({std::string(chunk->text(i)), moreCounts[id]});
      } else if (othersOpen > 0 && std::binary_search(others.begin(), others.end(), hash) &&
                 std::find(othersSeen.begin(), othersSeen.end(), hash) == othersSeen.end()) {
        othersSeen.push_back(hash);
        --othersOpen;
        profile.top.push_back({std::string(chunk->text(i)), least});
      }
    }
  }
  std::stable_sort(profile.top.begin(), profile.top.end(),
                   [](const ValueCount& a, const ValueCount& b) { return a.count > b.count; });
  return {};
}

/// Runs of sorted hashes; only those that can be among the top are kept, and of the rest the number.
Candidates frequent(const std::vector<std::uint64_t>& sorted, std::size_t top, std::uint64_t& distinct) {
  Candidates all;
  std::uint64_t least = 1; // a value that occurs less often is out
  distinct = 0;
  Top<std::uint64_t> best(top);
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i + 1;
    while (end < sorted.size() && sorted[end] == sorted[i])
      ++end;
    ++distinct;
    if (end - i >= least) {
      all.emplace_back(sorted[i], end - i);
      best.offer(sorted[i], end - i);
      if (best.best().size() == top && top > 0)
        least = best.best().back().second;
    }
    i = end;
  }
  std::erase_if(all, [&](const auto& c) { return c.second < least; });
  return all;
}

/// Too many rows to sort: distinct is estimated, the top values are those of a sample, counted over all rows.
Result<void> estimateTexts(const Scan& scan, const std::vector<std::size_t>& starts, std::vector<Lengths>& lengths,
                           ColumnProfile& profile) {
  const std::uint64_t present = starts.back();
  const std::uint64_t stride = (present + scan.options.rowsAtOnce - 1) / scan.options.rowsAtOnce;
  HyperLogLog sketch;
  std::vector<std::uint64_t> sample;
  std::vector<std::uint64_t> hashes(kChunkRows);
  for (std::size_t k = 0; k < scan.column.chunkCount(); ++k) {
    EASEL_CHECK(scan.context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, scan.column.chunk(k));
    lengths[k] = scanTexts(*chunk, hashes.data());
    const std::size_t n = starts[k + 1] - starts[k];
    for (std::size_t i = 0; i < n; ++i) {
      sketch.add(hashes[i]);
      if ((starts[k] + i) % stride == 0)
        sample.push_back(hashes[i]);
    }
  }
  EASEL_CHECK(sortKeys(sample, 0, ~std::uint64_t{0}, scan.context));
  std::uint64_t distinct = 0;
  Candidates candidates = frequent(sample, scan.options.topValues, distinct);
  if (candidates.size() > 10'000)
    candidates.resize(10'000);
  IdTable table(candidates.size());
  for (auto& [hash, count] : candidates) {
    table.add(hash, [](std::uint32_t) { return true; });
    count = 0;
  }
  for (std::size_t k = 0; k < scan.column.chunkCount(); ++k) {
    EASEL_CHECK(scan.context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, scan.column.chunk(k));
    for (std::size_t i = 0; i < chunk->size(); ++i)
      if (chunk->valid(i))
        if (const std::uint32_t id = table.find(wellMixed(chunk->text(i)), [](std::uint32_t) { return true; }); id != kNoId)
          ++candidates[id].second;
  }
  profile.distinct = std::min(present, static_cast<std::uint64_t>(sketch.estimate() + 0.5));
  profile.distinctExact = false;
  profile.topExact = false;
  return nameTop(scan, candidates, profile);
}

} // namespace

Result<void> profileTexts(const Scan& scan, ColumnProfile& profile) {
  const Column& column = scan.column;
  std::vector<std::size_t> starts(column.chunkCount() + 1);
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    starts[k + 1] = starts[k] + chunk->size() - chunk->missing();
  }
  std::vector<Lengths> lengths(column.chunkCount());
  if (starts.back() > scan.options.rowsAtOnce) {
    EASEL_CHECK(estimateTexts(scan, starts, lengths, profile));
  } else {
    std::vector<std::uint64_t> hashes(starts.back());
    EASEL_CHECK(scan.chunks([&](std::size_t k, const Chunk& chunk) -> Result<void> {
      lengths[k] = scanTexts(chunk, hashes.data() + starts[k]);
      return {};
    }));
    EASEL_CHECK(sortKeys(hashes, 0, ~std::uint64_t{0}, scan.context));
    EASEL_CHECK(nameTop(scan, frequent(hashes, scan.options.topValues, profile.distinct), profile));
  }
  Lengths all;
  for (const Lengths& l : lengths)
    all.append(l);
  all.finish(profile);
  return {};
}

Result<void> profileCategories(const Scan& scan, ColumnProfile& profile) {
  const Dictionary& dictionary = *scan.column.dictionary();
  std::vector<std::uint64_t> counts(dictionary.size());
  for (std::size_t k = 0; k < scan.column.chunkCount(); ++k) {
    EASEL_CHECK(scan.context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, scan.column.chunk(k));
    const std::uint32_t* codes = chunk->values<std::uint32_t>();
    const bool all = chunk->missing() == 0;
    for (std::size_t i = 0; i < chunk->size(); ++i)
      if (all || chunk->valid(i))
        ++counts[codes[i]];
  }
  Lengths lengths;
  Top<std::uint32_t> top(scan.options.topValues);
  for (std::uint32_t code = 0; code < dictionary.size(); ++code) {
    if (counts[code] == 0)
      continue;
    ++profile.distinct;
    top.offer(code, counts[code]);
    lengths.add(characters(dictionary[code]), counts[code]);
    lengths.extend(dictionary[code], dictionary[code]);
  }
  lengths.finish(profile);
  for (const auto& [code, count] : top.best())
    profile.top.push_back({std::string(dictionary[code]), count});
  return {};
}

} // namespace easel::explore
