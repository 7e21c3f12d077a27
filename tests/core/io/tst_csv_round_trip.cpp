// Export and import are inverse: every type, nasty texts, random tables, any block size; random bytes do not crash.
#include "core/base/random.h"
#include "core/base/time.h"
#include "core/table/builder.h"
#include "csv_test.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace easel;

class TestCsvRoundTrip : public QObject {
  Q_OBJECT

  TestFolder m_folder;
  std::mt19937_64 m_random{20261124};

  std::uint64_t below(std::uint64_t n) { return m_random() % n; }

  std::string nasty() {
    static const std::vector<std::string> kParts = {",", "\"", "\n", "\r\n", "\r", "'", ";", "\t", "|", " ", "ä", "東", "😀",
                                                    "a", "0", "\\", "NA", "-", "\"\"", "x y", "1.5", "true", "=", "#"};
    std::string s;
    for (std::uint64_t n = below(6); n > 0; --n)
      s += kParts[below(kParts.size())];
    return s;
  }

  Column randomColumn(DataType type, std::size_t rows) {
    ColumnBuilder b(type, type == DataType::Vector ? 3 : 1);
    for (std::size_t r = 0; r < rows; ++r) {
      if (below(8) == 0) {
        b.appendMissing();
        continue;
      }
      switch (type) {
      case DataType::Bool: b.appendBool(below(2) != 0); break;
      case DataType::Int64: b.appendInt(static_cast<std::int64_t>(m_random() >> below(64)) * (below(2) ? 1 : -1)); break;
      case DataType::Float64: b.appendDouble(below(9) == 0 ? HUGE_VAL : std::ldexp(static_cast<double>(m_random()), static_cast<int>(below(200)) - 100)); break;
      case DataType::Date: b.appendInt(static_cast<std::int64_t>(below(80'000)) - 40'000); break;
      case DataType::Timestamp: b.appendInt(static_cast<std::int64_t>(below(4'000'000'000'000'000)) - 2'000'000'000'000'000); break;
      case DataType::Duration: b.appendInt(static_cast<std::int64_t>(m_random() >> below(64)) * (below(2) ? 1 : -1)); break;
      case DataType::Category: b.appendText("level " + std::to_string(below(5)) + (below(3) ? "" : ",\"\n")); break;
      case DataType::Text:
      case DataType::Image: b.appendText(nasty()); break;
      case DataType::Vector: {
        const float v[3] = {static_cast<float>(below(100)), -1.25F, static_cast<float>(below(1000)) / 7.0F};
        b.appendVector(v);
      }
      }
    }
    return std::move(b).finish();
  }

  static bool same(const Table& a, const Table& b) {
    if (a.rows() != b.rows() || a.columnCount() != b.columnCount())
      return false;
    for (std::size_t c = 0; c < a.columnCount(); ++c) {
      if (a.name(c) != b.name(c) || a.column(c).type() != b.column(c).type())
        return false;
      for (std::size_t r = 0; r < a.rows(); ++r)
        if (*a.column(c).textAt(r) != *b.column(c).textAt(r)) {
          qWarning("row %zu column %zu: '%s' became '%s'", r, c, cell(a, r, c).c_str(), cell(b, r, c).c_str());
          return false;
        }
    }
    return true;
  }

 private slots:
  void randomTablesComeBackEqual() {
    for (int round = 0; round < 40; ++round) {
      const std::size_t rows = 1 + below(400);
      std::vector<NamedColumn> columns;
      columns.push_back({"key", randomColumn(DataType::Int64, rows)});
      std::map<std::string, std::string> asked{{"key", "int64"}};
      for (std::uint64_t n = 1 + below(8); n > 0; --n) {
        const auto type = static_cast<DataType>(below(10));
        // Names of one column differ by their number; the rest of the name is anything.
        std::string name = std::to_string(n) + nasty() + "n";
        asked[name] = dataTypeId(type);
        columns.push_back({std::move(name), randomColumn(type, rows)});
      }
      const Table table = *Table::make(std::move(columns));
      const auto p = m_folder.path(round % 3 == 0 ? "r.csv.gz" : "r.csv");
      CsvOptions o;
      o.delimiter = std::string(1, ",;\t|"[below(4)]);
      QVERIFY(exportCsv(table, p, o, Context()));
      o.header = CsvHeader::Yes;
      o.quote = "\"";
      o.types = asked;
      o.thousands = "none";
      o.decimal = CsvDecimal::Point;
      o.blockBytes = std::size_t{1} << below(14);
      const auto back = importCsv(p, o, Context());
      QVERIFY2(back, back ? "" : back.error().text().c_str());
      QVERIFY(back->report.castFailures.empty());
      QCOMPARE(back->report.badLineCount, std::int64_t{0});
      if (!same(table, back->table)) {
        std::filesystem::copy_file(p, m_folder.path("failed"), std::filesystem::copy_options::overwrite_existing);
        QFAIL("the table changed");
      }
    }
  }

  void typesComeBackByThemselves() {
    const std::size_t rows = 300;
    std::vector<NamedColumn> columns;
    for (const DataType t : {DataType::Bool, DataType::Int64, DataType::Float64, DataType::Category, DataType::Date,
                             DataType::Timestamp, DataType::Duration})
      columns.push_back({std::string(dataTypeId(t)), randomColumn(t, rows)});
    columns.push_back({"whole", columnOf(std::vector<double>(rows, 3.0))});
    const Table table = *Table::make(std::move(columns));
    const auto p = m_folder.path("t.csv");
    QVERIFY(exportCsv(table, p, {}, Context()));
    QVERIFY(same(table, importCsv(p, {}, Context())->table));
  }

  void emptyAndMissingTextsDiffer() {
    const Table table = *Table::make({{"t", columnOfTexts(std::vector<std::string>{"", "x", "NA", "", " y "}, {1, 1, 1, 0, 1})},
                                      {"n", columnOf(std::vector<std::int64_t>{1, 2, 3, 4, 5})}});
    const auto p = m_folder.path("e.csv");
    QVERIFY(exportCsv(table, p, {}, Context()));
    QCOMPARE(cells(importCsv(p, {}, Context())->table), std::string("|1;x|2;NA|3;<missing>|4; y |5"));
    const Table one = table.without(std::vector<std::string>{"n"});
    QVERIFY(exportCsv(one, p, {}, Context()));
    QCOMPARE(cells(importCsv(p, {}, Context())->table), std::string(";x;NA;<missing>; y "));
  }

  void styleOptions() {
    const Table table = *Table::make({{"x", columnOf(std::vector<double>{1.5, 2})}, {"t", columnOfTexts(std::vector<std::string>{"a;b", "c"})}});
    const auto p = m_folder.path("s.csv");
    CsvOptions o;
    o.decimal = CsvDecimal::Comma;
    QVERIFY(exportCsv(table, p, o, Context()));
    QCOMPARE(cells(importCsv(p, {}, Context())->table), std::string("1.5|a;b;2|c"));
    o.header = CsvHeader::No;
    QVERIFY(exportCsv(table, p, o, Context()));
    std::ifstream in(p);
    std::string first;
    std::getline(in, first);
    QCOMPARE(first, std::string("1,5;\"a;b\""));
    o.quote = "none";
    QVERIFY(!exportCsv(table, p, o, Context()));
  }

  void aFailedExportLeavesTheOldFile() {
    const auto p = m_folder.file("old.csv", "old");
    const Table table = *Table::make({{"x", columnOf(std::vector<double>{1})}});
    const Context cancelled;
    cancelled.cancel();
    QCOMPARE(exportCsv(table, p, {}, cancelled).error().code, ErrorCode::Cancelled);
    std::ifstream in(p);
    std::string text;
    std::getline(in, text);
    QCOMPARE(text, std::string("old"));
    std::size_t files = 0;
    for (const auto& e : std::filesystem::directory_iterator(p.parent_path()))
      files += e.path().filename().string().find("old.csv") == 0;
    QCOMPARE(files, std::size_t{1});
    QCOMPARE(exportCsv(table, m_folder.path("no/folder.csv"), {}, Context()).error().code, ErrorCode::NotFound);
    QCOMPARE(exportCsv(table, m_folder.path(""), {}, Context()).error().code, ErrorCode::InvalidArgument);
  }

  void aFullDiskIsSaid() {
    const Table table = *Table::make({{"x", columnOf(std::vector<double>(100'000, 1.5))}});
    const auto full = exportCsv(table, "/dev/full", {}, Context());
    QVERIFY(!full);
    QCOMPARE(full.error().code, ErrorCode::DiskFull);
  }

  void randomBytesDoNotCrash() {
    static const std::string kAlphabet = ",;\t|\"'\n\r\\ 019.-eEx/:TNAtrue\xC3\xA4\xFF";
    for (int round = 0; round < 1500; ++round) {
      std::string text = round % 2 ? "a,b\n" : "";
      for (std::uint64_t n = below(600); n > 0; --n)
        text += below(400) == 0 ? static_cast<char>(below(256)) : kAlphabet[below(kAlphabet.size())];
      CsvOptions o;
      o.blockBytes = 1 + below(200);
      const auto r = importCsv(m_folder.file("soup.csv", text), o, Context());
      if (!r) {
        QVERIFY(!r.error().message.empty());
        continue;
      }
      // Another block size sees the same table.
      CsvOptions big;
      const auto again = importCsv(m_folder.path("soup.csv"), big, Context());
      QVERIFY(again);
      QVERIFY(same(r->table, again->table));
      QCOMPARE(r->report.badLineCount, again->report.badLineCount);
    }
  }
};

QTEST_APPLESS_MAIN(TestCsvRoundTrip)
#include "tst_csv_round_trip.moc"
