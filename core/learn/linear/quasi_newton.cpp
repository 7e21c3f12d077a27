#include "core/learn/linear/solve.h"

#include <algorithm>
#include <cmath>
#include <deque>

namespace easel::linear {

namespace {
/// Adds one block's loss and turns the margins (rows × groups) into the loss's derivatives by them.
double derive(const Problem& problem, Index begin, MatrixXd& eta, double& total) {
  double sum = 0;
  for (Index i = 0; i < eta.rows(); ++i) {
    const double y = static_cast<double>(problem.y[static_cast<std::size_t>(begin + i)]);
    const double w = problem.classWeight.empty() ? 1 : problem.classWeight[static_cast<std::size_t>(y)];
    total += w;
    switch (problem.loss) {
    case Loss::Squared: {
      const double d = eta(i, 0) - y;
      sum += d * d / 2;
      eta(i, 0) = d;
      break;
    }
    case Loss::Logistic: {
      const double e = eta(i, 0);
      const double decay = std::exp(-std::abs(e));
      sum += w * (std::max(e, 0.0) + std::log1p(decay) - y * e);
      eta(i, 0) = w * ((e >= 0 ? 1 / (1 + decay) : decay / (1 + decay)) - y);
      break;
    }
    case Loss::Softmax: {
      auto row = eta.row(i);
      const double top = row.maxCoeff();
      const double own = row[static_cast<Index>(y)];
      row = (row.array() - top).exp().matrix();
      const double whole = row.sum();
      sum += w * (std::log(whole) + top - own);
      row *= w / whole;
      row[static_cast<Index>(y)] -= w;
      break;
    }
    }
  }
  return sum;
}

double penaltyOf(const MatrixXd& b, const Penalty& penalty) {
  const auto inner = b.topRows(b.rows() - 1);
  return penalty.l1 * inner.cwiseAbs().sum() + penalty.l2 / 2 * inner.squaredNorm();
}

/// The steepest way down that the absolute penalty allows at b (with the sign of a gradient).
MatrixXd pseudoGradient(const MatrixXd& gradient, const MatrixXd& b, const Penalty& penalty) {
  MatrixXd g = gradient;
  const Index p = b.rows() - 1;
  for (Index k = 0; k < b.cols(); ++k)
    for (Index j = 0; j < p; ++j) {
      const double smooth = g(j, k) + penalty.l2 * b(j, k);
      g(j, k) = b(j, k) > 0                ? smooth + penalty.l1
                : b(j, k) < 0              ? smooth - penalty.l1
                : smooth + penalty.l1 < 0  ? smooth + penalty.l1
                : smooth - penalty.l1 > 0  ? smooth - penalty.l1
                                           : 0;
    }
  return g;
}

/// The last steps and how the gradient changed over them: what L-BFGS knows of the curvature.
class History {
 public:
  void add(VectorXd step, VectorXd change) {
    const double product = step.dot(change);
    if (!(product > 1e-14 * step.norm() * change.norm()))
      return;
    m_pairs.push_back({std::move(step), std::move(change), product});
    if (m_pairs.size() > 12)
      m_pairs.pop_front();
  }
  bool empty() const { return m_pairs.empty(); }
  void clear() { m_pairs.clear(); }
  /// The inverse curvature times v.
  VectorXd apply(VectorXd v) const {
    std::vector<double> share(m_pairs.size());
    for (std::size_t i = m_pairs.size(); i-- > 0;) {
      share[i] = m_pairs[i].step.dot(v) / m_pairs[i].product;
      v -= share[i] * m_pairs[i].change;
    }
    v *= m_pairs.back().product / m_pairs.back().change.squaredNorm();
    for (std::size_t i = 0; i < m_pairs.size(); ++i)
      v += (share[i] - m_pairs[i].change.dot(v) / m_pairs[i].product) * m_pairs[i].step;
    return v;
  }

