// The registry and its records; the card's facts, fields and three forms.
#include "core/base/random.h"
#include "core/govern/card.h"
#include "core/govern/card_sections.h"
#include "core/learn/trainer.h"
#include "core/store/audit.h"
#include "core/table/builder.h"

#include <QTemporaryDir>
#include <QtTest>

#include <map>
#include <set>

using namespace easel;

namespace {

/// y says whether a > 0; b is noise; the names would break careless HTML.
Table people() {
  Random random(3);
  std::vector<double> a, b;
  ColumnBuilder y(DataType::Category);
  for (int i = 0; i < 400; ++i) {
    a.push_back(random.normal());
    b.push_back(random.normal());
    y.appendText(a.back() + 0.3 * random.normal() > 0 ? "yes" : "no");
  }
  return std::move(
             Table::make({{"a <b>", columnOf(a)}, {"b", columnOf(b)}, {"y & z", std::move(y).finish()}}))
      .value();
}

struct Fixture {
  QTemporaryDir folder;
  std::unique_ptr<Project> project;
  Catalogs catalogs = builtinCatalogs();
  Run run;

  explicit Fixture(const std::string& algorithm = "linear", const Json& params = Json::object()) {
    project = std::move(Project::open(folder.filePath("p.easel").toStdString(), {})).value();
    const Table table = people();
    Frame frame = Frame::of(table);
    std::vector<RowRole> roles(table.rows(), RowRole::Train);
    for (std::size_t i = 300; i < roles.size(); ++i)
      roles[i] = RowRole::Test;
    frame.roles = std::make_shared<const std::vector<RowRole>>(std::move(roles));
    TrainRequest request;
    request.target = "y & z";
    request.algorithm = algorithm;
    request.params = params;
    request.bootstrap = 200;
    const TrainOutcome outcome = std::move(train(frame, request, catalogs, Context(1))).value();
    run.kind = "train";
    run.name = "people-" + algorithm + "-1";
    run.status = "done";
    run.started = "2026-01-01T00:00:00Z";
    run.params = {{"split", 0.75}};
    run.details = {{"dataset", "people"}};
    for (const auto& [role, evaluation] : outcome.evaluations)
      run.metrics[role] = toJson(evaluation);
    run.inputs = {std::move(project->putTable(table, Context())).value()};
    run.outputs = {std::move(project->putBytes("bundle", outcome.bundle->save())).value()};
    run.id = std::move(project->addRun(run)).value();
  }
  ModelVersion add(const std::string& note = {}) {
    return std::move(Registry(*project).add("people", run, note)).value();
  }
  Card card(const ModelVersion& v) { return std::move(readCard(*project, catalogs, v, Context())).value(); }
};

} // namespace

class TestGovern : public QObject {
  Q_OBJECT
 private slots:
  void versionsCountUpInTheirGroup() {
    Fixture f;
    QCOMPARE(f.add("first").version, 1);
    QCOMPARE(f.add("second").version, 2);
    Registry registry(*f.project);
    QCOMPARE(registry.add("other", f.run, "")->version, 1);
    QCOMPARE(registry.versions()->size(), std::size_t{3});
    QCOMPARE(registry.find("people", 2)->note, std::string("second"));
    QCOMPARE(registry.find("people", 2)->status, std::string("pending"));
    QCOMPARE(registry.find("peple", 1).error().hint, std::string("Did you mean 'people'?"));
    QVERIFY(registry.find("people", 9).error().hint.find("1 and 2") != std::string::npos);
    QVERIFY(!registry.add("two words", f.run, ""));
    QVERIFY(!registry.add("", f.run, ""));
  }

