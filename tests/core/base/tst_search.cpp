// Steps are found by what people call them.
#include "core/prepare/step.h"
#include "core/schema/search.h"

#include <QtTest>

using namespace easel;

class TestSearch : public QObject {
  Q_OBJECT

 private slots:
  void finds_data() {
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("first");
    QTest::newRow("title") << "fill" << "fill_missing";
    QTest::newRow("second word of the title") << "duplicates" << "remove_duplicates";
    QTest::newRow("keyword") << "impute" << "fill_missing";
    QTest::newRow("keyword, beginning") << "calc" << "derive_column";
    QTest::newRow("two words") << "drop col" << "drop_columns";
    QTest::newRow("capitals and blanks") << "  SORT " << "sort_rows";
    QTest::newRow("summary") << "fulfil" << "filter_rows";
  }
  void finds() {
    QFETCH(QString, words);
    QFETCH(QString, first);
    const Catalog<Step> steps = builtinSteps();
    std::vector<const Declaration*> all;
    for (const Entry<Step>& e : steps.entries())
      all.push_back(&e.declaration);
    const auto found = searched(all, words.toStdString());
    QVERIFY(!found.empty());
    QCOMPARE(QString::fromStdString(found.front()->id), first);
  }

  void recentFirst() {
    const Catalog<Step> steps = builtinSteps();
    std::vector<const Declaration*> all;
    for (const Entry<Step>& e : steps.entries())
      all.push_back(&e.declaration);
    const std::vector<std::string> recent{"scale", "drop_columns"};
    const auto found = searched(all, "", recent);
    QCOMPARE(found.size(), all.size());
    QCOMPARE(found[0]->id, std::string("scale"));
    QCOMPARE(found[1]->id, std::string("drop_columns"));
    QCOMPARE(found[2]->id, all[0]->id);
    QVERIFY(searched(all, "no such thing").empty());
  }
};

QTEST_APPLESS_MAIN(TestSearch)
#include "tst_search.moc"
