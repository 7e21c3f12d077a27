#include "core/workbench/trial.h"

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/learn/input_form.h"

#include <algorithm>
#include <cmath>

namespace easel {

Result<Json> randomInputs(Workbench& workbench, const std::string& model, const Signature& signature, std::uint64_t seed,
                          const Context& context) {
  EASEL_TRY(const Run run, workbench.modelRun(model));
  if (run.inputs.empty())
    return Error(ErrorCode::NotFound, "The data that the model was trained from is not in this project.",
                 "Type the values by hand.");
  EASEL_TRY(const Table rows, workbench.project().table(run.inputs.front()));
  EASEL_CHECK(context.checkpoint());
  if (rows.rows() == 0)
    return Error(ErrorCode::Data, "The data that the model was trained from has no rows.", "Type the values by hand.");
  return inputValues(signature, rows, static_cast<std::size_t>(Random(seed).below(rows.rows())));
}

Result<Contributions> mainContributions(const ModelBundle& bundle, const Json& values, std::size_t count,
                                        const Context& context) {
  const Signature& signature = bundle.signature();
  EASEL_TRY(const Table row, inputRow(signature, values));
  EASEL_TRY(const Attributions all, explainRows(bundle, row, context));
  if (all.rows.empty() || all.rows.front().rows() < 1)
    return Error(ErrorCode::Unsupported, "This model does not say what its answers rest on.");
  std::size_t margin = 0;
  Contributions result;
  if (signature.task == Task::Binary && signature.classes.size() > 1)
    result.towards = signature.classes[1];
  if (signature.task == Task::MultiClass) {
    EASEL_TRY(const Predictions p, bundle.predict(row, context));
    Eigen::Index best = 0;
    p.row(0).maxCoeff(&best);
    margin = std::min(static_cast<std::size_t>(best), all.rows.size() - 1);
    result.towards = signature.classes[static_cast<std::size_t>(best)];
  }
  for (std::size_t i = 0; i < all.features.size(); ++i) {
    Contribution c;
    c.name = all.features[i];
    c.effect = all.rows[margin](0, static_cast<Eigen::Index>(i));
    if (const auto it = values.find(c.name); it != values.end() && !it->is_null())
      c.value = it->is_string()         ? it->get<std::string>()
                : it->is_number_float() ? formatNumber(it->get<double>(), 6)
                                        : toText(*it);
    result.top.push_back(std::move(c));
  }
  std::stable_sort(result.top.begin(), result.top.end(),
                   [](const Contribution& a, const Contribution& b) { return std::abs(a.effect) > std::abs(b.effect); });
  result.top.resize(std::min(result.top.size(), count));
  return result;
}

} // namespace easel
