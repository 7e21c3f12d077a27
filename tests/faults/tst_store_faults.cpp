// The project file when the world is hostile: damaged or cut bytes, another program's file, a newer or older form, a
// folder that cannot be written, a full disk.
#include "tests/core/store/store_support.h"

#include "core/base/file.h"
#include "core/store/chunk_format.h"
#include "core/store/migrations.h"
#include "core/store/packing.h"

#include <QFile>
#include <QFileInfo>

#include <csignal>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace easel;
using namespace easel::test;

namespace {
/// A project with something of everything. Returns its table's address.
std::string fill(const std::string& path) {
  const auto project = open(path);
  for (int i = 0; i < 30; ++i)
    check(project->edit("Edit " + std::to_string(i), [&](Documents& d) -> Result<void> {
      d.put("flow/" + std::to_string(i % 4), {{"n", i}, {"text", std::string(40, 'a')}});
      return {};
    }));
  const std::string table = take(project->putTable(everyType(3000, 5), Context()));
  Run run;
  run.kind = "train";
  run.outputs = {take(project->putBytes("bundle", std::string(50'000, 'b')))};
  run.inputs = {table};
  (void)take(project->addRun(run));
  return table;
}

/// Uses everything that a project offers. Errors are welcome, crashes are not; what is read must be right.
QString useAll(const std::string& path, const std::string& tableHash, const Table& expected) {
  for (const auto access : {Project::Access::Read, Project::Access::Write}) {
    auto opened = Project::open(path, {.access = access, .program = "test"});
    if (!opened)
      continue;
    Project& project = **opened;
    if (const auto ids = project.documents(""))
      for (const std::string& id : *ids)
        (void)project.document(id);
    if (const auto history = project.history(); history && !history->empty())
      (void)project.difference(history->front().id, history->back().id);
    (void)project.lineage(tableHash);
    if (const auto runs = project.runs(); runs && !runs->empty() && !runs->front().outputs.empty())
      if (const auto bytes = project.bytes(runs->front().outputs[0]); bytes && *bytes != std::string(50'000, 'b'))
        return "other bytes";
    if (const auto table = project.table(tableHash)) {
      bool whole = true;
      for (std::size_t i = 0; i < table->columnCount(); ++i)
        whole = whole && table->column(i).load();
      if (whole)
        if (const QString differs = difference(*table, expected); !differs.isEmpty())
          return differs;
    }
    if (access == Project::Access::Read)
      continue;
    (void)project.undo();
    (void)project.edit("After", [](Documents& d) -> Result<void> {
      d.put("flow/0", {{"n", 99}});
      return {};
    });
    (void)project.putTable(expected, Context());
    (void)project.goTo(3);
  }
  return {};
}

void write(const std::string& path, std::string_view bytes) { check(writeFile(path, bytes)); }

/// Without root's rights, which ignore permissions.
class AsNobody {
 public:
  AsNobody() {
    if (::geteuid() == 0)
      m_changed = ::seteuid(65534) == 0;
  }
  ~AsNobody() {
    if (m_changed && ::seteuid(0) != 0)
      std::abort();
  }

 private:
  bool m_changed = false;
};

Result<void> putNumber(Project& project, int n) {
  return project.edit("n", [&](Documents& d) -> Result<void> {
    d.put("n", n);
    d.put("ballast/" + std::to_string(n), std::string(20'000, 'x'));
    return {};
  });
}
} // namespace

class TestStoreFaults : public QObject {
  Q_OBJECT
 private slots:
  void flippedBitsNeverCrash() {
    const Folder folder;
    const std::string hash = fill(folder.path());
    const Table expected = everyType(3000, 5);
    const std::string whole = take(readFile(folder.path()));
    Random random(1);
    for (int i = 0; i < 250; ++i) {
      std::string bytes = whole;
      for (std::uint64_t n = random.below(3) == 0 ? random.below(200) + 1 : 1; n > 0; --n) {
        // Half of them in the first pages, where the structure is.
        const std::size_t at = random.below(random.below(2) ? bytes.size() : std::min<std::size_t>(bytes.size(), 40'000));
        bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << random.below(8)));
      }
      const Folder other;
      write(other.path(), bytes);
      QCOMPARE(useAll(other.path(), hash, expected), QString());
    }
  }

  void cutFilesNeverCrash() {
    const Folder folder;
    const std::string hash = fill(folder.path());
    const Table expected = everyType(3000, 5);
    const std::string whole = take(readFile(folder.path()));
    Random random(2);
    for (int i = 0; i < 60; ++i) {
      const std::size_t size = i < 20 ? static_cast<std::size_t>(i) * 16384 : random.below(whole.size());
      if (size == 0 || size > whole.size())
        continue;
      const Folder other;
      write(other.path(), std::string_view(whole).substr(0, size));
      QCOMPARE(useAll(other.path(), hash, expected), QString());
    }
  }

  void damageIsToldWithTheWayOut() {
    const Folder folder;
    fill(folder.path());
    std::string bytes = take(readFile(folder.path()));
    std::fill(bytes.begin() + 100, bytes.begin() + 16384, '\x55');
    const Folder other;
    write(other.path(), bytes);
    write(backupPath(other.path(), 1), "x");
    const auto opened = Project::open(other.path(), {});
    QCOMPARE(errorOf(opened), QString("corrupt"));
    QVERIFY2(opened.error().hint.find("backup-v1") != std::string::npos, opened.error().hint.c_str());
    QVERIFY(take(readFile(other.path())) == bytes); // untouched
    QVERIFY(!QFile::exists(QString::fromStdString(other.path() + ".lock")));
  }

  void otherFilesAreNoProjects() {
    const Folder folder;
    write(folder.path(), "id,name\n1,ann\n");
    QCOMPARE(errorOf(Project::open(folder.path(), {})), QString("corrupt"));
    QCOMPARE(errorOf(Project::open(folder.path(), {.access = Project::Access::Read})), QString("corrupt"));
    QVERIFY(take(readFile(folder.path())) == "id,name\n1,ann\n");
    const Folder foreign;
    check(take(Database::open(foreign.path(), Database::Mode::Create))->script("CREATE TABLE t(x)"));
    const auto opened = Project::open(foreign.path(), {});
    QCOMPARE(errorOf(opened), QString("corrupt"));
    QVERIFY(opened.error().message.find("not an Easel project") != std::string::npos);
    QCOMPARE(errorOf(Project::open(folder.folder.path().toStdString(), {})), QString("invalid_argument"));
    QCOMPARE(errorOf(Project::open(folder.path("no/such/p.easel"), {})), QString("not_found"));
    QCOMPARE(errorOf(Project::open(folder.path("none.easel"), {.create = false})), QString("not_found"));
    QCOMPARE(errorOf(Project::open(folder.path("none.easel"), {.access = Project::Access::Read})), QString("not_found"));
    QCOMPARE(errorOf(Project::open("", {})), QString("invalid_argument"));
    write(folder.path("empty.easel"), "");
    QVERIFY(Project::open(folder.path("empty.easel"), {}).has_value()); // as `mktemp` makes it
  }

  void aNewerFileIsRefusedAndReadable() {
    const Folder folder;
    const std::string hash = fill(folder.path());
    check(take(Database::open(folder.path(), Database::Mode::ReadWrite))->script("PRAGMA user_version=900"));
    const auto opened = Project::open(folder.path(), {});
    QCOMPARE(errorOf(opened), QString("newer"));
    QVERIFY(opened.error().hint.find("reading only") != std::string::npos);
    const auto reader = open(folder.path(), Project::Access::Read);
    QCOMPARE(difference(take(reader->table(hash)), everyType(3000, 5)), QString());
    QCOMPARE(take(reader->history()).size(), std::size_t{30});
  }

  void anOlderFileIsBroughtUpToDateOnACopy() {
    const Folder folder;
    fill(folder.path());
    std::vector<Migration> steps(migrations().begin(), migrations().end());
    const int last = steps.back().version;
    steps.push_back({last + 1, "more", "ALTER TABLE run ADD COLUMN place TEXT; CREATE TABLE extra(x);"});
    steps.push_back({last + 2, "wrong", "CREATE TABLE another(x); INSERT INTO nowhere VALUES(1);"});
    const std::string backup = backupPath(folder.path(), last);
    const auto version = [](const std::string& path) {
      return *take(take(Database::open(path, Database::Mode::ReadOnly))->integer("PRAGMA user_version"));
    };
    {
      const auto database = take(Database::open(folder.path(), Database::Mode::ReadWrite));
      const auto failed = migrate(*database, steps);
      QCOMPARE(errorOf(failed), QString("internal"));
      QVERIFY(failed.error().hint.find(backup) != std::string::npos);
      QCOMPARE(*take(database->integer("SELECT count(*) FROM sqlite_master WHERE name IN ('extra','another')")), 0);
    }
    QCOMPARE(version(folder.path()), std::int64_t{last}); // nothing of it happened
    QCOMPARE(take(open(folder.path())->history()).size(), std::size_t{30});
    {
      const auto database = take(Database::open(folder.path(), Database::Mode::ReadWrite));
      check(migrate(*database, std::span(steps).first(steps.size() - 1)));
      check(migrate(*database, std::span(steps).first(steps.size() - 1))); // nothing more to do
      QCOMPARE(*take(database->integer("SELECT count(*) FROM run WHERE place IS NULL")), 1);
    }
    QCOMPARE(version(folder.path()), std::int64_t{last + 1});
    QCOMPARE(version(backup), std::int64_t{last});
    QCOMPARE(take(open(backup)->history()).size(), std::size_t{30}); // the copy is a whole project
  }

  void aReadOnlyFolderCanBeRead() {
    const Folder folder;
    const std::string hash = fill(folder.path());
    QVERIFY(::chmod(folder.path().c_str(), 0444) == 0);
    QVERIFY(::chmod(folder.folder.path().toLocal8Bit().constData(), 0555) == 0);
    {
      const AsNobody nobody;
      const auto written = Project::open(folder.path(), {});
      QCOMPARE(errorOf(written), QString("permission"));
      const auto reader = open(folder.path(), Project::Access::Read);
      QCOMPARE(difference(take(reader->table(hash)), everyType(3000, 5)), QString());
      QCOMPARE(errorOf(Project::open(folder.path("new.easel"), {})), QString("permission"));
    }
    QVERIFY(::chmod(folder.folder.path().toLocal8Bit().constData(), 0755) == 0);
    {
      const AsNobody nobody; // the folder is not theirs, the file is read-only
      const auto written = Project::open(folder.path(), {});
      QCOMPARE(errorOf(written), QString("permission"));
      QVERIFY(written.error().text().find("reading only") != std::string::npos);
    }
  }

  void aFullDiskLosesNothing_data() {
    QTest::addColumn<QString>("how");
    QTest::newRow("SQLite's own limit") << "pages";
    QTest::newRow("the longest file that a process may write") << "limit";
    QTest::newRow("a small file system") << "tmpfs";
  }
  void aFullDiskLosesNothing() {
    QFETCH(QString, how);
    const Folder folder;
    if (how == "tmpfs" && ::mount("tmpfs", folder.folder.path().toLocal8Bit().constData(), "tmpfs", 0, "size=4m") != 0)
      QSKIP("Only root may mount a file system; the rows before this one fill the disk by limits.");
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_IGN);
    int saved = 0;
    {
      const auto project = open(folder.path());
      if (how == "pages")
        check(project->withDatabase([](Database& database) { return database.script("PRAGMA max_page_count=150"); }));
      if (how == "limit") {
        const rlimit small{2'000'000, before.rlim_max};
        QVERIFY(::setrlimit(RLIMIT_FSIZE, &small) == 0);
      }
      Result<void> done;
      while (saved < 2000 && (done = putNumber(*project, saved + 1)))
        ++saved;
      const auto table = project->putTable(everyType(100'000, 3), Context());
      const auto again = putNumber(*project, saved + 1);
      const auto counter = project->document("n");
      ::setrlimit(RLIMIT_FSIZE, &before);
      QCOMPARE(errorOf(done), QString("disk_full"));
      QVERIFY(saved > 10);
      QCOMPARE(errorOf(table), QString("disk_full"));
      QCOMPARE(errorOf(again), QString("disk_full"));
      QVERIFY(*take(counter) == saved); // the old state stays readable
      if (how == "pages") { // room again: it goes on
        check(project->withDatabase([](Database& database) { return database.script("PRAGMA max_page_count=100000"); }));
        check(putNumber(*project, saved + 1));
        ++saved;
      }
    }
    {
      const auto project = open(folder.path());
      QVERIFY(*take(project->document("n")) == saved);
      QCOMPARE(static_cast<int>(take(project->history()).size()), saved);
      QCOMPARE(static_cast<int>(take(project->documents("ballast/")).size()), saved);
    }
    if (how == "tmpfs")
      QVERIFY(::umount2(folder.folder.path().toLocal8Bit().constData(), MNT_DETACH) == 0);
  }

  void damagedChunksAreToldAndMended() {
    const Folder folder;
    const Table table = everyType(2000, 8);
    const auto project = open(folder.path());
    const std::string hash = take(project->putTable(table, Context()));
    check(project->withDatabase([](Database& database) {
      return database.script("UPDATE chunk SET body = substr(body, 1, 60) || x'00' || substr(body, 62) WHERE length(body) > 100");
    }));
    bool told = false;
    const auto damaged = project->table(hash);
    for (std::size_t i = 0; damaged && i < damaged->columnCount(); ++i)
      told = told || errorOf(damaged->column(i).load()) == "corrupt";
    QVERIFY(told || errorOf(damaged) == "corrupt");
    QCOMPARE(take(project->putTable(table, Context())), hash);
    QCOMPARE(difference(take(project->table(hash)), table), QString());
  }

  void chunkFormatIsSafeOnAnyBytes() {
    Random random(4);
    const Table table = everyType(700, 2);
    for (std::size_t i = 0; i < table.columnCount(); ++i) {
      const Column& column = table.column(i);
      const ChunkPtr chunk = take(column.chunk(0));
      const ChunkShape shape{column.type(), chunk->size(), chunk->missing(), chunk->dimension(),
                             column.dictionary() ? column.dictionary()->size() : 0};
      const std::string good = packChunk(*chunk).seal();
      QVERIFY(decodeChunk(good, shape).has_value());
      QVERIFY(!decodeChunk(good, shape, 5).has_value()); // bound to no place
      for (int k = 0; k < 1500; ++k) {
        // With a checksum that fits, so that the bounds are tried and not only the checksum.
        std::string bad = good.substr(0, random.below(4) ? good.size() - 4 : random.below(good.size() - 4));
        for (std::uint64_t n = random.below(4); n > 0 && !bad.empty(); --n)
          bad[random.below(random.below(2) ? bad.size() : std::min<std::size_t>(bad.size(), 60))] =
              static_cast<char>(random.below(256));
        appendChecksum(bad);
        const auto decoded = decodeChunk(bad, shape);
        if (!decoded)
          continue;
        for (std::size_t row = 0; row < (*decoded)->size(); ++row)
          (void)cellText(**decoded, column.dictionary().get(), row);
      }
      (void)decodeDictionary(good);
      (void)decodeBytes(good);
    }
    const Dictionary dictionary({"red", "", "green"});
    const std::string good = packDictionary(dictionary).seal();
    QVERIFY(take(decodeDictionary(good))->values() == dictionary.values());
    for (int k = 0; k < 3000; ++k) {
      std::string bad = good.substr(0, random.below(4) ? good.size() - 4 : random.below(good.size() - 4));
      for (std::uint64_t n = random.below(4); n > 0 && !bad.empty(); --n)
        bad[random.below(bad.size())] = static_cast<char>(random.below(256));
      appendChecksum(bad);
      (void)decodeDictionary(bad);
    }
  }
};

QTEST_APPLESS_MAIN(TestStoreFaults)
#include "tst_store_faults.moc"
