// One endpoint as a function, and once over real HTTP: paths, keys, host names, metrics, descriptions.
#include "core/serve/endpoint.h"
#include "core/serve/mode.h"
#include "tests/support/http_client.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <set>

using namespace easel;
using namespace easel::test;

namespace {

/// P(yes) = clamp(x): small enough to know every answer.
class Identity : public Model {
 public:
  Result<Predictions> predict(const Features& features, const Context&) const override {
    Predictions p(static_cast<Eigen::Index>(features.rows()), 2);
    for (Eigen::Index r = 0; r < p.rows(); ++r)
      predictRow({features.x.row(r).data(), static_cast<std::size_t>(features.x.cols())},
                 {p.row(r).data(), 2});
    return p;
  }
  void predictRow(std::span<const float> x, std::span<double> out) const override {
    out[1] = std::clamp(static_cast<double>(x[0]), 0.0, 1.0);
    out[0] = 1 - out[1];
  }
  std::size_t outputs() const override { return 2; }
  std::string save() const override { return {}; }
};

BundlePtr bundle() {
  ModelBundle::Parts parts;
  SignatureField x;
  x.name = "x";
  x.type = DataType::Float64;
  x.min = 0;
  x.max = 1;
  x.example = "0.25";
  parts.signature.inputs = {x};
  parts.signature.target = "<leaves>";
  parts.signature.task = Task::Binary;
  parts.signature.classes = {"No", "Yes"};
  parts.fields = {{"x", DataType::Float64, {}}};
  parts.model = std::make_shared<Identity>();
  return std::make_shared<ModelBundle>(std::move(parts));
}

struct Ask {
  std::string method = "GET", path = "/ping", body;
  std::map<std::string, std::string> headers = {{"host", "localhost:1"},
                                                {"content-type", "application/json"}};
};

HttpResponse ask(Endpoint& endpoint, const Ask& a) {
  HttpRequest request;
  request.method = a.method;
  request.path = a.path;
  request.body = a.body;
  request.header = [&](std::string_view name) -> std::string_view {
    const auto it = a.headers.find(toLowerAscii(name));
    return it == a.headers.end() ? std::string_view() : std::string_view(it->second);
  };
  return endpoint.answer(request, Context());
}

const std::string kRow = "{\"dataframe_records\":[{\"x\":0.75}]}";

} // namespace

class TestEndpoint : public QObject {
  Q_OBJECT
 private slots:
  void predicts() {
    Endpoint e(bundle(), {{"churn", "churn", "1"}, "", {}});
    const HttpResponse r = ask(e, {"POST", "/invocations", kRow});
    QCOMPARE(r.status, 200);
    QCOMPARE(
        r.body,
        std::string(
            "{\"predictions\":[{\"prediction\":\"Yes\",\"probability_No\":0.25,\"probability_Yes\":0.75}]}"));
    QCOMPARE(ask(e, {"POST", "/endpoints/churn/invocations", kRow}).body, r.body);
  }

  void keyIsNeededForAnswersOnly() {
    Endpoint e(bundle(), {{"churn", "churn", "1"}, "secret", {}});
    QCOMPARE(ask(e, {"GET", "/ping", {}}).status, 200);
    QCOMPARE(ask(e, {"GET", "/", {}}).status, 200);
    QCOMPARE(ask(e, {"GET", "/openapi.json", {}}).status, 200);
    Ask a{"POST", "/invocations", kRow};
    QCOMPARE(ask(e, a).status, 401);
    for (const char* wrong : {"secret", "Bearer", "Bearer secre", "Bearer secret2", "Basic secret"}) {
      a.headers["authorization"] = wrong;
      QCOMPARE(ask(e, a).status, 401);
    }
    a.headers["authorization"] = "bearer secret";
    QCOMPARE(ask(e, a).status, 200);
    QCOMPARE(ask(e, {"GET", "/metrics", {}}).status, 401);
    QCOMPARE(ask(e, {"GET", "/requests", {}}).status, 401);
  }

  void otherHostNamesAreNotServed() { // DNS rebinding
    Endpoint e(bundle(), {{"churn", "churn", "1"}, "", {"studio.local"}});
    for (const char* good : {"localhost", "127.0.0.1:8080", "[::1]:80", "studio.local:1", "LOCALHOST"})
      QCOMPARE(ask(e, {"GET", "/ping", {}, {{"host", good}}}).status, 200);
    for (const char* bad : {"evil.example", "localhost.evil.example", "", "128.0.0.1"})
      QCOMPARE(ask(e, {"GET", "/ping", {}, {{"host", bad}}}).status, 403);
  }

