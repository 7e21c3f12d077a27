#include "core/base/time.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <limits>

namespace easel {

namespace {
using std::chrono::sys_days;

std::int64_t floorDiv(std::int64_t a, std::int64_t b) {
  const std::int64_t q = a / b;
  return (a % b != 0 && (a < 0) != (b < 0)) ? q - 1 : q;
}

bool readDigits(std::string_view& s, std::size_t n, int& out) {
  if (s.size() < n)
    return false;
  int v = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (s[i] < '0' || s[i] > '9')
      return false;
    v = v * 10 + (s[i] - '0');
  }
  out = v;
  s.remove_prefix(n);
  return true;
}

bool take(std::string_view& s, char c) {
  if (s.empty() || s.front() != c)
    return false;
  s.remove_prefix(1);
  return true;
}

std::optional<std::int32_t> readDate(std::string_view& s) {
  int y = 0;
  int m = 0;
  int d = 0;
  if (!readDigits(s, 4, y) || !take(s, '-') || !readDigits(s, 2, m) || !take(s, '-') || !readDigits(s, 2, d))
    return std::nullopt;
  return daysFromCivil(y, m, d);
}
} // namespace

std::int64_t nowMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::optional<std::int32_t> daysFromCivil(int year, int month, int day) {
  if (year < -9999 || year > 9999 || month < 1 || month > 12 || day < 1)
    return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
                                        std::chrono::day(static_cast<unsigned>(day))};
  if (!ymd.ok())
    return std::nullopt;
  return static_cast<std::int32_t>(sys_days(ymd).time_since_epoch().count());
}

