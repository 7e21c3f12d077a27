// Random rows for the tests of algorithms: numbers, categories, missing values, and a target that depends on them.
#pragma once

#include "core/base/random.h"
#include "core/learn/estimator.h"

#include <cmath>
#include <limits>

namespace easel::samples {

struct Sample {
  Features features;
  Target target;
};

inline void setTarget(Target& target, Task task, int classes, double score) {
  if (task == Task::Regression)
    target.y.push_back(static_cast<float>(score));
  else
    target.y.push_back(static_cast<float>(std::clamp(static_cast<int>(std::floor((score + 3) / 6 * classes)), 0,
                                                     classes - 1)));
}

inline void setClasses(Target& target, Task task, int classes) {
  target.task = task;
  for (int c = 0; c < classes; ++c)
    target.classes.push_back("c" + std::to_string(c));
}

/// Four numbers (some missing in two of them) and one category of `levels` levels (some missing).
inline Sample mixedSample(std::size_t n, std::uint64_t seed, Task task, int classes, int levels = 6) {
  Random random(seed);
  Sample s;
  setClasses(s.target, task, classes);
  for (const char* name : {"a", "b", "c", "d"})
    s.features.fields.push_back({name, DataType::Float64, {}});
  FeatureField category{"k", DataType::Category, {}};
  for (int l = 0; l < levels; ++l)
    category.levels.push_back("l" + std::to_string(l));
  s.features.fields.push_back(category);
  s.features.x.resize(static_cast<Eigen::Index>(n), 5);
  constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 0; i < n; ++i) {
    auto row = s.features.x.row(static_cast<Eigen::Index>(i));
    for (Eigen::Index j = 0; j < 4; ++j)
      row[j] = static_cast<float>(random.normal());
    const auto level = random.below(static_cast<std::uint64_t>(levels));
    row[4] = static_cast<float>(level);
    const double score = static_cast<double>(row[0]) + static_cast<double>(row[1] * row[2]) +
                         (level * 7 % 3 == 0 ? 1.0 : -0.5) + 0.3 * random.normal();
    setTarget(s.target, task, classes, score);
    if (random.uniform() < 0.1)
      row[1] = kMissing;
    if (random.uniform() < 0.1)
      row[3] = kMissing;
    if (random.uniform() < 0.05)
      row[4] = kMissing;
  }
  return s;
}

/// p numbers, correlated, none missing; the target is linear in them and noisy.
inline Sample numericSample(std::size_t n, std::size_t p, std::uint64_t seed, Task task, int classes) {
  Random random(seed);
  Sample s;
  setClasses(s.target, task, classes);
  for (std::size_t j = 0; j < p; ++j)
    s.features.fields.push_back({"x" + std::to_string(j), DataType::Float64, {}});
  s.features.x.resize(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(p));
  for (std::size_t i = 0; i < n; ++i) {
    auto row = s.features.x.row(static_cast<Eigen::Index>(i));
    const double common = random.normal();
    double score = random.normal();
    for (std::size_t j = 0; j < p; ++j) {
      const double v = 0.5 * common + random.normal();
      score += v * (j % 3 == 0 ? 0.8 : j % 3 == 1 ? -0.4 : 0.0);
      row[static_cast<Eigen::Index>(j)] = static_cast<float>(v * (1 + static_cast<double>(j)) + 5.0 * static_cast<double>(j));
    }
    setTarget(s.target, task, classes, score);
  }
  return s;
}

inline double squaredError(const Predictions& predictions, const Target& target) {
  double sum = 0;
  for (std::size_t i = 0; i < target.y.size(); ++i) {
    const double d = predictions(static_cast<Eigen::Index>(i), 0) - static_cast<double>(target.y[i]);
    sum += d * d;
  }
  return sum / static_cast<double>(target.y.size());
}

} // namespace easel::samples
