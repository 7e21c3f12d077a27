#include "core/learn/table_bytes.h"

#include <algorithm>
#include <cstring>

namespace easel {

namespace {

Error damagedTable() {
  return Error(ErrorCode::Corrupt, "A lookup table of the model is damaged.", "Use another copy of the model.");
}

class Writer {
 public:
  void number(std::uint64_t v) {
    for (int i = 0; i < 8; ++i)
      m_out.push_back(static_cast<char>((v >> (8 * i)) & 0xFF));
  }
  void bytes(std::span<const std::byte> b) {
    number(b.size());
    m_out.append(reinterpret_cast<const char*>(b.data()), b.size());
  }
  void text(std::string_view t) { bytes(std::as_bytes(std::span(t))); }
  std::string finish() && { return std::move(m_out); }

 private:
  std::string m_out;
};

/// Every read checks what is left; after a failure all reads give nothing.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : m_rest(bytes) {}
  std::uint64_t number() {
    if (m_rest.size() < 8) {
      m_failed = true;
      return 0;
    }
    std::uint64_t v = 0;
    for (std::size_t i = 0; i < 8; ++i)
      v |= static_cast<std::uint64_t>(static_cast<unsigned char>(m_rest[i])) << (8 * i);
    m_rest.remove_prefix(8);
    return v;
  }
  std::string_view text() {
    const std::uint64_t n = number();
    if (m_failed || n > m_rest.size()) {
      m_failed = true;
      return {};
    }
    const std::string_view t = m_rest.substr(0, static_cast<std::size_t>(n));
    m_rest.remove_prefix(static_cast<std::size_t>(n));
    return t;
  }
  /// A copy, aligned for any value.
  Buffer buffer() {
    const std::string_view t = text();
    MutableBuffer copy(std::max<std::size_t>(t.size(), 1));
    if (!t.empty())
      std::memcpy(copy.data(), t.data(), t.size());
    return std::move(copy).share(t.size());
  }
  bool failed() const { return m_failed; }
  bool atEnd() const { return m_rest.empty(); }

 private:
  std::string_view m_rest;
  bool m_failed = false;
};

/// Sizes, text offsets and codes are inside their bounds.
bool fits(DataType type, std::size_t rows, std::size_t dimension, const Buffer& values, const Buffer& validity,
          const Buffer& bytes, const Dictionary* dictionary) {
  if (dimension == 0 || dimension > (1U << 24) || (type != DataType::Vector && dimension != 1))
    return false;
  const std::size_t cells = rows * dimension + (hasBytes(type) ? 1 : 0);
  if (values.size() != cells * dataTypeSize(type))
    return false;
  if (validity.size() != 0 && validity.size() != Bitmap::wordsFor(rows) * sizeof(std::uint64_t))
    return false;
  if (hasBytes(type)) {
    const auto offsets = values.as<std::uint32_t>();
    return offsets.front() == 0 && offsets.back() == bytes.size() && std::is_sorted(offsets.begin(), offsets.end());
  }
  if (type == DataType::Category) {
    const Bitmap present(validity, validity.size() == 0 ? 0 : rows);
    const auto codes = values.as<std::uint32_t>();
    for (std::size_t i = 0; i < rows; ++i)
      if (present[i] && codes[i] >= dictionary->size())
        return false;
  }
  return true;
}

Result<Column> readColumn(Reader& in, std::size_t rows) {
  const std::optional<DataType> type = dataTypeFromId(in.text());
  if (!type)
    return damagedTable();
  DictionaryPtr dictionary;
  if (*type == DataType::Category) {
    const bool ordered = in.number() != 0;
    const std::uint64_t levels = in.number();
    std::vector<std::string> values;
    for (std::uint64_t i = 0; i < levels && !in.failed(); ++i)
      values.emplace_back(in.text());
    dictionary = std::make_shared<Dictionary>(std::move(values), ordered);
  }
  std::vector<ChunkPtr> chunks;
  for (std::size_t start = 0; start < rows && !in.failed(); start += kChunkRows) {
    const std::size_t n = std::min(kChunkRows, rows - start);
    const std::uint64_t dimension = in.number();
    Buffer values = in.buffer(), validity = in.buffer(), bytes = in.buffer();
    if (in.failed() || !fits(*type, n, static_cast<std::size_t>(dimension), values, validity, bytes, dictionary.get()))
      return damagedTable();
    Bitmap present = validity.size() == 0 ? Bitmap() : Bitmap(std::move(validity), n);
    chunks.push_back(std::make_shared<Chunk>(*type, n, std::move(values), std::move(present),
                                             hasBytes(*type) ? std::move(bytes) : Buffer(),
                                             static_cast<std::size_t>(dimension)));
  }
  if (in.failed())
    return damagedTable();
  return Column(*type, std::move(chunks), std::move(dictionary));
}

} // namespace

Result<std::string> tableToBytes(const Table& table) {
  Writer out;
  out.number(table.rows());
  out.number(table.columnCount());
  for (const NamedColumn& c : table.columns()) {
    out.text(c.name);
    out.text(dataTypeId(c.column.type()));
    if (c.column.type() == DataType::Category) {
      out.number(c.column.dictionary()->ordered());
      out.number(c.column.dictionary()->size());
      for (const std::string& value : c.column.dictionary()->values())
        out.text(value);
    }
    for (std::size_t k = 0; k < c.column.chunkCount(); ++k) {
      EASEL_TRY(const ChunkPtr chunk, c.column.chunk(k));
      out.number(chunk->dimension());
      out.bytes(chunk->valueBuffer().bytes());
      out.bytes(chunk->validity().buffer().bytes());
      out.bytes(chunk->byteBuffer().bytes());
    }
  }
  return std::move(out).finish();
}

Result<Table> tableFromBytes(std::string_view bytes) {
  Reader in(bytes);
  const std::uint64_t rows = in.number(), count = in.number();
  if (in.failed() || rows >= kNoRow)
    return damagedTable();
  std::vector<NamedColumn> columns;
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
    std::string name(in.text());
    EASEL_TRY(Column column, readColumn(in, static_cast<std::size_t>(rows)));
    columns.push_back({std::move(name), std::move(column)});
  }
  if (in.failed() || !in.atEnd())
    return damagedTable();
  if (columns.empty())
    return Table::ofRows(static_cast<std::size_t>(rows));
  return Table::make(std::move(columns));
}

} // namespace easel
