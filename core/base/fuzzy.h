// How well a few typed letters fit a text, for search fields: command palette, steps, nodes. Letters must occur in their
// order; the beginning of words, neighbours and short texts count more. Pure function; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel {

/// Higher is better; nullopt: the letters do not occur. ASCII letters are compared without case. An empty query fits
/// everything with 0.
std::optional<double> fuzzyScore(std::string_view query, std::string_view text);

/// The best score over a title and its other words; those weigh less.
std::optional<double> fuzzyScore(std::string_view query, std::string_view title, const std::vector<std::string>& keywords);

} // namespace easel