  void decisionsAreKeptAndAudited() {
    Fixture f;
    f.add();
    f.add();
    Registry registry(*f.project);
    QVERIFY(!registry.latestApproved("people"));
    QCOMPARE(registry.decide("people", 1, Decision::Approved, "good")->status, std::string("approved"));
    QCOMPARE(registry.decide("people", 2, Decision::Approved, "better")->status, std::string("approved"));
    QCOMPARE(registry.latestApproved("people")->version, 2);
    QVERIFY(registry.decide("people", 2, Decision::Rejected, "on second thought"));
    QCOMPARE(registry.latestApproved("people")->version, 1);
    const auto decisions = *registry.decisions("people", 2);
    QCOMPARE(decisions.size(), std::size_t{2});
    QCOMPARE(decisions[1].note, std::string("on second thought"));
    QVERIFY(!decisions[1].who.empty());
    QVERIFY(f.project->withDatabase([](Database& db) -> Result<void> {
      EASEL_TRY(const auto entries, auditEntries(db));
      if (entries.size() != 5 || entries.back().action != "reject")
        return Error(ErrorCode::Internal, "the audit log is not complete");
      EASEL_CHECK(verifyAudit(db));
      EASEL_CHECK(db.run("UPDATE audit SET subject = 'people@1' WHERE action = 'reject'"));
      return verifyAudit(db) ? Result<void>(Error(ErrorCode::Internal, "a changed entry was not seen"))
                             : Result<void>();
    }));
  }

  void factsComeFromTheRun() {
    Fixture f;
    const Card card = f.card(f.add());
    QCOMPARE(card.facts["algorithm"]["id"], Json("linear"));
    QCOMPARE(card.facts["target"], Json("y & z"));
    QCOMPARE(card.facts["data"]["artifacts"][0], Json(f.run.inputs[0]));
    QCOMPARE(card.facts["metrics"]["test"]["rows"], Json(100));
    QCOMPARE(card.facts["run"]["name"], Json("people-linear-1"));
    QCOMPARE(card.facts["importance"][0]["name"], Json("a <b>")); // the column that decides
    QVERIFY(card.facts["importance"][0]["value"].get<double>() >
            5 * card.facts["importance"][1]["value"].get<double>());
    QVERIFY(!card.facts["lineage"].empty());
  }

  void membersOfAnEnsembleAreShown() {
    const Json params{{"members", {"linear", "boosted_trees {\"depth\": 2}"}}, {"weights", {"0.25", "0.75"}}};
    Fixture f("ensemble", params);
    const Card card = f.card(f.add());
    QCOMPARE(card.facts["importance"][0]["name"], Json("a <b>"));
    QCOMPARE(card.facts["importance"][0]["method"], Json("attribution"));
    const CardDocument document = cardDocument(card);
    std::vector<std::vector<std::string>> rows;
    for (const CardSection& section : document.sections)
      if (section.title == "Algorithm")
        for (const CardBlock& block : section.blocks)
          if (const auto* table = std::get_if<CardTable>(&block))
            rows = table->rows;
    QVERIFY(rows == (std::vector<std::vector<std::string>>{{"linear", "the usual ones", "0.25"},
                                                           {"boosted_trees", "depth 2", "0.75"}}));
  }

  void fieldsAreCheckedVersionedAndUndoable() {
    Fixture f;
    const ModelVersion v = f.add();
    QVERIFY(!f.card(v).complete());
    const Json fields{{"description", "d"},   {"owner", "o"},         {"purpose", "p"},
                      {"intended_uses", "i"}, {"risk_rating", "Low"}, {"caveats", "c"}};
    QVERIFY(writeCardFields(*f.project, v, fields));
    QCOMPARE(f.card(v).version, 1);
    QVERIFY(f.card(v).complete());
    Json changed = fields;
    changed["risk_rating"] = "High";
    QVERIFY(writeCardFields(*f.project, v, changed));
    QCOMPARE(f.card(v).version, 2);
    QVERIFY(writeCardFields(*f.project, v, changed)); // nothing changed: no new version
    QCOMPARE(f.card(v).version, 2);
    QVERIFY(f.project->undo());
    QCOMPARE(f.card(v).fields["risk_rating"], Json("Low"));
    for (const auto& [name, value] : std::vector<std::pair<std::string, Json>>{
             {"risk_rating", "Extreme"}, {"description", std::string(1025, 'x')}, {"descripton", "x"}}) {
      Json wrong = fields;
      wrong[name] = value;
      const auto r = writeCardFields(*f.project, v, wrong);
      QVERIFY(!r);
      QCOMPARE(r.error().places.at(0).name, name);
    }
  }

