// Fills missing values. Mean, median and the most frequent value are learned from the training rows; where a column that
// was named has none there, as can happen in one fold of many, a plain value stands in, with a warning. Previous and next
// keep the last and the first training value: later rows come behind the training rows (with "next", where the newest
// rows stand first, before them), so a single row at serving still gets a value.
#include "core/prepare/columns.h"
#include "core/prepare/fill.h"
#include "core/prepare/step.h"

#include "core/base/parallel.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace easel::steps {

namespace {

enum class FillMethod { Constant, Mean, Median, Mode, Previous, Next };

struct FillMissingParams {
  ColumnNames columns;
  FillMethod method = FillMethod::Median;
  std::string value = "0";
  bool indicator = false;
  ColumnNames exclude;
  static void describe(Describe<FillMissingParams>& d) {
    using P = FillMissingParams;
    d.field(&P::columns, "columns")
        .label(EASEL_TR("Columns"))
        .help(EASEL_TR("The columns to fill. Leave empty for all columns with missing values that the method suits."));
    d.field(&P::method, "method")
        .label(EASEL_TR("Method"))
        .help(EASEL_TR("Mean and median are for numbers and dates; the most frequent value is for everything. A column "
                       "of whole numbers becomes one of decimal numbers when its mean or median is not whole. "
                       "Previous and next take the value of the nearest row before or after; where there is none, the "
                       "last or first value of the training rows."))
        .choices({{FillMethod::Constant, "constant", EASEL_TR("A fixed value")},
                  {FillMethod::Mean, "mean", EASEL_TR("Mean")},
                  {FillMethod::Median, "median", EASEL_TR("Median")},
                  {FillMethod::Mode, "mode", EASEL_TR("Most frequent value")},
                  {FillMethod::Previous, "previous", EASEL_TR("Value of the previous row")},
                  {FillMethod::Next, "next", EASEL_TR("Value of the next row")}});
    d.field(&P::value, "value")
        .label(EASEL_TR("Value"))
        .help(EASEL_TR("Written as in the column: 0, yes, unknown, 2026-11-24."))
        .enabledIf("method", {"constant"});
    d.field(&P::indicator, "indicator")
        .label(EASEL_TR("Mark what was missing"))
        .help(EASEL_TR("Adds a yes/no column '<name>_missing': that a value is missing often says something itself."));
    d.field(&P::exclude, "exclude")
        .label(EASEL_TR("Except"))
        .help(EASEL_TR("Columns that stay as they are, for example the target."));
  }
};

std::string methodWords(FillMethod m) {
  switch (m) {
  case FillMethod::Constant: return "a fixed value";
  case FillMethod::Mean: return "mean";
  case FillMethod::Median: return "median";
  case FillMethod::Mode: return "most frequent value";
  case FillMethod::Previous: return "previous row";
  case FillMethod::Next: return "next row";
  }
  return {};
}

bool averages(FillMethod m) { return m == FillMethod::Mean || m == FillMethod::Median; }

bool suits(FillMethod m, DataType type) {
  if (type == DataType::Vector || type == DataType::Image)
    return false;
  return !averages(m) || (type != DataType::Bool && !isTextual(type));
}

struct Filling {
  ColumnRef column;
  DataType source = DataType::Float64; // as in training
  DataType type = DataType::Float64;   // after filling
  CellValue value;
  bool indicator = false;
};

class FittedFill final : public FittedStep {
 public:
  FittedFill(FillFrom from, std::vector<Filling> fillings) : m_from(from), m_fillings(std::move(fillings)) {}

  Result<Table> apply(const Table& table, const Context& context) const override {
    TableEdit edit(table);
    for (const Filling& f : m_fillings) {
      const auto i = f.column.in(table);
      if (!i)
        continue;
      const Column& column = table.column(*i);
      if (f.indicator) {
        EASEL_TRY(Column marks, missingMarks(column, context));
        edit.insert(table.columnCount() - 1, f.column.name() + "_missing", std::move(marks));
      }
      const bool sameForm = column.type() == f.source || (isTextual(column.type()) && isTextual(f.source));
      if (!sameForm)
        return Error(ErrorCode::Data, "Column '" + f.column.name() + "' has " + typeWords(column.type()) + ", but had " +
                                          typeWords(f.source) + " in training.",
                     "Change its type first.")
            .at({ErrorPlace::Kind::Column, f.column.name()});
      const DataType type = isTextual(column.type()) ? column.type() : f.type;
      EASEL_TRY(Column result, filled(column, type, m_from, f.value, context));
      edit.replace(*i, std::move(result));
    }
    return std::move(edit).finish();
  }

