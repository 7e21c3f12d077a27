// Import, profile and the operations on tables.
#include "tests/bench/bench.h"

#include "core/explore/profile.h"
#include "core/io/csv.h"
#include "core/store/project.h"
#include "core/table/expression/expression.h"
#include "core/table/kernels.h"

#include <filesystem>
#include <unistd.h>

namespace easel::bench {

namespace {

Task import(const std::string& file) {
  return [file](const std::string& folder) -> Result<Answer> {
    markBase();
    const Stopwatch watch;
    EASEL_TRY(const easel::Table table, load(folder, file));
    return Answer{watch.seconds(), "rows", static_cast<double>(table.rows()), Json::object()};
  };
}

/// Import and storing into a project file; `store_s` is what storing added.
Result<Answer> importIntoProject(const std::string& folder) {
  const auto path =
      std::filesystem::temp_directory_path() / ("easel-bench-" + std::to_string(::getpid()) + ".easel");
  markBase();
  const Stopwatch watch;
  EASEL_TRY(const easel::Table table, load(folder, "wide.csv"));
  const double importSeconds = watch.seconds();
  Answer answer;
  {
    EASEL_TRY(const auto project, Project::open(path.string(), {}));
    const Stopwatch storing;
    EASEL_CHECK(project->putTable(table, Context()));
    answer = {watch.seconds(),
              "rows",
              static_cast<double>(table.rows()),
              {{"import_s", importSeconds}, {"store_s", storing.seconds()}}};
  }
  answer.further["file_mb"] = static_cast<double>(std::filesystem::file_size(path)) / 1048576;
  for (const auto& entry : std::filesystem::directory_iterator(path.parent_path()))
    if (entry.path().filename().string().rfind(path.filename().string(), 0) == 0)
      std::filesystem::remove(entry.path());
  return answer;
}

/// The first 100 rows, typed, whatever the file's size.
Result<Answer> preview(const std::string& folder) {
  markBase();
  const Stopwatch watch;
  EASEL_TRY(const easel::Table table, previewCsv(folder + "/wide.csv", CsvOptions{}, 100, Context()));
  return Answer{watch.seconds(), "rows", static_cast<double>(table.rows()), Json::object()};
}

/// A task on the wide table that gives a table; its rows are the quality.
Task onWide(
    std::function<Result<easel::Table>(const easel::Table& wide, const easel::Table& customers)> work) {
  return [work = std::move(work)](const std::string& folder) -> Result<Answer> {
    EASEL_TRY(const easel::Table wide, load(folder, "wide.csv"));
    EASEL_TRY(const easel::Table customers, load(folder, "customers.csv"));
    markBase();
    const Stopwatch watch;
    EASEL_TRY(const easel::Table result, work(wide, customers));
    return Answer{watch.seconds(), "rows_out", static_cast<double>(result.rows()), Json::object()};
  };
}

Result<Answer> profileWide(const std::string& folder) {
  EASEL_TRY(const easel::Table wide, load(folder, "wide.csv"));
  markBase();
  const Stopwatch watch;
  EASEL_TRY(const TableProfile result, profile(wide, Context()));
  return Answer{watch.seconds(), "columns", static_cast<double>(result.columns.size()), Json::object()};
}

Result<easel::Table> groupLow(const easel::Table& wide, const easel::Table&) {
  const std::vector<std::string> keys = {"region", "tier"};
  const std::vector<Aggregation> wanted = {{Aggregate::Count, "", "n"},
                                           {Aggregate::Sum, "quantity", "q"},
                                           {Aggregate::Mean, "price", "p"},
                                           {Aggregate::Min, "score", "lo"},
                                           {Aggregate::Max, "score", "hi"}};
  return group(wide, keys, wanted, Context());
}

Result<easel::Table> groupHigh(const easel::Table& wide, const easel::Table&) {
  const std::vector<std::string> keys = {"customer"};
  const std::vector<Aggregation> wanted = {{Aggregate::Count, "", "n"},
                                           {Aggregate::Sum, "quantity", "q"},
                                           {Aggregate::Mean, "price", "p"},
                                           {Aggregate::Std, "score", "s"}};
  return group(wide, keys, wanted, Context());
}

Result<easel::Table> joinCustomers(const easel::Table& wide, const easel::Table& customers) {
  JoinOptions options;
  options.leftKeys = options.rightKeys = {"customer"};
  const std::vector<std::string> unused = {"since"};
  return join(wide, customers.without(unused), options, Context());
}

Result<easel::Table> filterRows(const easel::Table& wide, const easel::Table&) {
  EASEL_TRY(const Expression condition,
            Expression::parse("price > 20 and region in ('region_01', 'region_07', 'region_13', 'region_22') "
                              "and age between 25 and 60",
                              wide.schema()));
  EASEL_TRY(const Column keep, condition.evaluate(wide, Context()));
  return filter(wide, keep, Context());
}

Result<easel::Table> sortRows(const easel::Table& wide, const easel::Table&) {
  const std::vector<SortKey> keys = {{"price", true, false}, {"customer", false, false}};
  return sort(wide, keys, Context());
}

Result<easel::Table> pivotTiers(const easel::Table& wide, const easel::Table&) {
  const std::vector<std::string> index = {"region"};
  return pivot(wide, index, "tier", "price", Aggregate::Mean, Context());
}

Result<easel::Table> derive(const easel::Table& wide, const easel::Table&) {
  easel::Table result = wide;
  for (const auto& [name, formula] : std::vector<std::pair<std::string, std::string>>{
           {"lp", "ln(price + 1)"},
           {"rev", "price * quantity * (1 - discount)"},
           {"uc", "upper(city)"},
           {"y", "year(order_date)"},
           {"ab", "case when age < 30 then 'young' when age < 60 then 'mid' else 'old' end"}}) {
    EASEL_TRY(const Expression expression, Expression::parse(formula, wide.schema()));
    EASEL_TRY(const Column column, expression.evaluate(wide, Context()));
    EASEL_TRY(result, result.with(name, column));
  }
  return result;
}

} // namespace

std::map<std::string, Task> tableTasks() {
  return {{"csv_load", import("wide.csv")},
          {"csv_load_numeric", import("higgs.csv")},
          {"csv_load_file", importIntoProject},
          {"preview", preview},
          {"profile", profileWide},
          {"groupby_low", onWide(groupLow)},
          {"groupby_high", onWide(groupHigh)},
          {"join", onWide(joinCustomers)},
          {"filter", onWide(filterRows)},
          {"sort", onWide(sortRows)},
          {"pivot", onWide(pivotTiers)},
          {"derive", onWide(derive)}};
}

} // namespace easel::bench
