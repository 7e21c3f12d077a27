// The main job, whole, through the command and over real HTTP: from a file to a served, documented
// prediction.
#include "tests/journeys/easel_program.h"
#include "tests/support/http_client.h"

#include <QtTest>

#include <cmath>

using namespace easel;
using namespace easel::test;

namespace {

/// The header and the first n data rows of a file (no line breaks inside quotes in the samples).
QByteArray firstRows(const QByteArray& csv, int n) {
  qsizetype end = 0;
  for (int i = 0; i <= n; ++i)
    end = csv.indexOf('\n', end) + 1;
  return csv.left(end);
}

QStringList columnsOf(const Json& list) {
  QStringList names;
  for (const Json& c : list)
    names << QString::fromStdString(c["name"].get<std::string>());
  return names;
}

} // namespace

class TestMainJob : public QObject {
  Q_OBJECT
 private slots:
  void fromFileToAnswer_data() {
    QTest::addColumn<QString>("sample");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("task");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<double>("atLeast");
    QTest::addColumn<int>("rows");
    // The bars are cross-validated scores of plain logistic regression on the same data, less one standard
    // error.
    QTest::newRow("telco_churn") << "telco_churn"
                                 << "churn"
                                 << "binary"
                                 << "roc_auc" << 0.83 << 7043;
    QTest::newRow("penguins") << "penguins"
                              << "species"
                              << "multiclass"
                              << "accuracy" << 0.95 << 344;
  }
  void fromFileToAnswer() {
    QFETCH(QString, sample);
    QFETCH(QString, target);
    QFETCH(QString, task);
    QFETCH(QString, metric);
    QFETCH(double, atLeast);
    QFETCH(int, rows);
    const Program easel;
    const QString file = QString(EASEL_SAMPLES) + "/" + sample + ".csv";

    const Json imported = easel.json({"import", "p.easel", file});
    QCOMPARE(imported["dataset"], Json(sample.toStdString()));
    QCOMPARE(imported["rows"], Json(rows));
    QVERIFY(columnsOf(imported["columns"]).contains(target));
    const Json profile = easel.json({"profile", "p.easel", sample});
    QCOMPARE(profile["rows"], Json(rows));
    QCOMPARE(profile["columns"].size(), imported["columns"].size());

    const Json step =
        easel.json({"step", "p.easel", sample, "fill_missing", "--set", "method=median", "--set",
                    "columns=" + QString(sample == "penguins" ? "body_mass_g" : "total_charges")});
    QCOMPARE(step["rows"], Json(rows));
    for (const Json& c : step["columns"])
      if (c["name"] == "body_mass_g" || c["name"] == "total_charges")
        QCOMPARE(c["missing"], Json(0));

    const Json compared =
        easel.json({"automl", "p.easel", sample, "--target", target, "--budget", "40s", "--seed", "1"});
    QCOMPARE(compared["task"], Json(task.toStdString()));
    QVERIFY(compared["leaderboard"].size() >= 4);
    const std::string best = compared["best"].get<std::string>();
    const double score = compared["metrics"]["test"][metric.toStdString()].get<double>();
    QVERIFY2(score >= atLeast, qPrintable(QString::number(score)));
    const QString model = QString::fromStdString(best);

    const Json evaluation = easel.json({"evaluate", "p.easel", model, sample});
    QCOMPARE(evaluation["rows"], Json(rows));
    const Json explained = easel.json({"explain", "p.easel", model, sample, "--rows", "50"});
    QVERIFY(explained["features"].size() > 2);

    const QByteArray asked = firstRows(QFile(file).exists() ? [&] { QFile f(file); return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray(); }() : QByteArray(), 5);
    easel.write("ask.csv", asked);
    QCOMPARE(easel.json({"predict", "p.easel", model, "ask.csv", "--out", "answer.csv"})["rows"], Json(5));
    const QList<QByteArray> answered = easel.read("answer.csv").trimmed().split('\n');
    QCOMPARE(answered.size(), 6);
    QVERIFY(answered[0].contains("prediction"));

    QCOMPARE(easel.json({"register", "p.easel", model, "--group", "g"})["version"], Json(1));
    QCOMPARE(easel.json({"approve", "p.easel", "g@1", "--note", "fine"})["status"], Json("approved"));
    const Json card =
        easel.json({"card", "p.easel", "g@1", "--out", "card.json", "--set", "description=Test"});
    QCOMPARE(card["complete"], Json(false));
    const Json content = *parseJson(easel.read("card.json").toStdString());
    QCOMPARE(content["model_overview"]["model_description"], Json("Test"));
    QVERIFY(!content["evaluation_details"].empty());
    QVERIFY(!easel.json({"card", "p.easel", "g@1", "--out", "card.pdf"}).is_null());
    QVERIFY(easel.read("card.pdf").startsWith("%PDF-"));
    QVERIFY(!easel.json({"card", "p.easel", "g@1", "--out", "card.html"}).is_null());
    QVERIFY(easel.read("card.html").contains("g, version 1"));

    const Json deployed = easel.json({"deploy", "p.easel", "g@1", "--mode", "real-time", "--name", "e"});
    QCOMPARE(deployed["state"], Json("running"));
    HttpConnection http(deployed["port"].get<std::uint16_t>());
    QCOMPARE(http.request("GET", "/ping").status, 200);
    QCOMPARE(
        http.request("POST", "/invocations", asked.toStdString(), {"Content-Type: text/csv; header=present"})
            .status,
        401);
    const HttpReply reply = http.request("POST", "/invocations", asked.toStdString(),
                                         {"Content-Type: text/csv; header=present", "Accept: text/csv",
                                          "Authorization: Bearer " + deployed["key"].get<std::string>()});
    QVERIFY2(reply.status == 200, reply.body.c_str());
    // The endpoint and the command give the same bytes for the same rows.
    const QList<QByteArray> served = QByteArray::fromStdString(reply.body).trimmed().split('\n');
    QCOMPARE(served.size(), 6);
    for (int i = 1; i < 6; ++i)
      QVERIFY2(answered[i].trimmed().endsWith("," + served[i].trimmed()),
               qPrintable(answered[i] + " / " + served[i]));
    QCOMPARE(easel.json({"endpoints", "p.easel"})["endpoints"][0]["state"], Json("running"));
    QCOMPARE(easel.json({"stop", "p.easel", "e"})["state"], Json("stopped"));
    QVERIFY(!HttpConnection(deployed["port"].get<std::uint16_t>()).connected());
    QCOMPARE(easel.json({"endpoints", "p.easel"})["endpoints"][0]["state"], Json("stopped"));

    // Everything a person did is in the history and can be taken back and done again.
    const std::size_t edits = easel.json({"history", "p.easel"})["history"].size();
    QVERIFY(edits >= 3);
    std::size_t undone = 0;
    while (easel.run({"undo", "p.easel"}).code == 0)
      ++undone;
    QCOMPARE(undone, edits);
    QVERIFY(easel.json({"list", "datasets", "p.easel"})["datasets"].empty());
    for (std::size_t i = 0; i < undone; ++i)
      QCOMPARE(easel.run({"redo", "p.easel"}).code, 0);
    QCOMPARE(easel.json({"profile", "p.easel", sample})["rows"], Json(rows));
  }

