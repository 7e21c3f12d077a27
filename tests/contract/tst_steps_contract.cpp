// Every step of the catalogue: its declaration is complete, odd tables give a value or a clear error, cancel answers,
// the same seed gives the same bits, and what was learned can be saved and read back.
#include "core/prepare/step.h"
#include "tests/support/table_text.h"

#include "core/table/kernels.h"

#include <QRegularExpression>
#include <QtTest>

#include <map>
#include <set>

using namespace easel;

namespace {

const Catalog<Step>& catalog() {
  static const Catalog<Step> steps = builtinSteps();
  return steps;
}

constexpr const char* kHead = "x:float64,n:int64,c:category,t:text,d:date,s:timestamp,b:bool,u:duration,y:category\n";

struct OddTable {
  const char* name;
  const char* rows;
};
const std::vector<OddTable>& oddTables() {
  static const std::vector<OddTable> tables = {
      {"usual", "1.5,1,a,p,2020-01-01,2020-01-01T10:00:00Z,true,5,yes\n"
                "2.5,2,b,q,2020-02-01,2020-01-02T11:00:00Z,false,6,no\n"
                ",,,,,,,,yes\n"
                "4,1,a,q,2021-03-04,1960-01-02T11:00:00Z,true,7,no\n"},
      {"empty", ""},
      {"one row", "1.5,1,a,p,2020-01-01,2020-01-01T10:00:00Z,true,5,yes\n"},
      {"all missing", ",,,,,,,,\n,,,,,,,,\n,,,,,,,,\n"},
      {"constant", "2,2,a,p,2020-01-01,2020-01-01T10:00:00Z,true,5,yes\n"
                   "2,2,a,p,2020-01-01,2020-01-01T10:00:00Z,true,5,yes\n"},
      {"infinite", "inf,9223372036854775807,a,p,2020-01-01,2020-01-01T10:00:00Z,true,5,yes\n"
                   "-inf,-9223372036854775808,b,,,,,,no\n"
                   "nan,0,b,,,,,,\n"
                   "1e308,0,\"\",\"\",,,,,no\n"
                   "-1e308,0,b,,,,,,no\n"},
  };
  return tables;
}
Table oddTable(const OddTable& odd) { return test::tableFromText(std::string(kHead) + odd.rows).value(); }

/// Settings with which a step has something to do on these tables. A new step needs an entry here.
const std::map<std::string, std::vector<Json>>& settings() {
  static const std::map<std::string, std::vector<Json>> all = [] {
    std::map<std::string, std::vector<Json>> m;
    const auto add = [&](const char* id, const char* json) { m[id].push_back(parseJson(json).value()); };
    add("set_type", R"({"columns": ["x", "t"], "type": "int64"})");
    add("set_type", R"({"columns": ["x", "n", "t", "d", "b"], "type": "category"})");
    add("rename_columns", R"({"names": {"x": "y", "y": "x"}})");
    add("drop_columns", R"({"columns": ["x", "t"]})");
    add("keep_columns", R"({"columns": ["t", "x"]})");
    add("reorder_columns", R"({"columns": ["t", "x"]})");
    add("filter_rows", R"({"condition": "x > 1.6"})");
    add("sort_rows", R"({"columns": ["c", "x"], "descending": ["x"]})");
    add("remove_duplicates", R"({"columns": ["c"]})");
    add("remove_duplicates", "{}");
    add("sample_rows", R"({"rows": 2})");
    add("sample_rows", R"({"by": "share", "share": 0.5, "seed": 4})");
    for (const char* method : {"mean", "median", "mode", "previous", "next"})
      add("fill_missing", (std::string(R"({"indicator": true, "method": ")") + method + "\"}").c_str());
    add("fill_missing", R"({"columns": ["x", "n"], "method": "constant", "value": "7"})");
    add("derive_column", R"({"name": "z", "formula": "x * 2 + n"})");
    add("encode_categories", "{}");
    add("encode_categories", R"({"max_levels": 1, "drop_first": true, "target": "y"})");
    add("encode_categories", R"({"method": "ordinal", "columns": ["c", "t", "n", "b"]})");
    add("encode_categories", R"({"method": "target", "target": "y"})");
    add("encode_categories", R"({"method": "target", "target": "x", "smoothing": 0})");
    for (const char* method : {"standard", "min_max", "robust", "max_abs"})
      add("scale", (std::string(R"({"method": ")") + method + "\"}").c_str());
    add("date_parts", "{}");
    add("date_parts", R"({"parts": ["week", "hour", "is_weekend", "month"], "cyclic": true, "keep_original": true})");
    add("group", R"J({"keys": ["c"], "aggregations": ["count()", "mean(x)", "mode(t)", "quantile(n, 0.3) as q"]})J");
    add("group", "{}");
    add("lookup", R"({"left_keys": ["c"], "suffix": "_there"})");
    return m;
  }();
  return all;
}

std::unique_ptr<const Step> made(const std::string& id, const Json& params) {
  auto step = catalog().make(id, params, "step").value();
  if (id == "lookup")
    step = step->withLookup(std::make_shared<const Table>(
                    test::tableFromText("c:category,x:float64,v:text\na,1,u\n\"\",2,v\n").value()))
               .value();
  return step;
}

/// The changed table, whatever the kind.
Result<Table> run(const Step& step, const Table& table, const Context& context) {
  switch (step.kind()) {
  case StepKind::Rows: {
    EASEL_TRY(const auto rows, step.rows(table, context));
    return take(table, rows, context);
  }
  case StepKind::Reshape: return step.reshape(table, context);
  default: break;
  }
  EASEL_TRY(FittedTable fitted, step.fitTransform(table, context));
  return std::move(fitted.table);
}

void forEverySetting(const std::function<void(const std::string&, const Json&)>& f) {
  for (const auto& e : catalog().entries()) {
    const std::string& id = e.declaration.id;
    const auto it = settings().find(id);
    QVERIFY2(it != settings().end(), (id + " has no settings in this test").c_str());
    for (const Json& params : it->second)
      f(id, params);
  }
}

} // namespace

