#include "app/cli/commands/common.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace easel {

std::filesystem::path programPath() {
  std::error_code ec;
  const std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", ec);
  return ec ? std::filesystem::path("easel") : path;
}

Result<WorkbenchPtr> openForWriting(const std::string& project, bool create) {
  Workbench::OpenOptions options;
  options.create = create;
  options.program = programPath();
  return Workbench::open(project, options);
}

Result<WorkbenchPtr> openForReading(const std::string& project) {
  Workbench::OpenOptions options;
  options.access = Project::Access::Read;
  options.create = false;
  options.program = programPath();
  return Workbench::open(project, options);
}

Result<Json> settingsOf(const Schema& schema, const std::vector<std::string>& settings) {
  Json values = Json::object();
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
      return Error(ErrorCode::InvalidArgument, "--set needs option=value, not '" + setting + "'.",
                   "Options are: " + join(schema.names(), ", ") + ".");
    EASEL_TRY(values,
              schema.withText(std::move(values), setting.substr(0, equals), setting.substr(equals + 1)));
  }
  return values;
}

Result<double> parseSeconds(const std::string& text, const std::string& flag) {
  double unit = 1;
  std::string_view number = text;
  if (!number.empty() && (number.back() == 's' || number.back() == 'm' || number.back() == 'h')) {
    unit = number.back() == 's' ? 1 : number.back() == 'm' ? 60 : 3600;
    number.remove_suffix(1);
  }
  const auto v = parseDouble(number);
  if (!v || !(*v > 0) || !std::isfinite(*v))
    return Error(ErrorCode::InvalidArgument, flag + " is '" + text + "'.",
                 "Write for example 90s, 2m or 1h.");
  return *v * unit;
}

std::string TextTable::text() const {
  std::vector<std::size_t> width(m_titles.size());
  std::vector<bool> numeric(m_titles.size(), true);
  const auto isNumber = [](const std::string& s) {
    return !s.empty() && s.find_first_not_of("0123456789.,-+eE%") == std::string::npos;
  };
  for (std::size_t k = 0; k < m_titles.size(); ++k) {
    width[k] = countCodePoints(m_titles[k]);
    for (const auto& row : m_rows) {
      width[k] = std::max(width[k], countCodePoints(row[k]));
      if (!row[k].empty() && !isNumber(row[k]))
        numeric[k] = false;
    }
  }
  std::string s;
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string l;
    for (std::size_t k = 0; k < cells.size(); ++k) {
      const std::string pad(width[k] - countCodePoints(cells[k]), ' ');
      l += (k ? "  " : "") + (numeric[k] ? pad + cells[k] : cells[k] + pad);
    }
    l.erase(l.find_last_not_of(' ') + 1);
    s += l + "\n";
  };
  line(m_titles);
  for (const auto& row : m_rows)
    line(row);
  return s;
}

std::string metricsText(const Evaluation& evaluation) {
  TextTable table({"metric", "value", "95% from", "to"});
  for (const auto& [id, v] : evaluation.metrics)
    table.add({id, formatNumber(v.value, 5), v.low ? formatNumber(*v.low, 5) : "",
               v.high ? formatNumber(*v.high, 5) : ""});
  return table.text();
}

Json metricsFlat(const Evaluation& evaluation) {
  Json flat = Json::object();
  for (const auto& [id, v] : evaluation.metrics) {
    flat[id] = std::isfinite(v.value) ? Json(v.value) : Json();
    if (v.low && v.high)
      flat["intervals"][id] = {*v.low, *v.high};
  }
  return flat;
}

Json columnsJson(const Table& table) {
  Json columns = Json::array();
  for (const NamedColumn& c : table.columns())
    columns.push_back(
        {{"name", c.name}, {"type", dataTypeId(c.column.type())}, {"missing", c.column.missing()}});
  return columns;
}

} // namespace easel
