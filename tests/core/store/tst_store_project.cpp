// The project file: artifacts of every kind come back bit-equal and once, runs and lineage, who holds it.
#include "store_support.h"

#include "core/store/audit.h"
#include "core/table/chunk_cache.h"

#include <QFile>
#include <QFileInfo>

#include <set>

using namespace easel;
using namespace easel::test;

class TestStoreProject : public QObject {
  Q_OBJECT
 private slots:
  void tablesOfEveryTypeComeBack_data() {
    QTest::addColumn<int>("rows");
    for (const int rows : {0, 1, 2, 63, 64, 65, 1000, 65536, 65537, 150000})
      QTest::newRow(qPrintable(QString::number(rows))) << rows;
  }
  void tablesOfEveryTypeComeBack() {
    QFETCH(int, rows);
    const Folder folder;
    const Table table = everyType(static_cast<std::size_t>(rows), 7);
    std::string hash;
    {
      const auto project = open(folder.path());
      hash = take(project->putTable(table, Context()));
      QCOMPARE(difference(take(project->table(hash)), table), QString());
    }
    const auto again = open(folder.path(), Project::Access::Read);
    const Table read = take(again->table(hash));
    if (rows > 0)
      QVERIFY(!read.column(0).resident());
    QCOMPARE(difference(read, table), QString());
  }