  Json state() const override {
    Json list = Json::array();
    for (const Filling& f : m_fillings)
      list.push_back({{"column", f.column.name()},
                      {"at", f.column.hint()},
                      {"from", std::string(dataTypeId(f.source))},
                      {"type", std::string(dataTypeId(f.type))},
                      {"value", toJson(f.value)},
                      {"indicator", f.indicator}});
    return {{"columns", std::move(list)}};
  }

 private:
  static Result<Column> missingMarks(const Column& column, const Context& context) {
    auto chunks = makeChunks(column.chunkCount(), context, [&](std::size_t k) -> Result<ChunkPtr> {
      EASEL_TRY(const ChunkPtr in, column.chunk(k));
      MutableBuffer buffer(in->size());
      auto* out = buffer.as<std::uint8_t>();
      for (std::size_t i = 0; i < in->size(); ++i)
        out[i] = in->valid(i) ? 0 : 1;
      return ChunkPtr(std::make_shared<Chunk>(DataType::Bool, in->size(), std::move(buffer).share(), Bitmap()));
    });
    if (!chunks)
      return std::move(chunks).error();
    return Column(DataType::Bool, std::move(chunks).value());
  }

  FillFrom m_from;
  std::vector<Filling> m_fillings;
};

double medianOf(std::vector<double>& v) {
  const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  if (v.size() % 2 == 1)
    return *middle;
  const double below = *std::max_element(v.begin(), middle);
  return below / 2 + *middle / 2;
}

double meanOf(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v)
    sum += x;
  if (std::isfinite(sum))
    return sum / static_cast<double>(v.size());
  double mean = 0;
  for (const double x : v)
    mean += x / static_cast<double>(v.size());
  return mean;
}

class FillMissing final : public Step {
 public:
  explicit FillMissing(FillMissingParams p) : m_p(std::move(p)) {}
  StepKind kind() const override { return StepKind::Fitted; }

  std::string outline() const override {
    return columnsText(m_p.columns.names, EASEL_TR("all missing values")) + " ← " +
           (m_p.method == FillMethod::Constant ? "'" + m_p.value + "'" : methodWords(m_p.method));
  }

  Result<FittedStepPtr> fit(const Table& training, const Context& context) const override {
    const bool all = m_p.columns.names.empty();
    EASEL_CHECK(requireColumns(training, m_p.exclude.names));
    EASEL_TRY(const auto chosen,
              chosenColumns(training, m_p.columns.names, [](const NamedColumn&) { return true; }));
    std::vector<Filling> fillings;
    for (const std::size_t i : chosen) {
      const NamedColumn& c = training.columns()[i];
      const auto& except = m_p.exclude.names;
      if (std::find(except.begin(), except.end(), c.name) != except.end())
        continue;
      if (all && c.column.missing() == 0 && c.column.type() == DataType::Text)
        continue; // nothing to fill; the others are learned too, for rows that come later
      const auto problem = unsuited(c);
      if (problem && !all)
        return *problem;
      if (problem && c.column.missing() > 0)
        context.warn(problem->message + " Its missing values stay.");
      if (!problem && all && nothingToLearn(c.column)) {
        context.warn("Column '" + c.name + "' has only missing values: there is nothing to learn from. They stay.");
        continue;
      }
      if (!problem)
        fillings.push_back({ColumnRef(c.name, i), c.column.type(), c.column.type(), {},
                            m_p.indicator && (!all || c.column.missing() > 0)});
    }
    EASEL_CHECK(tryParallelFor(context, fillings.size(), [&](std::size_t k) {
      return learn(fillings[k], training.column(fillings[k].column.hint()), context);
    }));
    return FittedStepPtr(std::make_shared<FittedFill>(from(), std::move(fillings)));
  }

  Result<FittedStepPtr> restore(const Json& state) const override {
    return readState([&]() -> Result<FittedStepPtr> {
      std::vector<Filling> fillings;
      for (const Json& f : state.at("columns")) {
        const auto source = dataTypeFromId(f.at("from").get<std::string>());
        const auto type = dataTypeFromId(f.at("type").get<std::string>());
        if (!source || !type)
          return damagedState();
        fillings.push_back({ColumnRef(f.at("column").get<std::string>(), f.at("at").get<std::size_t>()), *source, *type,
                            cellValueFromJson(f.at("value"), *type), f.at("indicator").get<bool>()});
      }
      return FittedStepPtr(std::make_shared<FittedFill>(from(), std::move(fillings)));
    });
  }