class TestStepsContract : public QObject {
  Q_OBJECT
 private slots:
  void declarationsAreComplete() {
    static const QRegularExpression legal("^[a-z][a-z0-9]*(_[a-z0-9]+)*$");
    std::set<std::string> ids;
    for (const auto& e : catalog().entries()) {
      const Declaration& d = e.declaration;
      QVERIFY2(legal.match(QString::fromStdString(d.id)).hasMatch(), d.id.c_str());
      QVERIFY2(ids.insert(d.id).second, d.id.c_str());
      QVERIFY2(!d.title.empty() && !d.summary.empty() && !d.category.empty() && !d.keywords.empty(), d.id.c_str());
      QVERIFY2(d.summary.ends_with('.') || d.summary.ends_with("…"), d.id.c_str());
      QVERIFY2(d.version >= 1, d.id.c_str());
      std::set<std::string> names;
      for (const ParamSpec& p : d.schema.params()) {
        const std::string where = d.id + "." + p.name;
        QVERIFY2(legal.match(QString::fromStdString(p.name)).hasMatch(), where.c_str());
        QVERIFY2(names.insert(p.name).second, where.c_str());
        QVERIFY2(!p.label.empty() && p.help.ends_with('.'), where.c_str());
        QVERIFY2(!p.tuning, where.c_str());
        QVERIFY2(p.kind != ParamKind::Choice || p.choices.size() >= 2, where.c_str());
        if (p.enabledIf) {
          const ParamSpec* other = d.schema.find(p.enabledIf->param);
          QVERIFY2(other, where.c_str());
          for (const Json& value : p.enabledIf->values)
            QVERIFY2(other->check(value), where.c_str());
        }
      }
    }
    QVERIFY(ids.size() >= 16);
  }

  void defaultsAreValidAndRoundTrip() {
    for (const auto& e : catalog().entries()) {
      const Json defaults = e.declaration.schema.defaults();
      const auto complete = e.declaration.schema.complete(Json::object());
      QVERIFY2(complete, e.declaration.id.c_str());
      QCOMPARE(toText(*complete), toText(defaults));
      QCOMPARE(toText(*e.declaration.schema.complete(*parseJson(toText(defaults)))), toText(defaults));
      const auto step = e.make(defaults);
      QVERIFY2(step, e.declaration.id.c_str());
      QVERIFY2(!(*step)->outline().empty(), e.declaration.id.c_str());
    }
  }

