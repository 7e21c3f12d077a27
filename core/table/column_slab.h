// The memory of a whole result column, taken at once and cut into chunks: fresh pages cost as much as the work, huge
// ones cost the least. Different chunks may be filled by different threads; finish() ends the writing.
#pragma once

#include "core/table/storage.h"

namespace easel {

class ColumnSlab {
 public:
  /// mayMiss: room for validity is taken, and every chunk's bits must be written (or replaced by share()).
  ColumnSlab(DataType type, std::size_t rows, bool mayMiss, std::size_t dimension = 1);

  std::size_t chunkCount() const { return m_chunks.size(); }
  std::size_t chunkRows(std::size_t chunk) const { return std::min(kChunkRows, m_rows - (chunk << kChunkShift)); }

  template<class T>
  T* values(std::size_t chunk) {
    return reinterpret_cast<T*>(m_values.data() + chunk * m_stride);
  }
  /// Text and Image: size + 1 offsets, the first is 0.
  std::uint32_t* offsets(std::size_t chunk) { return values<std::uint32_t>(chunk); }
  /// Bits of the chunk, not cleared; nullptr when nothing may be missing.
  std::uint64_t* validity(std::size_t chunk) {
    return m_mayMiss ? m_validity.as<std::uint64_t>() + chunk * (kChunkRows / 64) : nullptr;
  }

  /// Once all offsets are written: room for the bytes of every chunk.
  void allocateBytes();
  char* bytes(std::size_t chunk) { return m_bytes.as<char>() + m_byteStarts[chunk]; }

  /// This chunk is the same as one that exists.
  void share(std::size_t chunk, ChunkPtr existing) { m_chunks[chunk] = std::move(existing); }

  Column finish(DictionaryPtr dictionary = {}) &&;

 private:
  DataType m_type;
  std::size_t m_rows;
  bool m_mayMiss;
  std::size_t m_dimension;
  std::size_t m_stride = 0;
  MutableBuffer m_values;
  MutableBuffer m_validity;
  MutableBuffer m_bytes;
  std::vector<std::size_t> m_byteStarts;
  std::vector<ChunkPtr> m_chunks;
};

/// The text of one chunk being written by one thread, when its length is not known before. After finish() it is empty.
class TextChunk {
 public:
  explicit TextChunk(std::size_t rows) : m_validity(rows), m_rows(rows) {
    m_offsets.reserve(rows + 1);
    m_offsets.push_back(0);
  }
  void append(std::string_view text) {
    m_bytes.insert(m_bytes.end(), text.begin(), text.end());
    m_offsets.push_back(static_cast<std::uint32_t>(m_bytes.size()));
  }
  void appendMissing() {
    m_validity.clear(m_offsets.size() - 1);
    m_offsets.push_back(static_cast<std::uint32_t>(m_bytes.size()));
  }
  /// Error when the chunk has more than 4 GiB of text.
  Result<ChunkPtr> finish(DataType type) &&;

 private:
  std::vector<std::uint32_t> m_offsets;
  std::vector<char> m_bytes;
  BitmapBuilder m_validity;
  std::size_t m_rows;
};

/// More text in 65,536 rows than offsets can count.
Error tooMuchText(const std::string& column);

} // namespace easel
