// Whatever takes long answers soon when it is cancelled, with Cancelled and without a partial result. How soon in
// milliseconds is measured by `easel-bench cancel`; here the bound is wide and in processor time of this process, so
// that a busy machine changes nothing.
#ifndef Q_MOC_RUN // moc stumbles over the concepts in the standard headers
#include "core/base/parallel.h"
#include "core/io/csv.h"
#include "core/table/kernels.h"
#include "core/workbench/workbench.h"
#include "tests/support/long_jobs.h"

#include <filesystem>
#include <set>
#include <thread>
#endif

#include <QTemporaryDir>
#include <QtTest>

using namespace easel;
using namespace easel::test;

namespace {

#ifdef EASEL_SANITIZED
constexpr double kSlower = 10;
#else
constexpr double kSlower = 1;
#endif
constexpr double kSecondsPerThread = 2 * kSlower;

/// What a project holds, counted.
std::map<std::string, std::int64_t> contents(const Project& project) {
  std::map<std::string, std::int64_t> counts;
  for (const char* table : {"document", "edit", "artifact", "chunk", "run", "run_artifact", "audit"}) {
    const auto count = [&](Database& database) -> Result<void> {
      EASEL_TRY(const auto n, database.integer(std::string("SELECT count(*) FROM ") + table));
      counts[table] = n.value_or(-1);
      return {};
    };
    if (!project.withDatabase(count))
      counts[table] = -2;
  }
  return counts;
}

std::set<std::string> files(const QTemporaryDir& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path().toStdString()))
    names.insert(entry.path().filename().string());
  return names;
}

std::string wideCsv(int rows) {
  std::string text = "id,noise,word,reverse,other\n";
  std::uint64_t x = 88172645463325252ULL;
  for (int i = 0; i < rows; ++i) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    text += std::to_string(i) + "," + std::to_string(static_cast<double>(x >> 12) * 1e-7) + ",w" + std::to_string(x) + "," + std::to_string(~x) + "v," +
            std::to_string(x * x) + "u\n";
  }
  return text;
}

} // namespace

class TestCancel : public QObject {
  Q_OBJECT
 private slots:
  void longWorkAnswers_data() {
    QTest::addColumn<int>("index");
    const auto jobs = longJobs();
    for (std::size_t i = 0; i < jobs.size(); ++i)
      QTest::newRow(jobs[i].name.c_str()) << static_cast<int>(i);
  }
  void longWorkAnswers() {
    QFETCH(int, index);
    const QTemporaryDir folder;
    LongJobSizes sizes;
    if (kSlower > 1)
      sizes = {60'000, 5'000, 10, 3'000, 1'000, 100, 4};
    const Work work = longJobs()[static_cast<std::size_t>(index)].prepare(sizes, folder.path().toStdString());
    const auto begin = Context::Clock::now();
    const Result<void> whole = work(Context(3));
    QVERIFY2(whole, whole ? "" : whole.error().text().c_str());
    const double seconds = std::chrono::duration<double>(Context::Clock::now() - begin).count();
    const Context before(3);
    before.cancel();
    const Result<void> unbegun = work(before);
    QVERIFY(!unbegun && unbegun.error().code == ErrorCode::Cancelled);
    for (const double share : {0.1, 0.3, 0.6}) {
      // A run may be quicker than the one before it: then earlier. Work that never looks ends well every time.
      CancelOutcome outcome;
      for (double at = share * seconds; at > share * seconds / 100 && !outcome.cancelled; at /= 2) {
        outcome = cancelAfter(work, at);
        QVERIFY2(outcome.problem.empty(), outcome.problem.c_str());
      }
      QVERIFY2(outcome.cancelled, "it did not end with Cancelled");
      QVERIFY(outcome.inTime);
      QVERIFY2(outcome.workAfter < kSecondsPerThread * threadCount(),
               (std::to_string(outcome.workAfter) + " s of work after cancel").c_str());
    }
  }

  /// Reading is the first part of the progress, storing the last.
  void aCancelledImportLeavesNothing_data() {
    QTest::addColumn<double>("progress");
    QTest::newRow("while reading") << 0.2;
    QTest::newRow("when storing begins") << 0.7;
    QTest::newRow("when most is stored") << 0.97;
  }
  void aCancelledImportLeavesNothing() {
    QFETCH(double, progress);
    const QTemporaryDir folder;
    const std::string file = folder.filePath("rows.csv").toStdString();
    QFile csv(QString::fromStdString(file));
    QVERIFY(csv.open(QIODevice::WriteOnly));
    csv.write(QByteArray::fromStdString(wideCsv(kSlower > 1 ? 300'000 : 1'000'000)));
    csv.close();
    auto bench = Workbench::open(folder.filePath("p.easel").toStdString(), {});
    QVERIFY(bench);
    const auto before = contents((*bench)->project());
    const auto filesBefore = files(folder);

    ImportRequest request;
    request.file = file;
    request.name = "rows";
    const Context context;
    std::atomic<bool> over{false};
    std::thread canceller([&] {
      while (!over && context.progress() < progress)
        std::this_thread::sleep_for(std::chrono::microseconds(100));
      context.cancel();
    });
    const auto imported = (*bench)->importFile(request, context);
    over = true;
    canceller.join();
    QVERIFY2(!imported, "it was over before it was cancelled");
    if (progress > 0.9 && kSlower == 1)
      QVERIFY(std::filesystem::file_size(folder.filePath("p.easel").toStdString()) +
                  std::filesystem::file_size(folder.filePath("p.easel-wal").toStdString()) >
              10'000'000); // something had been stored
    QCOMPARE(imported.error().code, ErrorCode::Cancelled);
    QCOMPARE(contents((*bench)->project()), before);
    QCOMPARE(files(folder), filesBefore);
    QVERIFY((*bench)->datasets()->empty());

    // The same file again, whole.
    const auto again = (*bench)->importFile(request, Context());
    QVERIFY2(again, again ? "" : again.error().text().c_str());
    const auto frame = (*bench)->frame("rows", Context());
    QVERIFY(frame);
    QCOMPARE(*contentHash((*frame)->table, Context()), *contentHash(importCsv(file, {}, Context())->table, Context()));
  }
};

QTEST_APPLESS_MAIN(TestCancel)
#include "tst_cancel.moc"
