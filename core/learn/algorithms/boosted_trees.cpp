// Gradient boosted trees (Friedman 2001) by histograms, as in XGBoost (Chen & Guestrin 2016), which grows them; the
// grown trees are served and explained by core/learn/trees.
#include "core/base/bytes.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/learn/fit_check.h"
#include "core/learn/trees/forest.h"
#include "core/learn/trees/tree_shap.h"
#include "core/learn/trees/xgboost_library.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace easel::algorithms {

namespace {
constexpr std::string_view kMark = "easel.boosted_trees";
constexpr std::string_view kTitle = "Boosted trees";
constexpr std::size_t kMaxStackGroups = 64;

struct BoostedTreesParams {
  int rounds = 200;
  double learningRate = 0.1;
  int depth = 6;
  int earlyStopping = 20;
  double minChildWeight = 1;
  double rowShare = 1;
  double columnShare = 1;
  double l2 = 1;
  double l1 = 0;
  double minGain = 0;
  int maxBins = 256;
  bool balanceClasses = false;
  int oneHotLevels = 4;

  static void describe(Describe<BoostedTreesParams>& d) {
    using P = BoostedTreesParams;
    d.field(&P::rounds, "rounds")
        .label(EASEL_TR("Rounds"))
        .help(EASEL_TR("How many times trees are added; each round corrects what the ones before got wrong. With "
                       "early stopping this is the most there can be."))
        .range(1, 20'000)
        .uiRange(10, 1000)
        .tunable(50, 1000, SearchScale::Log);
    d.field(&P::learningRate, "learning_rate")
        .label(EASEL_TR("Learning rate"))
        .help(EASEL_TR("How much each round may change the answer. Smaller is more careful and needs more rounds."))
        .range(0.0001, 1)
        .uiRange(0.01, 0.5)
        .tunable(0.01, 0.3, SearchScale::Log);
    d.field(&P::depth, "depth")
        .label(EASEL_TR("Depth"))
        .help(EASEL_TR("How many questions a tree may ask in a row. Deeper trees find finer rules, and learn noise "
                       "when there are few rows."))
        .range(1, 16)
        .uiRange(2, 10)
        .tunable(2, 10);
    d.field(&P::earlyStopping, "early_stopping")
        .label(EASEL_TR("Stop after rounds without gain"))
        .help(EASEL_TR("Ends when the validation rows were not predicted better for so many rounds, and keeps the "
                       "best. Without validation rows, a tenth of the training rows finds the number of rounds, and "
                       "all rows then train with it. 0: never stop early."))
        .range(0, 1000);
    d.field(&P::minChildWeight, "min_child_weight")
        .label(EASEL_TR("Least weight of a branch"))
        .help(EASEL_TR("A branch needs about so many rows (for classes: uncertain rows count more). Higher is more "
                       "careful."))
        .range(0, 1e6)
        .tunable(0.5, 50, SearchScale::Log);
    d.field(&P::rowShare, "subsample")
        .label(EASEL_TR("Share of rows per round"))
        .help(EASEL_TR("Each round looks at a random part of the rows. Less than 1 often helps against learning "
                       "noise."))
        .range(0.01, 1)
        .tunable(0.5, 1);
    d.field(&P::columnShare, "column_sample")
        .label(EASEL_TR("Share of columns per tree"))
        .help(EASEL_TR("Each tree looks at a random part of the columns."))
        .range(0.01, 1)
        .tunable(0.4, 1);
    d.field(&P::l2, "l2")
        .label(EASEL_TR("Shrinkage (L2)"))
        .help(EASEL_TR("Makes the answers of small branches milder."))
        .range(0, 1e6)
        .advanced()
        .tunable(0.1, 30, SearchScale::Log);
    d.field(&P::l1, "l1")
        .label(EASEL_TR("Shrinkage to zero (L1)"))
        .help(EASEL_TR("Sets the answers of weak branches to nothing."))
        .range(0, 1e6)
        .advanced();
    d.field(&P::minGain, "min_gain")
        .label(EASEL_TR("Least gain of a split"))
        .help(EASEL_TR("A question is asked only if it improves the fit by at least this much."))
        .range(0, 1e9)
        .advanced()
        .replaces("gamma");
    d.field(&P::maxBins, "max_bins")
        .label(EASEL_TR("Bins per column"))
        .help(EASEL_TR("Numbers are sorted into so many bins; more is finer and slower."))
        .range(2, 4096)
        .advanced();
    d.field(&P::balanceClasses, "balance_classes")
        .label(EASEL_TR("Balance the classes"))
        .help(EASEL_TR("Rare classes count as much as frequent ones. The probabilities then no longer match how "
                       "often each class occurs."));
    d.field(&P::oneHotLevels, "one_hot_levels")
        .label(EASEL_TR("Levels asked one by one"))
        .help(EASEL_TR("Categories with fewer levels than this are split one level against the rest, others into two "
                       "groups of levels."))
        .range(1, 1000)
        .advanced();
  }
};

class BoostedTreesModel : public Model {
 public:
  struct Course {
    std::uint32_t rounds = 0;       // kept
    std::uint32_t grown = 0;        // before early stopping cut them
    std::uint8_t stoppedEarly = 0;  //
    double bestScore = 0;           // loss on the validation rows, when there were some
  };
  BoostedTreesModel(Forest forest, Course course) : m_forest(std::move(forest)), m_course(course) {}

