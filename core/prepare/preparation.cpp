#include "core/prepare/preparation.h"

#include "core/base/random.h"

namespace easel {

namespace {

struct Made {
  const Entry<Step>* entry = nullptr;
  std::unique_ptr<const Step> step;
};

std::string place(std::size_t index, std::string_view title) {
  return "Step " + std::to_string(index + 1) + " (" + std::string(title) + ")";
}

/// Looks the step up, brings the spec to today's id, version and complete parameters, and makes it.
Result<Made> make(const Catalog<Step>& catalog, StepSpec& spec, std::size_t index) {
  const auto entry = catalog.get(spec.id, "step");
  if (!entry)
    return Error(entry.error()).within(place(index, spec.id));
  const Declaration& declaration = (*entry)->declaration;
  const std::string where = place(index, declaration.title);
  if (spec.version > declaration.version)
    return Error(ErrorCode::Newer, where + ": it was written by a newer version of the program.",
                 "Open it with that version.");
  auto params = declaration.schema.complete(spec.params);
  if (!params)
    return std::move(params).error().within(where);
  spec.id = declaration.id;
  spec.version = declaration.version;
  spec.params = std::move(params).value();
  auto step = (*entry)->make(spec.params);
  if (step && spec.lookup)
    step = (*step)->withLookup(spec.lookup);
  if (!step)
    return std::move(step).error().within(where);
  const StepKind kind = (*step)->kind();
  if (kind == StepKind::Rows || kind == StepKind::Reshape)
    return Error(ErrorCode::InvalidArgument, where + ": it changes which rows there are, so it cannot travel with a model.",
                 "Put it before the preparation.");
  return Made{*entry, std::move(step).value()};
}

} // namespace

Result<FittedPreparation::Outcome> FittedPreparation::fitTransform(const Catalog<Step>& catalog,
                                                                   std::vector<StepSpec> specs, const Table& training,
                                                                   const Context& context) {
  Outcome outcome{{}, training};
  FittedPreparation& p = outcome.preparation;
  const auto n = static_cast<double>(specs.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const Made made, make(catalog, specs[i], i));
    const auto k = static_cast<double>(i);
    const Context part = context.part(k / n, (k + 1) / n).withSeed(mixSeed(context.seed(), i));
    auto fitted = made.step->fitTransform(outcome.table, part);
    if (!fitted) {
      if (fitted.error().code == ErrorCode::Cancelled)
        return std::move(fitted).error();
      return std::move(fitted).error().within(place(i, made.entry->declaration.title));
    }
    p.m_fitted.push_back(std::move(fitted->step));
    p.m_titles.push_back(made.entry->declaration.title);
    outcome.table = std::move(fitted->table);
  }
  p.m_specs = std::move(specs);
  return outcome;
}

Result<Table> FittedPreparation::apply(const Table& table, const Context& context) const {
  Table current = table;
  for (std::size_t i = 0; i < m_fitted.size(); ++i) {
    EASEL_CHECK(context.checkpoint());
    auto next = m_fitted[i]->apply(current, context);
    if (!next) {
      if (next.error().code == ErrorCode::Cancelled)
        return std::move(next).error();
      return std::move(next).error().within(place(i, m_titles[i]));
    }
    current = std::move(next).value();
  }
  return current;
}

Json FittedPreparation::toJson() const {
  Json steps = Json::array();
  for (std::size_t i = 0; i < m_specs.size(); ++i)
    steps.push_back({{"id", m_specs[i].id},
                     {"version", m_specs[i].version},
                     {"params", m_specs[i].params},
                     {"state", m_fitted[i]->state()}});
  return {{"steps", std::move(steps)}};
}

Result<FittedPreparation> FittedPreparation::fromJson(const Catalog<Step>& catalog, const Json& json,
                                                      std::vector<std::shared_ptr<const Table>> lookups) {
  const Error damaged(ErrorCode::Corrupt, "The saved preparation is damaged.", "Train the model again.");
  if (!json.is_object() || !json.contains("steps") || !json["steps"].is_array())
    return damaged;
  FittedPreparation p;
  std::size_t nextLookup = 0;
  for (const Json& entry : json["steps"]) {
    const std::size_t i = p.m_specs.size();
    if (!entry.is_object() || !entry.contains("id") || !entry["id"].is_string() || !entry.contains("version") ||
        !entry["version"].is_number_integer() || !entry.contains("params"))
      return damaged;
    StepSpec spec;
    spec.id = entry["id"].get<std::string>();
    spec.version = entry["version"].get<int>();
    spec.params = entry["params"];
    if (spec.id == "lookup") {
      if (nextLookup == lookups.size())
        return Error(ErrorCode::Corrupt, "The table that step " + std::to_string(i + 1) + " looks up is not there.",
                     "Train the model again.");
      spec.lookup = std::move(lookups[nextLookup++]);
    }
    EASEL_TRY(const Made made, make(catalog, spec, i));
    auto fitted = made.step->restore(entry.value("state", Json()));
    if (!fitted)
      return std::move(fitted).error().within(place(i, made.entry->declaration.title));
    p.m_fitted.push_back(std::move(fitted).value());
    p.m_titles.push_back(made.entry->declaration.title);
    p.m_specs.push_back(std::move(spec));
  }
  return p;
}

} // namespace easel
