// Reading formulas: precedence, errors with place and suggestion, three-valued logic, missing values, categories,
// overflow, completion, and that no text makes the parser fall over.
#include "core/base/random.h"
#include "core/table/builder.h"
#include "core/table/expression/expression.h"

#include <QtTest>

using namespace easel;

namespace {

Table sample() {
  const std::vector<std::string> notes = {"red wine", "blue", "red", ""};
  ColumnBuilder city(DataType::Category);
  for (const char* c : {"Oslo", "Rome", "Oslo"})
    city.appendText(c);
  city.appendMissing();
  return Table::make({{"tenure", columnOf(std::vector<std::int64_t>{1, 12, 0, 30}, {1, 1, 0, 1})},
                      {"price", columnOf(std::vector<double>{1.5, -2, 0, 8})},
                      {"active", columnOfBools({1, 0, 0, 1}, {1, 1, 0, 1})},
                      {"city", std::move(city).finish()},
                      {"note", columnOfTexts(notes, {1, 1, 1, 0})},
                      {"Release Date", columnOfDates({19'723, 19'754, 0, 1}, {1, 1, 0, 1})},
                      {"end", columnOf(std::vector<std::int64_t>{1, 2, 3, 4})}})
      .value();
}

Result<Column> run(std::string_view formula, const Table& table = sample()) {
  EASEL_TRY(const Expression e, Expression::parse(formula, table.schema()));
  return e.evaluate(table, Context());
}

/// All rows, with "-" for missing; or the message.
std::string rows(std::string_view formula, const Table& table = sample()) {
  const auto column = run(formula, table);
  if (!column)
    return column.error().text();
  std::string s;
  for (std::size_t i = 0; i < column->size(); ++i)
    s += (i ? " " : "") + column->textAt(i)->value_or("-");
  return s;
}

} // namespace

