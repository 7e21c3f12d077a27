// Several algorithms whose answers are averaged (core/learn/ensemble/pooling.h). Members that cannot take categories or
// missing values get them encoded inside, so that one preparation serves all of them and every attribution falls on a
// feature of the ensemble.
#include "core/base/text.h"
#include "core/learn/ensemble/members.h"
#include "core/learn/ensemble/pooling.h"
#include "core/learn/fit_check.h"
#include "core/learn/split.h"

#include <algorithm>
#include <cmath>

namespace easel::algorithms {

namespace {
constexpr std::string_view kMark = "easel.ensemble";
constexpr std::string_view kTitle = "An ensemble";
constexpr std::size_t kMostMembers = 20;
constexpr std::size_t kFewestForWeights = 50; // with fewer rows all members weigh the same

struct EnsembleParams {
  std::vector<std::string> members = {"linear", "boosted_trees"};
  std::vector<std::string> weights;
  int folds = 5;

  static void describe(Describe<EnsembleParams>& d) {
    using P = EnsembleParams;
    d.field(&P::members, "members")
        .label(EASEL_TR("Members"))
        .help(EASEL_TR("The algorithms that take part, each with its settings where they differ from the usual ones: "
                       "boosted_trees {\"depth\": 3}"));
    d.field(&P::weights, "weights")
        .label(EASEL_TR("Weights"))
        .help(EASEL_TR("How much each member counts, in their order. Leave empty to find it out: training rows are "
                       "predicted by members that did not learn from them."))
        .advanced();
    d.field(&P::folds, "folds")
        .label(EASEL_TR("Parts to find the weights"))
        .help(EASEL_TR("Into how many parts the training rows are cut when the weights are to be found."))
        .range(2, 20)
        .advanced();
  }
};

struct FittedMember {
  EnsembleMember what;
  bool dense = false; // sees the encoded features
  double weight = 0;
  ModelPtr model;
};

/// Room that one thread needs again for every row.
struct RowRoom {
  std::vector<float> dense;
  std::vector<double> answers;
};

class EnsembleModel : public Model {
 public:
  EnsembleModel(Task task, std::size_t outputs, DenseEncoding encoding, std::vector<FittedMember> members)
      : m_task(task), m_outputs(outputs), m_encoding(std::move(encoding)), m_members(std::move(members)) {
    for (const FittedMember& member : m_members) {
      m_weights.push_back(member.weight);
      m_dense = m_dense || member.dense;
    }
  }

  Result<Predictions> predict(const Features& features, const Context& context) const override {
    EASEL_CHECK(checkPredict(features, m_encoding.sources(), true, context));
    const Features dense = m_dense ? m_encoding.apply(features) : Features();
    std::vector<Predictions> answers;
    for (const FittedMember& member : m_members) {
      EASEL_TRY(Predictions p, member.model->predict(member.dense ? dense : features, context));
      answers.push_back(std::move(p));
    }
    return pool(m_task, m_weights, answers);
  }
  void predictRow(std::span<const float> x, std::span<double> out) const override {
    thread_local RowRoom room;
    room.dense.resize(std::max(room.dense.size(), m_encoding.columns()));
    room.answers.resize(std::max(room.answers.size(), m_members.size() * m_outputs));
    const std::span<float> dense(room.dense.data(), m_encoding.columns());
    const std::span<double> answers(room.answers.data(), m_members.size() * m_outputs);
    if (m_dense)
      m_encoding.applyRow(x.data(), dense.data());
    for (std::size_t m = 0; m < m_members.size(); ++m)
      m_members[m].model->predictRow(m_members[m].dense ? std::span<const float>(dense) : x,
                                     answers.subspan(m * m_outputs, m_outputs));
    poolRow(m_task, m_weights, answers, out);
  }
  std::size_t outputs() const override { return m_outputs; }

  std::string save() const override {
    ByteWriter writer;
    writer.put(static_cast<std::uint8_t>(m_task));
    writer.put(static_cast<std::uint64_t>(m_outputs));
    m_encoding.save(writer);
    writer.put(static_cast<std::uint64_t>(m_members.size()));
    for (const FittedMember& member : m_members) {
      writer.put(std::string_view(memberText(member.what)));
      writer.put(static_cast<std::uint8_t>(member.dense));
      writer.put(member.weight);
      writer.put(std::string_view(member.model->save()));
    }
    return sealed(kMark, 1, std::move(writer).take());
  }

