#include "core/explain/explanation_charts.h"

#include "core/base/text.h"
#include "core/learn/split.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace easel {

namespace {

Error noOutput() {
  return {ErrorCode::InvalidArgument, "The explanation has no such class."};
}

std::vector<std::size_t> byImportance(const Eigen::MatrixXd& parts, std::vector<double>& mean) {
  mean.clear();
  for (Eigen::Index j = 0; j < parts.cols(); ++j)
    mean.push_back(parts.rows() > 0 ? parts.col(j).cwiseAbs().mean() : 0);
  std::vector<std::size_t> order(mean.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return mean[a] > mean[b]; });
  return order;
}

/// Place of every value among the others: numbers between their 5 % and 95 % quantile, words by the alphabet.
Result<void> placeValues(const Column& column, std::span<const std::size_t> rows, SwarmFeature& feature) {
  constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  const bool numbers = isNumeric(column.type()) || isTemporal(column.type());
  std::vector<double> sorted;
  std::vector<std::string> words;
  for (const std::size_t row : rows) {
    EASEL_TRY(const auto text, column.textAt(row));
    feature.value.push_back(text.value_or(EASEL_TR("missing")));
    if (numbers) {
      EASEL_TRY(const Number number, column.numberAt(row));
      const bool known = number.valid && std::isfinite(number.value);
      feature.level.push_back(known ? number.value : kUnknown);
      if (known)
        sorted.push_back(number.value);
    } else if (text) {
      words.push_back(*text);
    }
  }
  if (numbers) {
    if (sorted.empty())
      return {};
    std::sort(sorted.begin(), sorted.end());
    const auto quantile = [&](double q) { return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))]; };
    double low = quantile(0.05), high = quantile(0.95);
    if (low == high) {
      low = sorted.front();
      high = sorted.back();
    }
    for (double& level : feature.level)
      if (!std::isnan(level))
        level = high > low ? std::clamp((level - low) / (high - low), 0.0, 1.0) : 0.5;
    return {};
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto it = std::lower_bound(words.begin(), words.end(), feature.value[i]);
    const bool known = it != words.end() && *it == feature.value[i];
    feature.level.push_back(!known            ? kUnknown
                            : words.size() < 2 ? 0.5
                                               : static_cast<double>(it - words.begin()) / static_cast<double>(words.size() - 1));
  }
  return {};
}

std::string shareText(double margin) {
  return formatNumber(100 / (1 + std::exp(-margin)), 3) + " %";
}

} // namespace

Result<SwarmChart> swarmChart(const Attributions& attributions, const Table& rows, std::size_t output,
                              const ChartBounds& bounds, const Context& context) {
  if (output >= attributions.rows.size())
    return noOutput();
  const Eigen::MatrixXd& parts = attributions.rows[output];
  if (static_cast<std::size_t>(parts.rows()) != rows.rows())
    return Error(ErrorCode::Internal, "The explanation belongs to other rows.");
  std::vector<double> mean;
  const std::vector<std::size_t> order = byImportance(parts, mean);
  SwarmChart chart;
  chart.title = EASEL_TR("What drives the predictions");
  chart.xTitle = EASEL_TR("Effect on the answer");
  chart.rows = rows.rows();
  const std::size_t features = std::min(bounds.features, order.size());
  chart.others = order.size() - features;
  chart.shown = std::min(rows.rows(), features > 0 ? std::max<std::size_t>(1, bounds.marks / features) : 0);
  std::vector<std::size_t> picked;
  for (std::size_t k = 0; k < chart.shown; ++k)
    picked.push_back(k * rows.rows() / chart.shown);
  for (std::size_t k = 0; k < features; ++k) {
    EASEL_CHECK(context.checkpoint());
    SwarmFeature feature;
    feature.name = attributions.features[order[k]];
    feature.importance = mean[order[k]];
    for (const std::size_t row : picked)
      feature.contribution.push_back(parts(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(order[k])));
    if (const auto column = rows.find(feature.name)) {
      EASEL_CHECK(placeValues(rows.column(*column), picked, feature));
    }
    feature.level.resize(picked.size(), std::numeric_limits<double>::quiet_NaN());
    feature.value.resize(picked.size());
    chart.features.push_back(std::move(feature));
  }
  return chart;
}

