// The two number readers of the hot loops, for plain numbers (decimal point, no separators): numbers of up to 16
// characters without an exponent are read in a few vector steps, all digits at once (after Mula, "SIMD-ized
// conversion of strings to integers"), others digit by digit, the rest by std::from_chars.
// The quick readers look at the 16 bytes before the end of a cell: only for cells in a TextBuffer, which has room there.
// Thread rule: pure functions.
#pragma once

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

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

#if defined(__SSE4_1__)

/// row p: moves the bytes before a point at p one place to the right, over it; row 16: leaves all where they are.
inline constexpr auto kCloseGap = [] {
  std::array<std::array<std::uint8_t, 16>, 17> rows{};
  for (std::size_t p = 0; p <= 16; ++p)
    for (std::size_t i = 0; i < 16; ++i)
      rows[p][i] = static_cast<std::uint8_t>(p == 16 || i > p ? i : i == 0 ? 0x80 : i - 1);
  return rows;
}();

/// 1 to 16 digits with at most one point in [s, e), no leading zero before a digit. The digits as one number, and how
/// many of them stand behind the point; false for any other text.
inline bool sixteenDigits(const char* s, const char* e, std::uint64_t& digits, unsigned& decimals, unsigned& points) {
  const auto n = static_cast<std::size_t>(e - s);
  if (n - 1 > 15 || (*s == '0' && n > 1 && s[1] != '.'))
    return false;
  const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(e - 16)); // the cell at the right border
  const __m128i values = _mm_sub_epi8(text, _mm_set1_epi8('0'));
  const auto digit = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values)));
  const unsigned mine = 0xFFFFU << (16 - n) & 0xFFFFU;
  points = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8('.')))) & mine;
  if (((digit | points) & mine) != mine || (points & (points - 1)) != 0 || points == mine)
    return false;
  const __m128i places = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m128i inside = _mm_cmpgt_epi8(places, _mm_set1_epi8(static_cast<char>(15 - static_cast<int>(n))));
  const auto gap = static_cast<unsigned>(std::countr_zero(points | 0x10000U));
  decimals = points ? 15 - gap : 0;
  const __m128i closed = _mm_shuffle_epi8(_mm_and_si128(values, inside),
                                          _mm_loadu_si128(reinterpret_cast<const __m128i*>(kCloseGap[gap].data())));
  const __m128i pairs = _mm_maddubs_epi16(closed, _mm_set1_epi16(0x010A));                 // 10a + b
  const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x0001'0064));                // 100a + b
  const __m128i eights = _mm_madd_epi16(_mm_packus_epi32(fours, fours), _mm_set1_epi32(0x0001'2710)); // 10000a + b
  const auto both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
  digits = (both & 0xFFFF'FFFFU) * 100'000'000 + (both >> 32);
  return true;
}

inline bool quickFloat(const char* s, const char* e, double& out) {
  const bool negative = s < e && *s == '-';
  std::uint64_t digits = 0;
  unsigned decimals = 0;
  unsigned points = 0;
  if (!sixteenDigits(s + negative, e, digits, decimals, points) || digits > std::uint64_t{1} << 53)
    return plainFloat(s, e, out);
  const double v = static_cast<double>(digits) / kPowersOfTen[decimals];
  out = negative ? -v : v;
  return true;
}

inline bool quickInt(const char* s, const char* e, std::int64_t& out) {
  const bool negative = s < e && *s == '-';
  std::uint64_t digits = 0;
  unsigned decimals = 0;
  unsigned points = 0;
  if (!sixteenDigits(s + negative, e, digits, decimals, points) || points)
    return plainInt(s, e, out);
  const auto v = static_cast<std::int64_t>(digits);
  out = negative ? -v : v;
  return true;
}

#else

inline bool quickFloat(const char* s, const char* e, double& out) { return plainFloat(s, e, out); }
inline bool quickInt(const char* s, const char* e, std::int64_t& out) { return plainInt(s, e, out); }

#endif

} // namespace easel::csv