  Result<Attributions> attributions(const Features& features, const Context& context) const override {
    EASEL_CHECK(checkPredict(features, m_encoding.sources(), true, context));
    const Features dense = m_dense ? m_encoding.apply(features) : Features();
    const std::size_t groups = m_task == Task::MultiClass ? m_outputs : 1;
    Attributions result;
    for (const FeatureField& field : features.fields)
      result.features.push_back(field.name);
    result.base.assign(groups, 0);
    result.rows.assign(groups, Eigen::MatrixXd::Zero(features.x.rows(), features.x.cols()));
    for (const FittedMember& member : m_members) {
      EASEL_TRY(const Attributions part, member.model->attributions(member.dense ? dense : features, context));
      if (part.base.size() != groups)
        return Error(ErrorCode::Internal, "A member of the ensemble explains another number of classes.");
      for (std::size_t g = 0; g < groups; ++g) {
        result.base[g] += member.weight * part.base[g];
        for (Eigen::Index j = 0; j < part.rows[g].cols(); ++j) {
          const auto column = static_cast<std::size_t>(j);
          result.rows[g].col(member.dense ? static_cast<Eigen::Index>(m_encoding.origins()[column]) : j) +=
              member.weight * part.rows[g].col(j);
        }
      }
    }
    return result;
  }

  Json facts() const override {
    Json members = Json::array();
    for (const FittedMember& member : m_members)
      members.push_back({{"algorithm", member.what.algorithm},
                         {"params", member.what.params},
                         {"weight", member.weight},
                         {"learned", member.model->facts()}});
    return {{"members", std::move(members)}};
  }

 private:
  Task m_task;
  std::size_t m_outputs;
  DenseEncoding m_encoding;
  std::vector<FittedMember> m_members;
  std::vector<double> m_weights;
  bool m_dense = false;
};

struct Made {
  EnsembleMember what;
  std::unique_ptr<const Estimator> estimator;
  bool dense = false;
};

class Ensemble : public Estimator {
 public:
  explicit Ensemble(EnsembleParams params) : m_params(std::move(params)) {}
  /// AutoML puts its own together, of what did well.
  std::vector<CandidateSetting> candidates(const WorkSize&) const override { return {}; }
  EstimatorTraits traits() const override {
    EstimatorTraits t;
    t.acceptsMissing = true;
    t.acceptsCategories = true;
    return t;
  }

  Result<ModelPtr> fit(const FitInput& input, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    EASEL_CHECK(checkFit(input, traits(), kTitle, context));
    EASEL_TRY(const std::vector<Made> members, makeMembers());
    EASEL_TRY(const std::vector<double> weights, m_params.weights.empty()
                                                     ? foundWeights(members, input, context.part(0, 0.8))
                                                     : givenWeights());
    const DenseEncoding encoding = DenseEncoding::learn(input.features);
    const Features dense = encoding.apply(input.features);
    const bool validated = input.validationFeatures && input.validationTarget;
    const Features denseValidation = validated ? encoding.apply(*input.validationFeatures) : Features();
    std::vector<FittedMember> fitted;
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (weights[m] <= 0)
        continue;
      const FitInput part{members[m].dense ? dense : input.features, input.target,
                          !validated         ? nullptr
                          : members[m].dense ? &denseValidation
                                             : input.validationFeatures,
                          validated ? input.validationTarget : nullptr};
      EASEL_TRY(ModelPtr model, members[m].estimator->fit(part, context));
      fitted.push_back({members[m].what, members[m].dense, weights[m], std::move(model)});
      context.progress(0.8 + 0.2 * static_cast<double>(m + 1) / static_cast<double>(members.size()));
    }
    return ModelPtr(std::make_shared<EnsembleModel>(input.target.task, outputsOf(input.target), encoding,
                                                    std::move(fitted)));
  }

  Result<ModelPtr> load(std::string_view bytes) const override {
    EASEL_TRY(const Unsealed unsealed, unseal(bytes, kMark, 1));
    const auto damaged = [] {
      return Error(ErrorCode::Corrupt, "The saved ensemble is damaged.", "Train the model anew.");
    };
    ByteReader reader(unsealed.payload);
    const auto task = static_cast<Task>(reader.get<std::uint8_t>());
    const auto outputs = reader.get<std::uint64_t>();
    EASEL_TRY(DenseEncoding encoding, DenseEncoding::load(reader));
    const auto count = reader.get<std::uint64_t>();
    if (!reader.ok() || task > Task::Regression || count == 0 || count > kMostMembers)
      return damaged();
    const Catalog<Estimator> catalog = builtinAlgorithms();
    std::vector<FittedMember> members;
    for (std::uint64_t m = 0; m < count; ++m) {
      FittedMember member;
      EASEL_TRY(member.what, memberFromText(reader.text()));
      member.dense = reader.get<std::uint8_t>() != 0;
      member.weight = reader.get<double>();
      const std::string own = reader.text();
      EASEL_TRY(const auto estimator, catalog.make(member.what.algorithm, member.what.params, "algorithm"));
      EASEL_TRY(member.model, estimator->load(own));
      if (member.model->outputs() != outputs || !std::isfinite(member.weight))
        return damaged();
      members.push_back(std::move(member));
    }
    if (!reader.finished())
      return damaged();
    return ModelPtr(std::make_shared<EnsembleModel>(task, outputs, std::move(encoding), std::move(members)));
  }

