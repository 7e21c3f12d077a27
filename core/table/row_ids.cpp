#include "core/table/row_ids.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <memory>

namespace easel {

namespace {

constexpr std::uint64_t kMissingHash = 0x6D69'7373'696E'6700ULL;
constexpr std::size_t kDense = std::size_t{1} << 18; // combinations that an array may hold

std::uint64_t load64(const char* p, std::size_t n) {
  std::uint64_t v = 0;
  std::memcpy(&v, p, n);
  return v;
}

bool sameFloat(float a, float b) { return a == b || (a != a && b != b); }

std::uint64_t hashOf(const float* values, std::size_t n) {
  std::uint64_t h = n;
  for (std::size_t i = 0; i < n; ++i)
    h = mixBits(h, values[i] != values[i] ? 1 : orderedBits(static_cast<double>(values[i])));
  return h;
}

/// Joins the chunks' own numbers in order. unique[c][k] = (key, first row) of the k-th number of chunk c.
struct LocalKey {
  std::uint64_t key;
  RowIndex row;
};
template<class Same>
Result<RowIds> joinChunks(IdArray ids, const std::vector<std::vector<LocalKey>>& unique, Same same,
                          const Context& context) {
  RowIds result;
  IdTable table;
  std::vector<std::vector<std::uint32_t>> map(unique.size());
  for (std::size_t c = 0; c < unique.size(); ++c) {
    EASEL_CHECK(context.checkpoint());
    const std::vector<LocalKey>& keys = unique[c];
    map[c].resize(keys.size());
    for (std::size_t k = 0; k < keys.size(); ++k) {
      if (k + 8 < keys.size())
        table.prefetch(keys[k + 8].key);
      const std::uint32_t id =
          table.add(keys[k].key, [&](std::uint32_t other) { return same(keys[k].row, result.firstRows[other]); });
      if (id == result.firstRows.size())
        result.firstRows.push_back(keys[k].row);
      map[c][k] = id;
    }
  }
  EASEL_CHECK(tryParallelFor(context, unique.size(), [&](std::size_t c) -> Result<void> {
    const std::size_t end = std::min(ids.size(), (c + 1) << kChunkShift);
    for (std::size_t i = c << kChunkShift; i < end; ++i)
      ids[i] = map[c][ids[i]];
    return {};
  }));
  result.ids = std::move(ids);
  return result;
}

template<class Fill, class Same>
Result<RowIds> numberHashed(std::size_t rows, const Fill& fill, const Same& same, const Context& context) {
  IdArray ids(rows);
  std::vector<std::vector<LocalKey>> unique(chunksFor(rows));
  EASEL_CHECK(tryParallelFor(context, unique.size(), [&](std::size_t c) -> Result<void> {
    const std::size_t start = c << kChunkShift;
    const std::size_t n = std::min(kChunkRows, rows - start);
    std::vector<std::uint64_t> keys(n);
    fill(c, keys.data());
    IdTable table(1024);
    std::vector<LocalKey>& found = unique[c];
    for (std::size_t i = 0; i < n; ++i) {
      const auto row = static_cast<RowIndex>(start + i);
      const std::uint32_t id = table.add(keys[i], [&](std::uint32_t other) { return same(row, found[other].row); });
      if (id == found.size())
        found.push_back({keys[i], row});
      ids[start + i] = id;
    }
    return {};
  }));
  return joinChunks(std::move(ids), unique, same, context);
}

/// All combinations have a place in an array.
Result<RowIds> numberDense(std::size_t rows, std::span<const KeyCodes> codes, std::size_t combinations,
                           const Context& context) {
  RowIds result;
  result.ids = IdArray(rows);
  const std::size_t chunks = chunksFor(rows);
  const std::size_t parts = std::min<std::size_t>(chunks, 8);
  std::vector<std::vector<RowIndex>> first(parts);
  EASEL_CHECK(tryParallelFor(context, parts, [&](std::size_t p) -> Result<void> {
    std::vector<RowIndex>& seen = first[p];
    seen.assign(combinations, kNoRow);
    std::vector<std::uint64_t> key(kChunkRows);
    std::vector<std::uint64_t> next(codes.size() > 1 ? kChunkRows : 0);
    for (std::size_t c = p * chunks / parts; c < (p + 1) * chunks / parts; ++c) {
      EASEL_CHECK(context.checkpoint());
      const std::size_t start = c << kChunkShift;
      const std::size_t n = std::min(kChunkRows, rows - start);
      codes[0].fill(c, key.data());
      for (std::size_t k = 1; k < codes.size(); ++k) {
        codes[k].fill(c, next.data());
        const std::uint64_t size = codes[k].largest() + 1;
        for (std::size_t i = 0; i < n; ++i)
          key[i] = key[i] * size + next[i];
      }
      std::uint32_t* ids = result.ids.data() + start;
      for (std::size_t i = 0; i < n; ++i) {
        ids[i] = static_cast<std::uint32_t>(key[i]);
        if (seen[key[i]] == kNoRow)
          seen[key[i]] = static_cast<RowIndex>(start + i);
      }
    }
    return {};
  }));
  std::vector<std::uint32_t> map(combinations, kNoId);
  for (std::size_t key = 0; key < combinations; ++key) {
    RowIndex row = kNoRow;
    for (const auto& seen : first)
      row = std::min(row, seen[key]);
    if (row != kNoRow) {
      map[key] = 0;
      result.firstRows.push_back(row);
    }
  }
  std::sort(result.firstRows.begin(), result.firstRows.end());
  for (std::uint32_t id = 0; id < result.count(); ++id)
    map[result.ids[result.firstRows[id]]] = id;
  EASEL_CHECK(tryParallelFor(context, chunks, [&](std::size_t c) -> Result<void> {
    const std::size_t end = std::min(rows, (c + 1) << kChunkShift);
    for (std::size_t i = c << kChunkShift; i < end; ++i)
      result.ids[i] = map[result.ids[i]];
    return {};
  }));
  return result;
}

} // namespace

std::uint64_t hashOf(std::string_view text) {
  const char* p = text.data();
  std::size_t n = text.size();
  std::uint64_t h = n;
  for (; n >= 16; p += 16, n -= 16)
    h = mixBits(h ^ load64(p, 8), load64(p + 8, 8));
  if (n > 8)
    return mixBits(h ^ load64(p, 8), load64(p + 8, n - 8));
  return mixBits(h, n > 0 ? load64(p, n) : 0);
}

IdTable::IdTable(std::size_t expected) {
  const std::size_t size = std::bit_ceil(std::max<std::size_t>(16, expected * 2));
  m_slots.resize(size);
  m_shift = 64 - static_cast<unsigned>(std::countr_zero(size));
}

void IdTable::grow() {
  std::vector<Slot> old(m_slots.size() * 4);
  old.swap(m_slots);
  m_shift -= 2;
  for (const Slot& s : old) {
    if (s.id == kNoId)
      continue;
    std::size_t at = hashOf(s.key) >> m_shift;
    while (m_slots[at].id != kNoId)
      at = (at + 1) & (m_slots.size() - 1);
    m_slots[at] = s;
  }
}

bool equalCells(const LoadedColumn& column, RowIndex a, RowIndex b) {
  const Chunk& x = column.chunk(chunkOf(a));
  const Chunk& y = column.chunk(chunkOf(b));
  const std::size_t i = indexOf(a);
  const std::size_t k = indexOf(b);
  if (!x.valid(i) || !y.valid(k))
    return x.valid(i) == y.valid(k);
  if (hasBytes(column.type))
    return x.text(i) == y.text(k);
  return withStorage(column.type, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_same_v<T, float>) {
      const std::size_t d = x.dimension();
      return std::equal(x.values<float>() + i * d, x.values<float>() + (i + 1) * d, y.values<float>() + k * d,
                        sameFloat);
    } else {
      const T u = x.values<T>()[i];
      const T v = y.values<T>()[k];
      return u == v || (u != u && v != v);
    }
  });
}