Result<WaterfallChart> waterfallChart(const Attributions& attributions, const Signature& signature, const Table& rows,
                                      std::size_t row, std::size_t output, std::size_t features) {
  if (output >= attributions.rows.size() || row >= rows.rows() ||
      row >= static_cast<std::size_t>(attributions.rows[output].rows()))
    return noOutput();
  const auto parts = attributions.rows[output].row(static_cast<Eigen::Index>(row));
  WaterfallChart chart;
  chart.title = EASEL_TR("How the answer came about");
  chart.base = attributions.base[output];
  chart.total = chart.base + parts.sum();
  std::vector<std::size_t> order(attributions.features.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto size = [&](std::size_t j) { return std::abs(parts(static_cast<Eigen::Index>(j))); };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return size(a) > size(b); });
  double rest = 0;
  std::size_t summed = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const double contribution = parts(static_cast<Eigen::Index>(order[k]));
    if (k >= features && order.size() > features + 1) {
      rest += contribution;
      ++summed;
      continue;
    }
    WaterfallStep step{attributions.features[order[k]], {}, contribution};
    if (const auto column = rows.find(step.name)) {
      EASEL_TRY(const auto text, rows.column(*column).textAt(row));
      step.value = text.value_or(EASEL_TR("missing"));
    }
    chart.steps.push_back(std::move(step));
  }
  if (summed > 0)
    chart.steps.push_back({plural(static_cast<std::int64_t>(summed), EASEL_TR("other column"), EASEL_TR("other columns")), {}, rest});
  if (signature.task == Task::Regression) {
    chart.xTitle = signature.target;
    chart.baseText = formatNumber(chart.base, 4);
    chart.totalText = formatNumber(chart.total, 4);
  } else if (signature.task == Task::Binary) {
    chart.xTitle = EASEL_TR("Log-odds");
    chart.baseText = shareText(chart.base);
    chart.totalText = shareText(chart.total);
  } else { // of several margins the softmax makes shares
    chart.xTitle = EASEL_TR("Score of the class");
    const auto softmax = [&](const std::vector<double>& margins) {
      const double most = *std::max_element(margins.begin(), margins.end());
      double sum = 0;
      for (const double m : margins)
        sum += std::exp(m - most);
      return formatNumber(100 * std::exp(margins[output] - most) / sum, 3) + " %";
    };
    std::vector<double> totals;
    for (std::size_t k = 0; k < attributions.rows.size(); ++k)
      totals.push_back(attributions.base[k] + attributions.rows[k].row(static_cast<Eigen::Index>(row)).sum());
    chart.baseText = softmax(attributions.base);
    chart.totalText = softmax(totals);
  }
  return chart;
}

Result<RowsToExplain> rowsToExplain(const Table& table, const std::string& target, double share, std::uint64_t seed,
                                    std::size_t trainedRows, std::size_t limit, const Context& context) {
  RowsToExplain result;
  std::vector<RowIndex> from;
  if (share < 1 && table.find(target)) {
    SplitParams split;
    split.train = share;
    split.column.name = target;
    split.seed = static_cast<int>(seed);
    EASEL_TRY(const std::vector<RowRole> roles, assignRoles(table, split, context));
    EASEL_TRY(const Column* answers, table.require(target));
    std::size_t training = 0;
    for (std::size_t i = 0; i < roles.size(); ++i)
      if (roles[i] == RowRole::Test)
        from.push_back(static_cast<RowIndex>(i));
      else
        ++training;
    // Rows without an answer do not train: the count agrees when there are none, or lies within them.
    result.unseen = !from.empty() && training >= trainedRows && training - trainedRows <= answers->missing();
  }
  if (!result.unseen) {
    from.resize(table.rows());
    std::iota(from.begin(), from.end(), RowIndex{0});
  }
  const std::size_t n = std::min(limit, from.size());
  for (std::size_t k = 0; k < n; ++k)
    result.rows.push_back(from[k * from.size() / n]);
  return result;
}

} // namespace easel