  Result<Predictions> predict(const Features& features, const Context& context) const override {
    EASEL_CHECK(checkPredict(features, m_forest.columns(), true, context));
    const std::size_t n = features.rows();
    const std::size_t p = m_forest.columns();
    const std::size_t g = m_forest.groups();
    const std::size_t k = outputs();
    Predictions result(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(k));
    constexpr std::size_t kRows = 2048;
    EASEL_CHECK(tryParallelFor(context, (n + kRows - 1) / kRows, [&](std::size_t part) -> Result<void> {
      const std::size_t begin = part * kRows;
      const std::size_t rows = std::min(kRows, n - begin);
      std::vector<float> margins(rows * g);
      m_forest.margins(features.x.data() + begin * p, rows, margins.data());
      for (std::size_t i = 0; i < rows; ++i)
        m_forest.finish(margins.data() + i * g, result.data() + (begin + i) * k);
      return {};
    }));
    return result;
  }
  void predictRow(std::span<const float> x, std::span<double> out) const override {
    if (m_forest.groups() <= kMaxStackGroups) {
      std::array<float, kMaxStackGroups> margins; // filled by marginsRow
      m_forest.marginsRow(x.data(), margins.data());
      return m_forest.finish(margins.data(), out.data());
    }
    std::vector<float> margins(m_forest.groups());
    m_forest.marginsRow(x.data(), margins.data());
    m_forest.finish(margins.data(), out.data());
  }
  std::size_t outputs() const override { return m_forest.outputs(); }
  std::string save() const override {
    ByteWriter writer;
    writer.put(m_course.rounds);
    writer.put(m_course.grown);
    writer.put(m_course.stoppedEarly);
    writer.put(m_course.bestScore);
    m_forest.save(writer);
    return sealed(kMark, 1, std::move(writer).take());
  }
  Result<Attributions> attributions(const Features& features, const Context& context) const override {
    EASEL_CHECK(checkPredict(features, m_forest.columns(), true, context));
    return treeShap(m_forest, features, context);
  }
  Json facts() const override {
    std::uint32_t depth = 0;
    std::size_t leaves = 0;
    for (std::size_t t = 0; t < m_forest.trees(); ++t)
      depth = std::max(depth, m_forest.depth(t));
    for (std::uint32_t i = 0; i < m_forest.parts().nodes.size(); ++i)
      leaves += m_forest.isLeaf(i) ? 1 : 0;
    Json facts{{"rounds", m_course.rounds},
               {"rounds_grown", m_course.grown},
               {"trees", m_forest.trees()},
               {"leaves", leaves},
               {"deepest", depth},
               {"stopped_early", m_course.stoppedEarly != 0}};
    if (std::isfinite(m_course.bestScore))
      facts["validation_loss"] = m_course.bestScore;
    return facts;
  }

