// Jobs: results, errors, cancel, newest result wins, and the next time of a schedule.
#include "core/base/time.h"
#include "core/jobs/queue.h"
#include "core/jobs/schedule.h"

#include <QtTest>

#include <atomic>
#include <cstdlib>
#include <ctime>
#include <latch>
#include <stdexcept>
#include <thread>

using namespace easel;

namespace {
/// Work that runs until it is cancelled; says when it has begun.
std::function<Result<int>(const Context&)> untilCancelled(std::latch& begun) {
  return [&begun](const Context& context) -> Result<int> {
    begun.count_down();
    while (true) {
      EASEL_CHECK(context.checkpoint());
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  };
}
std::int64_t at(const char* text) { return *parseTimestamp(text); }
} // namespace

class TestJobs : public QObject {
  Q_OBJECT
 private slots:
  void aJobGivesItsResult() {
    JobQueue queue;
    const auto handle = queue.submit<int>({"Add", "", [](const Context& c) -> Result<int> {
                                             c.warn("careful");
                                             c.stage("Adding");
                                             return static_cast<int>(c.seed()) + 2;
                                           },
                                           Context(40)});
    QCOMPARE(*handle.wait(), 42);
    const JobStatus s = handle.status();
    QCOMPARE(s.state, JobState::Done);
    QCOMPARE(s.progress, 1.0);
    QCOMPARE(s.stage, std::string("Adding"));
    QCOMPARE(s.warnings, std::vector<std::string>{"careful"});
    QVERIFY(!s.error);
    QVERIFY(queue.submit<void>({"", "", [](const Context&) -> Result<void> { return {}; }, {}}).wait());
  }

  void errorsAndExceptionsBecomeResults() {
    JobQueue queue;
    const auto failing =
        queue.submit<int>({"", "", [](const Context&) -> Result<int> { return Error(ErrorCode::Data, "bad"); }, {}});
    const auto throwing =
        queue.submit<int>({"", "", [](const Context&) -> Result<int> { throw std::runtime_error("oops"); }, {}});
    const auto hungry = queue.submit<int>({"", "", [](const Context&) -> Result<int> { throw std::bad_alloc(); }, {}});
    QCOMPARE(failing.wait().error().message, std::string("bad"));
    QCOMPARE(failing.state(), JobState::Failed);
    QVERIFY(throwing.wait().error().message.find("oops") != std::string::npos);
    QCOMPARE(hungry.wait().error().code, ErrorCode::OutOfMemory);
  }

  void workersRunAtTheSameTime() {
    JobQueue queue(2);
    std::latch both(2); // only passes when both are inside
    const auto work = [&](const Context&) -> Result<int> {
      both.arrive_and_wait();
      return 1;
    };
    const auto a = queue.submit<int>({"", "", work, {}});
    const auto b = queue.submit<int>({"", "", work, {}});
    QCOMPARE(*a.wait() + *b.wait(), 2);
  }

  void cancelEndsARunningAndAWaitingJob() {
    JobQueue queue(1);
    std::latch begun(1);
    std::atomic<bool> ran{false};
    const auto running = queue.submit<int>({"", "", untilCancelled(begun), {}});
    const auto waiting = queue.submit<int>({"", "", [&](const Context&) -> Result<int> {
                                              ran = true;
                                              return 1;
                                            },
                                            {}});
    begun.wait();
    QCOMPARE(running.state(), JobState::Running);
    QVERIFY(!running.result());
    waiting.cancel();
    QCOMPARE(waiting.state(), JobState::Cancelled); // at once
    running.cancel();
    QCOMPARE(running.wait().error().code, ErrorCode::Cancelled);
    QCOMPARE(waiting.wait().error().code, ErrorCode::Cancelled);
    QVERIFY(queue.submit<int>({"", "", [](const Context&) -> Result<int> { return 3; }, {}}).wait());
    QVERIFY(!ran);
    QVERIFY(queue.idle());
  }

  void theNewestOfAKeyWins() {
    JobQueue queue(3);
    std::latch begun(1), release(1);
    // Ignores the cancel and gives a result: it must be thrown away.
    const auto stubborn = queue.submit<int>({"", "profile", [&](const Context&) -> Result<int> {
                                               begun.count_down();
                                               release.wait();
                                               return 1;
                                             },
                                             {}});
    begun.wait();
    const auto other = queue.submit<int>({"", "train", [](const Context&) -> Result<int> { return 7; }, {}});
    const auto newest = queue.submit<int>({"", "profile", [](const Context&) -> Result<int> { return 2; }, {}});
    QCOMPARE(*newest.wait(), 2);
    release.count_down();
    QCOMPARE(stubborn.wait().error().code, ErrorCode::Cancelled);
    QCOMPARE(*other.wait(), 7);
  }

