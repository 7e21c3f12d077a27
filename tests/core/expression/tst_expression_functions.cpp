// The contract of every declared function and operator: its texts, its examples, and the same result for a column as
// for a literal, whatever the batch or chunk in which a row lies.
#include "core/base/parallel.h"
#include "core/table/builder.h"
#include "core/table/expression/expression.h"

#include <QtTest>

#include <set>

using namespace easel;

namespace {
std::string computed(std::string_view formula, const Table& table, std::size_t row = 0) {
  const auto e = Expression::parse(formula, table.schema());
  if (!e)
    return "error: " + e.error().text();
  const auto column = e->evaluate(table, Context());
  if (!column)
    return "error: " + column.error().text();
  if (column->type() != e->type())
    return "error: the type differs";
  return column->textAt(row)->value_or("missing");
}
} // namespace

class TestExpressionFunctions : public QObject {
  Q_OBJECT
 private slots:
  void declarationsAreComplete() {
    std::set<std::string> names;
    for (const FunctionDeclaration& f : functions()) {
      QVERIFY2(names.insert(f.name).second, f.name.c_str());
      for (const std::string& alias : f.aliases)
        QVERIFY2(names.insert(alias).second, alias.c_str());
      QVERIFY2(!f.signature.empty() && !f.help.empty() && !f.category.empty(), f.name.c_str());
      QVERIFY2(f.help.ends_with('.'), f.help.c_str());
      QVERIFY2(!f.examples.empty(), f.name.c_str());
    }
    QVERIFY(names.size() > 80);
  }

  void everyExampleHolds() {
    for (const FunctionDeclaration& f : functions())
      for (const FunctionExample& e : f.examples)
        QCOMPARE(e.formula + " -> " + computed(e.formula, Table::ofRows(1)), e.formula + " -> " + e.result);
  }

  void everyExampleNamesItsFunction() {
    for (const FunctionDeclaration& f : functions()) {
      const bool named = std::any_of(f.examples.begin(), f.examples.end(), [&](const FunctionExample& e) {
        return f.name == "negate" || f.name == "is_null" || e.formula.find(f.name) != std::string::npos;
      });
      QVERIFY2(named, f.name.c_str());
    }
  }

