#include "core/table/key_codes.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace easel {

namespace {

struct Extent {
  std::uint64_t min = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t max = 0;
  bool nan = false;
};

template<class T>
Extent extentOf(const Chunk& chunk) {
  const T* values = chunk.values<T>();
  const std::size_t n = chunk.size();
  Extent e;
  const bool all = chunk.missing() == 0;
  for (std::size_t i = 0; i < n; ++i) {
    if constexpr (std::is_same_v<T, double>) {
      if (values[i] != values[i]) {
        e.nan |= all || chunk.valid(i);
        continue;
      }
    }
    if (!all && !chunk.valid(i))
      continue;
    const std::uint64_t bits = orderedBits(values[i]);
    e.min = std::min(e.min, bits);
    e.max = std::max(e.max, bits);
  }
  return e;
}

} // namespace

void KeyCodes::settle(Order order, bool nan, Part part) {
  m_part = part;
  m_descending = order.descending;
  const bool missing = m_column->missing > 0;
  const std::uint64_t range = m_max - m_min;
  if (part == Part::State) {
    m_first = 1;
    m_nan = 2;
    m_missing = order.missingFirst ? 0 : 3;
    m_largest = 3;
  } else if (part == Part::Value) {
    m_largest = range;
  } else {
    m_first = missing && order.missingFirst ? 1 : 0;
    m_nan = m_first + range + 1;
    m_missing = order.missingFirst ? 0 : m_first + range + 1 + (nan ? 1 : 0);
    m_largest = m_first + range + (nan ? 1 : 0) + (missing && !order.missingFirst ? 1 : 0);
  }
  m_bits = static_cast<unsigned>(std::bit_width(m_largest));
}

Result<std::vector<KeyCodes>> KeyCodes::of(const LoadedColumn& column, Order order, const Context& context) {
  KeyCodes codes(column);
  bool nan = false;
  if (column.type == DataType::Category) {
    if (order.byRank && column.dictionary)
      codes.m_ranks = column.dictionary->ranks();
    codes.m_max = column.dictionary && column.dictionary->size() > 0 ? column.dictionary->size() - 1 : 0;
  } else if (column.type == DataType::Bool) {
    codes.m_max = 1;
  } else {
    std::vector<Extent> extents(column.chunks.size());
    EASEL_CHECK(tryParallelFor(context, extents.size(), [&](std::size_t c) -> Result<void> {
      withStorage(column.type, [&](auto zero) {
        if constexpr (!std::is_same_v<decltype(zero), float>)
          extents[c] = extentOf<decltype(zero)>(column.chunk(c));
      });
      return {};
    }));
    Extent all;
    for (const Extent& e : extents) {
      all.min = std::min(all.min, e.min);
      all.max = std::max(all.max, e.max);
      nan |= e.nan;
    }
    if (all.min <= all.max) {
      codes.m_min = all.min;
      codes.m_max = all.max;
    }
  }
  std::vector<KeyCodes> parts;
  if (codes.m_max - codes.m_min <= std::numeric_limits<std::uint64_t>::max() - 3) {
    codes.settle(order, nan, Part::Whole);
    parts.push_back(std::move(codes));
  } else {
    parts.assign(2, codes);
    parts[0].settle(order, nan, Part::State);
    parts[1].settle(order, nan, Part::Value);
  }
  return parts;
}

KeyCodes KeyCodes::ofRanks(const LoadedColumn& column, std::vector<std::uint32_t> ranks, std::size_t distinct,
                           Order order) {
  KeyCodes codes(column);
  codes.m_ranks = std::move(ranks);
  codes.m_max = distinct > 0 ? distinct - 1 : 0;
  codes.settle(order, false, Part::Whole);
  return codes;
}

void KeyCodes::fill(std::size_t c, std::uint64_t* out) const {
  const Chunk& chunk = m_column->chunk(c);
  const std::size_t n = chunk.size();
  const std::uint64_t first = m_first;
  const std::uint64_t nan = m_part == Part::Value ? 0 : m_nan;
  const std::uint64_t missing = m_part == Part::Value ? 0 : m_missing;
  const auto all = [&](auto bitsAt) {
    const std::uint64_t min = m_min;
    const std::uint64_t max = m_max;
    if (m_part == Part::State) {
      for (std::size_t i = 0; i < n; ++i)
        out[i] = first;
    } else if (m_descending) {
      for (std::size_t i = 0; i < n; ++i)
        out[i] = first + (max - bitsAt(i));
    } else {
      for (std::size_t i = 0; i < n; ++i)
        out[i] = first + (bitsAt(i) - min);
    }
  };
  if (hasBytes(m_column->type)) {
    const std::uint32_t* ranks = m_ranks.data() + (c << kChunkShift);
    all([&](std::size_t i) -> std::uint64_t { return ranks[i]; });
  } else if (m_column->type == DataType::Category && !m_ranks.empty()) {
    const std::uint32_t* codes = chunk.values<std::uint32_t>();
    all([&](std::size_t i) -> std::uint64_t { return m_ranks[codes[i]]; });
  } else {
    withStorage(m_column->type, [&](auto zero) {
      using T = decltype(zero);
      if constexpr (!std::is_same_v<T, float>) {
        const T* values = chunk.values<T>();
        all([&](std::size_t i) { return orderedBits(values[i]); });
        if constexpr (std::is_same_v<T, double>)
          for (std::size_t i = 0; i < n; ++i)
            out[i] = values[i] != values[i] ? nan : out[i];
      }
    });
  }
  if (chunk.missing() == 0)
    return;
  for (std::size_t w = 0; w < Bitmap::wordsFor(n); ++w) {
    std::uint64_t absent = ~chunk.validity().words()[w];
    if (w == n / 64)
      absent &= (std::uint64_t{1} << (n % 64)) - 1;
    for (; absent; absent &= absent - 1)
      out[w * 64 + static_cast<std::size_t>(std::countr_zero(absent))] = missing;
  }
}

void PackedCodes::fill(std::size_t chunk, std::size_t rows, std::uint64_t* out) const {
  codes.front()->fill(chunk, out);
  if (codes.size() == 1)
    return;
  std::vector<std::uint64_t> next(rows);
  for (std::size_t k = 1; k < codes.size(); ++k) {
    codes[k]->fill(chunk, next.data());
    const unsigned shift = codes[k]->bits();
    for (std::size_t i = 0; i < rows; ++i)
      out[i] = (out[i] << shift) | next[i]; // shift < 64: the word already has bits of its own
  }
}

std::vector<PackedCodes> pack(std::span<const KeyCodes> codes) {
  std::vector<PackedCodes> words;
  for (const KeyCodes& c : codes) {
    if (c.bits() == 0 && !words.empty())
      continue; // all equal
    if (words.empty() || (words.back().bits + c.bits() > 64))
      words.emplace_back();
    if (words.back().bits == 0)
      words.back().codes.clear(); // a first word without information
    words.back().codes.push_back(&c);
    words.back().bits += c.bits();
  }
  return words;
}

} // namespace easel
