#include "core/learn/automl_ensemble.h"

#include "core/base/text.h"
#include "core/learn/ensemble/pooling.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace easel {

namespace {
constexpr std::size_t kMembers = 5;

/// Rows of several folds, one below another.
struct Stack {
  Target target;
  std::vector<Predictions> members;
};
Stack stackOf(const std::vector<Target>& targets, const std::vector<std::vector<Predictions>>& held,
              std::optional<std::size_t> without) {
  Stack stack;
  stack.target.task = targets[0].task;
  stack.target.classes = targets[0].classes;
  for (std::size_t f = 0; f < targets.size(); ++f)
    if (f != without)
      stack.target.y.insert(stack.target.y.end(), targets[f].y.begin(), targets[f].y.end());
  for (const std::vector<Predictions>& folds : held) {
    Predictions all(static_cast<Eigen::Index>(stack.target.y.size()), folds[0].cols());
    Eigen::Index at = 0;
    for (std::size_t f = 0; f < folds.size(); ++f)
      if (f != without) {
        all.middleRows(at, folds[f].rows()) = folds[f];
        at += folds[f].rows();
      }
    stack.members.push_back(std::move(all));
  }
  return stack;
}
} // namespace

std::vector<EnsemblePart> ensembleMembers(std::vector<EnsemblePart> parts, bool higherIsBetter) {
  std::stable_sort(parts.begin(), parts.end(), [&](const EnsemblePart& a, const EnsemblePart& b) {
    return higherIsBetter ? a.score > b.score : a.score < b.score;
  });
  // The best of each algorithm, then the second of each …: different kinds of models help one another most.
  std::vector<std::pair<std::size_t, std::size_t>> order; // place within its algorithm, place in all
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < parts.size(); ++i)
    order.emplace_back(seen[parts[i].what.algorithm]++, i);
  std::sort(order.begin(), order.end());
  std::vector<EnsemblePart> members;
  for (const auto& [turn, i] : order)
    if (members.size() < kMembers)
      members.push_back(std::move(parts[i]));
  return members;
}

Result<std::optional<ProposedEnsemble>> proposeEnsemble(const std::vector<EnsemblePart>& members, std::size_t folds,
                                                        const EnsembleFolds& fold, const Metric& metric,
                                                        const Context& context) {
  std::vector<Target> targets;
  std::vector<std::vector<Predictions>> held(members.size());
  for (std::size_t f = 0; f < folds; ++f) {
    EASEL_TRY(const EnsembleFold data, fold(f));
    targets.push_back(*data.heldTarget);
    std::optional<DenseEncoding> encoding;
    Features denseTraining, denseHeld;
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (!needsDense(members[m].estimator->traits())) {
        held[m].push_back((*members[m].held)[f]);
        continue;
      }
      if (!encoding) {
        encoding = DenseEncoding::learn(*data.training);
        denseTraining = encoding->apply(*data.training);
        denseHeld = encoding->apply(*data.held);
      }
      EASEL_TRY(const ModelPtr model, members[m].estimator->fit({denseTraining, *data.trainingTarget}, context));
      EASEL_TRY(Predictions p, model->predict(denseHeld, context));
      held[m].push_back(std::move(p));
    }
  }

  const Stack all = stackOf(targets, held, std::nullopt);
  EASEL_TRY(const std::vector<double> weights, poolingWeights(all.target, all.members, context));
  ProposedEnsemble ensemble;
  std::vector<std::string> texts, numbers;
  for (std::size_t m = 0; m < members.size(); ++m) {
    if (weights[m] <= 0)
      continue;
    texts.push_back(memberText(members[m].what));
    numbers.push_back(formatNumber(weights[m], 4));
    ensemble.fitSeconds += members[m].fitSeconds;
    ensemble.predictMillis += members[m].predictMillis;
  }
  ensemble.members = texts.size();
  if (ensemble.members < 2)
    return std::optional<ProposedEnsemble>();
  ensemble.params = {{"members", texts}, {"weights", numbers}};
  for (std::size_t f = 0; f < folds; ++f) {
    const Stack others = stackOf(targets, held, f);
    EASEL_TRY(const std::vector<double> found, poolingWeights(others.target, others.members, context));
    std::vector<Predictions> own;
    for (const std::vector<Predictions>& member : held)
      own.push_back(member[f]);
    if (const double value = metric.value(targets[f], pool(targets[f].task, found, own)); !std::isnan(value))
      ensemble.foldScores.push_back(value);
  }
  if (ensemble.foldScores.empty())
    return std::optional<ProposedEnsemble>();
  return std::optional(std::move(ensemble));
}

} // namespace easel