CivilDate civilFromDays(std::int32_t days) {
  const std::chrono::year_month_day ymd{sys_days(std::chrono::days(days))};
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

std::int64_t floorDays(std::int64_t micros) { return floorDiv(micros, kMicrosPerDay); }

int isoWeekday(std::int32_t days) {
  return static_cast<int>(std::chrono::weekday(sys_days(std::chrono::days(days))).iso_encoding());
}

std::string formatDate(std::int32_t days) {
  const CivilDate c = civilFromDays(days);
  char buffer[32];
  const int n = std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", c.year, c.month, c.day);
  return {buffer, static_cast<std::size_t>(n)};
}

std::string formatTimestamp(std::int64_t micros) {
  const std::int64_t days = floorDiv(micros, kMicrosPerDay);
  const std::int64_t rest = micros - days * kMicrosPerDay;
  const std::int64_t seconds = rest / kMicrosPerSecond;
  const int fraction = static_cast<int>(rest % kMicrosPerSecond);
  char buffer[48];
  int n = std::snprintf(buffer, sizeof buffer, "T%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                        static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  std::string s = formatDate(static_cast<std::int32_t>(days)) + std::string(buffer, static_cast<std::size_t>(n));
  if (fraction) {
    n = std::snprintf(buffer, sizeof buffer, ".%06d", fraction);
    while (n > 0 && buffer[n - 1] == '0')
      --n;
    s.append(buffer, static_cast<std::size_t>(n));
  }
  return s + "Z";
}

std::string formatDuration(std::int64_t micros) {
  const bool negative = micros < 0;
  const std::uint64_t u = negative ? 0 - static_cast<std::uint64_t>(micros) : static_cast<std::uint64_t>(micros);
  const std::uint64_t seconds = u / 1'000'000;
  const std::uint64_t days = seconds / 86'400;
  char buffer[64];
  int n = std::snprintf(buffer, sizeof buffer, "%02d:%02d:%02d", static_cast<int>(seconds / 3600 % 24),
                        static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  std::string s(buffer, static_cast<std::size_t>(n));
  if (u % 1'000'000) {
    n = std::snprintf(buffer, sizeof buffer, ".%06d", static_cast<int>(u % 1'000'000));
    while (n > 0 && buffer[n - 1] == '0')
      --n;
    s.append(buffer, static_cast<std::size_t>(n));
  }
  if (days)
    s = std::to_string(days) + "d " + s;
  return negative ? "-" + s : s;
}

std::optional<std::int32_t> parseDate(std::string_view text) {
  const auto days = readDate(text);
  return text.empty() ? days : std::nullopt;
}

std::optional<std::int64_t> parseTimestamp(std::string_view text) {
  const auto days = readDate(text);
  if (!days)
    return std::nullopt;
  std::int64_t micros = *days * kMicrosPerDay;
  if (text.empty())
    return micros;
  int h = 0;
  int m = 0;
  int sec = 0;
  if (!(take(text, 'T') || take(text, ' ')) || !readDigits(text, 2, h) || !take(text, ':') || !readDigits(text, 2, m))
    return std::nullopt;
  if (take(text, ':') && !readDigits(text, 2, sec))
    return std::nullopt;
  if (h > 23 || m > 59 || sec > 59)
    return std::nullopt;
  micros += (h * 3600LL + m * 60 + sec) * kMicrosPerSecond;
  if (take(text, '.')) {
    std::int64_t unit = kMicrosPerSecond / 10;
    std::size_t digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
      micros += (text.front() - '0') * unit;
      unit /= 10;
      ++digits;
      text.remove_prefix(1);
    }
    if (digits == 0)
      return std::nullopt;
  }
  if (text.empty() || text == "Z")
    return micros;
  const int sign = text.front() == '+' ? 1 : text.front() == '-' ? -1 : 0;
  if (sign == 0)
    return std::nullopt;
  text.remove_prefix(1);
  int zh = 0;
  int zm = 0;
  if (!readDigits(text, 2, zh))
    return std::nullopt;
  take(text, ':');
  if (!text.empty() && !readDigits(text, 2, zm))
    return std::nullopt;
  if (!text.empty() || zh > 14 || zm > 59)
    return std::nullopt;
  return micros - sign * (zh * 3600LL + zm * 60) * kMicrosPerSecond;
}

std::optional<std::int64_t> parseDuration(std::string_view text) {
  const bool negative = take(text, '-');
  std::int64_t days = 0;
  if (const std::size_t d = text.find('d'); d != std::string_view::npos) {
    const auto r = std::from_chars(text.data(), text.data() + d, days);
    if (r.ec != std::errc{} || r.ptr != text.data() + d || days < 0 || days > 106'751'990) // 2^63 microseconds
      return std::nullopt;
    text.remove_prefix(d + 1);
    if (text.empty())
      return (negative ? -days : days) * kMicrosPerDay;
    if (!take(text, ' '))
      return std::nullopt;
  }
  std::int64_t parts[3] = {};
  std::size_t count = 0;
  do {
    const auto r = std::from_chars(text.data(), text.data() + text.size(), parts[count]);
    const auto length = static_cast<std::size_t>(r.ptr - text.data());
    if (r.ec != std::errc{} || parts[count] < 0 || parts[count] > 1'000'000'000 || (count > 0 && length != 2))
      return std::nullopt;
    text.remove_prefix(length);
    ++count;
  } while (count < 3 && take(text, ':'));
  if (count < 2)
    return std::nullopt;
  const std::int64_t hours = count == 3 ? parts[0] : 0;
  const std::int64_t minutes = parts[count - 2];
  const std::int64_t seconds = parts[count - 1];
  if (seconds > 59 || (count == 3 && minutes > 59))
    return std::nullopt;
  std::int64_t micros = (hours * 3600 + minutes * 60 + seconds) * kMicrosPerSecond;
  if (take(text, '.')) {
    if (text.empty())
      return std::nullopt;
    std::int64_t unit = kMicrosPerSecond / 10;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), unit /= 10)
      micros += (text.front() - '0') * unit;
  }
  if (!text.empty() || __builtin_add_overflow(micros, days * kMicrosPerDay, &micros))
    return std::nullopt;
  return negative ? -micros : micros;
}

} // namespace easel
