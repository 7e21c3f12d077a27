// Vectors for one chunk's worth of passing work. Their memory is kept by the thread for the next chunk: given back to the
// system and taken anew each time, it would cost more in page faults than the packing itself. New elements are not
// cleared. Thread rule: a vector may be destroyed by another thread than made it.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace easel {

/// The kept blocks of this thread, a few of each power of two from 64 KiB to 1 MiB.
class ScratchBlocks {
 public:
  static ScratchBlocks& ofThread() {
    thread_local ScratchBlocks blocks;
    return blocks;
  }
  ~ScratchBlocks() {
    for (Shelf& shelf : m_shelves)
      for (std::size_t i = 0; i < shelf.count; ++i)
        ::operator delete(shelf.blocks[i]);
  }
  void* take(std::size_t bytes) {
    const std::size_t at = shelfOf(bytes);
    if (at >= m_shelves.size())
      return ::operator new(bytes);
    Shelf& shelf = m_shelves[at];
    return shelf.count > 0 ? shelf.blocks[--shelf.count] : ::operator new(kSmallest << at);
  }
  void give(void* block, std::size_t bytes) {
    const std::size_t at = shelfOf(bytes);
    if (at >= m_shelves.size() || m_shelves[at].count == m_shelves[at].blocks.size())
      return ::operator delete(block);
    m_shelves[at].blocks[m_shelves[at].count++] = block;
  }

 private:
  static constexpr std::size_t kSmallest = std::size_t{1} << 16;
  struct Shelf {
    std::array<void*, 4> blocks{};
    std::size_t count = 0;
  };
  /// Past the end for what is not kept.
  static std::size_t shelfOf(std::size_t bytes) {
    if (bytes < kSmallest / 2)
      return ~std::size_t{0};
    return bytes <= kSmallest ? 0 : static_cast<std::size_t>(std::bit_width((bytes - 1) / kSmallest));
  }
  std::array<Shelf, 5> m_shelves;
};

template<class T>
struct ScratchAllocator {
  using value_type = T;
  ScratchAllocator() = default;
  template<class U>
  explicit(false) ScratchAllocator(const ScratchAllocator<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(ScratchBlocks::ofThread().take(n * sizeof(T))); }
  void deallocate(T* block, std::size_t n) { ScratchBlocks::ofThread().give(block, n * sizeof(T)); }
  template<class U>
  void construct(U* place) noexcept(std::is_nothrow_default_constructible_v<U>) {
    ::new (static_cast<void*>(place)) U;
  }
  template<class U, class... A>
  void construct(U* place, A&&... arguments) {
    ::new (static_cast<void*>(place)) U(std::forward<A>(arguments)...);
  }
  template<class U>
  bool operator==(const ScratchAllocator<U>&) const {
    return true;
  }
};

template<class T>
using Scratch = std::vector<T, ScratchAllocator<T>>;

} // namespace easel
