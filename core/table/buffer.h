// Memory of columns. A Buffer is an immutable view that keeps its owner alive (its own allocation, a slice of a slab
// or a mapped file). Big allocations ask for huge pages. Copies are cheap; all members are thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace easel {

class Buffer {
 public:
  Buffer() = default;
  Buffer(std::shared_ptr<const void> owner, const std::byte* data, std::size_t size)
      : m_owner(std::move(owner)), m_data(data), m_size(size) {}

  template<class T>
  static Buffer from(std::vector<T> values) {
    auto owner = std::make_shared<const std::vector<T>>(std::move(values));
    const auto* data = reinterpret_cast<const std::byte*>(owner->data());
    const std::size_t size = owner->size() * sizeof(T);
    return {std::move(owner), data, size};
  }

  const std::byte* data() const { return m_data; }
  std::size_t size() const { return m_size; }
  std::span<const std::byte> bytes() const { return {m_data, m_size}; }
  template<class T>
  std::span<const T> as() const {
    return {reinterpret_cast<const T*>(m_data), m_size / sizeof(T)};
  }
  Buffer slice(std::size_t offset, std::size_t size) const { return {m_owner, m_data + offset, size}; }

 private:
  std::shared_ptr<const void> m_owner;
  const std::byte* m_data = nullptr;
  std::size_t m_size = 0;
};

/// Memory being filled by one owner, 64-byte aligned, not cleared. share() ends the writing.
class MutableBuffer {
 public:
  MutableBuffer() = default;
  explicit MutableBuffer(std::size_t bytes);
  std::byte* data() { return m_memory.get(); }
  std::size_t size() const { return m_size; }
  template<class T>
  T* as() {
    return reinterpret_cast<T*>(m_memory.get());
  }
  Buffer share() &&;
  /// Only the first `bytes` of it.
  Buffer share(std::size_t bytes) &&;

 private:
  std::shared_ptr<std::byte[]> m_memory;
  std::size_t m_size = 0;
};

/// One bit a row, 1 = present. An empty bitmap means: all present.
class Bitmap {
 public:
  Bitmap() = default;
  Bitmap(Buffer words, std::size_t size) : m_words(std::move(words)), m_size(size) {}
  bool empty() const { return m_size == 0; }
  std::size_t size() const { return m_size; }
  bool operator[](std::size_t i) const { return m_size == 0 || ((words()[i >> 6] >> (i & 63)) & 1); }
  const std::uint64_t* words() const { return reinterpret_cast<const std::uint64_t*>(m_words.data()); }
  const Buffer& buffer() const { return m_words; }
  std::size_t countZeros() const;
  static constexpr std::size_t wordsFor(std::size_t n) { return (n + 63) / 64; }

 private:
  Buffer m_words;
  std::size_t m_size = 0;
};

/// Bits being written; starts all present. Bits past the size are 0 in the result, so that equal bitmaps have
/// equal bytes.
class BitmapBuilder {
 public:
  explicit BitmapBuilder(std::size_t size);
  void clear(std::size_t i) { m_words[i >> 6] &= ~(std::uint64_t{1} << (i & 63)); }
  void set(std::size_t i) { m_words[i >> 6] |= std::uint64_t{1} << (i & 63); }
  std::uint64_t* words() { return m_words.data(); }
  /// The empty bitmap when nothing is missing.
  Bitmap finish() &&;

 private:
  std::vector<std::uint64_t> m_words;
  std::size_t m_size;
};

} // namespace easel
