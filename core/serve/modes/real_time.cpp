// Real time: the model stays loaded and every request is answered at once.
#include "core/serve/mode.h"

#include <boost/asio/ip/address.hpp>

namespace easel::modes {

namespace {

struct RealTimeParams {
  int port = 0;
  std::string host = "127.0.0.1";
  double bodyMegabytes = 6;
  int connections = 1024;
  int workSeconds = 60;
  int drainSeconds = 30;
  static void describe(Describe<RealTimeParams>& d) {
    d.field(&RealTimeParams::port, "port")
        .label(EASEL_TR("Port"))
        .help(EASEL_TR("Where the endpoint listens. 0 takes any free one."))
        .range(0, 65535);
    d.field(&RealTimeParams::host, "host")
        .label(EASEL_TR("Address"))
        .help(EASEL_TR("127.0.0.1 is reachable from this computer only. Another address needs a key."))
        .advanced();
    d.field(&RealTimeParams::bodyMegabytes, "body_megabytes")
        .label(EASEL_TR("Largest request"))
        .help(EASEL_TR("Larger requests are turned away."))
        .unit("MB")
        .range(0.001, 1024)
        .advanced();
    d.field(&RealTimeParams::connections, "connections")
        .label(EASEL_TR("Connections"))
        .help(EASEL_TR("How many callers may be connected at once."))
        .range(1, 65536)
        .advanced();
    d.field(&RealTimeParams::workSeconds, "work_seconds")
        .label(EASEL_TR("Time limit"))
        .help(EASEL_TR("A request that takes longer is given up."))
        .unit("s")
        .range(1, 3600)
        .advanced();
    d.field(&RealTimeParams::drainSeconds, "drain_seconds")
        .label(EASEL_TR("Time to finish"))
        .help(EASEL_TR("When the endpoint is stopped, running requests get so long to finish."))
        .unit("s")
        .range(0, 600)
        .advanced();
  }
};

class RealTimeService : public Service {
 public:
  RealTimeService(BundlePtr bundle, EndpointSettings settings)
      : m_endpoint(std::move(bundle), std::move(settings)) {}

  Result<void> listen(const RealTimeParams& p, double loadSeconds) {
    m_endpoint.metrics().loadSeconds(loadSeconds);
    m_drain = std::chrono::seconds(p.drainSeconds);
    m_host = p.host;
    HttpLimits limits;
    limits.bodyBytes = static_cast<std::uint64_t>(p.bodyMegabytes * 1024 * 1024);
    limits.connections = static_cast<std::size_t>(p.connections);
    limits.workTime = std::chrono::seconds(p.workSeconds);
    EASEL_TRY(m_server, HttpServer::start(p.host, static_cast<std::uint16_t>(p.port), limits,
                                          [this](const HttpRequest& request, const Context& context) {
                                            return m_endpoint.answer(request, context);
                                          }));
    m_endpoint.watch(m_server.get());
    return {};
  }

  std::string url() const override {
    const bool six = m_host.find(':') != std::string::npos;
    return "http://" + (six ? "[" + m_host + "]" : m_host) + ":" + std::to_string(port());
  }
  std::uint16_t port() const override { return m_server->port(); }
  void stop() override { m_server->stop(m_drain); }

 private:
  Endpoint m_endpoint;
  std::unique_ptr<HttpServer> m_server; // after the endpoint: it is destroyed first
  std::chrono::milliseconds m_drain{0};
  std::string m_host;
};

class RealTime : public ServingMode {
 public:
  explicit RealTime(RealTimeParams params) : m_params(std::move(params)) {}

  Result<std::unique_ptr<Service>> start(BundlePtr bundle, EndpointSettings settings,
                                         double loadSeconds) const override {
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(m_params.host, ec);
    if (!ec && !address.is_loopback()) {
      if (settings.key.empty())
        return Error(ErrorCode::InvalidArgument, "An endpoint that other computers can reach needs a key.",
                     "Give it a key, or use the address 127.0.0.1.");
      settings.hosts.push_back(m_params.host);
    }
    auto service = std::make_unique<RealTimeService>(std::move(bundle), std::move(settings));
    EASEL_CHECK(service->listen(m_params, loadSeconds));
    return std::unique_ptr<Service>(std::move(service));
  }

 private:
  RealTimeParams m_params;
};

} // namespace

Entry<ServingMode> realTime() {
  return entry<ServingMode, RealTime, RealTimeParams>("real_time")
      .title(EASEL_TR("Real time"))
      .summary(EASEL_TR("Stays loaded and answers every request at once."))
      .category(EASEL_TR("Serving"))
      .keywords({"endpoint", "http", "rest"});
}

} // namespace easel::modes
