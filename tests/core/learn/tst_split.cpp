// Splits and folds: exact sizes, class shares, groups and moments that stay together, errors for the impossible.
#include "core/learn/split.h"
#include "core/table/builder.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

using namespace easel;

namespace {

Table tableOf(const char* name, Column column) { return *Table::make({{name, std::move(column)}}); }

Table classes(std::size_t rare, std::size_t frequent) {
  ColumnBuilder b(DataType::Category);
  for (std::size_t i = 0; i < rare + frequent; ++i)
    b.appendText(i % ((rare + frequent) / rare) == 0 && i / ((rare + frequent) / rare) < rare ? "rare" : "frequent");
  return tableOf("y", std::move(b).finish());
}

std::array<std::size_t, 3> sizesOf(const std::vector<RowRole>& roles) {
  std::array<std::size_t, 3> n{};
  for (const RowRole r : roles)
    ++n[static_cast<std::size_t>(r)];
  return n;
}

SplitParams params(SplitMethod method, double train, double validation, const char* column = "") {
  SplitParams p;
  p.method = method;
  p.train = train;
  p.validation = validation;
  p.column.name = column;
  return p;
}

} // namespace

class TestSplit : public QObject {
  Q_OBJECT
 private slots:
  void randomSizesAreExact() {
    for (const std::size_t n : {3, 10, 11, 101, 1007, 70'000}) {
      const Table t = Table::ofRows(n);
      const auto roles = assignRoles(t, params(SplitMethod::Random, 0.7, 0.1), Context(1));
      QVERIFY(roles);
      const auto part = [&](double share) {
        return std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(share * static_cast<double>(n))));
      };
      QCOMPARE(sizesOf(*roles)[1], part(0.1));
      QCOMPARE(sizesOf(*roles)[2], part(1 - 0.7 - 0.1));
    }
    QCOMPARE(sizesOf(*assignRoles(Table::ofRows(50), params(SplitMethod::Random, 1, 0), Context()))[0], std::size_t{50});
  }

  void stratifiedKeepsShares() {
    const Table t = classes(101, 909);
    const auto roles = assignRoles(t, params(SplitMethod::Stratified, 0.6, 0.2, "y"), Context(3));
    QVERIFY(roles);
    QCOMPARE(sizesOf(*roles), (std::array<std::size_t, 3>{606, 202, 202}));
    std::array<std::size_t, 3> rare{};
    for (std::size_t i = 0; i < t.rows(); ++i)
      if (*t.column(0).textAt(i) == "rare")
        ++rare[static_cast<std::size_t>((*roles)[i])];
    QCOMPARE(rare[0] + rare[1] + rare[2], std::size_t{101});
    for (const std::size_t part : {rare[1], rare[2]})
      QVERIFY(part == 20 || part == 21);
  }

  void numbersFallBackToRandomButFewWholeNumbersAreClasses() {
    std::vector<std::int64_t> flags(1000), amounts(1000);
    for (std::size_t i = 0; i < 1000; ++i) {
      flags[i] = i % 50 == 0 ? 1 : 0;
      amounts[i] = static_cast<std::int64_t>(i);
    }
    const Table t = tableOf("flag", columnOf(flags));
    const auto roles = assignRoles(t, params(SplitMethod::Stratified, 0.8, 0, "flag"), Context(1));
    std::size_t testFlags = 0;
    for (std::size_t i = 0; i < 1000; ++i)
      testFlags += flags[i] == 1 && (*roles)[i] == RowRole::Test;
    QCOMPARE(testFlags, std::size_t{4});
    const Table numbers = tableOf("amount", columnOf(amounts));
    QCOMPARE(sizesOf(*assignRoles(numbers, params(SplitMethod::Stratified, 0.8, 0, "amount"), Context(1)))[2],
             std::size_t{200});
  }

  void groupsStayTogether() {
    std::vector<std::int64_t> group(3000);
    for (std::size_t i = 0; i < group.size(); ++i)
      group[i] = static_cast<std::int64_t>(i * 7919 % 211);
    const Table t = tableOf("g", columnOf(group));
    const auto roles = assignRoles(t, params(SplitMethod::ByGroup, 0.7, 0.15, "g"), Context(2));
    QVERIFY(roles);
    std::map<std::int64_t, std::set<RowRole>> seen;
    for (std::size_t i = 0; i < group.size(); ++i)
      seen[group[i]].insert((*roles)[i]);
    for (const auto& [g, parts] : seen)
      QCOMPARE(parts.size(), std::size_t{1});
    const auto sizes = sizesOf(*roles);
    QVERIFY(sizes[0] > 2080 && sizes[0] < 2120);
    QVERIFY(sizes[1] > 430 && sizes[2] > 430);
    // Three groups of very different sizes still give every part one.
    const Table few = tableOf("g", columnOf(std::vector<std::int64_t>{1, 1, 1, 1, 1, 1, 1, 1, 2, 3}));
    for (const std::size_t n : sizesOf(*assignRoles(few, params(SplitMethod::ByGroup, 0.6, 0.2, "g"), Context())))
      QVERIFY(n >= 1);
    QCOMPARE(assignRoles(few, params(SplitMethod::ByGroup, 0.6, 0.2), Context()).error().places.at(0).name,
             std::string("column"));
  }

  void theLatestRowsTest() {
    std::vector<std::int32_t> days;
    for (int i = 0; i < 100; ++i)
      days.push_back((i * 37) % 100 / 2); // every day twice, in disorder
    const Table t = tableOf("day", columnOfDates(days));
    const auto roles = assignRoles(t, params(SplitMethod::ByTime, 0.7, 0.1, "day"), Context());
    QVERIFY(roles);
    int lastTrain = -1, firstTest = 1000, firstValidation = 1000, lastValidation = -1;
    for (std::size_t i = 0; i < days.size(); ++i) {
      if ((*roles)[i] == RowRole::Train)
        lastTrain = std::max(lastTrain, days[i]);
      if ((*roles)[i] == RowRole::Test)
        firstTest = std::min(firstTest, days[i]);
      if ((*roles)[i] == RowRole::Validation) {
        firstValidation = std::min(firstValidation, days[i]);
        lastValidation = std::max(lastValidation, days[i]);
      }
    }
    QVERIFY(lastTrain < firstValidation && lastValidation < firstTest);
    QCOMPARE(sizesOf(*roles), (std::array<std::size_t, 3>{70, 10, 20}));
    const Table holed = tableOf("day", columnOfDates({1, 2, 3}, {1, 0, 1}));
    QVERIFY(assignRoles(holed, params(SplitMethod::ByTime, 0.7, 0, "day"), Context()).error().text().find(
                "1 missing value") != std::string::npos);
    const Table same = tableOf("day", columnOfDates({1, 1, 1, 1}));
    QVERIFY(!assignRoles(same, params(SplitMethod::ByTime, 0.7, 0, "day"), Context()));
  }

  void impossibleRequestsSayWhy() {
    const Table single = tableOf("y", columnOfTexts(std::vector<std::string>{"a", "a", "a", "a", "b"}));
    const auto r = assignRoles(single, params(SplitMethod::Stratified, 0.8, 0, "y"), Context());
    QVERIFY(!r);
    QVERIFY(r.error().message.find("'b'") != std::string::npos);
    QVERIFY(!assignRoles(Table::ofRows(0), params(SplitMethod::Random, 0.8, 0), Context()));
    QVERIFY(!assignRoles(Table::ofRows(1), params(SplitMethod::Random, 0.8, 0), Context()));
    QVERIFY(!assignRoles(Table::ofRows(100), params(SplitMethod::Random, 0.8, 0.3), Context()));
    QVERIFY(!assignRoles(single, params(SplitMethod::Stratified, 0.8, 0, "z"), Context()));
  }

  void seedDecides() {
    const Table t = classes(100, 900);
    SplitParams p = params(SplitMethod::Stratified, 0.8, 0, "y");
    const auto a = assignRoles(t, p, Context(1)), b = assignRoles(t, p, Context(1));
    QVERIFY(*a == *b);
    p.seed = 1;
    QVERIFY(*a != *assignRoles(t, p, Context(1)));
  }

  void foldsAreEvenInEveryClass() {
    std::vector<float> classOf(103);
    for (std::size_t i = 0; i < classOf.size(); ++i)
      classOf[i] = i % 10 == 0 ? 1.0F : 0.0F;
    const auto fold = assignFolds(classOf.size(), 5, classOf, Context(4));
    QVERIFY(fold);
    std::array<int, 5> all{}, ones{};
    for (std::size_t i = 0; i < classOf.size(); ++i) {
      ++all[(*fold)[i]];
      ones[(*fold)[i]] += classOf[i] == 1.0F;
    }
    QVERIFY(*std::max_element(all.begin(), all.end()) - *std::min_element(all.begin(), all.end()) <= 1);
    QVERIFY(*std::max_element(ones.begin(), ones.end()) - *std::min_element(ones.begin(), ones.end()) <= 1);
    QVERIFY(!assignFolds(3, 5, {}, Context()));
    QVERIFY(!assignFolds(30, 1, {}, Context()));
    QVERIFY(!assignFolds(4, 2, {0, 0, 0, 1}, Context()));
  }
};

QTEST_APPLESS_MAIN(TestSplit)
#include "tst_split.moc"
