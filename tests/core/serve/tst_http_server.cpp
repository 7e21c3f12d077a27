// The transport: keep-alive, limits, refusals, stopping. Real sockets on loopback.
#include "core/serve/http_server.h"
#include "tests/support/http_client.h"

#include <QtTest>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

using namespace easel;
using namespace easel::test;
using namespace std::chrono_literals;

namespace {

HttpResponse echo(const HttpRequest& request, const Context&) {
  HttpResponse r;
  r.contentType = "text/plain";
  r.body = request.method + " " + request.path + "?" + request.query + " " +
           std::string(request.header("x-test")) + " " + std::string(request.body);
  return r;
}

std::unique_ptr<HttpServer> start(HttpLimits limits = {}, HttpServer::Handler handler = echo) {
  return std::move(HttpServer::start("127.0.0.1", 0, limits, std::move(handler))).value();
}

} // namespace

class TestHttpServer : public QObject {
  Q_OBJECT
 private slots:
  void answersSeveralRequestsOnOneConnection() {
    const auto server = start();
    HttpConnection c(server->port());
    QCOMPARE(c.request("GET", "/a?b=c", {}, {"X-Test: yes"}).body, std::string("GET /a?b=c yes "));
    QCOMPARE(c.request("POST", "/p", "hello").body, std::string("POST /p?  hello"));
    QCOMPARE(c.request("HEAD", "/h").status, 200);
    QCOMPARE(c.request("GET", "/z").body, std::string("GET /z?  "));
    QCOMPARE(server->counters().connections, std::size_t{1});
  }

  void answersRequestsSentTogetherInOrder() {
    const auto server = start();
    HttpConnection c(server->port());
    QVERIFY(c.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n"));
    QCOMPARE(c.receive().body, std::string("GET /1?  "));
    QCOMPARE(c.receive().body, std::string("GET /2?  "));
  }

  void idleClientsDoNotHoldOthersUp() {
    const auto server = start();
    std::vector<std::unique_ptr<HttpConnection>> idle;
    for (int i = 0; i < 64; ++i) {
      idle.push_back(std::make_unique<HttpConnection>(server->port()));
      QCOMPARE(idle.back()->request("GET", "/").status, 200);
    }
    HttpConnection c(server->port());
    QCOMPARE(c.request("GET", "/").status, 200);
  }

  void closesWhenAsked() {
    const auto server = start();
    HttpConnection c(server->port());
    QCOMPARE(c.request("GET", "/", {}, {"Connection: close"}).status, 200);
    QVERIFY(c.closed(2000));
  }

  void refusesWhatIsTooLarge() {
    HttpLimits limits;
    limits.bodyBytes = 1000;
    limits.headerBytes = 2000;
    const auto server = start(limits);
    HttpConnection body(server->port());
    const HttpReply tooLarge = body.request("POST", "/", std::string(1001, 'x'));
    QCOMPARE(tooLarge.status, 413);
    QVERIFY(tooLarge.body.find("1000") != std::string::npos);
    HttpConnection chunked(server->port());
    QVERIFY(chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                         std::string(2000, 'x') + "\r\n0\r\n\r\n"));
    QCOMPARE(chunked.receive().status, 413);
    HttpConnection header(server->port());
    QCOMPARE(header.request("GET", "/", {}, {"X-Long: " + std::string(3000, 'x')}).status, 431);
    HttpConnection exact(server->port());
    QCOMPARE(exact.request("POST", "/", std::string(1000, 'x')).status, 200);
    QCOMPARE(server->counters().refusedBody, std::uint64_t{2});
    QCOMPARE(server->counters().refusedHeader, std::uint64_t{1});
  }

  void refusesWhatIsNotHttp() {
    const auto server = start();
    HttpConnection c(server->port());
    QVERIFY(c.send("\x16\x03\x01 nonsense\r\n\r\n"));
    QCOMPARE(c.receive().status, 400);
    QVERIFY(c.closed(2000));
  }

