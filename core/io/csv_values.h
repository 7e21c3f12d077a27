// Single values from the text of a cell: numbers, bools, dates, times, durations. Numbers are exact: up to 2^53 times
// a power of ten up to 22 by one rounding (Clinger, "How to read floating point numbers accurately", 1990), all others
// by std::from_chars. Dates are proleptic Gregorian. Thread rule: pure functions.
#pragma once

#include "core/io/csv_scan.h"
#include "core/table/types.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace easel::csv {

/// How the values of a column are written; one bit in a mask of what a column can still be.
enum class Kind : std::uint8_t {
  Bool,
  Int,
  Float,
  DateYmd,     // 2020-12-31, 2020/12/31, 2020.12.31
  DateNumeric, // 31/12/2020 or 12/31/2020, with / - or .
  DateNamed,   // Dec 31 2020, 31-Dec-2020, December 31, 2020
  TimeYmd,     // the same three with an optional time of day
  TimeNumeric,
  TimeNamed,
  Duration, // 1d 02:03:04.5, 02:03:04
  Text,     // Category or Text
  Empty,    // no value seen
};
using KindMask = std::uint32_t;
constexpr KindMask bitOf(Kind k) { return KindMask{1} << static_cast<unsigned>(k); }
inline constexpr KindMask kEveryKind = (KindMask{1} << static_cast<unsigned>(Kind::Empty)) - 1;
/// The kinds that any text of this kind can also be read as.
KindMask impliedBy(Kind kind);
DataType typeOf(Kind kind);

struct NumberFormat {
  char decimal = '.';
  char thousands = 0;
};

/// How one date reads: d/m/y, m/d/y or both.
enum class DayMonth : std::uint8_t { Both, DayFirst, MonthFirst };

/// Whole numbers in 64 bits without leading zeros; a plus sign and thousands separators are allowed.
bool readInt(const char* s, const char* e, NumberFormat format, std::int64_t& out);
/// Numbers without leading zeros; also inf.
bool readFloat(const char* s, const char* e, NumberFormat format, double& out);
/// true, false in any case.
bool readBool(const char* s, const char* e, std::uint8_t& out);
bool readDateYmd(const char* s, const char* e, std::int32_t& days);
/// `order` says which readings there are; Both: the other one is in `other`.
bool readDateNumeric(const char* s, const char* e, DayMonth& reading, std::int32_t& dayFirst, std::int32_t& monthFirst);
bool readDateNamed(const char* s, const char* e, std::int32_t& days);
bool readTimeYmd(const char* s, const char* e, std::int64_t& micros);
bool readTimeNumeric(const char* s, const char* e, DayMonth& reading, std::int64_t& dayFirst, std::int64_t& monthFirst);
bool readTimeNamed(const char* s, const char* e, std::int64_t& micros);
bool readDuration(const char* s, const char* e, std::int64_t& micros);

/// What a value can be, beyond its kinds.
struct Evidence {
  KindMask kinds = kEveryKind;
  bool fraction = false;   // a number has a decimal mark or an exponent
  bool beyondInt = false;  // a whole number does not fit into 64 bits
  std::int64_t dayFirst = 0;   // numeric dates by their readings
  std::int64_t monthFirst = 0;
  std::int64_t both = 0;
  std::int64_t values = 0;
  void add(std::string_view value, NumberFormat format);
  void add(const Evidence& other);
};

/// NA, null, ? … : missing in columns that are not text.
bool isMissingWord(std::string_view text);

} // namespace easel::csv
