// Tables below one another: whole chunks that fall on a chunk border are shared, the rest is copied piece by piece
// into one slab a column; categories are mapped to the merged levels on the way.
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/table/column_slab.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace easel {

namespace {

/// A part of the result: rows of one table, from a column or (column == nullptr) missing.
struct Segment {
  const Column* column = nullptr;
  std::vector<std::uint32_t> codes; // new code by old code; empty: unchanged
  std::size_t start = 0;            // in the result
  std::size_t rows = 0;
};

struct Piece {
  std::size_t segment = 0;
  std::size_t chunk = 0; // of the segment's column
  std::size_t from = 0;  // row in it
  std::size_t rows = 0;
  std::size_t to = 0; // row in the result's chunk
  ChunkPtr loaded;
};

Error differentTypes(const std::string& name, DataType a, DataType b) {
  return Error(ErrorCode::Data,
               "Column '" + name + "' is of type " + std::string(dataTypeId(a)) + " in one table and of type " +
                   std::string(dataTypeId(b)) + " in another.",
               "Convert one of them first.")
      .at({ErrorPlace::Kind::Column, name});
}

Result<DataType> commonType(const std::string& name, DataType a, DataType b) {
  const auto number = [](DataType t) { return t == DataType::Int64 || t == DataType::Float64; };
  if (a == b)
    return a;
  if (number(a) && number(b))
    return DataType::Float64;
  return differentTypes(name, a, b);
}

/// The levels of all dictionaries in order of appearance; the first one itself when it has them all.
Result<DictionaryPtr> mergeLevels(const std::string& name, std::vector<Segment>& segments) {
  std::vector<DictionaryPtr> different;
  for (const Segment& s : segments)
    if (s.column && s.column->dictionary() &&
        std::find(different.begin(), different.end(), s.column->dictionary()) == different.end())
      different.push_back(s.column->dictionary());
  if (different.empty())
    return DictionaryPtr(std::make_shared<Dictionary>());
  if (different.size() == 1)
    return different[0];
  std::vector<std::string> levels = different[0]->values();
  std::unordered_map<std::string_view, std::uint32_t> codes;
  for (std::uint32_t i = 0; i < levels.size(); ++i)
    codes.emplace((*different[0])[i], i);
  bool ordered = different[0]->ordered();
  std::unordered_map<const Dictionary*, std::vector<std::uint32_t>> maps;
  for (std::size_t d = 1; d < different.size(); ++d) {
    std::vector<std::uint32_t>& map = maps[different[d].get()];
    std::uint32_t last = 0;
    for (std::uint32_t i = 0; i < different[d]->size(); ++i) {
      const auto [it, added] = codes.emplace((*different[d])[i], static_cast<std::uint32_t>(codes.size()));
      if (added)
        levels.emplace_back((*different[d])[i]);
      // The merged order means something only when every table agrees with it and adds at its end.
      ordered = ordered && different[d]->ordered() && (i == 0 || it->second > last);
      last = it->second;
      map.push_back(it->second);
    }
    const bool same = std::is_sorted(map.begin(), map.end()) && (map.empty() || map.back() + 1 == map.size());
    if (same)
      map.clear();
  }
  if (codes.size() >= std::numeric_limits<std::uint32_t>::max())
    return Error(ErrorCode::Unsupported, "Column '" + name + "' would have too many different values.");
  for (Segment& s : segments)
    if (s.column && s.column->dictionary() && s.column->dictionary() != different[0])
      s.codes = maps[s.column->dictionary().get()];
  if (levels.size() == different[0]->size() && ordered == different[0]->ordered())
    return different[0];
  return DictionaryPtr(std::make_shared<Dictionary>(std::move(levels), ordered));
}

/// Writes n bits from source (nullptr: all present) at bit `to`.
void copyBits(const Chunk& source, std::size_t from, std::size_t n, std::uint64_t* out, std::size_t to) {
  if (source.missing() == 0)
    for (std::size_t i = to; i < to + n; ++i)
      out[i >> 6] |= std::uint64_t{1} << (i & 63);
  else
    for (std::size_t i = 0; i < n; ++i)
      if (source.valid(from + i))
        out[(to + i) >> 6] |= std::uint64_t{1} << ((to + i) & 63);
}

template<class To, class From>
void convert(const Chunk& source, std::size_t from, std::size_t n, To* out) {
  const From* values = source.values<From>() + from;
  for (std::size_t i = 0; i < n; ++i)
    out[i] = static_cast<To>(values[i]);
}

class Joined {
 public:
  Joined(const std::string& name, DataType type, std::vector<Segment> segments, std::size_t rows)
      : m_name(name), m_type(type), m_segments(std::move(segments)), m_rows(rows) {}

  Result<Column> make(const Context& context) {
    DictionaryPtr dictionary;
    if (m_type == DataType::Category) {
      EASEL_TRY(dictionary, mergeLevels(m_name, m_segments));
    }
    bool mayMiss = false;
    std::size_t dimension = 1;
    for (const Segment& s : m_segments) {
      mayMiss |= s.column ? s.column->missing() > 0 : s.rows > 0;
      if (m_type != DataType::Vector || !s.column || s.column->chunkCount() == 0)
        continue;
      EASEL_TRY(const ChunkPtr chunk, s.column->chunk(0));
      if (dimension != 1 && chunk->dimension() != dimension)
        return Error(ErrorCode::Data, "Column '" + m_name + "' has vectors of " + std::to_string(dimension) + " and of " +
                                          std::to_string(chunk->dimension()) + " numbers.",
                     "Leave the column out, or make them equally long.");
      dimension = chunk->dimension();
    }
    ColumnSlab slab(m_type, m_rows, mayMiss, dimension);
    std::vector<std::vector<Piece>> pieces = cut(slab.chunkCount());
    EASEL_CHECK(tryParallelFor(context, pieces.size(), [&](std::size_t c) -> Result<void> {
      auto filled = fill(slab, c, pieces[c], dimension);
      return filled ? Result<void>() : inColumn(std::move(filled).error(), m_name);
    }));
    if (hasBytes(m_type)) {
      slab.allocateBytes();
      EASEL_CHECK(tryParallelFor(context, pieces.size(), [&](std::size_t c) -> Result<void> {
        for (const Piece& p : pieces[c])
          if (p.loaded) {
            const std::uint32_t* offsets = p.loaded->values<std::uint32_t>() + p.from;
            if (offsets[p.rows] > offsets[0])
              std::memcpy(slab.bytes(c) + slab.offsets(c)[p.to], p.loaded->byteBuffer().data() + offsets[0],
                          offsets[p.rows] - offsets[0]);
          }
        return {};
      }));
    }
    return std::move(slab).finish(std::move(dictionary));
  }

 private:
  std::vector<std::vector<Piece>> cut(std::size_t chunks) const {
    std::vector<std::vector<Piece>> pieces(chunks);
    for (std::size_t s = 0; s < m_segments.size(); ++s) {
      for (std::size_t row = 0; row < m_segments[s].rows;) {
        const std::size_t to = m_segments[s].start + row;
        Piece p{s, row >> kChunkShift, row & (kChunkRows - 1), 0, to & (kChunkRows - 1), nullptr};
        p.rows = std::min({m_segments[s].rows - row, kChunkRows - p.from, kChunkRows - p.to});
        pieces[to >> kChunkShift].push_back(p);
        row += p.rows;
      }
    }
    return pieces;
  }

  Result<void> fill(ColumnSlab& slab, std::size_t c, std::vector<Piece>& pieces, std::size_t dimension) {
    const std::size_t rows = slab.chunkRows(c);
    for (Piece& p : pieces)
      if (m_segments[p.segment].column) {
        EASEL_TRY(p.loaded, m_segments[p.segment].column->chunk(p.chunk));
      }
    const Piece& only = pieces.front();
    if (pieces.size() == 1 && only.loaded && only.from == 0 && only.loaded->size() == rows &&
        only.loaded->type() == m_type && m_segments[only.segment].codes.empty()) {
      slab.share(c, only.loaded);
      pieces.clear();
      return {};
    }
    if (std::uint64_t* bits = slab.validity(c)) {
      std::fill_n(bits, Bitmap::wordsFor(rows), std::uint64_t{0});
      for (const Piece& p : pieces)
        if (p.loaded)
          copyBits(*p.loaded, p.from, p.rows, bits, p.to);
    }
    if (hasBytes(m_type))
      return offsets(slab.offsets(c), pieces);
    const std::size_t width = dataTypeSize(m_type) * dimension;
    for (const Piece& p : pieces) {
      std::byte* out = slab.values<std::byte>(c) + p.to * width;
      if (!p.loaded)
        std::memset(out, 0, p.rows * width);
      else if (p.loaded->type() != m_type)
        convert<double, std::int64_t>(*p.loaded, p.from, p.rows, reinterpret_cast<double*>(out));
      else if (const auto& codes = m_segments[p.segment].codes; !codes.empty())
        recode(*p.loaded, p, codes, slab.values<std::uint32_t>(c) + p.to);
      else
        std::memcpy(out, p.loaded->values<std::byte>() + p.from * width, p.rows * width);
    }
    return {};
  }

  static void recode(const Chunk& source, const Piece& p, const std::vector<std::uint32_t>& codes, std::uint32_t* out) {
    const std::uint32_t* values = source.values<std::uint32_t>() + p.from;
    for (std::size_t i = 0; i < p.rows; ++i)
      out[i] = source.valid(p.from + i) ? codes[values[i]] : 0;
  }

  Result<void> offsets(std::uint32_t* out, const std::vector<Piece>& pieces) const {
    std::uint64_t total = 0;
    out[0] = 0;
    for (const Piece& p : pieces) {
      const std::uint32_t* from = p.loaded ? p.loaded->values<std::uint32_t>() + p.from : nullptr;
      for (std::size_t i = 0; i < p.rows; ++i)
        out[p.to + i + 1] = static_cast<std::uint32_t>(total + (from ? from[i + 1] - from[0] : 0));
      total += from ? from[p.rows] - from[0] : 0;
    }
    return total > std::numeric_limits<std::uint32_t>::max() ? Result<void>(tooMuchText({})) : Result<void>();
  }

  const std::string& m_name;
  DataType m_type;
  std::vector<Segment> m_segments;
  std::size_t m_rows;
};

} // namespace

Result<Table> concat(std::span<const Table> tables, const Context& context) {
  return withinMemory([&]() -> Result<Table> {
    std::vector<std::string> names;
    std::vector<DataType> types;
    std::unordered_map<std::string, std::size_t> places;
    std::size_t rows = 0;
    for (const Table& t : tables) {
      rows += t.rows();
      for (const NamedColumn& c : t.columns()) {
        const auto [it, added] = places.emplace(c.name, names.size());
        if (added) {
          names.push_back(c.name);
          types.push_back(c.column.type());
        } else {
          EASEL_TRY(types[it->second], commonType(c.name, types[it->second], c.column.type()));
        }
      }
    }
    if (rows >= kNoRow)
      return Error(ErrorCode::Unsupported, "The tables have more than 4,294,967,294 rows together.",
                   "Join fewer of them.");
    if (names.empty())
      return Table::ofRows(rows);
    std::vector<NamedColumn> columns;
    for (std::size_t k = 0; k < names.size(); ++k) {
      EASEL_CHECK(context.checkpoint());
      std::vector<Segment> segments;
      std::size_t start = 0;
      for (const Table& t : tables) {
        Segment s;
        if (const auto place = t.find(names[k]))
          s.column = &t.column(*place);
        s.start = start;
        s.rows = t.rows();
        start += s.rows;
        segments.push_back(std::move(s));
      }
      EASEL_TRY(Column column, Joined(names[k], types[k], std::move(segments), rows).make(context));
      columns.push_back({names[k], std::move(column)});
    }
    return Table::make(std::move(columns));
  });
}

} // namespace easel
