#include "core/table/buffer.h"

#include <bit>
#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace easel {

namespace {
constexpr std::size_t kHugePage = std::size_t{2} << 20;
}

MutableBuffer::MutableBuffer(std::size_t bytes) : m_size(bytes) {
  const std::size_t alignment = bytes >= kHugePage ? kHugePage : 64;
  const std::size_t rounded = (bytes + 63) / 64 * 64;
  auto* memory = static_cast<std::byte*>(std::aligned_alloc(alignment, rounded ? (rounded + alignment - 1) / alignment * alignment : alignment));
  if (!memory)
    throw std::bad_alloc();
  if (bytes >= kHugePage)
    ::madvise(memory, rounded, MADV_HUGEPAGE); // fresh small pages cost as much as parsing what goes into them
  m_memory = std::shared_ptr<std::byte[]>(memory, [](std::byte* p) { std::free(p); });
}

Buffer MutableBuffer::share() && { return std::move(*this).share(m_size); }

Buffer MutableBuffer::share(std::size_t bytes) && {
  const std::byte* data = m_memory.get();
  return {std::move(m_memory), data, bytes};
}

std::size_t Bitmap::countZeros() const {
  std::size_t ones = 0;
  for (std::size_t w = 0; w < wordsFor(m_size); ++w)
    ones += static_cast<std::size_t>(std::popcount(words()[w]));
  return m_size - ones;
}

BitmapBuilder::BitmapBuilder(std::size_t size) : m_words(Bitmap::wordsFor(size), ~std::uint64_t{0}), m_size(size) {
  if (size % 64)
    m_words.back() = (std::uint64_t{1} << (size % 64)) - 1;
}

Bitmap BitmapBuilder::finish() && {
  Bitmap bitmap(Buffer::from(std::move(m_words)), m_size);
  return bitmap.countZeros() == 0 ? Bitmap() : bitmap;
}

} // namespace easel
