#include "core/govern/card_parts.h"

#include "core/base/text.h"

#include <algorithm>

namespace easel {

namespace {

/// Labels of the fields of these names that are not written.
std::vector<std::string> unwritten(const Card& card, std::initializer_list<const char*> names) {
  std::vector<std::string> labels;
  for (const char* name : names) {
    const ParamSpec* spec = cardFields().schema.find(name);
    const Json value = card.fields.value(name, Json());
    if (spec && (value.is_null() || value == "" || value == "Unknown"))
      labels.push_back(spec->label);
  }
  return labels;
}

CardPart written(const Card& card, const char* id, const char* title, std::initializer_list<const char*> names) {
  const std::vector<std::string> labels = unwritten(card, names);
  CardPart part{id, title, labels.empty(), {}};
  if (!labels.empty())
    part.missing = "Not written yet: " + listed(labels) + ".";
  return part;
}

CardPart fact(const char* id, const char* title, bool there, const char* missing) {
  return {id, title, there, there ? std::string() : std::string(missing)};
}

std::string roleOf(const Json& metrics) {
  for (const char* role : {"test", "validation", "train"})
    if (metrics.is_object() && metrics.contains(role))
      return role;
  return {};
}

} // namespace

std::vector<CardPart> cardParts(const Card& card) {
  const Json& facts = card.facts;
  const Json metrics = facts.value("metrics", Json::object());
  const Json importance = facts.value("importance", Json::array());
  const Json data = facts.value("data", Json::object());
  const std::string role = roleOf(metrics);
  return {
      written(card, "overview", EASEL_TR("Overview"), {"description", "owner"}),
      written(card, "intended_uses", EASEL_TR("Intended uses"), {"purpose", "intended_uses", "risk_rating"}),
      fact("training", EASEL_TR("Training details"), facts.contains("algorithm"),
           EASEL_TR("The run that made the model is not in this project.")),
      fact("evaluation", EASEL_TR("Evaluation"), role == "test" || role == "validation",
           role.empty() ? EASEL_TR("The model was not evaluated. Train it with rows kept for testing.")
                        : EASEL_TR("Only scored on the rows it was trained on. Keep rows for testing.")),
      fact("explainability", EASEL_TR("Explainability"), !importance.empty(),
           EASEL_TR("What the answers rest on could not be found for this model.")),
      fact("data", EASEL_TR("Data"), !data.value("artifacts", Json::array()).empty(),
           EASEL_TR("The data that it was trained from is not in this project.")),
      written(card, "business", EASEL_TR("Business"), {"business_problem"}),
      written(card, "ethics", EASEL_TR("Ethical considerations"), {"ethical_considerations"}),
      written(card, "caveats", EASEL_TR("Caveats and advice"), {"caveats"}),
      fact("approvals", EASEL_TR("Approvals"), card.model.status != "pending",
           EASEL_TR("Nobody has approved or rejected this version yet.")),
  };
}

CardScores cardScores(const Card& card, const Catalog<Metric>& metrics) {
  CardScores scores;
  const Json all = card.facts.value("metrics", Json::object());
  scores.role = roleOf(all);
  if (scores.role.empty())
    return scores;
  const Json& evaluation = all.at(scores.role);
  scores.rows = evaluation.value("rows", std::int64_t{0});
  const Json values = evaluation.value("metrics", Json::object());
  const auto task = taskFromId(card.facts.value("task", ""));
  const std::string first = task ? defaultMetric(*task) : std::string();
  const auto bound = [](const Json& v, const char* name) -> std::optional<double> {
    const auto it = v.find(name);
    return it != v.end() && it->is_number() ? std::optional(it->get<double>()) : std::nullopt;
  };
  for (const Entry<Metric>& entry : metrics.entries()) {
    const std::string& id = entry.declaration.id;
    const auto it = values.find(id);
    if (it == values.end() || !it->is_object() || !it->value("value", Json()).is_number())
      continue;
    scores.figures.push_back({id, entry.declaration.title, (*it)["value"].get<double>(), bound(*it, "low"), bound(*it, "high")});
  }
  std::stable_partition(scores.figures.begin(), scores.figures.end(), [&](const CardFigure& f) { return f.id == first; });
  return scores;
}

} // namespace easel
