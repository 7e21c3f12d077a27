#include "core/serve/http_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>

namespace easel {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using BeastRequest = http::request<http::string_body>;
using BeastResponse = http::response<http::string_body>;

std::string_view httpReason(int status) {
  const auto s = http::obsolete_reason(static_cast<http::status>(status));
  return {s.data(), s.size()};
}

namespace {

constexpr int kIoThreads = 2;

std::string errorBody(std::string_view code, std::string_view message) {
  return "{\"error_code\":\"" + std::string(code) + "\",\"message\":\"" + std::string(message) + "\"}";
}

class Session;

} // namespace

struct HttpServer::State {
  std::mutex mutex; // guards sessions; outlives io, whose handlers own the last sessions
  std::condition_variable emptied;
  std::unordered_set<Session*> sessions;

  asio::io_context io{kIoThreads};
  std::optional<tcp::acceptor> acceptor;
  std::vector<std::thread> threads;
  std::optional<asio::thread_pool> workers;
  HttpLimits limits;
  Handler handler;
  std::uint16_t port = 0;

  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> inFlight{0}, queued{0};
  std::atomic<std::uint64_t> refusedConnections{0}, refusedQueue{0}, refusedBody{0}, refusedHeader{0};

  std::size_t connectionCount() {
    const std::lock_guard lock(mutex);
    return sessions.size();
  }
  void accept();
};

namespace {

/// One connection. All its steps run on its strand.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, HttpServer::State& server) : m_stream(std::move(socket)), m_server(server) {
    beast::error_code ignored;
    m_stream.socket().set_option(tcp::no_delay(true), ignored);
    const std::lock_guard lock(m_server.mutex);
    m_server.sessions.insert(this);
  }
  ~Session() {
    const std::lock_guard lock(m_server.mutex);
    m_server.sessions.erase(this);
    m_server.emptied.notify_all();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start() {
    asio::dispatch(m_stream.get_executor(), [self = shared_from_this()] { self->waitForRequest(); });
  }

  /// Answers without reading, for a connection too many.
  void refuse() {
    m_close = true;
    HttpResponse response;
    response.status = 503;
    response.body = errorBody("SERVICE_UNAVAILABLE", "Too many connections. Try again later.");
    response.headers.emplace_back("Retry-After", "1");
    asio::dispatch(m_stream.get_executor(), [self = shared_from_this(), r = std::move(response)]() mutable {
      self->write(std::move(r));
    });
  }

  /// Called when the server stops: an idle connection has nothing to wait for.
  void closeIfIdle() {
    asio::post(m_stream.get_executor(), [weak = weak_from_this()] {
      if (const auto self = weak.lock(); self && self->m_idle)
        self->m_stream.close();
    });
  }

 private:
  void waitForRequest() {
    if (m_server.stopping)
      return close();
    m_parser.emplace();
    m_parser->header_limit(m_server.limits.headerBytes);
    m_parser->body_limit(m_server.limits.bodyBytes);
    if (m_buffer.size() > 0) // the next request came with the last one
      return readHeader();
    m_idle = true;
    m_stream.expires_after(m_server.limits.idleTime);
    m_stream.async_read_some(m_buffer.prepare(8 * 1024),
                             [self = shared_from_this()](beast::error_code ec, std::size_t n) {
                               self->m_idle = false;
                               if (ec)
                                 return self->close();
                               self->m_buffer.commit(n);
                               self->readHeader();
                             });
  }

  void readHeader() {
    m_stream.expires_after(m_server.limits.headerTime);
    http::async_read_header(
        m_stream, m_buffer, *m_parser,
        [self = shared_from_this()](beast::error_code ec, std::size_t) { self->onHeader(ec); });
  }

  void onHeader(beast::error_code ec) {
    if (ec == http::error::header_limit) {
      ++m_server.refusedHeader;
      return fail(431, "The request's headers are too large.");
    }
    if (ec == http::error::body_limit)
      return tooLarge();
    if (ec == beast::error::timeout || ec == http::error::end_of_stream ||
        ec == asio::error::operation_aborted || ec == asio::error::connection_reset)
      return close();
    if (ec)
      return fail(400, "This is not an HTTP/1.1 request.");
    if (beast::iequals(m_parser->get()[http::field::expect], "100-continue"))
      return sendContinue();
    readBody();
  }

  void sendContinue() {
    auto go = std::make_shared<http::response<http::empty_body>>(http::status::continue_, 11);
    http::async_write(m_stream, *go, [self = shared_from_this(), go](beast::error_code ec, std::size_t) {
      if (ec)
        return self->close();
      self->readBody();
    });
  }

  void readBody() {
    if (m_parser->is_done())
      return answer();
    m_stream.expires_after(m_server.limits.bodyTime);
    http::async_read(m_stream, m_buffer, *m_parser,
                     [self = shared_from_this()](beast::error_code ec, std::size_t) {
                       if (ec == http::error::body_limit)
                         return self->tooLarge();
                       if (ec) // also when the time is over: the stream has closed itself then
                         return self->close();
                       self->answer();
                     });
  }

  void tooLarge() {
    ++m_server.refusedBody;
    fail(413, "The body is larger than " + std::to_string(m_server.limits.bodyBytes) +
                  " bytes. Send the rows in smaller parts.");
  }

  void fail(int status, const std::string& message) {
    m_close = true; // what follows on the connection cannot be trusted to be a request
    HttpResponse response;
    response.status = status;
    response.body = errorBody("BAD_REQUEST", message);
    write(std::move(response));
  }

  void answer() {
    m_stream.expires_never();
    m_request = m_parser->release();
    m_close = !m_request.keep_alive();
    m_head = m_request.method() == http::verb::head;
    ++m_server.inFlight;
    if (m_request.body().size() <= m_server.limits.inlineBytes)
      return finish(work(Context()));
    if (m_server.queued.fetch_add(1) >= m_server.limits.queue) {
      --m_server.queued;
      ++m_server.refusedQueue;
      HttpResponse response;
      response.status = 429;
      response.body = errorBody("TOO_MANY_REQUESTS", "Too many large requests are waiting. Try again later.");
      response.headers.emplace_back("Retry-After", "1");
      return finish(std::move(response));
    }
    const Context context;
    m_timer.emplace(m_stream.get_executor(), m_server.limits.workTime);
    m_timer->async_wait([context](beast::error_code ec) {
      if (!ec)
        context.cancel();
    });
    asio::post(*m_server.workers, [self = shared_from_this(), context] {
      HttpResponse response = self->work(context);
      --self->m_server.queued;
      asio::post(self->m_stream.get_executor(), [self, r = std::move(response)]() mutable {
        self->m_timer.reset();
        self->finish(std::move(r));
      });
    });
  }

  HttpResponse work(const Context& context) {
    const std::string target(m_request.target());
    const std::size_t question = target.find('?');
    HttpRequest request;
    request.method = std::string(m_request.method_string());
    request.path = target.substr(0, question);
    request.query = question == std::string::npos ? std::string() : target.substr(question + 1);
    request.body = m_request.body();
    request.header = [this](std::string_view name) -> std::string_view {
      const auto value = m_request[beast::string_view(name.data(), name.size())];
      return {value.data(), value.size()};
    };
    try {
      return m_server.handler(request, context);
    } catch (const std::exception&) { // out of memory; the connection must still get an answer
      HttpResponse response;
      response.status = 500;
      response.body = errorBody("INTERNAL_ERROR", "The request could not be answered.");
      return response;
    }
  }

  void finish(HttpResponse response) {
    --m_server.inFlight;
    write(std::move(response));
  }

  void write(HttpResponse response) {
    if (m_server.stopping)
      m_close = true;
    m_response = BeastResponse(static_cast<http::status>(response.status), 11);
    m_response.set(http::field::server, "easel");
    if (!response.contentType.empty())
      m_response.set(http::field::content_type, response.contentType);
    for (const auto& [name, value] : response.headers)
      m_response.set(name, value);
    m_response.keep_alive(!m_close);
    m_response.content_length(response.body.size());
    if (!m_head)
      m_response.body() = std::move(response.body);
    m_stream.expires_after(m_server.limits.bodyTime);
    http::async_write(m_stream, m_response, [self = shared_from_this()](beast::error_code ec, std::size_t) {
      if (ec || self->m_close)
        return self->close();
      self->waitForRequest();
    });
  }

  void close() {
    beast::error_code ignored;
    m_stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    m_stream.close();
  }

  beast::tcp_stream m_stream;
  HttpServer::State& m_server;
  beast::flat_buffer m_buffer;
  std::optional<http::request_parser<http::string_body>> m_parser;
  BeastRequest m_request;
  BeastResponse m_response;
  std::optional<asio::steady_timer> m_timer;
  bool m_close = false;
  bool m_head = false;
  bool m_idle = false;
};

} // namespace

