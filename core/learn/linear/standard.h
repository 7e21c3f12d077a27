// Centre and spread of the features, sums of products (the normal equations), and blocks of standardised rows: what the
// linear solvers work on. Sums are taken in double over fixed stretches of rows and combined in order: the same bits
// for any number of threads.
#pragma once

#include "core/learn/features.h"

#include <functional>

namespace easel::linear {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Which features are brought to spread 1: all, or all but those that are 0 or 1 in every row. Those keep their unit:
/// scaled up, the effect of a rare level would hardly be held back by a penalty.
enum class Scaling { All, Numbers };

/// z = (x - mean) * inverse; the spread is the population standard deviation. A constant feature has inverse 0.
struct Standard {
  VectorXd mean;
  VectorXd inverse;
  VectorXd spread; // 0 for a constant
  Index constants() const { return (inverse.array() == 0).count(); }
};

/// Centre and spread of the features and of y, with the correlations: z'z/n (p×p) and z'y/(n sd y).
struct Normal {
  Standard standard;
  double targetMean = 0, targetSpread = 0;
  MatrixXd gram;
  VectorXd covariance;
};

Result<Standard> standardOf(const FeatureMatrix& x, const Context& context, Scaling scaling = Scaling::All);
Result<Normal> normalOf(const FeatureMatrix& x, std::span<const float> y, const Context& context,
                        Scaling scaling = Scaling::All);

/// Rows [begin, begin + z.cols()) standardised, one a column of z; z has p rows, or p + 1 with ones in the last.
void standardise(const FeatureMatrix& x, const Standard& standard, Index begin, MatrixXd& z);

/// Cuts n rows into stretches, works on each in blocks of at most kBlockRows rows, and gives the number of stretches:
/// work(stretch, begin, rows). `square`: how many doubles a stretch keeps (fewer stretches when that is much).
inline constexpr Index kBlockRows = 256;
std::size_t stretches(std::size_t n, std::size_t square);
Result<void> overStretches(std::size_t n, std::size_t count, const Context& context,
                           const std::function<void(std::size_t, Index, Index)>& work);

} // namespace easel::linear
