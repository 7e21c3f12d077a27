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
Result<std::vector<RowRole>> assignRoles(const Table& table, const SplitParams& params, const Context& context);

/// fold index (0…folds-1) per row, stratified by class for classification targets when `classOf` is not empty.
Result<std::vector<std::uint16_t>> assignFolds(std::size_t rows, int folds, const std::vector<float>& classOf,
                                               const Context& context);

} // namespace easel
