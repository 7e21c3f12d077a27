#include "core/learn/linear/linear_model.h"

#include "core/base/bytes.h"
#include "core/base/parallel.h"
#include "core/learn/fit_check.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace easel::linear {

namespace {
constexpr std::string_view kMark = "easel.linear";

/// In lanes, so that the compiler may use wide registers; the order of the sums is the same for one row and many.
double margin(const double* coefficients, const float* x, std::size_t p, double intercept) {
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> sums{};
  std::size_t j = 0;
  for (; j + kLanes <= p; j += kLanes)
    for (std::size_t l = 0; l < kLanes; ++l)
      sums[l] += coefficients[j + l] * static_cast<double>(x[j + l]);
  for (std::size_t l = 0; j < p; ++j, ++l)
    sums[l] += coefficients[j] * static_cast<double>(x[j]);
  return intercept + (((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7])));
}

class LinearModel : public Model {
 public:
  explicit LinearModel(LinearParts parts) : m_parts(std::move(parts)) {}

  Result<Predictions> predict(const Features& features, const Context& context) const override {
    EASEL_CHECK(checkPredict(features, columns(), false, context));
    const std::size_t n = features.rows();
    const std::size_t k = outputs();
    Predictions result(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(k));
    constexpr std::size_t kRows = 4096;
    EASEL_CHECK(tryParallelFor(context, (n + kRows - 1) / kRows, [&](std::size_t part) -> Result<void> {
      for (std::size_t i = part * kRows; i < std::min(n, (part + 1) * kRows); ++i)
        predictRow({features.x.data() + i * columns(), columns()}, {result.data() + i * k, k});
      return {};
    }));
    return result;
  }
  void predictRow(std::span<const float> x, std::span<double> out) const override {
    const std::size_t p = columns();
    switch (m_parts.task) {
    case Task::Regression: out[0] = margin(m_parts.coefficients.data(), x.data(), p, m_parts.intercepts[0]); return;
    case Task::Binary: {
      const double e = margin(m_parts.coefficients.data(), x.data(), p, m_parts.intercepts[0]);
      const double decay = std::exp(-std::abs(e));
      const double likely = 1 / (1 + decay);
      out[1] = e >= 0 ? likely : decay * likely;
      out[0] = e >= 0 ? decay * likely : likely;
      return;
    }
    case Task::MultiClass: {
      const std::size_t k = m_parts.intercepts.size();
      double top = -HUGE_VAL;
      for (std::size_t c = 0; c < k; ++c) {
        out[c] = margin(m_parts.coefficients.data() + c * p, x.data(), p, m_parts.intercepts[c]);
        top = std::max(top, out[c]);
      }
      double sum = 0;
      for (std::size_t c = 0; c < k; ++c)
        sum += out[c] = std::exp(out[c] - top);
      for (std::size_t c = 0; c < k; ++c)
        out[c] /= sum;
      return;
    }
    }
  }
  std::size_t outputs() const override { return m_parts.task == Task::Binary ? 2 : m_parts.intercepts.size(); }

  std::string save() const override {
    ByteWriter writer;
    writer.put(static_cast<std::uint8_t>(m_parts.task));
    writer.put(m_parts.names);
    for (const auto* values : {&m_parts.mean, &m_parts.spread, &m_parts.intercepts, &m_parts.coefficients})
      writer.put(*values);
    writer.put(std::string_view(m_parts.penalty));
    writer.put(m_parts.strength);
    writer.put(m_parts.l1Share);
    writer.put(m_parts.iterations);
    writer.put(m_parts.converged);
    return sealed(kMark, 1, std::move(writer).take());
  }

  /// The effect of a feature against its mean: coefficient × (x - mean).
  Result<Attributions> attributions(const Features& features, const Context& context) const override {
    EASEL_CHECK(checkPredict(features, columns(), false, context));
    const std::size_t p = columns();
    Attributions result;
    result.features = m_parts.names;
    for (std::size_t g = 0; g < m_parts.intercepts.size(); ++g) {
      double base = m_parts.intercepts[g];
      for (std::size_t j = 0; j < p; ++j)
        base += m_parts.coefficients[g * p + j] * m_parts.mean[j];
      result.base.push_back(base);
      result.rows.emplace_back(features.x.rows(), features.x.cols());
    }
    EASEL_CHECK(tryParallelFor(context, p, [&](std::size_t j) -> Result<void> {
      const auto column = static_cast<Eigen::Index>(j);
      for (std::size_t g = 0; g < result.rows.size(); ++g)
        result.rows[g].col(column) =
            (features.x.col(column).cast<double>().array() - m_parts.mean[j]) * m_parts.coefficients[g * p + j];
      return {};
    }));
    return result;
  }

  Json facts() const override {
    const std::size_t p = columns();
    Json margins = Json::array();
    for (std::size_t g = 0; g < m_parts.intercepts.size(); ++g) {
      Json list = Json::array();
      for (std::size_t j = 0; j < p; ++j) {
        const double c = m_parts.coefficients[g * p + j];
        list.push_back({{"feature", m_parts.names[j]}, {"coefficient", c}, {"standardised", c * m_parts.spread[j]}});
      }
      margins.push_back({{"intercept", m_parts.intercepts[g]}, {"coefficients", std::move(list)}});
    }
    std::size_t used = 0;
    for (std::size_t j = 0; j < p; ++j) {
      bool any = false;
      for (std::size_t g = 0; g < m_parts.intercepts.size(); ++g)
        any = any || m_parts.coefficients[g * p + j] != 0;
      used += any ? 1 : 0;
    }
    return {{"margins", std::move(margins)},  {"features_used", used},
            {"penalty", m_parts.penalty},     {"strength", m_parts.strength},
            {"l1_share", m_parts.l1Share},    {"iterations", m_parts.iterations},
            {"converged", m_parts.converged != 0}};
  }

 private:
  std::size_t columns() const { return m_parts.names.size(); }
  LinearParts m_parts;
};
} // namespace

Result<ModelPtr> makeLinearModel(LinearParts parts) {
  const std::size_t p = parts.names.size();
  const std::size_t g = parts.intercepts.size();
  if (parts.task > Task::Regression || p == 0 || g == 0 || parts.mean.size() != p || parts.spread.size() != p ||
      parts.coefficients.size() != p * g || (parts.task == Task::MultiClass ? g < 2 : g != 1))
    return Error(ErrorCode::Corrupt, "The saved linear model is damaged.", "Train it anew.");
  return ModelPtr(std::make_shared<LinearModel>(std::move(parts)));
}

Result<ModelPtr> loadLinearModel(std::string_view bytes) {
  EASEL_TRY(const Unsealed unsealed, unseal(bytes, kMark, 1));
  ByteReader reader(unsealed.payload);
  LinearParts parts;
  parts.task = static_cast<Task>(reader.get<std::uint8_t>());
  parts.names = reader.texts();
  for (auto* values : {&parts.mean, &parts.spread, &parts.intercepts, &parts.coefficients})
    *values = reader.values<double>();
  parts.penalty = reader.text();
  parts.strength = reader.get<double>();
  parts.l1Share = reader.get<double>();
  parts.iterations = reader.get<std::int32_t>();
  parts.converged = reader.get<std::uint8_t>();
  if (!reader.finished())
    return Error(ErrorCode::Corrupt, "The saved linear model is damaged.", "Train it anew.");
  return makeLinearModel(std::move(parts));
}

} // namespace easel::linear
