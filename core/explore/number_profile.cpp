// Numbers, dates and truth values. Values become keys whose unsigned order is theirs; keys of a small range are
// counted, others sorted, a range of keys at a time when there are too many rows. Runs of equal keys then arrive in
// ascending order and give everything.
#include "core/explore/column_scan.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/table/key_codes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace easel::explore {

namespace {

using Key = std::uint64_t;
constexpr std::size_t kBins = 20; // about
constexpr std::size_t kSampled = 4096; // values that tell how long the tails are

/// The value of a key, and back to text.
struct Decoder {
  DataType type;
  std::int64_t whole(Key key) const {
    return type == DataType::Bool ? static_cast<std::int64_t>(key) : static_cast<std::int64_t>(key ^ (Key{1} << 63));
  }
  double number(Key key) const {
    if (type != DataType::Float64)
      return static_cast<double>(whole(key));
    return std::bit_cast<double>(key >> 63 ? key ^ (Key{1} << 63) : ~key);
  }
  std::string text(Key key) const {
    switch (type) {
    case DataType::Bool: return key ? "true" : "false";
    case DataType::Float64: return formatNumber(number(key));
    case DataType::Date: return formatDate(static_cast<std::int32_t>(whole(key)));
    case DataType::Timestamp: return formatTimestamp(whole(key));
    case DataType::Duration: return formatDuration(whole(key));
    default: return std::to_string(whole(key));
    }
  }
};

/// f(key) for every value of the chunk that is present and a number.
template<class T, class F>
void eachKey(const Chunk& chunk, F&& f) {
  const T* values = chunk.values<T>();
  const bool all = chunk.missing() == 0;
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    if (!all && !chunk.valid(i))
      continue;
    if constexpr (std::is_same_v<T, double>)
      if (values[i] != values[i])
        continue;
    f(orderedBits(values[i]));
  }
}

template<class F>
void eachKey(const Chunk& chunk, F&& f) {
  switch (chunk.type()) {
  case DataType::Bool: return eachKey<std::uint8_t>(chunk, f);
  case DataType::Float64: return eachKey<double>(chunk, f);
  case DataType::Date: return eachKey<std::int32_t>(chunk, f);
  default: return eachKey<std::int64_t>(chunk, f);
  }
}

/// Every so manieth finite value.
void sampleOf(const Chunk& chunk, std::size_t step, std::vector<double>& sample) {
  const auto take = [&](const auto* values) {
    for (std::size_t i = 0; i < chunk.size(); i += step)
      if (const auto v = static_cast<double>(values[i]); chunk.valid(i) && std::isfinite(v))
        sample.push_back(v);
  };
  switch (chunk.type()) {
  case DataType::Bool: return take(chunk.values<std::uint8_t>());
  case DataType::Float64: return take(chunk.values<double>());
  case DataType::Date: return take(chunk.values<std::int32_t>());
  default: return take(chunk.values<std::int64_t>());
  }
}

/// First look at a chunk, or at all.
struct Facts {
  std::uint64_t count = 0, finite = 0, zeros = 0, negative = 0;
  double sum = 0; // of the finite values
  Key low = ~Key{0}, high = 0, first = 0, last = 0;
  bool whole = true, ascending = true, descending = true;

  void add(Key key, double v, bool isFloat) {
    if (count > 0) {
      ascending &= key >= last;
      descending &= key <= last;
    } else {
      first = key;
    }
    last = key;
    ++count;
    low = std::min(low, key);
    high = std::max(high, key);
    zeros += v == 0;
    negative += v < 0;
    if (isFloat) {
      if (!std::isfinite(v)) {
        whole = false;
        return;
      }
      whole &= v == std::trunc(v);
    }
    ++finite;
    sum += v;
  }
  /// `next` follows this one.
  void append(const Facts& next) {
    if (next.count == 0)
      return;
    if (count == 0) {
      *this = next;
      return;
    }
    ascending = ascending && next.ascending && next.first >= last;
    descending = descending && next.descending && next.first <= last;
    last = next.last;
    count += next.count;
    finite += next.finite;
    zeros += next.zeros;
    negative += next.negative;
    sum += next.sum;
    low = std::min(low, next.low);
    high = std::max(high, next.high);
    whole = whole && next.whole;
  }
};

