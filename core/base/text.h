// Text helpers shared by every room. Text is UTF-8. Numbers are written and read in the C locale, whatever the
// user's locale is.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace easel {

/// Marks a text that a person reads, so that it can be translated; the value is the text itself.
#define EASEL_TR(text) text

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string toLowerAscii(std::string_view text);
bool equalIgnoreCase(std::string_view a, std::string_view b); // ASCII letters

bool isUtf8(std::string_view text);
/// Number of code points; bytes that are not UTF-8 count as one each.
std::size_t countCodePoints(std::string_view text);

/// Shortest text that reads back as the same double; "nan", "inf", "-inf" for those.
std::string formatNumber(double value);
/// With `digits` significant digits, trailing zeros removed: for messages.
std::string formatNumber(double value, int digits);
/// 1234567 → "1,234,567"
std::string formatCount(std::int64_t value);
/// The whole text must be a number (C locale, no blanks).
std::optional<double> parseDouble(std::string_view text);
std::optional<std::int64_t> parseInt(std::string_view text);

/// "1 row", "3 rows": count with thousands separators and the noun in the fitting form.
std::string plural(std::int64_t n, std::string_view one, std::string_view many);
/// "a, b and c"; at most `limit` items, then "and 5 more".
std::string listed(std::span<const std::string> items, std::size_t limit = 5);

/// The candidate that `word` was probably meant to be (small edit distance), if any.
std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates);
/// "Did you mean 'x'?" or empty.
std::string didYouMean(std::string_view word, std::span<const std::string> candidates);

/// Escapes & < > " ' for HTML and XML text and attributes.
std::string escapeHtml(std::string_view text);

} // namespace easel
