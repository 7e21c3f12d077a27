#include "core/base/time.h"
#include "core/io/csv_numbers.h"
#include "core/io/csv_values.h"

#include <array>

namespace easel::csv {

namespace {

constexpr std::array<std::uint8_t, 13> kMonthDays = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

constexpr bool isLeap(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

constexpr bool isDate(int y, int m, int d) {
  return m >= 1 && m <= 12 && d >= 1 && d <= kMonthDays[static_cast<std::size_t>(m)] && (m != 2 || d < 29 || isLeap(y));
}

/// Days since 1970-01-01; years from March, so that the leap day comes last.
constexpr std::int32_t daysOf(int y, int m, int d) {
  y -= m <= 2;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int yearOfEra = y - era * 400;
  const int dayOfYear = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146'097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719'468;
}
static_assert(daysOf(1970, 1, 1) == 0 && daysOf(2000, 3, 1) == 11'017);

int two(const char* s) { return (s[0] - '0') * 10 + (s[1] - '0'); }
bool digits(const char* s, int n) {
  bool all = true;
  for (int i = 0; i < n; ++i)
    all = all && isDigit(s[i]);
  return all;
}

/// Digits at s, at most `most` of them.
int number(const char*& s, const char* e, int most, int& count) {
  int v = 0;
  count = 0;
  while (s < e && count < most && isDigit(*s)) {
    v = v * 10 + (*s++ - '0');
    ++count;
  }
  return v;
}

/// Two digits are 1969…2068 (as POSIX strptime).
int fullYear(int y, int count) { return count == 2 ? (y < 69 ? 2000 + y : 1900 + y) : y; }

bool ymd(const char*& s, const char* e, std::int32_t& days) {
  if (e - s < 8 || !digits(s, 4))
    return false;
  const int y = two(s) * 100 + two(s + 2);
  const char mark = s[4];
  if (mark != '-' && mark != '/' && mark != '.')
    return false;
  if (e - s >= 10 && s[7] == mark && digits(s + 5, 2) && digits(s + 8, 2)) {
    const int m = two(s + 5);
    const int d = two(s + 8);
    if (!isDate(y, m, d))
      return false;
    days = daysOf(y, m, d);
    s += 10;
    return true;
  }
  s += 5;
  int n = 0;
  const int m = number(s, e, 2, n);
  if (n == 0 || s == e || *s != mark)
    return false;
  ++s;
  const int d = number(s, e, 2, n);
  if (n == 0 || !isDate(y, m, d))
    return false;
  days = daysOf(y, m, d);
  return true;
}

/// a/b/year in both readings.
bool numeric(const char*& s, const char* e, DayMonth& reading, std::int32_t& dayFirst, std::int32_t& monthFirst) {
  int n = 0;
  const int a = number(s, e, 2, n);
  if (n == 0 || s == e)
    return false;
  const char mark = *s++;
  if (mark != '/' && mark != '-' && mark != '.')
    return false;
  const int b = number(s, e, 2, n);
  if (n == 0 || s == e || *s != mark)
    return false;
  ++s;
  const int raw = number(s, e, 4, n);
  if (n != 4 && n != 2)
    return false;
  const int y = fullYear(raw, n);
  const bool day = isDate(y, b, a);
  const bool month = isDate(y, a, b);
  if (!day && !month)
    return false;
  reading = day && month ? DayMonth::Both : day ? DayMonth::DayFirst : DayMonth::MonthFirst;
  dayFirst = day ? daysOf(y, b, a) : 0;
  monthFirst = month ? daysOf(y, a, b) : 0;
  return true;
}

void blanks(const char*& s, const char* e) {
  while (s < e && (*s == ' ' || *s == ',' || *s == '-' || *s == '/' || *s == '.'))
    ++s;
}

/// English month names, whole or the first three letters.
int month(const char*& s, const char* e) {
  static constexpr std::array<std::string_view, 12> kNames = {"january", "february", "march",     "april",   "may",      "june",
                                                              "july",    "august",   "september", "october", "november", "december"};
  const char* p = s;
  while (p < e && ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z'))
    ++p;
  const auto n = static_cast<std::size_t>(p - s);
  if (n < 3)
    return 0;
  for (std::size_t m = 0; m < 12; ++m) {
    const std::string_view name = kNames[m];
    if (n != 3 && n != name.size() && !(n == 4 && m == 8))
      continue;
    bool same = true;
    for (std::size_t i = 0; i < n; ++i)
      same = same && (s[i] | 0x20) == name[i];
    if (same) {
      s = p;
      return static_cast<int>(m) + 1;
    }
  }
  return 0;
}

bool named(const char*& s, const char* e, std::int32_t& days) {
  int n = 0;
  int d = 0;
  int m = month(s, e);
  if (m == 0) {
    d = number(s, e, 2, n);
    if (n == 0)
      return false;
    blanks(s, e);
    m = month(s, e);
    if (m == 0)
      return false;
  } else {
    blanks(s, e);
    d = number(s, e, 2, n);
    if (n == 0)
      return false;
  }
  blanks(s, e);
  const int raw = number(s, e, 4, n);
  if (n != 4 && n != 2)
    return false;
  const int y = fullYear(raw, n);
  if (!isDate(y, m, d))
    return false;
  days = daysOf(y, m, d);
  return true;
}

/// hh:mm[:ss[.ffffff]] [am|pm] [zone], up to the end.
bool timeOfDay(const char* s, const char* e, std::int64_t& micros) {
  int n = 0;
  int h = 0;
  int m = 0;
  int sec = 0;
  if (e - s >= 8 && s[2] == ':' && s[5] == ':' && digits(s, 2) && digits(s + 3, 2) && digits(s + 6, 2)) {
    h = two(s);
    m = two(s + 3);
    sec = two(s + 6);
    s += 8;
  } else {
    h = number(s, e, 2, n);
    if (n == 0 || s == e || *s++ != ':')
      return false;
    m = number(s, e, 2, n);
    if (n != 2)
      return false;
    if (s < e && *s == ':') {
      ++s;
      sec = number(s, e, 2, n);
      if (n != 2)
        return false;
    }
  }
  std::int64_t fraction = 0;
  if (s < e && (*s == '.' || *s == ',')) {
    ++s;
    std::int64_t unit = kMicrosPerSecond / 10;
    const char* const from = s;
    while (s < e && isDigit(*s)) {
      fraction += (*s++ - '0') * unit;
      unit /= 10;
    }
    if (s == from)
      return false;
  }
  const char* p = s;
  if (p < e && *p == ' ')
    ++p;
  if (e - p >= 2 && ((p[1] | 0x20) == 'm') && ((p[0] | 0x20) == 'a' || (p[0] | 0x20) == 'p')) {
    if (h < 1 || h > 12)
      return false;
    h = h % 12 + ((p[0] | 0x20) == 'p' ? 12 : 0);
    s = p + 2;
  }
  if (h > 23 || m > 59 || sec > 59)
    return false;
  micros = (h * 3600LL + m * 60 + sec) * kMicrosPerSecond + fraction;
  if (s == e)
    return true;
  if (*s == ' ' && s + 1 < e)
    ++s;
  if ((*s == 'Z' && s + 1 == e) || (e - s == 3 && (std::string_view(s, 3) == "UTC" || std::string_view(s, 3) == "GMT")))
    return true;
  if (*s != '+' && *s != '-')
    return false;
  const int sign = *s++ == '+' ? 1 : -1;
  const int zh = number(s, e, 2, n);
  if (n != 2)
    return false;
  int zm = 0;
  if (s < e) {
    if (*s == ':')
      ++s;
    zm = number(s, e, 2, n);
    if (n != 2)
      return false;
  }
  if (s != e || zh > 14 || zm > 59)
    return false;
  micros -= sign * (zh * 3600LL + zm * 60) * kMicrosPerSecond;
  return true;
}

/// After the date: nothing, or a T or blank and a time.
bool addTime(const char* s, const char* e, std::int64_t& timeMicros) {
  timeMicros = 0;
  if (s == e)
    return true;
  if (*s != 'T' && *s != ' ' && *s != 't')
    return false;
  ++s;
  return timeOfDay(s, e, timeMicros);
}

} // namespace

bool readDateYmd(const char* s, const char* e, std::int32_t& days) { return ymd(s, e, days) && s == e; }

bool readDateNumeric(const char* s, const char* e, DayMonth& reading, std::int32_t& dayFirst, std::int32_t& monthFirst) {
  return numeric(s, e, reading, dayFirst, monthFirst) && s == e;
}

bool readDateNamed(const char* s, const char* e, std::int32_t& days) { return named(s, e, days) && s == e; }

bool readTimeYmd(const char* s, const char* e, std::int64_t& micros) {
  std::int32_t days = 0;
  std::int64_t time = 0;
  if (!ymd(s, e, days) || !addTime(s, e, time))
    return false;
  micros = days * kMicrosPerDay + time;
  return true;
}

bool readTimeNumeric(const char* s, const char* e, DayMonth& reading, std::int64_t& dayFirst, std::int64_t& monthFirst) {
  std::int32_t a = 0;
  std::int32_t b = 0;
  std::int64_t time = 0;
  if (!numeric(s, e, reading, a, b) || !addTime(s, e, time))
    return false;
  dayFirst = a * kMicrosPerDay + time;
  monthFirst = b * kMicrosPerDay + time;
  return true;
}

bool readTimeNamed(const char* s, const char* e, std::int64_t& micros) {
  std::int32_t days = 0;
  std::int64_t time = 0;
  if (!named(s, e, days) || !addTime(s, e, time))
    return false;
  micros = days * kMicrosPerDay + time;
  return true;
}

bool readDuration(const char* s, const char* e, std::int64_t& micros) {
  const bool negative = s < e && *s == '-';
  if (negative)
    ++s;
  int n = 0;
  std::uint64_t days = 0;
  const char* p = s;
  const int lead = number(p, e, 9, n);
  if (n > 0 && p + 1 < e && p[0] == 'd' && p[1] == ' ') {
    days = static_cast<std::uint64_t>(lead);
    s = p + 2;
  }
  int hours = number(s, e, 2, n);
  if (n == 0 || s == e || *s++ != ':')
    return false;
  const int minutes = number(s, e, 2, n);
  if (n != 2 || s == e || *s++ != ':')
    return false;
  const int seconds = number(s, e, 2, n);
  if (n != 2 || minutes > 59 || seconds > 59)
    return false;
  std::uint64_t fraction = 0;
  if (s < e && *s == '.') {
    ++s;
    std::uint64_t unit = 100'000;
    const char* const from = s;
    while (s < e && isDigit(*s)) {
      fraction += static_cast<std::uint64_t>(*s++ - '0') * unit;
      unit /= 10;
    }
    if (s == from)
      return false;
  }
  if (s != e || days > 106'751'991)
    return false;
  const std::uint64_t total =
      (days * 86'400 + static_cast<std::uint64_t>(hours * 3600 + minutes * 60 + seconds)) * 1'000'000 + fraction;
  if (total > std::uint64_t{9'223'372'036'854'775'807} + negative)
    return false;
  micros = static_cast<std::int64_t>(negative ? 0 - total : total);
  return true;
}

} // namespace easel::csv
