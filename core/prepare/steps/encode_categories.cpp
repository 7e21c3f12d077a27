// Turns categories into numbers: one yes/no column a level, the number of the level, or the mean of the target.
// Learned: the levels of the training rows, which of them are kept, and the means.
#include "core/prepare/columns.h"
#include "core/prepare/level_encoding.h"
#include "core/prepare/step.h"
#include "core/prepare/target_encoding.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/text.h"

#include <algorithm>

namespace easel::steps {

namespace {

enum class Method { OneHot, Ordinal, Target };
enum class MissingPolicy { OwnLevel, Ignore };

struct EncodeParams {
  ColumnNames columns;
  Method method = Method::OneHot;
  ColumnName target;
  int maxLevels = 50;
  bool dropFirst = false;
  UnseenPolicy unseen = UnseenPolicy::Ignore;
  MissingPolicy missing = MissingPolicy::OwnLevel;
  double smoothing = 10;
  int folds = 5;
  TargetAs targetAs = TargetAs::Auto;
  std::string positive;
  ColumnNames exclude;

  static void describe(Describe<EncodeParams>& d) {
    using P = EncodeParams;
    d.field(&P::columns, "columns")
        .label(EASEL_TR("Columns"))
        .help(EASEL_TR("The columns to encode. Leave empty for all columns of categories or text, apart from the target. "
                       "Whole numbers and yes/no columns are encoded when they are named here."))
        .columns(ColumnFilter::Categorical);
    d.field(&P::method, "method")
        .label(EASEL_TR("Method"))
        .help(EASEL_TR("One-hot: a yes/no column for every value. Ordinal: each value becomes a whole number, in the order "
                       "of the values. Target: each value becomes the mean of the target over the training rows that "
                       "have it; good for columns with very many values."))
        .choices({{Method::OneHot, "one_hot", EASEL_TR("One-hot")},
                  {Method::Ordinal, "ordinal", EASEL_TR("Ordinal")},
                  {Method::Target, "target", EASEL_TR("Target")}});
    d.field(&P::target, "target")
        .label(EASEL_TR("Target"))
        .help(EASEL_TR("The column to be predicted. It is never encoded itself; the method Target learns from it."));
    d.field(&P::maxLevels, "max_levels")
        .label(EASEL_TR("Most values kept"))
        .help(EASEL_TR("So many values, the most frequent ones, are kept; all rarer ones together become 'other'."))
        .range(1, 10'000)
        .uiRange(2, 100)
        .enabledIf("method", {"one_hot", "ordinal"});
    d.field(&P::dropFirst, "drop_first")
        .label(EASEL_TR("Leave out the first value"))
        .help(EASEL_TR("The first value then is the one where all columns say no. Some formulas of statistics need that."))
        .advanced()
        .enabledIf("method", {"one_hot"});
    d.field(&P::unseen, "unseen")
        .label(EASEL_TR("Values not seen in training"))
        .help(EASEL_TR("Ignore: no column says yes; the number is missing; the mean is that of all rows. Other: treated "
                       "as a rare value. Missing: treated as a missing value. Error: the rows are refused."))
        .choices({{UnseenPolicy::Ignore, "ignore", EASEL_TR("Ignore")},
                  {UnseenPolicy::Other, "other", EASEL_TR("Other")},
                  {UnseenPolicy::Error, "error", EASEL_TR("Error")},
                  {UnseenPolicy::Missing, "missing", EASEL_TR("Missing")}});
    d.field(&P::missing, "missing")
        .label(EASEL_TR("Missing values"))
        .help(EASEL_TR("A value of its own, called 'missing'; or ignored: no column says yes, the number stays missing, "
                       "the mean is that of all rows."))
        .choices({{MissingPolicy::OwnLevel, "own_level", EASEL_TR("A value of its own")},
                  {MissingPolicy::Ignore, "ignore", EASEL_TR("Ignore")}});
    d.field(&P::smoothing, "smoothing")
        .label(EASEL_TR("Smoothing"))
        .help(EASEL_TR("Draws the means of rare values towards the mean of all rows, as if every value had so many "
                       "more rows with that mean."))
        .unit(EASEL_TR("rows"))
        .range(0, 1e6)
        .uiRange(0, 100)
        .enabledIf("method", {"target"});
    d.field(&P::folds, "folds")
        .label(EASEL_TR("Parts"))
        .help(EASEL_TR("Training rows are cut into so many parts; each part gets means from the other parts, so that no "
                       "row sees its own target."))
        .range(2, 50)
        .advanced()
        .enabledIf("method", {"target"});
    d.field(&P::targetAs, "target_as")
        .label(EASEL_TR("The target has"))
        .help(EASEL_TR("Classes: a column for the share of each class (one for two classes). Numbers: their mean. By "
                       "itself: whole numbers of which there are few, each in many rows, are classes."))
        .choices({{TargetAs::Auto, "auto", EASEL_TR("Decide by its values")},
                  {TargetAs::Classes, "classes", EASEL_TR("Classes")},
                  {TargetAs::Number, "number", EASEL_TR("Numbers")}})
        .advanced()
        .enabledIf("method", {"target"});
    d.field(&P::positive, "positive")
        .label(EASEL_TR("Class that counts as yes"))
        .help(EASEL_TR("For a target with two classes. Leave empty for yes, true or 1, or else the rarer class."))
        .advanced()
        .enabledIf("method", {"target"});
    d.field(&P::exclude, "exclude")
        .label(EASEL_TR("Except"))
        .help(EASEL_TR("Columns that stay as they are."));
  }
};

class FittedEncode final : public FittedStep {
 public:
  explicit FittedEncode(std::vector<LevelEncoding> encodings) : m_encodings(std::move(encodings)) {}

