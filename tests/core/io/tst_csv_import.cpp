// The structure of CSV files: delimiters, quotes, line ends, headers, broken lines, block borders.
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "csv_test.h"

#include <QtTest>

using namespace easel;

class TestCsvImport : public QObject {
  Q_OBJECT

  TestFolder m_folder;

  Imported read(std::string_view text, const CsvOptions& options = {}) {
    auto r = importCsv(m_folder.file("t.csv", text), options, Context());
    if (!r) {
      qWarning("%s", r.error().text().c_str());
      return {};
    }
    return std::move(*r);
  }
  std::string all(std::string_view text, const CsvOptions& options = {}) { return cells(read(text, options).table); }

 private slots:
  void delimitersAreFound() {
    for (const char d : {',', ';', '\t', '|'}) {
      const std::string s(1, d);
      const std::string text = "a" + s + "b\n1" + s + "x\n2" + s + "y\n";
      QCOMPARE(all(text), std::string("1|x;2|y"));
      QCOMPARE(read(text).report.sniff.delimiter, s);
    }
    QCOMPARE(all("a;b\n1,5;2,5\n3,25;4,0\n"), std::string("1.5|2.5;3.25|4"));
    QCOMPARE(all("sep=;\na;b\n1;2\n"), std::string("1|2"));
  }

  void quotesKeepDelimitersLineEndsAndQuotes() {
    QCOMPARE(all("a,b\n\"x,y\",1\n\"say \"\"hi\"\"\",2\n\"two\nlines\",3\n"),
             std::string("x,y|1;say \"hi\"|2;two\nlines|3"));
    QCOMPARE(all("a,b\n'x,y',1\n'z',2\n'it''s, so',3\n"), std::string("x,y|1;z|2;it's, so|3"));
    QCOMPARE(all("a,b\n\"x \\\"y\\\", z\",1\n\"q\",2\n"), std::string("x \"y\", z|1;q|2"));
    QCOMPARE(all("a,b\nsay \"hi\",1\n5\" pipe,2\n"), std::string("say \"hi\"|1;5\" pipe|2"));
    QCOMPARE(all("a,b\n\"the \"best\" one\",1\n"), std::string("the \"best\" one|1"));
    QCOMPARE(all("a, b\n1, \"x, y\"\n2, \"z\"\n"), std::string("1|x, y;2|z"));
  }

  void lineEndsMayBeMixed() {
    const Imported i = read("a,b\r\n1,x\n2,y\r3,z\r\n4,\"p\r\nq\"");
    QCOMPARE(cells(i.table), std::string("1|x;2|y;3|z;4|p\r\nq"));
    QCOMPARE(i.report.sniff.lineEnd, std::string("mixed"));
    QCOMPARE(all("a,b\r1,x\r2,y\r"), std::string("1|x;2|y"));
    QCOMPARE(all("a,b\n\n1,x\n\n\n2,y\n\n"), std::string("1|x;2|y"));
  }

  void emptyCells() {
    const Imported i = read("n,t\n,\n1,\"\"\n2,x\n\"\",y\n");
    QCOMPARE(cells(i.table), std::string("<missing>|<missing>;1|;2|x;<missing>|y"));
  }

  void aDelimiterAtTheEndMakesNoColumn() {
    const Imported a = read("a,b,\n1,2,\n3,4,\n");
    QCOMPARE(types(a.table), std::string("a:int64,b:int64"));
    QCOMPARE(cells(read("a,b\n1,2,\n3,4,\n").table), std::string("1|2;3|4"));
    QVERIFY(a.report.sniff.trailingDelimiter);
  }

  void headersAreFound() {
    QVERIFY(read("a,b\n1,2\n3,4\n").report.sniff.header);
    const Imported none = read("1,2\n3,4\n5,6\n");
    QVERIFY(!none.report.sniff.header);
    QCOMPARE(none.table.name(0), std::string("column_1"));
    QCOMPARE(none.table.rows(), std::size_t{3});
    QVERIFY(read("name,city\nAnn,Rome\nBob,Oslo\n").report.sniff.header);
    QVERIFY(read("country,2019,2020\nItaly,1.5,2.5\nMali,3.5,4.5\n").report.sniff.header);
    CsvOptions told;
    told.header = CsvHeader::No;
    QCOMPARE(read("a,b\nc,d\n", told).table.rows(), std::size_t{2});
    told.header = CsvHeader::Yes;
    QCOMPARE(read("1,2\n3,4\n", told).table.name(1), std::string("2"));
  }

  void namesAreMadeUsable() {
    const Imported i = read("x,,x,x_2,\n1,2,3,4,5\n");
    QCOMPARE(types(i.table), std::string("x:int64,column_2:int64,x_3:int64,x_2:int64,column_5:int64"));
    QVERIFY(mentions(i.report.warnings, "without a name"));
    QVERIFY(mentions(i.report.warnings, "occur twice"));
  }

