#include "core/serve/client.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace easel {

namespace {

/// For a POSIX shell: nothing inside single quotes has a meaning but the quote itself.
std::string shellQuoted(std::string_view text) {
  std::string s = "'";
  for (const char c : text) {
    if (c == '\'')
      s += "'\\''";
    else
      s.push_back(c);
  }
  return s + "'";
}

std::string plainText(const Json& value) {
  if (value.is_string())
    return value.get<std::string>();
  if (value.is_number_float())
    return formatNumber(value.get<double>(), 6);
  return value.is_null() ? std::string() : toText(value);
}

/// The value of label `name` in `name="…"`, or empty.
std::string_view labelOf(std::string_view labels, std::string_view name) {
  const std::string start = std::string(name) + "=\"";
  const std::size_t at = labels.find(start);
  if (at == std::string_view::npos)
    return {};
  labels.remove_prefix(at + start.size());
  return labels.substr(0, labels.find('"'));
}

} // namespace

std::string invocationBody(const Json& row) {
  return toText(Json{{"dataframe_records", Json::array({row})}});
}

std::string curlCommand(const std::string& url, const std::string& key, const Json& row) {
  std::string s = "curl -X POST " + shellQuoted(url + "/invocations");
  if (!key.empty())
    s += " \\\n  -H " + shellQuoted("Authorization: Bearer " + key);
  return s + " \\\n  -H 'Content-Type: application/json' \\\n  -d " + shellQuoted(invocationBody(row));
}

Result<EndpointAnswer> readAnswer(int status, std::string_view body, const std::vector<std::string>& inputs) {
  const auto json = parseJson(body, "The endpoint's answer");
  if (status != 200) {
    std::string message = json && json->is_object() ? json->value("message", "") : std::string();
    if (message.empty())
      message = "The endpoint answered with status " + std::to_string(status) + ".";
    Error error(ErrorCode::Data, message);
    for (const std::string& name : inputs)
      for (const char quote : {'\'', '"'})
        if (message.find(quote + name + quote) != std::string::npos)
          error.places.push_back({ErrorPlace::Kind::Parameter, name});
    if (error.places.empty()) { // "row 1, column tenure: …"
      for (const std::string& name : inputs)
        if (message.find("column " + name + ":") != std::string::npos)
          error.places.push_back({ErrorPlace::Kind::Parameter, name});
    }
    return error;
  }
  if (!json)
    return json.error();
  const auto list = json->is_object() ? json->find("predictions") : json->end();
  if (!json->is_object() || list == json->end() || !list->is_array() || list->empty() ||
      !list->front().is_object() || !list->front().contains("prediction"))
    return Error(ErrorCode::Parse, "The endpoint's answer holds no prediction.", "Is it an endpoint of Easel?");
  const Json& first = list->front();
  EndpointAnswer answer;
  answer.prediction = plainText(first["prediction"]);
  if (first["prediction"].is_number())
    answer.number = first["prediction"].get<double>();
  if (const auto p = first.find("probability_" + answer.prediction); p != first.end() && p->is_number())
    answer.probability = p->get<double>();
  return answer;
}

Result<EndpointFigures> readFigures(std::string_view page) {
  EndpointFigures figures;
  bool known = false;
  for (const std::string_view line : split(page, '\n')) {
    const std::size_t space = line.rfind(' ');
    if (line.empty() || line.front() == '#' || space == std::string_view::npos)
      continue;
    const auto value = parseDouble(trim(line.substr(space + 1)));
    if (!value)
      continue;
    const std::string_view name = line.substr(0, std::min(line.find('{'), space));
    const std::string_view labels = line.substr(name.size(), space - name.size());
    if (name == "easel_inference_requests_total") {
      known = true;
      figures.requests += *value;
      if (const auto code = parseInt(labelOf(labels, "code")); code && *code >= 400)
        figures.errors += *value;
    } else if (name == "easel_inference_rejected_total") {
      figures.rejected += *value;
    } else if (name == "easel_inference_duration_seconds_bucket") {
      known = true;
      const std::string_view limit = labelOf(labels, "le");
      figures.latency.emplace_back(parseDouble(limit).value_or(std::numeric_limits<double>::infinity()), *value);
    } else if (name == "process_resident_memory_bytes") {
      figures.memoryBytes = *value;
    }
  }
  if (!known)
    return Error(ErrorCode::Parse, "These are not the figures of an endpoint.", "Is it an endpoint of Easel?");
  std::sort(figures.latency.begin(), figures.latency.end());
  return figures;
}

EndpointFigures since(const EndpointFigures& before, const EndpointFigures& now) {
  if (now.requests < before.requests || before.latency.size() != now.latency.size())
    return now;
  EndpointFigures d = now;
  d.requests -= before.requests;
  d.errors -= before.errors;
  d.rejected -= before.rejected;
  for (std::size_t i = 0; i < d.latency.size(); ++i)
    d.latency[i].second -= before.latency[i].second;
  return d;
}

std::optional<double> latencyQuantile(const EndpointFigures& figures, double quantile) {
  if (figures.latency.empty() || figures.latency.back().second <= 0)
    return std::nullopt;
  const double rank = std::clamp(quantile, 0.0, 1.0) * figures.latency.back().second;
  double low = 0, below = 0;
  for (const auto& [limit, count] : figures.latency) {
    if (count >= rank && count > below)
      return std::isinf(limit) ? low : low + (limit - low) * (rank - below) / (count - below);
    if (!std::isinf(limit))
      low = limit;
    below = count;
  }
  return low;
}

Result<std::vector<EndpointRequest>> readRequests(std::string_view body) {
  EASEL_TRY(const Json json, parseJson(body, "The list of requests"));
  const Json list = json.is_object() ? json.value("requests", Json()) : Json();
  if (!list.is_array())
    return Error(ErrorCode::Parse, "The list of requests is not a list.", "Is it an endpoint of Easel?");
  const auto number = [](const Json& item, const char* name) {
    const Json v = item.value(name, Json());
    return v.is_number() ? v.get<double>() : 0.0;
  };
  std::vector<EndpointRequest> requests;
  for (const Json& item : list)
    if (item.is_object())
      requests.push_back({plainText(item.value("time", Json())), static_cast<int>(number(item, "status")),
                          number(item, "milliseconds"), plainText(item.value("text", Json()))});
  return requests;
}

} // namespace easel
