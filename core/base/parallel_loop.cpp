#include "core/base/parallel_loop.h"

#include <tbb/parallel_for.h>

namespace easel {

void parallelLoop(std::size_t n, void (*run)(void* body, std::size_t i), void* body) {
  tbb::parallel_for(std::size_t{0}, n, [=](std::size_t i) { run(body, i); }, tbb::simple_partitioner());
}

} // namespace easel
