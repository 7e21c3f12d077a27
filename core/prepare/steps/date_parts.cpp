// Takes dates apart into numbers that a model can use. Weekdays and weeks follow ISO 8601: 1 = Monday; week 1 is the one
// with the year's first Thursday.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/text.h"
#include "core/base/time.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>

namespace easel::steps {

namespace {

/// One instant, taken apart as far as the parts need it.
struct Moment {
  std::int32_t days = 0;
  std::int64_t micros = 0; // since midnight
  CivilDate date;
  std::int64_t dayOfYear() const { return days - *daysFromCivil(date.year, 1, 1) + 1; }
};

std::int64_t isoWeek(const Moment& m) {
  const std::int32_t thursday = m.days - isoWeekday(m.days) + 4; // of the same week: its year is the week's year
  return (thursday - *daysFromCivil(civilFromDays(thursday).year, 1, 1)) / 7 + 1;
}

bool lastOfMonth(const Moment& m) { return civilFromDays(m.days + 1).day == 1; }

struct PartKind {
  const char* id;
  bool yesNo;
  bool needsTime;
  int cycle; // values of a full circle, counted from `first`; 0: no circle
  int first;
  std::int64_t (*value)(const Moment&);
};

constexpr std::array<PartKind, 14> kParts = {{
    {"year", false, false, 0, 0, [](const Moment& m) -> std::int64_t { return m.date.year; }},
    {"quarter", false, false, 0, 0, [](const Moment& m) -> std::int64_t { return (m.date.month - 1) / 3 + 1; }},
    {"month", false, false, 12, 1, [](const Moment& m) -> std::int64_t { return m.date.month; }},
    {"week", false, false, 0, 0, isoWeek},
    {"day", false, false, 0, 0, [](const Moment& m) -> std::int64_t { return m.date.day; }},
    {"weekday", false, false, 7, 1, [](const Moment& m) -> std::int64_t { return isoWeekday(m.days); }},
    {"day_of_year", false, false, 0, 0, [](const Moment& m) -> std::int64_t { return m.dayOfYear(); }},
    {"hour", false, true, 24, 0, [](const Moment& m) -> std::int64_t { return m.micros / (3600 * kMicrosPerSecond); }},
    {"minute", false, true, 0, 0,
     [](const Moment& m) -> std::int64_t { return m.micros / (60 * kMicrosPerSecond) % 60; }},
    {"second", false, true, 0, 0, [](const Moment& m) -> std::int64_t { return m.micros / kMicrosPerSecond % 60; }},
    {"is_weekend", true, false, 0, 0, [](const Moment& m) -> std::int64_t { return isoWeekday(m.days) >= 6; }},
    {"is_month_start", true, false, 0, 0, [](const Moment& m) -> std::int64_t { return m.date.day == 1; }},
    {"is_month_end", true, false, 0, 0, [](const Moment& m) -> std::int64_t { return lastOfMonth(m); }},
    {"days", false, false, 0, 0, [](const Moment& m) -> std::int64_t { return m.days; }},
}};

std::vector<std::string> partIds() {
  std::vector<std::string> ids;
  for (const PartKind& p : kParts)
    ids.emplace_back(p.id);
  return ids;
}

struct DatePartsParams {
  ColumnNames columns;
  std::vector<std::string> parts = {"year", "month", "day", "weekday"};
  bool cyclic = false;
  bool keepOriginal = false;
  static void describe(Describe<DatePartsParams>& d) {
    using P = DatePartsParams;
    d.field(&P::columns, "columns")
        .label(EASEL_TR("Columns"))
        .help(EASEL_TR("The dates to take apart. Leave empty for all columns of dates."))
        .columns(ColumnFilter::Temporal);
    d.field(&P::parts, "parts")
        .label(EASEL_TR("Parts"))
        .help(EASEL_TR("Any of: year, quarter, month, week, day, weekday (1 is Monday), day_of_year, hour, minute, second, "
                       "is_weekend, is_month_start, is_month_end, days (since 1970). Each becomes a column "
                       "'<name>_<part>'. Hour, minute and second only for dates with times."));
    d.field(&P::cyclic, "cyclic")
        .label(EASEL_TR("Also as points on a circle"))
        .help(EASEL_TR("Adds '<name>_<part>_sin' and '<name>_<part>_cos' for month, weekday and hour, so that December "
                       "lies next to January."));
    d.field(&P::keepOriginal, "keep_original")
        .label(EASEL_TR("Keep the dates"))
        .help(EASEL_TR("Keep the column of dates beside its parts."));
  }
};

class DateParts final : public Step {
 public:
  explicit DateParts(DatePartsParams p) : m_p(std::move(p)) {}
  StepKind kind() const override { return StepKind::RowWise; }
  std::string outline() const override {
    return columnsText(m_p.columns.names, EASEL_TR("all dates")) + " → " + listed(m_p.parts, 4);
  }
  Result<FittedStepPtr> fit(const Table& training, const Context& context) const override;
  Result<FittedStepPtr> restore(const Json& state) const override;