 private:
  Forest m_forest;
  Course m_course;
};

using Settings = std::vector<std::pair<std::string, std::string>>;

/// Row indices for growing and for watching: every tenth of a shuffled order, class by class.
struct WatchSplit {
  std::vector<RowIndex> grow, watch;
};
WatchSplit watchSplit(const Target& target, std::uint64_t seed) {
  std::vector<std::vector<RowIndex>> groups(target.task == Task::Regression ? 1 : target.classes.size());
  for (std::size_t i = 0; i < target.y.size(); ++i)
    groups[target.task == Task::Regression ? 0 : static_cast<std::size_t>(target.y[i])].push_back(
        static_cast<RowIndex>(i));
  Random random(mixSeed(seed, 0x5EED));
  WatchSplit split;
  for (std::vector<RowIndex>& rows : groups) {
    random.shuffle(rows);
    const std::size_t part = (rows.size() + 5) / 10;
    split.watch.insert(split.watch.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(part));
    split.grow.insert(split.grow.end(), rows.begin() + static_cast<std::ptrdiff_t>(part), rows.end());
  }
  std::sort(split.watch.begin(), split.watch.end());
  std::sort(split.grow.begin(), split.grow.end());
  return split;
}

constexpr std::size_t kManyRows = 10'000;
constexpr double kFewestColumns = 6; // a tree may look at

Json growing(int rounds, double rate, int depth, int stopping, double rows, double columns) {
  return {{"rounds", rounds},        {"learning_rate", rate}, {"depth", depth},
          {"early_stopping", stopping}, {"subsample", rows},  {"column_sample", columns}};
}

/// One model while it grows; nothing in it refers to the caller's rows.
struct Growth {
  explicit Growth(const xgb::Library& l)
      : library(l), train(nullptr, {&l}), watch(nullptr, {&l}), booster(nullptr, {&l}) {}
  const xgb::Library& library;
  xgb::Matrix train, watch;
  xgb::Booster booster; // goes before the matrices
  Settings settings;
  int rounds = 0;
  int patience = 0; // with rows to watch: rounds in a row that may fail to help
  BoostedTreesModel::Course course;
  std::string saved; // UBJSON
};

/// All that is asked of the booster, on one thread: the library keeps what it predicted of the matrices by thread.
Result<void> growTrees(Growth& growth, const Context& context) {
  const xgb::Library& library = growth.library;
  void* matrices[] = {growth.train.get(), growth.watch.get()};
  void* handle = nullptr;
  EASEL_CHECK(library.check(library.boosterCreate(matrices, growth.watch ? 2 : 1, &handle), "start"));
  growth.booster.reset(handle);
  for (const auto& [setting, value] : growth.settings)
    EASEL_CHECK(library.check(library.setParam(handle, setting.c_str(), value.c_str()), "take the setting " + setting));

  BoostedTreesModel::Course& course = growth.course;
  const int rounds = growth.rounds;
  course.bestScore = std::numeric_limits<double>::quiet_NaN();
  int best = rounds;
  const char* name = "watch";
  for (int round = 0; round < rounds; ++round) {
    EASEL_CHECK(context.checkpoint());
    EASEL_CHECK(library.check(library.updateOneIter(handle, round, growth.train.get()), "grow a tree"));
    course.grown = static_cast<std::uint32_t>(round) + 1;
    context.progress(static_cast<double>(round + 1) / rounds);
    if (!growth.watch)
      continue;
    const char* report = nullptr;
    EASEL_CHECK(library.check(library.evalOneIter(handle, round, &matrices[1], &name, 1, &report), "evaluate"));
    const std::string_view line(report);
    const auto score = parseDouble(trim(line.substr(line.rfind(':') + 1)));
    if (!score)
      return Error(ErrorCode::Internal, "xgboost gave no score: " + std::string(line) + ".");
    if (round == 0 || *score < course.bestScore) {
      course.bestScore = *score;
      best = round + 1;
    } else if (round + 1 - best >= growth.patience) {
      course.stoppedEarly = 1;
      break;
    }
  }
  course.rounds = static_cast<std::uint32_t>(best);

  bst_ulong size = 0;
  const char* bytes = nullptr;
  EASEL_CHECK(library.check(library.saveModel(handle, R"({"format": "ubj"})", &size, &bytes), "hand over the trees"));
  growth.saved.assign(bytes, size);
  return {};
}

class BoostedTrees : public Estimator {
 public:
  explicit BoostedTrees(BoostedTreesParams params) : m_params(params) {}
  /// Few rows: fixed rounds, since a tenth of the rows says little about when to stop. Many: as many rounds as help.
  std::vector<CandidateSetting> candidates(const WorkSize& size) const override {
    // Of few columns a share would leave a tree almost none.
    const auto columns = [&](double share) {
      return std::min(1.0, std::max(share, kFewestColumns / static_cast<double>(std::max<std::size_t>(1, size.columns))));
    };
    if (size.rows < kManyRows)
      return {{growing(100, 0.1, 3, 0, 1, 1), EASEL_TR("shallow"), 20},
              {growing(250, 0.04, 2, 0, 0.8, columns(0.7)), EASEL_TR("very shallow, slow"), 25},
              {growing(150, 0.04, 4, 0, 0.8, columns(0.6)), EASEL_TR("middle depth, slow"), 30},
              {growing(150, 0.04, 6, 0, 0.7, columns(0.6)), EASEL_TR("deep, slow"), 40}};
    return {{growing(500, 0.1, 6, 20, 1, 1), EASEL_TR("middle depth"), 20},
            {growing(500, 0.1, 3, 20, 1, 1), EASEL_TR("shallow"), 25},
            {growing(800, 0.05, 8, 20, 0.8, columns(0.8)), EASEL_TR("deep, slow"), 40},
            {growing(800, 0.05, 5, 20, 0.8, columns(0.6)), EASEL_TR("middle depth, slow"), 45}};
  }
  EstimatorTraits traits() const override {
    EstimatorTraits t;
    t.acceptsMissing = true;
    t.acceptsCategories = true;
    return t;
  }