 private:
  FillFrom from() const {
    return m_p.method == FillMethod::Previous ? FillFrom::Previous
           : m_p.method == FillMethod::Next   ? FillFrom::Next
                                              : FillFrom::Value;
  }

  /// Why the method does not suit the column, if so.
  std::optional<Error> unsuited(const NamedColumn& c) const {
    const DataType type = c.column.type();
    const ErrorPlace place{ErrorPlace::Kind::Column, c.name};
    const std::string has = "Column '" + c.name + "' has " + typeWords(type);
    if (!suits(m_p.method, type))
      return averages(m_p.method) ? Error(ErrorCode::Data, has + ", which have no " + methodWords(m_p.method) + ".",
                                          "Use the most frequent value (mode) or a fixed value (constant).")
                                        .at(place)
                                  : Error(ErrorCode::Data, has + ", which cannot be filled.", "Leave it out.").at(place);
    if (m_p.method == FillMethod::Constant && !parseCell(m_p.value, type))
      return Error(ErrorCode::InvalidArgument, has + ", but '" + m_p.value + "' is not a value of that kind.",
                   "Give a value as it is written in the column.")
          .at(place);
    return std::nullopt;
  }

  bool nothingToLearn(const Column& column) const {
    return m_p.method != FillMethod::Constant && column.size() > 0 && column.missing() == column.size();
  }

  /// Stands in for what cannot be learned, so that later steps and models get a value.
  static CellValue plainValue(DataType type) {
    if (isTextual(type))
      return std::string("missing");
    return type == DataType::Float64 ? CellValue(0.0) : CellValue(std::int64_t{0});
  }

  void useStandIn(Filling& f, const std::string& what, const Context& context) const {
    f.value = plainValue(f.type);
    const std::string shown = f.type == DataType::Bool   ? "no"
                              : isTextual(f.type)        ? "'missing'"
                              : f.type == DataType::Date || f.type == DataType::Timestamp ? "1970-01-01"
                                                                                          : "0";
    context.warn("Column '" + f.column.name() + "' has " + what + " in the training rows, so " + shown +
                 " stands in for its " + (averages(m_p.method) ? methodWords(m_p.method) : "values") + ".");
  }

  Result<void> learn(Filling& f, const Column& column, const Context& context) const {
    if (nothingToLearn(column)) {
      useStandIn(f, "only missing values", context);
      return {};
    }
    switch (m_p.method) {
    case FillMethod::Constant: f.value = *parseCell(m_p.value, f.type); return {};
    case FillMethod::Mode: {
      EASEL_TRY(f.value, mostFrequent(column, context));
      return {};
    }
    case FillMethod::Previous:
    case FillMethod::Next: {
      EASEL_TRY(f.value, firstPresent(column, m_p.method == FillMethod::Previous, context));
      return {};
    }
    case FillMethod::Mean:
    case FillMethod::Median: break;
    }
    EASEL_TRY(std::vector<double> values, finiteValues(column, context));
    if (values.empty()) {
      if (column.missing() > 0)
        useStandIn(f, "no finite value", context);
      return {};
    }
    const double v = m_p.method == FillMethod::Mean ? meanOf(values) : medianOf(values);
    if (f.type == DataType::Int64 && column.missing() > 0 && v != std::round(v))
      f.type = DataType::Float64;
    if (f.type == DataType::Float64)
      f.value = v;
    else
      f.value = static_cast<std::int64_t>(std::clamp(std::round(v), -9.2e18, 9.2e18));
    return {};
  }

  FillMissingParams m_p;
};

} // namespace

Entry<Step> fillMissing() {
  return entry<Step, FillMissing, FillMissingParams>("fill_missing")
      .title(EASEL_TR("Fill missing values"))
      .summary(EASEL_TR("Puts a value where one is missing: fixed, learned from the column, or from a row nearby."))
      .category(EASEL_TR("Values"))
      .keywords({EASEL_TR("impute"), EASEL_TR("null"), EASEL_TR("empty"), EASEL_TR("blank"), EASEL_TR("mean"),
                 EASEL_TR("median"), EASEL_TR("forward fill")});
}

} // namespace easel::steps