  void theJsonHasOnlyKeysOfTheSchema() {
    Fixture f;
    const ModelVersion v = f.add();
    const auto written = writeCardFields(*f.project, v,
                                         {{"description", std::string(1024, 'x')},
                                          {"business_problem", "b"},
                                          {"ethical_considerations", "e"},
                                          {"risk_rating", "Medium"}});
    QVERIFY2(written, written ? "" : written.error().text().c_str());
    const Json j = cardSageMakerJson(f.card(v));
    const std::map<std::string, std::set<std::string>> kKeys = {
        {"model_overview",
         {"model_description", "model_creator", "model_artifact", "algorithm_type", "problem_type",
          "model_owner"}},
        {"intended_uses",
         {"purpose_of_model", "intended_uses", "factors_affecting_model_efficiency", "risk_rating",
          "explanations_for_risk_rating"}},
        {"business_details", {"business_problem", "business_stakeholders", "line_of_business"}},
        {"training_details", {"objective_function", "training_observations", "training_job_details"}},
        {"additional_information",
         {"ethical_considerations", "caveats_and_recommendations", "custom_details"}}};
    for (const auto& [section, content] : j.items()) {
      if (section == "evaluation_details")
        continue;
      QVERIFY2(kKeys.count(section), section.c_str());
      for (const auto& item : content.items())
        QVERIFY2(kKeys.at(section).count(item.key()), item.key().c_str());
    }
    QCOMPARE(j["intended_uses"]["risk_rating"], Json("Medium"));
    for (const auto& item : j["additional_information"]["custom_details"].items())
      QVERIFY(item.value().is_string());
    const Json& group = j["evaluation_details"][0]["metric_groups"][0];
    QCOMPARE(group["name"], Json("test"));
    bool matrix = false;
    for (const Json& m : group["metric_data"]) {
      QVERIFY(m.contains("name") && m.contains("type") && m.contains("value"));
      matrix = matrix || m["type"] == "matrix";
    }
    QVERIFY(matrix);
    for (const Json& p : j["training_details"]["training_job_details"]["hyper_parameters"])
      QVERIFY(p["value"].is_string());
  }

  void thePageEscapesWhatItShows() {
    Fixture f;
    const std::string html = cardHtml(f.card(f.add()));
    QVERIFY(html.find("a &lt;b&gt;") != std::string::npos);
    QVERIFY(html.find("a <b>") == std::string::npos);
    QVERIFY(html.find("y &amp; z") != std::string::npos);
    QVERIFY(html.find("<svg") != std::string::npos); // the ROC curve
  }

  void thePdfHasPages() {
    Fixture f;
    const ModelVersion v = f.add();
    QVERIFY(
        writeCardFields(*f.project, v, {{"description", std::string("Łódź 日本 ") + std::string(900, 'w')}}));
    const auto pdf = cardPdf(f.card(v));
    QVERIFY(pdf);
    QVERIFY(pdf->rfind("%PDF-", 0) == 0);
    QVERIFY(pdf->size() > 5000);
    const QString file = f.folder.filePath("card.pdf");
    QVERIFY(exportCard(f.card(v), file.toStdString()));
    QCOMPARE(QFileInfo(file).size() > 5000, true);
    QCOMPARE(exportCard(f.card(v), "card.docx").error().code, ErrorCode::Unsupported);
    QVERIFY(!exportCard(f.card(v), "/nonexistent/card.pdf").error().hint.empty());
  }
};

QTEST_APPLESS_MAIN(TestGovern)
#include "tst_govern.moc"
