// Numbers, texts and arrays as bytes and back, for artifacts: little-endian, lengths first. sealed() adds a mark, a
// version and a SHA-256, so that damaged bytes are found before they are used; the reader never reads past the end.
// Not shared between threads.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace easel {

class ByteWriter {
 public:
  template<class T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
  void put(T value) {
    append(&value, sizeof(T));
  }
  void put(std::string_view text) {
    put(static_cast<std::uint64_t>(text.size()));
    append(text.data(), text.size());
  }
  template<class T>
    requires std::is_trivially_copyable_v<T>
  void put(std::span<const T> values) {
    put(static_cast<std::uint64_t>(values.size()));
    append(values.data(), values.size_bytes());
  }
  template<class T>
  void put(const std::vector<T>& values) {
    if constexpr (std::is_same_v<T, std::string>) {
      put(static_cast<std::uint64_t>(values.size()));
      for (const std::string& text : values)
        put(std::string_view(text));
    } else {
      put(std::span<const T>(values));
    }
  }
  std::string take() && { return std::move(m_bytes); }

 private:
  void append(const void* from, std::size_t size) {
    if (size > 0)
      m_bytes.append(static_cast<const char*>(from), size);
  }
  std::string m_bytes;
};

/// After a read past the end every further read gives zeros or empty values and ok() is false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : m_rest(bytes) {}

  template<class T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
  T get() {
    T value{};
    if (const char* from = consume(sizeof(T)))
      std::memcpy(&value, from, sizeof(T));
    return value;
  }
  std::string text() {
    const auto size = get<std::uint64_t>();
    const char* from = consume(size);
    return from ? std::string(from, size) : std::string();
  }
  template<class T>
    requires std::is_trivially_copyable_v<T>
  std::vector<T> values() {
    const auto count = get<std::uint64_t>();
    if (count > m_rest.size() / sizeof(T)) {
      m_ok = false;
      return {};
    }
    std::vector<T> list(count);
    if (const char* from = consume(count * sizeof(T)); from && count > 0)
      std::memcpy(list.data(), from, count * sizeof(T));
    return list;
  }
  std::vector<std::string> texts() {
    const auto count = get<std::uint64_t>();
    std::vector<std::string> list;
    for (std::uint64_t i = 0; i < count && m_ok; ++i)
      list.push_back(text());
    return list;
  }
  bool ok() const { return m_ok; }
  /// Everything was read, nothing was missing.
  bool finished() const { return m_ok && m_rest.empty(); }

 private:
  const char* consume(std::uint64_t size) {
    if (!m_ok || size > m_rest.size()) {
      m_ok = false;
      return nullptr;
    }
    const char* from = m_rest.data();
    m_rest.remove_prefix(size);
    return from;
  }
  std::string_view m_rest;
  bool m_ok = true;
};

/// mark: what the bytes are, e.g. "easel.linear".
std::string sealed(std::string_view mark, std::uint32_t version, std::string_view payload);
struct Unsealed {
  std::uint32_t version = 0;
  std::string_view payload; // into the given bytes
};
/// Corrupt when the bytes are damaged or something else; Newer when their version is above `newest`.
Result<Unsealed> unseal(std::string_view bytes, std::string_view mark, std::uint32_t newest);

} // namespace easel