class TestExpression : public QObject {
  Q_OBJECT
 private slots:
  void values_data() {
    QTest::addColumn<QString>("formula");
    QTest::addColumn<QString>("expected");
    const std::vector<std::pair<const char*, const char*>> cases = {
        {"1 + 2 * 3", "7 7 7 7"},
        {"(1 + 2) * 3", "9 9 9 9"},
        {"10 - 4 - 3", "3 3 3 3"},
        {"2 ^ 3 ^ 2", "512 512 512 512"},
        {"-2 ^ 2", "-4 -4 -4 -4"},
        {"7 % 4 * 2", "6 6 6 6"},
        {"not 1 = 2 and true", "true true true true"},
        {"true or false and false", "true true true true"},
        {"tenure + 1", "2 13 - 31"},
        {"tenure > 5", "false true - true"},
        {"TENURE", "There is no column 'TENURE'. Did you mean 'tenure'?"},
        {"`Release Date` >= '2024-01-15'", "false true - false"},
        {"[Release Date] - date('2024-01-01')", "0 31 - -19722"},
        {"year(`Release Date`)", "2024 2024 - 1970"},
        {"`end` * 2", "2 4 6 8"},
        {"city = 'Oslo'", "true false true -"},
        {"city != 'Oslo'", "false true false -"},
        {"city is null", "false false false true"},
        {"city is not missing and active", "true false - false"},
        {"city in ('Oslo', 'Paris')", "true false true -"},
        {"city not in ('Rome', null)", "- false - -"},
        {"upper(city)", "OSLO ROME OSLO -"},
        {"coalesce(city, 'nowhere')", "Oslo Rome Oslo nowhere"},
        {"if(active, city, 'off')", "Oslo off off -"},
        {"case city when 'Rome' then 1 else tenure end", "1 1 - 30"},
        {"case when price > 1 then 'high' when price < 0 then null else 'low' end", "high - low high"},
        {"note like 'red%'", "true false true -"},
        {"note contains 'e' and not note starts_with 'b'", "true false true -"},
        {"note not like '%e'", "false false true -"},
        {"note < city", "false false false -"},
        {"length(note) + length(city)", "12 8 7 -"},
        {"tenure between 1 and 12", "true true - false"},
        {"tenure not between 1 and price", "false true - true"},
        {"tenure between null and 5", "- false - false"},
        {"tenure in (1, 30.0, 7)", "true false - true"},
        {"price / tenure", "1.5 -0.16666666666666666 - 0.26666666666666666"},
        {"active + 1", "2 1 - 2"},
        {"'it''s' & \" \" & city", "it's Oslo it's Rome it's Oslo -"},
        {"9223372036854775807", "9223372036854775807 9223372036854775807 9223372036854775807 9223372036854775807"},
        {"-9223372036854775808 = 0", "false false false false"},
        {"null", "- - - -"},
        {"category(note)", "red wine blue red -"},
    };
    for (const auto& [formula, expected] : cases)
      QTest::newRow(formula) << QString(formula) << QString(expected);
  }
  void values() {
    QFETCH(QString, formula);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(rows(formula.toStdString())), expected);
  }

  void errors_data() {
    QTest::addColumn<QString>("formula");
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("length");
    QTest::addColumn<QString>("words"); // part of the text
    const auto add = [](const char* formula, int position, int length, const char* words) {
      QTest::newRow(formula) << QString(formula) << position << length << QString(words);
    };
    add("", 0, 0, "The formula is empty.");
    add("1 + tenur", 4, 5, "Did you mean 'tenure'?");
    add("uper(city)", 0, 4, "Did you mean 'upper'?");
    add("price + 'a'", 0, 11, "'+' cannot be used with a number and text.");
    add("city + note", 0, 11, "Join texts with &.");
    add("upper(price)", 0, 12, "'upper' cannot be used with a number.");
    add("round(1, 2, 3)", 0, 14, "'round' takes 1 to 2 values, not 3.");
    add("1 +", 3, 0, "The formula ends too early.");
    add("(1 + 2", 6, 0, "')' is missing");
    add("1 2", 2, 1, "'2' is not expected here.");
    add("1 < price < 5", 10, 1, "Write 1 < x and x < 5");
    add("note = 'abc", 7, 4, "Close it with the same quote.");
    add("price # 2", 6, 1, "'#' has no meaning");
    add("today()", 0, 5, "the same result whenever it runs");
    add("price + now", 8, 3, "the same result whenever it runs");
    add("mean(price)", 0, 4, "Group and summarise");
    add("upper + 1", 0, 5, "'upper' is a function");
    add("end * 2", 0, 3, "write it in backticks: `end`");
    add("date('2024-13-01')", 5, 12, "'2024-13-01' is not a date.");
    add("date_trunc('mont', `Release Date`)", 11, 6, "Did you mean 'month'?");
    add("date_add(`Release Date`, 1, 'hour')", 28, 6, "no unit 'hour'");
    add("case price end", 11, 3, "'case' has no 'when'.");
    add("price is 3", 9, 1, "'is' must be followed by null or missing.");
    add("price in ()", 11, 0, "The list of 'in' is empty.");
    add("price in (1, 'a')", 13, 3, "Use values of one type.");
    add("9223372036854775807 + 1", 0, 23, "too large");
    add("not price", 0, 9, "'not' cannot be used with a number.");
    add("2abc", 0, 4, "neither a number nor a name");
  }
  void errors() {
    QFETCH(QString, formula);
    QFETCH(int, position);
    QFETCH(int, length);
    QFETCH(QString, words);
    const auto e = Expression::parse(formula.toStdString(), sample().schema());
    QVERIFY(!e);
    QVERIFY2(QString::fromStdString(e.error().text()).contains(words), e.error().text().c_str());
    const auto place = std::find_if(e.error().places.begin(), e.error().places.end(),
                                    [](const ErrorPlace& p) { return p.kind == ErrorPlace::Kind::Position; });
    QVERIFY(place != e.error().places.end());
    QCOMPARE(static_cast<int>(place->index), position);
    QCOMPARE(static_cast<int>(place->length), length);
  }

  void threeValuedLogic() {
    // Kleene's tables; rows: true, false, missing for a, columns the same for b.
    const std::vector<std::uint8_t> a = {1, 1, 1, 0, 0, 0, 1, 1, 1};
    const std::vector<std::uint8_t> b = {1, 0, 0, 1, 0, 0, 1, 0, 0};
    const Table table = Table::make({{"a", columnOfBools(a, {1, 1, 1, 1, 1, 1, 0, 0, 0})},
                                     {"b", columnOfBools(b, {1, 1, 0, 1, 1, 0, 1, 1, 0})}})
                            .value();
    QCOMPARE(rows("a and b", table), std::string("true false - false false false - false -"));
    QCOMPARE(rows("a or b", table), std::string("true true true true false - true - -"));
    QCOMPARE(rows("not a", table), std::string("false false false true true true - - -"));
    QCOMPARE(rows("(a = b) is null or a", table), std::string("true true true false false true true true true"));
  }

  void typesOfResults() {
    const TableSchema schema = sample().schema();
    const auto type = [&](const char* f) { return std::string(dataTypeId(Expression::parse(f, schema)->type())); };
    QCOMPARE(type("tenure + 1"), std::string("int64"));
    QCOMPARE(type("tenure / 1"), std::string("float64"));
    QCOMPARE(type("city"), std::string("category"));
    QCOMPARE(type("upper(city)"), std::string("category"));
    QCOMPARE(type("upper(note)"), std::string("text"));
    QCOMPARE(type("city & note"), std::string("text"));
    QCOMPARE(type("case when active then 'a' else 'b' end"), std::string("category"));
    QCOMPARE(type("if(active, city, 'none')"), std::string("category"));
    QCOMPARE(type("length(city)"), std::string("int64"));
    QCOMPARE(type("category(tenure)"), std::string("category"));
    QCOMPARE(Expression::parse("price * tenure + price", schema)->columns(),
             (std::vector<std::string>{"price", "tenure"}));
  }

  /// Random trees of text functions over the same values as Category and as Text.
  void categoriesAndTextsAgree() {
    Random random(11);
    ColumnBuilder text(DataType::Text);
    ColumnBuilder category(DataType::Category);
    for (int i = 0; i < 5000; ++i) {
      const std::string value = i % 7 ? "Ab" + std::to_string(random.below(40)) : "";
      if (random.below(9) == 0) {
        text.appendMissing();
        category.appendMissing();
      } else {
        text.appendText(value);
        category.appendText(value);
      }
    }
    const Column t = std::move(text).finish();
    const Column c = std::move(category).finish();
    for (const std::string formula :
         {"upper(x)", "x = 'Ab3'", "x in ('Ab1', 'Ab2', null)", "length(x) * 2", "coalesce(x, 'none')", "x is null",
          "if(x like '%1', x, 'other')", "case when x > 'Ab2' then 'late' when x = '' then null else x end",
          "nullif(x, 'Ab5')", "int(substr(x, 3))", "x & '!' & x", "concat(x, 'a')", "x between 'Ab1' and 'Ab3' or x is null"}) {
      const Table a = Table::make({{"x", t}}).value();
      const Table b = Table::make({{"x", c}}).value();
      QCOMPARE(rows(formula, a), rows(formula, b));
      const Expression written = Expression::parse(formula, a.schema()).value(); // for text, used on categories
      QCOMPARE(written.evaluate(b, Context())->type(), written.type());
      QCOMPARE(written.evaluate(b, Context())->textAt(77).value(), *run(formula, a)->textAt(77));
    }
  }

  void overflowNamesTheRow() {
    const std::int64_t large = std::numeric_limits<std::int64_t>::max();
    std::vector<std::int64_t> values(70'000, 3);
    values[66'000] = large / 2;
    const Table table = Table::make({{"x", columnOf(values)}}).value();
    for (const char* formula : {"x * 3", "x + x + 2", "-x - x - 9"}) {
      const auto r = run(formula, table);
      QVERIFY2(!r, formula);
      QVERIFY2(r.error().message.find("row 66,001") != std::string::npos, r.error().message.c_str());
    }
    QVERIFY(run("if(x < 100, x * 3, 0)", table)); // the branch is not taken
    QVERIFY(run("x < 100 and x * 3 > 5", table));
    QVERIFY(run("x * 3.0", table));
  }

  void otherTablesThanTheSchema() {
    const Expression e = Expression::parse("price * 2", sample().schema()).value();
    const Table renamed = sample().renamed("price", "cost").value();
    QCOMPARE(e.evaluate(renamed, Context()).error().code, ErrorCode::NotFound);
    const Table changed = sample().with("price", columnOfBools({1, 1, 1, 1})).value();
    QVERIFY(e.evaluate(changed, Context()).error().message.find("holds true/false") != std::string::npos);
    QCOMPARE(Expression::parse("1 + 1", TableSchema())->evaluate(Table::ofRows(0), Context())->size(), std::size_t{0});
  }

  void cancelled() {
    const Context context;
    context.cancel();
    const Expression e = Expression::parse("price * 2", sample().schema()).value();
    QCOMPARE(e.evaluate(sample(), context).error().code, ErrorCode::Cancelled);
  }

  void completion() {
    const TableSchema schema = sample().schema();
    const auto texts = [&](std::string_view text) {
      std::vector<std::string> list;
      for (const Completion& c : completions(text, text.size(), schema))
        list.push_back(c.text);
      return list;
    };
    QCOMPARE(texts("1 + ten").front(), std::string("tenure"));
    QCOMPARE(texts("rele").front(), std::string("`Release Date`"));
    QCOMPARE(texts("`Rel").front(), std::string("`Release Date`"));
    QCOMPARE(texts("upp").front(), std::string("upper("));
    QCOMPARE(texts("city = '"), (std::vector<std::string>{"'Oslo'", "'Rome'"}));
    QCOMPARE(texts("city in ('Oslo', 'R"), (std::vector<std::string>{"'Rome'"}));
    QVERIFY(texts("'abc'").empty() && texts("12").empty());
    const Completion c = completions("1 + ten + 2", 7, schema).front();
    QCOMPARE(c.start, std::size_t{4});
    QCOMPARE(c.length, std::size_t{3});
    QVERIFY(!completions("", 0, schema).empty());
  }

  void quoting() {
    QCOMPARE(quotedColumn("a_b.c"), std::string("a_b.c"));
    QCOMPARE(quotedColumn("Größe"), std::string("Größe"));
    QCOMPARE(quotedColumn("a b"), std::string("`a b`"));
    QCOMPARE(quotedColumn("and"), std::string("`and`"));
    QCOMPARE(quotedColumn("1`x"), std::string("`1``x`"));
    QCOMPARE(quotedText("it's"), std::string("'it''s'"));
  }

  void noTextMakesItFall() {
    const Table table = sample();
    const TableSchema schema = table.schema();
    std::vector<std::string> words = {"tenure", "price",  "city",  "note", "active", "`Release Date`", "1",  "0",  "2.5", "'a'",
                                      "null",   "(",      ")",     ",",    "case",   "when",           "then", "else", "end", "in",
                                      "like",   "is",     "not",   "and",  "or",     "between",        "`",  "'",  "[",   "\xff",
                                      "9223372036854775807"};
    for (const FunctionDeclaration& f : functions())
      words.push_back(f.name);
    Random random(99);
    int parsed = 0;
    for (int i = 0; i < 30'000; ++i) {
      std::string formula;
      for (std::uint64_t n = 1 + random.below(9); n > 0; --n)
        formula += words[random.below(words.size())] + (random.below(4) ? " " : "");
      (void)completions(formula, random.below(formula.size() + 1), schema);
      if (const auto e = Expression::parse(formula, schema)) {
        ++parsed;
        if (const auto column = e->evaluate(table, Context()))
          QVERIFY2(column->size() == 4 && column->type() == e->type(), formula.c_str());
      }
    }
    QVERIFY(parsed > 100);
    QVERIFY(!Expression::parse(std::string(5000, '('), schema));
    QVERIFY(!Expression::parse(std::string(5000, '-') + "1", schema));
    std::string sum = "tenure";
    for (int i = 0; i < 5000; ++i)
      sum += " + tenure";
    QVERIFY(!Expression::parse(sum, schema));
  }
};

QTEST_APPLESS_MAIN(TestExpression)
#include "tst_expression.moc"