  void wrongPathsAndMethodsAreNamed() {
    Endpoint e(bundle(), {{"churn", "churn", "1"}, "", {}});
    QCOMPARE(ask(e, {"GET", "/nothing", {}}).status, 404);
    const HttpResponse r = ask(e, {"GET", "/invocations", {}});
    QCOMPARE(r.status, 405);
    QCOMPARE(r.headers.front().second, std::string("POST"));
    QCOMPARE(ask(e, {"POST", "/ping", {}}).status, 405);
    const HttpResponse wrong = ask(e, {"POST", "/invocations", "{\"dataframe_records\":[{\"x\":\"much\"}]}"});
    QCOMPARE(wrong.status, 400);
    QCOMPARE(parseJson(wrong.body)->at("message"), Json("row 1, column x: 'much' is not a number."));
  }

  void metricsCountAndHaveTheRightForm() {
    Endpoint e(bundle(), {{"churn", "ch\"urn", "3"}, "", {}});
    ask(e, {"POST", "/invocations", kRow});
    ask(e, {"POST", "/invocations", kRow});
    ask(e, {"POST", "/invocations", "{"});
    const std::string text = ask(e, {"GET", "/metrics", {}}).body;
    const auto has = [&](const char* line) {
      return text.find(std::string(line) + "\n") != std::string::npos;
    };
    QVERIFY(has("easel_inference_requests_total{model=\"ch\\\"urn\",version=\"3\",protocol=\"mlflow\",code="
                "\"200\"} 2"));
    QVERIFY(has("easel_inference_requests_total{model=\"ch\\\"urn\",version=\"3\",protocol=\"unknown\",code="
                "\"400\"} 1"));
    QVERIFY(has("easel_inference_rows_total{model=\"ch\\\"urn\",version=\"3\"} 2"));
    QVERIFY(has("easel_inference_duration_seconds_bucket{le=\"+Inf\"} 3"));
    QVERIFY(has("easel_inference_duration_seconds_count 3"));
    for (const char* share : {"0.5", "0.95", "0.99"})
      QVERIFY(text.find(std::string("easel_inference_latency_seconds{quantile=\"") + share + "\"} ") != std::string::npos);
    QCOMPARE(text.back(), '\n');
    // Every sample's family is declared before it, once (Prometheus text format).
    std::set<QString> declared;
    for (const QString& line : QString::fromStdString(text).split('\n', Qt::SkipEmptyParts)) {
      if (line.startsWith("# TYPE "))
        QVERIFY(declared.insert(line.section(' ', 2, 2)).second);
      if (line.startsWith('#'))
        continue;
      QString name = line.section(QRegularExpression("[{ ]"), 0, 0);
      for (const char* part : {"_bucket", "_sum", "_count"})
        if (declared.count(name) == 0 && name.endsWith(part))
          name.chop(static_cast<int>(qstrlen(part)));
      QVERIFY2(declared.count(name), qPrintable(line));
    }
  }

  void quantilesComeFromTheHistogram() {
    EndpointMetrics m("m", "1");
    QCOMPARE(m.quantile(0.5), 0.0);
    for (int i = 0; i < 90; ++i)
      m.invocation("mlflow", 200, 1, 0.003); // in the bucket from 2.5 to 5 ms
    for (int i = 0; i < 10; ++i)
      m.invocation("mlflow", 200, 1, 60); // beyond the last bound
    QVERIFY(m.quantile(0.5) > 0.0025 && m.quantile(0.5) < 0.005);
    QCOMPARE(m.quantile(0.9), 0.005);
    QCOMPARE(m.quantile(0.99), 10.0);
  }

