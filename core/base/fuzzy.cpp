#include "core/base/fuzzy.h"

#include "core/base/text.h"

#include <algorithm>

namespace easel {

namespace {

bool beginsWord(std::string_view text, std::size_t i) {
  if (i == 0)
    return true;
  const unsigned char before = static_cast<unsigned char>(text[i - 1]);
  const bool letter = (before >= '0' && before <= '9') || (before >= 'a' && before <= 'z') || before >= 0x80;
  return !letter;
}

/// Greedy from one start: each letter at the next word's beginning if it is there, else where it occurs next.
std::optional<double> from(std::string_view query, std::string_view text, std::size_t start) {
  double score = 0;
  std::size_t at = start;
  bool first = true;
  for (std::size_t q = 0; q < query.size(); ++q) {
    if (query[q] == ' ')
      continue;
    std::size_t found = at;
    if (!(found < text.size() && text[found] == query[q])) {
      std::size_t word = at;
      while (word < text.size() && !(text[word] == query[q] && beginsWord(text, word)))
        ++word;
      found = word < text.size() ? word : text.find(query[q], at);
    }
    if (found == std::string_view::npos || found >= text.size())
      return std::nullopt;
    score += 1;
    if (beginsWord(text, found))
      score += 1.5;
    if (!first && found == at)
      score += 1;
    else if (!first)
      score -= 0.02 * static_cast<double>(found - at);
    first = false;
    at = found + 1;
  }
  return score - 0.01 * static_cast<double>(start) - 0.005 * static_cast<double>(text.size());
}

} // namespace

std::optional<double> fuzzyScore(std::string_view query, std::string_view text) {
  const std::string wanted = toLowerAscii(trim(query));
  if (wanted.empty())
    return 0.0;
  const std::string lower = toLowerAscii(text);
  std::optional<double> best;
  for (std::size_t i = lower.find(wanted[0]); i != std::string::npos; i = lower.find(wanted[0], i + 1))
    if (const auto score = from(wanted, lower, i); score && (!best || *score > *best))
      best = score;
  if (best && lower == wanted)
    *best += 5;
  return best;
}

std::optional<double> fuzzyScore(std::string_view query, std::string_view title, const std::vector<std::string>& keywords) {
  std::optional<double> best = fuzzyScore(query, title);
  for (const std::string& keyword : keywords)
    if (const auto score = fuzzyScore(query, keyword))
      best = std::max(best.value_or(*score * 0.6), *score * 0.6);
  return best;
}

} // namespace easel
