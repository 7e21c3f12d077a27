// What is suggested for a table, and that every suggested step works and mends what it was suggested for.
#include "core/explore/suggestions.h"
#include "core/prepare/step.h"
#include "core/table/builder.h"
#include "core/table/kernels.h"

#include <QtTest>

using namespace easel;

namespace {

Table table() {
  const std::size_t n = 60;
  std::vector<std::string> ids, notes, copy, same(n, "x");
  std::vector<std::int64_t> number, measured;
  std::vector<double> holes, price;
  std::vector<std::uint8_t> few, most, y, none(n, 0), yValid;
  for (std::size_t i = 0; i < n; ++i) {
    ids.push_back("c" + std::to_string(i));
    notes.push_back(i < 3 ? "same" : "note " + std::to_string(i));
    number.push_back(static_cast<std::int64_t>(i) + 100);
    measured.push_back(static_cast<std::int64_t>(i * i * 37 % 10'007));
    holes.push_back(static_cast<double>(i));
    price.push_back(static_cast<double>(i % 7));
    few.push_back(i % 20 != 0);
    most.push_back(i % 5 == 0);
    y.push_back(i % 3 == 0);
    yValid.push_back(i > 1);
    copy.push_back(i % 3 == 0 ? "positive" : "negative");
  }
  return Table::make({{"id", columnOfTexts(ids)},
                      {"row_id", columnOf(number)},
                      {"measured", columnOf(measured)},
                      {"note", columnOfTexts(notes)},
                      {"same", columnOfTexts(same)},
                      {"empty", missingColumn(DataType::Float64, n)},
                      {"few holes", columnOf(holes, few)},
                      {"most", columnOf(price, most)},
                      {"price", columnOf(price)},
                      {"copy", columnOfTexts(copy)},
                      {"y", columnOfBools(y)}})
      .value();
}

std::vector<std::string> kindsOf(const std::vector<Suggestion>& list, const std::string& column) {
  std::vector<std::string> kinds;
  for (const Suggestion& s : list)
    if (s.column == column)
      kinds.push_back(s.kind);
  return kinds;
}

} // namespace

class TestSuggestions : public QObject {
  Q_OBJECT

 private slots:
  void findsWhatIsThere() {
    const auto list = suggestions(profile(table(), Context()).value(), "y");
    using Kinds = std::vector<std::string>;
    QCOMPARE(kindsOf(list, "id"), Kinds{"identifier"});
    QCOMPARE(kindsOf(list, "row_id"), Kinds{"identifier"});
    QCOMPARE(kindsOf(list, "note"), Kinds{"identifier"});
    QCOMPARE(kindsOf(list, "same"), Kinds{"constant"});
    QCOMPARE(kindsOf(list, "empty"), Kinds{"constant"});
    QCOMPARE(kindsOf(list, "most"), Kinds{"mostly_missing"});
    QCOMPARE(kindsOf(list, "few holes"), Kinds{"missing"});
    QCOMPARE(kindsOf(list, "copy"), Kinds{"leak"});
    QCOMPARE(kindsOf(list, "measured"), Kinds{}); // numbers may be all different
    QCOMPARE(kindsOf(list, "price"), Kinds{});
    QCOMPARE(kindsOf(list, "y"), Kinds{});
    QCOMPARE(list.front().kind, std::string("leak"));
    QVERIFY(kindsOf(suggestions(profile(table(), Context()).value()), "copy").empty()); // without a target
  }

  void aTargetWithHoles() {
    std::vector<double> values(30, 1.0);
    std::vector<std::uint8_t> valid(30, 1);
    values[3] = 2;
    valid[4] = 0;
    const Table t = Table::make({{"the target", columnOf(values, valid)}, {"x", columnOf(values)}}).value();
    const auto list = suggestions(profile(t, Context()).value(), "the target");
    QCOMPARE(kindsOf(list, "the target"), std::vector<std::string>{"missing_target"});
    QVERIFY(list.front().text.find("1 row:") != std::string::npos);
  }

  void emptyAndTinyTables() {
    QVERIFY(suggestions(TableProfile{}).empty());
    const Table t = Table::make({{"a", columnOf(std::vector<double>{})}, {"b", columnOfTexts(std::vector<std::string>{})}}).value();
    QVERIFY(suggestions(profile(t, Context()).value(), "a").empty());
    const Table one = Table::make({{"a", columnOf(std::vector<double>{1})}, {"b", columnOfTexts(std::vector<std::string>{"x"})}}).value();
    QVERIFY(suggestions(profile(one, Context()).value(), "a").empty());
  }

  void everyStepMendsIt() {
    const Catalog<Step> steps = builtinSteps();
    const Table before = table();
    const auto list = suggestions(profile(before, Context()).value(), "y");
    QVERIFY(list.size() >= 8);
    for (const Suggestion& s : list) {
      const auto step = steps.make(s.step, s.params, "step");
      QVERIFY2(step.has_value(), s.step.c_str());
      Table after;
      if ((*step)->kind() == StepKind::Rows) {
        const auto rows = (*step)->rows(before, Context());
        QVERIFY2(rows.has_value(), s.column.c_str());
        after = take(before, *rows, Context()).value();
      } else {
        auto fitted = (*step)->fitTransform(before, Context());
        QVERIFY2(fitted.has_value(), s.column.c_str());
        after = fitted->table;
      }
      QVERIFY2(kindsOf(suggestions(profile(after, Context()).value(), "y"), s.column).empty(), s.column.c_str());
    }
  }
};

QTEST_APPLESS_MAIN(TestSuggestions)
#include "tst_suggestions.moc"
