#include "core/table/builder.h"

#include <algorithm>
#include <deque>

namespace easel {

namespace {

template<class T>
Column cut(DataType type, std::vector<T> values, const std::vector<std::uint8_t>& valid, DictionaryPtr dictionary = {}) {
  const std::size_t n = values.size();
  if (!valid.empty())
    for (std::size_t i = 0; i < n; ++i)
      if (!valid[i])
        values[i] = T{};
  const Buffer all = Buffer::from(std::move(values));
  std::vector<ChunkPtr> chunks;
  for (std::size_t start = 0; start < n; start += kChunkRows) {
    const std::size_t size = std::min(kChunkRows, n - start);
    Bitmap validity;
    if (!valid.empty()) {
      BitmapBuilder bits(size);
      for (std::size_t i = 0; i < size; ++i)
        if (!valid[start + i])
          bits.clear(i);
      validity = std::move(bits).finish();
    }
    chunks.push_back(
        std::make_shared<Chunk>(type, size, all.slice(start * sizeof(T), size * sizeof(T)), std::move(validity)));
  }
  return Column(type, std::move(chunks), std::move(dictionary));
}

} // namespace

struct ColumnBuilder::State {
  DataType type;
  std::size_t dimension = 1;
  DictionaryPtr known;
  std::deque<std::string> levels; // stable addresses for the index
  std::unordered_map<std::string_view, std::uint32_t> codes;
  std::vector<ChunkPtr> chunks;
  std::vector<std::byte> values;
  std::vector<std::byte> bytes;
  std::vector<std::size_t> missing;
  std::size_t rows = 0; // of the chunk being built
  std::size_t total = 0;

  template<class T>
  void put(T v) {
    const auto* p = reinterpret_cast<const std::byte*>(&v);
    values.insert(values.end(), p, p + sizeof v);
  }
  void startOffsets() {
    if (hasBytes(type) && rows == 0)
      put(std::uint32_t{0});
  }
  void endRow() {
    ++total;
    if (++rows == kChunkRows)
      flush();
  }
  void flush() {
    if (rows == 0)
      return;
    Bitmap validity;
    if (!missing.empty()) {
      BitmapBuilder bits(rows);
      for (const std::size_t i : missing)
        bits.clear(i);
      validity = std::move(bits).finish();
    }
    chunks.push_back(std::make_shared<Chunk>(type, rows, Buffer::from(std::move(values)), std::move(validity),
                                             hasBytes(type) ? Buffer::from(std::move(bytes)) : Buffer(), dimension));
    values = {};
    bytes = {};
    missing.clear();
    rows = 0;
  }
};

ColumnBuilder::ColumnBuilder(DataType type, std::size_t dimension) : m_state(std::make_unique<State>()) {
  m_state->type = type;
  m_state->dimension = type == DataType::Vector ? dimension : 1;
}
ColumnBuilder::ColumnBuilder(DictionaryPtr dictionary) : ColumnBuilder(DataType::Category) {
  m_state->known = std::move(dictionary);
}
ColumnBuilder::~ColumnBuilder() = default;
ColumnBuilder::ColumnBuilder(ColumnBuilder&&) noexcept = default;

void ColumnBuilder::appendMissing() {
  State& s = *m_state;
  s.startOffsets();
  s.missing.push_back(s.rows);
  if (hasBytes(s.type))
    s.put(static_cast<std::uint32_t>(s.bytes.size()));
  else
    s.values.resize(s.values.size() + dataTypeSize(s.type) * s.dimension);
  s.endRow();
}

void ColumnBuilder::appendBool(bool v) {
  m_state->put(static_cast<std::uint8_t>(v));
  m_state->endRow();
}

void ColumnBuilder::appendInt(std::int64_t v) {
  if (m_state->type == DataType::Date)
    m_state->put(static_cast<std::int32_t>(v));
  else
    m_state->put(v);
  m_state->endRow();
}

void ColumnBuilder::appendDouble(double v) {
  m_state->put(v);
  m_state->endRow();
}

void ColumnBuilder::appendCode(std::uint32_t v) {
  m_state->put(v);
  m_state->endRow();
}

void ColumnBuilder::appendText(std::string_view v) {
  State& s = *m_state;
  if (s.type != DataType::Category) {
    s.startOffsets();
    const auto* p = reinterpret_cast<const std::byte*>(v.data());
    s.bytes.insert(s.bytes.end(), p, p + v.size());
    s.put(static_cast<std::uint32_t>(s.bytes.size()));
    return s.endRow();
  }
  if (s.known) {
    const auto code = s.known->find(v);
    return code ? appendCode(*code) : appendMissing();
  }
  const auto it = s.codes.find(v);
  if (it != s.codes.end())
    return appendCode(it->second);
  const auto code = static_cast<std::uint32_t>(s.levels.size());
  s.codes.emplace(s.levels.emplace_back(v), code);
  appendCode(code);
}

void ColumnBuilder::appendVector(std::span<const float> v) {
  for (const float x : v)
    m_state->put(x);
  m_state->endRow();
}

std::size_t ColumnBuilder::size() const { return m_state->total; }

Column ColumnBuilder::finish() && {
  State& s = *m_state;
  s.flush();
  DictionaryPtr dictionary = s.known;
  if (s.type == DataType::Category && !dictionary)
    dictionary = std::make_shared<Dictionary>(std::vector<std::string>(s.levels.begin(), s.levels.end()));
  return Column(s.type, std::move(s.chunks), std::move(dictionary));
}

Column columnOf(std::vector<double> values, const std::vector<std::uint8_t>& valid) {
  return cut(DataType::Float64, std::move(values), valid);
}
Column columnOf(std::vector<std::int64_t> values, const std::vector<std::uint8_t>& valid, DataType type) {
  return cut(type, std::move(values), valid);
}
Column columnOfDates(std::vector<std::int32_t> days, const std::vector<std::uint8_t>& valid) {
  return cut(DataType::Date, std::move(days), valid);
}
Column columnOfBools(std::vector<std::uint8_t> values, const std::vector<std::uint8_t>& valid) {
  return cut(DataType::Bool, std::move(values), valid);
}
Column columnOfCodes(std::vector<std::uint32_t> codes, DictionaryPtr dictionary,
                     const std::vector<std::uint8_t>& valid) {
  return cut(DataType::Category, std::move(codes), valid, std::move(dictionary));
}

Column columnOfTexts(std::span<const std::string> values, const std::vector<std::uint8_t>& valid) {
  ColumnBuilder b(DataType::Text);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (valid.empty() || valid[i])
      b.appendText(values[i]);
    else
      b.appendMissing();
  return std::move(b).finish();
}

Column missingColumn(DataType type, std::size_t n, DictionaryPtr dictionary) {
  ColumnBuilder b(type);
  for (std::size_t i = 0; i < n; ++i)
    b.appendMissing();
  Column c = std::move(b).finish();
  if (type != DataType::Category || !dictionary)
    return c;
  std::vector<ChunkPtr> chunks;
  for (std::size_t i = 0; i < c.chunkCount(); ++i)
    chunks.push_back(std::move(c.chunk(i)).value());
  return Column(type, std::move(chunks), std::move(dictionary));
}

} // namespace easel
