// What a preparation promises: it learns from the training rows alone, gives the same for one row as for many, is read
// back bit by bit, and does not depend on the number of threads.
#include "core/prepare/frame.h"
#include "core/prepare/preparation.h"
#include "tests/support/table_text.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/table/kernels.h"

#include <QtTest>

#include <map>

using namespace easel;

namespace {

/// Rows of all kinds, a tenth of them missing, over more than one chunk when n is large.
Table sampleTable(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> x(n);
  std::vector<std::int64_t> count(n);
  std::vector<std::uint32_t> job(n);
  std::vector<std::int32_t> day(n);
  std::vector<std::string> text(n);
  std::vector<double> y(n);
  std::vector<std::uint8_t> valid[5];
  for (auto& v : valid)
    v.resize(n);
  const auto jobs = std::make_shared<const Dictionary>(std::vector<std::string>{"nurse", "clerk", "smith", "other"});
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = random.normal() * 3 + 1;
    count[i] = static_cast<std::int64_t>(random.below(20));
    job[i] = static_cast<std::uint32_t>(random.below(4));
    day[i] = static_cast<std::int32_t>(random.below(20'000));
    text[i] = "t" + std::to_string(random.below(7));
    y[i] = static_cast<double>(job[i]) + random.normal();
    for (auto& v : valid)
      v[i] = random.below(10) > 0;
  }
  return *Table::make({{"x", columnOf(std::move(x), valid[0])},
                       {"count", columnOf(std::move(count), valid[1])},
                       {"job", columnOfCodes(std::move(job), jobs, valid[2])},
                       {"day", columnOfDates(std::move(day), valid[3])},
                       {"text", columnOfTexts(text, valid[4])},
                       {"y", columnOf(std::move(y))}});
}

std::vector<StepSpec> allSteps() {
  return {{"set_type", 1, {{"columns", {"text"}}, {"type", "category"}}, {}},
          {"rename_columns", 1, {{"names", {{"text", "word"}}}}, {}},
          {"derive_column", 1, {{"name", "twice"}, {"formula", "x * 2 + count"}}, {}},
          {"fill_missing", 1, {{"exclude", {"y"}}, {"indicator", true}}, {}},
          {"fill_missing", 1, {{"columns", {"day"}}, {"method", "mode"}}, {}},
          {"date_parts", 1, {{"cyclic", true}}, {}},
          {"encode_categories", 1, {{"columns", {"word"}}, {"method", "target"}, {"target", "y"}}, {}},
          {"encode_categories", 1, {{"max_levels", 2}, {"unseen", "other"}}, {}},
          {"scale", 1, {{"exclude", {"y"}}}, {}},
          {"reorder_columns", 1, {{"columns", {"twice", "y"}}}, {}},
          {"drop_columns", 1, {{"columns", {"count"}}}, {}}};
}

std::string hashOf(const Table& table) { return *contentHash(table, Context()); }

Table rowsOf(const Table& table, std::vector<RowIndex> rows) { return *take(table, rows, Context()); }

const Catalog<Step>& catalog() {
  static const Catalog<Step> steps = builtinSteps();
  return steps;
}

} // namespace

class TestPreparation : public QObject {
  Q_OBJECT
 private slots:
  void noStepsChangeNothing() {
    const Table t = sampleTable(5, 1);
    const auto p = FittedPreparation::fitTransform(catalog(), {}, t, Context());
    QVERIFY(p);
    QVERIFY(p->preparation.empty());
    QCOMPARE(hashOf(*p->preparation.apply(t, Context())), hashOf(t));
  }

  void savedAndReadBackBitByBit() {
    const Table t = sampleTable(500, 2);
    const auto fitted = FittedPreparation::fitTransform(catalog(), allSteps(), t, Context(3));
    QVERIFY2(fitted, fitted ? "" : fitted.error().text().c_str());
    const Json saved = fitted->preparation.toJson();
    const auto text = parseJson(toText(saved));
    const auto back = FittedPreparation::fromJson(catalog(), *text);
    QVERIFY2(back, back ? "" : back.error().text().c_str());
    QCOMPARE(toText(back->toJson()), toText(saved));
    const Table later = sampleTable(300, 9);
    const auto a = fitted->preparation.apply(later, Context());
    const auto b = back->apply(later, Context());
    QVERIFY2(a, a ? "" : a.error().text().c_str());
    QVERIFY2(b, b ? "" : b.error().text().c_str());
    QCOMPARE(hashOf(*a), hashOf(*b));
  }

