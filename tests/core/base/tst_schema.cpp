// One declaration: schema, JSON, text values and errors are all derived from it.
#include "core/schema/catalog.h"

#include <QtTest>

using namespace easel;

namespace {
enum class Colour { Red, Green };
struct PaintParams {
  int coats = 2;
  double gloss = 0.5;
  std::optional<double> budget;
  Colour colour = Colour::Green;
  ColumnNames columns;
  std::map<std::string, std::string> names;
  static void describe(Describe<PaintParams>& d) {
    d.field(&PaintParams::coats, "coats").label("Coats").range(1, 10).tunable(1, 5).replaces("layers");
    d.field(&PaintParams::gloss, "gloss").label("Gloss").range(0, 1);
    d.field(&PaintParams::budget, "budget").label("Budget").atLeast(0);
    d.field(&PaintParams::colour, "colour")
        .label("Colour")
        .choices({{Colour::Red, "red", "Red"}, {Colour::Green, "green", "Green"}});
    d.field(&PaintParams::columns, "columns").label("Columns");
    d.field(&PaintParams::names, "names").label("Names");
  }
};
struct Tool {
  virtual ~Tool() = default;
  virtual int coats() const = 0;
};
struct Brush : Tool {
  explicit Brush(PaintParams p) : params(std::move(p)) {}
  int coats() const override { return params.coats; }
  PaintParams params;
};
} // namespace

class TestSchema : public QObject {
  Q_OBJECT
 private slots:
  void jsonRoundTrips() {
    PaintParams p;
    p.coats = 3;
    p.budget = 7.5;
    p.colour = Colour::Red;
    p.columns.names = {"a", "b"};
    p.names["x"] = "y";
    const Json j = paramsToJson(p);
    const auto back = paramsFromJson<PaintParams>(j);
    QVERIFY(back);
    QCOMPARE(paramsToJson(*back), j);
    QCOMPARE(paramsToJson(PaintParams{}), schemaOf<PaintParams>().defaults());
    QVERIFY(paramsToJson(PaintParams{})["names"].is_object());
  }

  void wrongValuesNameTheParameter() {
    for (const auto& [name, value] : std::vector<std::pair<std::string, Json>>{
             {"coats", 11}, {"coats", 2.5}, {"coats", "2"}, {"gloss", -1}, {"colour", "blue"}, {"columns", "a"}}) {
      const auto r = paramsFromJson<PaintParams>(Json{{name, value}});
      QVERIFY2(!r, name.c_str());
      QCOMPARE(r.error().places.at(0).name, name);
    }
    QVERIFY(!paramsFromJson<PaintParams>(Json::array()));
  }

  void oldNamesAreReadAndUnknownOnesSuggest() {
    QCOMPARE(paramsFromJson<PaintParams>(Json{{"layers", 4}})->coats, 4);
    QCOMPARE(paramsFromJson<PaintParams>(Json{{"glos", 1}}).error().hint, std::string("Did you mean 'gloss'?"));
  }

  void textValuesAsOnTheCommandLine() {
    const Schema s = schemaOf<PaintParams>();
    Json v = Json::object();
    for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{
             {"coats", "4"}, {"gloss", "0.25"}, {"colour", "red"}, {"columns", "a, b\\,c"}, {"names", "x=y"}, {"budget", ""}})
      v = *s.withText(v, name, text);
    QCOMPARE(v["columns"], Json({"a", "b,c"}));
    QCOMPARE(v["names"], Json({{"x", "y"}}));
    QVERIFY(v["budget"].is_null());
    QVERIFY(s.complete(v));
    QVERIFY(!s.withText(v, "coats", "four"));
  }

  void cataloguesFindAndMake() {
    Catalog<Tool> c;
    c.add(entry<Tool, Brush, PaintParams>("brush", 2).title("Brush").replaces("quill"));
    QVERIFY(c.find("quill"));
    QCOMPARE((*c.make("brush", Json{{"coats", 5}}, "tool"))->coats(), 5);
    QCOMPARE(c.make("brsh", {}, "tool").error().hint, std::string("Did you mean 'brush'?"));
    QCOMPARE(toJson(c.entries()[0].declaration)["parameters"].size(), std::size_t{6});
  }
};

QTEST_APPLESS_MAIN(TestSchema)
#include "tst_schema.moc"