  void rowNamesOfRGetAColumn() {
    QCOMPARE(types(read("a,b\nr1,1,2\nr2,3,4\nr3,5,6\n").table), std::string("row_name:text,a:int64,b:int64"));
  }

  void linesAboveTheTableAreKeptApart() {
    const Imported i = read("Report of May\n\na,b,c\n1,2,3\n4,5,6\n");
    QCOMPARE(cells(i.table), std::string("1|2|3;4|5|6"));
    QCOMPARE(i.report.badLineCount, std::int64_t{1});
    QCOMPARE(i.report.badLines[0].line, std::int64_t{1});
    CsvOptions skip;
    skip.skipLines = 2;
    QCOMPARE(cells(read("x,y,z,w\nu\na,b\n1,2\n", skip).table), std::string("1|2"));
  }

  void brokenLinesAreReportedByNumber() {
    const Imported i = read("a,b,c\n1,2,3\n4,5\n6,7,8,9\n\"x\ny\",1,2\n10,11\n12,13,14\n");
    QCOMPARE(cells(i.table), std::string("1|2|3;x\ny|1|2;12|13|14"));
    QCOMPARE(i.report.badLineCount, std::int64_t{3});
    QCOMPARE(i.report.badLines[0].line, std::int64_t{3});
    QCOMPARE(i.report.badLines[0].text, std::string("4,5"));
    QCOMPARE(i.report.badLines[1].line, std::int64_t{4});
    QVERIFY(i.report.badLines[1].reason.find("4 cells instead of 3") != std::string::npos);
    QCOMPARE(i.report.badLines[2].line, std::int64_t{7});
    QVERIFY(mentions(i.report.warnings, "3 lines could not be read"));
  }

  void aQuoteThatIsNeverClosedBreaksOneLine() {
    QCOMPARE(all("a,b\n1,\"open\n2,x\n3,y\n"), std::string("2|x;3|y"));
    const Imported i = read("a,b\n1,x\n2,\"open\n3,\"closed\"\n4,z\n");
    QCOMPARE(cells(i.table), std::string("1|x;3|closed;4|z"));
    QCOMPARE(i.report.badLines[0].line, std::int64_t{3});
    QVERIFY(i.report.badLines[0].reason.find("never closed") != std::string::npos);
    QCOMPARE(i.report.badLines[0].text, std::string("2,\"open"));
  }

