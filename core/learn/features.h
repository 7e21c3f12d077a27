// What learners see. Features are float32, row-major, one row a data row; a missing value is NaN; a category is its
// code in `levels`. Built once and shared by folds and trials. Immutable after building.
#pragma once

#include "core/base/context.h"
#include "core/table/table.h"

#include <Eigen/Core>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace easel {

enum class Task { Binary, MultiClass, Regression };
std::string_view taskId(Task task); // "binary", "multiclass", "regression"
std::optional<Task> taskFromId(std::string_view id);

using FeatureMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Predictions = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct FeatureField {
  std::string name;
  DataType type = DataType::Float64;
  std::vector<std::string> levels; // Category: codes in X are indices of it
  bool categorical() const { return type == DataType::Category; }
};

struct Features {
  std::vector<FeatureField> fields;
  FeatureMatrix x; // n×p
  std::size_t rows() const { return static_cast<std::size_t>(x.rows()); }
};

/// y of n rows: a class index per row for classification, a value for regression.
struct Target {
  Task task = Task::Regression;
  std::vector<std::string> classes; // Binary: classes[1] is the positive one
  std::vector<float> y;             // class index or value, finite
};

/// The fields a table gives: Bool, Int64, Float64, Category, Date/Timestamp (days, seconds since 1970). Text and
/// others are an error that names the column and the step that helps.
Result<std::vector<FeatureField>> featureFields(const TableSchema& schema, std::span<const std::string> excluded);
/// Columns are found by name; a level that `fields` does not know becomes NaN.
Result<Features> makeFeatures(const Table& table, std::vector<FeatureField> fields, const Context& context);
/// The rows of `features` by index.
Features rowsOf(const Features& features, std::span<const RowIndex> rows);
Target rowsOf(const Target& target, std::span<const RowIndex> rows);

/// Binary for two classes, MultiClass for more (text, category, bool, or ≤ 20 distinct whole numbers that are few
/// compared with the rows), else Regression.
Result<Task> inferTask(const Column& column, const Context& context);
/// positive: the class that counts as "yes"; empty: yes/true/1/… if present, else the rarer one. Rows with a missing
/// target are an error that counts them; drop them first (Trainer does).
Result<Target> makeTarget(const Column& column, Task task, std::string_view positive, const Context& context);

} // namespace easel
