#include "core/explain/attribution.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/learn/training.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace easel {

Result<std::vector<FeatureImportance>> permutationImportance(const ModelBundle& bundle, const Table& rows,
                                                             const Metric& metric, int repeats,
                                                             const Context& context) {
  const Signature& signature = bundle.signature();
  if (repeats < 1)
    return Error(ErrorCode::InvalidArgument, "The columns have to be shuffled at least once.");
  EASEL_TRY(const Column* column, rows.require(signature.target));
  Target like;
  like.task = signature.task;
  like.classes = signature.classes;
  EASEL_TRY(const AlignedTarget aligned, alignTarget(*column, like, context));
  if (aligned.rows.empty())
    return Error(ErrorCode::Data, "No row has a known value of the target '" + signature.target + "'.",
                 "Give rows with the answers that the model should have found.");
  EASEL_TRY(const Table known, take(rows, aligned.rows, context));
  EASEL_TRY(const Predictions plain, bundle.predict(known, context));
  const double reference = metric.value(aligned.target, plain);
  if (!std::isfinite(reference))
    return Error(ErrorCode::Data, "The metric is not defined on these rows.",
                 "Use rows with more than one class, or another metric.");

  // Every raw column that the model looks at, `repeats` times; each shuffle has a seed of its own.
  const std::vector<SignatureField>& inputs = signature.inputs;
  const auto times = static_cast<std::size_t>(repeats);
  std::vector<double> loss(inputs.size() * times, 0);
  std::vector<std::size_t> tasks;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].required && known.find(inputs[i].name))
      for (std::size_t r = 0; r < times; ++r)
        tasks.push_back(i * times + r);
  EASEL_CHECK(tryParallelFor(context, tasks.size(), [&](std::size_t t) -> Result<void> {
    const std::string& name = inputs[tasks[t] / times].name;
    std::vector<RowIndex> order(known.rows());
    std::iota(order.begin(), order.end(), RowIndex{0});
    Random random(mixSeed(context.seed(), tasks[t]));
    random.shuffle(order);
    EASEL_TRY(Column shuffled, take(known.column(*known.find(name)), order, context));
    EASEL_TRY(const Table changed, known.with(name, std::move(shuffled)));
    EASEL_TRY(const Predictions p, bundle.predict(changed, context));
    const double value = metric.value(aligned.target, p);
    loss[tasks[t]] = metric.higherIsBetter() ? reference - value : value - reference;
    return {};
  }));

  std::vector<FeatureImportance> list;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto begin = loss.begin() + static_cast<std::ptrdiff_t>(i * times);
    const double mean = std::accumulate(begin, begin + repeats, 0.0) / repeats;
    double squares = 0;
    for (std::size_t r = 0; r < times; ++r)
      squares += (loss[i * times + r] - mean) * (loss[i * times + r] - mean);
    list.push_back({inputs[i].name, mean, repeats > 1 ? std::sqrt(squares / (repeats - 1)) : 0});
  }
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.mean > b.mean; });
  return list;
}

} // namespace easel
