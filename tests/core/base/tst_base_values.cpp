// Results, contexts, hashes, dates, numbers and parallel loops.
#include "core/base/context.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/base/time.h"

#include <QtTest>

#include <atomic>

using namespace easel;

namespace {
Result<int> half(int n) {
  if (n % 2)
    return Error(ErrorCode::InvalidArgument, "odd");
  return n / 2;
}
Result<int> quarter(int n) {
  EASEL_TRY(const int h, half(n));
  EASEL_TRY(const int q, half(h));
  return q;
}
} // namespace

class TestBaseValues : public QObject {
  Q_OBJECT
 private slots:
  void tryReturnsTheFirstError() {
    QCOMPARE(*quarter(8), 2);
    QVERIFY(!quarter(6));
    QCOMPARE(quarter(6).error().message, std::string("odd"));
  }

  void progressOfAPartFillsItsRange() {
    const Context c;
    c.part(0.5, 1.0).progress(0.5);
    QCOMPARE(c.progress(), 0.75);
  }

  void cancellingAChildLeavesTheParentRunning() {
    const Context parent;
    const Context child = parent.child();
    child.cancel();
    QVERIFY(child.cancelled() && !parent.cancelled());
    const Context other = parent.child();
    parent.cancel();
    QVERIFY(other.cancelled());
    QCOMPARE(other.checkpoint().error().code, ErrorCode::Cancelled);
  }

  void sha256KnowsThePublishedVectors() { // FIPS 180-4 examples
    QCOMPARE(sha256(std::string_view("abc")).hex(),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(sha256(std::string_view()).hex(),
             std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    QCOMPARE(Hash::fromHex(sha256(std::string_view("abc")).hex()), sha256(std::string_view("abc")));
    QVERIFY(Hasher().add("ab").add("c").finish() != Hasher().add("a").add("bc").finish());
  }

  void datesRoundTrip() {
    QCOMPARE(*parseDate("1970-01-01"), 0);
    QCOMPARE(*parseDate("2000-03-01"), 11017);
    QVERIFY(!parseDate("2023-02-29"));
    QVERIFY(!parseDate("2023-02-2x"));
    for (const int d : {-719162, -1, 0, 59, 20416})
      QCOMPARE(*parseDate(formatDate(d)), d);
    QCOMPARE(formatTimestamp(*parseTimestamp("2026-11-24 10:15:00.250+02:00")), std::string("2026-11-24T08:15:00.25Z"));
    QCOMPARE(formatTimestamp(-1), std::string("1969-12-31T23:59:59.999999Z"));
    QVERIFY(!parseTimestamp("2026-11-24 25:00"));
  }

  void numbersAreShortAndReadBack() {
    QCOMPARE(formatNumber(0.1), std::string("0.1"));
    QCOMPARE(formatCount(-1234567), std::string("-1,234,567"));
    QCOMPARE(formatCount(999), std::string("999"));
    QCOMPARE(*parseDouble("1e-3"), 0.001);
    QVERIFY(!parseDouble("1 "));
    QVERIFY(!parseInt("9223372036854775808"));
  }

  void utf8IsChecked() {
    QVERIFY(isUtf8("Łódź 😀"));
    QVERIFY(!isUtf8("\xC3"));
    QVERIFY(!isUtf8("\xED\xA0\x80")); // a surrogate
    QCOMPARE(countCodePoints("Łódź"), std::size_t{4});
  }

  void suggestionsAreNearOrAbsent() {
    const std::vector<std::string> names = {"tenure", "contract"};
    QCOMPARE(didYouMean("tenur", names), std::string("Did you mean 'tenure'?"));
    QVERIFY(didYouMean("zzzzzz", names).empty());
  }

  void parallelErrorsAreThoseOfTheLowestIndex() {
    std::atomic<int> ran{0};
    const auto r = tryParallelFor(Context(), 1000, [&](std::size_t i) -> Result<void> {
      ++ran;
      if (i == 17 || i == 900)
        return Error(ErrorCode::Data, std::to_string(i));
      return {};
    });
    QCOMPARE(r.error().message, std::string("17"));
    const Context cancelled;
    cancelled.cancel();
    ran = 0;
    QCOMPARE(tryParallelFor(cancelled, 10, [&](std::size_t) -> Result<void> { ++ran; return {}; }).error().code,
             ErrorCode::Cancelled);
    QCOMPARE(ran.load(), 0);
  }

  void randomIsTheSameEverywhere() {
    Random a(1);
    Random b(1);
    QCOMPARE(a.next(), b.next());
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 100000; ++i) {
      const double x = a.normal();
      sum += x;
      squares += x * x;
    }
    QVERIFY(std::abs(sum / 100000) < 0.02);
    QVERIFY(std::abs(squares / 100000 - 1) < 0.03);
  }

  void filesSayWhatToDo() {
    QCOMPARE(readFile("/nonexistent/x").error().code, ErrorCode::NotFound);
    QCOMPARE(readFile("/").error().code, ErrorCode::InvalidArgument);
    QVERIFY(!readFile("/nonexistent/x").error().hint.empty());
    QCOMPARE(writeFile("/dev/full/x", "a").error().code, ErrorCode::NotFound);
  }
};

QTEST_APPLESS_MAIN(TestBaseValues)
#include "tst_base_values.moc"