 private:
  struct Pair {
    VectorXd step, change;
    double product;
  };
  std::deque<Pair> m_pairs;
};

VectorXd flat(const MatrixXd& m) { return Eigen::Map<const VectorXd>(m.data(), m.size()); }
} // namespace

Result<Slope> slopeOf(const Problem& problem, const MatrixXd& b, const Context& context) {
  const auto n = static_cast<std::size_t>(problem.x.rows());
  const std::size_t count = stretches(n, static_cast<std::size_t>(b.size()));
  struct Part {
    double loss = 0, total = 0;
    MatrixXd gradient, z, eta;
  };
  std::vector<Part> parts(count);
  for (Part& part : parts)
    part.gradient = MatrixXd::Zero(b.rows(), b.cols());
  EASEL_CHECK(overStretches(n, count, context, [&](std::size_t s, Index begin, Index rows) {
    Part& part = parts[s];
    part.z.resize(b.rows(), rows);
    standardise(problem.x, problem.standard, begin, part.z);
    part.eta.noalias() = part.z.transpose() * b;
    part.loss += derive(problem, begin, part.eta, part.total);
    part.gradient.noalias() += part.z * part.eta;
  }));
  for (std::size_t s = 1; s < count; ++s) {
    parts[0].loss += parts[s].loss;
    parts[0].total += parts[s].total;
    parts[0].gradient += parts[s].gradient;
  }
  return Slope{parts[0].loss / parts[0].total, parts[0].gradient / parts[0].total};
}

Result<Course> solveQuasiNewton(const Problem& problem, const Penalty& penalty, const Control& control, MatrixXd& b,
                                const Context& context) {
  Course course{0, false};
  History history;
  EASEL_TRY(Slope at, slopeOf(problem, b, context));
  double value = at.loss + penaltyOf(b, penalty);
  while (course.iterations < control.iterations) {
    const MatrixXd pseudo = pseudoGradient(at.gradient, b, penalty);
    if (pseudo.cwiseAbs().maxCoeff() <= control.tolerance) {
      course.converged = true;
      break;
    }
    ++course.iterations;
    const VectorXd slope = flat(pseudo);
    VectorXd direction = -(history.empty() ? VectorXd(slope / std::max(1.0, slope.norm())) : history.apply(slope));
    if (penalty.l1 > 0) // only where the penalised slope agrees
      for (Index i = 0; i < direction.size(); ++i)
        if (direction[i] * slope[i] >= 0)
          direction[i] = 0;
    double descent = direction.dot(slope);
    if (!(descent < 0)) {
      history.clear();
      direction = -slope;
      descent = -slope.squaredNorm();
    }
    bool better = false;
    for (double step = 1; step > 1e-12 && !better; step /= 2) {
      MatrixXd next = b + step * Eigen::Map<const MatrixXd>(direction.data(), b.rows(), b.cols());
      if (penalty.l1 > 0) // a coefficient may reach zero, not pass it
        for (Index k = 0; k < b.cols(); ++k)
          for (Index j = 0; j + 1 < b.rows(); ++j) {
            const double side = b(j, k) != 0 ? b(j, k) : -pseudo(j, k);
            if (next(j, k) * side <= 0)
              next(j, k) = 0;
          }
      EASEL_TRY(Slope there, slopeOf(problem, next, context));
      const double reached = there.loss + penaltyOf(next, penalty);
      const double expected = penalty.l1 > 0 ? slope.dot(flat(next - b)) : step * descent;
      if (std::isfinite(reached) && reached <= value + 1e-4 * expected) {
        better = true;
        const Index p = b.rows() - 1;
        MatrixXd change = there.gradient - at.gradient;
        change.topRows(p) += penalty.l2 * (next - b).topRows(p);
        history.add(flat(next - b), flat(change));
        b = std::move(next);
        at = std::move(there);
        value = reached;
      }
    }
    if (better)
      continue;
    if (history.empty()) { // rounding is all that is left
      course.converged = pseudo.cwiseAbs().maxCoeff() <= 100 * control.tolerance;
      break;
    }
    history.clear();
  }
  return course;
}

} // namespace easel::linear
