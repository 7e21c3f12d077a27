// An endpoint over HTTP: a client process asks a server process on loopback, one row a time and in batches.
#include "tests/bench/bench.h"

#include "core/io/csv.h"
#include "core/learn/catalogs.h"
#include "core/learn/trainer.h"
#include "core/serve/mode.h"
#include "core/table/kernels.h"
#include "tests/support/http_client.h"

#include <algorithm>
#include <csignal>
#include <numeric>
#include <sys/wait.h>
#include <unistd.h>

namespace easel::bench {

namespace {

Result<std::unique_ptr<Service>> serveHiggs(const std::string& folder) {
  EASEL_TRY(easel::Table table, load(folder, "higgs.csv"));
  EASEL_TRY(table, table.head(50'000));
  TrainRequest request;
  request.target = "label";
  request.algorithm = "boosted_trees";
  request.params = {
      {"rounds", 100}, {"depth", 6}, {"learning_rate", 0.1}, {"max_bins", 256}, {"early_stopping", 0}};
  request.bootstrap = 0;
  EASEL_TRY(const TrainOutcome trained, train(Frame::of(table), request, builtinCatalogs(), Context()));
  EASEL_TRY(const auto mode, builtinModes().make("real_time", Json::object(), "mode"));
  return mode->start(trained.bundle, {{"higgs", "higgs", "1"}, "", {}}, 0);
}

/// The endpoint in a process of its own, as when it is deployed; ends with this object.
class ServerProcess {
 public:
  explicit ServerProcess(const std::string& folder) {
    int ends[2];
    if (::pipe(ends) != 0)
      return;
    m_pid = ::fork();
    if (m_pid == 0) {
      ::close(ends[0]);
      const auto service = serveHiggs(folder);
      const int port = service ? (*service)->port() : 0;
      if (!service)
        std::fprintf(stderr, "%s\n", service.error().text().c_str());
      if (::write(ends[1], &port, sizeof port) != sizeof port)
        ::_exit(1);
      for (;;)
        ::pause();
    }
    ::close(ends[1]);
    if (::read(ends[0], &m_port, sizeof m_port) != sizeof m_port)
      m_port = 0;
    ::close(ends[0]);
  }
  ~ServerProcess() {
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
  }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  std::uint16_t port() const { return static_cast<std::uint16_t>(m_port); }

 private:
  pid_t m_pid = 0;
  int m_port = 0;
};

Result<Answer> serveHttp(const std::string& folder) {
  const ServerProcess server(folder); // before anything here starts a thread
  if (server.port() == 0)
    return Error(ErrorCode::Internal, "The endpoint did not start.");
  EASEL_TRY(const easel::Table table, load(folder, "higgs.csv"));
  std::vector<Json> rows;
  for (std::size_t r = table.rows() - 2000; r < table.rows(); ++r) {
    Json row = Json::array();
    for (std::size_t c = 1; c < table.columnCount(); ++c) {
      EASEL_TRY(const Number number, table.column(c).numberAt(r));
      row.push_back(number.value);
    }
    rows.push_back(std::move(row));
  }
  Json columns = Json::array();
  for (std::size_t c = 1; c < table.columnCount(); ++c)
    columns.push_back(table.name(c));
  const auto body = [&](const Json& data) {
    return toText(Json{{"dataframe_split", {{"columns", columns}, {"data", data}}}});
  };
  std::vector<std::string> bodies;
  for (const Json& row : rows)
    bodies.push_back(body(Json::array({row})));

  test::HttpConnection connection(server.port());
  const std::vector<std::string> headers = {"Content-Type: application/json"};
  markBase();
  std::vector<double> latency;
  for (std::size_t i = 0; i < bodies.size() + 50; ++i) {
    const Stopwatch watch;
    const test::HttpReply reply =
        connection.request("POST", "/invocations", bodies[i % bodies.size()], headers);
    if (reply.status != 200)
      return Error(ErrorCode::Internal,
                   "The endpoint answered " + std::to_string(reply.status) + ": " + reply.body);
    if (i >= 50)
      latency.push_back(watch.seconds());
  }
  std::sort(latency.begin(), latency.end());
  const double total = std::accumulate(latency.begin(), latency.end(), 0.0);
  const std::string batch = body(rows);
  const Stopwatch batches;
  constexpr int kBatches = 20;
  for (int i = 0; i < kBatches; ++i)
    if (const auto reply = connection.request("POST", "/invocations", batch, headers); reply.status != 200)
      return Error(ErrorCode::Internal,
                   "The endpoint answered " + std::to_string(reply.status) + ": " + reply.body);
  return Answer{latency[latency.size() / 2],
                "p99_ms",
                1e3 * latency[latency.size() * 99 / 100],
                {{"per_second", static_cast<double>(latency.size()) / total},
                 {"batch_rows_per_second", kBatches * static_cast<double>(rows.size()) / batches.seconds()}}};
}

} // namespace

std::map<std::string, Task> serveTasks() {
  return {{"serve_http", serveHttp}};
}

} // namespace easel::bench