  void anEditCancelsByKey() {
    JobQueue queue(2);
    std::latch begun(1);
    const auto job = queue.submit<int>({"", "flow/a", untilCancelled(begun), {}});
    begun.wait();
    queue.cancel("flow/b");
    QCOMPARE(job.state(), JobState::Running);
    queue.cancel("flow/a");
    QCOMPARE(job.wait().error().code, ErrorCode::Cancelled);
  }

  void theListIsBoundedAndNewestLast() {
    JobQueue queue(2);
    std::vector<JobHandle<int>> handles;
    for (int i = 0; i < 300; ++i)
      handles.push_back(queue.submit<int>({std::to_string(i), "", [i](const Context&) -> Result<int> { return i; }, {}}));
    for (int i = 0; i < 300; ++i)
      QCOMPARE(*handles[static_cast<std::size_t>(i)].wait(), i);
    // The bound is put in place by whoever takes the next job.
    QVERIFY(queue.submit<int>({"last", "", [](const Context&) -> Result<int> { return 0; }, {}}).wait());
    const auto jobs = queue.jobs();
    QVERIFY(jobs.size() >= 100 && jobs.size() <= 104);
    QCOMPARE(jobs.back().title, std::string("last"));
  }

  void aQueueThatGoesCancelsItsJobs() {
    std::optional<JobHandle<int>> handle;
    std::latch begun(1);
    {
      JobQueue queue(1);
      handle = queue.submit<int>({"", "", untilCancelled(begun), {}});
      begun.wait();
    }
    QCOMPARE(handle->result()->error().code, ErrorCode::Cancelled);
  }

  void schedules() {
    const auto once = Schedule::once(at("2026-03-01T10:00:00Z"));
    QCOMPARE(*once.next(at("2026-03-01T09:59:59Z")), at("2026-03-01T10:00:00Z"));
    QVERIFY(!once.next(at("2026-03-01T10:00:00Z")));

    const auto often = Schedule::repeated(at("2026-03-01T00:00:00Z"), 15 * 60 * kMicrosPerSecond);
    QCOMPARE(*often.next(at("2026-02-01T00:00:00Z")), at("2026-03-01T00:00:00Z"));
    QCOMPARE(*often.next(at("2026-03-01T00:00:00Z")), at("2026-03-01T00:15:00Z"));
    QCOMPARE(*often.next(at("2026-03-01T07:14:59Z")), at("2026-03-01T07:15:00Z"));
    QCOMPARE(often.outline(), std::string("every 15 minutes"));
    QCOMPARE(Schedule::repeated(0, kMicrosPerDay).outline(), std::string("every day"));

    auto daily = Schedule::daily(6, 30);
    daily.utc = true;
    QCOMPARE(*daily.next(at("2026-12-31T06:29:59Z")), at("2026-12-31T06:30:00Z"));
    QCOMPARE(*daily.next(at("2026-12-31T06:30:00Z")), at("2027-01-01T06:30:00Z"));

    auto weekly = Schedule::weekly({1, 5}, 18, 0); // 2026-11-24 is a Tuesday
    weekly.utc = true;
    QCOMPARE(*weekly.next(at("2026-11-24T12:00:00Z")), at("2026-11-27T18:00:00Z"));
    QCOMPARE(*weekly.next(at("2026-11-27T18:00:00Z")), at("2026-11-30T18:00:00Z"));
    QCOMPARE(weekly.outline(), std::string("on Monday and Friday at 18:00 UTC"));
    for (const Schedule& s : {once, often, daily, weekly})
      QVERIFY(*scheduleFromJson(toJson(s)) == s);
  }

  void schedulesFollowTheLocalClock() {
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1); // Central Europe, without a zone database
    tzset();
    const auto daily = Schedule::daily(6, 0);
    QCOMPARE(*daily.next(at("2026-03-28T00:00:00Z")), at("2026-03-28T05:00:00Z"));
    QCOMPARE(*daily.next(at("2026-03-28T05:00:00Z")), at("2026-03-29T04:00:00Z")); // 23 hours later
    QCOMPARE(*daily.next(at("2026-10-24T04:00:00Z")), at("2026-10-25T05:00:00Z")); // 25 hours later
    const auto late = Schedule::daily(23, 30);
    QCOMPARE(*late.next(at("2026-06-30T22:15:00Z")), at("2026-07-01T21:30:00Z"));
    unsetenv("TZ");
    tzset();
  }

  void wrongSchedulesAreRefused() {
    for (const char* text : {R"({})", R"([])", R"({"kind":"daily","at":"24:00"})", R"({"kind":"daily","at":"6"})",
                             R"({"kind":"every","start":"2026-01-01","seconds":0})", R"({"kind":"once"})",
                             R"({"kind":"weekly","at":"06:00","weekdays":[8]})", R"({"kind":"weekly","at":"06:00"})"})
      QVERIFY2(!scheduleFromJson(*parseJson(text)), text);
  }
};

QTEST_APPLESS_MAIN(TestJobs)
#include "tst_jobs.moc"
