#include "core/flow/node_values.h"

namespace easel {

Result<FlowServices*> servicesOf(const NodeRun& run, std::string_view what) {
  if (!run.services)
    return Error(ErrorCode::Unsupported, std::string(what) + " belongs to a project, and this flow runs without one.",
                 "Run the flow from its project.");
  return run.services;
}

Result<void> requireText(const std::string& text, std::string_view parameter, std::string_view what) {
  if (!trim(text).empty())
    return {};
  return Error(ErrorCode::InvalidArgument, "It is not said yet what " + std::string(what) + " is.",
               "Set '" + std::string(parameter) + "'.")
      .at({ErrorPlace::Kind::Parameter, std::string(parameter)});
}

Result<Json> valuesFromText(const Schema& schema, const std::map<std::string, std::string>& texts) {
  Json values = Json::object();
  for (const auto& [name, text] : texts) {
    const ParamSpec* spec = schema.find(name);
    if (spec && spec->optional && text == "null")
      values[spec->name] = nullptr;
    else {
      EASEL_TRY(values, schema.withText(std::move(values), name, text));
    }
  }
  return schema.complete(values);
}

Json textsFromValues(const Json& values) {
  Json texts = Json::object();
  for (const auto& [name, value] : values.items())
    texts[name] = value.is_string() ? value.get<std::string>() : toText(value);
  return texts;
}

Json reportContent(const TrainedModel& model) {
  const TrainOutcome& outcome = model.outcome;
  Json j{{"kind", "training"}, {"fit_seconds", outcome.fitSeconds}, {"metrics", Json::object()}, {"added", Json::array()}};
  if (model.bundle) {
    j["algorithm"] = model.bundle->parts().algorithm;
    j["task"] = taskId(model.bundle->signature().task);
    j["target"] = model.bundle->signature().target;
  }
  for (const auto& [role, evaluation] : outcome.evaluations)
    j["metrics"][role] = toJson(evaluation);
  if (!outcome.folds.empty())
    j["folds"] = outcome.folds;
  for (const StepSpec& step : outcome.added)
    j["added"].push_back({{"id", step.id}, {"params", step.params}});
  return j;
}

} // namespace easel