  Result<ModelPtr> fit(const FitInput& input, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    EASEL_CHECK(checkFit(input, traits(), kTitle, context));
    EASEL_TRY(const xgb::Library* library, xgb::Library::get());
    const bool validated = input.validationFeatures && input.validationTarget && m_params.earlyStopping > 0 &&
                           input.validationFeatures->rows() > 0;
    if (validated) {
      EASEL_CHECK(checkFit({*input.validationFeatures, *input.validationTarget}, traits(), kTitle, context));
      return grow(*library, input.features, input.target, input.validationFeatures, input.validationTarget,
                  m_params.rounds, context);
    }
    constexpr std::size_t kRowsToWatch = 500;
    if (m_params.earlyStopping == 0 || m_params.rounds <= m_params.earlyStopping ||
        input.features.rows() < kRowsToWatch)
      return grow(*library, input.features, input.target, nullptr, nullptr, m_params.rounds, context);

    // Find the number of rounds on a tenth of the rows, then train on all of them.
    int rounds = 0;
    {
      const WatchSplit split = watchSplit(input.target, context.seed());
      const Features growX = rowsOf(input.features, split.grow);
      const Features watchX = rowsOf(input.features, split.watch);
      const Target growY = rowsOf(input.target, split.grow);
      const Target watchY = rowsOf(input.target, split.watch);
      EASEL_TRY(const ModelPtr trial,
                grow(*library, growX, growY, &watchX, &watchY, m_params.rounds, context.part(0, 0.5)));
      rounds = trial->facts()["rounds"].get<int>();
    }
    return grow(*library, input.features, input.target, nullptr, nullptr, rounds, context.part(0.5, 1));
  }

  Result<ModelPtr> load(std::string_view bytes) const override {
    EASEL_TRY(const Unsealed unsealed, unseal(bytes, kMark, 1));
    ByteReader reader(unsealed.payload);
    BoostedTreesModel::Course course;
    course.rounds = reader.get<std::uint32_t>();
    course.grown = reader.get<std::uint32_t>();
    course.stoppedEarly = reader.get<std::uint8_t>();
    course.bestScore = reader.get<double>();
    EASEL_TRY(Forest forest, Forest::load(reader));
    if (!reader.finished())
      return Error(ErrorCode::Corrupt, "The saved trees are damaged.", "Train the model anew.");
    return ModelPtr(std::make_shared<BoostedTreesModel>(std::move(forest), course));
  }