  void keepsTheLastRequests() {
    Endpoint e(bundle(), {{"churn", "churn", "1"}, "", {}});
    const auto requests = [&] {
      const HttpResponse r = ask(e, {"GET", "/requests", {}});
      return r.status == 200 && r.contentType == "application/json" ? parseJson(r.body)->at("requests") : Json();
    };
    QCOMPARE(requests(), Json::array());
    ask(e, {"POST", "/invocations", kRow});
    ask(e, {"POST", "/invocations", "{\"dataframe_records\":[{\"x\":0.1},{\"x\":1},{\"x\":1}]}"});
    ask(e, {"POST", "/invocations", "{\"dataframe_records\":[{\"x\":\"much\"}]}"});
    const Json list = requests();
    QCOMPARE(list.size(), std::size_t{3});
    QCOMPARE(list[2]["text"], Json("<leaves> = Yes (0.75)"));
    QCOMPARE(list[2]["status"], Json(200));
    QCOMPARE(list[2]["rows"], Json(1));
    QVERIFY(list[2]["milliseconds"].get<double>() >= 0);
    QVERIFY(list[2]["time"].get<std::string>().ends_with("Z"));
    QCOMPARE(list[1]["text"], Json("<leaves> = No (0.9), and 2 more rows"));
    QCOMPARE(list[0]["status"], Json(400)); // newest first
    QCOMPARE(list[0]["rows"], Json(0));
    QVERIFY(list[0]["text"].get<std::string>().find("not a number") != std::string::npos);
    ask(e, {"POST", "/invocations", "{\"dataframe_records\":[{\"x\":\"" + std::string(5000, 'y') + "\"}]}"});
    QVERIFY(requests()[0]["text"].get<std::string>().size() <= 210);
    for (int i = 0; i < 250; ++i)
      ask(e, {"POST", "/invocations", kRow});
    QCOMPARE(requests().size(), RecentRequests::kMost);
    QCOMPARE(ask(e, {"POST", "/requests", {}}).status, 405);
  }

  void describesItself() {
    Endpoint e(bundle(), {{"churn", "churn", "1"}, "k", {}});
    const Json api = *parseJson(ask(e, {"GET", "/openapi.json", {}}).body);
    QCOMPARE(api["openapi"], Json("3.0.3"));
    QVERIFY(api["paths"].contains("/requests"));
    QCOMPARE(api["components"]["schemas"]["Row"]["properties"]["x"]["type"], Json("number"));
    QCOMPARE(api["components"]["schemas"]["Row"]["required"], Json({"x"}));
    QVERIFY(api["components"]["securitySchemes"].contains("key"));
    const std::string page = ask(e, {"GET", "/", {}}).body;
    QVERIFY(page.find("data-column=\"x\"") != std::string::npos);
    QVERIFY(page.find("&lt;leaves&gt;") != std::string::npos);
    QVERIFY(page.find("<leaves>") == std::string::npos);
    QVERIFY(page.find("https://") == std::string::npos); // nothing is loaded from elsewhere
  }

  void servesOverRealHttp() {
    const auto mode = std::move(builtinModes().make("real_time", Json::object(), "mode")).value();
    const auto service = std::move(mode->start(bundle(), {{"churn", "churn", "1"}, "k", {}}, 0)).value();
    HttpConnection c(service->port());
    QCOMPARE(c.request("GET", "/ping").status, 200);
    const HttpReply r = c.request("POST", "/invocations", "x\n0.2\n0.9\n",
                                  {"Content-Type: text/csv", "Authorization: Bearer k"});
    QCOMPARE(r.status, 200);
    QCOMPARE(r.headers.at("x-easel-dialect"), std::string("csv-header"));
    QVERIFY(QString::fromStdString(r.body).startsWith("prediction,probability_No,probability_Yes\nNo,"));
    QCOMPARE(c.request("GET", "/requests").status, 401);
    const HttpReply recent = c.request("GET", "/requests", {}, {"Authorization: Bearer k"});
    QCOMPARE(recent.status, 200);
    QCOMPARE(parseJson(recent.body)->at("requests").at(0).at("text"), Json("<leaves> = No (0.8), and 1 more row"));
    QCOMPARE(c.request("GET", "/metrics", {}, {"Authorization: Bearer k"})
                     .body.find("easel_http_connections 1\n") != std::string::npos,
             true);
    service->stop();
    QVERIFY(!HttpConnection(service->port()).connected());
  }

  void otherComputersNeedAKey() {
    const auto mode = std::move(builtinModes().make("real_time", {{"host", "0.0.0.0"}}, "mode")).value();
    const auto open = mode->start(bundle(), {{"churn", "churn", "1"}, "", {}}, 0);
    QVERIFY(!open);
    QVERIFY(!open.error().hint.empty());
  }
};

QTEST_APPLESS_MAIN(TestEndpoint)
#include "tst_endpoint.moc"
