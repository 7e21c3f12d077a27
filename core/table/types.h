// The types of columns and how their values lie in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace easel {

enum class DataType : std::uint8_t {
  Bool,      // uint8_t 0 or 1
  Int64,     // int64_t
  Float64,   // double; NaN is a value, not "missing"
  Category,  // uint32_t code into the column's Dictionary
  Text,      // uint32_t offsets[n+1] and UTF-8 bytes
  Date,      // int32_t days since 1970-01-01
  Timestamp, // int64_t UTC microseconds since 1970-01-01
  Duration,  // int64_t microseconds
  Vector,    // float[dimension]
  Image,     // as Text: an encoded picture, or the path of one
};

inline constexpr std::size_t kChunkRows = 65'536;
inline constexpr unsigned kChunkShift = 16;

/// Rows of a table; at most 2^32 - 2 of them.
using RowIndex = std::uint32_t;
inline constexpr RowIndex kNoRow = 0xFFFF'FFFF;

/// Permanent id: "bool", "int64", "float64", "category", "text", "date", "timestamp", "duration", "vector", "image".
std::string_view dataTypeId(DataType type);
std::optional<DataType> dataTypeFromId(std::string_view id);
/// Bytes a value takes in Chunk::values; 4 (an offset) for Text and Image; 4 per element for Vector.
std::size_t dataTypeSize(DataType type);

constexpr bool isNumeric(DataType t) { return t == DataType::Int64 || t == DataType::Float64 || t == DataType::Bool; }
constexpr bool isTemporal(DataType t) { return t == DataType::Date || t == DataType::Timestamp; }
constexpr bool isTextual(DataType t) { return t == DataType::Text || t == DataType::Category; }
constexpr bool hasBytes(DataType t) { return t == DataType::Text || t == DataType::Image; }

} // namespace easel
