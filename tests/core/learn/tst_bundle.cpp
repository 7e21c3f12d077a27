// The bundle in service: its signature, the conversion of raw rows, and its bytes, whole and damaged.
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/learn/table_bytes.h"
#include "core/table/kernels.h"
#include "frames.h"

#include <QtTest>

#include <cstring>

using namespace easel;
using samples::mixedFrame;
using samples::requestFor;

namespace {

const Catalogs& catalogs() {
  static const Catalogs all = builtinCatalogs();
  return all;
}

BundlePtr trained(Task task, const char* algorithm, std::size_t rows = 300) {
  auto outcome = train(mixedFrame({.rows = rows, .task = task}), requestFor(task, algorithm), catalogs(), Context(1));
  if (!outcome)
    qFatal("%s", outcome.error().text().c_str());
  return outcome->bundle;
}

bool sameBits(const Predictions& a, const Predictions& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(double)) == 0;
}

const SignatureField* inputOf(const Signature& s, const char* name) {
  for (const SignatureField& f : s.inputs)
    if (f.name == name)
      return &f;
  return nullptr;
}

std::string withChecksum(std::string bytes) {
  bytes.resize(bytes.size() - 32);
  const Hash hash = sha256(bytes);
  bytes.append(reinterpret_cast<const char*>(hash.bytes.data()), 32);
  return bytes;
}

} // namespace

class TestBundle : public QObject {
  Q_OBJECT
 private slots:
  void signatureTellsWhatTrainingSaw() {
    const BundlePtr bundle = trained(Task::Binary, "boosted_trees");
    const Signature& s = bundle->signature();
    QCOMPARE(s.target, std::string("churn"));
    QCOMPARE(s.classes, (std::vector<std::string>{"no", "yes"}));
    QCOMPARE(s.inputs.size(), std::size_t{8});
    QVERIFY(!inputOf(s, "churn"));
    for (const char* used : {"age", "income", "city", "member", "joined"})
      QVERIFY2(inputOf(s, used)->required, used);
    for (const char* dropped : {"id", "note", "same"})
      QVERIFY2(!inputOf(s, dropped)->required, dropped);
    const SignatureField* age = inputOf(s, "age");
    QVERIFY(*age->min >= 18 && *age->max <= 77 && *age->min < *age->max);
    QVERIFY(parseInt(age->example).value() >= 18);
    QVERIFY(!age->missingSeen && inputOf(s, "income")->missingSeen);
    QCOMPARE(inputOf(s, "city")->levels.size(), std::size_t{4});
    QCOMPARE(inputOf(s, "member")->levels, (std::vector<std::string>{"false", "true"})); // most frequent first
    QVERIFY(inputOf(s, "note")->levels.empty());
    const auto back = signatureFromJson(toJson(s));
    QVERIFY(back);
    QCOMPARE(toJson(*back), toJson(s));
  }

  void savedAndLoadedIsBitEqual() {
    for (const Task task : {Task::Binary, Task::MultiClass, Task::Regression})
      for (const Entry<Estimator>& entry : catalogs().algorithms.entries()) {
        const BundlePtr bundle = trained(task, entry.declaration.id.c_str());
        const std::string bytes = bundle->save();
        const auto loaded = ModelBundle::load(bytes, catalogs());
        QVERIFY2(loaded, loaded ? "" : (entry.declaration.id + ": " + loaded.error().text()).c_str());
        const Table rows = samples::mixedTable({.rows = 50, .seed = 99, .task = task});
        QVERIFY2(sameBits(*bundle->predict(rows, Context()), *(*loaded)->predict(rows, Context())),
                 entry.declaration.id.c_str());
        QCOMPARE((*loaded)->save(), bytes);
      }
  }

  void oneRowIsAsManyRows() {
    for (const Entry<Estimator>& entry : catalogs().algorithms.entries()) {
      const BundlePtr bundle = trained(Task::Binary, entry.declaration.id.c_str());
      const Table rows = samples::mixedTable({.rows = 20, .seed = 5});
      const auto all = bundle->predict(rows, Context());
      for (RowIndex i = 0; i < 20; ++i) {
        const auto one = bundle->predict(*take(rows, std::vector<RowIndex>{i}, Context()), Context());
        QVERIFY2(one && sameBits(*one, Predictions(all->row(i))), entry.declaration.id.c_str());
      }
    }
  }

