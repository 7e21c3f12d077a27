// Runs every tests/steps/*.case. A file holds cases of one step:
//
//   === what is shown
//   step {"columns": ["age"]}          parameters; the step's id is the name of the file
//   table                              the training rows
//   age:int64
//   1
//   expect                             what the step makes of them …
//   age:int64
//   1
//   error There is no column           … or a part of the message and hint
//   then                               later rows, through the fitted step; followed by expect or error again
//   lookup                             the other table, for the step "lookup"
#include "core/prepare/preparation.h"
#include "tests/support/table_text.h"

#include "core/base/file.h"
#include "core/table/kernels.h"

#include <QtTest>

#include <filesystem>
#include <map>

using namespace easel;

namespace {

struct Part {
  std::string word;
  std::string rest; // of its line
  std::string body; // the lines below it
};
struct Case {
  std::string title;
  std::vector<Part> parts;
};

std::vector<Case> casesOf(const std::string& text) {
  std::vector<Case> cases;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with("=== ")) {
      cases.push_back({std::string(line.substr(4)), {}});
      continue;
    }
    if (cases.empty() || line.starts_with("# "))
      continue;
    const std::string_view word = line.substr(0, line.find(' '));
    bool starts = false;
    for (const char* w : {"step", "table", "expect", "error", "then", "lookup"})
      starts = starts || word == w;
    if (starts)
      cases.back().parts.push_back(
          {std::string(word), std::string(line.size() > word.size() ? trim(line.substr(word.size())) : ""), {}});
    else if (!cases.back().parts.empty())
      cases.back().parts.back().body += std::string(line) + "\n";
  }
  return cases;
}

/// The step on the training rows, and its fitted form when it has one.
struct Ran {
  FittedStepPtr fitted;
  Table table;
};

Result<Ran> runStep(const Catalog<Step>& catalog, const std::string& id, const Json& params, const Table& table,
                    std::shared_ptr<const Table> lookup, const Context& context) {
  EASEL_TRY(auto step, catalog.make(id, params, "step"));
  if (lookup) {
    EASEL_TRY(step, step->withLookup(lookup));
  }
  switch (step->kind()) {
  case StepKind::Rows: {
    EASEL_TRY(const auto rows, step->rows(table, context));
    EASEL_TRY(Table taken, take(table, rows, context));
    return Ran{nullptr, std::move(taken)};
  }
  case StepKind::Reshape: {
    EASEL_TRY(Table made, step->reshape(table, context));
    return Ran{nullptr, std::move(made)};
  }
  default: break;
  }
  EASEL_TRY(FittedTable fitted, step->fitTransform(table, context));
  return Ran{std::move(fitted.step), std::move(fitted.table)};
}

} // namespace

class TestStepCases : public QObject {
  Q_OBJECT
 private slots:
  void everyStepHasCases() {
    const Catalog<Step> catalog = builtinSteps();
    for (const auto& e : catalog.entries()) {
      const auto text = readFile(std::string(EASEL_SOURCE_DIR) + "/tests/steps/" + e.declaration.id + ".case");
      QVERIFY2(text, e.declaration.id.c_str());
      QVERIFY2(casesOf(*text).size() >= 4, e.declaration.id.c_str());
    }
  }

  void cases_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("index");
    std::vector<std::filesystem::path> files;
    for (const auto& f : std::filesystem::directory_iterator(std::string(EASEL_SOURCE_DIR) + "/tests/steps"))
      if (f.path().extension() == ".case")
        files.push_back(f.path());
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
      const std::vector<Case> cases = casesOf(readFile(path).value());
      for (std::size_t i = 0; i < cases.size(); ++i)
        QTest::newRow((path.stem().string() + ": " + cases[i].title).c_str())
            << QString::fromStdString(path.stem().string()) << static_cast<int>(i);
    }
  }

  void cases() {
    QFETCH(QString, id);
    QFETCH(int, index);
    const auto text = readFile(std::string(EASEL_SOURCE_DIR) + "/tests/steps/" + id.toStdString() + ".case");
    const Case c = casesOf(text.value()).at(static_cast<std::size_t>(index));
    const Catalog<Step> catalog = builtinSteps();
    const Context context(7);
    Json params = Json::object();
    std::shared_ptr<const Table> lookup;
    Result<Ran> ran = Error(ErrorCode::Internal, "nothing was run");
    Result<Table> result = ran.error();
    FittedStepPtr fitted;
    int checks = 0;
    for (const Part& part : c.parts) {
      if (part.word == "step") {
        const auto json = parseJson(part.rest.empty() ? part.body : part.rest);
        QVERIFY2(json, json ? "" : json.error().text().c_str());
        params = *json;
        continue;
      }
      if (part.word == "expect") {
        QVERIFY2(result, result ? "" : result.error().text().c_str());
        const auto expected = test::tableFromText(part.body);
        QVERIFY2(expected, expected ? "" : expected.error().text().c_str());
        QCOMPARE(QString::fromStdString(test::textOf(*result)), QString::fromStdString(test::textOf(*expected)));
        QCOMPARE(result->rows(), expected->rows());
        ++checks;
        continue;
      }
      if (part.word == "error") {
        QVERIFY2(!result, result ? test::textOf(*result).c_str() : "");
        QVERIFY2(result.error().text().find(part.rest) != std::string::npos, result.error().text().c_str());
        ++checks;
        continue;
      }
      const auto table = test::tableFromText(part.body);
      QVERIFY2(table, table ? "" : table.error().text().c_str());
      if (part.word == "lookup")
        lookup = std::make_shared<const Table>(*table);
      else if (part.word == "table") {
        ran = runStep(catalog, id.toStdString(), params, *table, lookup, context);
        result = ran ? Result<Table>(ran->table) : Result<Table>(ran.error());
        fitted = ran ? ran->fitted : nullptr;
      } else {
        QVERIFY2(fitted, "'then' needs a fitted step");
        result = fitted->apply(*table, context);
      }
    }
    QVERIFY2(checks > 0, "the case checks nothing");
  }
};

QTEST_APPLESS_MAIN(TestStepCases)
#include "tst_step_cases.moc"
