// Gathering rows: one task a result chunk and column; text in two passes (lengths, then bytes into one slab).
#include "core/base/parallel.h"
#include "core/table/column_slab.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace easel {

namespace {

const std::uint64_t* allPresent() {
  static const auto words = [] {
    std::array<std::uint64_t, kChunkRows / 64> all{};
    all.fill(~std::uint64_t{0});
    return all;
  }();
  return words.data();
}

/// What one result chunk asks for; worked out once for all columns.
struct Block {
  std::span<const RowIndex> rows;
  bool absent = false;              // some are kNoRow
  bool runs = false;                // mostly neighbours: copy run by run
  std::optional<std::size_t> whole; // exactly this chunk of the source
};

struct Plan {
  std::vector<Block> blocks;
  std::size_t rows = 0;
  bool absent = false;
  std::vector<std::uint8_t> needed; // by source chunk
};

Result<Plan> planFor(std::span<const RowIndex> rows, std::size_t sourceRows, const Context& context) {
  Plan plan;
  plan.rows = rows.size();
  plan.blocks.resize(chunksFor(rows.size()));
  std::vector<std::vector<std::uint8_t>> needed(plan.blocks.size());
  EASEL_CHECK(tryParallelFor(context, plan.blocks.size(), [&](std::size_t b) -> Result<void> {
    Block& block = plan.blocks[b];
    block.rows = rows.subspan(b << kChunkShift, std::min(kChunkRows, rows.size() - (b << kChunkShift)));
    const RowIndex* r = block.rows.data();
    const std::size_t n = block.rows.size();
    RowIndex end = 0; // largest row + 1; kNoRow wraps to 0
    bool absent = false;
    std::size_t breaks = 0;
    needed[b].resize(chunksFor(sourceRows) + 1);
    for (std::size_t i = 0; i < n; ++i) {
      end = std::max(end, r[i] + 1);
      absent |= r[i] == kNoRow;
    }
    if (end > sourceRows)
      return Error(ErrorCode::Internal,
                   "Row " + std::to_string(end) + " was asked for, but there are " + std::to_string(sourceRows) + ".");
    for (std::size_t i = 1; i < n; ++i)
      breaks += r[i] != r[i - 1] + 1;
    for (std::size_t i = 0; i < n; ++i)
      needed[b][r[i] == kNoRow ? needed[b].size() - 1 : chunkOf(r[i])] = 1;
    block.absent = absent;
    block.runs = !absent && breaks < n / 8;
    if (!absent && breaks == 0 && indexOf(r[0]) == 0 && n == std::min(kChunkRows, sourceRows - r[0]))
      block.whole = chunkOf(r[0]);
    return {};
  }));
  plan.needed.resize(chunksFor(sourceRows));
  for (std::size_t b = 0; b < plan.blocks.size(); ++b) {
    plan.absent |= plan.blocks[b].absent;
    for (std::size_t c = 0; c < plan.needed.size(); ++c)
      plan.needed[c] |= needed[b][c];
  }
  return plan;
}

/// A column with the addresses that the loops need.
class Gather {
 public:
  Gather(const NamedColumn& source, const Plan& plan) : m_source(source), m_plan(plan) {}

  Result<void> load(const Context& context) {
    const Column& column = m_source.column;
    m_chunks.resize(column.chunkCount());
    auto loaded = tryParallelFor(context, m_chunks.size(), [&](std::size_t c) -> Result<void> {
      if (m_plan.needed[c]) {
        EASEL_TRY(m_chunks[c], column.chunk(c));
      }
      return {};
    });
    if (!loaded)
      return inColumn(std::move(loaded).error(), m_source.name);
    std::size_t missing = 0;
    const std::size_t stride = kChunkRows * dataTypeSize(column.type());
    m_flat = !m_chunks.empty() && m_chunks[0] && !hasBytes(column.type());
    for (const ChunkPtr& c : m_chunks) {
      m_values.push_back(c ? c->values<std::byte>() : nullptr);
      m_bytes.push_back(c ? reinterpret_cast<const char*>(c->byteBuffer().data()) : nullptr);
      m_validity.push_back(c && !c->validity().empty() ? c->validity().words() : allPresent());
      missing += c ? c->missing() : 0;
      m_dimension = c ? c->dimension() : m_dimension;
      m_flat = m_flat && c && m_values.back() == m_values.front() + (m_values.size() - 1) * stride;
    }
    m_mayMiss = missing > 0;
    m_slab.emplace(column.type(), m_plan.rows, missing > 0 || m_plan.absent, m_dimension);
    return {};
  }

  bool text() const { return hasBytes(m_source.column.type()); }

