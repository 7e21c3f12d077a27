// Charts of an explanation as values: the contributions of many rows, and of one. What is drawn is bounded here.
// Thread rule: values.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace easel {

/// One mark a row: how far the column moved the answer, and where its value lies among all values (0 lowest, 1 highest;
/// words by their alphabetical place; NaN where it is missing).
struct SwarmFeature {
  std::string name;
  double importance = 0; // mean of the contributions without their sign, over all rows
  std::vector<double> contribution;
  std::vector<double> level;
  std::vector<std::string> value;
};

struct SwarmChart {
  std::string title, xTitle;
  std::size_t rows = 0;   // that were explained
  std::size_t shown = 0;  // of them, drawn
  std::size_t others = 0; // columns that matter less and are not shown
  std::vector<SwarmFeature> features; // most important first
};

struct WaterfallStep {
  std::string name;
  std::string value; // of the column, in words; empty for what is summed up
  double contribution = 0;
};

/// base + the contributions = total, in the model's own scale.
struct WaterfallChart {
  std::string title, xTitle;
  double base = 0, total = 0;
  std::string baseText, totalText; // as a person reads them: "27 %"
  std::vector<WaterfallStep> steps; // largest first; the last may sum up the rest
};

} // namespace easel
