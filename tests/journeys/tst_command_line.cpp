// The command as a well-kept tool: help, exit codes, errors that say what to do, one JSON object on standard
// output.
#include "tests/journeys/easel_program.h"

#include <QtTest>

using namespace easel;
using namespace easel::test;

class TestCommandLine : public QObject {
  Q_OBJECT
 private slots:
  void helpIsThere() {
    const Program easel;
    const ProgramResult all = easel.run({"--help"});
    QCOMPARE(all.code, 0);
    for (const char* verb : {"import", "profile", "step", "automl", "train", "deploy", "doctor"})
      QVERIFY2(all.out.contains("  " + QByteArray(verb) + " "), verb);
    const ProgramResult one = easel.run({"train", "--help"});
    QCOMPARE(one.code, 0);
    QVERIFY(one.out.contains("--algorithm"));
    QCOMPARE(easel.run({"--version"}).out.trimmed(), QByteArray("easel 0.1.0"));
    for (const QByteArray& line : all.out.split('\n'))
      QVERIFY2(QString::fromUtf8(line).size() <= 110, line.constData());
  }

  void wrongUsageIsExitCode2_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("message");
    QTest::newRow("command") << QStringList{"imprt"} << "Did you mean 'import'?";
    QTest::newRow("option") << QStringList{"train", "p", "d", "--targt", "x"} << "Did you mean '--target'?";
    QTest::newRow("missing word") << QStringList{"import", "p.easel"} << "FILE is missing.";
    QTest::newRow("too many words") << QStringList{"import", "a", "b", "c"} << "'c' is one word too many.";
    QTest::newRow("no value") << QStringList{"train", "p", "d", "--target"} << "--target needs a value.";
    QTest::newRow("not a number") << QStringList{"train", "p", "d", "--folds", "many"}
                                  << "must be a whole number";
    QTest::newRow("out of range") << QStringList{"train", "p", "d", "--split", "7"}
                                  << "It must be from 0.01 to 1.";
  }
  void wrongUsageIsExitCode2() {
    QFETCH(QStringList, words);
    QFETCH(QString, message);
    const Program easel;
    const ProgramResult r = easel.run(words);
    if (r.code != 2)
      qWarning("%s", r.err.constData());
    QCOMPARE(r.code, 2);
    QVERIFY2(r.err.contains(message.toUtf8()), r.err.constData());
    QVERIFY(r.out.isEmpty());
  }

  void failuresSayWhatToDo_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("message");
    QTest::newRow("no file") << QStringList{"import", "p.easel", "nothing.csv"} << "there is no such file";
    QTest::newRow("a folder") << QStringList{"import", "p.easel", "."} << "folder";
    QTest::newRow("no project") << QStringList{"profile", "none.easel", "x"} << "none.easel";
    QTest::newRow("not a project") << QStringList{"profile", "text.easel", "x"} << "text.easel";
    QTest::newRow("unknown thing") << QStringList{"describe", "fill_mising"}
                                   << "Did you mean 'fill_missing'?";
    QTest::newRow("unknown list") << QStringList{"list", "datasts", "p"} << "Did you mean 'datasets'?";
    QTest::newRow("not registered") << QStringList{"deploy", "good.easel", "model"} << "GROUP@VERSION";
    QTest::newRow("unknown data set")
        << QStringList{"profile", "good.easel", "penguin"} << "Did you mean 'penguins'?";
    QTest::newRow("unknown step") << QStringList{"step", "good.easel", "penguins", "fil_missing"}
                                  << "Did you mean 'fill_missing'?";
    QTest::newRow("unknown column") << QStringList{"step",         "good.easel", "penguins",
                                                   "drop_columns", "--set",      "columns=iland"}
                                    << "Did you mean 'island'?";
    QTest::newRow("bad option") << QStringList{"step",         "good.easel", "penguins",
                                               "fill_missing", "--set",      "methd=mean"}
                                << "Did you mean 'method'?";
    QTest::newRow("bad formula") << QStringList{"step",     "good.easel",
                                                "penguins", "derive_column",
                                                "--set",    "name=x",
                                                "--set",    "formula=bill_length_m * 2"}
                                 << "bill_length_mm";
    QTest::newRow("unknown target") << QStringList{"train", "good.easel", "penguins", "--target", "specie"}
                                    << "Did you mean 'species'?";
    QTest::newRow("unknown algorithm") << QStringList{"train",   "good.easel",  "penguins",    "--target",
                                                      "species", "--algorithm", "boosted_tree"}
                                       << "boosted_trees";
    QTest::newRow("unknown metric") << QStringList{"automl",  "good.easel", "penguins", "--target",
                                                   "species", "--metric",   "accurcy"}
                                    << "accuracy";
    QTest::newRow("unknown model") << QStringList{"predict", "good.easel", "nothing",
                                                  "x.csv",   "--out",      "y.csv"}
                                   << "nothing";
  }
  void failuresSayWhatToDo() {
    QFETCH(QStringList, words);
    QFETCH(QString, message);
    static const Program easel;
    static const bool ready = [] {
      easel.write("text.easel", "this is no project");
      return !easel.json({"import", "good.easel", QString(EASEL_SAMPLES) + "/penguins.csv"}).is_null();
    }();
    QVERIFY(ready);
    const ProgramResult r = easel.run(words + QStringList{"--json"});
    QCOMPARE(r.code, 1);
    QVERIFY2(r.err.contains(message.toUtf8()), r.err.constData());
    QVERIFY(r.json().contains("error"));
    QVERIFY(!r.json()["error"]["message"].get<std::string>().empty());
  }

  void aFailedStepChangesNothing() {
    const Program easel;
    easel.json({"import", "p.easel", QString(EASEL_SAMPLES) + "/penguins.csv"});
    const Json before = easel.json({"history", "p.easel"});
    QCOMPARE(easel
                 .run({"step", "p.easel", "penguins", "fill_missing", "--set", "columns=island", "--set",
                       "method=mean"})
                 .code,
             1);
    QCOMPARE(easel.json({"history", "p.easel"}), before);
  }

  void anUnreadableFileLeavesNoProjectBehind() {
    const Program easel;
    QCOMPARE(easel.run({"import", "p.easel", "nothing.csv"}).code, 1);
    QVERIFY(!QFile::exists(easel.path("p.easel")));
  }

  void listsAndDescriptionsComeFromTheDeclarations() {
    const Program easel;
    for (const char* what : {"steps", "algorithms", "metrics", "nodes", "formats"}) {
      const Json list = easel.json({"list", what});
      QVERIFY2(list.contains(what) && !list[what].empty(), what);
      for (const Json& entry : list[what]) {
        const Json d = easel.json({"describe", QString::fromStdString(entry["name"].get<std::string>())});
        QVERIFY(d.contains("parameters"));
      }
    }
  }

  void doctorIsWell() {
    const Program easel;
    const Json d = easel.json({"doctor"});
    QVERIFY(d["checks"].size() > 10);
    QVERIFY(d["ok"].get<bool>());
  }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
