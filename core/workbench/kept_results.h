// The cache of node results on two levels: in memory, and behind it in the project file, where results survive the
// program. Only frames go into the file, and only those that took long enough to compute, longer than they take to store;
// a thread of its own writes them. A damaged or missing entry is a miss. In a project open for reading nothing is
// written. Thread rule: any thread.
#pragma once

#include "core/flow/executor.h"
#include "core/store/project.h"

namespace easel {

struct KeptResultsOptions {
  std::size_t memoryBytes = std::size_t{1} << 30;
  std::uint64_t fileBytes = std::uint64_t{512} << 20; // 0: nothing is kept in the file
  double worthSeconds = 0.1;                          // what took less is not worth a place in the file
  /// Bytes of values a second, packed, written and synced: what takes longer to store than to compute is not worth it.
  double storingRate = 100e6;
};

/// The project must live as long as it. What is over the budget goes now, while nothing reads it.
std::unique_ptr<ResultCache> keptResults(Project& project, const KeptResultsOptions& options);

} // namespace easel
