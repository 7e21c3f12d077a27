// An endpoint answers requests about one model: /ping, /invocations, /requests, /metrics,
// /openapi.json, the page at /.
// It knows nothing of sockets, so it can be tested as a function. Thread rule: answer() may be called from
// any thread.
#pragma once

#include "core/serve/endpoint_metrics.h"
#include "core/serve/http_server.h"
#include "core/serve/openapi.h"
#include "core/serve/recent_requests.h"

namespace easel {

struct EndpointSettings {
  EndpointName name;
  std::string key;                // empty: none is asked for
  std::vector<std::string> hosts; // further Host names that are served, besides this computer's own
};

class Endpoint {
 public:
  Endpoint(BundlePtr bundle, EndpointSettings settings);
  HttpResponse answer(const HttpRequest& request, const Context& context);
  EndpointMetrics& metrics() { return m_metrics; }
  /// Where /metrics reads the transport's numbers; set once, before the first request.
  void watch(const HttpServer* server) { m_server = server; }

 private:
  HttpResponse invoke(const HttpRequest& request, const Context& context);
  bool hostAllowed(const HttpRequest& request) const;
  bool keyRight(const HttpRequest& request) const;

  BundlePtr m_bundle;
  EndpointSettings m_settings;
  EndpointMetrics m_metrics;
  RecentRequests m_recent;
  const HttpServer* m_server = nullptr;
  std::string m_page, m_api;
};

} // namespace easel