 private:
  DatePartsParams m_p;
};

/// One column that is made.
struct Output {
  const PartKind* part = nullptr;
  enum { Value, Sine, Cosine } form = Value;
  std::string ending;
  DataType type() const {
    return form != Value ? DataType::Float64 : part->yesNo ? DataType::Bool : DataType::Int64;
  }
};

struct DateColumn {
  ColumnRef column;
  bool withTime = false;
};

class FittedDateParts final : public FittedStep {
 public:
  FittedDateParts(const DatePartsParams& p, std::vector<DateColumn> columns)
      : m_columns(std::move(columns)), m_keep(p.keepOriginal) {
    for (const PartKind& part : kParts) {
      if (std::find(p.parts.begin(), p.parts.end(), part.id) == p.parts.end())
        continue;
      m_outputs.push_back({&part, Output::Value, std::string("_") + part.id});
      if (p.cyclic && part.cycle > 0) {
        m_outputs.push_back({&part, Output::Sine, std::string("_") + part.id + "_sin"});
        m_outputs.push_back({&part, Output::Cosine, std::string("_") + part.id + "_cos"});
      }
    }
  }

  Result<Table> apply(const Table& table, const Context& context) const override {
    TableEdit edit(table);
    for (const DateColumn& d : m_columns) {
      const auto i = d.column.in(table);
      if (!i)
        continue;
      const Column& column = table.column(*i);
      if (!isTemporal(column.type()))
        return Error(ErrorCode::Data, "Column '" + d.column.name() + "' has " + typeWords(column.type()) + ", not dates.",
                     "Change its type to date first.")
            .at({ErrorPlace::Kind::Column, d.column.name()});
      if (!m_keep)
        edit.remove(*i);
      EASEL_CHECK(addParts(edit, *i, column, d, context));
    }
    return std::move(edit).finish();
  }

  Json state() const override {
    Json list = Json::array();
    for (const DateColumn& d : m_columns)
      list.push_back({{"column", d.column.name()}, {"at", d.column.hint()}, {"time", d.withTime}});
    return {{"columns", std::move(list)}};
  }

 private:
  Result<void> addParts(TableEdit& edit, std::size_t index, const Column& column, const DateColumn& d,
                        const Context& context) const {
    std::vector<const Output*> outputs;
    for (const Output& o : m_outputs)
      if (d.withTime || !o.part->needsTime)
        outputs.push_back(&o);
    std::vector<std::vector<ChunkPtr>> made(outputs.size(), std::vector<ChunkPtr>(column.chunkCount()));
    EASEL_CHECK(makeChunks(column.chunkCount(), context, [&](std::size_t k) -> Result<ChunkPtr> {
      EASEL_TRY(ChunkPtr in, column.chunk(k));
      const std::vector<Moment> moments = momentsOf(*in);
      for (std::size_t o = 0; o < outputs.size(); ++o)
        made[o][k] = part(*outputs[o], *in, moments);
      return in;
    }));
    for (std::size_t o = 0; o < outputs.size(); ++o)
      edit.insert(index, d.column.name() + outputs[o]->ending, Column(outputs[o]->type(), std::move(made[o])));
    return {};
  }

