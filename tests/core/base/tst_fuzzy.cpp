#include "core/base/fuzzy.h"

#include <QtTest>

using namespace easel;

class TestFuzzy : public QObject {
  Q_OBJECT
 private slots:
  void lettersMustOccurInOrder() {
    QVERIFY(fuzzyScore("fm", "Fill missing"));
    QVERIFY(!fuzzyScore("mf", "Fill"));
    QVERIFY(!fuzzyScore("x", "Fill missing"));
    QCOMPARE(*fuzzyScore("", "anything"), 0.0);
    QCOMPARE(*fuzzyScore("  ", "anything"), 0.0);
  }
  void theBetterFitIsHigher() {
    QVERIFY(*fuzzyScore("fill", "Fill missing") > *fuzzyScore("fill", "Refill later"));
    QVERIFY(*fuzzyScore("fm", "Fill missing") > *fuzzyScore("fm", "Confirm"));
    QVERIFY(*fuzzyScore("sort", "Sort") > *fuzzyScore("sort", "Sort rows"));
    QVERIFY(*fuzzyScore("TRAIN", "train") > 0);
  }
  void keywordsCountLess() {
    QVERIFY(fuzzyScore("impute", "Fill missing", {"impute", "median"}));
    QVERIFY(!fuzzyScore("pivot", "Fill missing", {"impute", "median"}));
    QVERIFY(*fuzzyScore("fill", "Fill", {}) > *fuzzyScore("fill", "Other", {"fill"}));
  }
};

QTEST_APPLESS_MAIN(TestFuzzy)
#include "tst_fuzzy.moc"
