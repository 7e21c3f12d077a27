#include "core/io/csv_values.h"

#include "core/base/text.h"
#include "core/io/csv_numbers.h"

#include <algorithm>
#include <array>

namespace easel::csv {

KindMask impliedBy(Kind kind) {
  const KindMask text = bitOf(Kind::Text);
  switch (kind) {
  case Kind::Int: return text | bitOf(Kind::Int) | bitOf(Kind::Float);
  case Kind::DateYmd: return text | bitOf(Kind::DateYmd) | bitOf(Kind::TimeYmd);
  case Kind::DateNumeric: return text | bitOf(Kind::DateNumeric) | bitOf(Kind::TimeNumeric);
  case Kind::DateNamed: return text | bitOf(Kind::DateNamed) | bitOf(Kind::TimeNamed);
  case Kind::Empty: return kEveryKind;
  default: return text | bitOf(kind);
  }
}

DataType typeOf(Kind kind) {
  switch (kind) {
  case Kind::Bool: return DataType::Bool;
  case Kind::Int: return DataType::Int64;
  case Kind::Float: return DataType::Float64;
  case Kind::DateYmd:
  case Kind::DateNumeric:
  case Kind::DateNamed: return DataType::Date;
  case Kind::TimeYmd:
  case Kind::TimeNumeric:
  case Kind::TimeNamed: return DataType::Timestamp;
  case Kind::Duration: return DataType::Duration;
  case Kind::Text:
  case Kind::Empty: break;
  }
  return DataType::Text;
}

namespace {

/// The number in plain form (digits, '.', exponent) when it holds thousands separators or a decimal comma.
bool plainNumber(std::string_view text, NumberFormat format, char (&buffer)[128], std::size_t& size) {
  if (text.size() >= sizeof buffer)
    return false;
  size = 0;
  std::size_t group = 0;  // digits since the last separator
  bool grouped = false;
  bool whole = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      ++group;
      buffer[size++] = c;
    } else if (c == format.decimal && whole) {
      if (grouped && group != 3)
        return false;
      whole = false;
      buffer[size++] = '.';
    } else if (format.thousands && c == format.thousands && whole) {
      if (group == 0 || group > 3 || (grouped && group != 3))
        return false;
      grouped = true;
      group = 0;
    } else if (c == 'e' || c == 'E') {
      if (grouped && whole && group != 3)
        return false;
      whole = false;
      buffer[size++] = c;
    } else if (c == '-' || c == '+') {
      buffer[size++] = c;
    } else {
      return false;
    }
  }
  return !(grouped && whole && group != 3);
}

bool plainFormat(NumberFormat f) { return f.decimal == '.' && f.thousands == 0; }

} // namespace

bool readInt(const char* s, const char* e, NumberFormat format, std::int64_t& out) {
  if (plainInt(s, e, out))
    return true;
  if (!format.thousands)
    return false;
  char buffer[128];
  std::size_t n = 0;
  return plainNumber({s, static_cast<std::size_t>(e - s)}, format, buffer, n) && plainInt(buffer, buffer + n, out);
}

bool readFloat(const char* s, const char* e, NumberFormat format, double& out) {
  if (plainFormat(format))
    return plainFloat(s, e, out);
  char buffer[128];
  std::size_t n = 0;
  if (plainNumber({s, static_cast<std::size_t>(e - s)}, format, buffer, n))
    return plainFloat(buffer, buffer + n, out);
  return plainInfinity(s, e, out);
}

bool readBool(const char* s, const char* e, std::uint8_t& out) {
  const auto n = e - s;
  if (n == 4 && equalIgnoreCase({s, 4}, "true")) {
    out = 1;
    return true;
  }
  if (n == 5 && equalIgnoreCase({s, 5}, "false")) {
    out = 0;
    return true;
  }
  return false;
}

void Evidence::add(std::string_view value, NumberFormat format) {
  const char* s = value.data();
  const char* e = s + value.size();
  ++values;
  KindMask mine = bitOf(Kind::Text);
  const auto can = [&](Kind k) { return (kinds & bitOf(k)) != 0; };
  std::int64_t whole = 0;
  double number = 0;
  std::uint8_t flag = 0;
  const char first = *s;
  const bool numeric = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == format.decimal ||
                       first == 'i' || first == 'I';
  if (numeric && (can(Kind::Int) || can(Kind::Float))) {
    if (readInt(s, e, format, whole)) {
      mine |= bitOf(Kind::Int) | bitOf(Kind::Float);
    } else if (readFloat(s, e, format, number)) {
      mine |= bitOf(Kind::Float);
      bool digits = true;
      for (const char* p = s; p < e; ++p)
        digits = digits && ((*p >= '0' && *p <= '9') || *p == '-' || *p == '+' || *p == format.thousands);
      (digits ? beyondInt : fraction) = true;
    }
  } else if (can(Kind::Bool) && readBool(s, e, flag)) {
    mine |= bitOf(Kind::Bool);
  }
  std::int32_t days = 0;
  std::int32_t otherDays = 0;
  std::int64_t micros = 0;
  std::int64_t otherMicros = 0;
  DayMonth reading = DayMonth::Both;
  if (can(Kind::TimeYmd) && readTimeYmd(s, e, micros))
    mine |= bitOf(Kind::TimeYmd) | (readDateYmd(s, e, days) ? bitOf(Kind::DateYmd) : 0);
  else if (can(Kind::TimeNumeric) && readTimeNumeric(s, e, reading, micros, otherMicros)) {
    mine |= bitOf(Kind::TimeNumeric) | (readDateNumeric(s, e, reading, days, otherDays) ? bitOf(Kind::DateNumeric) : 0);
    ++(reading == DayMonth::Both ? both : reading == DayMonth::DayFirst ? dayFirst : monthFirst);
  } else if (can(Kind::TimeNamed) && readTimeNamed(s, e, micros))
    mine |= bitOf(Kind::TimeNamed) | (readDateNamed(s, e, days) ? bitOf(Kind::DateNamed) : 0);
  else if (can(Kind::Duration) && readDuration(s, e, micros))
    mine |= bitOf(Kind::Duration);
  kinds &= mine;
}

void Evidence::add(const Evidence& o) {
  kinds &= o.kinds;
  fraction = fraction || o.fraction;
  beyondInt = beyondInt || o.beyondInt;
  dayFirst += o.dayFirst;
  monthFirst += o.monthFirst;
  both += o.both;
  values += o.values;
}

bool isMissingWord(std::string_view text) {
  if (text.empty() || text.size() > 9)
    return text.empty();
  static constexpr std::array<std::string_view, 24> kWords = {
      "na",  "n/a", "nan",  "-nan", "null", "(null)", "<null>", "none",  "nil",     "missing", "<na>", "#n/a",
      "#na", "n.a.", "?",   "-",    "--",   ".",      "..",     "...",   "#null!",  "#value!", "#ref!", "\\n"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view w) { return equalIgnoreCase(w, text); });
}

} // namespace easel::csv
