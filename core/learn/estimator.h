// An Estimator is an algorithm with its parameters; fitting gives an immutable Model. Shapes: X is n×p float32
// (NaN = missing, categories as codes); predictions are n×k: class probabilities in rows that sum to 1 (Binary: two
// columns), or one column of values. Models may be used from any thread.
#pragma once

#include "core/learn/features.h"
#include "core/schema/catalog.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace easel {

struct EstimatorTraits {
  bool binary = true, multiClass = true, regression = true;
  bool acceptsMissing = false;    // else the preparation has to fill
  bool acceptsCategories = false; // else the preparation has to encode
  bool wantsScaling = false;      // distances: unscaled features mislead it
};

/// Per-feature contributions; base + the sum of a row = the model's margin (log-odds or value) for that row and class.
struct Attributions {
  std::vector<std::string> features;
  std::vector<double> base;          // one a class margin (Binary and Regression: one)
  std::vector<Eigen::MatrixXd> rows; // one n×p a class margin
};

class Model {
 public:
  virtual ~Model() = default;
  /// Features must be laid out as in training.
  virtual Result<Predictions> predict(const Features& features, const Context& context) const = 0;
  /// One row, no allocation, one thread: for serving. out has k entries. Bit-equal to predict().
  virtual void predictRow(std::span<const float> x, std::span<double> out) const = 0;
  virtual std::size_t outputs() const = 0;
  /// Self-contained bytes for Estimator::load.
  virtual std::string save() const = 0;
  /// Exact attributions where the algorithm has them (TreeSHAP, linear); Unsupported otherwise.
  virtual Result<Attributions> attributions(const Features& features, const Context& context) const;
  /// What was learned, for people and cards: coefficients, number of trees, best round … may be empty.
  virtual Json facts() const { return Json::object(); }
};
using ModelPtr = std::shared_ptr<const Model>;

struct FitInput {
  const Features& features;
  const Target& target;
  /// For early stopping; may be null. Never the test rows.
  const Features* validationFeatures = nullptr;
  const Target* validationTarget = nullptr;
};

/// What AutoML knows about the work before it starts.
struct WorkSize {
  Task task = Task::Regression;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t classes = 0;
};

/// One setting that AutoML tries.
struct CandidateSetting {
  Json params = Json::object();
  std::string name; // for people, without the algorithm's title: "depth 3"; empty: the defaults
  int rank = 50;    // lower is tried earlier: cheap and good first; 0: a yardstick only
};

class Estimator {
 public:
  virtual ~Estimator() = default;
  /// The few settings worth trying on untouched data of this size.
  virtual std::vector<CandidateSetting> candidates(const WorkSize&) const { return {CandidateSetting{}}; }
  virtual EstimatorTraits traits() const = 0;
  /// Deterministic for the context's seed.
  virtual Result<ModelPtr> fit(const FitInput& input, const Context& context) const = 0;
  /// Bit-equal predictions to the model that saved the bytes; Corrupt when they are damaged.
  virtual Result<ModelPtr> load(std::string_view bytes) const = 0;
};

/// All built-in algorithms (core/learn/algorithms, one file each).
Catalog<Estimator> builtinAlgorithms();

} // namespace easel
