// How long the long jobs take to answer cancel: each is run once whole, then cancelled at points spread over it.
#include "tests/bench/bench.h"
#include "tests/support/long_jobs.h"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace easel::bench {

namespace {
constexpr int kPoints = 12;
constexpr test::LongJobSizes kSizes{4'000'000, 1'000'000, 100, 60'000, 20'000, 12, 20};

/// Milliseconds from cancel to the answer.
Result<Json> measure(const test::LongJob& job, const std::string& folder) {
  const std::string own = folder + "/cancel." + std::to_string(::getpid());
  std::filesystem::create_directories(own);
  const test::Work work = job.prepare(kSizes, own);
  const Stopwatch watch;
  EASEL_CHECK(work(Context(3)));
  const double whole = watch.seconds();
  std::vector<double> answers;
  for (int i = 0; i < kPoints; ++i)
    if (const auto outcome = test::cancelAfter(work, whole * (i + 0.5) / kPoints); outcome.cancelled && outcome.inTime)
      answers.push_back(1e3 * outcome.secondsAfter);
  std::filesystem::remove_all(own);
  std::sort(answers.begin(), answers.end());
  Json line = {{"whole_s", whole}, {"cancelled", answers.size()}};
  if (!answers.empty()) {
    line["median_ms"] = answers[answers.size() / 2];
    line["worst_ms"] = answers.back();
  }
  return line;
}

Result<Answer> answerOf(const std::vector<test::LongJob>& jobs, const std::string& folder) {
  Answer answer;
  answer.qualityName = "worst_ms";
  markBase();
  const Stopwatch watch;
  for (const test::LongJob& job : jobs) {
    EASEL_TRY(Json line, measure(job, folder));
    answer.quality = std::max(answer.quality, line.value("worst_ms", 0.0));
    answer.further[job.name] = std::move(line);
  }
  answer.seconds = watch.seconds();
  return answer;
}
} // namespace

std::map<std::string, Task> cancelTasks() {
  std::map<std::string, Task> tasks;
  tasks["cancel"] = [](const std::string& folder) { return answerOf(test::longJobs(), folder); };
  for (const test::LongJob& job : test::longJobs())
    tasks["cancel_" + job.name] = [job](const std::string& folder) { return answerOf({job}, folder); };
  return tasks;
}

} // namespace easel::bench
