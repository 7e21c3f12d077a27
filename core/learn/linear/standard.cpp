#include "core/learn/linear/standard.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace easel::linear {

namespace {
/// About the means, so that the sums of squares do not cancel: of at most kLooked rows spread over all.
VectorXd roughMean(const FeatureMatrix& x) {
  constexpr Index kLooked = 1024;
  const Index step = std::max<Index>(1, x.rows() / kLooked);
  VectorXd sum = VectorXd::Zero(x.cols());
  Index looked = 0;
  for (Index i = 0; i < x.rows(); i += step, ++looked)
    sum += x.row(i).cast<double>().transpose();
  return sum / static_cast<double>(looked);
}

/// A spread so small that it is rounding: the feature says nothing.
bool negligible(double variance, double mean) {
  constexpr double kRounding = 1e-14; // float32 values: (6e-8)² relative to the square of the mean
  return !(variance > kRounding * mean * mean) || !(variance > 1e-60);
}

/// Which columns hold nothing but 0 and 1. Most others are ruled out by their first rows.
Result<std::vector<bool>> yesNoColumns(const FeatureMatrix& x, const Context& context) {
  std::vector<bool> result(static_cast<std::size_t>(x.cols()));
  std::vector<Index> open(static_cast<std::size_t>(x.cols()));
  std::iota(open.begin(), open.end(), Index{0});
  for (Index i = 0; i < x.rows() && !open.empty(); ++i) {
    if (i % 65'536 == 0)
      EASEL_CHECK(context.checkpoint());
    const float* row = x.data() + i * x.cols();
    if (std::any_of(open.begin(), open.end(), [&](Index j) { return row[j] != 0 && row[j] != 1; }))
      std::erase_if(open, [&](Index j) { return row[j] != 0 && row[j] != 1; });
  }
  for (const Index j : open)
    result[static_cast<std::size_t>(j)] = true;
  return result;
}

void setSpread(Standard& standard, const VectorXd& variance, const std::vector<bool>& keepsUnit) {
  standard.inverse = VectorXd::Zero(variance.size());
  standard.spread = VectorXd::Zero(variance.size());
  for (Index j = 0; j < variance.size(); ++j)
    if (!negligible(variance[j], standard.mean[j])) {
      standard.spread[j] = std::sqrt(variance[j]);
      standard.inverse[j] = keepsUnit[static_cast<std::size_t>(j)] ? 1 : 1 / standard.spread[j];
    }
}

Result<std::vector<bool>> keptUnits(const FeatureMatrix& x, Scaling scaling, const Context& context) {
  if (scaling == Scaling::All)
    return std::vector<bool>(static_cast<std::size_t>(x.cols()));
  return yesNoColumns(x, context);
}
} // namespace

std::size_t stretches(std::size_t n, std::size_t square) {
  constexpr std::size_t kRows = 4096;
  constexpr std::size_t kDoubles = 16'000'000; // 128 MB over all stretches
  const std::size_t fitting = std::clamp<std::size_t>(kDoubles / std::max<std::size_t>(1, square), 2, 32);
  return std::clamp<std::size_t>(n / kRows, 1, fitting);
}

Result<void> overStretches(std::size_t n, std::size_t count, const Context& context,
                           const std::function<void(std::size_t, Index, Index)>& work) {
  return tryParallelFor(context, count, [&](std::size_t s) -> Result<void> {
    const auto end = static_cast<Index>(n * (s + 1) / count);
    for (auto begin = static_cast<Index>(n * s / count); begin < end; begin += kBlockRows) {
      EASEL_CHECK(context.checkpoint());
      work(s, begin, std::min(kBlockRows, end - begin));
    }
    return {};
  });
}

void standardise(const FeatureMatrix& x, const Standard& standard, Index begin, MatrixXd& z) {
  const Index p = x.cols();
  const double* mean = standard.mean.data();
  const double* inverse = standard.inverse.data();
  for (Index i = 0; i < z.cols(); ++i) {
    const float* from = x.data() + (begin + i) * p;
    double* to = z.data() + i * z.rows();
    for (Index j = 0; j < p; ++j)
      to[j] = (static_cast<double>(from[j]) - mean[j]) * inverse[j];
    if (z.rows() > p)
      to[p] = 1;
  }
}

Result<Standard> standardOf(const FeatureMatrix& x, const Context& context, Scaling scaling) {
  EASEL_TRY(const std::vector<bool> keepsUnit, keptUnits(x, scaling, context));
  const auto n = static_cast<std::size_t>(x.rows());
  const Index p = x.cols();
  const VectorXd shift = roughMean(x);
  const std::size_t count = stretches(n, static_cast<std::size_t>(2 * p));
  std::vector<MatrixXd> sums(count, MatrixXd::Zero(p, 2));
  EASEL_CHECK(overStretches(n, count, context, [&](std::size_t s, Index begin, Index rows) {
    double* sum = sums[s].data();
    double* squares = sum + p;
    for (Index i = begin; i < begin + rows; ++i) {
      const float* row = x.data() + i * p;
      for (Index j = 0; j < p; ++j) {
        const double d = static_cast<double>(row[j]) - shift[j];
        sum[j] += d;
        squares[j] += d * d;
      }
    }
  }));
  for (std::size_t s = 1; s < count; ++s)
    sums[0] += sums[s];
  const VectorXd offset = sums[0].col(0) / static_cast<double>(n);
  Standard standard;
  standard.mean = shift + offset;
  setSpread(standard, sums[0].col(1) / static_cast<double>(n) - offset.cwiseAbs2(), keepsUnit);
  return standard;
}

Result<Normal> normalOf(const FeatureMatrix& x, std::span<const float> y, const Context& context, Scaling scaling) {
  EASEL_TRY(const std::vector<bool> keepsUnit, keptUnits(x, scaling, context));
  const auto n = static_cast<std::size_t>(x.rows());
  const Index p = x.cols();
  // Products of the features and, as a last row, of y, about a rough centre.
  const Standard rough{roughMean(x), VectorXd::Ones(p), VectorXd::Ones(p)};
  double yShift = 0;
  for (const float v : y)
    yShift += static_cast<double>(v);
  yShift /= static_cast<double>(n);
  const std::size_t count = stretches(n, static_cast<std::size_t>((p + 1) * (p + 1)));
  struct Sums {
    MatrixXd products;
    VectorXd first;
    MatrixXd block;
  };
  std::vector<Sums> sums(count);
  for (Sums& s : sums)
    s = {MatrixXd::Zero(p + 1, p + 1), VectorXd::Zero(p + 1), MatrixXd(p + 1, kBlockRows)};
  EASEL_CHECK(overStretches(n, count, context, [&](std::size_t s, Index begin, Index rows) {
    MatrixXd& block = sums[s].block;
    if (block.cols() != rows)
      block.resize(p + 1, rows);
    standardise(x, rough, begin, block);
    for (Index i = 0; i < rows; ++i)
      block(p, i) = static_cast<double>(y[static_cast<std::size_t>(begin + i)]) - yShift;
    sums[s].first += block.rowwise().sum();
    sums[s].products.selfadjointView<Eigen::Lower>().rankUpdate(block);
  }));
  for (std::size_t s = 1; s < count; ++s) {
    sums[0].products += sums[s].products;
    sums[0].first += sums[s].first;
  }
  const double rows = static_cast<double>(n);
  const VectorXd offset = sums[0].first / rows;
  MatrixXd covariance = sums[0].products / rows;
  covariance.selfadjointView<Eigen::Lower>().rankUpdate(offset, -1.0);

  Normal normal;
  normal.standard.mean = rough.mean + offset.head(p);
  setSpread(normal.standard, covariance.diagonal().head(p), keepsUnit);
  normal.targetMean = yShift + offset[p];
  normal.targetSpread =
      negligible(covariance(p, p), normal.targetMean) ? 0 : std::sqrt(covariance(p, p));
  const auto scale = normal.standard.inverse.asDiagonal();
  normal.gram = covariance.topLeftCorner(p, p).selfadjointView<Eigen::Lower>();
  normal.gram = scale * normal.gram * scale;
  normal.covariance = scale * covariance.row(p).head(p).transpose();
  if (normal.targetSpread > 0)
    normal.covariance /= normal.targetSpread;
  else
    normal.covariance.setZero();
  return normal;
}

} // namespace easel::linear
