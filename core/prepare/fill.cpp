#include "core/prepare/fill.h"

#include "core/prepare/columns.h"

#include "core/base/text.h"
#include "core/base/time.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <unordered_map>

namespace easel {

Json toJson(const CellValue& value) {
  if (const auto* i = std::get_if<std::int64_t>(&value))
    return *i;
  if (const auto* d = std::get_if<double>(&value))
    return numberToJson(*d);
  if (const auto* s = std::get_if<std::string>(&value))
    return *s;
  return {};
}

CellValue cellValueFromJson(const Json& json, DataType type) {
  if (json.is_null())
    return {};
  if (type == DataType::Float64)
    return numberFromJson(json);
  if (isTextual(type))
    return json.get<std::string>();
  return json.get<std::int64_t>();
}

std::optional<CellValue> parseCell(std::string_view text, DataType type) {
  const auto integer = [](auto v) -> std::optional<CellValue> {
    return v ? std::optional<CellValue>(static_cast<std::int64_t>(*v)) : std::nullopt;
  };
  switch (type) {
  case DataType::Bool:
    for (const char* yes : {"true", "yes", "1"})
      if (equalIgnoreCase(text, yes))
        return CellValue(std::int64_t{1});
    for (const char* no : {"false", "no", "0"})
      if (equalIgnoreCase(text, no))
        return CellValue(std::int64_t{0});
    return std::nullopt;
  case DataType::Int64: return integer(parseInt(text));
  case DataType::Date: return integer(parseDate(text));
  case DataType::Timestamp: return integer(parseTimestamp(text));
  case DataType::Duration: {
    if (const auto duration = parseDuration(text))
      return CellValue(*duration);
    const auto seconds = parseDouble(text);
    if (!seconds || !(std::abs(*seconds) < 9e12))
      return std::nullopt;
    return CellValue(static_cast<std::int64_t>(std::llround(*seconds * static_cast<double>(kMicrosPerSecond))));
  }
  case DataType::Float64: {
    const auto v = parseDouble(text);
    return v ? std::optional<CellValue>(*v) : std::nullopt;
  }
  case DataType::Text:
  case DataType::Category: return CellValue(std::string(text));
  case DataType::Vector:
  case DataType::Image: break;
  }
  return std::nullopt;
}

namespace {

template<class T>
CellValue asCell(T v) {
  if constexpr (std::is_same_v<T, double>)
    return v;
  else
    return static_cast<std::int64_t>(v);
}

CellValue cellAt(const Chunk& chunk, const Dictionary* dictionary, std::size_t i) {
  if (chunk.type() == DataType::Category)
    return std::string((*dictionary)[chunk.values<std::uint32_t>()[i]]);
  if (chunk.type() == DataType::Text)
    return std::string(chunk.text(i));
  return withNumbers(chunk, [&](const auto* x) { return asCell(x[i]); });
}

template<class T>
Result<CellValue> mostFrequentNumber(const Column& column, const Context& context) {
  std::vector<T> values;
  values.reserve(column.size() - column.missing());
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    const T* x = chunk->values<T>();
    for (std::size_t i = 0; i < chunk->size(); ++i)
      if (chunk->valid(i) && x[i] == x[i])
        values.push_back(x[i]);
  }
  std::sort(values.begin(), values.end());
  CellValue best;
  std::size_t most = 0;
  for (std::size_t i = 0; i < values.size();) {
    std::size_t j = i + 1;
    while (j < values.size() && values[j] == values[i])
      ++j;
    if (j - i > most) {
      most = j - i;
      best = asCell(values[i]);
    }
    i = j;
  }
  return best;
}

template<class Counts>
CellValue mostFrequentText(const Counts& counts) {
  CellValue best;
  std::size_t most = 0;
  std::string_view bestText;
  for (const auto& [text, count] : counts)
    if (count > most || (count == most && most > 0 && text < bestText)) {
      most = count;
      bestText = text;
    }
  if (most > 0)
    best = std::string(bestText);
  return best;
}

} // namespace

