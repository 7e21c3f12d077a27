// Files as they come: encodings, packed files, damaged, foreign, missing and changing ones; sniffing and previews.
#include "core/base/parallel.h"
#include "core/io/byte_source.h"
#include "core/io/format.h"
#include "csv_test.h"

#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace easel;

class TestCsvFiles : public QObject {
  Q_OBJECT

  TestFolder m_folder;

  Result<Imported> read(std::string_view text, const CsvOptions& options = {}) {
    return importCsv(m_folder.file("t.csv", text), options, Context());
  }
  static std::string utf16(std::u16string_view text, bool big) {
    std::string s;
    for (const char16_t c : text) {
      const char hi = static_cast<char>(c >> 8);
      const char lo = static_cast<char>(c & 0xFF);
      s += big ? hi : lo;
      s += big ? lo : hi;
    }
    return s;
  }

 private slots:
  void encodings() {
    const std::string expected = "Łódź|1;東京😀|2";
    const std::u16string text = u"city,n\nŁódź,1\n東京😀,2\n";
    QCOMPARE(cells(read("\xEF\xBB\xBF" "city,n\nŁódź,1\n東京😀,2\n")->table), expected);
    QCOMPARE(read("\xEF\xBB\xBF" "city,n\nŁódź,1\n")->table.name(0), std::string("city"));
    for (const bool big : {false, true}) {
      QCOMPARE(cells(read(utf16(u"\uFEFF" + text, big))->table), expected);
      const auto bare = read(utf16(u"city,n\nParis,1\nRome,2\n", big));
      QCOMPARE(cells(bare->table), std::string("Paris|1;Rome|2"));
      QCOMPARE(bare->report.sniff.encoding, std::string(big ? "utf-16be" : "utf-16le"));
    }
    const auto latin = read("city,n\nZ\xFCrich,1\n\x80uro,2\n");
    QCOMPARE(cells(latin->table), std::string("Zürich|1;€uro|2"));
    QVERIFY(mentions(latin->report.warnings, "Windows-1252"));
    CsvOptions told;
    told.encoding = CsvEncoding::Latin1;
    QCOMPARE(cell(read("city,n\nZ\xFCrich,1\n", told)->table, 0, 0), std::string("Zürich"));
  }

