// A card as a checklist and as figures: which of its parts are complete, what the others lack, and the scores with their
// names. Pure functions.
#pragma once

#include "core/govern/card.h"

#include <string>
#include <vector>

namespace easel {

struct CardPart {
  std::string id;    // permanent: "overview", "intended_uses" …
  std::string title; // for people
  bool complete = false;
  std::string missing; // a sentence; empty when it is complete
};
/// In the order in which a reader wants them.
std::vector<CardPart> cardParts(const Card& card);

struct CardFigure {
  std::string id, title;
  double value = 0;
  std::optional<double> low, high; // 95% interval
};
struct CardScores {
  std::string role; // "test", "validation", "train"; empty: the model was not evaluated
  std::int64_t rows = 0;
  std::vector<CardFigure> figures; // the one that ranks models first
};
CardScores cardScores(const Card& card, const Catalog<Metric>& metrics);

} // namespace easel
