// A card as a sequence of headed blocks, from which its page (HTML) and its pages (PDF) are both drawn: one
// content, two looks.
#pragma once

#include "core/govern/card.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace easel {

struct CardParagraph {
  std::string text;
  bool muted = false; // something is not written yet
};
/// Label and value, one line each.
struct CardPairs {
  std::vector<std::pair<std::string, std::string>> pairs;
};
struct CardTable {
  std::vector<std::string> titles;
  std::vector<std::vector<std::string>> rows;
  std::size_t textColumns = 1; // the first ones are text, the others numbers
};
/// Horizontal bars, longest first; values ≥ 0.
struct CardBars {
  std::vector<std::pair<std::string, double>> bars;
};
/// A curve in the unit square, with the diagonal for comparison.
struct CardCurve {
  std::string xTitle, yTitle;
  std::vector<std::pair<double, double>> points;
};
using CardBlock = std::variant<CardParagraph, CardPairs, CardTable, CardBars, CardCurve>;

struct CardSection {
  std::string title;
  std::vector<CardBlock> blocks;
};

struct CardDocument {
  std::string title, subtitle;
  std::vector<CardSection> sections;
};

CardDocument cardDocument(const Card& card);

} // namespace easel
