#include "core/jobs/schedule.h"

#include "core/base/text.h"
#include "core/base/time.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace easel {

namespace {

constexpr std::array<const char*, 7> kWeekdays{EASEL_TR("Monday"),   EASEL_TR("Tuesday"), EASEL_TR("Wednesday"),
                                               EASEL_TR("Thursday"), EASEL_TR("Friday"),  EASEL_TR("Saturday"),
                                               EASEL_TR("Sunday")};

std::int64_t floorDiv(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

/// The civil day (since 1970-01-01) that it is at that instant.
std::int32_t dayOf(std::int64_t micros, bool utc) {
  if (utc)
    return static_cast<std::int32_t>(floorDiv(micros, kMicrosPerDay));
  const std::time_t seconds = static_cast<std::time_t>(floorDiv(micros, kMicrosPerSecond));
  std::tm t{};
  localtime_r(&seconds, &t);
  return daysFromCivil(t.tm_year + 1900, t.tm_mon + 1, t.tm_mday).value_or(0);
}

/// The instant of a minute of a civil day.
std::int64_t instantOf(std::int32_t day, int minute, bool utc) {
  if (utc)
    return day * kMicrosPerDay + minute * 60 * kMicrosPerSecond;
  const CivilDate date = civilFromDays(day);
  std::tm t{};
  t.tm_year = date.year - 1900;
  t.tm_mon = date.month - 1;
  t.tm_mday = date.day;
  t.tm_hour = minute / 60;
  t.tm_min = minute % 60;
  t.tm_isdst = -1; // whatever holds then
  return static_cast<std::int64_t>(std::mktime(&t)) * kMicrosPerSecond;
}

std::string clockText(int minute) {
  const auto two = [](int v) { return (v < 10 ? "0" : "") + std::to_string(v); };
  return two(minute / 60) + ":" + two(minute % 60);
}

std::string_view kindId(Schedule::Kind kind) {
  switch (kind) {
  case Schedule::Kind::Once: return "once";
  case Schedule::Kind::Every: return "every";
  case Schedule::Kind::Daily: return "daily";
  case Schedule::Kind::Weekly: return "weekly";
  }
  return "";
}

std::string intervalText(std::int64_t micros) {
  const std::int64_t seconds = micros / kMicrosPerSecond;
  if (seconds % 86'400 == 0)
    return plural(seconds / 86'400, "day", "days");
  if (seconds % 3'600 == 0)
    return plural(seconds / 3'600, "hour", "hours");
  if (seconds % 60 == 0)
    return plural(seconds / 60, "minute", "minutes");
  return plural(seconds, "second", "seconds");
}

} // namespace

Schedule Schedule::once(std::int64_t at) {
  Schedule s;
  s.kind = Kind::Once;
  s.start = at;
  return s;
}

Schedule Schedule::repeated(std::int64_t start, std::int64_t every) {
  Schedule s;
  s.kind = Kind::Every;
  s.start = start;
  s.every = every;
  return s;
}

Schedule Schedule::daily(int hour, int minute) {
  Schedule s;
  s.minuteOfDay = hour * 60 + minute;
  return s;
}

Schedule Schedule::weekly(std::vector<int> weekdays, int hour, int minute) {
  Schedule s = daily(hour, minute);
  s.kind = Kind::Weekly;
  s.weekdays = std::move(weekdays);
  return s;
}

std::optional<std::int64_t> Schedule::next(std::int64_t after) const {
  if (kind == Kind::Once)
    return start > after ? std::optional(start) : std::nullopt;
  if (kind == Kind::Every) {
    if (every <= 0)
      return std::nullopt;
    return after < start ? start : start + (floorDiv(after - start, every) + 1) * every;
  }
  const std::int32_t today = dayOf(after, utc);
  for (std::int32_t day = today - 1; day <= today + 8; ++day) {
    if (kind == Kind::Weekly && std::find(weekdays.begin(), weekdays.end(), isoWeekday(day)) == weekdays.end())
      continue;
    if (const std::int64_t at = instantOf(day, minuteOfDay, utc); at > after)
      return at;
  }
  return std::nullopt;
}

std::string Schedule::outline() const {
  switch (kind) {
  case Kind::Once: return "once at " + formatTimestamp(start);
  case Kind::Every: {
    const std::string text = intervalText(every);
    return "every " + (text.starts_with("1 ") ? text.substr(2) : text);
  }
  case Kind::Daily: return "every day at " + clockText(minuteOfDay) + (utc ? " UTC" : "");
  case Kind::Weekly: {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kWeekdays.size(); ++i)
      if (std::find(weekdays.begin(), weekdays.end(), static_cast<int>(i + 1)) != weekdays.end())
        names.emplace_back(kWeekdays[i]);
    return "on " + listed(names, 7) + " at " + clockText(minuteOfDay) + (utc ? " UTC" : "");
  }
  }
  return {};
}

Json toJson(const Schedule& s) {
  Json j{{"kind", std::string(kindId(s.kind))}};
  if (s.kind == Schedule::Kind::Once || s.kind == Schedule::Kind::Every)
    j["start"] = formatTimestamp(s.start);
  if (s.kind == Schedule::Kind::Every)
    j["seconds"] = static_cast<double>(s.every) / static_cast<double>(kMicrosPerSecond);
  if (s.kind == Schedule::Kind::Daily || s.kind == Schedule::Kind::Weekly) {
    j["at"] = clockText(s.minuteOfDay);
    j["utc"] = s.utc;
  }
  if (s.kind == Schedule::Kind::Weekly)
    j["weekdays"] = s.weekdays;
  return j;
}

Result<Schedule> scheduleFromJson(const Json& json) {
  const auto wrong = [](const char* what, const char* hint) {
    return Error(ErrorCode::InvalidArgument, std::string("The schedule's ") + what + " is wrong.", hint)
        .at({ErrorPlace::Kind::Parameter, what});
  };
  const auto text = [&](const char* key) {
    const auto it = json.is_object() ? json.find(key) : json.end();
    return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
  };
  const std::string kind = text("kind");
  Schedule s;
  if (kind == "once" || kind == "every") {
    s.kind = kind == "once" ? Schedule::Kind::Once : Schedule::Kind::Every;
    const auto start = parseTimestamp(text("start"));
    if (!start)
      return wrong("start", "Write a time such as 2026-11-24T06:00:00Z.");
    s.start = *start;
    if (s.kind == Schedule::Kind::Every) {
      const auto it = json.find("seconds");
      if (it == json.end() || !it->is_number() || !(it->get<double>() >= 1) || !(it->get<double>() <= 1e9))
        return wrong("seconds", "Write the number of seconds between two times, at least 1.");
      s.every = static_cast<std::int64_t>(it->get<double>() * static_cast<double>(kMicrosPerSecond));
    }
    return s;
  }
  if (kind != "daily" && kind != "weekly")
    return wrong("kind", "It is once, every, daily or weekly.");
  s.kind = kind == "daily" ? Schedule::Kind::Daily : Schedule::Kind::Weekly;
  const std::string at = text("at");
  const auto hour = at.size() == 5 && at[2] == ':' ? parseInt(at.substr(0, 2)) : std::nullopt;
  const auto minute = hour ? parseInt(at.substr(3)) : std::nullopt;
  if (!minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59)
    return wrong("at", "Write a time of day such as 06:30.");
  s.minuteOfDay = static_cast<int>(*hour * 60 + *minute);
  if (const auto it = json.find("utc"); it != json.end() && it->is_boolean())
    s.utc = it->get<bool>();
  if (s.kind == Schedule::Kind::Weekly) {
    const auto it = json.find("weekdays");
    if (it == json.end() || !it->is_array() || it->empty())
      return wrong("weekdays", "Name at least one day: 1 is Monday, 7 is Sunday.");
    for (const Json& day : *it) {
      if (!day.is_number_integer() || day.get<std::int64_t>() < 1 || day.get<std::int64_t>() > 7)
        return wrong("weekdays", "1 is Monday, 7 is Sunday.");
      s.weekdays.push_back(day.get<int>());
    }
  }
  return s;
}

} // namespace easel