  /// Everything but the bytes of texts.
  Result<void> first(std::size_t b) {
    const Block& block = m_plan.blocks[b];
    if (block.whole) {
      m_slab->share(b, m_chunks[*block.whole]);
      return {};
    }
    if (m_slab->validity(b))
      validity(block, m_slab->validity(b));
    if (text())
      return block.absent ? lengths<true>(block, m_slab->offsets(b)) : lengths<false>(block, m_slab->offsets(b));
    withStorage(m_source.column.type(), [&](auto zero) {
      using T = decltype(zero);
      if (m_dimension != 1)
        vectors(block, m_slab->values<float>(b));
      else if (block.absent)
        fixed<T, true>(block, m_slab->values<T>(b));
      else
        fixed<T, false>(block, m_slab->values<T>(b));
    });
    return {};
  }

  void allocateBytes() { m_slab->allocateBytes(); }

  void second(std::size_t b) {
    const Block& block = m_plan.blocks[b];
    if (block.whole)
      return;
    if (block.runs)
      return copyRuns(block, m_slab->bytes(b));
    copyTexts(block, m_slab->offsets(b), m_slab->bytes(b));
  }

  Column finish() { return std::move(*m_slab).finish(m_source.column.dictionary()); }

 private:
  template<class T, bool kAbsent>
  void fixed(const Block& block, T* out) const {
    const RowIndex* r = block.rows.data();
    const std::size_t n = block.rows.size();
    if (m_flat) {
      const T* base = reinterpret_cast<const T*>(m_values[0]);
      for (std::size_t i = 0; i < n; ++i)
        out[i] = kAbsent && r[i] == kNoRow ? T{} : base[r[i]];
      return;
    }
    const std::byte* const* bases = m_values.data();
    for (std::size_t i = 0; i < n; ++i)
      out[i] = kAbsent && r[i] == kNoRow ? T{} : reinterpret_cast<const T*>(bases[chunkOf(r[i])])[indexOf(r[i])];
  }

  void vectors(const Block& block, float* out) const {
    const std::size_t width = m_dimension * sizeof(float);
    for (const RowIndex r : block.rows) {
      if (r == kNoRow)
        std::memset(out, 0, width);
      else
        std::memcpy(out, m_values[chunkOf(r)] + indexOf(r) * width, width);
      out += m_dimension;
    }
  }

  void validity(const Block& block, std::uint64_t* out) const {
    const RowIndex* r = block.rows.data();
    const std::size_t n = block.rows.size();
    const std::uint64_t* const* words = m_validity.data();
    if (!m_mayMiss && !block.absent) {
      std::fill_n(out, Bitmap::wordsFor(n), ~std::uint64_t{0});
      if (n % 64)
        out[n / 64] = (std::uint64_t{1} << (n % 64)) - 1;
      return;
    }
    for (std::size_t i = 0; i < n; i += 64) {
      std::uint64_t bits = 0;
      const std::size_t m = std::min<std::size_t>(64, n - i);
      if (block.absent) {
        for (std::size_t k = 0; k < m; ++k)
          if (const RowIndex row = r[i + k]; row != kNoRow)
            bits |= ((words[chunkOf(row)][indexOf(row) >> 6] >> (row & 63)) & 1) << k;
      } else {
        for (std::size_t k = 0; k < m; ++k) {
          const RowIndex row = r[i + k];
          bits |= ((words[chunkOf(row)][indexOf(row) >> 6] >> (row & 63)) & 1) << k;
        }
      }
      out[i / 64] = bits;
    }
  }

  template<bool kAbsent>
  Result<void> lengths(const Block& block, std::uint32_t* out) const {
    std::uint64_t total = 0;
    out[0] = 0;
    for (std::size_t i = 0; i < block.rows.size(); ++i) {
      const RowIndex r = block.rows[i];
      if (!kAbsent || r != kNoRow) {
        const std::uint32_t* offsets = reinterpret_cast<const std::uint32_t*>(m_values[chunkOf(r)]) + indexOf(r);
        total += offsets[1] - offsets[0];
      }
      out[i + 1] = static_cast<std::uint32_t>(total);
    }
    if (total > std::numeric_limits<std::uint32_t>::max())
      return tooMuchText(m_source.name);
    return {};
  }

  const char* textStart(RowIndex r) const {
    return m_bytes[chunkOf(r)] + reinterpret_cast<const std::uint32_t*>(m_values[chunkOf(r)])[indexOf(r)];
  }

  /// Short texts without a call: two copies that overlap.
  static void copyText(char* to, const char* from, std::size_t n) {
    if (n > 64) {
      std::memcpy(to, from, n);
    } else if (n > 32) {
      std::memcpy(to, from, 32);
      std::memcpy(to + n - 32, from + n - 32, 32);
    } else if (n > 16) {
      std::memcpy(to, from, 16);
      std::memcpy(to + n - 16, from + n - 16, 16);
    } else if (n >= 8) {
      std::memcpy(to, from, 8);
      std::memcpy(to + n - 8, from + n - 8, 8);
    } else {
      for (std::size_t i = 0; i < n; ++i)
        to[i] = from[i];
    }
  }

