// How a chunk of a column, a dictionary and plain bytes lie in the project file: a version, a lossless transform that
// suits the type, zstd where it pays, a checksum. Decoding is safe on any bytes: what is not whole is Corrupt.
// Decimal numbers are kept as integers when that gives the same bits back: Afroozeh & Boncz, "ALP: Adaptive Lossless
// floating-Point compression", SIGMOD 2023 (its main idea). Thread rule: pure functions.
#pragma once

#include "core/store/packing.h"
#include "core/table/column.h"

#include <optional>
#include <string>
#include <string_view>

namespace easel {

/// The draft points into the chunk. Equal for equal type, shape, validity and values.
Draft packChunk(const Chunk& chunk);

/// What the table says about the chunk; anything else is damage.
struct ChunkShape {
  DataType type = DataType::Int64;
  std::size_t rows = 0;
  std::size_t missing = 0;
  std::size_t dimension = 1;
  std::size_t levels = 0; // Category: codes are below
};
/// place: where the bytes were bound to (bindChecksum), if they were.
Result<ChunkPtr> decodeChunk(std::string_view bytes, const ChunkShape& shape, std::optional<std::int64_t> place = {});

Draft packDictionary(const Dictionary& dictionary);
Result<DictionaryPtr> decodeDictionary(std::string_view bytes, std::optional<std::int64_t> place = {});

/// The draft points into the bytes.
Draft packBytes(std::string_view raw);
Result<std::string> decodeBytes(std::string_view bytes, std::optional<std::int64_t> place = {});

} // namespace easel
