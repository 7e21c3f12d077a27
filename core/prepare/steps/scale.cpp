// Brings numbers to a common scale. What is learned per column: a centre and a width; value → (value - centre) / width.
// Learned from the finite values of the training rows; a column with one value becomes 0 everywhere.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>

namespace easel::steps {

namespace {

enum class ScaleMethod { Standard, MinMax, Robust, MaxAbs };

struct ScaleParams {
  ColumnNames columns;
  ScaleMethod method = ScaleMethod::Standard;
  ColumnNames exclude;
  static void describe(Describe<ScaleParams>& d) {
    d.field(&ScaleParams::columns, "columns")
        .label(EASEL_TR("Columns"))
        .help(EASEL_TR("The columns to scale. Leave empty for all columns of numbers."))
        .columns(ColumnFilter::Numeric);
    d.field(&ScaleParams::method, "method")
        .label(EASEL_TR("Method"))
        .help(EASEL_TR("Standard: the mean becomes 0 and the standard deviation 1. Minimum to maximum: from 0 to 1. "
                       "Robust: the median becomes 0 and the width of the middle half 1, so that a few extreme values "
                       "do not matter. Largest size: from -1 to 1, zero stays zero."))
        .choices({{ScaleMethod::Standard, "standard", EASEL_TR("Standard")},
                  {ScaleMethod::MinMax, "min_max", EASEL_TR("Minimum to maximum")},
                  {ScaleMethod::Robust, "robust", EASEL_TR("Robust")},
                  {ScaleMethod::MaxAbs, "max_abs", EASEL_TR("Largest size")}});
    d.field(&ScaleParams::exclude, "exclude")
        .label(EASEL_TR("Except"))
        .help(EASEL_TR("Columns that stay as they are, for example the target."))
        .columns(ColumnFilter::Numeric);
  }
};

struct Scaling {
  ColumnRef column;
  double centre = 0;
  double width = 0; // 0: the column was constant
};

double quantile(std::vector<double>& v, double q) { // Hyndman & Fan type 7
  const double at = q * static_cast<double>(v.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const auto nth = v.begin() + static_cast<std::ptrdiff_t>(low);
  std::nth_element(v.begin(), nth, v.end());
  const double below = *nth;
  if (low + 1 == v.size())
    return below;
  const double above = *std::min_element(nth + 1, v.end());
  return below + (at - static_cast<double>(low)) * (above - below);
}

double standardDeviation(const std::vector<double>& v, double mean) {
  double sum = 0;
  for (const double x : v)
    sum += (x - mean) * (x - mean);
  return std::sqrt(sum / static_cast<double>(v.size()));
}

double meanOf(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v)
    sum += x;
  if (std::isfinite(sum))
    return sum / static_cast<double>(v.size());
  double mean = 0; // the sum is too large for a number: step by step
  for (std::size_t i = 0; i < v.size(); ++i)
    mean += v[i] / static_cast<double>(v.size());
  return mean;
}

/// `values` has at least one entry and may be reordered.
void learn(Scaling& s, ScaleMethod method, std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double min = *low;
  const double max = *high;
  if (min == max) {
    s.centre = min;
    return;
  }
  switch (method) {
  case ScaleMethod::Standard:
    s.centre = meanOf(values);
    s.width = standardDeviation(values, s.centre);
    break;
  case ScaleMethod::MinMax:
    s.centre = min;
    s.width = max - min;
    break;
  case ScaleMethod::MaxAbs: s.width = std::max(std::abs(min), std::abs(max)); break;
  case ScaleMethod::Robust:
    s.width = quantile(values, 0.75) - quantile(values, 0.25);
    s.centre = quantile(values, 0.5);
    if (s.width == 0) // the middle half is one value
      s.width = standardDeviation(values, meanOf(values));
    break;
  }
  if (!std::isfinite(s.centre) || !std::isfinite(s.width)) { // values near the end of what a double can hold
    s.centre = 0;
    s.width = std::max(std::abs(min), std::abs(max));
  }
}

Result<Column> scaled(const Column& column, const Scaling& s, const Context& context) {
  auto chunks = makeChunks(column.chunkCount(), context, [&](std::size_t k) -> Result<ChunkPtr> {
    EASEL_TRY(const ChunkPtr in, column.chunk(k));
    const std::size_t n = in->size();
    MutableBuffer buffer(n * sizeof(double));
    auto* out = buffer.as<double>();
    withNumbers(*in, [&](const auto* x) {
      if (s.width == 0)
        std::fill_n(out, n, 0.0);
      else
        for (std::size_t i = 0; i < n; ++i)
          out[i] = (static_cast<double>(x[i]) - s.centre) / s.width;
    });
    if (in->missing() > 0)
      for (std::size_t i = 0; i < n; ++i)
        if (!in->valid(i))
          out[i] = 0;
    return ChunkPtr(std::make_shared<Chunk>(DataType::Float64, n, std::move(buffer).share(), in->validity()));
  });
  if (!chunks)
    return std::move(chunks).error();
  return Column(DataType::Float64, std::move(chunks).value());
}

Error notNumeric(const NamedColumn& c) {
  return Error(ErrorCode::Data, "Column '" + c.name + "' has " + typeWords(c.column.type()) + ", not numbers.",
               "Leave it out, or change its type to numbers first.")
      .at({ErrorPlace::Kind::Column, c.name});
}

class FittedScale final : public FittedStep {
 public:
  explicit FittedScale(std::vector<Scaling> scalings) : m_scalings(std::move(scalings)) {}

