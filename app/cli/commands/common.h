// What the verbs share: opening the workbench, "option=value" flags, aligned text tables.
#pragma once

#include "app/cli/command.h"
#include "core/workbench/workbench.h"

namespace easel {

using WorkbenchPtr = std::unique_ptr<Workbench>;

/// For verbs that change the project; made when it is not there and `create` is set.
Result<WorkbenchPtr> openForWriting(const std::string& project, bool create = false);
Result<WorkbenchPtr> openForReading(const std::string& project);

/// "option=value" texts onto a schema: parsed, checked; unknown options suggest the nearest one.
Result<Json> settingsOf(const Schema& schema, const std::vector<std::string>& settings);
/// "90s", "2m", "1h" or a number of seconds.
Result<double> parseSeconds(const std::string& text, const std::string& flag);

/// Path of the running program.
std::filesystem::path programPath();

/// Columns aligned under their titles; numbers to the right.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> titles) : m_titles(std::move(titles)) {}
  void add(std::vector<std::string> cells) { m_rows.push_back(std::move(cells)); }
  bool empty() const { return m_rows.empty(); }
  std::string text() const;

 private:
  std::vector<std::string> m_titles;
  std::vector<std::vector<std::string>> m_rows;
};

/// {"accuracy":0.8,…} of an evaluation, one line each with its interval.
std::string metricsText(const Evaluation& evaluation);
/// {metric id: value}; with "intervals": {metric id: [low, high]} where there are any.
Json metricsFlat(const Evaluation& evaluation);
/// [{"name","type"}…]
Json columnsJson(const Table& table);

} // namespace easel
