// When something is to happen again, as a value: once, every so often, daily or on weekdays at a time of day. It only
// computes the next time; whoever owns the clock waits. Times of day are local (they follow daylight saving: a time that
// the change skips happens at the same distance after midnight, one that occurs twice happens once) unless utc is set.
// Thread rule: pure, apart from the process's time zone.
#pragma once

#include "core/base/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace easel {

struct Schedule {
  enum class Kind { Once, Every, Daily, Weekly };
  Kind kind = Kind::Daily;
  std::int64_t start = 0;           // UTC µs: when (Once), or where the counting begins (Every)
  std::int64_t every = 0;           // µs between two times (Every), > 0
  int minuteOfDay = 0;              // 0…1439 (Daily, Weekly)
  std::vector<int> weekdays;        // 1 = Monday … 7 = Sunday (Weekly)
  bool utc = false;

  static Schedule once(std::int64_t at);
  static Schedule repeated(std::int64_t start, std::int64_t every);
  static Schedule daily(int hour, int minute);
  static Schedule weekly(std::vector<int> weekdays, int hour, int minute);

  /// The first time later than `after` (UTC µs); nullopt when there is none.
  std::optional<std::int64_t> next(std::int64_t after) const;
  /// "every 15 minutes", "every day at 06:00", "on Monday and Friday at 18:30".
  std::string outline() const;
  bool operator==(const Schedule&) const = default;
};

Json toJson(const Schedule& schedule);
Result<Schedule> scheduleFromJson(const Json& json);

} // namespace easel
