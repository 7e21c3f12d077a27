#include "core/schema/texts.h"

#include <set>

namespace easel {

std::vector<TranslatableText> translatableTexts(const Declaration& d) {
  std::vector<TranslatableText> texts;
  std::set<std::string> seen;
  const auto add = [&](const std::string& text, const std::string& where) {
    if (!text.empty() && seen.insert(text).second)
      texts.push_back({text, where});
  };
  add(d.title, d.id + " (title)");
  add(d.summary, d.id + " (summary)");
  add(d.category, d.id + " (category)");
  for (const ParamSpec& p : d.schema.params()) {
    const std::string at = d.id + "." + p.name;
    add(p.label, at + " (label)");
    add(p.help, at + " (help)");
    add(p.group, at + " (group)");
    for (const ParamChoice& c : p.choices)
      add(c.label, at + " = " + c.value);
  }
  return texts;
}

} // namespace easel