  Result<Table> apply(const Table& table, const Context& context) const override {
    TableEdit edit(table);
    for (const Scaling& s : m_scalings)
      if (const auto i = s.column.in(table)) {
        if (!isNumeric(table.column(*i).type()))
          return notNumeric(table.columns()[*i]);
        EASEL_TRY(Column column, scaled(table.column(*i), s, context));
        edit.replace(*i, std::move(column));
      }
    return std::move(edit).finish();
  }

  Json state() const override {
    Json list = Json::array();
    for (const Scaling& s : m_scalings)
      list.push_back({{"column", s.column.name()},
                      {"at", s.column.hint()},
                      {"centre", numberToJson(s.centre)},
                      {"width", numberToJson(s.width)}});
    return {{"columns", std::move(list)}};
  }

 private:
  std::vector<Scaling> m_scalings;
};

class Scale final : public Step {
 public:
  explicit Scale(ScaleParams p) : m_p(std::move(p)) {}
  StepKind kind() const override { return StepKind::Fitted; }

  std::string outline() const override {
    const char* method = m_p.method == ScaleMethod::Standard ? "standard scale"
                         : m_p.method == ScaleMethod::MinMax ? "0 to 1"
                         : m_p.method == ScaleMethod::Robust ? "robust scale"
                                                             : "-1 to 1";
    return columnsText(m_p.columns.names, EASEL_TR("all numbers")) + " → " + method;
  }

  Result<FittedStepPtr> fit(const Table& training, const Context& context) const override {
    const auto& except = m_p.exclude.names;
    EASEL_CHECK(requireColumns(training, except));
    EASEL_TRY(const auto chosen, chosenColumns(training, m_p.columns.names, [](const NamedColumn& c) {
      return c.column.type() == DataType::Int64 || c.column.type() == DataType::Float64;
    }));
    std::vector<Scaling> scalings;
    for (const std::size_t i : chosen) {
      const NamedColumn& c = training.columns()[i];
      if (std::find(except.begin(), except.end(), c.name) != except.end())
        continue;
      if (!isNumeric(c.column.type()))
        return notNumeric(c);
      scalings.push_back({ColumnRef(c.name, i), 0, 0});
    }
    EASEL_CHECK(tryParallelFor(context, scalings.size(), [&](std::size_t k) -> Result<void> {
      EASEL_TRY(std::vector<double> values, finiteValues(training.column(scalings[k].column.hint()), context));
      if (!values.empty()) // no value at all: whatever comes later becomes 0
        learn(scalings[k], m_p.method, values);
      return {};
    }));
    return FittedStepPtr(std::make_shared<FittedScale>(std::move(scalings)));
  }

  Result<FittedStepPtr> restore(const Json& state) const override {
    return readState([&]() -> Result<FittedStepPtr> {
      std::vector<Scaling> scalings;
      for (const Json& s : state.at("columns"))
        scalings.push_back({ColumnRef(s.at("column").get<std::string>(), s.at("at").get<std::size_t>()),
                            numberFromJson(s.at("centre")), numberFromJson(s.at("width"))});
      return FittedStepPtr(std::make_shared<FittedScale>(std::move(scalings)));
    });
  }

 private:
  ScaleParams m_p;
};

} // namespace

Entry<Step> scale() {
  return entry<Step, Scale, ScaleParams>("scale")
      .title(EASEL_TR("Scale numbers"))
      .summary(EASEL_TR("Brings columns of numbers to a common scale, so that none counts more only because of its unit."))
      .category(EASEL_TR("Values"))
      .keywords({EASEL_TR("normalise"), EASEL_TR("standardise"), EASEL_TR("z-score"), EASEL_TR("min-max")});
}

} // namespace easel::steps