  void doesNotWaitForSlowClients() {
    HttpLimits limits;
    limits.headerTime = 150ms;
    limits.bodyTime = 150ms;
    limits.idleTime = 300ms;
    const auto server = start(limits);
    HttpConnection header(server->port());
    QVERIFY(header.send("GET / HTTP/1.1\r\nHo"));
    QVERIFY(header.closed(5000));
    HttpConnection body(server->port());
    QVERIFY(body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab"));
    QVERIFY(body.closed(5000));
    HttpConnection idle(server->port());
    QCOMPARE(idle.request("GET", "/").status, 200);
    QVERIFY(idle.closed(5000));
  }

  void saysSoWhenThereAreTooManyConnections() {
    HttpLimits limits;
    limits.connections = 2;
    const auto server = start(limits);
    HttpConnection a(server->port());
    HttpConnection b(server->port());
    QCOMPARE(a.request("GET", "/").status, 200);
    QCOMPARE(b.request("GET", "/").status, 200);
    HttpConnection c(server->port());
    QCOMPARE(c.receive().status, 503);
    QVERIFY(c.closed(2000));
    QCOMPARE(a.request("GET", "/").status, 200);
  }

  void largeRequestsQueueAndThenAreTurnedAway() {
    HttpLimits limits;
    limits.inlineBytes = 10;
    limits.queue = 2;
    std::latch release(1);
    std::atomic<int> working{0};
    const auto server = start(limits, [&](const HttpRequest& request, const Context& context) {
      if (request.body.size() > 10) {
        ++working;
        release.wait();
      }
      return echo(request, context);
    });
    const std::string large(100, 'x');
    const auto ask = [&] {
      HttpConnection c(server->port());
      return c.request("POST", "/", large).status;
    };
    auto first = std::async(std::launch::async, ask);
    auto second = std::async(std::launch::async, ask);
    QTRY_COMPARE(working.load(), 2);
    HttpConnection third(server->port());
    const HttpReply refused = third.request("POST", "/", large);
    QCOMPARE(refused.status, 429);
    QCOMPARE(refused.headers.at("retry-after"), std::string("1"));
    QCOMPARE(third.request("POST", "/", "small").status, 200); // small ones are still answered
    release.count_down();
    QCOMPARE(first.get(), 200);
    QCOMPARE(second.get(), 200);
  }

  void workThatTakesTooLongIsCancelled() {
    HttpLimits limits;
    limits.inlineBytes = 0;
    limits.workTime = 100ms;
    const auto server = start(limits, [](const HttpRequest&, const Context& context) {
      while (!context.cancelled())
        std::this_thread::yield();
      HttpResponse r;
      r.status = 503;
      return r;
    });
    HttpConnection c(server->port());
    QCOMPARE(c.request("POST", "/", "x").status, 503);
  }

  void anExceptionIsAnAnswer() {
    const auto server =
        start({}, [](const HttpRequest&, const Context&) -> HttpResponse { throw std::bad_alloc(); });
    HttpConnection c(server->port());
    QCOMPARE(c.request("GET", "/").status, 500);
    QCOMPARE(c.request("GET", "/").status, 500);
  }

  void stoppingLetsRunningRequestsEnd() {
    HttpLimits limits;
    limits.inlineBytes = 0;
    std::latch begun(1);
    std::atomic<bool> stopped{false};
    auto server = start(limits, [&](const HttpRequest& request, const Context& context) {
      begun.count_down();
      std::this_thread::sleep_for(100ms);
      return echo(request, context);
    });
    const std::uint16_t port = server->port();
    HttpConnection idle(port);
    HttpConnection c(port);
    auto answer = std::async(std::launch::async, [&] { return c.request("POST", "/", "abc"); });
    begun.wait();
    server->stop(10s);
    stopped = true;
    QCOMPARE(answer.get().status, 200);
    QVERIFY(idle.closed(2000));
    QVERIFY(!HttpConnection(port).connected());
  }

  void aTakenPortIsAClearError() {
    const auto server = start();
    const auto second = HttpServer::start("127.0.0.1", server->port(), {}, echo);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Busy);
    QVERIFY(second.error().message.find(std::to_string(server->port())) != std::string::npos);
    QCOMPARE(HttpServer::start("nonsense", 0, {}, echo).error().code, ErrorCode::InvalidArgument);
  }

  void manyClientsAtOnce() {
    const auto server = start();
    std::vector<std::future<int>> clients;
    for (int k = 0; k < 16; ++k)
      clients.push_back(std::async(std::launch::async, [&, k] {
        HttpConnection c(server->port());
        int right = 0;
        for (int i = 0; i < 200; ++i) {
          const std::string text = std::to_string(k * 1000 + i);
          right += c.request("POST", "/", text).body == "POST /?  " + text;
        }
        return right;
      }));
    for (auto& c : clients)
      QCOMPARE(c.get(), 200);
  }
};

QTEST_APPLESS_MAIN(TestHttpServer)
#include "tst_http_server.moc"
