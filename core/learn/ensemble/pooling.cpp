#include "core/learn/ensemble/pooling.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>

namespace easel {

namespace {
constexpr std::size_t kAdditions = 20;        // weights in steps of a twentieth
constexpr std::size_t kRowsLookedAt = 200'000; // enough to tell members apart
constexpr double kLeast = 1e-6; // no member may rule a class out: it alone would decide

double logOf(double probability) { return std::log(std::clamp(probability, kLeast, 1 - kLeast)); }

/// log(1 + e^x) without overflow.
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

/// What is averaged: the value, the log-odds of the second class, or the logarithm of every class's probability.
std::size_t marginsOf(Task task, std::size_t outputs) { return task == Task::MultiClass ? outputs : 1; }
void margins(Task task, const double* p, std::size_t k, double* out) {
  if (task == Task::Regression)
    out[0] = p[0];
  else if (task == Task::Binary)
    out[0] = logOf(p[1]) - logOf(p[0]);
  else
    for (std::size_t c = 0; c < k; ++c)
      out[c] = logOf(p[c]);
}

double lossOf(Task task, const double* margin, std::size_t k, double y) {
  if (task == Task::Regression)
    return (margin[0] - y) * (margin[0] - y);
  if (task == Task::Binary)
    return softplus(y > 0.5 ? -margin[0] : margin[0]);
  const double top = *std::max_element(margin, margin + k);
  double sum = 0;
  for (std::size_t c = 0; c < k; ++c)
    sum += std::exp(margin[c] - top);
  return std::log(sum) + top - margin[static_cast<std::size_t>(y)];
}
} // namespace

void poolRow(Task task, std::span<const double> weights, std::span<const double> members, std::span<double> out) {
  const std::size_t k = out.size();
  if (task == Task::Regression) {
    double sum = 0;
    for (std::size_t m = 0; m < weights.size(); ++m)
      sum += weights[m] * members[m];
    out[0] = sum;
    return;
  }
  if (task == Task::Binary) {
    double margin = 0;
    for (std::size_t m = 0; m < weights.size(); ++m)
      margin += weights[m] * (logOf(members[2 * m + 1]) - logOf(members[2 * m]));
    const double decay = std::exp(-std::abs(margin));
    const double larger = 1 / (1 + decay), smaller = decay / (1 + decay);
    out[0] = margin > 0 ? smaller : larger;
    out[1] = margin > 0 ? larger : smaller;
    return;
  }
  std::fill(out.begin(), out.end(), 0.0);
  for (std::size_t m = 0; m < weights.size(); ++m)
    for (std::size_t c = 0; c < k; ++c)
      out[c] += weights[m] * logOf(members[m * k + c]);
  const double top = *std::max_element(out.begin(), out.end());
  double sum = 0;
  for (double& v : out)
    sum += v = std::exp(v - top);
  for (double& v : out)
    v /= sum;
}

Predictions pool(Task task, std::span<const double> weights, std::span<const Predictions> members) {
  const Eigen::Index n = members[0].rows(), k = members[0].cols();
  const auto outputs = static_cast<std::size_t>(k);
  Predictions result(n, k);
  parallelRanges(static_cast<std::size_t>(n), 4096, [&](std::size_t begin, std::size_t end) {
    std::vector<double> row(members.size() * outputs);
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t m = 0; m < members.size(); ++m)
        std::copy_n(members[m].data() + i * outputs, outputs, row.data() + m * outputs);
      poolRow(task, weights, row, {result.data() + i * outputs, outputs});
    }
  });
  return result;
}

Result<std::vector<double>> poolingWeights(const Target& target, std::span<const Predictions> members,
                                           const Context& context) {
  const std::size_t count = members.size();
  const std::size_t n = target.y.size();
  if (count == 1 || n == 0)
    return std::vector<double>(count, 1.0 / static_cast<double>(count));
  const auto k = static_cast<std::size_t>(members[0].cols());
  const std::size_t g = marginsOf(target.task, k);
  const std::size_t step = (n + kRowsLookedAt - 1) / kRowsLookedAt;
  const std::size_t rows = (n + step - 1) / step;
  std::vector<std::vector<double>> margin(count, std::vector<double>(rows * g));
  for (std::size_t m = 0; m < count; ++m)
    for (std::size_t i = 0; i < rows; ++i)
      margins(target.task, members[m].data() + i * step * k, k, margin[m].data() + i * g);

  std::vector<double> sum(rows * g), chosen(count);
  for (std::size_t added = 0; added < kAdditions; ++added) {
    EASEL_CHECK(context.checkpoint());
    std::vector<double> loss(count);
    parallelFor(count, [&](std::size_t m) {
      std::vector<double> row(g);
      for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t c = 0; c < g; ++c)
          row[c] = (sum[i * g + c] + margin[m][i * g + c]) / static_cast<double>(added + 1);
        loss[m] += lossOf(target.task, row.data(), k, static_cast<double>(target.y[i * step]));
      }
    });
    const auto best = static_cast<std::size_t>(std::min_element(loss.begin(), loss.end()) - loss.begin());
    chosen[best] += 1;
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] += margin[best][i];
  }
  // Half way back to equal weights of those that were chosen: few rows tell members apart only roughly.
  const auto taken = static_cast<double>(std::count_if(chosen.begin(), chosen.end(), [](double w) { return w > 0; }));
  for (double& w : chosen)
    w = w > 0 ? 0.5 * w / static_cast<double>(kAdditions) + 0.5 / taken : 0;
  return chosen;
}

} // namespace easel