  static std::vector<Moment> momentsOf(const Chunk& in) {
    std::vector<Moment> moments(in.size());
    for (std::size_t i = 0; i < in.size(); ++i) {
      Moment& m = moments[i];
      if (in.type() == DataType::Date) {
        m.days = in.values<std::int32_t>()[i];
      } else {
        const std::int64_t t = in.values<std::int64_t>()[i];
        const std::int64_t days = t / kMicrosPerDay - (t % kMicrosPerDay < 0 ? 1 : 0);
        m.days = static_cast<std::int32_t>(days);
        m.micros = t - days * kMicrosPerDay;
      }
      m.date = civilFromDays(m.days);
    }
    return moments;
  }

  template<class T, class F>
  static ChunkPtr chunkOf(DataType type, const Chunk& in, F f) {
    MutableBuffer buffer(in.size() * sizeof(T));
    T* out = buffer.as<T>();
    for (std::size_t i = 0; i < in.size(); ++i)
      out[i] = in.valid(i) ? static_cast<T>(f(i)) : T{};
    return std::make_shared<Chunk>(type, in.size(), std::move(buffer).share(), in.validity());
  }

  static ChunkPtr part(const Output& o, const Chunk& in, const std::vector<Moment>& moments) {
    const PartKind& kind = *o.part;
    if (o.form == Output::Value)
      return kind.yesNo
                 ? chunkOf<std::uint8_t>(DataType::Bool, in, [&](std::size_t i) { return kind.value(moments[i]); })
                 : chunkOf<std::int64_t>(DataType::Int64, in, [&](std::size_t i) { return kind.value(moments[i]); });
    return chunkOf<double>(DataType::Float64, in, [&](std::size_t i) {
      const auto step = static_cast<double>(kind.value(moments[i]) - kind.first);
      const double angle = 2 * std::numbers::pi * step / kind.cycle;
      return o.form == Output::Sine ? std::sin(angle) : std::cos(angle);
    });
  }

  std::vector<DateColumn> m_columns;
  std::vector<Output> m_outputs;
  bool m_keep = false;
};

Result<FittedStepPtr> DateParts::fit(const Table& training, const Context& context) const {
  EASEL_CHECK(context.checkpoint());
  const std::vector<std::string> known = partIds();
  for (const std::string& part : m_p.parts)
    if (std::find(known.begin(), known.end(), part) == known.end()) {
      std::string hint = didYouMean(part, known);
      return Error(ErrorCode::InvalidArgument, "There is no part '" + part + "' of a date.",
                   hint.empty() ? "Parts are: " + join(known, ", ") + "." : hint)
          .at({ErrorPlace::Kind::Parameter, "parts"});
    }
  EASEL_TRY(const auto chosen, chosenColumns(training, m_p.columns.names,
                                             [](const NamedColumn& c) { return isTemporal(c.column.type()); }));
  std::vector<DateColumn> columns;
  for (const std::size_t i : chosen) {
    const NamedColumn& c = training.columns()[i];
    if (!isTemporal(c.column.type()))
      return Error(ErrorCode::Data, "Column '" + c.name + "' has " + typeWords(c.column.type()) + ", not dates.",
                   "Change its type to date first.")
          .at({ErrorPlace::Kind::Column, c.name});
    columns.push_back({ColumnRef(c.name, i), c.column.type() == DataType::Timestamp});
  }
  return FittedStepPtr(std::make_shared<FittedDateParts>(m_p, std::move(columns)));
}

Result<FittedStepPtr> DateParts::restore(const Json& state) const {
  return readState([&]() -> Result<FittedStepPtr> {
    std::vector<DateColumn> columns;
    for (const Json& d : state.at("columns"))
      columns.push_back({ColumnRef(d.at("column").get<std::string>(), d.at("at").get<std::size_t>()),
                         d.at("time").get<bool>()});
    return FittedStepPtr(std::make_shared<FittedDateParts>(m_p, std::move(columns)));
  });
}

} // namespace

Entry<Step> dateParts() {
  return entry<Step, DateParts, DatePartsParams>("date_parts")
      .title(EASEL_TR("Date parts"))
      .summary(EASEL_TR("Takes dates apart into year, month, weekday and other numbers."))
      .category(EASEL_TR("Dates"))
      .keywords({EASEL_TR("year"), EASEL_TR("month"), EASEL_TR("weekday"), EASEL_TR("hour"), EASEL_TR("season"),
                 EASEL_TR("calendar")});
}

} // namespace easel::steps
