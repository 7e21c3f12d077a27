// An HTTP/1.1 server for endpoints on Boost.Beast, behind an interface that does not show it. Small requests
// are answered on the I/O threads, large bodies by a bounded pool (429 when its queue is full). Limits as in
// RFC 9110/9112 practice: line and header size, body size, time for header, body, work and idling, number of
// connections. Thread rule: start() and stop() by the owner; the handler is called from several threads at
// once.
#pragma once

#include "core/base/context.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace easel {

struct HttpRequest {
  std::string method; // "GET"
  std::string path;   // without the query, not decoded
  std::string query;  // after '?', may be empty
  std::string_view body;
  std::function<std::string_view(std::string_view name)> header; // case-insensitive; empty when absent
};

struct HttpResponse {
  int status = 200;
  std::string contentType = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

struct HttpLimits {
  std::uint32_t headerBytes = 32 * 1024;
  std::uint64_t bodyBytes = 6 * 1024 * 1024;
  std::chrono::milliseconds headerTime{10'000};
  std::chrono::milliseconds bodyTime{60'000};
  std::chrono::milliseconds workTime{60'000};
  std::chrono::milliseconds idleTime{75'000};
  std::size_t connections = 1024;
  std::size_t queue = 64;              // large requests waiting for a worker
  std::size_t inlineBytes = 64 * 1024; // larger bodies go to the pool
};

/// Live numbers of the transport, for metrics.
struct HttpCounters {
  std::size_t connections = 0;
  std::size_t inFlight = 0;
  std::size_t queued = 0;
  std::uint64_t refusedConnections = 0, refusedQueue = 0, refusedBody = 0, refusedHeader = 0;
};

class HttpServer {
 public:
  /// `context` ends (cancelled) when the time for the work is over.
  using Handler = std::function<HttpResponse(const HttpRequest& request, const Context& context)>;

  /// host: an address ("127.0.0.1", "::1"); port 0: any free one. Errors: Busy (the port is taken),
  /// Permission, InvalidArgument (not an address).
  static Result<std::unique_ptr<HttpServer>> start(const std::string& host, std::uint16_t port,
                                                   const HttpLimits& limits, Handler handler);
  ~HttpServer();
  std::uint16_t port() const;
  HttpCounters counters() const;
  /// Takes no new connections, lets running requests end for `grace`, then closes.
  void stop(std::chrono::milliseconds grace);

  struct State; // shared with the connections, defined beside them

 private:
  HttpServer();
  std::unique_ptr<State> m_state;
};

/// The usual words for a status, e.g. "Not Found".
std::string_view httpReason(int status);

} // namespace easel
