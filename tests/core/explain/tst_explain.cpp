// Explanations in terms of the raw columns: exact contributions are summed back to them, shuffling finds what matters.
#include "core/base/random.h"
#include "core/explain/attribution.h"
#include "core/explain/origin.h"
#include "core/learn/catalogs.h"
#include "core/learn/trainer.h"
#include "core/table/builder.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace easel;

namespace {
/// "size" and "colour" decide; "noise" does not. Some sizes are missing.
Table rowsOfThings(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> size, noise, price;
  std::vector<std::uint8_t> valid;
  std::vector<std::string> colour, sold;
  const char* colours[] = {"red", "green", "blue", "grey"};
  for (std::size_t i = 0; i < n; ++i) {
    const auto c = random.below(4);
    const double s = random.normal();
    const double score = 2 * s + (c == 0 ? 1.5 : c == 1 ? -1.5 : 0) + 0.3 * random.normal();
    size.push_back(s);
    valid.push_back(random.uniform() < 0.1 ? 0 : 1);
    noise.push_back(random.normal());
    colour.push_back(colours[c]);
    price.push_back(score);
    sold.push_back(score > 0 ? "yes" : "no");
  }
  return Table::make({{"size", columnOf(size, valid)},
                      {"noise", columnOf(noise)},
                      {"colour", columnOfTexts(colour)},
                      {"price", columnOf(price)},
                      {"sold", columnOfTexts(sold)}})
      .value();
}

BundlePtr trained(const std::string& algorithm, const std::string& target, const std::string& without) {
  TrainRequest request;
  request.target = target;
  request.algorithm = algorithm;
  request.bootstrap = 0;
  const std::vector<std::string> left{without};
  Result<TrainOutcome> outcome =
      train(Frame::of(rowsOfThings(800, 1).without(left)), request, builtinCatalogs(), Context(1));
  if (!outcome)
    qFatal("%s", outcome.error().text().c_str());
  return outcome->bundle;
}
} // namespace