 private:
  Result<std::vector<Made>> makeMembers() const {
    const ErrorPlace place{ErrorPlace::Kind::Parameter, "members"};
    if (m_params.members.empty() || m_params.members.size() > kMostMembers)
      return Error(ErrorCode::InvalidArgument, "An ensemble has 1 to 20 members, here are " +
                                                   std::to_string(m_params.members.size()) + ".",
                   "Name algorithms, one a line.")
          .at(place);
    const Catalog<Estimator> catalog = builtinAlgorithms();
    std::vector<Made> members;
    for (const std::string& text : m_params.members) {
      auto what = memberFromText(text);
      if (!what)
        return Error(what.error()).at(place);
      if (what->algorithm == kEnsembleId)
        return Error(ErrorCode::InvalidArgument, "An ensemble cannot be a member of an ensemble.",
                     "Name its members instead.")
            .at(place);
      auto estimator = catalog.make(what->algorithm, what->params, "algorithm");
      if (!estimator)
        return Error(estimator.error()).within("Member '" + text + "'").at(place);
      const bool dense = needsDense((*estimator)->traits());
      members.push_back({std::move(*what), std::move(*estimator), dense});
    }
    return members;
  }

  Result<std::vector<double>> givenWeights() const {
    std::vector<double> weights;
    double sum = 0;
    for (const std::string& text : m_params.weights) {
      const auto weight = parseDouble(trim(text));
      weights.push_back(weight && *weight >= 0 && std::isfinite(*weight) ? *weight : -1);
      sum += weights.back();
    }
    if (weights.size() != m_params.members.size() || !(sum > 0) ||
        std::any_of(weights.begin(), weights.end(), [](double w) { return w < 0; }))
      return Error(ErrorCode::InvalidArgument, "The weights must be as many numbers as there are members, none below 0 "
                                               "and not all 0.",
                   "Leave them empty to have them found.")
          .at({ErrorPlace::Kind::Parameter, "weights"});
    for (double& w : weights)
      w /= sum;
    return weights;
  }

  /// By predictions of every member for rows that it did not learn from.
  Result<std::vector<double>> foundWeights(const std::vector<Made>& members, const FitInput& input,
                                           const Context& context) const {
    const std::size_t n = input.features.rows();
    const std::vector<double> equal(members.size(), 1.0 / static_cast<double>(members.size()));
    if (members.size() == 1 || n < kFewestForWeights)
      return equal;
    const bool classes = input.target.task != Task::Regression;
    auto foldOf = assignFolds(n, m_params.folds, classes ? input.target.y : std::vector<float>(), context);
    if (!foldOf && foldOf.error().code != ErrorCode::Cancelled) // a class with a single row
      foldOf = assignFolds(n, m_params.folds, {}, context);
    if (!foldOf)
      return foldOf.error();
    const auto k = static_cast<Eigen::Index>(outputsOf(input.target));
    std::vector<Predictions> held(members.size(), Predictions(static_cast<Eigen::Index>(n), k));
    const double steps = static_cast<double>(m_params.folds) * static_cast<double>(members.size());
    for (int f = 0; f < m_params.folds; ++f) {
      std::vector<RowIndex> inside, outside;
      for (RowIndex i = 0; i < n; ++i)
        ((*foldOf)[i] == f ? outside : inside).push_back(i);
      const Features training = rowsOf(input.features, inside), rest = rowsOf(input.features, outside);
      const Target target = rowsOf(input.target, inside);
      const DenseEncoding encoding = DenseEncoding::learn(training);
      const Features denseTraining = encoding.apply(training), denseRest = encoding.apply(rest);
      for (std::size_t m = 0; m < members.size(); ++m) {
        EASEL_TRY(const ModelPtr model,
                  members[m].estimator->fit({members[m].dense ? denseTraining : training, target}, context));
        EASEL_TRY(const Predictions p, model->predict(members[m].dense ? denseRest : rest, context));
        for (std::size_t i = 0; i < outside.size(); ++i)
          held[m].row(outside[i]) = p.row(static_cast<Eigen::Index>(i));
        context.progress((static_cast<double>(f) * static_cast<double>(members.size()) + static_cast<double>(m + 1)) /
                         steps);
      }
    }
    return poolingWeights(input.target, held, context);
  }

  EnsembleParams m_params;
};
} // namespace

Entry<Estimator> ensemble() {
  return entry<Estimator, Ensemble, EnsembleParams>(std::string(kEnsembleId))
      .title(EASEL_TR("Ensemble"))
      .summary(EASEL_TR("Averages several models, each weighted by how well it does on rows it did not learn from. "
                        "Often a little better than the best of them, and steadier."))
      .category(EASEL_TR("Ensembles"))
      .keywords({"stacking", "stacked", "blend", "average", "combine", "voting"});
}

} // namespace easel::algorithms
