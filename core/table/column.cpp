#include "core/table/column.h"

#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/base/time.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace easel {

namespace {
constexpr std::array<std::string_view, 10> kTypeIds = {"bool", "int64",     "float64",  "category", "text",
                                                       "date", "timestamp", "duration", "vector",   "image"};
}

std::string_view dataTypeId(DataType type) { return kTypeIds[static_cast<std::size_t>(type)]; }

std::optional<DataType> dataTypeFromId(std::string_view id) {
  for (std::size_t i = 0; i < kTypeIds.size(); ++i)
    if (kTypeIds[i] == id)
      return static_cast<DataType>(i);
  return std::nullopt;
}

std::size_t dataTypeSize(DataType type) {
  switch (type) {
  case DataType::Bool: return 1;
  case DataType::Int64:
  case DataType::Float64:
  case DataType::Timestamp:
  case DataType::Duration: return 8;
  case DataType::Category:
  case DataType::Text:
  case DataType::Date:
  case DataType::Vector:
  case DataType::Image: return 4;
  }
  return 8;
}

Dictionary::Dictionary(std::vector<std::string> values, bool ordered)
    : m_values(std::move(values)), m_ordered(ordered) {
  m_codes.reserve(m_values.size());
  for (std::uint32_t i = 0; i < m_values.size(); ++i)
    m_codes.emplace(m_values[i], i);
}

std::optional<std::uint32_t> Dictionary::find(std::string_view value) const {
  const auto it = m_codes.find(value);
  return it == m_codes.end() ? std::nullopt : std::optional(it->second);
}

std::vector<std::uint32_t> Dictionary::ranks() const {
  std::vector<std::uint32_t> order(size());
  std::iota(order.begin(), order.end(), 0U);
  if (m_ordered)
    return order;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return m_values[a] < m_values[b]; });
  std::vector<std::uint32_t> rank(size());
  for (std::uint32_t i = 0; i < order.size(); ++i)
    rank[order[i]] = i;
  return rank;
}

Column::Column(DataType type, std::vector<ChunkPtr> chunks, DictionaryPtr dictionary)
    : m_type(type), m_dictionary(std::move(dictionary)) {
  m_chunks.reserve(chunks.size());
  for (ChunkPtr& c : chunks) {
    m_size += c->size();
    m_missing += c->missing();
    const std::size_t size = c->size();
    const std::size_t missing = c->missing();
    m_chunks.push_back({std::move(c), size, missing});
  }
}

Column::Column(DataType type, std::vector<LazyChunk> chunks, std::shared_ptr<const ChunkSource> source,
               DictionaryPtr dictionary)
    : m_type(type), m_source(std::move(source)), m_dictionary(std::move(dictionary)) {
  m_chunks.reserve(chunks.size());
  for (const LazyChunk& c : chunks) {
    m_size += c.size;
    m_missing += c.missing;
    m_chunks.push_back({nullptr, c.size, c.missing});
  }
}

Result<ChunkPtr> Column::chunk(std::size_t index) const {
  const Slot& slot = m_chunks[index];
  if (slot.resident)
    return slot.resident;
  return m_source->load(index);
}

Result<std::vector<ChunkPtr>> Column::load(const Context& context) const {
  std::vector<ChunkPtr> loaded(m_chunks.size());
  if (resident()) {
    for (std::size_t i = 0; i < loaded.size(); ++i)
      loaded[i] = m_chunks[i].resident;
    return loaded;
  }
  EASEL_CHECK(tryParallelFor(context, loaded.size(), [&](std::size_t i) -> Result<void> {
    EASEL_TRY(loaded[i], chunk(i));
    return {};
  }));
  return loaded;
}

bool Column::resident() const {
  return std::all_of(m_chunks.begin(), m_chunks.end(), [](const Slot& s) { return s.resident != nullptr; });
}

bool Column::sameAs(const Column& other) const {
  if (m_type != other.m_type || m_size != other.m_size || m_source != other.m_source ||
      m_dictionary != other.m_dictionary || m_chunks.size() != other.m_chunks.size())
    return false;
  for (std::size_t i = 0; i < m_chunks.size(); ++i)
    if (m_chunks[i].resident != other.m_chunks[i].resident)
      return false;
  return true;
}

std::size_t Column::memory() const {
  std::size_t total = 0;
  for (const Slot& s : m_chunks)
    total += s.resident ? s.resident->memory() : 0;
  return total;
}

std::optional<std::string> cellText(const Chunk& chunk, const Dictionary* dictionary, std::size_t i) {
  if (!chunk.valid(i))
    return std::nullopt;
  switch (chunk.type()) {
  case DataType::Bool: return std::string(chunk.values<std::uint8_t>()[i] ? "true" : "false");
  case DataType::Int64: return std::to_string(chunk.values<std::int64_t>()[i]);
  case DataType::Float64: return formatNumber(chunk.values<double>()[i]);
  case DataType::Category: return std::string((*dictionary)[chunk.values<std::uint32_t>()[i]]);
  case DataType::Text:
  case DataType::Image: return std::string(chunk.text(i));
  case DataType::Date: return formatDate(chunk.values<std::int32_t>()[i]);
  case DataType::Timestamp: return formatTimestamp(chunk.values<std::int64_t>()[i]);
  case DataType::Duration: return formatDuration(chunk.values<std::int64_t>()[i]);
  case DataType::Vector: {
    std::string s = "[";
    for (std::size_t k = 0; k < chunk.dimension(); ++k)
      s += (k ? "," : "") + formatNumber(static_cast<double>(chunk.values<float>()[i * chunk.dimension() + k]), 7);
    return s + "]";
  }
  }
  return std::nullopt;
}

Result<std::optional<std::string>> Column::textAt(std::size_t row) const {
  EASEL_TRY(const ChunkPtr c, chunk(row >> kChunkShift));
  return cellText(*c, m_dictionary.get(), row & (kChunkRows - 1));
}

Result<Number> Column::numberAt(std::size_t row) const {
  EASEL_TRY(const ChunkPtr c, chunk(row >> kChunkShift));
  const std::size_t i = row & (kChunkRows - 1);
  if (!c->valid(i))
    return Number{};
  switch (m_type) {
  case DataType::Bool: return Number{static_cast<double>(c->values<std::uint8_t>()[i]), true};
  case DataType::Int64:
  case DataType::Timestamp:
  case DataType::Duration: return Number{static_cast<double>(c->values<std::int64_t>()[i]), true};
  case DataType::Float64: return Number{c->values<double>()[i], true};
  case DataType::Date: return Number{static_cast<double>(c->values<std::int32_t>()[i]), true};
  case DataType::Category: return Number{static_cast<double>(c->values<std::uint32_t>()[i]), true};
  case DataType::Text:
  case DataType::Vector:
  case DataType::Image: break;
  }
  return Number{};
}

} // namespace easel
