#include "core/learn/linear/solve.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

namespace easel::linear {

namespace {
double soft(double v, double l1) { return v > l1 ? v - l1 : v < -l1 ? v + l1 : 0; }
} // namespace

Course descend(const MatrixXd& a, const VectorXd& c, const Penalty& penalty, Index free, const Control& control,
               VectorXd& b) {
  const Index p = c.size();
  VectorXd residual = c - a * b; // kept up to date: c - A b
  Course course{0, false};
  std::vector<Index> all, active;
  for (Index j = 0; j < p; ++j)
    if (a(j, j) > 0)
      all.push_back(j);
    else
      b[j] = 0;
  const auto sweep = [&](const std::vector<Index>& over) {
    double worst = 0;
    for (const Index j : over) {
      const double l1 = j == free ? 0 : penalty.l1;
      const double l2 = j == free ? 0 : penalty.l2;
      const double next = soft(residual[j] + a(j, j) * b[j], l1) / (a(j, j) + l2);
      const double step = next - b[j];
      if (step == 0)
        continue;
      residual.noalias() -= step * a.col(j);
      b[j] = next;
      worst = std::max(worst, std::abs(step) * (a(j, j) + l2)); // the gradient that the step removed
    }
    return worst;
  };
  // Full sweeps find who takes part; the others are passed over until those have settled.
  for (int full = 0; full < control.iterations; ++full) {
    ++course.iterations;
    if (sweep(all) <= control.tolerance) {
      course.converged = true;
      break;
    }
    active.clear();
    for (const Index j : all)
      if (b[j] != 0)
        active.push_back(j);
    for (int inner = 0; inner < 1000 && sweep(active) > control.tolerance; ++inner) {
    }
  }
  return course;
}

Course solveQuadratic(const MatrixXd& a, const VectorXd& c, const Penalty& penalty, const Control& control,
                      VectorXd& b) {
  if (penalty.l1 > 0)
    return descend(a, c, penalty, -1, control, b);
  MatrixXd system = a;
  system.diagonal().array() += penalty.l2;
  for (Index j = 0; j < system.rows(); ++j)
    if (a(j, j) <= 0)
      system(j, j) = 1;
  Eigen::LLT<MatrixXd> factor(system);
  const auto pivots = [&] { return factor.matrixLLT().diagonal().cwiseAbs2().minCoeff(); };
  constexpr double kDependent = 1e-11; // of a unit diagonal: columns that others make up to rounding
  const bool dependent = factor.info() != Eigen::Success || !(pivots() > kDependent);
  if (dependent) {
    // A hair of ridge chooses, among equal fits, nearly the shortest coefficients.
    system.diagonal().array() += 1e-9;
    factor.compute(system);
  }
  b = factor.solve(c);
  if (!dependent)
    b += factor.solve(c - system * b); // one step of refinement
  return {1, b.allFinite()};
}

} // namespace easel::linear