  void trainingTwiceGivesTheSameModel() {
    const Program easel;
    easel.json({"import", "p.easel", QString(EASEL_SAMPLES) + "/penguins.csv"});
    const Json a = easel.json({"train", "p.easel", "penguins", "--target", "species", "--algorithm",
                               "boosted_trees", "--seed", "3"});
    const Json b = easel.json({"train", "p.easel", "penguins", "--target", "species", "--algorithm",
                               "boosted_trees", "--seed", "3"});
    QVERIFY(a["model"] != b["model"]);
    QCOMPARE(a["metrics"], b["metrics"]);
    QVERIFY(a["metrics"].contains("test"));
    const Json folds = easel.json(
        {"train", "p.easel", "penguins", "--target", "species", "--algorithm", "linear", "--folds", "5"});
    QCOMPARE(folds["folds"].size(), std::size_t{5});
    const Json runs = easel.json({"list", "models", "p.easel"})["models"];
    QCOMPARE(runs.size(), std::size_t{3});
    // The automatic preparation stands in the flow as ordinary steps.
    const Json flow = easel.json({"list", "flows", "p.easel"})["flows"][0]["nodes"];
    QVERIFY(flow.size() > 4);
    const Json run = easel.json({"run", "p.easel", "penguins"});
    for (const Json& node : run["nodes"])
      QCOMPARE(node["state"], Json("done"));
  }
};

QTEST_GUILESS_MAIN(TestMainJob)
#include "tst_main_job.moc"
