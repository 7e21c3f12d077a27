// easel-bench TASK FOLDER: one task, one JSON line. See README.md.
#include "tests/bench/bench.h"

#include "core/base/parallel.h"
#include "core/base/version.h"

#include <cstdio>
#include <cstdlib>

using namespace easel;

int main(int argc, char** argv) {
  std::map<std::string, bench::Task> tasks;
  for (auto* topic : {bench::tableTasks, bench::learnTasks, bench::prepareTasks, bench::serveTasks, bench::cancelTasks})
    tasks.merge(topic());
  const std::string task = argc > 1 ? argv[1] : "--list";
  if (task == "--list") {
    for (const auto& [name, run] : tasks)
      std::printf("%s\n", name.c_str());
    return 0;
  }
  const auto it = tasks.find(task);
  if (it == tasks.end()) {
    std::printf("%s\n",
                toText(Json{{"skipped", "the task '" + task + "' does not exist in Easel yet"}}).c_str());
    return 0;
  }
  if (argc != 3) {
    std::fprintf(stderr, "usage: easel-bench TASK FOLDER\n");
    return 2;
  }
  if (const char* threads = std::getenv("PEERS_THREADS"))
    limitThreads(std::max(1, std::atoi(threads)));
  const auto answer = it->second(argv[2]);
  if (!answer) {
    std::printf("%s\n", toText(Json{{"error", answer.error().text()}}).c_str());
    return 1;
  }
  Json line = answer->further;
  line["seconds"] = answer->seconds;
  line["quality_metric_name"] = answer->qualityName;
  line["quality"] = answer->quality;
  line["rss_base_mb"] = bench::baseMegabytes();
  line["version"] = std::string("easel ") + kVersion;
  std::printf("%s\n", toText(line).c_str());
  return 0;
}
