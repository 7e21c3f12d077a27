// Arithmetic. Whole numbers stay whole for + - * (an overflow is an error), / and ^ give numbers with a fraction.
#include "core/base/text.h"
#include "core/table/expression/function.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace easel::expression {

namespace {

using Int = std::int64_t;
constexpr auto kNumbers = EASEL_TR("Numbers");

Int wrapped(std::uint64_t v) { return static_cast<Int>(v); }

/// The first row that is used and overflows, found only after a whole batch showed that there may be one.
template<class Overflows>
void findOverflow(Output& out, Overflows overflows) {
  for (std::size_t i = 0; i < out.n && !out.failed; ++i)
    if (out.used(i) && overflows(i))
      out.failed = i;
}

/// Overflow when both operands have the sign that the result has not.
void addInts(std::span<const Values> args, Output& out, const void*) {
  const Int* a = args[0].as<Int>();
  const Int* b = args[1].as<Int>();
  Int* o = out.as<Int>();
  Int signs = 0;
  for (std::size_t i = 0; i < out.n; ++i) {
    const Int r = wrapped(static_cast<std::uint64_t>(a[i]) + static_cast<std::uint64_t>(b[i]));
    signs |= (a[i] ^ r) & (b[i] ^ r);
    o[i] = r;
  }
  if (signs < 0)
    findOverflow(out, [&](std::size_t i) { return ((a[i] ^ o[i]) & (b[i] ^ o[i])) < 0; });
}

void subtractInts(std::span<const Values> args, Output& out, const void*) {
  const Int* a = args[0].as<Int>();
  const Int* b = args[1].as<Int>();
  Int* o = out.as<Int>();
  Int signs = 0;
  for (std::size_t i = 0; i < out.n; ++i) {
    const Int r = wrapped(static_cast<std::uint64_t>(a[i]) - static_cast<std::uint64_t>(b[i]));
    signs |= (a[i] ^ b[i]) & (a[i] ^ r);
    o[i] = r;
  }
  if (signs < 0)
    findOverflow(out, [&](std::size_t i) { return ((a[i] ^ b[i]) & (a[i] ^ o[i])) < 0; });
}

/// The product in floating point tells cheaply that no row comes near the limit.
void multiplyInts(std::span<const Values> args, Output& out, const void*) {
  const Int* a = args[0].as<Int>();
  const Int* b = args[1].as<Int>();
  Int* o = out.as<Int>();
  int near = 0;
  for (std::size_t i = 0; i < out.n; ++i) {
    o[i] = wrapped(static_cast<std::uint64_t>(a[i]) * static_cast<std::uint64_t>(b[i]));
    near |= std::abs(static_cast<double>(a[i]) * static_cast<double>(b[i])) > 9.2e18;
  }
  if (near)
    findOverflow(out, [&](std::size_t i) {
      Int r = 0;
      return __builtin_mul_overflow(a[i], b[i], &r);
    });
}

void negateInts(std::span<const Values> args, Output& out, const void*) {
  const Int* a = args[0].as<Int>();
  Int* o = out.as<Int>();
  int any = 0;
  for (std::size_t i = 0; i < out.n; ++i) {
    o[i] = wrapped(0 - static_cast<std::uint64_t>(a[i]));
    any |= a[i] == std::numeric_limits<Int>::min();
  }
  if (any)
    findOverflow(out, [&](std::size_t i) { return a[i] == std::numeric_limits<Int>::min(); });
}

/// Division by zero is missing.
void divideFloats(std::span<const Values> args, Output& out, const void*) {
  const double* a = args[0].as<double>();
  const double* b = args[1].as<double>();
  double* o = out.as<double>();
  int zeros = 0;
  for (std::size_t i = 0; i < out.n; ++i) {
    zeros |= b[i] == 0.0;
    o[i] = a[i] / b[i];
  }
  if (zeros)
    for (std::size_t i = 0; i < out.n; ++i)
      if (b[i] == 0.0)
        out.clear(i);
}

std::optional<Int> floorDivide(Int a, Int b) {
  if (b == 0 || (b == -1 && a == std::numeric_limits<Int>::min()))
    return std::nullopt;
  const Int q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

std::optional<Int> floorRemainder(Int a, Int b) {
  if (b == 0)
    return std::nullopt;
  if (b == -1)
    return 0;
  const Int r = a % b;
  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

std::optional<double> floorRemainder(double a, double b) {
  if (b == 0.0)
    return std::nullopt;
  const double r = std::fmod(a, b);
  return r != 0.0 && (r < 0) != (b < 0) ? r + b : r;
}

/// Missing when the day is too far away to be held.
std::optional<std::int32_t> shiftedDay(std::int32_t day, Int by) {
  constexpr Int kFar = 10'000'000;
  if (by > kFar || by < -kFar)
    return std::nullopt;
  const Int sum = day + by;
  if (sum > std::numeric_limits<std::int32_t>::max() || sum < std::numeric_limits<std::int32_t>::min())
    return std::nullopt;
  return static_cast<std::int32_t>(sum);
}

double roundTo(double x, Int digits) {
  if (digits > 300 || !std::isfinite(x))
    return x;
  const double scale = std::pow(10.0, static_cast<double>(std::min<Int>(std::abs(digits), 308)));
  const double r = digits >= 0 ? std::round(x * scale) / scale : std::round(x / scale) * scale;
  return std::isfinite(r) ? r : x;
}


template<class F>
Overload onNumber(F f) {
  return {"f", DataType::Float64, map(f)};
}

} // namespace

void addNumericFunctions(std::vector<Function>& list) {
  constexpr DataType kInt = DataType::Int64;
  constexpr DataType kFloat = DataType::Float64;
  const auto add = [&](FunctionDeclaration d, std::vector<Overload> overloads) {
    d.category = kNumbers;
    list.push_back({std::move(d), std::move(overloads)});
  };
  const auto op = [&](FunctionDeclaration d, std::vector<Overload> overloads) {
    d.isOperator = true;
    add(std::move(d), std::move(overloads));
  };
  const auto simple = [&](const char* name, const char* help, std::vector<FunctionExample> examples, Overload overload,
                          std::vector<std::string> aliases = {}) {
    add({name, std::string(name) + "(x)", help, {}, std::move(examples), std::move(aliases)}, {std::move(overload)});
  };

  op({"+", "a + b", EASEL_TR("Adds numbers; adds days to a date or a duration to a time."), {},
      {{"1 + 2", "3"}, {"1.5 + 2", "3.5"}, {"date('2024-02-28') + 2", "2024-03-01"}, {"1 + null", "missing"}}, {}},
     {{"ii", kInt, addInts},
      {"ff", kFloat, map([](double a, double b) { return a + b; })},
      {"di", DataType::Date, map([](std::int32_t a, Int b) { return shiftedDay(a, b); })},
      {"su", DataType::Timestamp, addInts},
      {"uu", DataType::Duration, addInts}});
  op({"-", "a - b", EASEL_TR("Subtracts numbers; between dates: the days, between times: the duration."), {},
      {{"5 - 7", "-2"}, {"date('2024-03-01') - date('2024-02-28')", "2"},
       {"timestamp('2024-01-02 06:00') - timestamp('2024-01-01')", "1d 06:00:00"}}, {}},
     {{"ii", kInt, subtractInts},
      {"ff", kFloat, map([](double a, double b) { return a - b; })},
      {"dd", kInt, map([](std::int32_t a, std::int32_t b) { return Int{a} - b; })},
      {"di", DataType::Date, map([](std::int32_t a, Int b) {
         return b == std::numeric_limits<Int>::min() ? std::optional<std::int32_t>() : shiftedDay(a, -b);
       })},
      {"ss", DataType::Duration, subtractInts},
      {"su", DataType::Timestamp, subtractInts},
      {"uu", DataType::Duration, subtractInts}});
  op({"*", "a * b", EASEL_TR("Multiplies."), {}, {{"6 * 7", "42"}, {"0.5 * 3", "1.5"}}, {}},
     {{"ii", kInt, multiplyInts}, {"ff", kFloat, map([](double a, double b) { return a * b; })}});
  op({"/", "a / b", EASEL_TR("Divides; the result may have a fraction. Division by zero gives missing."), {},
      {{"7 / 2", "3.5"}, {"1 / 0", "missing"}}, {}},
     {{"ff", kFloat, divideFloats}});
  op({"%", "a % b",
      EASEL_TR("The rest of a division, with the sign of b, as in spreadsheets. Division by zero gives missing."), {},
      {{"7 % 3", "1"}, {"-1 % 12", "11"}, {"5.5 % 2", "1.5"}, {"5 % 0", "missing"}}, {"mod"}},
     {{"ii", kInt, map([](Int a, Int b) { return floorRemainder(a, b); })},
      {"ff", kFloat, map([](double a, double b) { return floorRemainder(a, b); })}});
  op({"^", "a ^ b", EASEL_TR("a to the power of b."), {}, {{"2 ^ 10", "1024"}, {"-2 ^ 2", "-4"}, {"2 ^ -1", "0.5"}},
      {"pow", "power"}},
     {{"ff", kFloat, map([](double a, double b) { return std::pow(a, b); })}});
  op({"negate", "-x", EASEL_TR("Changes the sign."), {}, {{"-(3)", "-3"}, {"-1.5", "-1.5"}}, {}},
     {{"i", kInt, negateInts},
      {"f", kFloat, map([](double x) { return -x; })},
      {"u", DataType::Duration, negateInts}});
  add({"div", "div(a, b)", EASEL_TR("Whole-number division, rounded down. Division by zero gives missing."), {},
       {{"div(7, 2)", "3"}, {"div(-7, 2)", "-4"}, {"div(7, 0)", "missing"}}, {}},
      {{"ii", kInt, map([](Int a, Int b) { return floorDivide(a, b); })}});

  add({"abs", "abs(x)", EASEL_TR("The value without its sign."), {}, {{"abs(-3)", "3"}, {"abs(-2.5)", "2.5"}}, {}},
      {{"i", kInt, map([](Int x) {
          return x == std::numeric_limits<Int>::min() ? std::optional<Int>() : std::optional(x < 0 ? -x : x);
        })},
       {"f", kFloat, map([](double x) { return std::abs(x); })}});
  add({"sign", "sign(x)", EASEL_TR("-1, 0 or 1."), {}, {{"sign(-3)", "-1"}, {"sign(0)", "0"}, {"sign(2.5)", "1"}}, {}},
      {{"i", kInt, map([](Int x) { return Int{x > 0} - Int{x < 0}; })},
       {"f", kInt, map([](double x) {
          return std::isnan(x) ? std::optional<Int>() : std::optional(Int{x > 0} - Int{x < 0});
        })}});
  add({"round", "round(x, digits)",
       EASEL_TR("Rounds to that many digits after the point (none when left out); halves go away from zero."), {},
       {{"round(2.5)", "3"}, {"round(-2.5)", "-3"}, {"round(3.14159, 2)", "3.14"}, {"round(1234.5, -2)", "1200"}}, {}},
      {{"i", kInt, map([](Int x) { return x; })},
       {"f", kFloat, map([](double x) { return std::round(x); })},
       {"fi", kFloat, map([](double x, Int n) { return roundTo(x, n); })}});
  simple("floor", EASEL_TR("The next lower whole number."), {{"floor(2.7)", "2"}, {"floor(-2.1)", "-3"}},
         onNumber([](double x) { return std::floor(x); }));
  simple("ceil", EASEL_TR("The next higher whole number."), {{"ceil(2.1)", "3"}, {"ceil(-2.7)", "-2"}},
         onNumber([](double x) { return std::ceil(x); }), {"ceiling"});
  simple("trunc", EASEL_TR("Cuts the fraction off."), {{"trunc(-2.7)", "-2"}},
         onNumber([](double x) { return std::trunc(x); }));
  simple("sqrt", EASEL_TR("The square root; of a negative number: not a number."), {{"sqrt(9)", "3"}, {"sqrt(-1)", "nan"}},
         onNumber([](double x) { return x < 0 ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(x); }));
  simple("exp", EASEL_TR("e to the power of x."), {{"exp(0)", "1"}}, onNumber([](double x) { return std::exp(x); }));
  simple("ln", EASEL_TR("The natural logarithm; of 0: -inf, of a negative number: not a number."),
         {{"ln(1)", "0"}, {"ln(0)", "-inf"}}, onNumber([](double x) {
           return x < 0 ? std::numeric_limits<double>::quiet_NaN() : std::log(x);
         }),
         {"log"});
  simple("log10", EASEL_TR("The logarithm to base 10."), {{"log10(1000)", "3"}},
         onNumber([](double x) { return x < 0 ? std::numeric_limits<double>::quiet_NaN() : std::log10(x); }));
  simple("log2", EASEL_TR("The logarithm to base 2."), {{"log2(8)", "3"}},
         onNumber([](double x) { return x < 0 ? std::numeric_limits<double>::quiet_NaN() : std::log2(x); }));
  simple("log1p", EASEL_TR("ln(1 + x), exact also for small x."), {{"log1p(0)", "0"}},
         onNumber([](double x) { return x < -1 ? std::numeric_limits<double>::quiet_NaN() : std::log1p(x); }));
  simple("sin", EASEL_TR("The sine of an angle in radians."), {{"sin(0)", "0"}}, onNumber([](double x) { return std::sin(x); }));
  simple("cos", EASEL_TR("The cosine of an angle in radians."), {{"cos(0)", "1"}}, onNumber([](double x) { return std::cos(x); }));
  simple("tan", EASEL_TR("The tangent of an angle in radians."), {{"tan(0)", "0"}}, onNumber([](double x) { return std::tan(x); }));
  simple("asin", EASEL_TR("The angle in radians with this sine."), {{"asin(0)", "0"}}, onNumber([](double x) { return std::asin(x); }));
  simple("acos", EASEL_TR("The angle in radians with this cosine."), {{"acos(1)", "0"}}, onNumber([](double x) { return std::acos(x); }));
  simple("atan", EASEL_TR("The angle in radians with this tangent."), {{"atan(0)", "0"}}, onNumber([](double x) { return std::atan(x); }));
  add({"atan2", "atan2(y, x)", EASEL_TR("The angle in radians of the point (x, y)."), {}, {{"atan2(0, 1)", "0"}}, {}},
      {{"ff", kFloat, map([](double y, double x) { return std::atan2(y, x); })}});
  simple("radians", EASEL_TR("Degrees to radians."), {{"round(radians(180), 5)", "3.14159"}},
         onNumber([](double x) { return x * (std::numbers::pi / 180.0); }));
  simple("degrees", EASEL_TR("Radians to degrees."), {{"round(degrees(3.14159265358979), 3)", "180"}},
         onNumber([](double x) { return x * (180.0 / std::numbers::pi); }));
  add({"clip", "clip(x, low, high)", EASEL_TR("x, but at least low and at most high."), {},
       {{"clip(15, 0, 10)", "10"}, {"clip(-0.5, 0, 1)", "0"}, {"clip(5, 0, 10)", "5"}}, {"clamp"}},
      {{"iii", kInt, map([](Int x, Int low, Int high) { return x < low ? low : x > high ? high : x; })},
       {"fff", kFloat, map([](double x, double low, double high) { return x < low ? low : x > high ? high : x; })}});
  simple("is_nan", EASEL_TR("Whether the number is \"not a number\", the result of, for example, sqrt(-1)."),
         {{"is_nan(sqrt(-1))", "true"}, {"is_nan(1)", "false"}},
         {"f", DataType::Bool, map([](double x) { return std::isnan(x); })});
  simple("is_finite", EASEL_TR("Whether the number is neither infinite nor \"not a number\"."),
         {{"is_finite(ln(0))", "false"}, {"is_finite(1)", "true"}},
         {"f", DataType::Bool, map([](double x) { return std::isfinite(x); })});
  add({"pi", "pi()", EASEL_TR("The number π."), {}, {{"round(pi(), 5)", "3.14159"}}, {}},
      {{"", kFloat, [](std::span<const Values>, Output& out, const void*) {
          std::fill_n(out.as<double>(), out.n, std::numbers::pi);
        }}});
}

} // namespace easel::expression
