// Other types for a column, chunk by chunk. A blank text is a missing value, not a failure. Categories are converted
// once per level. Whole numbers stand for days (Date) and microseconds (Timestamp, Duration).
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/table/column_slab.h"
#include "core/table/kernels.h"
#include "core/table/row_ids.h"

#include <array>
#include <cmath>
#include <limits>

namespace easel {

namespace {

constexpr std::size_t kNamed = 10; // failures that the report names

enum class Outcome : std::uint8_t { Ok, Missing, Failed };

std::optional<bool> wordToBool(std::string_view text) {
  for (const std::string_view yes : {"true", "yes", "t", "y", "on", "1"})
    if (equalIgnoreCase(text, yes))
      return true;
  for (const std::string_view no : {"false", "no", "f", "n", "off", "0"})
    if (equalIgnoreCase(text, no))
      return false;
  return std::nullopt;
}

std::optional<std::int64_t> wholeNumber(double v) {
  if (v != std::floor(v) || v < -0x1.0p63 || v >= 0x1.0p63) // also false for NaN and infinity
    return std::nullopt;
  return static_cast<std::int64_t>(v);
}
std::optional<std::int64_t> wholeNumber(std::int64_t v) { return v; }

std::optional<std::int64_t> wholeNumber(std::string_view text) {
  if (const auto v = parseInt(text))
    return v;
  const auto v = parseDouble(text); // 3.0 and 1e3 are whole, too
  return v ? wholeNumber(*v) : std::nullopt;
}

template<class To>
std::optional<To> narrowed(std::optional<std::int64_t> v) {
  if (!v || *v < std::numeric_limits<To>::min() || *v > std::numeric_limits<To>::max())
    return std::nullopt;
  return static_cast<To>(*v);
}

/// A text as a value of `type` whose storage is To.
template<class To>
std::optional<To> fromText(DataType type, std::string_view text) {
  if constexpr (std::is_same_v<To, double>)
    return parseDouble(text);
  else if constexpr (std::is_same_v<To, std::uint8_t>)
    return wordToBool(text);
  else if constexpr (std::is_same_v<To, std::int32_t>) {
    if (const auto day = parseDate(text))
      return day;
    const auto micros = parseTimestamp(text);
    return micros ? narrowed<To>(std::optional(floorDays(*micros))) : std::nullopt;
  } else if (type == DataType::Timestamp)
    return parseTimestamp(text);
  else if (type == DataType::Duration)
    return parseDuration(text);
  else
    return wholeNumber(text);
}

/// A number (int64_t or double) of type `from` as a value of type `to` whose storage is To.
template<class To, class From>
std::optional<To> fromNumber(DataType from, DataType to, From v) {
  if constexpr (std::is_same_v<To, double>)
    return static_cast<double>(v);
  else if constexpr (std::is_same_v<To, std::uint8_t>)
    return v == From{0} || v == From{1} ? std::optional(static_cast<To>(v == From{1})) : std::nullopt;
  else if constexpr (std::is_same_v<To, std::int32_t>) {
    const auto whole = wholeNumber(v);
    return narrowed<To>(whole && from == DataType::Timestamp ? std::optional(floorDays(*whole)) : whole);
  } else {
    const auto whole = wholeNumber(v);
    if (!whole || from != DataType::Date || to != DataType::Timestamp)
      return whole;
    return *whole * kMicrosPerDay; // a day fits in 32 bits, so this fits in 64
  }
}

bool possible(DataType from, DataType to) {
  const auto number = [](DataType t) { return t == DataType::Int64 || t == DataType::Float64; };
  if (from == to || to == DataType::Text)
    return true;
  if (from == DataType::Vector || to == DataType::Vector || from == DataType::Image)
    return false;
  if (isTextual(from) || to == DataType::Category)
    return true;
  if (to == DataType::Image)
    return false;
  if (number(from) || number(to))
    return true;
  return isTemporal(from) && isTemporal(to);
}

struct PartReport {
  std::size_t failed = 0;
  std::vector<RowIndex> rows;
};

/// The rows that failed, with their texts as they were.
Result<CastReport> reportOf(const Column& column, const std::vector<PartReport>& parts) {
  CastReport report;
  for (const PartReport& p : parts) {
    report.failed += p.failed;
    for (const RowIndex row : p.rows) {
      if (report.rows.size() == kNamed)
        break;
      EASEL_TRY(const std::optional<std::string> text, column.textAt(row));
      report.rows.push_back(row);
      report.values.push_back(text.value_or(""));
    }
  }
  return report;
}

/// cell(chunk, i, out) converts the present cell i of a chunk. To is the storage of `type`.
template<class To, class Cell>
Result<CastResult> castCells(const Column& column, DataType type, const Context& context, const Cell& cell) {
  ColumnSlab slab(type, column.size(), true);
  std::vector<PartReport> parts(slab.chunkCount());
  EASEL_CHECK(tryParallelFor(context, parts.size(), [&](std::size_t c) -> Result<void> {
    EASEL_TRY(const ChunkPtr chunk, column.chunk(c));
    const std::size_t n = chunk->size();
    To* out = slab.values<To>(c);
    std::uint64_t* bits = slab.validity(c);
    std::fill_n(bits, Bitmap::wordsFor(n), std::uint64_t{0});
    for (std::size_t i = 0; i < n; ++i) {
      out[i] = To{};
      if (!chunk->valid(i))
        continue;
      switch (cell(*chunk, i, out[i])) {
      case Outcome::Ok: bits[i >> 6] |= std::uint64_t{1} << (i & 63); break;
      case Outcome::Missing: out[i] = To{}; break;
      case Outcome::Failed:
        out[i] = To{};
        ++parts[c].failed;
        if (parts[c].rows.size() < kNamed)
          parts[c].rows.push_back(static_cast<RowIndex>((c << kChunkShift) + i));
      }
    }
    return {};
  }));
  EASEL_TRY(CastReport report, reportOf(column, parts));
  return CastResult{std::move(slab).finish(), std::move(report)};
}

template<class To>
Outcome settle(std::optional<To> value, To& out) {
  if (!value)
    return Outcome::Failed;
  out = *value;
  return Outcome::Ok;
}

template<class To>
Outcome readText(DataType type, std::string_view text, To& out) {
  text = trim(text);
  return text.empty() ? Outcome::Missing : settle(fromText<To>(type, text), out);
}

/// To a type of fixed width.
template<class To>
Result<CastResult> castFixed(const Column& column, DataType type, const Context& context) {
  const DataType from = column.type();
  if (from == DataType::Text)
    return castCells<To>(column, type, context, [&](const Chunk& chunk, std::size_t i, To& out) {
      return readText(type, chunk.text(i), out);
    });
  if (from == DataType::Category) {
    const std::size_t levels = column.dictionary() ? column.dictionary()->size() : 0;
    std::vector<To> values(levels);
    std::vector<Outcome> outcomes(levels);
    for (std::uint32_t k = 0; k < levels; ++k)
      outcomes[k] = readText(type, (*column.dictionary())[k], values[k]);
    return castCells<To>(column, type, context, [&](const Chunk& chunk, std::size_t i, To& out) {
      const std::uint32_t code = chunk.values<std::uint32_t>()[i];
      out = values[code];
      return outcomes[code];
    });
  }
  return withStorage(from, [&](auto zero) -> Result<CastResult> {
    using From = decltype(zero);
    using Number = std::conditional_t<std::is_floating_point_v<From>, double, std::int64_t>;
    return castCells<To>(column, type, context, [&](const Chunk& chunk, std::size_t i, To& out) {
      return settle(fromNumber<To>(from, type, static_cast<Number>(chunk.values<From>()[i])), out);
    });
  });
}

/// To Text or Image: every present cell has a text.
Result<Column> castToText(const Column& column, DataType type, const Context& context) {
  std::vector<ChunkPtr> chunks(column.chunkCount());
  EASEL_CHECK(tryParallelFor(context, chunks.size(), [&](std::size_t c) -> Result<void> {
    EASEL_TRY(const ChunkPtr chunk, column.chunk(c));
    if (hasBytes(column.type())) {
      chunks[c] = std::make_shared<const Chunk>(type, chunk->size(), chunk->valueBuffer(), chunk->validity(),
                                                chunk->byteBuffer());
      return {};
    }
    TextChunk text(chunk->size());
    for (std::size_t i = 0; i < chunk->size(); ++i) {
      if (!chunk->valid(i))
        text.appendMissing();
      else if (column.type() == DataType::Category)
        text.append((*column.dictionary())[chunk->values<std::uint32_t>()[i]]);
      else
        text.append(*cellText(*chunk, nullptr, i));
    }
    EASEL_TRY(chunks[c], std::move(text).finish(type));
    return {};
  }));
  return Column(type, std::move(chunks));
}

/// Levels in order of first appearance.
Result<Column> textToCategory(const Column& column, const Context& context) {
  EASEL_TRY(const LoadedColumn loaded, loadColumn({}, column, context));
  EASEL_TRY(const RowIds numbered, numberRows(std::span(&loaded, 1), loaded.size, context));
  std::vector<std::uint32_t> codes(numbered.count());
  std::vector<std::string> levels;
  for (std::size_t id = 0; id < numbered.count(); ++id)
    if (const RowIndex row = numbered.firstRows[id]; loaded.valid(row)) {
      codes[id] = static_cast<std::uint32_t>(levels.size());
      levels.emplace_back(loaded.text(row));
    }
  ColumnSlab slab(DataType::Category, column.size(), loaded.missing > 0);
  parallelFor(slab.chunkCount(), [&](std::size_t c) {
    const Chunk& chunk = loaded.chunk(c);
    std::uint32_t* out = slab.values<std::uint32_t>(c);
    for (std::size_t i = 0; i < chunk.size(); ++i)
      out[i] = chunk.valid(i) ? codes[numbered.ids[(c << kChunkShift) + i]] : 0;
    if (std::uint64_t* bits = slab.validity(c)) {
      if (chunk.missing() > 0)
        std::copy_n(chunk.validity().words(), Bitmap::wordsFor(chunk.size()), bits);
      else
        for (std::size_t i = 0; i < Bitmap::wordsFor(chunk.size()); ++i)
          bits[i] = ~std::uint64_t{0};
    }
  });
  return std::move(slab).finish(std::make_shared<Dictionary>(std::move(levels)));
}

} // namespace

Result<CastResult> cast(const Column& column, DataType type, const Context& context) {
  if (column.type() == type)
    return CastResult{column, {}};
  if (!possible(column.type(), type))
    return Error(ErrorCode::InvalidArgument,
                 "Values of type " + std::string(dataTypeId(column.type())) + " cannot become " +
                     std::string(dataTypeId(type)) + ".",
                 "Choose another type.");
  return withinMemory([&]() -> Result<CastResult> {
    switch (type) {
    case DataType::Bool: return castFixed<std::uint8_t>(column, type, context);
    case DataType::Float64: return castFixed<double>(column, type, context);
    case DataType::Date: return castFixed<std::int32_t>(column, type, context);
    case DataType::Int64:
    case DataType::Timestamp:
    case DataType::Duration: return castFixed<std::int64_t>(column, type, context);
    case DataType::Text:
    case DataType::Image: {
      EASEL_TRY(Column text, castToText(column, type, context));
      return CastResult{std::move(text), {}};
    }
    case DataType::Category: {
      EASEL_TRY(const Column text, column.type() == DataType::Text ? Result<Column>(column)
                                                                  : castToText(column, DataType::Text, context));
      EASEL_TRY(Column category, textToCategory(text, context));
      return CastResult{std::move(category), {}};
    }
    case DataType::Vector: break;
    }
    return Error(ErrorCode::Internal, "There is no such conversion.");
  });
}

} // namespace easel
