// Dates and times (UTC, proleptic Gregorian calendar; weeks by ISO 8601). The current day is not among them: a formula
// gives the same result whenever it runs.
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/table/expression/function.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

namespace easel::expression {

namespace {

using Int = std::int64_t;
using View = std::string_view;
using Days = std::int32_t;
using std::chrono::sys_days;
constexpr auto kDates = EASEL_TR("Dates");

constexpr Days kLastDay = 11'000'000; // what <chrono> can name: years up to 32,767
std::chrono::year_month_day civil(Days day) {
  return sys_days(std::chrono::days(std::clamp(day, -kLastDay, kLastDay)));
}
Days dayFrom(int year, int month, int day) {
  return static_cast<Days>(sys_days(std::chrono::year_month_day{std::chrono::year{year},
                                                               std::chrono::month(static_cast<unsigned>(month)),
                                                               std::chrono::day(static_cast<unsigned>(day))})
                              .time_since_epoch()
                              .count());
}
Int yearOf(Days d) { return static_cast<int>(civil(d).year()); }
Int monthOf(Days d) { return static_cast<unsigned>(civil(d).month()); }
Days newYear(Days d) { return dayFrom(static_cast<int>(yearOf(d)), 1, 1); }
/// 1 = Monday; day 0 was a Thursday.
Int weekdayOf(Days d) { return ((Int{d} + 3) % 7 + 7) % 7 + 1; }
/// The week belongs to the year in which its Thursday lies.
Int weekOf(Days d) {
  const Days thursday = static_cast<Days>(std::clamp(d, -kLastDay, kLastDay) - weekdayOf(d) + 4);
  return (thursday - newYear(thursday)) / 7 + 1;
}

Days dayOf(Int micros) { return static_cast<Days>(micros / kMicrosPerDay - (micros % kMicrosPerDay < 0)); }
Int timeOfDay(Int micros) {
  const Int rest = micros % kMicrosPerDay;
  return rest < 0 ? rest + kMicrosPerDay : rest;
}

enum class Unit { Second, Minute, Hour, Day, Week, Month, Quarter, Year };
constexpr std::array<View, 8> kUnits = {"second", "minute", "hour", "day", "week", "month", "quarter", "year"};
constexpr std::array<Int, 5> kUnitMicros = {kMicrosPerSecond, 60 * kMicrosPerSecond, 3600 * kMicrosPerSecond,
                                            kMicrosPerDay, 7 * kMicrosPerDay};
Int monthsIn(Unit unit) { return unit == Unit::Month ? 1 : unit == Unit::Quarter ? 3 : 12; }

/// The unit is the argument number kArgument and a literal; kDays: only whole days and longer.
template<std::size_t kArgument, bool kDays>
Result<State> unitState(std::span<const std::shared_ptr<const Node>> args) {
  const std::vector<std::string> names(kUnits.begin() + (kDays ? 3 : 0), kUnits.end());
  const auto text = constantText(*args[kArgument]);
  if (!text)
    return errorAt(*args[kArgument], ErrorCode::InvalidArgument, "The unit must be a text such as 'month'.",
                   "Units are: " + listed(names, 10) + ".");
  std::string name = toLowerAscii(*text);
  if (name.ends_with('s'))
    name.pop_back();
  for (std::size_t u = 0; u < kUnits.size(); ++u) {
    if (kUnits[u] != name)
      continue;
    if (kDays && u < 3)
      return errorAt(*args[kArgument], ErrorCode::InvalidArgument,
                     "A date without time has no unit '" + std::string(*text) + "'.",
                     "Turn the date into a date with time first: timestamp(…).");
    return State(std::make_shared<const Unit>(static_cast<Unit>(u)));
  }
  std::string hint = didYouMean(name, names);
  return errorAt(*args[kArgument], ErrorCode::InvalidArgument, "There is no unit '" + std::string(*text) + "'.",
                 hint.empty() ? "Units are: " + listed(names, 10) + "." : hint);
}

Days truncated(Days d, Unit unit) {
  const auto c = civil(d);
  const int year = static_cast<int>(c.year());
  const int month = static_cast<int>(static_cast<unsigned>(c.month()));
  switch (unit) {
  case Unit::Week: return static_cast<Days>(d - weekdayOf(d) + 1);
  case Unit::Month: return dayFrom(year, month, 1);
  case Unit::Quarter: return dayFrom(year, (month - 1) / 3 * 3 + 1, 1);
  case Unit::Year: return dayFrom(year, 1, 1);
  default: return d;
  }
}

/// The same day of a later month, or its last day when that month is shorter.
std::optional<Days> addMonths(Days d, Int months) {
  if (months > 1'000'000 || months < -1'000'000)
    return std::nullopt;
  const auto c = civil(d);
  const Int total = Int{static_cast<int>(c.year())} * 12 + static_cast<unsigned>(c.month()) - 1 + months;
  const Int year = total / 12 - (total % 12 < 0);
  if (year < -30'000 || year > 30'000)
    return std::nullopt;
  const std::chrono::year_month ym{std::chrono::year(static_cast<int>(year)),
                                   std::chrono::month(static_cast<unsigned>(total - year * 12 + 1))};
  const auto last = (ym / std::chrono::last).day();
  return static_cast<Days>(sys_days(ym / std::min(c.day(), last)).time_since_epoch().count());
}

std::optional<Int> added(Int micros, Int n, Unit unit) {
  Int result = 0;
  if (unit >= Unit::Month) {
    Int months = 0;
    if (__builtin_mul_overflow(n, monthsIn(unit), &months))
      return std::nullopt;
    const auto day = addMonths(dayOf(micros), months);
    if (!day || __builtin_mul_overflow(Int{*day}, kMicrosPerDay, &result) ||
        __builtin_add_overflow(result, timeOfDay(micros), &result))
      return std::nullopt;
    return result;
  }
  if (__builtin_mul_overflow(n, kUnitMicros[static_cast<std::size_t>(unit)], &result) ||
      __builtin_add_overflow(result, micros, &result))
    return std::nullopt;
  return result;
}

std::optional<Days> added(Days d, Int n, Unit unit) {
  if (unit >= Unit::Month) {
    Int months = 0;
    return __builtin_mul_overflow(n, monthsIn(unit), &months) ? std::nullopt : addMonths(d, months);
  }
  Int sum = 0;
  if (__builtin_mul_overflow(n, Int{unit == Unit::Week ? 7 : 1}, &sum) || __builtin_add_overflow(sum, Int{d}, &sum) ||
      sum > std::numeric_limits<Days>::max() || sum < std::numeric_limits<Days>::min())
    return std::nullopt;
  return static_cast<Days>(sum);
}

/// Whole units from a to b.
std::optional<Int> between(Unit unit, Int a, Int b) {
  if (unit < Unit::Month) {
    Int difference = 0;
    if (__builtin_sub_overflow(b, a, &difference))
      return std::nullopt;
    return difference / kUnitMicros[static_cast<std::size_t>(unit)];
  }
  const bool backwards = b < a;
  if (backwards)
    std::swap(a, b);
  const Days from = dayOf(a);
  const Days to = dayOf(b);
  Int months = (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from);
  const auto reached = added(a, months, Unit::Month);
  if (!reached)
    return std::nullopt;
  if (*reached > b)
    --months;
  months /= monthsIn(unit);
  return backwards ? -months : months;
}

const Unit& unitOf(const void* state) { return *static_cast<const Unit*>(state); }

template<class T, T (*kTruncate)(T, Unit)>
void truncKernel(std::span<const Values> args, Output& out, const void* state) {
  const Unit unit = unitOf(state);
  for (std::size_t i = 0; i < out.n; ++i)
    out.as<T>()[i] = kTruncate(args[1].as<T>()[i], unit);
}

Int truncatedTime(Int micros, Unit unit) {
  if (unit < Unit::Day) {
    const Int size = kUnitMicros[static_cast<std::size_t>(unit)];
    const Int time = timeOfDay(micros);
    return micros - time % size;
  }
  return Int{truncated(dayOf(micros), unit)} * kMicrosPerDay;
}

template<class T>
void addKernel(std::span<const Values> args, Output& out, const void* state) {
  const Unit unit = unitOf(state);
  for (std::size_t i = 0; i < out.n; ++i) {
    const auto r = added(args[0].as<T>()[i], args[1].as<Int>()[i], unit);
    out.as<T>()[i] = r.value_or(T{});
    if (!r)
      out.clear(i);
  }
}

template<class T>
void differenceKernel(std::span<const Values> args, Output& out, const void* state) {
  constexpr Int kScale = std::is_same_v<T, Days> ? kMicrosPerDay : 1;
  const Unit unit = unitOf(state);
  for (std::size_t i = 0; i < out.n; ++i) {
    Int a = 0;
    Int b = 0;
    const bool far = __builtin_mul_overflow(Int{args[1].as<T>()[i]}, kScale, &a) ||
                     __builtin_mul_overflow(Int{args[2].as<T>()[i]}, kScale, &b);
    const auto r = far ? std::optional<Int>() : between(unit, a, b);
    out.as<Int>()[i] = r.value_or(0);
    if (!r)
      out.clear(i);
  }
}

void durationKernel(std::span<const Values> args, Output& out, const void* state) {
  const Unit unit = unitOf(state);
  for (std::size_t i = 0; i < out.n; ++i) {
    const double micros = unit < Unit::Month
                              ? args[0].as<double>()[i] * static_cast<double>(kUnitMicros[static_cast<std::size_t>(unit)])
                              : std::numeric_limits<double>::infinity();
    const bool fits = micros > -9.2e18 && micros < 9.2e18;
    out.as<Int>()[i] = fits ? static_cast<Int>(micros) : 0;
    if (!fits)
      out.clear(i);
  }
}

constexpr std::array<View, 7> kWeekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr std::array<View, 12> kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};

/// A part of the day, for dates and for dates with time.
template<class F>
std::vector<Overload> onDay(F f, DataType result = DataType::Int64) {
  return {{"d", result, map(f)}, {"s", result, map([](Int micros) { return F{}(dayOf(micros)); })}};
}

} // namespace

