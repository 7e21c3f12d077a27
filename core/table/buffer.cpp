#include "core/table/buffer.h"

#include <algorithm>
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
  const std::size_t taken = std::max<std::size_t>(1, (bytes + alignment - 1) / alignment) * alignment;
  auto* memory = static_cast<std::byte*>(std::aligned_alloc(alignment, taken));
  if (!memory)
    throw std::bad_alloc();
  if (bytes >= kHugePage) {
    // Fresh small pages cost as much as the work on what goes into them. An end that fills less than a quarter of a
    // huge page is left to small ones.
    const std::size_t end = bytes % kHugePage;
    ::madvise(memory, end > 0 && end < kHugePage / 4 ? taken - kHugePage : taken, MADV_HUGEPAGE);
  }
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
