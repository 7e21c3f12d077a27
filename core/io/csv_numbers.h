// The two number readers of the hot loops, for plain numbers (decimal point, no separators): numbers of up to 16
// characters without an exponent are read in a few vector steps, all digits at once (after Mula, "SIMD-ized
// conversion of strings to integers"), others digit by digit, the rest by std::from_chars.
// Text must be readable 16 bytes before its begin and behind its end when kPadded. Thread rule: pure functions.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace easel::csv {

inline constexpr std::array<double, 23> kPowersOfTen = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                        1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                        1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

inline bool isDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

/// Optional sign, digits; no leading zero; in 64 bits.
inline bool plainInt(const char* s, const char* e, std::int64_t& out) {
  if (s == e)
    return false;
  const bool negative = *s == '-';
  if (negative || *s == '+')
    ++s;
  const auto n = e - s;
  if (n < 1 || n > 19 || (*s == '0' && n > 1))
    return false;
  std::uint64_t v = 0;
  for (const char* p = s; p < e; ++p) {
    if (!isDigit(*p))
      return false;
    v = v * 10 + static_cast<std::uint64_t>(*p - '0');
  }
  if (v > std::uint64_t{9'223'372'036'854'775'807} + negative)
    return false;
  out = static_cast<std::int64_t>(negative ? 0 - v : v);
  return true;
}

inline bool plainInfinity(const char* s, const char* e, double& out) {
  bool negative = false;
  if (s < e && (*s == '-' || *s == '+'))
    negative = *s++ == '-';
  const auto n = static_cast<std::size_t>(e - s);
  const auto same = [&](const char* word) {
    for (std::size_t i = 0; i < n; ++i)
      if ((s[i] | 0x20) != word[i])
        return false;
    return true;
  };
  if (!((n == 3 && same("inf")) || (n == 8 && same("infinity"))))
    return false;
  out = negative ? -HUGE_VAL : HUGE_VAL;
  return true;
}

/// Digits with at most one point, an optional exponent, no leading zero before a digit.
inline bool plainFloat(const char* s, const char* e, double& out) {
  const char* const begin = s;
  if (s == e)
    return false;
  const bool negative = *s == '-';
  if (negative || *s == '+')
    ++s;
  const char* const digits = s;
  std::uint64_t mantissa = 0;
  int count = 0; // digits from the first that is not zero
  int seen = 0;  // all digits
  int decimals = 0;
  while (s < e && isDigit(*s)) {
    mantissa = mantissa * 10 + static_cast<std::uint64_t>(*s - '0');
    count += mantissa != 0;
    ++seen;
    ++s;
  }
  if (seen > 1 && *digits == '0')
    return false;
  if (s < e && *s == '.') {
    ++s;
    while (s < e && isDigit(*s)) {
      mantissa = mantissa * 10 + static_cast<std::uint64_t>(*s - '0');
      count += mantissa != 0;
      ++seen;
      ++decimals;
      ++s;
    }
  }
  if (seen == 0)
    return plainInfinity(begin, e, out);
  int exponent = 0;
  if (s < e && (*s == 'e' || *s == 'E')) {
    ++s;
    const bool down = s < e && *s == '-';
    if (s < e && (*s == '-' || *s == '+'))
      ++s;
    if (s == e)
      return false;
    while (s < e && isDigit(*s)) {
      exponent = exponent < 100'000 ? exponent * 10 + (*s - '0') : exponent;
      ++s;
    }
    if (down)
      exponent = -exponent;
  }
  if (s != e)
    return false;
  const int power = exponent - decimals;
  if (count <= 19 && mantissa <= (std::uint64_t{1} << 53) && power >= -22 && power <= 22) {
    double v = static_cast<double>(mantissa);
    v = power < 0 ? v / kPowersOfTen[static_cast<std::size_t>(-power)] : v * kPowersOfTen[static_cast<std::size_t>(power)];
    out = negative ? -v : v;
    return true;
  }
  double v = 0;
  const std::from_chars_result r = std::from_chars(digits, e, v);
  if (r.ptr != e)
    return false;
  if (r.ec == std::errc::result_out_of_range) // too small or too large for a double: what IEEE 754 rounds it to
    v = power + count > 0 ? HUGE_VAL : 0.0;
  else if (r.ec != std::errc{})
    return false;
  out = negative ? -v : v;
  return true;
}

} // namespace easel::csv