void addDateFunctions(std::vector<Function>& list) {
  const auto add = [&](FunctionDeclaration d, std::vector<Overload> overloads) {
    d.category = kDates;
    list.push_back({std::move(d), std::move(overloads)});
  };
  const auto simple = [&](const char* name, const char* help, std::vector<FunctionExample> examples,
                          std::vector<Overload> overloads) {
    add({name, std::string(name) + "(date)", help, {}, std::move(examples), {}}, std::move(overloads));
  };
  simple("year", EASEL_TR("The year."), {{"year('2024-03-31')", "2024"}, {"year(date('1969-12-31'))", "1969"}},
         onDay([](Days d) { return yearOf(d); }));
  simple("quarter", EASEL_TR("The quarter, 1 to 4."), {{"quarter(date('2024-03-31'))", "1"}, {"quarter(date('2024-10-01'))", "4"}},
         onDay([](Days d) { return (monthOf(d) + 2) / 3; }));
  simple("month", EASEL_TR("The month, 1 to 12."), {{"month(date('2024-03-31'))", "3"}},
         onDay([](Days d) { return monthOf(d); }));
  simple("month_name", EASEL_TR("The English name of the month."), {{"month_name(date('2024-03-31'))", "March"}},
         onDay([](Days d) { return kMonths[static_cast<std::size_t>(monthOf(d) - 1)]; }, DataType::Text));
  simple("week", EASEL_TR("The number of the week (ISO 8601: week 1 has the year's first Thursday)."),
         {{"week(date('2021-01-03'))", "53"}, {"week(date('2024-12-30'))", "1"}}, onDay([](Days d) { return weekOf(d); }));
  simple("day", EASEL_TR("The day of the month."), {{"day(date('2024-03-31'))", "31"}},
         onDay([](Days d) { return Int{static_cast<unsigned>(civil(d).day())}; }));
  simple("day_of_year", EASEL_TR("The day of the year, from 1."), {{"day_of_year(date('2024-12-31'))", "366"}},
         onDay([](Days d) { return Int{std::clamp(d, -kLastDay, kLastDay) - newYear(d)} + 1; }));
  simple("weekday", EASEL_TR("The day of the week: 1 is Monday, 7 is Sunday."),
         {{"weekday(date('2024-03-31'))", "7"}, {"weekday(date('1969-12-29'))", "1"}}, onDay([](Days d) { return weekdayOf(d); }));
  simple("weekday_name", EASEL_TR("The English name of the day of the week."),
         {{"weekday_name(date('2024-03-31'))", "Sunday"}},
         onDay([](Days d) { return kWeekdays[static_cast<std::size_t>(weekdayOf(d) - 1)]; }, DataType::Text));
  simple("hour", EASEL_TR("The hour, 0 to 23."), {{"hour(timestamp('2024-03-31 18:30:59'))", "18"}},
         {{"s", DataType::Int64, map([](Int v) { return timeOfDay(v) / (3600 * kMicrosPerSecond); })}});
  simple("minute", EASEL_TR("The minute, 0 to 59."), {{"minute(timestamp('2024-03-31 18:30:59'))", "30"}},
         {{"s", DataType::Int64, map([](Int v) { return timeOfDay(v) / (60 * kMicrosPerSecond) % 60; })}});
  simple("second", EASEL_TR("The second, 0 to 59."), {{"second(timestamp('2024-03-31 18:30:59'))", "59"}},
         {{"s", DataType::Int64, map([](Int v) { return timeOfDay(v) / kMicrosPerSecond % 60; })}});
  add({"date_trunc", "date_trunc(unit, date)",
       EASEL_TR("The beginning of the year, quarter, month, week, day, hour, minute or second."), {},
       {{"date_trunc('month', date('2024-03-31'))", "2024-03-01"},
        {"date_trunc('hour', timestamp('2024-03-31 18:30'))", "2024-03-31T18:00:00Z"},
        {"date_trunc('week', date('2024-03-31'))", "2024-03-25"}}, {}},
      {{"td", DataType::Date, &truncKernel<Days, truncated>, false, unitState<0, true>},
       {"ts", DataType::Timestamp, &truncKernel<Int, truncatedTime>, false, unitState<0, false>}});
  add({"date_add", "date_add(date, count, unit)",
       EASEL_TR("A date so many units later. When the month is too short, its last day."), {},
       {{"date_add(date('2024-01-31'), 1, 'month')", "2024-02-29"}, {"date_add(date('2024-01-31'), -1, 'week')", "2024-01-24"},
        {"date_add(timestamp('2024-01-31 23:00'), 2, 'hours')", "2024-02-01T01:00:00Z"}}, {}},
      {{"dit", DataType::Date, &addKernel<Days>, false, unitState<2, true>},
       {"sit", DataType::Timestamp, &addKernel<Int>, false, unitState<2, false>}});
  add({"date_diff", "date_diff(unit, from, to)", EASEL_TR("How many whole units pass from one date to another."), {},
       {{"date_diff('day', date('2024-02-28'), date('2024-03-01'))", "2"},
        {"date_diff('year', date('1990-06-15'), date('2024-06-14'))", "33"},
        {"date_diff('month', date('2024-03-31'), date('2024-01-31'))", "-2"}}, {}},
      {{"tdd", DataType::Int64, &differenceKernel<Days>, false, unitState<0, true>},
       {"tss", DataType::Int64, &differenceKernel<Int>, false, unitState<0, false>}});
  add({"duration", "duration(count, unit)", EASEL_TR("A span of time in weeks, days, hours, minutes or seconds."), {},
       {{"duration(90, 'minutes')", "01:30:00"}, {"timestamp('2024-01-31') + duration(2, 'day')", "2024-02-02T00:00:00Z"}}, {}},
      {{"ft", DataType::Duration, durationKernel, false, unitState<1, false>}});
  add({"total_seconds", "total_seconds(duration)", EASEL_TR("The length of a duration in seconds."), {},
       {{"total_seconds(duration(1.5, 'minute'))", "90"}}, {}},
      {{"u", DataType::Float64, map([](Int v) { return static_cast<double>(v) / static_cast<double>(kMicrosPerSecond); })}});
}

} // namespace easel::expression
