#include "core/serve/endpoint.h"

#include "core/base/hash.h"
#include "core/base/time.h"
#include "core/base/version.h"
#include "core/serve/invocation.h"

#include <algorithm>

namespace easel {

namespace {

HttpResponse refusal(int status, std::string_view code, const std::string& message) {
  HttpResponse r;
  r.status = status;
  r.body = toText(Json{{"error_code", code}, {"message", message}});
  return r;
}

HttpResponse refusal(const InvocationError& e) {
  HttpResponse r = refusal(e.status, e.status == 400 ? "BAD_REQUEST" : "UNSUPPORTED", e.error.text());
  return r;
}

HttpResponse page(std::string contentType, std::string body) {
  HttpResponse r;
  r.contentType = std::move(contentType);
  r.body = std::move(body);
  return r;
}

int statusOf(const Error& error) {
  switch (error.code) {
  case ErrorCode::Cancelled:
    return 503;
  case ErrorCode::Internal:
  case ErrorCode::OutOfMemory:
    return 500;
  default:
    return 400;
  }
}

/// The host of a Host header, without port and brackets.
std::string hostName(std::string_view host) {
  if (!host.empty() && host.front() == '[')
    return std::string(host.substr(1, host.find(']') - 1));
  return toLowerAscii(host.substr(0, host.find(':')));
}

} // namespace

Endpoint::Endpoint(BundlePtr bundle, EndpointSettings settings)
    : m_bundle(std::move(bundle)), m_settings(std::move(settings)),
      m_metrics(m_settings.name.model, m_settings.name.version),
      m_page(tryPage(m_bundle->signature(), m_settings.name, !m_settings.key.empty())),
      m_api(toText(openApi(m_bundle->signature(), m_settings.name, !m_settings.key.empty()), 2)) {}

bool Endpoint::hostAllowed(const HttpRequest& request) const {
  // A page elsewhere that resolves its own name to this computer must not reach the model (DNS rebinding).
  const std::string host = hostName(request.header("Host"));
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0 ||
         std::find(m_settings.hosts.begin(), m_settings.hosts.end(), host) != m_settings.hosts.end();
}

bool Endpoint::keyRight(const HttpRequest& request) const {
  if (m_settings.key.empty())
    return true;
  const std::string_view value = request.header("Authorization");
  return value.size() > 7 && equalIgnoreCase(value.substr(0, 7), "Bearer ") &&
         equalSecret(trim(value.substr(7)), m_settings.key);
}

HttpResponse Endpoint::answer(const HttpRequest& request, const Context& context) {
  if (!hostAllowed(request))
    return refusal(403, "FORBIDDEN", "This host name is not served here.");
  const bool read = request.method == "GET" || request.method == "HEAD";
  const bool invocation =
      request.path == "/invocations" || request.path == "/endpoints/" + m_settings.name.name + "/invocations";
  static const std::vector<std::string> kPages = {
      "/", "/ping", "/health", "/version", "/metrics", "/requests", "/openapi.json", "/execution-parameters"};
  const bool known = invocation || std::find(kPages.begin(), kPages.end(), request.path) != kPages.end();
  if (!known)
    return refusal(404, "NOT_FOUND",
                   "There is nothing at this path. Try /invocations, /requests, /ping, /metrics or /openapi.json.");
  if (invocation ? request.method != "POST" : !read) {
    HttpResponse r = refusal(405, "METHOD_NOT_ALLOWED", invocation ? "Use POST." : "Use GET.");
    r.headers.emplace_back("Allow", invocation ? "POST" : "GET, HEAD");
    return r;
  }
  if (request.path == "/ping" || request.path == "/health")
    return page("", request.path == "/health" ? "\n" : "");
  if (request.path == "/version")
    return page("text/plain; charset=utf-8", kVersion);
  if (request.path == "/")
    return page("text/html; charset=utf-8", m_page);
  if (request.path == "/openapi.json")
    return page("application/json", m_api);
  if (request.path == "/execution-parameters")
    return page("application/json",
                R"({"BatchStrategy":"MULTI_RECORD","MaxConcurrentTransforms":2,"MaxPayloadInMB":6})");
  if (!keyRight(request)) {
    HttpResponse r = refusal(401, "UNAUTHENTICATED",
                             "The key is missing or wrong. Send it as 'Authorization: Bearer KEY'.");
    r.headers.emplace_back("WWW-Authenticate", "Bearer");
    return r;
  }
  if (request.path == "/metrics")
    return page("text/plain; version=0.0.4; charset=utf-8",
                m_metrics.text(m_server ? m_server->counters() : HttpCounters{}));
  if (request.path == "/requests")
    return page("application/json", toText(Json{{"requests", m_recent.list()}}));
  return invoke(request, context);
}

HttpResponse Endpoint::invoke(const HttpRequest& request, const Context& context) {
  const auto start = Context::Clock::now();
  std::string protocol = "unknown";
  std::size_t rows = 0;
  std::string text; // for the list of requests: what was predicted, or what was wrong
  const auto respond = [&]() -> HttpResponse {
    auto read = readInvocation(m_bundle->signature(), request.header("Content-Type"), request.body);
    if (const auto* wrong = std::get_if<InvocationError>(&read)) {
      text = wrong->error.message;
      return refusal(*wrong);
    }
    const Invocation& invocation = std::get<Invocation>(read);
    protocol = dialectId(invocation.dialect);
    const auto predictions = m_bundle->predict(invocation.rows, context);
    if (!predictions) {
      const Error& e = predictions.error();
      text = e.code == ErrorCode::Cancelled ? std::string("The prediction took too long.") : e.message;
      const int status = statusOf(e);
      if (status == 503)
        return refusal(503, "SERVICE_UNAVAILABLE", "The prediction took too long. Send fewer rows.");
      return refusal(status, status == 400 ? "BAD_REQUEST" : "INTERNAL_ERROR", e.text());
    }
    auto written =
        writePredictions(m_bundle->signature(), invocation.dialect, request.header("Accept"), *predictions);
    if (const auto* wrong = std::get_if<InvocationError>(&written)) {
      text = wrong->error.message;
      return refusal(*wrong);
    }
    text = predictionText(m_bundle->signature(), *predictions);
    rows = invocation.rows.rows();
    InvocationBody& body = std::get<InvocationBody>(written);
    HttpResponse r = page(std::move(body.contentType), std::move(body.text));
    r.headers.emplace_back("X-Easel-Dialect", protocol);
    r.headers.emplace_back("x-Amzn-Invoked-Production-Variant", "AllTraffic");
    return r;
  };
  HttpResponse response = respond();
  const double seconds = std::chrono::duration<double>(Context::Clock::now() - start).count();
  m_metrics.invocation(protocol, response.status, rows, seconds);
  m_recent.add({nowMicros(), response.status, seconds * 1e3, rows, std::move(text)});
  return response;
}

} // namespace easel