  void rawRowsMayComeInOtherForms() {
    const BundlePtr bundle = trained(Task::Binary, "boosted_trees");
    const Table rows = *samples::mixedTable({.rows = 30, .seed = 3, .missing = false}).head(10);
    const auto expected = bundle->predict(rows, Context());
    // Everything as text, in another order, without the unused columns and with one too many.
    std::vector<NamedColumn> columns{{"extra", columnOf(std::vector<double>(10, 1))}};
    for (const char* name : {"joined", "member", "city", "income", "age"}) {
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < 10; ++i)
        texts.push_back(**(*rows.require(name))->textAt(i));
      columns.push_back({name, columnOfTexts(texts)});
    }
    const auto fromText = bundle->predict(*Table::make(columns), Context());
    QVERIFY2(fromText, fromText ? "" : fromText.error().text().c_str());
    QVERIFY(sameBits(*expected, *fromText));
    // Whole numbers as decimals, and an unseen level, which counts as not known.
    std::vector<double> ages(10, 40.5);
    std::vector<std::string> elsewhere(10, "Rome");
    const Table other = *(*rows.with("age", columnOf(ages))).with("city", columnOfTexts(elsewhere));
    QVERIFY(bundle->predict(other, Context()));
  }

  void wrongRowsAreRefusedByName() {
    const BundlePtr bundle = trained(Task::Binary, "boosted_trees");
    const Table rows = *samples::mixedTable({.rows = 30, .seed = 3}).head(5);
    const auto absent = bundle->predict(rows.without(std::vector<std::string>{"age", "city", "id"}), Context());
    QVERIFY(!absent);
    QVERIFY(absent.error().message.find("'age' and 'city'") != std::string::npos);
    QCOMPARE(absent.error().places.size(), std::size_t{2});
    const std::vector<std::string> bad{"41", "old", "17", "", "x"};
    const auto wrong = bundle->predict(*rows.with("age", columnOfTexts(bad, {1, 1, 1, 0, 1})), Context());
    QVERIFY(!wrong);
    QVERIFY2(wrong.error().message.find("'age' has 2 values") != std::string::npos, wrong.error().message.c_str());
    QVERIFY(wrong.error().message.find("row 2: 'old'") != std::string::npos);
  }

  void predictionTableNamesTheClasses() {
    const Table rows = samples::mixedTable({.rows = 12, .seed = 3, .task = Task::MultiClass});
    const auto table = trained(Task::MultiClass, "boosted_trees")->predictionTable(rows, Context());
    QVERIFY(table);
    QCOMPARE(table->columnCount(), std::size_t{4});
    QVERIFY(table->find("probability_high"));
    double sum = 0;
    for (std::size_t c = 1; c < 4; ++c)
      sum += table->column(c).numberAt(0)->value;
    QVERIFY(std::abs(sum - 1) < 1e-6);
    const Table none = *trained(Task::Regression, "boosted_trees")->predictionTable(*rows.head(0), Context());
    QCOMPARE(none.rows(), std::size_t{0});
  }

  void damagedBytesAreAClearError() {
    const std::string bytes = trained(Task::Binary, "boosted_trees", 120)->save();
    const auto codeOf = [&](const std::string& b) {
      const auto r = ModelBundle::load(b, catalogs());
      return r ? "loaded" : std::string(errorCodeId(r.error().code));
    };
    QCOMPARE(codeOf(bytes), std::string("loaded"));
    for (std::size_t n = 0; n < bytes.size(); n += std::max<std::size_t>(1, bytes.size() / 97))
      QCOMPARE(codeOf(bytes.substr(0, n)), std::string("corrupt"));
    Random random(1);
    for (int k = 0; k < 200; ++k) {
      std::string flipped = bytes;
      flipped[random.below(bytes.size())] ^= static_cast<char>(1 << random.below(8));
      QCOMPARE(codeOf(flipped), std::string("corrupt"));
    }
    // Damage under a right checksum: whatever it is, it is an error or a model, never a crash.
    for (int k = 0; k < 300; ++k) {
      std::string flipped = bytes;
      flipped[8 + random.below(bytes.size() - 40)] ^= static_cast<char>(1 << random.below(8));
      codeOf(withChecksum(flipped));
    }
    std::string newer = bytes;
    newer[8] = 2;
    QCOMPARE(codeOf(withChecksum(newer)), std::string("newer"));
    Catalogs without = builtinCatalogs();
    without.algorithms = {};
    QCOMPARE(ModelBundle::load(bytes, without).error().code, ErrorCode::NotFound);
  }

  void tablesTravelWhole() {
    const Table t = samples::mixedTable({.rows = 70'000});
    const auto bytes = tableToBytes(t);
    const auto back = tableFromBytes(*bytes);
    QVERIFY(back);
    QCOMPARE(*contentHash(*back, Context()), *contentHash(t, Context()));
    for (std::size_t n = 0; n < bytes->size(); n += bytes->size() / 50)
      QVERIFY(!tableFromBytes(std::string_view(*bytes).substr(0, n)));
    QCOMPARE(tableFromBytes(*tableToBytes(Table::ofRows(3)))->rows(), std::size_t{3});
  }
};

QTEST_APPLESS_MAIN(TestBundle)
#include "tst_bundle.moc"
