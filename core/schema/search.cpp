#include "core/schema/search.h"

#include <algorithm>

namespace easel {

namespace {

bool beginsAWord(const std::string& text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    if (at == 0 || text[at - 1] == ' ' || text[at - 1] == '-')
      return true;
  return false;
}

/// 0: not found.
int score(const Declaration& d, std::string_view word) {
  const std::string title = toLowerAscii(d.title);
  if (title.starts_with(word))
    return 100;
  if (beginsAWord(title, word))
    return 80;
  int best = title.find(word) != std::string::npos ? 50 : 0;
  for (const std::string& keyword : d.keywords) {
    const std::string lower = toLowerAscii(keyword);
    best = std::max(best, lower == word ? 70 : beginsAWord(lower, word) ? 60 : lower.find(word) != std::string::npos ? 30 : 0);
  }
  const std::string summary = toLowerAscii(d.summary);
  return std::max(best, beginsAWord(summary, word) ? 20 : summary.find(word) != std::string::npos ? 10 : 0);
}

} // namespace

std::vector<const Declaration*> searched(std::span<const Declaration* const> declarations, std::string_view words,
                                         std::span<const std::string> recent) {
  struct Hit {
    const Declaration* declaration;
    int score;
    std::ptrdiff_t used; // place among the recent ones
  };
  const std::string lower = toLowerAscii(words);
  std::vector<Hit> hits;
  for (const Declaration* d : declarations) {
    int total = 1;
    bool all = true;
    for (const std::string_view word : split(lower, ' ')) {
      if (word.empty())
        continue;
      const int points = score(*d, word);
      all = all && points > 0;
      total += points;
    }
    if (all)
      hits.push_back({d, total, std::find(recent.begin(), recent.end(), d->id) - recent.begin()});
  }
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return a.score != b.score ? a.score > b.score : a.used < b.used;
  });
  std::vector<const Declaration*> found;
  for (const Hit& hit : hits)
    found.push_back(hit.declaration);
  return found;
}

} // namespace easel
