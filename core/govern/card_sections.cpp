#include "core/govern/card_sections.h"

#include "core/base/text.h"

#include <algorithm>

namespace easel {

namespace {

std::string textOf(const Json& v) {
  if (v.is_null())
    return "";
  if (v.is_string())
    return v.get<std::string>();
  if (v.is_number_float())
    return formatNumber(v.get<double>(), 6);
  if (v.is_boolean())
    return v.get<bool>() ? "yes" : "no";
  return toText(v);
}

/// The role whose scores a reader should believe: test, else validation, else training.
std::string scoredRole(const Json& metrics) {
  for (const char* role : {"test", "validation", "train"})
    if (metrics.contains(role))
      return role;
  return {};
}

CardBlock written(const Json& fields, const char* name) {
  const std::string text = fields.value(name, "");
  return text.empty() ? CardParagraph{"Not written yet.", true} : CardParagraph{text, false};
}

void addFields(CardSection& section, const Json& fields, const std::string& group) {
  CardPairs pairs;
  for (const ParamSpec& p : cardFields().schema.params())
    if (p.group == group)
      if (const std::string text = textOf(fields.value(p.name, Json())); !text.empty())
        pairs.pairs.emplace_back(p.label, text);
  if (pairs.pairs.empty())
    section.blocks.emplace_back(CardParagraph{"Not written yet.", true});
  else
    section.blocks.emplace_back(std::move(pairs));
}

CardSection overview(const Card& card) {
  const Json& f = card.facts;
  CardSection s{"Overview", {}};
  s.blocks.push_back(written(card.fields, "description"));
  const std::string role = scoredRole(f["metrics"]);
  CardPairs pairs;
  pairs.pairs = {{"Predicts", textOf(f["target"]) + " (" + textOf(f["task"]) + ")"},
                 {"Algorithm", textOf(f["algorithm"]["title"])},
                 {"Data set", textOf(f["data"]["dataset"])},
                 {"Status", card.model.status},
                 {"Registered", card.model.created + " by " + card.model.who},
                 {"Owner", textOf(card.fields.value("owner", Json()))},
                 {"Risk", textOf(card.fields.value("risk_rating", Json()))}};
  std::erase_if(pairs.pairs, [](const auto& p) { return p.second.empty(); });
  s.blocks.emplace_back(std::move(pairs));
  return s;
}

CardSection scores(const Card& card) {
  const Json& metrics = card.facts["metrics"];
  CardSection s{"Evaluation", {}};
  const std::string role = scoredRole(metrics);
  if (role.empty()) {
    s.blocks.emplace_back(CardParagraph{"The model was not evaluated.", true});
    return s;
  }
  const Json& e = metrics[role];
  s.blocks.emplace_back(CardParagraph{"Scores on " + plural(e.value("rows", std::int64_t{0}), "row", "rows") +
                                          " for " + role +
                                          ", with 95% intervals where the rows were resampled. Run " +
                                          textOf(card.facts["run"]["name"]) + ".",
                                      false});
  CardTable table{{"Metric", "Value", "95% from", "to"}, {}, 1};
  const Json values = e.value("metrics", Json::object());
  for (const auto& [id, v] : values.items())
    table.rows.push_back(
        {id, textOf(v["value"]), textOf(v.value("low", Json())), textOf(v.value("high", Json()))});
  s.blocks.emplace_back(std::move(table));
  if (const auto confusion = e.find("confusion");
      confusion != e.end() && confusion->size() <= 12 && !confusion->empty()) {
    const std::vector<std::string> classes = e.value("classes", std::vector<std::string>());
    CardTable matrix{{"Actual \\ predicted"}, {}, 1};
    matrix.titles.insert(matrix.titles.end(), classes.begin(), classes.end());
    for (std::size_t i = 0; i < confusion->size() && i < classes.size(); ++i) {
      std::vector<std::string> row = {classes[i]};
      for (const Json& n : (*confusion)[i])
        row.push_back(formatCount(n.get<std::int64_t>()));
      matrix.rows.push_back(std::move(row));
    }
    s.blocks.emplace_back(std::move(matrix));
  }
  if (const std::string notes = card.fields.value("evaluation_observations", ""); !notes.empty())
    s.blocks.emplace_back(CardParagraph{notes, false});
  return s;
}

CardSection data(const Card& card) {
  const Json& d = card.facts["data"];
  CardSection s{"Data", {}};
  CardPairs pairs;
  pairs.pairs.emplace_back("Data set", textOf(d["dataset"]));
  for (const auto& [role, e] : card.facts["metrics"].items())
    pairs.pairs.emplace_back("Rows, " + role, formatCount(e.value("rows", std::int64_t{0})));
  for (const Json& artifact : d["artifacts"])
    pairs.pairs.emplace_back("Contents (SHA-256)", textOf(artifact));
  s.blocks.emplace_back(std::move(pairs));
  CardTable table{{"Input", "Type", "Values in training"}, {}, 3};
  for (const Json& input : d["inputs"]) {
    std::string values;
    if (const auto levels = input.find("levels"); levels != input.end() && !levels->empty()) {
      std::vector<std::string> names;
      for (const Json& l : *levels)
        names.push_back(textOf(l));
      values = listed(names, 6);
    } else if (input.contains("min") && !input["min"].is_null()) {
      values = textOf(input["min"]) + " to " + textOf(input["max"]);
    }
    table.rows.push_back({textOf(input.value("name", Json())), textOf(input.value("type", Json())), values});
  }
  s.blocks.emplace_back(std::move(table));
  return s;
}

CardSection preparation(const Card& card) {
  CardSection s{"Preparation", {}};
  CardTable table{{"", "Step", "What it does"}, {}, 3};
  std::size_t i = 0;
  for (const Json& step : card.facts["preparation"])
    table.rows.push_back({std::to_string(++i), textOf(step["title"]), textOf(step["outline"])});
  if (table.rows.empty())
    s.blocks.emplace_back(CardParagraph{"The model takes the data as it is.", false});
  else
    s.blocks.emplace_back(std::move(table));
  return s;
}

CardSection algorithm(const Card& card) {
  const Json& a = card.facts["algorithm"];
  CardSection s{"Algorithm", {}};
  CardPairs pairs;
  pairs.pairs.emplace_back("Algorithm", textOf(a["title"]));
  const Json members = a.contains("learned") ? a["learned"].value("members", Json()) : Json();
  for (const auto& [name, value] : a["params"].items())
    if (const std::string text = textOf(value); !text.empty() && !(members.is_array() && value.is_array()))
      pairs.pairs.emplace_back(name, text);
  s.blocks.emplace_back(std::move(pairs));
  if (members.is_array()) { // an ensemble: who takes part, and how much each counts
    CardTable table{{"Member", "Settings", "Weight"}, {}, 2};
    for (const Json& m : members) {
      std::vector<std::string> settings;
      const Json own = m.value("params", Json::object());
      for (const auto& [name, value] : own.items())
        settings.push_back(name + " " + textOf(value));
      table.rows.push_back({textOf(m.value("algorithm", Json())), settings.empty() ? "the usual ones" : join(settings, ", "),
                            formatNumber(m.value("weight", 0.0), 3)});
    }
    s.blocks.emplace_back(std::move(table));
  }
  return s;
}

CardSection importance(const Card& card) {
  CardSection s{"What its answers rest on", {}};
  CardBars bars;
  for (const Json& f : card.facts["importance"])
    if (bars.bars.size() < 15)
      bars.bars.emplace_back(textOf(f["name"]), std::max(0.0, f["value"].get<double>()));
  if (bars.bars.empty()) {
    s.blocks.emplace_back(CardParagraph{"Not available for this model.", true});
    return s;
  }
  const bool exact = card.facts["importance"].front().value("method", "") == "attribution";
  s.blocks.emplace_back(CardParagraph{exact ? "Mean effect of each input on the answers (exact attributions)."
                                            : "Loss of quality when an input is shuffled.",
                                      false});
  s.blocks.emplace_back(std::move(bars));
  return s;
}

CardSection receipt(const Card& card) {
  const Json& f = card.facts;
  CardSection s{"Receipt", {}};
  CardPairs pairs;
  pairs.pairs = {{"Run", textOf(f["run"]["name"]) + " (" + textOf(f["run"]["id"]) + ")"},
                 {"Started", textOf(f["run"]["started"])},
                 {"Seconds", textOf(f["run"]["seconds"])},
                 {"Seed", textOf(f["run"]["seed"])},
                 {"Easel", textOf(f["environment"]["easel"])},
                 {"Model (SHA-256)", textOf(f["environment"]["bundle"])}};
  for (const Json& d : f["model"]["decisions"])
    pairs.pairs.emplace_back("Decision", textOf(d["status"]) + " by " + textOf(d["who"]) + ", " +
                                             textOf(d["time"]) +
                                             (textOf(d["note"]).empty() ? "" : ": " + textOf(d["note"])));
  s.blocks.emplace_back(std::move(pairs));
  return s;
}

/// The ROC curve, when there is one (two classes) and the evaluation kept it.
void addCurve(CardSection& section, const Json& evaluation) {
  static const Json::json_pointer kRoc("/curves/roc");
  if (!evaluation.contains(kRoc) || evaluation.at(kRoc).size() != 1)
    return;
  const Json& roc = evaluation.at(kRoc).front();
  const Json& x = roc["false_positive_rate"];
  const Json& y = roc["true_positive_rate"];
  CardCurve curve{"False positive rate", "True positive rate", {}};
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
    curve.points.emplace_back(x[i].get<double>(), y[i].get<double>());
  if (curve.points.size() > 1)
    section.blocks.emplace_back(std::move(curve));
}

} // namespace

CardDocument cardDocument(const Card& card) {
  CardDocument document;
  document.title = card.model.group + ", version " + std::to_string(card.model.version);
  document.subtitle =
      "Model card, version " + std::to_string(card.version) + (card.complete() ? "" : ", draft");
  document.sections.push_back(overview(card));
  CardSection uses{"Intended uses", {}};
  addFields(uses, card.fields, "Intended uses");
  document.sections.push_back(std::move(uses));
  CardSection evaluation = scores(card);
  if (const std::string role = scoredRole(card.facts["metrics"]); !role.empty())
    addCurve(evaluation, card.facts["metrics"][role]);
  document.sections.push_back(std::move(evaluation));
  document.sections.push_back(importance(card));
  document.sections.push_back(data(card));
  document.sections.push_back(preparation(card));
  document.sections.push_back(algorithm(card));
  CardSection business{"Business", {}};
  addFields(business, card.fields, "Business");
  document.sections.push_back(std::move(business));
  CardSection considerations{"Considerations", {}};
  addFields(considerations, card.fields, "Considerations");
  document.sections.push_back(std::move(considerations));
  document.sections.push_back(receipt(card));
  return document;
}

} // namespace easel
