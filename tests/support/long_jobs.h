// The work that takes long, on generated data of any size: for what must hold of all of it (cancel answers).
// Thread rule: a job may run on any thread, once at a time.
#pragma once

#include "core/base/context.h"

#include <functional>
#include <string>
#include <vector>

namespace easel::test {

struct LongJobSizes {
  std::size_t tableRows = 300'000;  // files and tables
  std::size_t learnRows = 20'000;   // feature matrices
  std::size_t learnColumns = 20;
  std::size_t neighbourRows = 8'000; // of the same width
  std::size_t frameRows = 3'000;     // mixed columns, for whole trainings
  int treeRounds = 200;
  double automlSeconds = 4;
};

using Work = std::function<Result<void>(const Context&)>;

struct LongJob {
  std::string name;
  /// Makes the data; what it returns is the job. Its files are in the folder, which must outlive it.
  std::function<Work(const LongJobSizes&, const std::string& folder)> prepare;
};

std::vector<LongJob> longJobs();

/// What cancel() did to one run of a job.
struct CancelOutcome {
  bool cancelled = false;    // the job returned Cancelled
  bool inTime = false;       // cancel() was called while it ran
  double secondsAfter = 0;   // from cancel() to the answer, on the clock
  double workAfter = 0;      // the same in processor time of this process: other programs do not count
  std::string problem;       // another error than Cancelled
};
/// Runs the job and cancels it after so many seconds, from another thread.
CancelOutcome cancelAfter(const Work& work, double seconds);

} // namespace easel::test
