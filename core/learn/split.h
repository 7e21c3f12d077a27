// Which rows train, validate and test. All splits are decided by the seed and the data alone.
#pragma once

#include "core/base/context.h"
#include "core/prepare/frame.h"

#include <string>
#include <vector>

namespace easel {

enum class SplitMethod { Random, Stratified, ByGroup, ByTime };

struct SplitParams {
  SplitMethod method = SplitMethod::Stratified; // falls back to Random where the column is numeric
  double train = 0.8;
  double validation = 0.0; // test gets the rest
  ColumnName column;       // Stratified: the target; ByGroup: the group; ByTime: the time
  int seed = 0;
  static void describe(Describe<SplitParams>& d);
};

/// One role a row. Stratified keeps the class shares; a group's rows stay together; by time the latest rows test.
/// Sizes: Random and Stratified give exactly round(n·validation) and round(n·test) rows, the rest train, and every role
/// asked for has a row; Stratified: of a class, the proportional number rounded up or down (so exact in total).
/// ByGroup comes as near as whole groups allow. ByTime moves a border so that rows of one moment stay together.
/// Rows without a value in the column are a class (Stratified) or a group of their own; ByTime refuses them.
Result<std::vector<RowRole>> assignRoles(const Table& table, const SplitParams& params, const Context& context);

/// fold index (0…folds-1) per row, stratified by class for classification targets when `classOf` is not empty.
/// Fold sizes differ by at most one row, in all and within a class. Error: a class with one row.
Result<std::vector<std::uint16_t>> assignFolds(std::size_t rows, int folds, const std::vector<float>& classOf,
                                               const Context& context);

} // namespace easel
