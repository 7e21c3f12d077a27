// One row through a fitted preparation, as an endpoint does it, and the look-up that a join leaves in a preparation.
#include "tests/bench/bench.h"

#include "core/learn/bundle.h"
#include "core/prepare/preparation.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <numeric>

namespace easel::bench {

namespace {

/// Fill, encode and scale eleven columns of the wide table; then row by row, each to features.
Result<Answer> prepareOneRow(const std::string& folder) {
  EASEL_TRY(const easel::Table wide, load(folder, "wide.csv"));
  const std::vector<std::string> kept = {"tier",  "region", "city",    "age",      "quantity", "price",
                                         "score", "ratio",  "measure", "discount", "active"};
  std::vector<std::size_t> indices;
  for (const std::string& name : kept) {
    EASEL_CHECK(wide.require(name));
    indices.push_back(*wide.find(name));
  }
  const easel::Table table = wide.select(indices);
  EASEL_TRY(const easel::Table training, table.head(50'000));
  const std::vector<std::string> numbers = {"age", "quantity", "price", "score", "ratio", "measure", "discount"};
  const std::vector<std::string> texts = {"tier", "region", "city"};
  const std::vector<StepSpec> steps = {{"set_type", 1, {{"columns", texts}, {"type", "category"}}, {}},
                                       {"fill_missing", 1, {{"columns", numbers}}, {}},
                                       {"encode_categories", 1, {{"columns", texts}}, {}},
                                       {"scale", 1, {{"columns", numbers}}, {}}};
  EASEL_TRY(const FittedPreparation::Outcome outcome,
            FittedPreparation::fitTransform(builtinSteps(), steps, training, Context()));
  EASEL_TRY(const std::vector<FeatureField> fields, featureFields(outcome.table.schema(), {}));
  constexpr std::size_t kRows = 2050;
  std::vector<easel::Table> rows;
  for (std::size_t i = 0; i < kRows; ++i) {
    const RowIndex row[] = {static_cast<RowIndex>(60'000 + i)};
    EASEL_TRY(easel::Table one, take(table, row, Context()));
    rows.push_back(std::move(one));
  }
  markBase();
  std::vector<double> latency, feature;
  const Context context;
  for (std::size_t i = 0; i < kRows; ++i) {
    const Stopwatch watch;
    EASEL_TRY(const easel::Table prepared, outcome.preparation.apply(rows[i], context));
    const double applied = watch.seconds();
    EASEL_TRY(const Features features, makeFeatures(prepared, fields, context));
    if (i < 50)
      continue;
    latency.push_back(watch.seconds());
    feature.push_back(latency.back() - applied);
  }
  std::sort(latency.begin(), latency.end());
  std::sort(feature.begin(), feature.end());
  return Answer{latency[latency.size() / 2],
                "p99_ms",
                1e3 * latency[latency.size() * 99 / 100],
                {{"features_s", feature[feature.size() / 2]}, {"columns_out", fields.size()}}};
}

/// A customer's columns for every row of the wide table; then for one row.
Result<Answer> lookUp(const std::string& folder) {
  EASEL_TRY(const easel::Table wide, load(folder, "wide.csv"));
  EASEL_TRY(easel::Table customers, load(folder, "customers.csv"));
  const StepSpec spec{
      "lookup", 1, {{"left_keys", {"customer"}}}, std::make_shared<const easel::Table>(std::move(customers))};
  markBase();
  const Stopwatch fitting;
  EASEL_TRY(const FittedPreparation::Outcome outcome,
            FittedPreparation::fitTransform(builtinSteps(), {spec}, wide, Context()));
  const double fitted = fitting.seconds();
  const RowIndex row[] = {77};
  EASEL_TRY(const easel::Table one, take(wide, row, Context()));
  std::vector<double> latency;
  for (int i = 0; i < 500; ++i) {
    const Stopwatch watch;
    EASEL_TRY(const easel::Table ignored, outcome.preparation.apply(one, Context()));
    latency.push_back(watch.seconds());
  }
  std::sort(latency.begin(), latency.end());
  return Answer{fitted,
                "rows_out",
                static_cast<double>(outcome.table.rows()),
                {{"one_row_s", latency[latency.size() / 2]}}};
}

} // namespace

std::map<std::string, Task> prepareTasks() {
  return {{"preparation_1row", prepareOneRow}, {"lookup", lookUp}};
}

} // namespace easel::bench
