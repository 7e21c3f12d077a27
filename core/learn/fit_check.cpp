#include "core/learn/fit_check.h"

#include "core/base/parallel.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace easel {

namespace {
enum Odd : unsigned char { kNone = 0, kNan = 1, kInfinite = 2 };

/// Which odd values each column has. Whole rows are read first as one stretch: most data has none.
Result<std::vector<unsigned char>> oddValues(const FeatureMatrix& x, const Context& context) {
  const auto n = static_cast<std::size_t>(x.rows());
  const auto p = static_cast<std::size_t>(x.cols());
  constexpr std::size_t kRows = 8192;
  const std::size_t parts = (n + kRows - 1) / kRows;
  std::vector<std::vector<unsigned char>> found(parts);
  EASEL_CHECK(tryParallelFor(context, parts, [&](std::size_t part) -> Result<void> {
    const float* begin = x.data() + part * kRows * p;
    const std::size_t rows = std::min(kRows, n - part * kRows);
    Eigen::Map<const Eigen::ArrayXf> all(begin, static_cast<Eigen::Index>(rows * p));
    if ((all * 0.0F).sum() == 0.0F)
      return {};
    found[part].assign(p, kNone);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < p; ++j)
        if (const float v = begin[i * p + j]; !std::isfinite(v))
          found[part][j] |= std::isnan(v) ? kNan : kInfinite;
    return {};
  }));
  std::vector<unsigned char> odd(p, kNone);
  for (const auto& part : found)
    for (std::size_t j = 0; j < part.size(); ++j)
      odd[j] |= part[j];
  return odd;
}

Result<void> checkValues(const Features& features, bool acceptsMissing, std::string_view who, const Context& context) {
  EASEL_TRY(const std::vector<unsigned char> odd, oddValues(features.x, context));
  for (std::size_t j = 0; j < odd.size(); ++j) {
    const std::string name = j < features.fields.size() ? features.fields[j].name : "?";
    if (odd[j] & kInfinite)
      return Error(ErrorCode::Data, "Column '" + name + "' has values that are infinite or too large.",
                   "Replace them or drop those rows.")
          .at({ErrorPlace::Kind::Column, name});
    if ((odd[j] & kNan) && !acceptsMissing)
      return Error(ErrorCode::Data, "Column '" + name + "' has missing values, which " + std::string(who) +
                                        " cannot use.",
                   "Fill them before this, or use boosted trees.")
          .at({ErrorPlace::Kind::Column, name});
  }
  return {};
}
} // namespace

Result<void> checkFeatures(const Features& features, const EstimatorTraits& traits, std::string_view algorithm,
                           const Context& context) {
  if (features.x.cols() == 0)
    return Error(ErrorCode::Data, std::string(algorithm) + " needs at least one feature column.",
                 "Keep a column besides the target.");
  if (static_cast<std::size_t>(features.x.cols()) != features.fields.size())
    return Error(ErrorCode::Internal, "The features and their names differ in number.");
  if (!traits.acceptsCategories)
    for (const FeatureField& field : features.fields)
      if (field.categorical())
        return Error(ErrorCode::Data,
                     "Column '" + field.name + "' is a category, which " + std::string(algorithm) + " cannot use.",
                     "Encode it as numbers before this.")
            .at({ErrorPlace::Kind::Column, field.name});
  return checkValues(features, traits.acceptsMissing, algorithm, context);
}

Result<void> checkFit(const FitInput& input, const EstimatorTraits& traits, std::string_view algorithm,
                      const Context& context) {
  const Target& target = input.target;
  if (input.features.rows() == 0)
    return Error(ErrorCode::Data, "There are no training rows.", "Check the filters and the split before this.");
  if (target.y.size() != input.features.rows())
    return Error(ErrorCode::Internal, "The features and the target have different numbers of rows.");
  const bool allowed = target.task == Task::Binary       ? traits.binary
                       : target.task == Task::MultiClass ? traits.multiClass
                                                         : traits.regression;
  if (!allowed)
    return Error(ErrorCode::Unsupported,
                 std::string(algorithm) + " cannot do the task " + std::string(taskId(target.task)) + ".",
                 "Choose another algorithm.");
  if (target.task != Task::Regression && target.classes.size() < 2)
    return Error(ErrorCode::Data, "The target has fewer than two classes.", "There is nothing to tell apart.");
  const auto k = static_cast<float>(target.classes.size());
  for (const float y : target.y)
    if (!std::isfinite(y) || (target.task != Task::Regression && (y < 0 || y >= k || y != std::floor(y))))
      return Error(ErrorCode::Data, "The target has a value that is not a class or not finite.", "Drop those rows.");
  return checkFeatures(input.features, traits, algorithm, context);
}

Result<void> checkPredict(const Features& features, std::size_t columns, bool acceptsMissing, const Context& context) {
  if (static_cast<std::size_t>(features.x.cols()) != columns)
    return Error(ErrorCode::Data,
                 "The model was trained with " + plural(static_cast<std::int64_t>(columns), "feature", "features") +
                     ", but these rows have " + formatCount(features.x.cols()) + ".",
                 "Prepare the rows as in training.");
  return checkValues(features, acceptsMissing, "this model", context);
}

std::size_t outputsOf(const Target& target) {
  return target.task == Task::Regression ? 1 : std::max<std::size_t>(2, target.classes.size());
}

std::vector<double> classCounts(const Target& target) {
  std::vector<double> counts(outputsOf(target));
  for (const float y : target.y)
    counts[static_cast<std::size_t>(y)] += 1;
  return counts;
}

} // namespace easel