 private:
  Settings settings(const Target& target, const Context& context, int threads) const {
    const auto text = [](double v) { return formatNumber(v); };
    Settings s{{"tree_method", "hist"},
               {"verbosity", "0"},
               {"nthread", std::to_string(threads)},
               {"seed", std::to_string(context.seed() % 2'147'483'647)},
               {"seed_per_iteration", "1"},
               {"eta", text(m_params.learningRate)},
               {"max_depth", std::to_string(m_params.depth)},
               {"min_child_weight", text(m_params.minChildWeight)},
               {"subsample", text(m_params.rowShare)},
               {"colsample_bytree", text(m_params.columnShare)},
               {"lambda", text(m_params.l2)},
               {"alpha", text(m_params.l1)},
               {"gamma", text(m_params.minGain)},
               {"max_bin", std::to_string(m_params.maxBins)},
               {"max_cat_to_onehot", std::to_string(m_params.oneHotLevels)}};
    switch (target.task) {
    case Task::Binary:
      s.insert(s.end(), {{"objective", "binary:logistic"}, {"eval_metric", "logloss"}, {"base_score", "0.5"}});
      break;
    case Task::MultiClass:
      s.insert(s.end(), {{"objective", "multi:softprob"},
                         {"eval_metric", "mlogloss"},
                         {"num_class", std::to_string(outputsOf(target))},
                         {"base_score", "0.5"}});
      break;
    case Task::Regression: {
      // The first guess is the mean: numbers far from zero would need many rounds to get there.
      double sum = 0;
      for (const float y : target.y)
        sum += static_cast<double>(y);
      s.insert(s.end(), {{"objective", "reg:squarederror"},
                         {"eval_metric", "rmse"},
                         {"base_score", text(sum / static_cast<double>(target.y.size()))}});
      break;
    }
    }
    return s;
  }

  /// One weight a row so that all classes weigh the same; empty when not asked for.
  std::vector<float> weights(const Target& target) const {
    if (!m_params.balanceClasses || target.task == Task::Regression)
      return {};
    const std::vector<double> counts = classCounts(target);
    const auto present = std::count_if(counts.begin(), counts.end(), [](double c) { return c > 0; });
    std::vector<float> weight;
    weight.reserve(target.y.size());
    for (const float y : target.y)
      weight.push_back(static_cast<float>(static_cast<double>(target.y.size()) /
                                          (static_cast<double>(present) * counts[static_cast<std::size_t>(y)])));
    return weight;
  }

  Result<ModelPtr> grow(const xgb::Library& library, const Features& features, const Target& target,
                        const Features* watchX, const Target* watchY, int rounds, const Context& context) const {
    const std::size_t n = features.rows();
    const std::size_t p = features.fields.size();
    // Few values are not worth waking threads for.
    constexpr std::size_t kValuesPerThread = 50'000;
    const int threads = static_cast<int>(
        std::clamp<std::size_t>(n * p / kValuesPerThread, 1, static_cast<std::size_t>(threadCount())));
    const auto categorical = std::make_unique<bool[]>(p);
    for (std::size_t j = 0; j < p; ++j)
      categorical[j] = features.fields[j].categorical();
    const std::span<const bool> types(categorical.get(), p);
    const std::vector<float> weight = weights(target);

    const auto growth = std::make_shared<Growth>(library);
    EASEL_TRY(growth->train, xgb::quantileMatrix(library, {features.x.data(), n, p, target.y, weight, types, threads},
                                                 m_params.maxBins, context));
    if (watchX) {
      EASEL_TRY(growth->watch,
                xgb::denseMatrix(library, {watchX->x.data(), watchX->rows(), p, watchY->y, {}, types, threads}));
    }
    growth->settings = settings(target, context, threads);
    growth->rounds = rounds;
    growth->patience = m_params.earlyStopping;

    // A round over many values takes longer than a person who cancels should wait.
    constexpr std::size_t kLongRound = 4'000'000; // values: about 50 ms
    const auto work = [growth, context] { return growTrees(*growth, context); };
    EASEL_CHECK(n * p < kLongRound ? work() : xgb::aside(context, work));

    const bool many = target.task == Task::MultiClass;
    const std::size_t perRound = many ? outputsOf(target) : 1;
    const ForestOutput output = many                          ? ForestOutput::Softmax
                                : target.task == Task::Binary ? ForestOutput::Sigmoid
                                                              : ForestOutput::Value;
    EASEL_TRY(Forest forest, Forest::fromXgboost(growth->saved, growth->course.rounds * perRound, output));
    return ModelPtr(std::make_shared<BoostedTreesModel>(std::move(forest), growth->course));
  }

  BoostedTreesParams m_params;
};
} // namespace

Entry<Estimator> boostedTrees() {
  return entry<Estimator, BoostedTrees, BoostedTreesParams>("boosted_trees")
      .title(EASEL_TR("Boosted trees"))
      .summary(EASEL_TR("Adds many small decision trees, each correcting the ones before. Usually the most accurate "
                        "on tables; takes missing values and categories as they are."))
      .category(EASEL_TR("Trees"))
      .keywords({"xgboost", "gradient boosting", "gbm", "gbdt", "trees"});
}

} // namespace easel::algorithms
