#include "core/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace easel {

namespace {
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Length of the UTF-8 sequence at the start of s, 0 when it is not one.
std::size_t sequenceLength(std::string_view s) {
  const auto b = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const auto tail = [&](std::size_t i) { return i < s.size() && (b(i) & 0xC0) == 0x80; };
  if (b(0) < 0x80)
    return 1;
  if (b(0) >= 0xC2 && b(0) <= 0xDF)
    return tail(1) ? 2 : 0;
  if ((b(0) & 0xF0) == 0xE0) {
    if (!tail(1) || !tail(2) || (b(0) == 0xE0 && b(1) < 0xA0) || (b(0) == 0xED && b(1) > 0x9F))
      return 0;
    return 3;
  }
  if (b(0) >= 0xF0 && b(0) <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3) || (b(0) == 0xF0 && b(1) < 0x90) || (b(0) == 0xF4 && b(1) > 0x8F))
      return 0;
    return 4;
  }
  return 0;
}

/// Inserted, deleted, replaced and swapped neighbouring letters count one each (Damerau 1964, optimal alignment).
std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}
} // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && isBlank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back()))
    text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos)
      return parts;
    text.remove_prefix(at + 1);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string s;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i)
      s += separator;
    s += parts[i];
  }
  return s;
}

std::string toLowerAscii(std::string_view text) {
  std::string s(text);
  std::transform(s.begin(), s.end(), s.begin(), lower);
  return s;
}

bool equalIgnoreCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t n = sequenceLength(text);
    if (n == 0)
      return false;
    text.remove_prefix(n);
  }
  return true;
}

std::size_t countCodePoints(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    text.remove_prefix(std::max<std::size_t>(1, sequenceLength(text)));
    ++count;
  }
  return count;
}

std::string formatNumber(double value) {
  if (std::isnan(value))
    return "nan"; // whatever its sign bit
  char buffer[64];
  const auto r = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, r.ptr};
}

std::string formatNumber(double value, int digits) {
  if (std::isfinite(value) && value == std::floor(value) && std::abs(value) < 1e15)
    return std::to_string(static_cast<long long>(value));
  char buffer[64];
  const auto r = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, digits);
  return {buffer, r.ptr};
}

std::string formatCount(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3; i -= 3)
    digits.insert(i - 3, 1, ',');
  return digits;
}

std::optional<double> parseDouble(std::string_view text) {
  double v = 0;
  if (!text.empty() && text.front() == '+')
    text.remove_prefix(1);
  const auto r = std::from_chars(text.data(), text.data() + text.size(), v);
  if (r.ec != std::errc{} || r.ptr != text.data() + text.size())
    return std::nullopt;
  return v;
}

std::optional<std::int64_t> parseInt(std::string_view text) {
  std::int64_t v = 0;
  if (!text.empty() && text.front() == '+')
    text.remove_prefix(1);
  const auto r = std::from_chars(text.data(), text.data() + text.size(), v);
  if (r.ec != std::errc{} || r.ptr != text.data() + text.size())
    return std::nullopt;
  return v;
}

std::string plural(std::int64_t n, std::string_view one, std::string_view many) {
  return formatCount(n) + " " + std::string(n == 1 ? one : many);
}

std::string listed(std::span<const std::string> items, std::size_t limit) {
  const std::size_t shown = std::min(items.size(), limit);
  std::string s;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i)
      s += (i + 1 == items.size()) ? " and " : ", ";
    s += items[i];
  }
  if (shown < items.size())
    s += " and " + formatCount(static_cast<std::int64_t>(items.size() - shown)) + " more";
  return s;
}

std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates) {
  const std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
  std::size_t best = allowed + 1;
  const std::string* found = nullptr;
  for (const std::string& c : candidates) {
    const std::size_t d = editDistance(word, c);
    if (d < best) {
      best = d;
      found = &c;
    }
  }
  return found ? std::optional(*found) : std::nullopt;
}

std::string didYouMean(std::string_view word, std::span<const std::string> candidates) {
  const auto c = closest(word, candidates);
  return c ? "Did you mean '" + *c + "'?" : std::string();
}

std::string escapeHtml(std::string_view text) {
  std::string s;
  s.reserve(text.size());
  for (const char c : text) {
    switch (c) {
    case '&': s += "&amp;"; break;
    case '<': s += "&lt;"; break;
    case '>': s += "&gt;"; break;
    case '"': s += "&quot;"; break;
    case '\'': s += "&#39;"; break;
    default: s += c;
    }
  }
  return s;
}

} // namespace easel
