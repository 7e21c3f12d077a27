// Parallel loops over chunks, on oneTBB. Work is given out dynamically; results must not depend on the order, so
// reductions fill one slot per index and are combined in index order afterwards (same seed, same bits).
#pragma once

#include "core/base/context.h"

#include <cstddef>
#include <functional>

namespace easel {

/// Threads that the program may use (all cores, or what limitThreads said).
int threadCount();
/// Limits this process to n threads (n ≥ 1). Call before work starts.
void limitThreads(int n);

/// f(i) for i in [0, n), in parallel, each index once. f must not throw.
void parallelFor(std::size_t n, const std::function<void(std::size_t)>& f);

/// The same with errors: stops early at the first error (the lowest index that failed is reported) or when the
/// context is cancelled, which is checked before every index.
Result<void> tryParallelFor(const Context& context, std::size_t n,
                            const std::function<Result<void>(std::size_t)>& f);

/// Runs f so that a thread which waits inside it takes up no work from outside: for work done under a promise that
/// others wait for.
void isolated(const std::function<void()>& f);

/// f(begin, end) over ranges of about `grain` indices.
void parallelRanges(std::size_t n, std::size_t grain, const std::function<void(std::size_t, std::size_t)>& f);

} // namespace easel
