#include "core/serve/openapi.h"

#include "core/base/version.h"

namespace easel {

namespace {

Json fieldSchema(const SignatureField& f) {
  Json s;
  switch (f.type) {
  case DataType::Bool:
    s["type"] = "boolean";
    break;
  case DataType::Int64:
    s["type"] = "integer";
    break;
  case DataType::Float64:
  case DataType::Duration:
    s["type"] = "number";
    break;
  case DataType::Date:
    s = {{"type", "string"}, {"format", "date"}};
    break;
  case DataType::Timestamp:
    s = {{"type", "string"}, {"format", "date-time"}};
    break;
  case DataType::Vector:
    s = {{"type", "array"}, {"items", {{"type", "number"}}}};
    break;
  case DataType::Category:
  case DataType::Text:
  case DataType::Image:
    s["type"] = "string";
    break;
  }
  s["nullable"] = true;
  std::string text;
  if (f.type == DataType::Category && !f.levels.empty()) {
    // Not an enum: a value never seen in training is legal and handled by the model's preparation.
    for (std::size_t i = 0; i < std::min<std::size_t>(f.levels.size(), 20); ++i)
      text += (i ? ", " : "Seen in training: ") + f.levels[i];
    if (f.levels.size() > 20)
      text += " …";
  } else if (isNumeric(f.type) && f.min && f.max) {
    text = "Between " + formatNumber(*f.min, 6) + " and " + formatNumber(*f.max, 6) + " in training.";
  }
  if (!text.empty())
    s["description"] = text;
  if (!f.example.empty())
    s["example"] =
        isNumeric(f.type) && parseDouble(f.example) ? Json(*parseDouble(f.example)) : Json(f.example);
  return s;
}

Json recordSchema(const Signature& signature) {
  Json s{{"type", "object"}, {"properties", Json::object()}};
  for (const SignatureField& f : signature.inputs) {
    s["properties"][f.name] = fieldSchema(f);
    if (f.required)
      s["required"].push_back(f.name);
  }
  return s;
}

Json predictionSchema(const Signature& signature) {
  Json s{{"type", "object"}, {"properties", Json::object()}};
  if (signature.task == Task::Regression) {
    s["properties"]["prediction"] = {{"type", "number"}};
    return s;
  }
  s["properties"]["prediction"] = {{"type", "string"}, {"enum", signature.classes}};
  for (const std::string& c : signature.classes)
    s["properties"]["probability_" + c] = {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
  return s;
}

Json answer(const char* text, const char* type, Json schema) {
  return {{"description", text}, {"content", {{type, {{"schema", std::move(schema)}}}}}};
}

} // namespace

Json openApi(const Signature& signature, const EndpointName& name, bool needsKey) {
  const Json error{{"$ref", "#/components/schemas/Error"}};
  const Json records{{"type", "array"}, {"items", {{"$ref", "#/components/schemas/Row"}}}};
  const Json body{
      {"type", "object"},
      {"properties",
       {{"dataframe_records", records},
        {"dataframe_split",
         {{"type", "object"},
          {"properties",
           {{"columns", {{"type", "array"}, {"items", {{"type", "string"}}}}},
            {"data", {{"type", "array"}, {"items", {{"type", "array"}, {"items", Json::object()}}}}}}}}},
        {"instances", {{"type", "array"}, {"items", Json::object()}}},
        {"inputs", Json::object()}}}};
  Json example = Json::object();
  for (const SignatureField& f : signature.inputs)
    example[f.name] = fieldSchema(f).value("example", Json());
  Json invoke{
      {"summary", "Predict " + signature.target},
      {"operationId", "invoke"},
      {"requestBody",
       {{"required", true},
        {"content",
         {{"application/json",
           {{"schema", body}, {"example", {{"dataframe_records", Json::array({example})}}}}},
          {"text/csv", {{"schema", {{"type", "string"}}}}},
          {"application/jsonlines", {{"schema", {{"type", "string"}}}}}}}}},
      {"responses",
       {{"200",
         answer("One prediction a row", "application/json",
                {{"type", "object"},
                 {"properties",
                  {{"predictions",
                    {{"type", "array"}, {"items", {{"$ref", "#/components/schemas/Prediction"}}}}}}}})},
        {"400", answer("A row or column is wrong; the message names it", "application/json", error)},
        {"401", answer("The key is missing or wrong", "application/json", error)},
        {"413", answer("The body is too large", "application/json", error)},
        {"415", answer("The Content-Type is not supported", "application/json", error)},
        {"429", answer("Too many requests are waiting", "application/json", error)}}}};
  Json api{
      {"openapi", "3.0.3"},
      {"info",
       {{"title", name.model + " (version " + name.version + ")"},
        {"version", kVersion},
        {"description", "Endpoint " + name.name + " predicts " + signature.target + "."},
        {"license", {{"name", "GPL-3.0-or-later"}, {"url", "https://www.gnu.org/licenses/gpl-3.0.html"}}}}},
      {"servers", Json::array({{{"url", "/"}}})},
      {"paths",
       {{"/invocations", {{"post", invoke}}},
        {"/ping",
         {{"get",
           {{"summary", "Is the endpoint well?"},
            {"operationId", "ping"},
            {"security", Json::array()},
            {"responses", {{"200", {{"description", "Yes"}}}, {"503", {{"description", "Not yet"}}}}}}}}},
        {"/requests",
         {{"get",
           {{"summary", "The last calls of /invocations, newest first, without their rows"},
            {"operationId", "requests"},
            {"responses",
             {{"200",
               answer("At most 200 calls since the endpoint was started", "application/json",
                      {{"type", "object"},
                       {"properties",
                        {{"requests", {{"type", "array"}, {"items", {{"$ref", "#/components/schemas/Call"}}}}}}}})},
              {"401", answer("The key is missing or wrong", "application/json", error)}}}}}}},
        {"/metrics",
         {{"get",
           {{"summary", "Counters for Prometheus"},
            {"operationId", "metrics"},
            {"responses",
             {{"200", answer("Text format 0.0.4", "text/plain", {{"type", "string"}})},
              {"401", answer("The key is missing or wrong", "application/json", error)}}}}}}}}},
      {"components",
       {{"schemas",
         {{"Row", recordSchema(signature)},
          {"Prediction", predictionSchema(signature)},
          {"Call",
           {{"type", "object"},
            {"properties",
             {{"time", {{"type", "string"}, {"format", "date-time"}}},
              {"status", {{"type", "integer"}, {"description", "The HTTP status it was answered with"}}},
              {"milliseconds", {{"type", "number"}}},
              {"rows", {{"type", "integer"}, {"description", "Rows that were predicted"}}},
              {"text",
               {{"type", "string"}, {"description", "What was predicted, or what was wrong"}, {"example", signature.target + " = …"}}}}}}},
          {"Error",
           {{"type", "object"},
            {"properties", {{"error_code", {{"type", "string"}}}, {"message", {{"type", "string"}}}}}}}}}}}};
  if (needsKey) {
    api["components"]["securitySchemes"] = {{"key", {{"type", "http"}, {"scheme", "bearer"}}}};
    api["security"] = Json::array({{{"key", Json::array()}}});
  } else {
    api["security"] = Json::array();
  }
  return api;
}

} // namespace easel
