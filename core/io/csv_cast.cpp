#include "core/io/csv_cast.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/table/builder.h"

#include <cmath>

namespace easel::csv {

namespace {
/// "-007" → "-7", "00.5" → "0.5"
std::string withoutLeadingZeros(std::string_view text) {
  std::string s;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    s.push_back(text.front());
    text.remove_prefix(1);
  }
  while (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9')
    text.remove_prefix(1);
  return s.append(text);
}

template<class T>
bool ordered(bool read, DayMonth reading, DayMonth order, T dayFirst, T monthFirst, T& out) {
  if (!read || (reading != DayMonth::Both && reading != order))
    return false;
  out = order == DayMonth::MonthFirst ? monthFirst : dayFirst;
  return true;
}
} // namespace

bool castBool(std::string_view text, std::uint8_t& out) {
  for (const char* yes : {"true", "yes", "y", "t", "1", "on"})
    if (equalIgnoreCase(text, yes)) {
      out = 1;
      return true;
    }
  for (const char* no : {"false", "no", "n", "f", "0", "off"})
    if (equalIgnoreCase(text, no)) {
      out = 0;
      return true;
    }
  return false;
}

bool castFloat(std::string_view text, NumberFormat format, double& out) {
  const std::string s = withoutLeadingZeros(text);
  return readFloat(s.data(), s.data() + s.size(), format, out);
}

bool castInt(std::string_view text, NumberFormat format, std::int64_t& out) {
  const std::string s = withoutLeadingZeros(text);
  if (readInt(s.data(), s.data() + s.size(), format, out))
    return true;
  double v = 0;
  if (!castFloat(text, format, v) || v != std::floor(v) || std::abs(v) >= 9'007'199'254'740'992.0)
    return false;
  out = static_cast<std::int64_t>(v);
  return true;
}

bool castTimestamp(std::string_view text, DayMonth order, std::int64_t& out) {
  const char* s = text.data();
  const char* e = s + text.size();
  if (readTimeYmd(s, e, out) || readTimeNamed(s, e, out))
    return true;
  DayMonth reading = DayMonth::Both;
  std::int64_t a = 0;
  std::int64_t b = 0;
  const bool read = readTimeNumeric(s, e, reading, a, b);
  return ordered(read, reading, order, a, b, out);
}

bool castDate(std::string_view text, DayMonth order, std::int32_t& out) {
  std::int64_t micros = 0;
  if (!castTimestamp(text, order, micros) || micros % kMicrosPerDay != 0)
    return false;
  out = static_cast<std::int32_t>(micros / kMicrosPerDay);
  return true;
}

bool castDuration(std::string_view text, std::int64_t& out) {
  return readDuration(text.data(), text.data() + text.size(), out);
}

Result<Column> castVectors(const Column& texts, const std::function<void(std::size_t, std::string_view)>& misfit) {
  std::size_t dimension = 0;
  std::vector<std::vector<float>> rows(texts.size());
  std::size_t row = 0;
  for (std::size_t k = 0; k < texts.chunkCount(); ++k) {
    EASEL_TRY(const ChunkPtr chunk, texts.chunk(k));
    for (std::size_t i = 0; i < chunk->size(); ++i, ++row) {
      if (!chunk->valid(i))
        continue;
      const std::string_view all = trim(chunk->text(i));
      std::string_view text = all;
      bool good = text.size() >= 2 && text.front() == '[' && text.back() == ']';
      std::vector<float> values;
      if (good) {
        text.remove_prefix(1);
        text.remove_suffix(1);
        for (const std::string_view part : split(text, ',')) {
          const auto v = parseDouble(trim(part));
          good = good && v;
          values.push_back(static_cast<float>(v.value_or(0)));
        }
      }
      if (good && dimension == 0)
        dimension = values.size();
      if (good && values.size() == dimension)
        rows[row] = std::move(values);
      else
        misfit(row, all);
    }
  }
  ColumnBuilder builder(DataType::Vector, std::max<std::size_t>(dimension, 1));
  for (const auto& v : rows)
    if (v.empty())
      builder.appendMissing();
    else
      builder.appendVector(v);
  return std::move(builder).finish();
}

} // namespace easel::csv
