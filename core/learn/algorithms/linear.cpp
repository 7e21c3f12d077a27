// Linear and logistic models with ridge, lasso and elastic-net penalties (Friedman, Hastie & Tibshirani 2010). What is
// minimised, on numbers scaled to spread 1 (yes/no features stay 0 and 1; a regression target is scaled too):
//   mean loss + strength × ((1 - l1 share)/2 Σ b² + l1 share Σ |b|),
// loss = half the squared error, or the log loss; the intercept has no penalty. Coefficients are given on the original
// scale. Converged: no (sub)gradient of that is larger than the tolerance.
#include "core/base/text.h"
#include "core/learn/fit_check.h"
#include "core/learn/linear/linear_model.h"
#include "core/learn/linear/solve.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace easel::algorithms {

namespace {
using linear::Index;
using linear::MatrixXd;
using linear::VectorXd;
constexpr std::string_view kTitle = "A linear model";
/// Above these, sums of products take too much memory or time, and steps along gradients are taken instead.
constexpr Index kMostForNormal = 4000;
constexpr Index kMostForNewton = 1500;
constexpr double kUsual = 3; // the penalty weighs as much as so many rows

enum class PenaltyKind { None, Ridge, Lasso, ElasticNet };
struct LinearParams {
  PenaltyKind penalty = PenaltyKind::Ridge;
  std::optional<double> strength; // kUsual / rows
  double l1Share = 0.5;
  bool balanceClasses = false;
  int maxIterations = 1000;
  double tolerance = 1e-7;

