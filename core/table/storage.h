// From a DataType to the C++ type its values lie in, and the loaded chunks of a column with the name for messages.
// For kernels only.
#pragma once

#include "core/base/context.h"
#include "core/table/table.h"

#include <bit>
#include <cstring>
#include <new>
#include <span>
#include <string>
#include <vector>

namespace easel {

/// Calls f with a value of the type's storage: uint8_t, int64_t, double, uint32_t, int32_t or float.
template<class F>
decltype(auto) withStorage(DataType type, F&& f) {
  switch (type) {
  case DataType::Bool: return f(std::uint8_t{});
  case DataType::Float64: return f(double{});
  case DataType::Category:
  case DataType::Text:
  case DataType::Image: return f(std::uint32_t{});
  case DataType::Date: return f(std::int32_t{});
  case DataType::Vector: return f(float{});
  case DataType::Int64:
  case DataType::Timestamp:
  case DataType::Duration: break;
  }
  return f(std::int64_t{});
}

/// The place of a row: chunk and index in it.
constexpr std::size_t chunkOf(RowIndex row) { return row >> kChunkShift; }
constexpr std::size_t indexOf(RowIndex row) { return row & (kChunkRows - 1); }
constexpr std::size_t chunksFor(std::size_t rows) { return (rows + kChunkRows - 1) >> kChunkShift; }

/// A column whose chunks are all in memory.
struct LoadedColumn {
  std::string name; // may be empty
  DataType type = DataType::Int64;
  std::size_t size = 0;
  std::size_t missing = 0;
  std::vector<ChunkPtr> chunks;
  DictionaryPtr dictionary;

  const Chunk& chunk(std::size_t i) const { return *chunks[i]; }
  bool valid(RowIndex row) const { return chunks[chunkOf(row)]->valid(indexOf(row)); }
  std::string_view text(RowIndex row) const { return chunks[chunkOf(row)]->text(indexOf(row)); }
};
Result<LoadedColumn> loadColumn(std::string name, const Column& column, const Context& context);

/// f(i) for the cells that are not missing, ascending.
template<class F>
void forPresent(const Chunk& chunk, F&& f) {
  const std::size_t n = chunk.size();
  if (chunk.missing() == 0) {
    for (std::size_t i = 0; i < n; ++i)
      f(i);
    return;
  }
  for (std::size_t w = 0; w < Bitmap::wordsFor(n); ++w) {
    std::uint64_t present = chunk.validity().words()[w];
    if (present == ~std::uint64_t{0}) {
      for (std::size_t i = w * 64; i < w * 64 + 64; ++i)
        f(i);
      continue;
    }
    for (; present; present &= present - 1)
      f(w * 64 + static_cast<std::size_t>(std::countr_zero(present)));
  }
}

/// The reason of a failed read, with the column it happened to.
Error inColumn(Error error, const std::string& name);
/// "Column 'x'" or "The column" when the name is not known.
std::string columnTitle(const std::string& name);

/// Runs f and turns a failed allocation into an error that says so.
template<class F>
auto withinMemory(F&& f) -> decltype(f()) {
  try {
    return f();
  } catch (const std::bad_alloc&) {
    return Error(ErrorCode::OutOfMemory, "There is not enough memory for this.",
                 "Close other programs, or work on fewer rows or columns.");
  }
}

} // namespace easel
