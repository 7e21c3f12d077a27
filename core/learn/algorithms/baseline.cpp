// The answer that looks at no feature: the class shares, or the mean or median. Every other model has to beat it.
#include "core/base/bytes.h"
#include "core/learn/fit_check.h"

#include <algorithm>
#include <cmath>

namespace easel::algorithms {

namespace {
constexpr std::string_view kMark = "easel.baseline";

enum class Centre { Mean, Median };
struct BaselineParams {
  Centre centre = Centre::Mean;
  static void describe(Describe<BaselineParams>& d) {
    d.field(&BaselineParams::centre, "centre")
        .label(EASEL_TR("Number to answer"))
        .help(EASEL_TR("What is answered when a number is predicted: the mean of the training rows, or their median "
                       "(half of them are below). Classes are always answered with their shares."))
        .choices({{Centre::Mean, "mean", EASEL_TR("Mean")}, {Centre::Median, "median", EASEL_TR("Median")}});
  }
};

class BaselineModel : public Model {
 public:
  BaselineModel(std::vector<double> answer, std::size_t columns) : m_answer(std::move(answer)), m_columns(columns) {}

  Result<Predictions> predict(const Features& features, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    const Eigen::Map<const Eigen::RowVectorXd> row(m_answer.data(), static_cast<Eigen::Index>(m_answer.size()));
    return Predictions(row.replicate(features.x.rows(), 1));
  }
  void predictRow(std::span<const float>, std::span<double> out) const override {
    std::copy(m_answer.begin(), m_answer.end(), out.begin());
  }
  std::size_t outputs() const override { return m_answer.size(); }
  std::string save() const override {
    ByteWriter writer;
    writer.put(m_answer);
    writer.put(static_cast<std::uint64_t>(m_columns));
    return sealed(kMark, 1, std::move(writer).take());
  }
  Result<Attributions> attributions(const Features& features, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    Attributions result;
    for (const FeatureField& field : features.fields)
      result.features.push_back(field.name);
    // Margins as the other models have them: the value, log-odds, or log-shares.
    const std::size_t k = m_answer.size();
    constexpr double kTiny = 1e-12;
    if (k == 1)
      result.base = m_answer;
    else if (k == 2)
      result.base = {std::log(std::max(m_answer[1], kTiny)) - std::log(std::max(m_answer[0], kTiny))};
    else
      for (const double share : m_answer)
        result.base.push_back(std::log(std::max(share, kTiny)));
    result.rows.assign(result.base.size(), Eigen::MatrixXd::Zero(features.x.rows(), features.x.cols()));
    return result;
  }
  Json facts() const override {
    return m_answer.size() == 1 ? Json{{"answer", m_answer[0]}} : Json{{"shares", m_answer}};
  }

 private:
  std::vector<double> m_answer;
  std::size_t m_columns;
};

class Baseline : public Estimator {
 public:
  explicit Baseline(BaselineParams params) : m_params(params) {}
  std::vector<CandidateSetting> candidates(const WorkSize&) const override {
    return {{Json::object(), "", 0}}; // a yardstick
  }
  EstimatorTraits traits() const override {
    EstimatorTraits t;
    t.acceptsMissing = true;
    t.acceptsCategories = true;
    return t;
  }
  Result<ModelPtr> fit(const FitInput& input, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    const std::vector<float>& y = input.target.y;
    if (y.empty())
      return Error(ErrorCode::Data, "There are no training rows.", "Check the filters and the split before this.");
    std::vector<double> answer;
    if (input.target.task != Task::Regression) {
      answer = classCounts(input.target);
      for (double& share : answer)
        share /= static_cast<double>(y.size());
    } else if (m_params.centre == Centre::Mean) {
      double sum = 0;
      for (const float v : y)
        sum += v;
      answer = {sum / static_cast<double>(y.size())};
    } else {
      std::vector<float> sorted = y;
      std::sort(sorted.begin(), sorted.end());
      const std::size_t half = sorted.size() / 2;
      answer = {sorted.size() % 2 ? double(sorted[half]) : (double(sorted[half - 1]) + double(sorted[half])) / 2};
    }
    return ModelPtr(std::make_shared<BaselineModel>(std::move(answer), input.features.fields.size()));
  }
  Result<ModelPtr> load(std::string_view bytes) const override {
    EASEL_TRY(const Unsealed unsealed, unseal(bytes, kMark, 1));
    ByteReader reader(unsealed.payload);
    auto answer = reader.values<double>();
    const auto columns = reader.get<std::uint64_t>();
    if (!reader.finished() || answer.empty())
      return Error(ErrorCode::Corrupt, "The saved baseline is damaged.", "Train it anew.");
    return ModelPtr(std::make_shared<BaselineModel>(std::move(answer), columns));
  }

 private:
  BaselineParams m_params;
};
} // namespace

Entry<Estimator> baseline() {
  return entry<Estimator, Baseline, BaselineParams>("baseline")
      .title(EASEL_TR("Baseline"))
      .summary(EASEL_TR("Always gives the same answer: the class shares or the mean. A model is worth something only "
                        "if it beats this."))
      .category(EASEL_TR("Simple"))
      .keywords({"majority", "mean", "median"});
}

} // namespace easel::algorithms
