// The loop of parallel.h on oneTBB, apart from what surrounds it: builds for ThreadSanitizer leave it uninstrumented,
// as the library is, of which half is templates. For parallel.cpp only. Thread rule: as parallelFor().
#pragma once

#include <cstddef>

namespace easel {

/// run(body, i) for i in [0, n), each index once; ends when all have ended.
void parallelLoop(std::size_t n, void (*run)(void* body, std::size_t i), void* body);

} // namespace easel
