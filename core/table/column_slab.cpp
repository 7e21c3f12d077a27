#include "core/table/column_slab.h"

#include "core/base/parallel.h"

#include <limits>

namespace easel {

Error inColumn(Error error, const std::string& name) {
  if (name.empty() || error.code == ErrorCode::Cancelled)
    return error;
  return std::move(error).within("Column '" + name + "'");
}

std::string columnTitle(const std::string& name) { return name.empty() ? "The column" : "Column '" + name + "'"; }

Error tooMuchText(const std::string& column) {
  return Error(ErrorCode::Unsupported,
               columnTitle(column) + " would have more than 4 GiB of text in 65,536 rows.",
               "Shorten the texts, or leave the column out.");
}

Result<LoadedColumn> loadColumn(std::string name, const Column& column, const Context& context) {
  auto chunks = column.load(context);
  if (!chunks)
    return inColumn(std::move(chunks).error(), name);
  return LoadedColumn{std::move(name),    column.type(), column.size(), column.missing(), std::move(chunks).value(),
                      column.dictionary()};
}

ColumnSlab::ColumnSlab(DataType type, std::size_t rows, bool mayMiss, std::size_t dimension)
    : m_type(type), m_rows(rows), m_mayMiss(mayMiss), m_dimension(dimension), m_chunks(chunksFor(rows)) {
  const std::size_t width = dataTypeSize(type) * dimension;
  const std::size_t n = m_chunks.size();
  if (hasBytes(type))
    m_stride = (kChunkRows + 16) * width; // one offset more than rows, kept on a cache line
  else
    m_stride = kChunkRows * width;
  const std::size_t last = n == 0 ? 0 : (chunkRows(n - 1) + (hasBytes(type) ? 1 : 0)) * width;
  m_values = MutableBuffer(n == 0 ? 0 : (n - 1) * m_stride + last);
  if (mayMiss)
    m_validity = MutableBuffer(n * (kChunkRows / 8));
}

void ColumnSlab::allocateBytes() {
  m_byteStarts.resize(chunkCount() + 1);
  for (std::size_t c = 0; c < chunkCount(); ++c)
    m_byteStarts[c + 1] = m_byteStarts[c] + (m_chunks[c] ? 0 : offsets(c)[chunkRows(c)]);
  m_bytes = MutableBuffer(m_byteStarts.back());
}

Column ColumnSlab::finish(DictionaryPtr dictionary) && {
  const std::size_t width = dataTypeSize(m_type) * m_dimension;
  const Buffer values = std::move(m_values).share();
  const Buffer bits = m_mayMiss ? std::move(m_validity).share() : Buffer();
  const Buffer bytes = hasBytes(m_type) ? std::move(m_bytes).share() : Buffer();
  for (std::size_t c = 0; c < m_chunks.size(); ++c) {
    if (m_chunks[c])
      continue;
    const std::size_t n = chunkRows(c);
    Bitmap validity;
    if (m_mayMiss) {
      Bitmap all(bits.slice(c * (kChunkRows / 8), Bitmap::wordsFor(n) * 8), n);
      if (all.countZeros() > 0)
        validity = std::move(all);
    }
    m_chunks[c] = std::make_shared<Chunk>(
        m_type, n, values.slice(c * m_stride, (n + (hasBytes(m_type) ? 1 : 0)) * width), std::move(validity),
        hasBytes(m_type) ? bytes.slice(m_byteStarts[c], m_byteStarts[c + 1] - m_byteStarts[c]) : Buffer(),
        m_dimension);
  }
  return Column(m_type, std::move(m_chunks), std::move(dictionary));
}

Result<ChunkPtr> TextChunk::finish(DataType type) && {
  if (m_bytes.size() > std::numeric_limits<std::uint32_t>::max())
    return tooMuchText({});
  return std::make_shared<const Chunk>(type, m_rows, Buffer::from(std::move(m_offsets)),
                                       std::move(m_validity).finish(), Buffer::from(std::move(m_bytes)));
}

} // namespace easel
