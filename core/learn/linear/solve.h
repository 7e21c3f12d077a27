// Solvers of the penalised linear problems. b are coefficients of standardised features; the penalty is
// l1 Σ|b| + l2/2 Σb² and never touches the intercept. Each says how many iterations it took and whether its
// optimality condition (the largest violation of the gradient or subgradient condition) fell below the tolerance.
// Coordinate descent with covariance updates and proximal Newton: Friedman, Hastie & Tibshirani, J. Stat. Softw. 33(1),
// 2010. Quasi-Newton with an absolute penalty (OWL-QN): Andrew & Gao, ICML 2007.
#pragma once

#include "core/learn/linear/standard.h"

namespace easel::linear {

struct Penalty {
  double l1 = 0, l2 = 0;
};
struct Control {
  int iterations = 1000;
  double tolerance = 1e-7;
};
struct Course {
  int iterations = 0;
  bool converged = true;
};

/// min ½ b'Ab - c'b + penalty, from the b given. A: p×p, symmetric, not negative. Rows with A_jj = 0 stay 0.
/// Without l1 by Cholesky (directions that A does not determine get the shortest solution), else by descent.
Course solveQuadratic(const MatrixXd& a, const VectorXd& c, const Penalty& penalty, const Control& control,
                      VectorXd& b);

/// Coordinate descent with one l2 a coordinate; `free`: that coordinate has no penalty (or -1).
Course descend(const MatrixXd& a, const VectorXd& c, const Penalty& penalty, Index free, const Control& control,
               VectorXd& b);

enum class Loss { Squared, Logistic, Softmax };
struct Problem {
  const FeatureMatrix& x;
  const Standard& standard;
  std::span<const float> y;      // value (already standardised for Squared) or class
  std::span<const double> classWeight; // one a class; empty: all 1
  Loss loss = Loss::Squared;
  Index groups = 1; // columns of coefficients: 1, or one a class
};

/// Mean loss and its gradient at b ((p + 1) × groups, intercepts last).
struct Slope {
  double loss = 0;
  MatrixXd gradient;
};
Result<Slope> slopeOf(const Problem& problem, const MatrixXd& b, const Context& context);

/// Two classes by Newton steps (iteratively reweighted least squares), each with descent inside when there is l1.
Result<Course> solveLogistic(const Problem& problem, const Penalty& penalty, const Control& control, MatrixXd& b,
                             const Context& context);
/// Any loss, any number of features.
Result<Course> solveQuasiNewton(const Problem& problem, const Penalty& penalty, const Control& control, MatrixXd& b,
                                const Context& context);

} // namespace easel::linear
