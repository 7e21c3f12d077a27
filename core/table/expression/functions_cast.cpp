// Conversions. What cannot be converted becomes missing; a literal that cannot is an error when the formula is read.
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/table/expression/function.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace easel::expression {

namespace {

using Int = std::int64_t;
using View = std::string_view;
using Day = std::int32_t;
constexpr auto kConversion = EASEL_TR("Conversion");

std::optional<Int> wholeOf(double x) {
  constexpr double kLimit = 9223372036854775808.0;
  if (!(x >= -kLimit && x < kLimit))
    return std::nullopt;
  return static_cast<Int>(x);
}

std::optional<Int> wholeOf(View text) {
  text = trim(text);
  if (const auto whole = parseInt(text))
    return whole;
  const auto number = parseDouble(text);
  return number && *number == std::trunc(*number) ? wholeOf(*number) : std::nullopt;
}

std::optional<bool> truthOf(View text) {
  static constexpr std::array<View, 5> kTrue = {"true", "yes", "1", "t", "y"};
  static constexpr std::array<View, 5> kFalse = {"false", "no", "0", "f", "n"};
  text = trim(text);
  const auto is = [&](View word) { return equalIgnoreCase(word, text); };
  if (std::any_of(kTrue.begin(), kTrue.end(), is))
    return true;
  if (std::any_of(kFalse.begin(), kFalse.end(), is))
    return false;
  return std::nullopt;
}

std::optional<Day> dayOf(View text) {
  text = trim(text);
  if (const auto day = parseDate(text))
    return day;
  const auto instant = parseTimestamp(text);
  if (!instant)
    return std::nullopt;
  return static_cast<Day>((*instant - (((*instant % kMicrosPerDay) + kMicrosPerDay) % kMicrosPerDay)) / kMicrosPerDay);
}

template<bool kTime>
Result<State> checkLiteral(std::span<const std::shared_ptr<const Node>> args) {
  const auto text = constantText(*args[0]);
  if (!text || (kTime ? parseTimestamp(trim(*text)).has_value() : dayOf(*text).has_value()))
    return State();
  return errorAt(*args[0], ErrorCode::InvalidArgument,
                 "'" + std::string(*text) + "' is not a " + (kTime ? "time" : "date") + ".",
                 kTime ? "Write year, month, day and time: '2024-01-31 18:30'." : "Write year, month and day: '2024-01-31'.");
}

std::vector<Overload> toText(DataType result) {
  return {{"t", result, map([](View s) { return s; })},
          {"b", result, map([](bool v) { return v ? View("true") : View("false"); })},
          {"i", result, map([](Int v, Arena& arena) { return arena.keep(std::to_string(v)); })},
          {"f", result, map([](double v, Arena& arena) { return arena.keep(formatNumber(v)); })},
          {"d", result, map([](Day v, Arena& arena) { return arena.keep(formatDate(v)); })},
          {"s", result, map([](Int v, Arena& arena) { return arena.keep(formatTimestamp(v)); })},
          {"u", result, map([](Int v, Arena& arena) { return arena.keep(formatDuration(v)); })}};
}

} // namespace

void addCastFunctions(std::vector<Function>& list) {
  const auto add = [&](FunctionDeclaration d, std::vector<Overload> overloads, Special special = Special::None) {
    d.category = kConversion;
    list.push_back({std::move(d), std::move(overloads), special});
  };
  add({"int", "int(x)", EASEL_TR("A whole number; the fraction is cut off. Text that is no whole number becomes missing."), {},
       {{"int(2.9)", "2"}, {"int('42')", "42"}, {"int('4x')", "missing"}, {"int(true)", "1"}}, {"integer"}},
      {{"i", DataType::Int64, map([](Int v) { return v; })},
       {"b", DataType::Int64, map([](bool v) { return Int{v}; })},
       {"f", DataType::Int64, map([](double v) { return wholeOf(v); })},
       {"t", DataType::Int64, map([](View v) { return wholeOf(v); })}});
  add({"float", "float(x)", EASEL_TR("A number that may have a fraction. Text that is no number becomes missing."), {},
       {{"float('2.5')", "2.5"}, {"float(7) / 2", "3.5"}, {"float('x')", "missing"}}, {"number", "double"}},
      {{"f", DataType::Float64, map([](double v) { return v; })},
       {"i", DataType::Float64, map([](Int v) { return static_cast<double>(v); })},
       {"b", DataType::Float64, map([](bool v) { return v ? 1.0 : 0.0; })},
       {"t", DataType::Float64, map([](View v) { return parseDouble(trim(v)); })}});
  add({"text", "text(x)", EASEL_TR("As text: numbers in their shortest form, dates as 2024-01-31."), {},
       {{"text(2.50)", "2.5"}, {"text(date('2024-01-31'))", "2024-01-31"}}, {"string", "str"}},
      toText(DataType::Text));
  add({"bool", "bool(x)", EASEL_TR("True or false: numbers are true unless 0; text: true, yes, 1 or false, no, 0."), {},
       {{"bool('yes')", "true"}, {"bool(0)", "false"}, {"bool('maybe')", "missing"}}, {"boolean"}},
      {{"b", DataType::Bool, map([](bool v) { return v; })},
       {"i", DataType::Bool, map([](Int v) { return v != 0; })},
       {"f", DataType::Bool, map([](double v) { return std::isnan(v) ? std::optional<bool>() : std::optional(v != 0); })},
       {"t", DataType::Bool, map([](View v) { return truthOf(v); })}});
  add({"date", "date(x) or date(year, month, day)",
       EASEL_TR("A date from text like 2024-01-31, from a date with time, or from its parts."), {},
       {{"date('2024-01-31')", "2024-01-31"}, {"date(2024, 2, 29)", "2024-02-29"}, {"date(2023, 2, 29)", "missing"},
        {"date(timestamp('2024-01-31 18:30'))", "2024-01-31"}}, {}},
      {{"d", DataType::Date, map([](Day v) { return v; })},
       {"s", DataType::Date, map([](Int v) {
          const Int days = v / kMicrosPerDay - (v % kMicrosPerDay < 0);
          return static_cast<Day>(days);
        })},
       {"t", DataType::Date, map([](View v) { return dayOf(v); }), false, checkLiteral<false>},
       {"iii", DataType::Date, map([](Int y, Int m, Int d) -> std::optional<Day> {
          if (std::min({y, m, d}) < -10'000 || std::max({y, m, d}) > 10'000)
            return std::nullopt;
          return daysFromCivil(static_cast<int>(y), static_cast<int>(m), static_cast<int>(d));
        })}});
  add({"timestamp", "timestamp(x)", EASEL_TR("A date with time (UTC) from text like 2024-01-31 18:30, or from a date."), {},
       {{"timestamp('2024-01-31 18:30')", "2024-01-31T18:30:00Z"}, {"timestamp(date('2024-01-31'))", "2024-01-31T00:00:00Z"}},
       {"datetime"}},
      {{"s", DataType::Timestamp, map([](Int v) { return v; })},
       {"d", DataType::Timestamp, map([](Day v) -> std::optional<Int> {
          Int micros = 0;
          if (__builtin_mul_overflow(Int{v}, kMicrosPerDay, &micros))
            return std::nullopt;
          return micros;
        })},
       {"t", DataType::Timestamp, map([](View v) { return parseTimestamp(trim(v)); }), false, checkLiteral<true>}});
  add({"category", "category(x)", EASEL_TR("A category: each different text becomes a level."), {},
       {{"category('red')", "red"}, {"category(3)", "3"}}, {}},
      toText(DataType::Category), Special::Category);
}

} // namespace easel::expression