void HttpServer::State::accept() {
  acceptor->async_accept(asio::make_strand(io), [this](beast::error_code ec, tcp::socket socket) {
    if (stopping || ec == asio::error::operation_aborted)
      return;
    if (!ec) {
      const bool full = connectionCount() >= limits.connections;
      const auto session = std::make_shared<Session>(std::move(socket), *this);
      if (full) {
        ++refusedConnections;
        session->refuse();
      } else {
        session->start();
      }
    }
    accept();
  });
}

HttpServer::HttpServer() : m_state(std::make_unique<State>()) {}

Result<std::unique_ptr<HttpServer>> HttpServer::start(const std::string& host, std::uint16_t port,
                                                      const HttpLimits& limits, Handler handler) {
  beast::error_code ec;
  const asio::ip::address address = asio::ip::make_address(host, ec);
  if (ec)
    return Error(ErrorCode::InvalidArgument, "'" + host + "' is not an address.",
                 "Use for example 127.0.0.1.");
  auto server = std::unique_ptr<HttpServer>(new HttpServer);
  State& s = *server->m_state;
  s.limits = limits;
  s.handler = std::move(handler);
  s.acceptor.emplace(asio::make_strand(s.io));
  const tcp::endpoint endpoint(address, port);
  s.acceptor->open(endpoint.protocol(), ec);
  if (!ec)
    s.acceptor->set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec)
    s.acceptor->bind(endpoint, ec);
  if (!ec)
    s.acceptor->listen(asio::socket_base::max_listen_connections, ec);
  if (ec) {
    const std::string where = host + ":" + std::to_string(port);
    if (ec == asio::error::address_in_use)
      return Error(ErrorCode::Busy, "Port " + std::to_string(port) + " is used by another program.",
                   "Choose another port, or 0 for any free one.");
    if (ec == asio::error::access_denied)
      return Error(ErrorCode::Permission, "No permission to listen on " + where + ".",
                   "Choose a port above 1023.");
    return Error(ErrorCode::Io, "Cannot listen on " + where + ": " + ec.message() + ".");
  }
  s.port = s.acceptor->local_endpoint().port();
  s.workers.emplace(2);
  s.accept();
  for (int i = 0; i < kIoThreads; ++i)
    s.threads.emplace_back([&s] { s.io.run(); });
  return server;
}

HttpServer::~HttpServer() {
  stop(std::chrono::milliseconds(0));
}

std::uint16_t HttpServer::port() const {
  return m_state->port;
}

HttpCounters HttpServer::counters() const {
  State& s = *m_state;
  return {s.connectionCount(), s.inFlight,    s.queued,       s.refusedConnections,
          s.refusedQueue,      s.refusedBody, s.refusedHeader};
}

void HttpServer::stop(std::chrono::milliseconds grace) {
  State& s = *m_state;
  if (s.threads.empty())
    return;
  s.stopping = true;
  asio::post(s.acceptor->get_executor(), [&s] {
    beast::error_code ignored;
    s.acceptor->close(ignored);
  });
  {
    std::unique_lock lock(s.mutex);
    for (Session* session : s.sessions)
      session->closeIfIdle();
    s.emptied.wait_for(lock, grace, [&s] { return s.sessions.empty(); });
  }
  s.workers->join();
  s.io.stop();
  for (std::thread& t : s.threads)
    t.join();
  s.threads.clear();
}

} // namespace easel
