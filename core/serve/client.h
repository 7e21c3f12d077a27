// The other side of an endpoint: what a caller sends, and what its answers and figures say. Sockets are the caller's
// business. Quantiles of a histogram are interpolated within its buckets, as Prometheus does (histogram_quantile).
// Pure functions; any thread.
#pragma once

#include "core/base/json.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace easel {

/// The body of one call of /invocations with this row.
std::string invocationBody(const Json& row);
/// The same call as a command for a shell.
std::string curlCommand(const std::string& url, const std::string& key, const Json& row);

struct EndpointAnswer {
  std::string prediction;            // a class, or a number
  std::optional<double> number;      // regression
  std::optional<double> probability; // of the predicted class
};
/// The error has the endpoint's message; its places name the inputs (kind Parameter) that the message does.
Result<EndpointAnswer> readAnswer(int status, std::string_view body, const std::vector<std::string>& inputs);

/// What GET /metrics says, since the start of the process.
struct EndpointFigures {
  double requests = 0, errors = 0, rejected = 0;
  double memoryBytes = 0;
  std::vector<std::pair<double, double>> latency; // seconds ≤ first: count so far; the last is infinity
};
Result<EndpointFigures> readFigures(std::string_view page);
/// What happened from `before` to `now`; all of `now` when the endpoint was started anew in between.
EndpointFigures since(const EndpointFigures& before, const EndpointFigures& now);
/// Seconds; nullopt without requests.
std::optional<double> latencyQuantile(const EndpointFigures& figures, double quantile);

/// One line of GET /requests.
struct EndpointRequest {
  std::string time; // ISO 8601
  int status = 0;
  double milliseconds = 0;
  std::string text; // what was predicted, or what was wrong
};
Result<std::vector<EndpointRequest>> readRequests(std::string_view body); // newest first

} // namespace easel