/// 1, 2 or 5 times a power of ten, at least x.
double niceAtLeast(double x) {
  const double power = std::pow(10.0, std::floor(std::log10(x)));
  for (const double step : {1.0, 2.0, 5.0, 10.0})
    if (step * power >= x)
      return step * power;
  return 10 * power;
}

class Summary {
 public:
  Summary(Decoder decoder, const Facts& facts, std::size_t top) : m_decoder(decoder), m_facts(facts), m_top(top) {
    m_mean = facts.finite ? facts.sum / static_cast<double>(facts.finite) : 0;
    for (const double q : kProfileQuantiles) {
      const double at = q * static_cast<double>(facts.count - 1);
      m_ranks.push_back(static_cast<std::uint64_t>(at));
      m_ranks.push_back(std::min(facts.count - 1, static_cast<std::uint64_t>(at) + 1));
    }
    m_order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    std::sort(m_order.begin(), m_order.end(), [&](std::size_t a, std::size_t b) { return m_ranks[a] < m_ranks[b]; });
  }

  /// Bins of a round width over the finite values between low and high. Long tails go into one wider bin each.
  void startHistogram(double low, double high, std::vector<double> sample) {
    if (!std::isfinite(high - low))
      return;
    const auto [from, to] = middle(low, high, sample);
    binsOver(from, to);
    if (m_bins.empty())
      return;
    const auto edge = [&](double v) { return m_start + std::floor((v - m_start) / m_width) * m_width; };
    if (high >= m_bins.back().to)
      m_bins.push_back({m_bins.back().to, std::max(edge(high) + m_width, std::nextafter(high, HUGE_VAL)), 0});
    if (low < m_start)
      m_bins.insert(m_bins.begin(), {std::min(edge(low), low), m_start, 0});
  }

 private:
  /// Without a tail that would leave the middle 98 % to a few bins.
  static std::pair<double, double> middle(double low, double high, std::vector<double>& sample) {
    constexpr std::size_t kFewest = 100;
    constexpr double kShare = 0.25; // of the whole range
    if (sample.size() < kFewest)
      return {low, high};
    std::sort(sample.begin(), sample.end());
    const double from = sample[sample.size() / 100];
    const double to = sample[sample.size() - 1 - sample.size() / 100];
    if (from >= to || to - from >= kShare * (high - low))
      return {low, high};
    const double longTail = kShare * (to - from);
    return {from - low > longTail ? from : low, high - to > longTail ? to : high};
  }

  void binsOver(double low, double high) {
    const double range = high - low;
    if (!std::isfinite(range) || m_facts.finite == 0)
      return;
    const bool temporal = !isNumeric(m_decoder.type);
    const bool wholeSteps = m_decoder.type != DataType::Float64 || m_facts.whole;
    if (range == 0)
      m_width = wholeSteps ? 1 : std::max(1e-9, std::abs(low) * 1e-3);
    else if (temporal)
      m_width = std::max(1.0, std::ceil(range / static_cast<double>(kBins)));
    else if (wholeSteps && range < 30)
      m_width = 1;
    else
      m_width = niceAtLeast(range / static_cast<double>(kBins));
    if (wholeSteps)
      m_width = std::max(1.0, m_width);
    m_start = temporal || range == 0 ? low : std::floor(low / m_width) * m_width;
    const double bins = std::floor((high - m_start) / m_width) + 1;
    if (!(bins >= 1 && bins <= 64)) // a range too narrow for its distance from 0
      return;
    for (double b = 0; b < bins; ++b)
      m_bins.push_back({m_start + b * m_width, m_start + (b + 1) * m_width, 0});
  }

 public:
  void add(Key key, std::uint64_t count) {
    const double v = m_decoder.number(key);
    ++m_distinct;
    m_top.offer(key, count);
    while (m_next < m_order.size() && m_ranks[m_order[m_next]] < m_seen + count)
      m_at[m_order[m_next++]] = v;
    m_seen += count;
    if (!std::isfinite(v))
      return;
    const double d = v - m_mean;
    m_squares += static_cast<double>(count) * d * d;
    if (m_bins.empty())
      return;
    while (m_bin + 1 < m_bins.size() && v >= m_bins[m_bin].to)
      ++m_bin;
    m_bins[m_bin].count += count;
  }

