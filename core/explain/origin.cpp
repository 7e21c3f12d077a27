#include "core/explain/origin.h"

#include <map>

namespace easel {

namespace {
using Origins = std::map<std::string, std::string, std::less<>>; // name of now → raw column

/// What a step does to names, as far as its parameters say.
void follow(const StepSpec& step, Origins& origins) {
  const auto text = [&](const char* param) {
    const auto it = step.params.find(param);
    return it != step.params.end() && it->is_string() ? it->get<std::string>() : std::string();
  };
  if (step.id == "rename_columns") {
    const auto names = step.params.find("names");
    if (names == step.params.end() || !names->is_object())
      return;
    Origins renamed = origins;
    for (const auto& [from, to] : names->items())
      renamed.erase(from);
    for (const auto& [from, to] : names->items())
      if (const auto it = origins.find(from); it != origins.end() && to.is_string())
        renamed[to.get<std::string>()] = it->second;
    origins = std::move(renamed);
  } else if (step.id == "derive_column") {
    // A formula that replaces a column still stands for that column.
    if (const std::string name = text("name"); !name.empty())
      origins.try_emplace(name, name);
  } else if (step.lookup) {
    for (const NamedColumn& column : step.lookup->columns())
      origins.try_emplace(column.name, column.name);
  }
}

/// "city=Bonn", "age_missing", "day_of week": the column's name, then a sign that something was made of it.
bool madeOf(std::string_view feature, std::string_view column) {
  return feature.size() > column.size() && feature.starts_with(column) &&
         (feature[column.size()] == '=' || feature[column.size()] == '_');
}
} // namespace

std::vector<std::string> featureOrigins(const ModelBundle& bundle) {
  Origins origins;
  for (const SignatureField& input : bundle.signature().inputs)
    origins[input.name] = input.name;
  for (const StepSpec& step : bundle.parts().preparation.specs())
    follow(step, origins);
  std::vector<std::string> result;
  for (const FeatureField& field : bundle.parts().fields) {
    const auto same = origins.find(field.name);
    std::string origin = same != origins.end() ? same->second : field.name;
    std::size_t longest = 0;
    if (same == origins.end())
      for (const auto& [name, raw] : origins)
        if (name.size() >= longest && madeOf(field.name, name)) {
          longest = name.size();
          origin = raw;
        }
    result.push_back(std::move(origin));
  }
  return result;
}

} // namespace easel