  void oneRowAsMany() {
    const Table t = sampleTable(400, 4);
    const auto fitted = FittedPreparation::fitTransform(catalog(), allSteps(), t, Context(3));
    QVERIFY(fitted);
    const Table later = sampleTable(50, 5);
    const Table many = *fitted->preparation.apply(later, Context());
    for (RowIndex i = 0; i < later.rows(); ++i) {
      const auto one = fitted->preparation.apply(rowsOf(later, {i}), Context());
      QVERIFY(one);
      QCOMPARE(QString::fromStdString(test::textOf(*one)), QString::fromStdString(test::textOf(rowsOf(many, {i}))));
    }
  }

  void theTargetMayBeAbsentLater() {
    const Table t = sampleTable(400, 4);
    const auto fitted = FittedPreparation::fitTransform(catalog(), allSteps(), t, Context(3));
    const Table later = sampleTable(20, 6);
    const std::string y[] = {"y"};
    const auto with = fitted->preparation.apply(later, Context());
    const auto without = fitted->preparation.apply(later.without(y), Context());
    QVERIFY2(without, without ? "" : without.error().text().c_str());
    QCOMPARE(hashOf(with->without(y)), hashOf(*without));
  }

  /// Later rows never change what was learned, and the transformed training rows are those of fit and apply.
  void learnsFromTheTrainingRowsAlone() {
    const Table t = sampleTable(300, 7);
    const auto fitted = FittedPreparation::fitTransform(catalog(), allSteps(), t, Context(3));
    const std::string state = toText(fitted->preparation.toJson());
    QVERIFY(fitted->preparation.apply(sampleTable(300, 8), Context()));
    QCOMPARE(toText(fitted->preparation.toJson()), state);
    // Only target encoding may differ between the training rows and the same rows later.
    const std::string word[] = {"word"};
    QCOMPARE(hashOf(fitted->preparation.apply(t, Context())->without(word)), hashOf(fitted->table.without(word)));
    QVERIFY(hashOf(*fitted->preparation.apply(t, Context())) != hashOf(fitted->table));
  }

  /// Brute force: change the target of one row; what that row is encoded as must not move by a bit.
  void outOfFoldValuesDoNotKnowTheirOwnTarget() {
    const std::size_t n = 60;
    Random random(11);
    std::vector<std::uint32_t> codes(n);
    std::vector<double> y(n);
    for (std::size_t i = 0; i < n; ++i) {
      codes[i] = static_cast<std::uint32_t>(random.below(5));
      y[i] = random.normal();
    }
    const auto levels = std::make_shared<const Dictionary>(std::vector<std::string>{"a", "b", "c", "d", "e"});
    const auto encodedWith = [&](const std::vector<double>& target, double smoothing) {
      const Table t = *Table::make({{"c", columnOfCodes(codes, levels)}, {"y", columnOf(target)}});
      const auto step = catalog().make(
          "encode_categories", Json{{"method", "target"}, {"target", "y"}, {"smoothing", smoothing}, {"folds", 4}}, "step");
      return (*step)->fitTransform(t, Context(5))->table.column(0);
    };
    for (const double smoothing : {0.0, 10.0}) {
      const Column before = encodedWith(y, smoothing);
      for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> changed = y;
        changed[i] = 1e9;
        const Column after = encodedWith(changed, smoothing);
        QCOMPARE(after.numberAt(i)->value, before.numberAt(i)->value);
        std::size_t moved = 0;
        for (std::size_t k = 0; k < n; ++k)
          moved += after.numberAt(k)->value != before.numberAt(k)->value;
        QVERIFY(moved > 0); // others do learn from it
      }
    }
  }

