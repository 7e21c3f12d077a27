// The bytes below chunk_format: a draft of packed bytes, a reader that never runs past its end, sections (stored, or
// compressed by zstd when that pays) and integers in as few bytes as their range needs (frame of reference, optionally
// of differences). Little-endian. Decoding trusts nothing: every size is checked before it is used.
// Sources: zstd (RFC 8878); frame of reference: Goldstein, Ramakrishnan & Shaft, ICDE 1998.
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/store/scratch.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace easel {

static_assert(std::endian::native == std::endian::little, "The project file is little-endian.");

Error damagedBytes(std::string_view what);

class PackedReader {
 public:
  explicit PackedReader(std::string_view bytes) : m_rest(bytes) {}
  template<class T>
    requires std::is_trivially_copyable_v<T>
  Result<T> number() {
    if (m_rest.size() < sizeof(T))
      return damagedBytes("it ends too early");
    T value;
    std::memcpy(&value, m_rest.data(), sizeof(T));
    m_rest.remove_prefix(sizeof(T));
    return value;
  }
  Result<std::string_view> bytes(std::uint64_t n);
  bool atEnd() const { return m_rest.empty(); }

 private:
  std::string_view m_rest;
};

/// Packed but not yet compressed. Its hash is the content address: it covers a third of the bytes that the values take
/// in memory, and does not depend on the compressor.
class Draft {
 public:
  template<class T>
    requires std::is_trivially_copyable_v<T>
  void number(T value) {
    m_plain.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  /// Bytes that live as long as this draft.
  void section(std::span<const std::byte> bytes) { m_sections.push_back({m_plain.size(), bytes, {}}); }
  void section(Scratch<std::byte> bytes, std::size_t size) {
    const std::byte* data = bytes.data();
    m_sections.push_back({m_plain.size(), {data, size}, std::move(bytes)});
  }
  template<class T>
  void section(const std::vector<T>& values) {
    const std::size_t size = values.size() * sizeof(T);
    Scratch<std::byte> copy(size);
    if (size > 0)
      std::memcpy(copy.data(), values.data(), size);
    section(std::move(copy), size);
  }
  /// Exactly these; where a bit of validity (64 rows a word; null: all present) is 0 the value does not matter.
  void integers(std::span<const std::int64_t> values, const std::uint64_t* validity);

  Hash hash() const;
  /// As it is stored: sections compressed where it pays, a checksum (CRC-32 of ISO 3309) at the end.
  std::string seal() const;

 private:
  struct Part {
    std::size_t at; // behind so many plain bytes
    std::span<const std::byte> bytes;
    Scratch<std::byte> owner;
  };
  std::string m_plain;
  std::vector<Part> m_sections;
};

/// A section whose size is known before its memory is made.
class PackedSection {
 public:
  static Result<PackedSection> read(PackedReader& in);
  std::uint64_t size() const { return m_size; }
  /// into: size() bytes.
  Result<void> unpack(std::byte* into) const;

 private:
  std::string_view m_stored;
  std::uint64_t m_size = 0;
  bool m_compressed = false;
};

/// Exactly values.size() of them; 0 where validity says missing.
Result<void> readIntegers(PackedReader& in, std::span<std::int64_t> values, const std::uint64_t* validity);

/// Ends `out` with the checksum of all before; checked returns what is before it.
void appendChecksum(std::string& out);
/// Takes the place where the bytes are kept into their checksum: bytes that turn up at another place are damage.
void bindChecksum(std::string& sealed, std::int64_t place);
Result<std::string_view> checked(std::string_view bytes, std::optional<std::int64_t> place = {});

} // namespace easel
