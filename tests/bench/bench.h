// What the tasks of easel-bench share: the clock, the answer, the benchmark data.
#pragma once

#include "core/base/context.h"
#include "core/base/json.h"
#include "core/learn/features.h"
#include "core/table/table.h"

#include <functional>
#include <map>
#include <string>

namespace easel::bench {

/// One timed operation.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Context::Clock::now() - m_start).count(); }

 private:
  Context::Clock::time_point m_start = Context::Clock::now();
};

double residentMegabytes();

/// Remembers what the process holds before the timed part.
struct Answer {
  double seconds = 0;
  std::string qualityName;
  double quality = 0;
  Json further = Json::object();
};

using Task = std::function<Result<Answer>(const std::string& folder)>;
std::map<std::string, Task> tableTasks();
std::map<std::string, Task> learnTasks();
std::map<std::string, Task> prepareTasks();
std::map<std::string, Task> serveTasks();
std::map<std::string, Task> cancelTasks();

Result<easel::Table> load(const std::string& folder, const std::string& file);

/// Numeric data split as the peers split it: the first 80 % train (at most `limit`), the last 20 % test.
struct Split {
  Features train, test;
  Target trainTarget, testTarget;
};
Result<Split> split(const std::string& folder, const std::string& name, const std::string& target,
                    std::size_t limit = 0);

/// Call right before the timed part.
void markBase();
double baseMegabytes();

} // namespace easel::bench