  void copyTexts(const Block& block, const std::uint32_t* offsets, char* out) const {
    constexpr std::size_t kAhead = 24; // rows; the texts of a shuffled column are far apart
    const std::size_t n = block.rows.size();
    const RowIndex* r = block.rows.data();
    for (std::size_t i = 0; i < n; ++i) {
      if (i + kAhead < n && r[i + kAhead] != kNoRow)
        __builtin_prefetch(textStart(r[i + kAhead]));
      if (offsets[i + 1] != offsets[i])
        copyText(out + offsets[i], textStart(r[i]), offsets[i + 1] - offsets[i]);
    }
  }

  void copyRuns(const Block& block, char* out) const {
    const std::size_t n = block.rows.size();
    const RowIndex* r = block.rows.data();
    for (std::size_t i = 0; i < n;) {
      std::size_t end = i + 1;
      while (end < n && r[end] == r[end - 1] + 1 && chunkOf(r[end]) == chunkOf(r[i]))
        ++end;
      const std::uint32_t* offsets = reinterpret_cast<const std::uint32_t*>(m_values[chunkOf(r[i])]) + indexOf(r[i]);
      const std::size_t size = offsets[end - i] - offsets[0];
      if (size > 0)
        std::memcpy(out, m_bytes[chunkOf(r[i])] + offsets[0], size);
      out += size;
      i = end;
    }
  }

  const NamedColumn& m_source;
  const Plan& m_plan;
  std::vector<ChunkPtr> m_chunks;
  std::vector<const std::byte*> m_values;
  std::vector<const char*> m_bytes;
  std::vector<const std::uint64_t*> m_validity;
  std::size_t m_dimension = 1;
  bool m_flat = false; // all chunks lie behind one another
  bool m_mayMiss = false;
  std::optional<ColumnSlab> m_slab;
};

/// Gathers the columns together, so that few rows of many columns keep all threads busy.
Result<void> gatherTogether(std::span<const NamedColumn* const> sources, const Plan& plan, std::span<Column> results,
                            const Context& context) {
  std::vector<Gather> gathers;
  gathers.reserve(sources.size());
  for (const NamedColumn* s : sources) {
    gathers.emplace_back(*s, plan);
    EASEL_CHECK(gathers.back().load(context));
  }
  const std::size_t blocks = plan.blocks.size();
  EASEL_CHECK(tryParallelFor(context, gathers.size() * blocks,
                             [&](std::size_t i) { return gathers[i / blocks].first(i % blocks); }));
  std::vector<Gather*> texts;
  for (Gather& g : gathers)
    if (g.text()) {
      g.allocateBytes();
      texts.push_back(&g);
    }
  EASEL_CHECK(tryParallelFor(context, texts.size() * blocks, [&](std::size_t i) -> Result<void> {
    texts[i / blocks]->second(i % blocks);
    return {};
  }));
  for (std::size_t i = 0; i < gathers.size(); ++i)
    results[i] = gathers[i].finish();
  return {};
}

Result<std::vector<Column>> gatherAll(std::span<const NamedColumn* const> sources, std::span<const RowIndex> rows,
                                      std::size_t sourceRows, const Context& context) {
  EASEL_TRY(const Plan plan, planFor(rows, sourceRows, context));
  std::vector<Column> results(sources.size());
  std::vector<const NamedColumn*> resident;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i]->column.resident()) {
      resident.push_back(sources[i]);
      places.push_back(i);
      continue;
    }
    // A column on disk is read and left before the next: not all need to fit in memory together.
    EASEL_CHECK(gatherTogether(sources.subspan(i, 1), plan, std::span(results).subspan(i, 1), context));
  }
  std::vector<Column> gathered(resident.size());
  EASEL_CHECK(gatherTogether(resident, plan, gathered, context));
  for (std::size_t i = 0; i < places.size(); ++i)
    results[places[i]] = std::move(gathered[i]);
  return results;
}

} // namespace

Result<Column> take(const Column& column, std::span<const RowIndex> rows, const Context& context) {
  return withinMemory([&]() -> Result<Column> {
    const NamedColumn source{"", column};
    const NamedColumn* sources[] = {&source};
    EASEL_TRY(std::vector<Column> taken, gatherAll(sources, rows, column.size(), context));
    return std::move(taken[0]);
  });
}

Result<Table> take(const Table& table, std::span<const RowIndex> rows, const Context& context) {
  return withinMemory([&]() -> Result<Table> {
    if (rows.size() >= kNoRow)
      return Error(ErrorCode::Unsupported, "The result would have more than 4,294,967,294 rows.",
                   "Work on fewer rows.");
    if (table.columnCount() == 0)
      return Table::ofRows(rows.size());
    std::vector<const NamedColumn*> sources;
    for (const NamedColumn& c : table.columns())
      sources.push_back(&c);
    EASEL_TRY(std::vector<Column> taken, gatherAll(sources, rows, table.rows(), context));
    std::vector<NamedColumn> columns;
    for (std::size_t i = 0; i < taken.size(); ++i)
      columns.push_back({table.name(i), std::move(taken[i])});
    return Table::make(std::move(columns));
  });
}

} // namespace easel