  Result<Table> apply(const Table& table, const Context& context) const override {
    TableEdit edit(table);
    for (const LevelEncoding& e : m_encodings)
      if (const auto i = e.column.in(table)) {
        EASEL_TRY(std::vector<Column> columns, encoded(e, table.column(*i), context));
        put(edit, e, *i, std::move(columns));
      }
    return std::move(edit).finish();
  }

  static void put(TableEdit& edit, const LevelEncoding& e, std::size_t index, std::vector<Column> columns) {
    if (columns.size() == 1 && e.names[0] == e.column.name())
      return edit.replace(index, std::move(columns[0]));
    edit.remove(index);
    for (std::size_t k = 0; k < columns.size(); ++k)
      edit.insert(index, e.names[k], std::move(columns[k]));
  }

  Json state() const override {
    Json list = Json::array();
    for (const LevelEncoding& e : m_encodings)
      list.push_back(toJson(e));
    return {{"columns", std::move(list)}};
  }

 private:
  std::vector<LevelEncoding> m_encodings;
};

class EncodeCategories final : public Step {
 public:
  explicit EncodeCategories(EncodeParams p) : m_p(std::move(p)) {}
  StepKind kind() const override { return StepKind::Fitted; }

  std::string outline() const override {
    return columnsText(m_p.columns.names, EASEL_TR("all categories")) + " → " +
           (m_p.method == Method::OneHot    ? "one-hot"
            : m_p.method == Method::Ordinal ? "ordinal"
                                            : "mean of " + m_p.target.name);
  }

  Result<FittedStepPtr> fit(const Table& training, const Context& context) const override {
    EASEL_TRY(const std::vector<std::size_t> chosen, columns(training));
    std::vector<LevelEncoding> encodings(chosen.size());
    if (m_p.method == Method::Target) {
      EASEL_TRY(const EncodedTarget target, readTarget(training, context));
      EASEL_CHECK(tryParallelFor(context, chosen.size(), [&](std::size_t k) -> Result<void> {
        EASEL_TRY(const std::vector<std::uint32_t> number, prepareTarget(encodings[k], training, chosen[k], target, context));
        EASEL_TRY(LevelMeans means,
                  levelMeans(number, encodings[k].levelCount() + 1, target, m_p.smoothing, context));
        encodings[k].setMeans(std::move(means));
        return {};
      }));
    } else {
      EASEL_CHECK(tryParallelFor(context, chosen.size(), [&](std::size_t k) -> Result<void> {
        const NamedColumn& c = training.columns()[chosen[k]];
        EASEL_TRY(LevelCounts counts, countLevels(c.column, context));
        const LevelChoice choice{static_cast<std::size_t>(m_p.maxLevels), m_p.unseen,
                                 m_p.missing == MissingPolicy::OwnLevel, m_p.dropFirst};
        encodings[k] = m_p.method == Method::OneHot ? oneHotEncoding(std::move(counts), choice)
                                                    : ordinalEncoding(std::move(counts), choice);
        encodings[k].setColumn(c.name, chosen[k]);
        return {};
      }));
    }
    return FittedStepPtr(std::make_shared<FittedEncode>(std::move(encodings)));
  }