  void finish(std::uint64_t notANumber, ColumnProfile& p) {
    NumberSummary n;
    n.min = m_decoder.number(m_facts.low);
    n.max = m_decoder.number(m_facts.high);
    n.mean = m_mean;
    n.std = m_facts.finite > 1 ? std::sqrt(m_squares / static_cast<double>(m_facts.finite - 1)) : 0;
    for (std::size_t q = 0; q < kProfileQuantiles.size(); ++q) {
      const double at = kProfileQuantiles[q] * static_cast<double>(m_facts.count - 1);
      const double share = at - std::floor(at);
      const double below = m_at[2 * q];
      const double above = m_at[2 * q + 1];
      n.quantiles[q] = share == 0 || below == above ? below : below + share * (above - below);
    }
    n.zeros = m_facts.zeros;
    n.negative = m_facts.negative;
    n.infinite = m_facts.count - m_facts.finite;
    n.notANumber = notANumber;
    n.whole = m_facts.whole && notANumber == 0;
    p.numbers = n;
    p.distinct = m_distinct;
    p.min = m_decoder.text(m_facts.low);
    p.max = m_decoder.text(m_facts.high);
    p.sorted = notANumber > 0 || m_facts.count < 2 ? SortedAs::No
               : m_facts.ascending                  ? SortedAs::Ascending
               : m_facts.descending                 ? SortedAs::Descending
                                                    : SortedAs::No;
    p.histogram = std::move(m_bins);
    for (const auto& [key, count] : m_top.best())
      p.top.push_back({m_decoder.text(key), count});
  }

 private:
  Decoder m_decoder;
  Facts m_facts;
  double m_mean = 0, m_squares = 0, m_start = 0, m_width = 1;
  std::uint64_t m_seen = 0, m_distinct = 0;
  Top<Key> m_top;
  std::vector<std::uint64_t> m_ranks; // below and above each quantile
  std::vector<std::size_t> m_order;
  std::array<double, 10> m_at{};
  std::size_t m_next = 0, m_bin = 0;
  std::vector<HistogramBin> m_bins;
};

/// The keys between low and high, both included, in row order.
Result<std::vector<Key>> keysBetween(const Scan& scan, Key low, Key high, bool all) {
  std::vector<std::vector<Key>> parts(scan.column.chunkCount());
  EASEL_CHECK(scan.chunks([&](std::size_t k, const Chunk& chunk) -> Result<void> {
    std::vector<Key>& part = parts[k];
    if (all)
      part.reserve(chunk.size() - chunk.missing());
    eachKey(chunk, [&](Key key) {
      if (all || (key >= low && key <= high))
        part.push_back(key);
    });
    return {};
  }));
  std::size_t total = 0;
  for (const auto& part : parts)
    total += part.size();
  std::vector<Key> keys;
  keys.reserve(total);
  for (auto& part : parts) {
    keys.insert(keys.end(), part.begin(), part.end());
    part = {};
  }
  return keys;
}

Result<void> sortedRuns(const Scan& scan, Key low, Key high, bool all, Summary& summary) {
  EASEL_TRY(std::vector<Key> keys, keysBetween(scan, low, high, all));
  EASEL_CHECK(sortKeys(keys, low, high, scan.context));
  for (std::size_t i = 0; i < keys.size();) {
    const Key key = keys[i];
    std::size_t end = i + 1;
    while (end < keys.size() && keys[end] == key)
      ++end;
    summary.add(key, end - i);
    i = end;
  }
  return scan.context.checkpoint();
}

Result<void> countedRuns(const Scan& scan, Key low, Key high, Summary& summary) {
  std::vector<std::uint32_t> counts(high - low + 1);
  for (std::size_t k = 0; k < scan.column.chunkCount(); ++k) {
    EASEL_CHECK(scan.context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, scan.column.chunk(k));
    eachKey(*chunk, [&](Key key) { ++counts[key - low]; });
  }
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i])
      summary.add(low + i, counts[i]);
  return {};
}

