// What a caller of an endpoint sends and reads: calls, answers, errors that name their input, figures and quantiles.
#include "core/serve/client.h"
#include "core/serve/endpoint_metrics.h"
#include "core/serve/recent_requests.h"

#include <QtTest>

using namespace easel;

class TestClient : public QObject {
  Q_OBJECT
 private slots:
  void theCallIsQuotedForAShell() {
    const std::string call = curlCommand("http://127.0.0.1:1", "k", {{"name", "it's"}});
    QVERIFY(call.find("curl -X POST 'http://127.0.0.1:1/invocations'") == 0);
    QVERIFY(call.find("'Authorization: Bearer k'") != std::string::npos);
    QVERIFY(call.find("it'\\''s") != std::string::npos);
    QVERIFY(curlCommand("http://127.0.0.1:1", "", Json::object()).find("Authorization") == std::string::npos);
  }

  void answers() {
    const auto yes = readAnswer(200, "{\"predictions\":[{\"prediction\":\"Yes\",\"probability_No\":0.2,\"probability_Yes\":0.8}]}", {});
    QVERIFY(yes);
    QCOMPARE(yes->prediction, std::string("Yes"));
    QCOMPARE(*yes->probability, 0.8);
    const auto price = readAnswer(200, "{\"predictions\":[{\"prediction\":12.5}]}", {});
    QVERIFY(price);
    QCOMPARE(*price->number, 12.5);
    QVERIFY(!price->probability);
    for (const char* body : {"", "{}", "[]", "{\"predictions\":[]}", "{\"predictions\":[3]}", "null"})
      QVERIFY2(!readAnswer(200, body, {}), body);
  }

  void errorsNameTheirInput() {
    const std::vector<std::string> inputs = {"tenure", "ten", "city"};
    const auto wrong = readAnswer(400, "{\"error_code\":\"BAD_REQUEST\",\"message\":\"row 1, column tenure: not a number\"}", inputs);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().places.size(), std::size_t{1});
    QCOMPARE(wrong.error().places[0].name, std::string("tenure"));
    const auto quoted = readAnswer(400, "{\"message\":\"Columns 'ten' and 'city' are missing.\"}", inputs);
    QCOMPARE(quoted.error().places.size(), std::size_t{2});
    QVERIFY(readAnswer(502, "<html>", inputs).error().message.find("502") != std::string::npos);
  }

  void figuresOfARealPage() {
    EndpointMetrics metrics("churn", "1");
    for (int i = 0; i < 90; ++i)
      metrics.invocation("mlflow_json", 200, 1, 0.0007);
    for (int i = 0; i < 10; ++i)
      metrics.invocation("mlflow_json", 400, 0, 0.2);
    const auto figures = readFigures(metrics.text({}));
    QVERIFY(figures);
    QCOMPARE(figures->requests, 100.0);
    QCOMPARE(figures->errors, 10.0);
    QVERIFY(figures->memoryBytes > 0);
    // 0.5 to 1 ms holds the first 90: the 50th lies 50/90 of the way.
    QVERIFY(std::abs(*latencyQuantile(*figures, 0.5) - (0.0005 + 0.0005 * 50 / 90)) < 1e-9);
    QVERIFY(*latencyQuantile(*figures, 0.99) > 0.1);
    metrics.invocation("mlflow_json", 200, 1, 3.0);
    const auto later = readFigures(metrics.text({}));
    const EndpointFigures between = since(*figures, *later);
    QCOMPARE(between.requests, 1.0);
    QCOMPARE(between.errors, 0.0);
    QVERIFY(*latencyQuantile(between, 0.5) > 2.5);
    QCOMPARE(since(*later, *figures).requests, 100.0); // started anew
    QVERIFY(!latencyQuantile(EndpointFigures{}, 0.5));
    QVERIFY(!readFigures("hello"));
  }

  void requests() {
    RecentRequests kept;
    kept.add({0, 200, 0.5, 1, "churn = No (0.88)"});
    kept.add({1'000'000, 400, 2, 0, "row 1, column tenure: not a number"});
    const auto list = readRequests(toText(Json{{"requests", kept.list()}}));
    QVERIFY(list);
    QCOMPARE(list->size(), std::size_t{2});
    QCOMPARE((*list)[0].status, 400); // newest first
    QCOMPARE((*list)[1].time, std::string("1970-01-01T00:00:00Z"));
    QCOMPARE((*list)[1].milliseconds, 0.5);
    QCOMPARE((*list)[1].text, std::string("churn = No (0.88)"));
    for (const char* body : {"", "[]", "{}", "{\"requests\":1}"})
      QVERIFY2(!readRequests(body), body);
  }
};

QTEST_APPLESS_MAIN(TestClient)
#include "tst_client.moc"
