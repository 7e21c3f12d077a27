// Instants and civil dates. A timestamp is UTC microseconds since 1970-01-01; a date is days since then
// (proleptic Gregorian; conversion by <chrono>).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace easel {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

struct CivilDate {
  int year = 1970;
  int month = 1; // 1…12
  int day = 1;   // 1…31
};

std::int64_t nowMicros();
/// nullopt when there is no such day.
std::optional<std::int32_t> daysFromCivil(int year, int month, int day);
CivilDate civilFromDays(std::int32_t days);
/// The day that an instant falls on (UTC).
std::int64_t floorDays(std::int64_t micros);
/// 1 = Monday … 7 = Sunday (ISO 8601).
int isoWeekday(std::int32_t days);

/// "2026-11-24"
std::string formatDate(std::int32_t days);
/// "2026-11-24T10:15:00Z", with fraction only when it is not zero.
std::string formatTimestamp(std::int64_t micros);
/// "1d 02:03:04.5"
std::string formatDuration(std::int64_t micros);
/// ISO 8601 date; nullopt otherwise.
std::optional<std::int32_t> parseDate(std::string_view text);
/// ISO 8601 date and time with 'T' or blank between, optional fraction and zone (Z, ±hh:mm); a bare date is midnight.
std::optional<std::int64_t> parseTimestamp(std::string_view text);

/// What formatDuration writes: "[-][<days>d ][hh:]mm:ss[.fraction]" (hours may exceed 23), or "<days>d" alone.
std::optional<std::int64_t> parseDuration(std::string_view text);

} // namespace easel