/// Ends of key ranges that hold about equally many rows, from every so manieth row.
Result<std::vector<Key>> rangeEnds(const Scan& scan, const Facts& facts, std::size_t parts) {
  const std::uint64_t stride = std::max<std::uint64_t>(1, facts.count / 65'536);
  std::vector<Key> sample;
  std::uint64_t seen = 0;
  for (std::size_t k = 0; k < scan.column.chunkCount(); ++k) {
    EASEL_CHECK(scan.context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, scan.column.chunk(k));
    eachKey(*chunk, [&](Key key) {
      if (seen++ % stride == 0)
        sample.push_back(key);
    });
  }
  std::sort(sample.begin(), sample.end());
  std::vector<Key> ends;
  for (std::size_t p = 1; p < parts; ++p) {
    const Key end = sample[sample.size() * p / parts];
    if (end < facts.high && (ends.empty() || end > ends.back()))
      ends.push_back(end);
  }
  ends.push_back(facts.high);
  return ends;
}

} // namespace

Result<void> profileNumbers(const Scan& scan, ColumnProfile& profile) {
  const Column& column = scan.column;
  const Decoder decoder{column.type()};
  const bool isFloat = column.type() == DataType::Float64;
  std::vector<Facts> parts(column.chunkCount());
  std::vector<std::pair<double, double>> finiteRange(column.chunkCount(), {HUGE_VAL, -HUGE_VAL});
  std::vector<std::vector<double>> samples(column.chunkCount());
  const std::size_t step = std::max<std::size_t>(1, column.size() / kSampled);
  EASEL_CHECK(scan.chunks([&](std::size_t k, const Chunk& chunk) -> Result<void> {
    auto& [low, high] = finiteRange[k];
    Facts facts;
    eachKey(chunk, [&](Key key) {
      const double v = decoder.number(key);
      facts.add(key, v, isFloat);
      if (!isFloat || std::isfinite(v)) {
        low = std::min(low, v);
        high = std::max(high, v);
      }
    });
    parts[k] = facts;
    sampleOf(chunk, step, samples[k]);
    return {};
  }));
  Facts facts;
  double low = HUGE_VAL;
  double high = -HUGE_VAL;
  std::vector<double> sample;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    facts.append(parts[k]);
    low = std::min(low, finiteRange[k].first);
    high = std::max(high, finiteRange[k].second);
    sample.insert(sample.end(), samples[k].begin(), samples[k].end());
  }
  const std::uint64_t present = column.size() - column.missing();
  const std::uint64_t notANumber = present - facts.count;
  if (facts.count > 0) {
    Summary summary(decoder, facts, scan.options.topValues);
    summary.startHistogram(low, high, std::move(sample));
    const Key range = facts.high - facts.low;
    if (range < (Key{1} << 22) && range < facts.count * 4 + 65'536) {
      EASEL_CHECK(countedRuns(scan, facts.low, facts.high, summary));
    } else if (facts.count <= scan.options.rowsAtOnce) {
      EASEL_CHECK(sortedRuns(scan, facts.low, facts.high, true, summary));
    } else {
      const std::size_t pieces = facts.count / scan.options.rowsAtOnce + 1;
      EASEL_TRY(const std::vector<Key> ends, rangeEnds(scan, facts, pieces));
      Key from = facts.low;
      for (const Key end : ends) {
        EASEL_CHECK(sortedRuns(scan, from, end, false, summary));
        from = end + 1;
      }
    }
    summary.finish(notANumber, profile);
  }
  if (notANumber > 0) {
    ++profile.distinct;
    auto at = profile.top.begin();
    while (at != profile.top.end() && at->count >= notANumber)
      ++at;
    profile.top.insert(at, {formatNumber(std::numeric_limits<double>::quiet_NaN()), notANumber});
    if (profile.top.size() > scan.options.topValues)
      profile.top.pop_back();
    if (!profile.numbers) {
      profile.numbers = NumberSummary{};
      const double nan = std::numeric_limits<double>::quiet_NaN();
      NumberSummary& n = *profile.numbers;
      n.min = n.max = n.mean = n.std = nan;
      n.quantiles.fill(nan);
      n.notANumber = notANumber;
    }
  }
  return {};
}

} // namespace easel::explore
