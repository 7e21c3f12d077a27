// Expected calibration error over bins of equal width (Naeini, Cooper & Hauskrecht 2015): Σ share of the bin ·
// |mean probability − share of hits|. Two classes: probability of the positive class; more: of the predicted class
// (Guo et al. 2017). A probability of 1 belongs to the last bin.
#include "core/learn/metrics/scoring.h"

#include <algorithm>

namespace easel::metrics {

namespace {
struct CalibrationParams {
  int bins = 10;
  static void describe(Describe<CalibrationParams>& d) {
    d.field(&CalibrationParams::bins, "bins")
        .label(EASEL_TR("Bins"))
        .help(EASEL_TR("Into how many ranges of equal width the probabilities are put."))
        .range(2, 1000);
  }
};

class CalibrationError final : public ClassMetric {
 public:
  explicit CalibrationError(CalibrationParams params) : m_params(params) {}
  bool higherIsBetter() const override { return false; }
  Resampled resampled(const Target& target, const Predictions& predictions) const override {
    struct Row {
      double probability;
      std::uint16_t bin;
      std::uint8_t hit;
    };
    const auto classes = static_cast<std::size_t>(predictions.cols());
    const auto bins = static_cast<std::size_t>(m_params.bins);
    std::vector<Row> rows(target.y.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::span<const double> p(predictions.row(static_cast<Eigen::Index>(i)).data(), classes);
      const std::size_t k = classes == 2 ? 1 : predictedClass(p);
      const double place = std::clamp(p[k], 0.0, 1.0) * static_cast<double>(bins);
      rows[i] = {p[k], static_cast<std::uint16_t>(std::min(bins - 1, static_cast<std::size_t>(place))),
                 static_cast<std::uint8_t>(static_cast<std::size_t>(target.y[i]) == k)};
    }
    return resampledBy([bins, rows = std::move(rows)](Counts counts) {
      std::vector<double> difference(bins);
      double total = 0, sum = 0;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        difference[rows[i].bin] += counts[i] * (rows[i].probability - rows[i].hit);
        total += counts[i];
      }
      for (const double d : difference)
        sum += std::abs(d);
      return total == 0 ? kUndefined : sum / total;
    });
  }

 private:
  CalibrationParams m_params;
};
} // namespace

Entry<Metric> calibrationError() {
  return entry<Metric, CalibrationError, CalibrationParams>("calibration_error")
      .title(EASEL_TR("Calibration error"))
      .summary(EASEL_TR("How far the probabilities are from what really happens at that probability."))
      .category(EASEL_TR("Classification"))
      .keywords({"ece", "reliability"});
}

} // namespace easel::metrics