  void readsUnderATinyBudgetAndAfterClosing() {
    const Folder folder;
    const Table table = everyType(200'000, 3);
    Table read;
    {
      const auto project = open(folder.path(), Project::Access::Write, 1 << 20);
      read = take(project->table(take(project->putTable(table, Context()))));
      QCOMPARE(difference(read, table), QString());
    }
    QCOMPARE(difference(read, table), QString()); // the table keeps what it needs
  }

  void equalContentsAreStoredOnce() {
    const Folder folder;
    const auto project = open(folder.path());
    const Table table = everyType(100'000, 9);
    const auto chunks = [&] {
      std::int64_t n = 0;
      check(project->withDatabase([&](Database& database) -> Result<void> {
        EASEL_TRY(const auto count, database.integer("SELECT count(*) FROM chunk"));
        n = *count;
        return {};
      }));
      return n;
    };
    const std::string first = take(project->putTable(table, Context()));
    const std::int64_t before = chunks();
    QCOMPARE(take(project->putTable(everyType(100'000, 9), Context())), first);
    const Table stored = take(project->table(first));
    QCOMPARE(take(project->putTable(stored, Context())), first);
    const std::string narrow = take(project->putTable(take(stored.renamed("id", "number")), Context()));
    QVERIFY(narrow != first);
    QCOMPARE(chunks(), before);
    QCOMPARE(difference(take(take(project->table(narrow)).renamed("number", "id")), table), QString());
    // The column is the same twice: its chunks are one.
    const Table twice = take(Table::make({{"a", table.column(6)}, {"b", table.column(6)}}));
    const std::string both = take(project->putTable(twice, Context()));
    QCOMPARE(chunks(), before);
    QCOMPARE(difference(take(project->table(both)), twice), QString());
  }

  void addressTellsContentsApart() {
    const Folder folder;
    const auto project = open(folder.path());
    std::set<std::string> hashes;
    const auto put = [&](std::vector<NamedColumn> columns) {
      hashes.insert(take(project->putTable(take(Table::make(std::move(columns))), Context())));
    };
    put({{"a", columnOf(std::vector<std::int64_t>{1, 2})}});
    put({{"b", columnOf(std::vector<std::int64_t>{1, 2})}});
    put({{"a", columnOf(std::vector<std::int64_t>{1, 2}, {}, DataType::Timestamp)}});
    put({{"a", columnOf(std::vector<double>{1, 2})}});
    put({{"a", columnOf(std::vector<std::int64_t>{0, 2})}});
    put({{"a", columnOf(std::vector<std::int64_t>{0, 2}, {0, 1})}});
    const auto colours = std::make_shared<const Dictionary>(std::vector<std::string>{"red", "green"});
    const auto other = std::make_shared<const Dictionary>(std::vector<std::string>{"red", "blue"});
    const auto ordered = std::make_shared<const Dictionary>(std::vector<std::string>{"red", "green"}, true);
    for (const auto& levels : {colours, other, ordered})
      put({{"a", columnOfCodes({0, 1}, levels)}});
    put({});
    hashes.insert(take(project->putTable(Table::ofRows(5), Context())));
    QCOMPARE(hashes.size(), std::size_t{11});
    QCOMPARE(take(project->table(take(project->putTable(Table::ofRows(5), Context())))).rows(), std::size_t{5});
  }

  void cancelledAndUnknown() {
    const Folder folder;
    const auto project = open(folder.path());
    Context context;
    context.cancel();
    QCOMPARE(errorOf(project->putTable(everyType(1000, 1), context)), QString("cancelled"));
    QCOMPARE(errorOf(project->table(std::string(64, 'a'))), QString("not_found"));
  }

  void bytesComeBack() {
    const Folder folder;
    const auto project = open(folder.path());
    const std::string zeros(3'000'000, '\0');
    std::string noise;
    Random random(1);
    while (noise.size() < 2'000'000)
      noise.push_back(static_cast<char>(random.below(256)));
    for (const std::string& bytes : {std::string(), std::string("x"), zeros, noise}) {
      const std::string hash = take(project->putBytes("report", bytes));
      QVERIFY(take(project->bytes(hash)) == bytes);
      QVERIFY(take(project->putBytes("report", bytes)) == hash);
      QVERIFY(take(project->putBytes("bundle", bytes)) != hash);
      QCOMPARE(errorOf(project->table(hash)), QString("not_found"));
    }
    QVERIFY(QFileInfo(QString::fromStdString(folder.path() + "-wal")).size() < 20'000'000);
  }

  void runsAndLineage() {
    const Folder folder;
    {
      const auto project = open(folder.path());
      QCOMPARE(take(project->freeName("churn-trees")), std::string("churn-trees-1"));
      Run import;
      import.kind = "import";
      import.name = "import-1";
      import.inputs = {"file"};
      import.outputs = {"table"};
      QVERIFY(!take(project->addRun(import)).empty());
      Run train;
      train.kind = "train";
      train.name = "churn-trees-1";
      train.status = "done";
      train.seconds = 1.5;
      train.seed = ~std::uint64_t{0};
      train.params = {{"depth", 3}};
      train.metrics = {{"test", {{"roc_auc", 0.84}}}};
      train.log = "line\nline";
      train.inputs = {"table"};
      train.outputs = {"bundle", "report"};
      QVERIFY(!take(project->addRun(train)).empty());
      QCOMPARE(errorOf(project->addRun(train)), QString("already_exists"));
      QCOMPARE(take(project->freeName("churn-trees")), std::string("churn-trees-2"));
    }
    const auto project = open(folder.path(), Project::Access::Read);
    const Run run = take(project->run("churn-trees-1"));
    QCOMPARE(run.seed, ~std::uint64_t{0});
    QCOMPARE(run.seconds, 1.5);
    QVERIFY(run.params == Json({{"depth", 3}}));
    QVERIFY(run.metrics["test"]["roc_auc"] == 0.84);
    QVERIFY(run.outputs == std::vector<std::string>({"bundle", "report"}));
    QCOMPARE(take(project->run(run.id)).name, run.name);
    QCOMPARE(take(project->runs()).size(), std::size_t{2});
    QCOMPARE(take(project->runs("import")).size(), std::size_t{1});
    QCOMPARE(take(project->runs()).front().name, std::string("churn-trees-1")); // newest first
    const auto wrong = project->run("churn-tres-1");
    QCOMPARE(errorOf(wrong), QString("not_found"));
    QVERIFY(wrong.error().text().find("'churn-trees-1'") != std::string::npos);
    const auto edges = take(project->lineage("bundle"));
    QCOMPARE(edges.size(), std::size_t{4});
    QVERIFY(edges[0].output && edges[0].artifact == "bundle");
    QVERIFY(!edges[3].output && edges[3].artifact == "file");
    QCOMPARE(errorOf(project->addRun(Run())), QString("permission"));
  }

  void oneWriterInOneProcess() {
    const Folder folder;
    const auto first = open(folder.path());
    check(first->edit("One", [](Documents& d) -> Result<void> {
      d.put("flow/a", {{"x", 1}});
      return {};
    }));
    const auto second = Project::open(folder.path(), {.program = "other"});
    QCOMPARE(errorOf(second), QString("busy"));
    QVERIFY(second.error().text().find("'test'") != std::string::npos);
    QVERIFY(second.error().text().find(std::to_string(QCoreApplication::applicationPid())) != std::string::npos);
    QCOMPARE(Project::owner(folder.path())->pid, std::int64_t{QCoreApplication::applicationPid()});
    // Opening to read, and closing that again, takes the writer's locks away from nobody.
    for (int i = 0; i < 3; ++i) {
      const auto reader = open(folder.path(), Project::Access::Read);
      QVERIFY(take(reader->document("flow/a")).has_value());
      QCOMPARE(errorOf(reader->edit("No", [](Documents& d) -> Result<void> {
        d.put("flow/b", 1);
        return {};
      })),
               QString("permission"));
    }
    check(first->edit("Two", [](Documents& d) -> Result<void> {
      d.put("flow/a", {{"x", 2}});
      return {};
    }));
    const auto reader = open(folder.path(), Project::Access::Read);
    QVERIFY(*take(reader->document("flow/a")) == Json({{"x", 2}}));
    QCOMPARE(errorOf(Project::open(folder.path(), {.program = "other"})), QString("busy"));
  }

  void closingLeavesOneFile() {
    const Folder folder;
    open(folder.path());
    QVERIFY(!Project::owner(folder.path()));
    QCOMPARE(QDir(folder.folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"p.easel"});
    QVERIFY(!open(folder.path())->recovered());
  }

  void auditChainShowsTampering() {
    const Folder folder;
    const auto project = open(folder.path());
    check(project->withDatabase([](Database& database) -> Result<void> {
      for (int i = 0; i < 5; ++i)
        EASEL_CHECK(appendAudit(database, "ann", "approve", "churn@" + std::to_string(i), {{"note", "fine"}}));
      return {};
    }));
    const auto broken = [&](const char* sql) {
      QString code;
      check(project->withDatabase([&](Database& database) -> Result<void> {
        (void)database.transaction([&]() -> Result<void> {
          EASEL_CHECK(database.script(sql));
          code = errorOf(verifyAudit(database));
          return Error(); // take it back
        });
        return {};
      }));
      return code;
    };
    QCOMPARE(broken("SELECT 1"), QString("no error"));
    QCOMPARE(broken("UPDATE audit SET who='bob' WHERE id=3"), QString("corrupt"));
    QCOMPARE(broken("UPDATE audit SET detail='{}' WHERE id=1"), QString("corrupt"));
    QCOMPARE(broken("DELETE FROM audit WHERE id=2"), QString("corrupt"));
    QCOMPARE(broken("DELETE FROM audit WHERE id=1"), QString("corrupt"));
    check(project->withDatabase([&](Database& database) -> Result<void> {
      EASEL_TRY(const auto all, auditEntries(database));
      EASEL_TRY(const std::string last, verifyAudit(database));
      return all.size() == 5 && all.back().hash == last && all[3].subject == "churn@3" ? Result<void>() : Error();
    }));
  }
};

QTEST_APPLESS_MAIN(TestStoreProject)
#include "tst_store_project.moc"