  void aStrayQuoteAtTheTopDoesNotHideTheTable() {
    std::string text = "a,b,c\n1,\"oops,2\n";
    for (int i = 0; i < 50'000; ++i)
      text += "12,abc,3.5\n";
    const Imported i = read(text);
    QCOMPARE(types(i.table), std::string("a:int64,b:category,c:float64"));
    QCOMPARE(i.table.rows(), std::size_t{50'000});
    QCOMPARE(i.report.badLineCount, std::int64_t{1});
  }

  void halfBrokenFilesKeepTheirColumns() {
    std::string text = "a,b,c\n";
    for (int i = 0; i < 100; ++i)
      text += "12,abc,3.5\n12,abc\n";
    const Imported i = read(text);
    QCOMPARE(i.table.columnCount(), std::size_t{3});
    QCOMPARE(i.report.badLineCount, std::int64_t{100});
  }

  void proseStaysOneColumn() {
    QCOMPARE(read("text\nwell, yes\nno\nperhaps, or, not\nso be it\n").table.columnCount(), std::size_t{1});
  }

  void onlyTheFirstBadLinesAreKept() {
    std::string text = "a,b\n";
    for (int i = 0; i < 3000; ++i)
      text += i % 2 ? "1,2\n" : "1\n";
    const Imported i = read(text);
    QCOMPARE(i.report.badLineCount, std::int64_t{1500});
    QCOMPARE(i.report.badLines.size(), ImportReport::kMaxBadLines);
    QCOMPARE(i.report.badLines[999].line, std::int64_t{2000});
    QCOMPARE(i.table.rows(), std::size_t{1500});
  }

  void oneColumn() {
    const Imported i = read("n\n1\n\n3\n");
    QCOMPARE(cells(i.table), std::string("1;<missing>;3"));
    QCOMPARE(types(read("text\n\"a, b\"\n\"c, d\"\n").table), std::string("text:text"));
  }

  void manyColumnsAndLongLines() {
    std::string head;
    std::string row;
    for (int c = 0; c < 10'000; ++c) {
      head += (c ? ",c" : "c") + std::to_string(c);
      row += (c ? "," : "") + std::to_string(c);
    }
    const Imported i = read(head + "\n" + row + "\n" + row + "\n" + row + "\n");
    QCOMPARE(i.table.columnCount(), std::size_t{10'000});
    QCOMPARE(cell(i.table, 2, 9'999), std::string("9999"));
    const std::string big(5'000'000, 'x');
    const Imported l = read("a,b\n1,short\n2," + big + "\n3,\"" + big + "\"\n4,end\n");
    QCOMPARE(l.table.rows(), std::size_t{4});
    QCOMPARE(cell(l.table, 1, 1).size(), big.size());
    QCOMPARE(cell(l.table, 2, 1).size(), big.size());
    QCOMPARE(cell(l.table, 3, 1), std::string("end"));
  }

  void chunksAreFullEvenWithBrokenLines() {
    std::string text = "i,t\n";
    for (int i = 0; i < 150'000; ++i) {
      text += std::to_string(i) + ",t" + std::to_string(i % 7) + "\n";
      if (i % 10'007 == 0)
        text += "broken\n";
    }
    const Imported r = read(text);
    QCOMPARE(r.table.rows(), std::size_t{150'000});
    QCOMPARE(r.report.badLineCount, std::int64_t{15});
    for (const NamedColumn& c : r.table.columns()) {
      QCOMPARE(c.column.chunkCount(), std::size_t{3});
      QCOMPARE(c.column.chunkSize(0), kChunkRows);
      QCOMPARE(c.column.chunkSize(1), kChunkRows);
    }
    for (const std::size_t i : {std::size_t{0}, std::size_t{65'535}, std::size_t{65'536}, std::size_t{149'999}}) {
      QCOMPARE(cell(r.table, i, 0), std::to_string(i));
      QCOMPARE(cell(r.table, i, 1), "t" + std::to_string(i % 7));
    }
  }

  void blockBordersDoNotMatter() {
    std::string text = "id,text,x\r\n";
    for (int i = 0; i < 700; ++i) {
      text += std::to_string(i) + ",";
      switch (i % 5) {
      case 0: text += "\"a \"\"quoted\"\" ,\n word " + std::to_string(i) + "\""; break;
      case 1: text += "Łódź Zürich 東京"; break;
      case 2: text += "\"\""; break;
      case 3: break;
      default: text += "\"line\r\nline\"";
      }
      text += "," + formatNumber(i * 0.37) + (i % 3 ? "\r\n" : "\n");
      if (i % 97 == 0)
        text += "broken," + std::to_string(i) + "\n";
    }
    const Imported whole = read(text);
    QCOMPARE(whole.table.rows(), std::size_t{700});
    const std::string expected = cells(whole.table);
    for (std::size_t bytes : {1U, 7U, 63U, 64U, 65U, 100U, 129U, 1000U, 4096U, 5001U}) {
      CsvOptions o;
      o.blockBytes = bytes;
      const Imported i = read(text, o);
      QCOMPARE(cells(i.table), expected);
      QCOMPARE(types(i.table), types(whole.table));
      QCOMPARE(i.report.badLineCount, whole.report.badLineCount);
      for (std::size_t k = 0; k < i.report.badLines.size(); ++k)
        QCOMPARE(i.report.badLines[k].line, whole.report.badLines[k].line);
    }
  }

  void maxRowsReadsOnlyThose() {
    CsvOptions o;
    o.maxRows = 3;
    QCOMPARE(all("a,b\n1,2\n3,4\n5,6\n7,8\n", o), std::string("1|2;3|4;5|6"));
  }

  void threadsDoNotMatter() {
    std::string text = "w,n,d\n";
    for (int i = 0; i < 20'000; ++i)
      text += "w" + std::to_string((i * 7919) % 311) + "," + (i == 19'000 ? "1.5" : std::to_string(i)) + ",2020-01-" +
              std::to_string(10 + i % 20) + "\n";
    CsvOptions o;
    o.blockBytes = 3000;
    limitThreads(1);
    const Imported one = read(text, o);
    limitThreads(2);
    const Imported two = read(text, o);
    QCOMPARE(types(two.table), std::string("w:category,n:float64,d:date"));
    QCOMPARE(cells(two.table), cells(one.table));
    QCOMPARE(two.table.column(0).dictionary()->values(), one.table.column(0).dictionary()->values());
    QCOMPARE(std::string((*two.table.column(0).dictionary())[1]), std::string("w144")); // 7919 mod 311, of the second row
  }

  void theContextCancels() {
    const Context c;
    c.cancel();
    const auto r = importCsv(m_folder.file("t.csv", "a,b\n1,2\n"), {}, c);
    QVERIFY(!r);
    QCOMPARE(r.error().code, ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestCsvImport)
#include "tst_csv_import.moc"