  void aLateByteThatIsNotUtf8() {
    std::string text = "city,n\n";
    for (int i = 0; i < 200'000; ++i)
      text += "Basel,1\n";
    text += "Z\xFCrich,2\n";
    const auto r = read(text);
    QCOMPARE(cell(r->table, 200'000, 0), std::string("Zürich"));
    QVERIFY(mentions(r->report.warnings, "Line 200,002 is not valid UTF-8"));
    CsvOptions told;
    told.encoding = CsvEncoding::Utf8;
    const auto refused = read(text, told);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Parse);
  }

  void zeroBytes() {
    const auto early = read(std::string("a,b\n1,\0\n", 8));
    QVERIFY(!early);
    QCOMPARE(early.error().code, ErrorCode::Parse);
    std::string text = "a,b\n";
    for (int i = 0; i < 300'000; ++i)
      text += "1,2\n";
    text += std::string("1,\0\n", 4);
    const auto late = read(text);
    QVERIFY(!late);
    QVERIFY(late.error().message.find("300002") != std::string::npos || late.error().message.find("300,002") != std::string::npos);
  }

  void emptyFilesAndFilesWithoutRows() {
    QVERIFY(read("").error().message.find("is empty") != std::string::npos);
    QVERIFY(!read("\n\n"));
    const auto head = read("a,b\n");
    QCOMPARE(types(head->table), std::string("a:text,b:text"));
    QCOMPARE(head->table.rows(), std::size_t{0});
    QVERIFY(mentions(head->report.warnings, "no rows"));
    QCOMPARE(read("\xEF\xBB\xBF").error().code, ErrorCode::Data);
  }

  void filesThatCannotBeRead() {
    QCOMPARE(importCsv(m_folder.path("none.csv"), {}, Context()).error().code, ErrorCode::NotFound);
    QCOMPARE(importCsv(m_folder.path(""), {}, Context()).error().code, ErrorCode::InvalidArgument);
    if (::geteuid() != 0) {
      const auto p = m_folder.file("secret.csv", "a\n1\n");
      ::chmod(p.c_str(), 0);
      QCOMPARE(importCsv(p, {}, Context()).error().code, ErrorCode::Permission);
    }
    QCOMPARE(read("PK\x03\x04 something").error().code, ErrorCode::Unsupported);
    QCOMPARE(read("PAR1 something").error().code, ErrorCode::Unsupported);
  }

  void aChangeWhileReadingIsNoticed() {
    const auto p = m_folder.file("c.csv", "a,b\n1,2\n");
    const auto file = InputFile::open(p);
    QVERIFY((*file)->checkUnchanged());
    m_folder.file("c.csv", "a,b\n1,2\n3,4\n");
    QVERIFY(!(*file)->checkUnchanged());
    std::filesystem::remove(p);
    const auto gone = (*file)->checkUnchanged();
    QVERIFY(gone.error().message.find("was changed") != std::string::npos);
    // Cut short after it was opened: an error, no signal.
    const auto q = m_folder.file("s.csv", std::string(100'000, 'x'));
    const auto opened = InputFile::open(q);
    ::truncate(q.c_str(), 10);
    auto bytes = openBytes(*opened);
    std::vector<char> buffer(100'000);
    QVERIFY(!(*bytes)->read(buffer.data(), buffer.size()));
  }

  void packedFiles() {
    std::string text = "a,b\n";
    for (int i = 0; i < 70'000; ++i)
      text += std::to_string(i) + ",w" + std::to_string(i % 5) + "\n";
    const Table table = read(text)->table;
    for (const char* name : {"p.csv.gz", "p.csv.zst"}) {
      const auto p = m_folder.path(name);
      QVERIFY(exportCsv(table, p, {}, Context()));
      QVERIFY(std::filesystem::file_size(p) < text.size() / 2);
      const auto back = importCsv(p, {}, Context());
      QCOMPARE(cells(back->table), cells(table));
      // Cut in the middle.
      std::filesystem::resize_file(p, std::filesystem::file_size(p) / 2);
      const auto cut = importCsv(p, {}, Context());
      QVERIFY(!cut);
      QCOMPARE(cut.error().code, ErrorCode::Corrupt);
    }
  }

  void sniffingTellsWhatAndWhy() {
    const auto p = m_folder.file("s.csv", "id;when;name\n1;31/12/2020;Ann\n2;1/2/2021;Bob\n");
    const auto s = sniffCsv(p, {}, Context());
    QCOMPARE(s->delimiter, std::string(";"));
    QVERIFY(s->header);
    QVERIFY(s->wholeFile);
    QCOMPARE(s->columns.size(), std::size_t{3});
    QVERIFY(s->columns[1].type == DataType::Date);
    QCOMPARE(s->columns[1].format, std::string("day/month/year"));
    QCOMPARE(s->ambiguousDates[0].dayFirstOnly, std::int64_t{1});
    QVERIFY(mentions(s->reasons, "Delimiter"));
    const Json j = toJson(*s);
    QCOMPARE(j["columns"][0]["type"].get<std::string>(), std::string("int64"));
  }

  void previewsAreTypedByTheHead() {
    std::string text = "a,b,c\n";
    for (int i = 0; i < 1000; ++i)
      text += std::to_string(i) + "," + (i == 500 ? "1.5" : "1") + ",k" + std::to_string(i % 3) + "\n";
    const auto t = previewCsv(m_folder.file("p.csv", text), {}, 100, Context());
    QCOMPARE(t->rows(), std::size_t{100});
    QCOMPARE(types(*t), std::string("a:int64,b:float64,c:category"));
    QCOMPARE(cell(*t, 99, 0), std::string("99"));
  }

  void formatsAreFoundBySuffix() {
    const auto formats = builtinFormats();
    QCOMPARE(formatForPath(formats, "x/DATA.CSV"), std::string("csv"));
    QCOMPARE(formatForPath(formats, "data.csv.gz"), std::string("csv"));
    QCOMPARE(formatForPath(formats, "data.tsv"), std::string("tsv"));
    QCOMPARE(formatForPath(formats, "data.jpg"), std::string());
    const auto tsv = formats.make("tsv", Json::object(), "format");
    const auto p = m_folder.path("t.tsv");
    QVERIFY((*tsv)->exportFile(read("a,b\n\"x\ty\",2\n")->table, p, Context()));
    QCOMPARE(cells((*tsv)->importFile(p, Context())->table), std::string("x\ty|2"));
  }

  void reportsBecomeJson() {
    const auto i = read("a,b\n1,2\n3\n");
    const Json j = toJson(i->report);
    QCOMPARE(j["rows"].get<int>(), 1);
    QCOMPARE(j["bad_lines"][0]["line"].get<int>(), 3);
  }
};

QTEST_APPLESS_MAIN(TestCsvFiles)
#include "tst_csv_files.moc"