  void usualTableGivesAValue() {
    forEverySetting([](const std::string& id, const Json& params) {
      const auto result = run(*made(id, params), oddTable(oddTables()[0]), Context(1));
      QVERIFY2(result, (id + " " + toText(params) + ": " + (result ? "" : result.error().text())).c_str());
    });
  }

  void oddTablesGiveAValueOrAClearError() {
    for (const OddTable& odd : oddTables()) {
      const Table table = oddTable(odd);
      const auto check = [&](const std::string& id, const Json& params) {
        const std::string where = id + " " + toText(params) + " on the table '" + odd.name + "'";
        const auto result = run(*made(id, params), table, Context(1));
        if (!result) {
          QVERIFY2(result.error().message.size() > 10, where.c_str());
          QVERIFY2(result.error().code != ErrorCode::Internal, (where + ": " + result.error().text()).c_str());
          return;
        }
        for (const NamedColumn& c : result->columns())
          QVERIFY2(c.column.size() == result->rows(), where.c_str());
      };
      forEverySetting(check);
      for (const auto& e : catalog().entries())
        check(e.declaration.id, Json::object());
    }
    for (const auto& e : catalog().entries()) // no columns, no rows
      for (const Json& params : settings().at(e.declaration.id)) {
        const auto result = run(*made(e.declaration.id, params), Table(), Context(1));
        QVERIFY2(result || !result.error().message.empty(), e.declaration.id.c_str());
      }
  }

  void cancelAnswers() {
    forEverySetting([](const std::string& id, const Json& params) {
      const Context context;
      context.cancel();
      const auto result = run(*made(id, params), oddTable(oddTables()[0]), context);
      QVERIFY2(!result, (id + " went on after cancel").c_str());
      QVERIFY2(result.error().code == ErrorCode::Cancelled, (id + ": " + result.error().text()).c_str());
    });
  }

  void sameSeedSameBits() {
    forEverySetting([](const std::string& id, const Json& params) {
      const Table table = oddTable(oddTables()[0]);
      const auto a = run(*made(id, params), table, Context(6));
      const auto b = run(*made(id, params), table, Context(6));
      QVERIFY2(a && b, id.c_str());
      QCOMPARE(*contentHash(*a, Context()), *contentHash(*b, Context()));
    });
  }

  void stateIsSavedAndReadBack() {
    int fittedSteps = 0;
    for (const OddTable& odd : oddTables())
      forEverySetting([&](const std::string& id, const Json& params) {
        const auto step = made(id, params);
        if (step->kind() == StepKind::Rows || step->kind() == StepKind::Reshape) {
          QVERIFY2(!step->fit(oddTable(odd), Context()), id.c_str());
          return;
        }
        const auto fitted = step->fit(oddTable(odd), Context(1));
        if (!fitted)
          return; // said so already
        ++fittedSteps;
        const Json state = (*fitted)->state();
        const auto back = step->restore(*parseJson(toText(state)));
        QVERIFY2(back, (id + ": " + (back ? "" : back.error().text())).c_str());
        QCOMPARE(toText((*back)->state()).size() > 0, true);
        if (!state.is_null())
          QVERIFY2((*back)->state() == state, (id + ": " + toText(params) + "\n" + toText(state) + "\n" + toText((*back)->state())).c_str());
        for (const OddTable& later : oddTables()) {
          const auto a = (*fitted)->apply(oddTable(later), Context());
          const auto b = (*back)->apply(oddTable(later), Context());
          QVERIFY2(a.has_value() == b.has_value(), id.c_str());
          if (a)
            QCOMPARE(*contentHash(*a, Context()), *contentHash(*b, Context()));
          else
            QVERIFY2(!a.error().message.empty() && a.error().code != ErrorCode::Internal, a.error().text().c_str());
        }
      });
    QVERIFY(fittedSteps > 50);
  }

  void wrongColumnsAreSuggested() {
    forEverySetting([](const std::string& id, const Json& params) {
      if (!params.contains("columns"))
        return;
      Json wrong = params;
      wrong["columns"] = {"xx"};
      const auto result = run(*made(id, wrong), oddTable(oddTables()[0]), Context());
      QVERIFY2(!result, id.c_str());
      QVERIFY2(result.error().text().find("'xx'") != std::string::npos, result.error().text().c_str());
    });
  }
};

QTEST_APPLESS_MAIN(TestStepsContract)
#include "tst_steps_contract.moc"
