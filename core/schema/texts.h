// The texts of a declaration that a person reads: what a translator gets, and what `translated()` looks up.
#pragma once

#include "core/schema/schema.h"

#include <string>
#include <vector>

namespace easel {

struct TranslatableText {
  std::string text;
  std::string where; // "fill_missing.method (help)": tells the translator what it is
};

/// Titles, labels, help, units' words, groups and choices; no empty ones, each once.
std::vector<TranslatableText> translatableTexts(const Declaration& declaration);

} // namespace easel
