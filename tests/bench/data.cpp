#include "tests/bench/bench.h"

#include "core/io/csv.h"
#include "core/table/kernels.h"

#include <fstream>
#include <numeric>
#include <unistd.h>

namespace easel::bench {

namespace {
double g_base = 0;
}

double residentMegabytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1048576;
}

void markBase() {
  g_base = residentMegabytes();
}
double baseMegabytes() {
  return g_base;
}

Result<easel::Table> load(const std::string& folder, const std::string& file) {
  EASEL_TRY(Imported imported, importCsv(folder + "/" + file, CsvOptions{}, Context()));
  return std::move(imported.table);
}

Result<Split> split(const std::string& folder, const std::string& name, const std::string& target,
                    std::size_t limit) {
  EASEL_TRY(const easel::Table table, load(folder, name + ".csv"));
  const Context context;
  EASEL_TRY(const Column* y, table.require(target));
  EASEL_TRY(const easel::Task task, inferTask(*y, context));
  EASEL_TRY(const Target all, makeTarget(*y, task, task == easel::Task::Binary ? "1" : "", context));
  const std::string excluded[] = {target};
  EASEL_TRY(auto fields, featureFields(table.schema(), excluded));
  EASEL_TRY(const Features features, makeFeatures(table, std::move(fields), context));
  const std::size_t cut = table.rows() * 8 / 10;
  std::vector<RowIndex> train(limit ? std::min(cut, limit) : cut);
  std::iota(train.begin(), train.end(), RowIndex{0});
  std::vector<RowIndex> test(table.rows() - cut);
  std::iota(test.begin(), test.end(), static_cast<RowIndex>(cut));
  return Split{rowsOf(features, train), rowsOf(features, test), rowsOf(all, train), rowsOf(all, test)};
}

} // namespace easel::bench
