// What an open Project consists of; shared by the files that implement it (project, history, artifacts, runs).
#pragma once

#include "core/store/chunk_reader.h"
#include "core/store/project.h"
#include "core/store/syncer.h"
#include "core/store/writer_lock.h"

#include <chrono>
#include <cstdint>
#include <mutex>

namespace easel {

struct Project::State {
  std::string path; // canonical
  bool readOnly = false;
  bool recovered = false;
  std::unique_ptr<WriterLock> lock; // released last
  std::unique_ptr<Database> database;
  std::shared_ptr<ChunkReader> reader;
  std::unique_ptr<Syncer> syncer;
  std::recursive_mutex mutex; // guards database and what follows

  // The burst of edits that may still grow.
  std::int64_t burst = 0;
  std::string burstKey;
  std::chrono::steady_clock::time_point burstTime;

  /// Runs `work` in a transaction, with the lock held, and sees to it that it reaches the disk within a second.
  Result<void> write(const std::function<Result<void>(Database&)>& work);
  Result<void> read(const std::function<Result<void>(Database&)>& work);

  /// Artifacts on their way into the file.
  struct Storing {
    std::mutex mutex;
    std::size_t running = 0;
    std::uint64_t begun = 0; // in all
  };
  Storing storing;
};

} // namespace easel
