// Counters of one endpoint and their text for Prometheus (text format 0.0.4). Updates are atomics; any
// thread.
#pragma once

#include "core/serve/http_server.h"

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <string>

namespace easel {

class EndpointMetrics {
 public:
  EndpointMetrics(std::string model, std::string version);

  /// One call of /invocations. protocol: the dialect's id, or "unknown".
  void invocation(const std::string& protocol, int status, std::size_t rows, double seconds);
  /// The time that this share of the calls did not exceed, from the histogram (linear within a bucket); 0 without calls.
  double quantile(double share) const;
  void loadSeconds(double seconds) { m_loadSeconds = seconds; }
  /// The page for GET /metrics.
  std::string text(const HttpCounters& transport) const;

 private:
  static constexpr std::array<double, 13> kBounds = {.0005, .001, .0025, .005, .01, .025, .05,
                                                     .1,    .25,  .5,    1,    2.5, 10};
  std::string m_model, m_version;
  std::atomic<double> m_loadSeconds{0};
  std::atomic<std::uint64_t> m_rows{0};
  std::array<std::atomic<std::uint64_t>, 14> m_buckets{}; // not cumulative; the last is +Inf
  std::atomic<double> m_sum{0};
  mutable std::mutex m_mutex; // guards m_requests
  std::map<std::pair<std::string, int>, std::uint64_t> m_requests;
};

/// A label's value with \, " and line ends escaped.
std::string prometheusLabel(std::string_view value);

} // namespace easel
