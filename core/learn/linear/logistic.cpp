#include "core/learn/linear/solve.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

namespace easel::linear {

namespace {
/// Loss, gradient and curvature of the mean log loss at b (intercept last).
struct Curvature {
  double loss = 0;
  VectorXd gradient;
  MatrixXd hessian; // lower half
};

Result<Curvature> curvatureOf(const Problem& problem, const VectorXd& b, const Context& context) {
  const auto n = static_cast<std::size_t>(problem.x.rows());
  const Index q = b.size();
  const std::size_t count = stretches(n, static_cast<std::size_t>(q * q));
  struct Part {
    Curvature sum;
    MatrixXd z;
    Eigen::ArrayXd eta, residual, weight;
    double total = 0;
  };
  std::vector<Part> parts(count);
  for (Part& part : parts)
    part.sum = {0, VectorXd::Zero(q), MatrixXd::Zero(q, q)};
  EASEL_CHECK(overStretches(n, count, context, [&](std::size_t s, Index begin, Index rows) {
    Part& part = parts[s];
    part.z.resize(q, rows);
    standardise(problem.x, problem.standard, begin, part.z);
    part.eta = (part.z.transpose() * b).array();
    // log(1 + e^eta) - y eta, without overflow.
    const Eigen::ArrayXd decay = (-part.eta.abs()).exp();
    const Eigen::ArrayXd chance = (part.eta >= 0).select(1 / (1 + decay), decay / (1 + decay));
    const Eigen::ArrayXd loss = part.eta.max(0.0) + decay.log1p();
    part.residual.resize(rows);
    part.weight.resize(rows);
    for (Index i = 0; i < rows; ++i) {
      const double y = static_cast<double>(problem.y[static_cast<std::size_t>(begin + i)]);
      const double w = problem.classWeight.empty() ? 1 : problem.classWeight[static_cast<std::size_t>(y)];
      part.sum.loss += w * (loss[i] - y * part.eta[i]);
      part.residual[i] = w * (chance[i] - y);
      part.weight[i] = std::sqrt(w * chance[i] * (1 - chance[i]));
      part.total += w;
    }
    part.sum.gradient.noalias() += part.z * part.residual.matrix();
    for (Index i = 0; i < rows; ++i)
      part.z.col(i) *= part.weight[i];
    part.sum.hessian.selfadjointView<Eigen::Lower>().rankUpdate(part.z);
  }));
  for (std::size_t s = 1; s < count; ++s) {
    parts[0].sum.loss += parts[s].sum.loss;
    parts[0].sum.gradient += parts[s].sum.gradient;
    parts[0].sum.hessian += parts[s].sum.hessian;
    parts[0].total += parts[s].total;
  }
  Curvature result = std::move(parts[0].sum);
  result.loss /= parts[0].total;
  result.gradient /= parts[0].total;
  result.hessian /= parts[0].total;
  return result;
}

double penaltyOf(const VectorXd& b, const Penalty& penalty) {
  const auto inner = b.head(b.size() - 1);
  return penalty.l1 * inner.lpNorm<1>() + penalty.l2 / 2 * inner.squaredNorm();
}

/// How far b is from optimal: the gradient, or what the subgradient of |b| cannot make up for.
double violation(const VectorXd& gradient, const VectorXd& b, const Penalty& penalty) {
  const Index p = b.size() - 1;
  double worst = std::abs(gradient[p]);
  for (Index j = 0; j < p; ++j) {
    const double g = gradient[j] + penalty.l2 * b[j];
    worst = std::max(worst, b[j] > 0   ? std::abs(g + penalty.l1)
                            : b[j] < 0 ? std::abs(g - penalty.l1)
                                       : std::max(0.0, std::abs(g) - penalty.l1));
  }
  return worst;
}

/// The minimum of the quadratic model around b.
VectorXd newtonPoint(const Curvature& at, const VectorXd& b, const Penalty& penalty, const Control& control) {
  const Index q = b.size();
  MatrixXd hessian = at.hessian.selfadjointView<Eigen::Lower>();
  // Saturated rows have no curvature; a hair of it keeps the step finite.
  for (Index j = 0; j < q; ++j)
    hessian(j, j) = hessian(j, j) > 0 ? hessian(j, j) * (1 + 1e-10) + 1e-12 : 0;
  if (penalty.l1 > 0) {
    VectorXd next = b;
    const VectorXd c = hessian * b - at.gradient;
    descend(hessian, c, penalty, q - 1, {control.iterations, control.tolerance / 10}, next);
    return next;
  }
  for (Index j = 0; j < q; ++j) {
    if (j + 1 < q)
      hessian(j, j) += penalty.l2;
    if (hessian(j, j) <= 0)
      hessian(j, j) = 1;
  }
  VectorXd slope = at.gradient;
  slope.head(q - 1) += penalty.l2 * b.head(q - 1);
  Eigen::LLT<MatrixXd> factor(hessian);
  if (factor.info() != Eigen::Success) {
    hessian.diagonal().array() += 1e-8;
    factor.compute(hessian);
  }
  return b - factor.solve(slope);
}
} // namespace

Result<Course> solveLogistic(const Problem& problem, const Penalty& penalty, const Control& control, MatrixXd& start,
                             const Context& context) {
  VectorXd b = start.col(0);
  // A sample of the rows brings b near the optimum at a fraction of the cost.
  constexpr Index kSample = 16'384;
  if (problem.x.rows() > 4 * kSample) {
    const Index step = problem.x.rows() / kSample;
    FeatureMatrix x(kSample, problem.x.cols());
    std::vector<float> y(kSample);
    for (Index i = 0; i < kSample; ++i) {
      x.row(i) = problem.x.row(i * step);
      y[static_cast<std::size_t>(i)] = problem.y[static_cast<std::size_t>(i * step)];
    }
    MatrixXd rough = start;
    const Problem sample{x, problem.standard, y, problem.classWeight, problem.loss, 1};
    EASEL_TRY(const Course ignored, solveLogistic(sample, penalty, {20, 1e-4}, rough, context));
    if (ignored.converged)
      b = rough.col(0);
  }

  Course course{0, false};
  EASEL_TRY(Curvature at, curvatureOf(problem, b, context));
  constexpr int kMostSteps = 100;
  while (course.iterations < std::min(control.iterations, kMostSteps)) {
    if (violation(at.gradient, b, penalty) <= control.tolerance) {
      course.converged = true;
      break;
    }
    ++course.iterations;
    const VectorXd direction = newtonPoint(at, b, penalty, control) - b;
    const double before = at.loss + penaltyOf(b, penalty);
    bool better = false;
    for (double step = 1; step > 1e-6 && !better; step /= 2) {
      const VectorXd next = b + step * direction;
      EASEL_TRY(Curvature there, curvatureOf(problem, next, context));
      if (there.loss + penaltyOf(next, penalty) <= before + 1e-14 * std::abs(before)) {
        better = true;
        b = next;
        at = std::move(there);
      }
    }
    if (!better) { // rounding is all that is left
      course.converged = violation(at.gradient, b, penalty) <= 100 * control.tolerance;
      break;
    }
  }
  start.col(0) = b;
  return course;
}

} // namespace easel::linear