  /// The same formulas over columns, not folded, across the border of a chunk and of a batch.
  void columnsGiveWhatLiteralsGive() {
    const std::size_t n = kChunkRows + 3000;
    ColumnBuilder i(DataType::Int64), f(DataType::Float64), t(DataType::Text), c(DataType::Category),
        d(DataType::Date), s(DataType::Timestamp), b(DataType::Bool), m(DataType::Float64);
    for (std::size_t r = 0; r < n; ++r) {
      i.appendInt(7);
      f.appendDouble(-2.5);
      t.appendText("Łódź, ok");
      c.appendText("Łódź, ok");
      d.appendInt(19'813); // 2024-03-31
      s.appendInt(19'813 * 86'400'000'000LL + 66'659'000'000LL);
      b.appendBool(true);
      m.appendMissing();
    }
    const Table table = Table::make({{"i", std::move(i).finish()},
                                     {"f", std::move(f).finish()},
                                     {"t", std::move(t).finish()},
                                     {"c", std::move(c).finish()},
                                     {"d", std::move(d).finish()},
                                     {"s", std::move(s).finish()},
                                     {"b", std::move(b).finish()},
                                     {"m", std::move(m).finish()}})
                            .value();
    const std::vector<std::pair<const char*, const char*>> cases = {
        {"i + 1", "8"},
        {"i - 10", "-3"},
        {"i * f", "-17.5"},
        {"i / 2", "3.5"},
        {"i % 4", "3"},
        {"-i % 4", "1"},
        {"i ^ 2", "49"},
        {"-f", "2.5"},
        {"div(-i, 2)", "-4"},
        {"i / 0", "missing"},
        {"i % 0", "missing"},
        {"f + m", "missing"},
        {"b + i", "8"},
        {"abs(f)", "2.5"},
        {"round(f)", "-3"},
        {"round(f * 1.1, 1)", "-2.8"},
        {"floor(f)", "-3"},
        {"ceil(f)", "-2"},
        {"clip(i, 1, 5)", "5"},
        {"greatest(i, f, m)", "7"},
        {"least(i, f, m)", "-2.5"},
        {"sqrt(f)", "nan"},
        {"sign(f)", "-1"},
        {"is_nan(sqrt(f))", "true"},
        {"round(ln(i), 6)", "1.94591"},
        {"upper(t)", "ŁÓDŹ, OK"},
        {"upper(c)", "ŁÓDŹ, OK"},
        {"lower(c)", "łódź, ok"},
        {"length(t)", "8"},
        {"length(c) + i", "15"},
        {"t & '!' & c", "Łódź, ok!Łódź, ok"},
        {"t = c", "true"},
        {"c = 'Łódź, ok'", "true"},
        {"c != 'x' and t like '%d_, o_'", "true"},
        {"c not like 'L%'", "true"},
        {"c in ('a', 'b')", "false"},
        {"i in (1, 2, 3, 4, 5, 6, 7, 8, 9)", "true"},
        {"f in (1, -2.5)", "true"},
        {"i not in (f, 8)", "true"},
        {"d in ('2024-03-31')", "true"},
        {"split_part(t, ',', 1)", "Łódź"},
        {"trim(split_part(t, ',', 2))", "ok"},
        {"replace(c, 'ok', 'no')", "Łódź, no"},
        {"year(d) * 100 + month(s)", "202403"},
        {"day(d)", "31"},
        {"hour(s) * 100 + minute(s)", "1830"},
        {"second(s)", "59"},
        {"weekday(s)", "7"},
        {"week(d)", "13"},
        {"quarter(d)", "1"},
        {"day_of_year(d)", "91"},
        {"date_trunc('quarter', d)", "2024-01-01"},
        {"date_trunc('minute', s)", "2024-03-31T18:30:00Z"},
        {"date_add(d, -1, 'months')", "2024-02-29"},
        {"date_add(s, i, 'day')", "2024-04-07T18:30:59Z"},
        {"date_diff('hour', d, s)", "18"},
        {"d + 1", "2024-04-01"},
        {"d - date('2024-03-01')", "30"},
        {"s - d", "18:30:59"},
        {"d > '2024-03-30'", "true"},
        {"s > d", "true"},
        {"d between '2024-01-01' and '2024-12-31'", "true"},
        {"int(f)", "-2"},
        {"int(t)", "missing"},
        {"text(i) & text(f)", "7-2.5"},
        {"bool(i)", "true"},
        {"timestamp(d)", "2024-03-31T00:00:00Z"},
        {"date(s)", "2024-03-31"},
        {"category(i)", "7"},
        {"m is null", "true"},
        {"i is not missing", "true"},
        {"coalesce(m, i)", "7"},
        {"coalesce(c, 'none')", "Łódź, ok"},
        {"nullif(i, 7)", "missing"},
        {"if(m > 0, 'a', 'b')", "b"},
        {"if(b, c, 'none')", "Łódź, ok"},
        {"case when i < 5 then 'low' when i < 10 then 'mid' end", "mid"},
        {"case i when 1 then 'one' end", "missing"},
        {"case when f > 0 then 1 else 2.5 end", "2.5"},
        {"total_seconds(s - d)", "66659"},
        {"d + duration(1, 'hour')", "2024-03-31T01:00:00Z"},
    };
    for (const auto& [formula, expected] : cases)
      for (const std::size_t row : {std::size_t{0}, std::size_t{2047}, std::size_t{2048}, kChunkRows - 1, kChunkRows, n - 1})
        QCOMPARE(std::string(formula) + " -> " + computed(formula, table, row), std::string(formula) + " -> " + expected);
  }
};

QTEST_APPLESS_MAIN(TestExpressionFunctions)
#include "tst_expression_functions.moc"
