// Several processes and one project file: who may write, what happens when the writer is killed, also in the middle of
// saving.
#include "child_process.h"
#include "tests/core/store/store_support.h"

#include <QDir>
#include <QElapsedTimer>
#include <QThread>

#include <sstream>

using namespace easel;
using namespace easel::test;

namespace {
/// The whole file is sound, in SQLite's eyes and in ours.
QString faultOf(const Project& project) {
  std::string answer;
  check(project.withDatabase([&](Database& database) {
    return database.query("PRAGMA integrity_check", {}, [&](const Row& row) -> Result<void> {
      answer += row.text(0);
      return {};
    });
  }));
  return answer == "ok" ? QString() : QString::fromStdString(answer);
}
} // namespace

class TestStoreProcesses : public QObject {
  Q_OBJECT
 private slots:
  void theSecondIsToldWhoHoldsIt() {
    const Folder folder;
    ChildProcess child({EASEL_STORE_CHILD, "hold", folder.path(), "0"});
    QCOMPARE(child.line(), std::string("open"));
    const auto second = Project::open(folder.path(), {.program = "test"});
    QCOMPARE(errorOf(second), QString("busy"));
    const std::string text = second.error().text();
    QVERIFY2(text.find(std::to_string(child.pid())) != std::string::npos, text.c_str());
    QVERIFY2(text.find("easel_store_child") != std::string::npos, text.c_str());
    QVERIFY2(text.find("reading only") != std::string::npos, text.c_str());
    const auto owner = Project::owner(folder.path());
    QCOMPARE(owner->pid, std::int64_t{child.pid()});
    QVERIFY(!owner->host.empty() && !owner->since.empty());
    {
      const auto reader = open(folder.path(), Project::Access::Read);
      QVERIFY(take(reader->history()).empty());
    }
    QCOMPARE(errorOf(Project::open(folder.path(), {.program = "test"})), QString("busy"));
    child.closeInput();
    QCOMPARE(child.wait(), 0);
    QVERIFY(!Project::owner(folder.path()));
    QVERIFY(!open(folder.path())->recovered());
  }

  void aKilledOwnerLetsGo() {
    const Folder folder;
    ChildProcess child({EASEL_STORE_CHILD, "save", folder.path(), "1"});
    QCOMPARE(child.line(), std::string("open"));
    QCOMPARE(child.line(), std::string("edit 1"));
    child.kill();
    QVERIFY(!Project::owner(folder.path()));
    {
      const auto reader = open(folder.path(), Project::Access::Read); // before anybody put it in order
      QVERIFY(take(reader->document("counter")).has_value());
    }
    const auto project = open(folder.path());
    QVERIFY(project->recovered());
    QVERIFY(take(project->document("counter")).has_value());
  }

  void aReaderSeesWhatIsWrittenMeanwhile() {
    const Folder folder;
    ChildProcess child({EASEL_STORE_CHILD, "save", folder.path(), "5"});
    QCOMPARE(child.line(), std::string("open"));
    const auto reader = open(folder.path(), Project::Access::Read);
    int edits = 0;
    for (int i = 0; i < 60; ++i) {
      std::istringstream said(child.line());
      std::string what, value;
      said >> what >> value;
      QVERIFY(what == "edit" || what == "table");
      if (what == "edit") {
        QVERIFY(take(reader->document("counter"))->get<std::int64_t>() >= std::stoll(value));
        ++edits;
      } else {
        QVERIFY(take(take(reader->table(value)).column(0).chunk(0))->size() > 0);
      }
    }
    QVERIFY(edits > 10);
  }

  void killedInTheMiddleOfSavingAHundredTimes() {
    Random random(2026);
    std::unique_ptr<Folder> folder;
    std::int64_t acknowledged = 0;
    std::vector<std::pair<std::string, std::size_t>> tables;
    int saves = 0;
    for (int round = 0; round < 100; ++round) {
      if (round % 20 == 0) {
        folder = std::make_unique<Folder>();
        acknowledged = 0;
        tables.clear();
      }
      const auto hear = [&](const std::string& text) {
        std::istringstream said(text);
        std::string what, value;
        std::size_t rows = 0;
        said >> what >> value >> rows;
        if (what == "edit")
          acknowledged = std::stoll(value);
        else if (what == "table")
          tables.emplace_back(value, rows);
        saves += what == "edit" || what == "table";
      };
      ChildProcess child({EASEL_STORE_CHILD, "save", folder->path(), std::to_string(random.next() >> 1)});
      // One round in ten is killed while it opens.
      QElapsedTimer clock;
      clock.start();
      const qint64 wait = static_cast<qint64>(random.below(60'000'000));
      if (round % 10 != 9)
        QCOMPARE(child.line(), std::string("open"));
      clock.restart();
      while (clock.nsecsElapsed() < wait)
        QThread::usleep(200);
      child.kill();
      for (std::string text = child.line(); !text.empty(); text = child.line()) // what it said before it died
        hear(text);

      const auto project = open(folder->path());
      QCOMPARE(faultOf(*project), QString());
      const auto counter = take(project->document("counter"));
      const std::int64_t present = counter ? counter->get<std::int64_t>() : 0;
      QVERIFY2(present == acknowledged || present == acknowledged + 1,
               qPrintable(QString("%1 of %2").arg(present).arg(acknowledged)));
      acknowledged = present;
      QCOMPARE(static_cast<std::int64_t>(take(project->history()).size()), present);
      for (std::int64_t n = std::max<std::int64_t>(1, present - 19); n <= present; ++n)
        QVERIFY((*take(project->document("item/" + std::to_string(n % 20))))["n"] == n);
      for (std::size_t i = tables.size() > 3 ? tables.size() - 3 : 0; i < tables.size(); ++i) {
        const Table table = take(project->table(tables[i].first));
        QCOMPARE(table.rows(), tables[i].second);
        QCOMPARE(take(table.column(0).load()).size(), table.chunkCount());
      }
    }
    QVERIFY2(saves > 300, qPrintable(QString::number(saves)));
  }
};

QTEST_APPLESS_MAIN(TestStoreProcesses)
#include "tst_store_processes.moc"
