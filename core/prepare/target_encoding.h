// Target encoding: a level becomes the mean of the target over the rows that have it, drawn towards the overall mean as
// if `smoothing` more rows had that mean (Micci-Barreca, "A preprocessing scheme for high-cardinality categorical
// attributes", 2001). Training rows get the value of the other folds, so none ever sees its own target; sums of a fold
// are added over the other folds, never subtracted from a total, which keeps that exact to the last bit.
// Pure functions; any thread.
#pragma once

#include "core/base/context.h"
#include "core/table/table.h"

#include <string>
#include <vector>

namespace easel {

/// The target of every row: a number, or 1 for its class and 0 for the others.
struct EncodedTarget {
  std::vector<std::string> classes;  // more than two classes: one output each; else empty and one output
  std::vector<double> value;         // the number, or the index of the class
  std::vector<std::uint8_t> present; // the target is neither missing nor infinite
  std::size_t outputs() const { return classes.empty() ? 1 : classes.size(); }
};
/// Auto: Text, Category and Bool are classes; so are whole numbers when at most 20 different ones occur and each on
/// average in ten rows or more, as a training infers its task; other numbers are values.
enum class TargetAs { Auto, Classes, Number };
/// positive: the class that counts as 1 when there are two;
/// empty: yes, true or 1 if one is called so, else the rarer one.
Result<EncodedTarget> encodedTarget(const NamedColumn& column, TargetAs as, const std::string& positive,
                                    const Context& context);

/// Means by level: rows `levels`, columns outputs. The last row is the overall mean.
struct LevelMeans {
  std::size_t outputs = 1;
  std::vector<double> values;
  double at(std::size_t level, std::size_t output) const { return values[level * outputs + output]; }
  std::size_t levels() const { return values.size() / outputs - 1; }
};

/// number[row] < levels; other numbers are rows without a level.
Result<LevelMeans> levelMeans(const std::vector<std::uint32_t>& number, std::size_t levels, const EncodedTarget& target,
                              double smoothing, const Context& context);

/// Every row's fold, 0 … folds-1: as equal as possible, shuffled.
std::vector<std::uint8_t> foldsOf(std::size_t rows, std::size_t folds, std::uint64_t seed);
/// LevelMeans of the rows outside each fold. Empty values: there are no such rows.
Result<std::vector<LevelMeans>> outOfFoldMeans(const std::vector<std::uint32_t>& number, std::size_t levels,
                                               const EncodedTarget& target, double smoothing,
                                               const std::vector<std::uint8_t>& fold, std::size_t folds,
                                               const Context& context);

} // namespace easel