class TestExplain : public QObject {
  Q_OBJECT
 private slots:
  void contributionsBelongToRawColumnsAndAddUp_data() {
    QTest::addColumn<QString>("algorithm");
    QTest::addColumn<bool>("classes");
    for (const char* algorithm : {"linear", "boosted_trees"})
      for (const bool classes : {false, true})
        QTest::addRow("%s %d", algorithm, classes) << algorithm << classes;
  }
  void contributionsBelongToRawColumnsAndAddUp() {
    QFETCH(QString, algorithm);
    QFETCH(bool, classes);
    const BundlePtr bundle =
        trained(algorithm.toStdString(), classes ? "sold" : "price", classes ? "price" : "sold");
    const Table rows = rowsOfThings(50, 2);
    const Result<Attributions> a = explainRows(*bundle, rows, Context());
    QVERIFY2(a.has_value(), a ? "" : a.error().text().c_str());
    std::vector<std::string> names = a->features;
    std::sort(names.begin(), names.end());
    QVERIFY(names == (std::vector<std::string>{"colour", "noise", "size"}));
    const Predictions p = bundle->predict(rows, Context()).value();
    for (Eigen::Index i = 0; i < 50; ++i) {
      const double margin = a->base[0] + a->rows[0].row(i).sum();
      const double expected = classes ? std::log(p(i, 1) / p(i, 0)) : p(i, 0);
      QVERIFY(std::abs(margin - expected) < 1e-3 * std::max(1.0, std::abs(expected)));
    }
    const std::vector<FeatureImportance> global = meanAbsolute(*a);
    QCOMPARE(global.front().name, std::string("size"));
    QCOMPARE(global.back().name, std::string("noise"));
  }
  void oneHotAndIndicatorsGoBack() {
    const BundlePtr bundle = trained("linear", "price", "sold");
    const std::vector<std::string> origins = featureOrigins(*bundle);
    QCOMPARE(origins.size(), bundle->parts().fields.size());
    bool parts = false;
    for (std::size_t i = 0; i < origins.size(); ++i) {
      const std::string& name = bundle->parts().fields[i].name;
      parts = parts || name.starts_with("colour=") || name == "size_missing";
      QCOMPARE(origins[i], name.substr(0, name.find_first_of("=_")));
    }
    QVERIFY(parts);
  }
  void renamedColumnsAreFollowedBackAndFormulasKeepTheirName() {
    // A bundle made by hand: only names matter here.
    ModelBundle::Parts parts;
    for (const char* name : {"a", "a_b", "old"})
      parts.signature.inputs.emplace_back().name = name;
    const auto catalogs = builtinCatalogs();
    std::vector<StepSpec> specs;
    if (catalogs.steps.find("rename_columns"))
      specs.push_back({"rename_columns", 1, {{"names", {{"old", "new"}}}}, {}});
    const Table table = Table::make({{"a", columnOf(std::vector<double>{1, 2})},
                                     {"a_b", columnOf(std::vector<double>{1, 2})},
                                     {"old", columnOf(std::vector<double>{1, 2})}})
                            .value();
    auto outcome = FittedPreparation::fitTransform(catalogs.steps, specs, table, Context());
    QVERIFY(outcome.has_value());
    parts.preparation = outcome->preparation;
    for (const char* name : {"a", "a_b", "a_missing", "a_b_missing", "a_b=x", "ab", "other"})
      parts.fields.push_back({name, DataType::Float64, {}});
    std::vector<std::string> expected{"a", "a_b", "a", "a_b", "a_b", "ab", "other"};
    if (!specs.empty()) {
      parts.fields.push_back({"new=x", DataType::Float64, {}});
      expected.push_back("old");
    }
    QVERIFY(featureOrigins(ModelBundle(std::move(parts))) == expected);
  }
  void shufflingFindsWhatMatters() {
    const Catalogs catalogs = builtinCatalogs();
    for (const char* algorithm : {"linear", "k_nearest_neighbours"}) {
      const BundlePtr bundle = trained(algorithm, "sold", "price");
      const auto metric = catalogs.metrics.make("roc_auc", Json::object(), "metric").value();
      const Table rows = rowsOfThings(400, 3);
      const auto a = permutationImportance(*bundle, rows, *metric, 4, Context(9));
      QVERIFY2(a.has_value(), a ? "" : a.error().text().c_str());
      QCOMPARE(a->size(), std::size_t{3});
      QCOMPARE(a->front().name, std::string("size"));
      QVERIFY(a->front().mean > 0.1);
      for (const FeatureImportance& f : *a)
        if (f.name == "noise")
          QVERIFY(std::abs(f.mean) < 0.05);
      const auto b = permutationImportance(*bundle, rows, *metric, 4, Context(9));
      for (std::size_t i = 0; i < a->size(); ++i)
        QVERIFY((*a)[i].mean == (*b)[i].mean && (*a)[i].deviation == (*b)[i].deviation);
      // For an error, where less is better, the sign is the same.
      const auto brier = catalogs.metrics.make("brier", Json::object(), "metric").value();
      QVERIFY(permutationImportance(*bundle, rows, *brier, 2, Context(9))->front().mean > 0);
    }
  }
  void cancelAndRowsWithoutAnswers() {
    const BundlePtr bundle = trained("linear", "sold", "price");
    const auto metric = builtinCatalogs().metrics.make("roc_auc", Json::object(), "metric").value();
    const Table rows = rowsOfThings(30, 4);
    const Context cancelled;
    cancelled.cancel();
    QCOMPARE(permutationImportance(*bundle, rows, *metric, 2, cancelled).error().code, ErrorCode::Cancelled);
    QCOMPARE(explainRows(*bundle, rows, cancelled).error().code, ErrorCode::Cancelled);
    const std::vector<std::string> target{"sold"};
    QCOMPARE(permutationImportance(*bundle, rows.without(target), *metric, 2, Context()).error().code,
             ErrorCode::NotFound);
  }
};

QTEST_APPLESS_MAIN(TestExplain)
#include "tst_explain.moc"