Result<CellValue> mostFrequent(const Column& column, const Context& context) {
  switch (column.type()) {
  case DataType::Bool: return mostFrequentNumber<std::uint8_t>(column, context);
  case DataType::Date: return mostFrequentNumber<std::int32_t>(column, context);
  case DataType::Float64: return mostFrequentNumber<double>(column, context);
  case DataType::Category: {
    std::vector<std::size_t> counts(column.dictionary()->size());
    for (std::size_t k = 0; k < column.chunkCount(); ++k) {
      EASEL_CHECK(context.checkpoint());
      EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
      const auto* codes = chunk->values<std::uint32_t>();
      for (std::size_t i = 0; i < chunk->size(); ++i)
        if (chunk->valid(i))
          ++counts[codes[i]];
    }
    std::vector<std::pair<std::string_view, std::size_t>> named;
    for (std::uint32_t c = 0; c < counts.size(); ++c)
      named.emplace_back((*column.dictionary())[c], counts[c]);
    return mostFrequentText(named);
  }
  case DataType::Text: {
    std::unordered_map<std::string_view, std::size_t> counts;
    EASEL_TRY(const std::vector<ChunkPtr> chunks, column.load());
    for (const ChunkPtr& chunk : chunks) {
      EASEL_CHECK(context.checkpoint());
      for (std::size_t i = 0; i < chunk->size(); ++i)
        if (chunk->valid(i))
          ++counts[chunk->text(i)];
    }
    return mostFrequentText(counts);
  }
  default: return mostFrequentNumber<std::int64_t>(column, context);
  }
}

Result<CellValue> firstPresent(const Column& column, bool fromEnd, const Context& context) {
  for (std::size_t c = 0; c < column.chunkCount(); ++c) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(fromEnd ? column.chunkCount() - 1 - c : c));
    for (std::size_t r = 0; r < chunk->size(); ++r) {
      const std::size_t i = fromEnd ? chunk->size() - 1 - r : r;
      if (chunk->valid(i))
        return cellAt(*chunk, column.dictionary().get(), i);
    }
  }
  return CellValue{};
}