  Result<FittedTable> fitTransform(const Table& training, const Context& context) const override {
    if (m_p.method != Method::Target)
      return Step::fitTransform(training, context);
    EASEL_TRY(FittedStepPtr fitted, fit(training, context.part(0, 0.5)));
    EASEL_TRY(const std::vector<std::size_t> chosen, columns(training));
    EASEL_TRY(const EncodedTarget target, readTarget(training, context));
    const auto folds = static_cast<std::size_t>(m_p.folds);
    const std::vector<std::uint8_t> fold = foldsOf(training.rows(), folds, mixSeed(context.seed(), kFoldSeed));
    std::vector<std::vector<Column>> results(chosen.size());
    std::vector<LevelEncoding> encodings(chosen.size());
    EASEL_CHECK(tryParallelFor(context, chosen.size(), [&](std::size_t k) -> Result<void> {
      LevelEncoding& e = encodings[k];
      EASEL_TRY(const std::vector<std::uint32_t> number, prepareTarget(e, training, chosen[k], target, context));
      EASEL_TRY(const std::vector<LevelMeans> means,
                outOfFoldMeans(number, e.levelCount() + 1, target, m_p.smoothing, fold, folds, context));
      results[k] = outOfFoldColumns(number, means, fold, target.outputs());
      return {};
    }));
    TableEdit edit(training);
    for (std::size_t k = 0; k < chosen.size(); ++k)
      FittedEncode::put(edit, encodings[k], chosen[k], std::move(results[k]));
    EASEL_TRY(Table table, std::move(edit).finish());
    return FittedTable{std::move(fitted), std::move(table)};
  }

  Result<FittedStepPtr> restore(const Json& state) const override {
    return readState([&]() -> Result<FittedStepPtr> {
      std::vector<LevelEncoding> encodings;
      for (const Json& e : state.at("columns")) {
        EASEL_TRY(LevelEncoding encoding, levelEncodingFromJson(e));
        encodings.push_back(std::move(encoding));
      }
      return FittedStepPtr(std::make_shared<FittedEncode>(std::move(encodings)));
    });
  }

 private:
  static constexpr std::uint64_t kFoldSeed = 0x7a65;

  Result<std::vector<std::size_t>> columns(const Table& training) const {
    const std::string& target = m_p.target.name;
    if (!target.empty())
      EASEL_CHECK(training.require(target));
    EASEL_CHECK(requireColumns(training, m_p.exclude.names));
    EASEL_TRY(const auto chosen, chosenColumns(training, m_p.columns.names, [&](const NamedColumn& c) {
      return isTextual(c.column.type()) && c.name != target;
    }));
    std::vector<std::size_t> kept;
    for (const std::size_t i : chosen) {
      const NamedColumn& c = training.columns()[i];
      const ErrorPlace place{ErrorPlace::Kind::Column, c.name};
      const auto& except = m_p.exclude.names;
      if (std::find(except.begin(), except.end(), c.name) != except.end())
        continue;
      if (c.name == target)
        return Error(ErrorCode::InvalidArgument, "Column '" + c.name + "' is the target, which must not be encoded.",
                     "Take it out of the columns.")
            .at(place);
      if (!hasLevels(c.column.type()))
        return Error(ErrorCode::Data, "Column '" + c.name + "' has " + typeWords(c.column.type()) + ", not categories.",
                     "Leave it out, or change its type to categories first.")
            .at(place);
      kept.push_back(i);
    }
    return kept;
  }

  Result<EncodedTarget> readTarget(const Table& training, const Context& context) const {
    if (m_p.target.name.empty())
      return Error(ErrorCode::InvalidArgument, "'target' is missing.", "Say which column is to be predicted.")
          .at({ErrorPlace::Kind::Parameter, "target"});
    return encodedTarget(training.columns()[*training.find(m_p.target.name)], m_p.targetAs, m_p.positive, context);
  }

  /// The encoding without its means, and every row's number; missing rows have the number behind the levels.
  Result<std::vector<std::uint32_t>> prepareTarget(LevelEncoding& e, const Table& training, std::size_t index,
                                                   const EncodedTarget& target, const Context& context) const {
    const NamedColumn& c = training.columns()[index];
    EASEL_TRY(LevelCounts counts, countLevels(c.column, context));
    const bool own = m_p.missing == MissingPolicy::OwnLevel && counts.missing > 0;
    e = meanEncoding(std::move(counts), m_p.unseen, own);
    e.setColumn(c.name, index);
    if (!target.classes.empty()) {
      e.names.clear();
      for (const std::string& level : target.classes)
        e.names.push_back(c.name + "=" + level);
    }
    EASEL_TRY(std::vector<std::uint32_t> number, e.map.numbers(c.column, context));
    if (own)
      for (std::uint32_t& n : number)
        n = n == LevelMap::kMissing ? static_cast<std::uint32_t>(e.levelCount()) : n;
    return number;
  }

  EncodeParams m_p;
};

} // namespace

Entry<Step> encodeCategories() {
  return entry<Step, EncodeCategories, EncodeParams>("encode_categories")
      .title(EASEL_TR("Encode categories"))
      .summary(EASEL_TR("Turns categories and texts into numbers that a model can compute with."))
      .category(EASEL_TR("Values"))
      .keywords({EASEL_TR("one-hot"), EASEL_TR("ordinal"), EASEL_TR("target encoding"),
                 EASEL_TR("label encoding")});
}

} // namespace easel::steps