  void sameBitsWithOneAndTwoThreads() {
    const Table t = sampleTable(200'000, 12);
    std::string hashes[2];
    std::string states[2];
    for (int threads = 1; threads <= 2; ++threads) {
      limitThreads(threads);
      const auto fitted = FittedPreparation::fitTransform(catalog(), allSteps(), t, Context(3));
      QVERIFY(fitted);
      hashes[threads - 1] = hashOf(fitted->table) + hashOf(*fitted->preparation.apply(t, Context()));
      states[threads - 1] = toText(fitted->preparation.toJson());
    }
    QCOMPARE(hashes[0], hashes[1]);
    QCOMPARE(states[0], states[1]);
  }

  void lookupTravelsBesideTheDocument() {
    const auto other = std::make_shared<const Table>(
        *test::tableFromText("id:int64,size:float64\n1,0.5\n2,1.5\n"));
    const Table t = *test::tableFromText("id:int64\n2\n1\n3\n");
    std::vector<StepSpec> specs{{"lookup", 1, {{"left_keys", {"id"}}}, other}, {"scale", 1, {{"columns", {"size"}}}, {}}};
    const auto fitted = FittedPreparation::fitTransform(catalog(), specs, t, Context());
    QVERIFY2(fitted, fitted ? "" : fitted.error().text().c_str());
    QCOMPARE(fitted->preparation.specs()[0].lookup, other);
    const auto back = FittedPreparation::fromJson(catalog(), fitted->preparation.toJson(), {other});
    QVERIFY2(back, back ? "" : back.error().text().c_str());
    QCOMPARE(hashOf(*back->apply(t, Context())), hashOf(fitted->table));
    QVERIFY(!FittedPreparation::fromJson(catalog(), fitted->preparation.toJson()));
  }

  void lookupFindsWhatEqualTextsWouldFind() {
    // Against the plain way: keys as texts in a map, the first of equal ones. Categories here are texts there.
    Random random(5);
    const auto levels = std::make_shared<const Dictionary>(std::vector<std::string>{"a", "b", "c", "d", "not there"});
    const auto keys = [&](std::size_t n, bool coded) {
      std::vector<std::int64_t> number(n);
      std::vector<std::uint32_t> code(n);
      std::vector<std::string> text(n);
      std::vector<double> value(n);
      std::vector<std::uint8_t> valid(n);
      for (std::size_t i = 0; i < n; ++i) {
        number[i] = static_cast<std::int64_t>(random.below(300)) - 20;
        code[i] = static_cast<std::uint32_t>(random.below(coded ? 5 : 4));
        text[i] = (*levels)[code[i]];
        value[i] = random.normal();
        valid[i] = random.below(20) > 0;
      }
      return *Table::make({{"n", columnOf(number, valid)},
                           {"t", coded ? columnOfCodes(code, levels) : columnOfTexts(text)},
                           {"v", columnOf(value)}});
    };
    const Table here = keys(70'000, true); // more than one chunk
    const auto there = std::make_shared<const Table>(keys(2'000, false));
    for (const std::vector<std::string>& names : {std::vector<std::string>{"n"}, {"t"}, {"n", "t"}, {"t", "n"}}) {
      const auto keyOf = [&](const Table& t, std::size_t row) {
        std::string key;
        for (const std::string& name : names) {
          const auto text = *t.column(*t.find(name)).textAt(row);
          if (!text)
            return std::string();
          key += *text + "|";
        }
        return key;
      };
      std::map<std::string, double> first;
      for (std::size_t i = 0; i < there->rows(); ++i)
        if (const std::string key = keyOf(*there, i); !key.empty())
          first.emplace(key, there->column(2).numberAt(i)->value);
      const StepSpec spec{"lookup", 1, {{"left_keys", names}, {"columns", {"v"}}}, there};
      const auto fitted = FittedPreparation::fitTransform(catalog(), {spec}, here, Context());
      QVERIFY2(fitted, fitted ? "" : fitted.error().text().c_str());
      const Column& found = fitted->table.column(*fitted->table.find("v_right"));
      for (std::size_t i = 0; i < here.rows(); i += 7) {
        const auto expected = first.find(keyOf(here, i));
        const auto got = *found.textAt(i);
        QCOMPARE(got.has_value(), expected != first.end());
        if (got)
          QCOMPARE(found.numberAt(i)->value, expected->second);
      }
      const auto back = FittedPreparation::fromJson(catalog(), fitted->preparation.toJson(), {there});
      QVERIFY2(back, back ? "" : back.error().text().c_str());
      for (const RowIndex row : {0U, 66'000U}) { // one row: fewer than there are levels
        const Table one = *take(here, std::vector<RowIndex>{row}, Context());
        QCOMPARE(hashOf(*back->apply(one, Context())),
                 hashOf(*take(fitted->table, std::vector<RowIndex>{row}, Context())));
      }
    }
  }

  void lookupComparesNumbersOfBothKinds() {
    const auto other = std::make_shared<const Table>(*test::tableFromText("id:float64,size:int64\n1,10\n2.5,20\n"));
    const StepSpec spec{"lookup", 1, {{"left_keys", {"id"}}}, other};
    const auto fitted =
        FittedPreparation::fitTransform(catalog(), {spec}, *test::tableFromText("id:int64\n1\n2\n"), Context());
    QVERIFY2(fitted, fitted ? "" : fitted.error().text().c_str());
    QCOMPARE(test::textOf(fitted->table), std::string("id:int64,size:int64\n1,10\n2,\n"));
    // Later rows may come with the other kind; texts are no numbers.
    QCOMPARE(test::textOf(*fitted->preparation.apply(*test::tableFromText("id:float64\n2.5\n1\n"), Context())),
             std::string("id:float64,size:int64\n2.5,20\n1,10\n"));
    const auto wrong = FittedPreparation::fitTransform(catalog(), {spec}, *test::tableFromText("id:text\n1\n"), Context());
    QVERIFY(!wrong && wrong.error().text().find("cannot be compared") != std::string::npos);
  }

  void errorsNameTheStep() {
    const Table t = sampleTable(10, 1);
    const auto failed = [&](std::vector<StepSpec> specs) {
      const auto r = FittedPreparation::fitTransform(catalog(), std::move(specs), t, Context());
      return r ? std::string("no error") : r.error().text();
    };
    const StepSpec drop{"drop_columns", 1, {{"columns", {"x"}}}, {}};
    QVERIFY(failed({drop, {"scale", 1, {{"columns", {"cuont"}}}, {}}})
                .starts_with("Step 2 (Scale numbers): There is no column 'cuont'. Did you mean 'count'?"));
    QVERIFY(failed({drop, {"scael", 1, Json::object(), {}}}).find("Step 2 (scael): There is no step 'scael'") == 0);
    QVERIFY(failed({{"scale", 1, {{"method", "loud"}}, {}}}).find("Step 1 (Scale numbers): 'method'") == 0);
    QVERIFY(failed({{"filter_rows", 1, {{"condition", "true"}}, {}}}).find("Step 1 (Filter rows)") == 0);
    QVERIFY(failed({{"scale", 99, Json::object(), {}}}).find("newer version") != std::string::npos);
  }

  void damagedDocumentsAreRefused() {
    const Table t = sampleTable(50, 1);
    const auto fitted = FittedPreparation::fitTransform(catalog(), allSteps(), t, Context());
    const Json saved = fitted->preparation.toJson();
    for (std::size_t i = 0; i < saved["steps"].size(); ++i) {
      Json broken = saved;
      broken["steps"][i]["state"] = Json{{"columns", {{{"column", 5}}}}, {"inputs", "none"}};
      const auto back = FittedPreparation::fromJson(catalog(), broken);
      if (saved["steps"][i]["state"].is_null())
        QVERIFY(back); // it learned nothing
      else
        QVERIFY2(!back, toText(saved["steps"][i]["id"]).c_str());
    }
    QVERIFY(!FittedPreparation::fromJson(catalog(), Json::array()));
    QVERIFY(!FittedPreparation::fromJson(catalog(), Json{{"steps", {{{"id", 5}}}}}));
  }

  void cancelGivesNoTable() {
    const Context context;
    context.cancel();
    const auto r = FittedPreparation::fitTransform(catalog(), allSteps(), sampleTable(10, 1), context);
    QVERIFY(!r);
    QCOMPARE(r.error().code, ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestPreparation)
#include "tst_preparation.moc"