Result<RowIds> numberKeys(std::size_t rows, const std::function<void(std::size_t, std::uint64_t*)>& fill,
                          const Context& context) {
  return numberHashed(rows, fill, [](RowIndex, RowIndex) { return true; }, context);
}

Result<RowIds> numberRows(std::span<const LoadedColumn> columns, std::size_t rows, const Context& context) {
  RowIds result;
  if (rows == 0)
    return result;
  std::vector<KeyCodes> codes;
  std::vector<std::size_t> hashed; // texts and vectors
  for (std::size_t k = 0; k < columns.size(); ++k) {
    if (hasBytes(columns[k].type) || columns[k].type == DataType::Vector) {
      hashed.push_back(k);
      continue;
    }
    EASEL_TRY(std::vector<KeyCodes> parts, KeyCodes::of(columns[k], {}, context));
    std::move(parts.begin(), parts.end(), std::back_inserter(codes));
  }
  if (hashed.empty()) {
    std::size_t combinations = 1;
    for (const KeyCodes& c : codes)
      combinations = c.largest() >= kDense ? kDense + 1 : std::min(kDense + 1, combinations * (c.largest() + 1));
    if (codes.empty()) {
      result.ids = IdArray(rows);
      std::fill_n(result.ids.data(), rows, 0U);
      result.firstRows.push_back(0);
      return result;
    }
    if (combinations <= std::min(kDense, 1024 + 2 * rows))
      return numberDense(rows, codes, combinations, context);
  }
  const std::vector<PackedCodes> words = pack(codes);
  if (hashed.empty() && words.size() == 1)
    return numberKeys(
        rows,
        [&](std::size_t c, std::uint64_t* out) { words[0].fill(c, std::min(kChunkRows, rows - (c << kChunkShift)), out); },
        context);
  const auto fill = [&](std::size_t c, std::uint64_t* out) {
    const std::size_t n = std::min(kChunkRows, rows - (c << kChunkShift));
    std::fill_n(out, n, std::uint64_t{0});
    std::vector<std::uint64_t> next(n);
    for (const PackedCodes& word : words) {
      word.fill(c, n, next.data());
      for (std::size_t i = 0; i < n; ++i)
        out[i] = mixBits(out[i], next[i]);
    }
    for (const std::size_t k : hashed) {
      const Chunk& chunk = columns[k].chunk(c);
      const std::size_t d = chunk.dimension();
      for (std::size_t i = 0; i < n; ++i) {
        const std::uint64_t h = !chunk.valid(i)          ? kMissingHash
                                : hasBytes(chunk.type()) ? hashOf(chunk.text(i))
                                                         : hashOf(chunk.values<float>() + i * d, d);
        out[i] = mixBits(out[i], h);
      }
    }
  };
  const auto same = [&](RowIndex a, RowIndex b) {
    return std::all_of(columns.begin(), columns.end(), [&](const LoadedColumn& c) { return equalCells(c, a, b); });
  };
  return numberHashed(rows, fill, same, context);
}

} // namespace easel
