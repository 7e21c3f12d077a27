// A column: typed values in chunks of kChunkRows rows (only the last chunk is shorter), each with a validity bitmap.
// A chunk may be lazy: read when it is asked for, through whoever stored it. Immutable; copies share everything.
#pragma once

#include "core/base/context.h"
#include "core/base/result.h"
#include "core/table/buffer.h"
#include "core/table/types.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace easel {

/// The distinct values of a Category column, by code.
class Dictionary {
 public:
  Dictionary() = default;
  /// The values must be distinct. ordered: the order of the codes means something (small < medium < large).
  explicit Dictionary(std::vector<std::string> values, bool ordered = false);

  std::size_t size() const { return m_values.size(); }
  std::string_view operator[](std::uint32_t code) const { return m_values[code]; }
  const std::vector<std::string>& values() const { return m_values; }
  std::optional<std::uint32_t> find(std::string_view value) const;
  bool ordered() const { return m_ordered; }
  /// rank[code]: the place of the code when the values are sorted (for an ordered dictionary: the code itself).
  std::vector<std::uint32_t> ranks() const;

 private:
  std::vector<std::string> m_values;
  std::unordered_map<std::string_view, std::uint32_t> m_codes; // views into m_values
  bool m_ordered = false;

 public:
  Dictionary(const Dictionary&) = delete; // the index points into this object
  Dictionary& operator=(const Dictionary&) = delete;
};
using DictionaryPtr = std::shared_ptr<const Dictionary>;

/// Up to kChunkRows values of one type. The value at a missing row is zero or empty, so equal chunks have equal bytes.
class Chunk {
 public:
  /// values: see DataType. bytes: only for Text and Image. dimension: only for Vector.
  Chunk(DataType type, std::size_t size, Buffer values, Bitmap validity, Buffer bytes = {}, std::size_t dimension = 1)
      : m_type(type), m_size(size), m_dimension(dimension), m_values(std::move(values)), m_bytes(std::move(bytes)),
        m_validity(std::move(validity)), m_missing(m_validity.empty() ? 0 : m_validity.countZeros()) {}

  DataType type() const { return m_type; }
  std::size_t size() const { return m_size; }
  std::size_t missing() const { return m_missing; }
  std::size_t dimension() const { return m_dimension; }
  bool valid(std::size_t i) const { return m_validity[i]; }
  const Bitmap& validity() const { return m_validity; }
  /// T must be the type's storage: uint8_t, int64_t, double, uint32_t, int32_t or float.
  template<class T>
  const T* values() const {
    return reinterpret_cast<const T*>(m_values.data());
  }
  std::string_view text(std::size_t i) const {
    const std::uint32_t* offsets = values<std::uint32_t>();
    return {reinterpret_cast<const char*>(m_bytes.data()) + offsets[i], offsets[i + 1] - offsets[i]};
  }
  const Buffer& valueBuffer() const { return m_values; }
  const Buffer& byteBuffer() const { return m_bytes; }
  std::size_t memory() const { return m_values.size() + m_bytes.size() + m_validity.buffer().size(); }

 private:
  DataType m_type;
  std::size_t m_size;
  std::size_t m_dimension;
  Buffer m_values;
  Buffer m_bytes;
  Bitmap m_validity;
  std::size_t m_missing;
};
using ChunkPtr = std::shared_ptr<const Chunk>;

/// Where lazy chunks come from. load() may be called from many threads.
class ChunkSource {
 public:
  virtual ~ChunkSource() = default;
  virtual Result<ChunkPtr> load(std::size_t index) const = 0;
};

/// Numeric value with a flag, for the few places that look at single cells of unknown type.
struct Number {
  double value = 0;
  bool valid = false;
};

class Column {
 public:
  Column() = default;
  /// Resident chunks; all but the last have kChunkRows rows.
  Column(DataType type, std::vector<ChunkPtr> chunks, DictionaryPtr dictionary = {});

  struct LazyChunk {
    std::size_t size = 0;
    std::size_t missing = 0;
  };
  /// Chunks that `source` loads; `chunks[i]` says what it will find.
  Column(DataType type, std::vector<LazyChunk> chunks, std::shared_ptr<const ChunkSource> source,
         DictionaryPtr dictionary = {});

  DataType type() const { return m_type; }
  std::size_t size() const { return m_size; }
  std::size_t missing() const { return m_missing; }
  const DictionaryPtr& dictionary() const { return m_dictionary; } // only for Category
  std::size_t chunkCount() const { return m_chunks.size(); }
  std::size_t chunkSize(std::size_t index) const { return m_chunks[index].size; }
  /// Reading a lazy chunk can fail (disk). Hold the pointer as long as the values are used.
  Result<ChunkPtr> chunk(std::size_t index) const;
  /// All chunks, loaded in parallel: for kernels that jump about.
  Result<std::vector<ChunkPtr>> load(const Context& context = Context()) const;
  bool resident() const;
  /// Where the lazy chunks come from, if there are any: the store knows its own again.
  const std::shared_ptr<const ChunkSource>& source() const { return m_source; }
  std::size_t memory() const; // of the resident chunks
  /// Shares all its chunks with the other column: the same values for certain, found without looking at them.
  bool sameAs(const Column& other) const;

  /// Slow access to one cell, for tests, previews and messages. Text as a person writes it; nullopt: missing.
  Result<std::optional<std::string>> textAt(std::size_t row) const;
  Result<Number> numberAt(std::size_t row) const;

 private:
  struct Slot {
    ChunkPtr resident;
    std::size_t size = 0;
    std::size_t missing = 0;
  };
  DataType m_type = DataType::Int64;
  std::size_t m_size = 0;
  std::size_t m_missing = 0;
  std::vector<Slot> m_chunks;
  std::shared_ptr<const ChunkSource> m_source;
  DictionaryPtr m_dictionary;
};

/// The cell of a loaded chunk as text (nullopt: missing), as exported to CSV: numbers shortest, dates ISO 8601.
std::optional<std::string> cellText(const Chunk& chunk, const Dictionary* dictionary, std::size_t i);

} // namespace easel