  static void describe(Describe<LinearParams>& d) {
    using P = LinearParams;
    d.field(&P::penalty, "penalty")
        .label(EASEL_TR("Penalty"))
        .help(EASEL_TR("Keeps the model simple. Ridge makes all effects smaller, lasso drops weak features, elastic "
                       "net does some of both."))
        .choices({{PenaltyKind::None, "none", EASEL_TR("None")},
                  {PenaltyKind::Ridge, "ridge", EASEL_TR("Ridge")},
                  {PenaltyKind::Lasso, "lasso", EASEL_TR("Lasso")},
                  {PenaltyKind::ElasticNet, "elastic_net", EASEL_TR("Elastic net")}});
    d.field(&P::strength, "strength")
        .label(EASEL_TR("Penalty strength"))
        .help(EASEL_TR("0 is no penalty. From about 1 on little is left of most effects. Leave empty for 3 divided "
                       "by the number of rows: the more rows, the less there is to hold back. Numbers are scaled "
                       "first, so the same strength means the same for all data."))
        .range(0, 1e6)
        .uiRange(0, 1)
        .tunable(1e-5, 1, SearchScale::Log)
        .enabledIf("penalty", {"ridge", "lasso", "elastic_net"});
    d.field(&P::l1Share, "l1_share")
        .label(EASEL_TR("Share of lasso"))
        .help(EASEL_TR("How much of the penalty is lasso; the rest is ridge."))
        .range(0, 1)
        .tunable(0.05, 1)
        .enabledIf("penalty", {"elastic_net"});
    d.field(&P::balanceClasses, "balance_classes")
        .label(EASEL_TR("Balance the classes"))
        .help(EASEL_TR("Rare classes count as much as frequent ones. The probabilities then no longer match how "
                       "often each class occurs."));
    d.field(&P::maxIterations, "max_iterations")
        .label(EASEL_TR("Most iterations"))
        .help(EASEL_TR("Gives up improving after so many steps, with a warning."))
        .range(1, 1'000'000)
        .advanced();
    d.field(&P::tolerance, "tolerance")
        .label(EASEL_TR("Tolerance"))
        .help(EASEL_TR("Done when no small change of a coefficient would gain more than this."))
        .range(1e-12, 0.1)
        .advanced();
  }
};

/// Coefficients of standardised features, intercepts last; one column a margin.
struct Solution {
  linear::Standard standard;
  MatrixXd b;
  linear::Course course;
};

class Linear : public Estimator {
 public:
  explicit Linear(LinearParams params) : m_params(params) {}
  EstimatorTraits traits() const override { return {}; }
  /// The more rows, the less there is to hold back.
  std::vector<CandidateSetting> candidates(const WorkSize& size) const override {
    const auto rows = static_cast<double>(std::clamp<std::size_t>(size.rows, 100, 100'000));
    const double one = *parseDouble(formatNumber(1 / rows, 2));
    return {{{{"strength", one}}, EASEL_TR("light ridge"), 10},
            {{{"strength", 10 * one}}, EASEL_TR("ridge"), 31},
            {{{"strength", 0.1}}, EASEL_TR("strong ridge"), 32},
            {{{"penalty", "lasso"}, {"strength", 0.003}}, EASEL_TR("light lasso"), 34},
            {{{"penalty", "lasso"}, {"strength", 0.015}}, EASEL_TR("lasso"), 35}};
  }

  Result<ModelPtr> fit(const FitInput& input, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    EASEL_CHECK(checkFit(input, traits(), kTitle, context));
    EASEL_TRY(const Solution solution, input.target.task == Task::Regression ? solveNumber(input, context)
                                                                             : solveClasses(input, context));
    if (!solution.b.allFinite())
      return Error(ErrorCode::Data, "The linear model did not come to an answer: the numbers are too extreme.",
                   "Scale or bound the largest values, or raise the penalty strength.");
    if (!solution.course.converged)
      context.warn("The linear model stopped after " +
                   plural(solution.course.iterations, "iteration", "iterations") +
                   " before it had settled. Raise the penalty strength or the number of iterations.");
    return linear::makeLinearModel(parts(solution, input));
  }
  Result<ModelPtr> load(std::string_view bytes) const override { return linear::loadLinearModel(bytes); }

 private:
  double strength(double rows) const {
    return m_params.penalty == PenaltyKind::None ? 0 : m_params.strength.value_or(kUsual / rows);
  }
  double l1Share() const {
    return m_params.penalty == PenaltyKind::Lasso        ? 1
           : m_params.penalty == PenaltyKind::ElasticNet ? m_params.l1Share
                                                         : 0;
  }
  linear::Penalty penalty(const FitInput& input) const {
    const double s = strength(static_cast<double>(input.target.y.size()));
    return {s * l1Share(), s * (1 - l1Share())};
  }
  /// The tolerance is that of features with spread 1; features that keep their unit have smaller gradients.
  linear::Control control(const linear::Standard& standard) const {
    double least = 1;
    for (Index j = 0; j < standard.spread.size(); ++j)
      if (standard.inverse[j] == 1 && standard.spread[j] > 0)
        least = std::min(least, standard.spread[j]);
    return {m_params.maxIterations, m_params.tolerance * std::max(least, 0.01)};
  }

  Result<Solution> solveNumber(const FitInput& input, const Context& context) const {
    const FeatureMatrix& x = input.features.x;
    const Index p = x.cols();
    Solution solution;
    if (p <= kMostForNormal) {
      EASEL_TRY(linear::Normal normal, linear::normalOf(x, input.target.y, context, linear::Scaling::Numbers));
      VectorXd b = VectorXd::Zero(p);
      solution.course = linear::solveQuadratic(normal.gram, normal.covariance, penalty(input), control(normal.standard), b);
      solution.b.resize(p + 1, 1);
      solution.b << b * normal.targetSpread, normal.targetMean;
      solution.standard = std::move(normal.standard);
      return solution;
    }
    EASEL_TRY(solution.standard, linear::standardOf(x, context, linear::Scaling::Numbers));
    const auto n = static_cast<double>(input.target.y.size());
    double mean = 0, square = 0;
    for (const float y : input.target.y)
      mean += static_cast<double>(y) / n;
    for (const float y : input.target.y)
      square += (static_cast<double>(y) - mean) * (static_cast<double>(y) - mean) / n;
    const double spread = square > 0 ? std::sqrt(square) : 1;
    std::vector<float> y;
    for (const float v : input.target.y)
      y.push_back(static_cast<float>((static_cast<double>(v) - mean) / spread));
    const linear::Problem problem{x, solution.standard, y, {}, linear::Loss::Squared, 1};
    solution.b = MatrixXd::Zero(p + 1, 1);
    EASEL_TRY(solution.course, linear::solveQuasiNewton(problem, penalty(input), control(solution.standard), solution.b, context));
    solution.b *= spread;
    solution.b(p, 0) += mean;
    return solution;
  }

  Result<Solution> solveClasses(const FitInput& input, const Context& context) const {
    const FeatureMatrix& x = input.features.x;
    const Index p = x.cols();
    const std::vector<double> counts = classCounts(input.target);
    const auto n = static_cast<double>(input.target.y.size());
    std::vector<Index> present;
    for (std::size_t c = 0; c < counts.size(); ++c)
      if (counts[c] > 0)
        present.push_back(static_cast<Index>(c));
    Solution solution;
    EASEL_TRY(solution.standard, linear::standardOf(x, context, linear::Scaling::Numbers));
    const bool binary = input.target.task == Task::Binary;
    const Index margins = binary ? 1 : static_cast<Index>(counts.size());
    solution.b = MatrixXd::Zero(p + 1, margins);
    // A class that no training row has gets the chance of half a row.
    const auto share = [&](Index c) { return std::max(counts[static_cast<std::size_t>(c)], 0.5) / n; };
    if (present.size() < 2) {
      context.warn("All training rows have the class '" +
                   input.target.classes[static_cast<std::size_t>(present[0])] +
                   "', so the linear model always answers it.");
      for (Index c = 0; c < margins; ++c)
        solution.b(p, c) = binary ? std::log(share(1) / share(0)) : std::log(share(c));
      return solution;
    }
    std::vector<double> weights;
    if (m_params.balanceClasses)
      for (const double count : counts)
        weights.push_back(count > 0 ? n / (static_cast<double>(present.size()) * count) : 0);
    if (binary) {
      if (!m_params.balanceClasses)
        solution.b(p, 0) = std::log(share(1) / share(0));
      const linear::Problem problem{x, solution.standard, input.target.y, weights, linear::Loss::Logistic, 1};
      EASEL_TRY(solution.course,
                p <= kMostForNewton ? linear::solveLogistic(problem, penalty(input), control(solution.standard), solution.b, context)
                                    : linear::solveQuasiNewton(problem, penalty(input), control(solution.standard), solution.b, context));
      return solution;
    }
    // Only the classes that occur take part; an absent one would be pushed away without end.
    std::vector<float> place(counts.size());
    for (std::size_t i = 0; i < present.size(); ++i)
      place[static_cast<std::size_t>(present[i])] = static_cast<float>(i);
    std::vector<float> y;
    y.reserve(input.target.y.size());
    for (const float v : input.target.y)
      y.push_back(place[static_cast<std::size_t>(v)]);
    std::vector<double> used;
    if (!weights.empty())
      for (const Index c : present)
        used.push_back(weights[static_cast<std::size_t>(c)]);
    const auto groups = static_cast<Index>(present.size());
    const linear::Problem problem{x, solution.standard, y, used, linear::Loss::Softmax, groups};
    MatrixXd b = MatrixXd::Zero(p + 1, groups);
    EASEL_TRY(solution.course, linear::solveQuasiNewton(problem, penalty(input), control(solution.standard), b, context));
    const double lowest = b.row(p).minCoeff();
    for (Index c = 0; c < margins; ++c)
      solution.b(p, c) = lowest + std::log(share(c));
    for (std::size_t i = 0; i < present.size(); ++i)
      solution.b.col(present[i]) = b.col(static_cast<Index>(i));
    return solution;
  }

  linear::LinearParts parts(const Solution& solution, const FitInput& input) const {
    linear::LinearParts parts;
    parts.task = input.target.task;
    const Index p = solution.standard.mean.size();
    const VectorXd& inverse = solution.standard.inverse;
    for (Index j = 0; j < p; ++j) {
      parts.names.push_back(input.features.fields[static_cast<std::size_t>(j)].name);
      parts.mean.push_back(solution.standard.mean[j]);
      parts.spread.push_back(solution.standard.spread[j]);
    }
    for (Index g = 0; g < solution.b.cols(); ++g) {
      double intercept = solution.b(p, g);
      for (Index j = 0; j < p; ++j) {
        parts.coefficients.push_back(solution.b(j, g) * inverse[j]);
        intercept -= parts.coefficients.back() * solution.standard.mean[j];
      }
      parts.intercepts.push_back(intercept);
    }
    constexpr const char* kIds[] = {"none", "ridge", "lasso", "elastic_net"};
    parts.penalty = kIds[static_cast<std::size_t>(m_params.penalty)];
    parts.strength = strength(static_cast<double>(input.target.y.size()));
    parts.l1Share = l1Share();
    parts.iterations = solution.course.iterations;
    parts.converged = solution.course.converged ? 1 : 0;
    return parts;
  }

  LinearParams m_params;
};
} // namespace

Entry<Estimator> linear() {
  return entry<Estimator, Linear, LinearParams>("linear")
      .title(EASEL_TR("Linear model"))
      .summary(EASEL_TR("Adds up one effect per feature: least squares for numbers, logistic regression for classes. "
                        "Quick, easy to explain, hard to beat on small data."))
      .category(EASEL_TR("Linear"))
      .keywords({"least squares", "ridge", "lasso", "elastic net", "logistic regression", "glm", "regression"});
}

} // namespace easel::algorithms
