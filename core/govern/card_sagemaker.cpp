// The card as JSON of the SageMaker model card schema, version 0.1.0: only keys that the schema knows, texts
// cut to its lengths.
#include "core/govern/card.h"

#include "core/base/text.h"

#include <cmath>

namespace easel {

namespace {

/// At most n characters, never half of one.
std::string cut(const std::string& text, std::size_t n) {
  if (countCodePoints(text) <= n)
    return text;
  std::string s;
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && ++count > n)
      break;
    s.push_back(text[i]);
  }
  return s;
}

class ObjectOf {
 public:
  explicit ObjectOf(const Json& fields) : m_fields(fields) {}
  ObjectOf& text(const char* key, const char* field, std::size_t length) {
    if (const std::string value = m_fields.value(field, ""); !value.empty())
      m_object[key] = cut(value, length);
    return *this;
  }
  Json take() { return std::move(m_object); }

 private:
  const Json& m_fields;
  Json m_object = Json::object();
};

/// One group of numbers, intervals as numbers of their own, and the confusion matrix (at most 20×20).
Json metricGroup(const std::string& role, const Json& evaluation) {
  Json data = Json::array();
  const auto add = [&](const std::string& name, const Json& value) {
    if (value.is_number() && std::isfinite(value.get<double>()))
      data.push_back({{"name", name}, {"type", "number"}, {"value", value}});
  };
  const Json metrics = evaluation.value("metrics", Json::object());
  for (const auto& [id, v] : metrics.items()) {
    add(id, v.value("value", Json()));
    add(id + " (95% from)", v.value("low", Json()));
    add(id + " (95% to)", v.value("high", Json()));
  }
  const Json confusion = evaluation.value("confusion", Json::array());
  if (!confusion.empty() && confusion.size() <= 20) {
    const Json classes = evaluation.value("classes", Json::array());
    data.push_back({{"name", "confusion matrix"},
                    {"type", "matrix"},
                    {"value", confusion},
                    {"x_axis_name", classes},
                    {"y_axis_name", classes}});
  }
  return {{"name", role}, {"metric_data", std::move(data)}};
}

std::string plainText(const Json& v) {
  return v.is_string() ? v.get<std::string>() : toText(v);
}

} // namespace

Json cardSageMakerJson(const Card& card) {
  const Json& f = card.facts;
  Json overview = ObjectOf(card.fields)
                      .text("model_description", "description", 1024)
                      .text("model_owner", "owner", 1024)
                      .text("model_creator", "creator", 1024)
                      .take();
  overview["problem_type"] = f["task"];
  overview["algorithm_type"] = f["algorithm"]["title"];
  overview["model_artifact"] = {"sha256:" + card.model.bundle};
  Json uses = ObjectOf(card.fields)
                  .text("purpose_of_model", "purpose", 2048)
                  .text("intended_uses", "intended_uses", 2048)
                  .text("factors_affecting_model_efficiency", "factors", 2048)
                  .text("risk_rating", "risk_rating", 20)
                  .text("explanations_for_risk_rating", "risk_explanation", 2048)
                  .take();
  Json business = ObjectOf(card.fields)
                      .text("business_problem", "business_problem", 2048)
                      .text("business_stakeholders", "business_stakeholders", 2048)
                      .text("line_of_business", "line_of_business", 2048)
                      .take();

  Json job{{"training_arn", "easel:run/" + f["run"].value("id", "")},
           {"training_datasets", Json::array()},
           {"training_metrics", Json::array()},
           {"hyper_parameters", Json::array()}};
  for (const Json& artifact : f["data"]["artifacts"])
    job["training_datasets"].push_back("sha256:" + artifact.get<std::string>());
  if (f["metrics"].contains("train"))
    for (const auto& [id, v] : f["metrics"]["train"]["metrics"].items())
      if (v["value"].is_number())
        job["training_metrics"].push_back({{"name", id}, {"value", v["value"]}});
  for (const auto& [name, value] : f["algorithm"]["params"].items())
    job["hyper_parameters"].push_back({{"name", name}, {"value", plainText(value)}});
  Json training = ObjectOf(card.fields).text("training_observations", "training_observations", 1024).take();
  training["training_job_details"] = std::move(job);

  Json evaluations = Json::array();
  for (const auto& [role, evaluation] : f["metrics"].items()) {
    if (role == "train")
      continue;
    Json one = ObjectOf(card.fields).text("evaluation_observation", "evaluation_observations", 2096).take();
    one["name"] = role;
    one["metric_groups"] = Json::array({metricGroup(role, evaluation)});
    evaluations.push_back(std::move(one));
  }
  Json additional = ObjectOf(card.fields)
                        .text("ethical_considerations", "ethical_considerations", 2048)
                        .text("caveats_and_recommendations", "caveats", 2048)
                        .take();
  additional["custom_details"] = {
      {"registered_model", card.model.group + "@" + std::to_string(card.model.version)},
      {"easel_version", f["environment"]["easel"]},
      {"run", f["run"]["name"]},
      {"seed", plainText(f["run"]["seed"])},
      {"card_version", std::to_string(card.version)}};
  std::size_t i = 0;
  for (const Json& step : f["preparation"])
    additional["custom_details"]["preparation_step_" + std::to_string(++i)] =
        cut(step.value("title", "") + ": " + step.value("outline", ""), 1024);

  Json content{{"model_overview", std::move(overview)},
               {"training_details", std::move(training)},
               {"additional_information", std::move(additional)}};
  if (!uses.empty())
    content["intended_uses"] = std::move(uses);
  if (!business.empty())
    content["business_details"] = std::move(business);
  if (!evaluations.empty())
    content["evaluation_details"] = std::move(evaluations);
  return content;
}

} // namespace easel