namespace {

/// Fills along the rows (backwards for Next). `carry` is what a missing row gets; empty: it stays missing.
template<class T>
ChunkPtr fillFixed(const Chunk& in, DataType type, FillFrom from, std::optional<T>& carry) {
  const std::size_t n = in.size();
  const T* x = in.values<T>();
  MutableBuffer buffer(n * sizeof(T));
  T* out = buffer.as<T>();
  std::memcpy(out, x, n * sizeof(T));
  BitmapBuilder bits(n);
  for (std::size_t r = 0; r < n; ++r) {
    const std::size_t i = from == FillFrom::Next ? n - 1 - r : r;
    if (in.valid(i)) {
      if (from != FillFrom::Value)
        carry = x[i];
    } else if (carry)
      out[i] = *carry;
    else
      bits.clear(i);
  }
  return std::make_shared<Chunk>(type, n, std::move(buffer).share(), std::move(bits).finish());
}

ChunkPtr fillText(const Chunk& in, FillFrom from, std::optional<std::string_view>& carry) {
  const std::size_t n = in.size();
  std::vector<std::optional<std::string_view>> cells(n);
  for (std::size_t r = 0; r < n; ++r) {
    const std::size_t i = from == FillFrom::Next ? n - 1 - r : r;
    if (in.valid(i)) {
      cells[i] = in.text(i);
      if (from != FillFrom::Value)
        carry = cells[i];
    } else
      cells[i] = carry;
  }
  std::vector<std::uint32_t> offsets{0};
  offsets.reserve(n + 1);
  std::vector<char> bytes;
  BitmapBuilder bits(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (cells[i])
      bytes.insert(bytes.end(), cells[i]->begin(), cells[i]->end());
    else
      bits.clear(i);
    offsets.push_back(static_cast<std::uint32_t>(bytes.size()));
  }
  return std::make_shared<Chunk>(in.type(), n, Buffer::from(std::move(offsets)), std::move(bits).finish(),
                                 Buffer::from(std::move(bytes)));
}

ChunkPtr asDoubles(const Chunk& in) {
  MutableBuffer buffer(in.size() * sizeof(double));
  const auto* x = in.values<std::int64_t>();
  auto* out = buffer.as<double>();
  for (std::size_t i = 0; i < in.size(); ++i)
    out[i] = static_cast<double>(x[i]);
  return std::make_shared<Chunk>(DataType::Float64, in.size(), std::move(buffer).share(), in.validity());
}

/// fill(chunk, carry) over all chunks, in row order for Previous, against it for Next, in parallel for Value.
template<class Carry, class Fill>
Result<Column> overChunks(const Column& column, DataType type, DictionaryPtr dictionary, FillFrom from, Carry carry,
                          const Context& context, Fill fill) {
  const auto one = [&](const ChunkPtr& in, Carry& current) -> ChunkPtr {
    const ChunkPtr chunk = in->type() == type ? in : asDoubles(*in);
    return chunk->missing() == 0 && from == FillFrom::Value ? chunk : fill(*chunk, current);
  };
  if (from == FillFrom::Value) {
    auto chunks = makeChunks(column.chunkCount(), context, [&](std::size_t k) -> Result<ChunkPtr> {
      EASEL_TRY(const ChunkPtr in, column.chunk(k));
      Carry own = carry;
      return one(in, own);
    });
    if (!chunks)
      return std::move(chunks).error();
    return Column(type, std::move(chunks).value(), std::move(dictionary));
  }
  EASEL_TRY(const std::vector<ChunkPtr> in, column.load()); // a carried text points into an earlier chunk
  std::vector<ChunkPtr> chunks(in.size());
  for (std::size_t c = 0; c < in.size(); ++c) {
    EASEL_CHECK(context.checkpoint());
    const std::size_t k = from == FillFrom::Next ? in.size() - 1 - c : c;
    chunks[k] = one(in[k], carry);
  }
  return Column(type, std::move(chunks), std::move(dictionary));
}

} // namespace

Result<Column> filled(const Column& column, DataType type, FillFrom from, const CellValue& value,
                      const Context& context) {
  if (column.missing() == 0 && column.type() == type)
    return column;
  const auto fixed = [&]<class T>(std::optional<T> carry, DictionaryPtr dictionary = {}) {
    return overChunks(column, type, std::move(dictionary), from, carry, context,
                      [&](const Chunk& in, std::optional<T>& c) { return fillFixed<T>(in, type, from, c); });
  };
  const auto integer = [&]<class T>(std::optional<T> carry) {
    if (const auto* i = std::get_if<std::int64_t>(&value))
      carry = static_cast<T>(*i);
    return fixed(carry);
  };
  switch (type) {
  case DataType::Bool: return integer(std::optional<std::uint8_t>());
  case DataType::Date: return integer(std::optional<std::int32_t>());
  case DataType::Float64: {
    std::optional<double> carry;
    if (const auto* d = std::get_if<double>(&value))
      carry = *d;
    return fixed(carry);
  }
  case DataType::Category: {
    DictionaryPtr dictionary = column.dictionary();
    std::optional<std::uint32_t> carry;
    if (const auto* s = std::get_if<std::string>(&value)) {
      carry = dictionary->find(*s);
      if (!carry) {
        std::vector<std::string> levels = dictionary->values();
        carry = static_cast<std::uint32_t>(levels.size());
        levels.push_back(*s);
        dictionary = std::make_shared<const Dictionary>(std::move(levels), dictionary->ordered());
      }
    }
    return fixed(carry, dictionary);
  }
  case DataType::Text: {
    std::optional<std::string_view> carry;
    if (const auto* s = std::get_if<std::string>(&value))
      carry = *s;
    return overChunks(column, type, {}, from, carry, context,
                      [&](const Chunk& in, std::optional<std::string_view>& c) { return fillText(in, from, c); });
  }
  default: return integer(std::optional<std::int64_t>());
  }
}

} // namespace easel
