#include "core/schema/schema.h"

#include <algorithm>
#include <cmath>

namespace easel {

namespace {


Error wrong(const ParamSpec& spec, const std::string& what, std::string hint = {}) {
  return Error(ErrorCode::InvalidArgument, "'" + spec.name + "' " + what + ".", std::move(hint))
      .at({ErrorPlace::Kind::Parameter, spec.name});
}

std::string rangeText(const ParamSpec& spec) {
  if (spec.min && spec.max)
    return "from " + formatNumber(*spec.min, 12) + " to " + formatNumber(*spec.max, 12);
  if (spec.min)
    return "at least " + formatNumber(*spec.min, 12);
  return "at most " + formatNumber(*spec.max, 12);
}

bool inRange(const ParamSpec& spec, double v) { return (!spec.min || v >= *spec.min) && (!spec.max || v <= *spec.max); }

std::vector<std::string> choiceIds(const ParamSpec& spec) {
  std::vector<std::string> ids;
  for (const ParamChoice& c : spec.choices)
    ids.push_back(c.value);
  return ids;
}

Result<Json> checkNumber(const ParamSpec& spec, const Json& value) {
  if (!value.is_number())
    return wrong(spec, "must be a number, not " + toText(value));
  const double v = value.get<double>();
  if (std::isnan(v))
    return wrong(spec, "must be a number");
  if (!inRange(spec, v))
    return wrong(spec, "is " + formatNumber(v, 12), "It must be " + rangeText(spec) + ".");
  if (spec.kind == ParamKind::Float)
    return Json(v);
  if (v != std::floor(v) || std::abs(v) > 9.2e18)
    return wrong(spec, "must be a whole number, not " + formatNumber(v, 12));
  return value.is_number_integer() ? Json(value.get<std::int64_t>()) : Json(static_cast<std::int64_t>(v));
}

Result<Json> checkList(const ParamSpec& spec, const Json& value) {
  if (!value.is_array())
    return wrong(spec, "must be a list");
  for (const Json& item : value)
    if (!item.is_string())
      return wrong(spec, "must be a list of texts");
  if (!inRange(spec, static_cast<double>(value.size())))
    return wrong(spec, "has " + plural(static_cast<std::int64_t>(value.size()), "entry", "entries"),
                 "Give " + rangeText(spec) + ".");
  return value;
}

std::vector<std::string> splitList(std::string_view text) {
  // Commas separate; a backslash keeps the next character.
  std::vector<std::string> items;
  std::string item;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size())
      item.push_back(text[++i]);
    else if (text[i] == ',') {
      items.emplace_back(trim(item));
      item.clear();
    } else
      item.push_back(text[i]);
  }
  items.emplace_back(trim(item));
  return items;
}

} // namespace

std::string_view paramKindId(ParamKind kind) {
  switch (kind) {
  case ParamKind::Bool: return "bool";
  case ParamKind::Int: return "int";
  case ParamKind::Float: return "float";
  case ParamKind::Text: return "text";
  case ParamKind::Choice: return "choice";
  case ParamKind::Column: return "column";
  case ParamKind::Columns: return "columns";
  case ParamKind::Formula: return "formula";
  case ParamKind::Texts: return "texts";
  case ParamKind::TextMap: return "text_map";
  case ParamKind::File: return "file";
  }
  return "text";
}

Result<Json> ParamSpec::check(const Json& value) const {
  if (value.is_null()) {
    if (optional)
      return Json();
    return wrong(*this, "is missing", help);
  }
  switch (kind) {
  case ParamKind::Bool:
    if (!value.is_boolean())
      return wrong(*this, "must be true or false, not " + toText(value));
    return value;
  case ParamKind::Int:
  case ParamKind::Float: return checkNumber(*this, value);
  case ParamKind::Choice: {
    if (!value.is_string())
      return wrong(*this, "must be one of the choices, not " + toText(value));
    const std::vector<std::string> ids = choiceIds(*this);
    const std::string v = value.get<std::string>();
    if (std::find(ids.begin(), ids.end(), v) == ids.end())
      return wrong(*this, "cannot be '" + v + "'", "Choose one of: " + join(ids, ", ") + ".");
    return value;
  }
  case ParamKind::Columns:
  case ParamKind::Texts: return checkList(*this, value);
  case ParamKind::TextMap:
    if (!value.is_object())
      return wrong(*this, "must map texts to texts");
    for (const auto& [k, v] : value.items())
      if (!v.is_string())
        return wrong(*this, "must map texts to texts; '" + k + "' does not");
    return value;
  case ParamKind::Text:
  case ParamKind::Column:
  case ParamKind::Formula:
  case ParamKind::File:
    if (!value.is_string())
      return wrong(*this, "must be a text, not " + toText(value));
    if (!isUtf8(value.get_ref<const std::string&>()))
      return wrong(*this, "is not valid UTF-8 text");
    if (const auto length = static_cast<double>(countCodePoints(value.get_ref<const std::string&>()));
        !inRange(*this, length))
      return wrong(*this, "has " + plural(static_cast<std::int64_t>(length), "character", "characters"),
                   "It must have " + rangeText(*this) + ".");
    return value;
  }
  return value;
}

Result<Json> ParamSpec::parse(std::string_view text) const {
  switch (kind) {
  case ParamKind::Bool:
    for (const char* yes : {"true", "yes", "on", "1"})
      if (equalIgnoreCase(text, yes))
        return Json(true);
    for (const char* no : {"false", "no", "off", "0"})
      if (equalIgnoreCase(text, no))
        return Json(false);
    return wrong(*this, "must be true or false, not '" + std::string(text) + "'");
  case ParamKind::Int:
    if (optional && text.empty())
      return Json();
    if (const auto v = parseInt(text))
      return check(Json(*v));
    return wrong(*this, "must be a whole number, not '" + std::string(text) + "'");
  case ParamKind::Float:
    if (optional && text.empty())
      return Json();
    if (const auto v = parseDouble(text))
      return check(Json(*v));
    return wrong(*this, "must be a number, not '" + std::string(text) + "'");
  case ParamKind::Columns:
  case ParamKind::Texts: {
    if (!text.empty() && text.front() == '[') {
      EASEL_TRY(const Json list, parseJson(text, "'" + name + "'"));
      return check(list);
    }
    Json list = Json::array();
    if (!text.empty())
      for (std::string& item : splitList(text))
        list.push_back(std::move(item));
    return check(list);
  }
  case ParamKind::TextMap: {
    if (!text.empty() && text.front() == '{') {
      EASEL_TRY(const Json map, parseJson(text, "'" + name + "'"));
      return check(map);
    }
    Json map = Json::object();
    if (!text.empty())
      for (const std::string& item : splitList(text)) {
        const std::size_t at = item.find('=');
        if (at == std::string::npos)
          return wrong(*this, "needs old=new pairs, not '" + item + "'", "Write for example: a=b,c=d");
        map[std::string(trim(item.substr(0, at)))] = std::string(trim(item.substr(at + 1)));
      }
    return check(map);
  }
  case ParamKind::Text:
  case ParamKind::Choice:
  case ParamKind::Column:
  case ParamKind::Formula:
  case ParamKind::File: return optional && text.empty() ? Result<Json>(Json()) : check(Json(std::string(text)));
  }
  return Json();
}

const ParamSpec* Schema::find(std::string_view name) const {
  for (const ParamSpec& p : m_params)
    if (p.name == name || std::find(p.oldNames.begin(), p.oldNames.end(), name) != p.oldNames.end())
      return &p;
  return nullptr;
}

std::vector<std::string> Schema::names() const {
  std::vector<std::string> names;
  for (const ParamSpec& p : m_params)
    names.push_back(p.name);
  return names;
}

Json Schema::defaults() const {
  Json values = Json::object();
  for (const ParamSpec& p : m_params)
    values[p.name] = p.defaultValue;
  return values;
}

namespace {
Error unknownParam(const Schema& schema, const std::string& name) {
  const std::vector<std::string> names = schema.names();
  std::string hint = didYouMean(name, names);
  if (hint.empty())
    hint = names.empty() ? "It takes no parameters." : "It takes: " + join(names, ", ") + ".";
  return Error(ErrorCode::InvalidArgument, "There is no parameter '" + name + "'.", hint)
      .at({ErrorPlace::Kind::Parameter, name});
}
} // namespace

Result<Json> Schema::complete(const Json& values) const {
  if (!values.is_object() && !values.is_null())
    return Error(ErrorCode::InvalidArgument, "Parameters must be a JSON object.");
  Json complete = defaults();
  for (const auto& [name, value] : values.items()) {
    const ParamSpec* spec = find(name);
    if (!spec)
      return unknownParam(*this, name);
    complete[spec->name] = value;
  }
  for (const ParamSpec& p : m_params) {
    if (!enabled(p, complete) && complete[p.name] == p.defaultValue)
      continue; // an unused parameter may keep an empty default
    EASEL_TRY(complete[p.name], p.check(complete[p.name]));
  }
  return complete;
}

bool Schema::enabled(const ParamSpec& param, const Json& values) const {
  if (!param.enabledIf)
    return true;
  const auto it = values.find(param.enabledIf->param);
  if (it == values.end())
    return false;
  const auto& wanted = param.enabledIf->values;
  return std::find(wanted.begin(), wanted.end(), *it) != wanted.end();
}

Result<Json> Schema::withText(Json values, std::string_view name, std::string_view text) const {
  const ParamSpec* spec = find(name);
  if (!spec)
    return unknownParam(*this, std::string(name));
  EASEL_TRY(values[spec->name], spec->parse(text));
  return values;
}

Json toJson(const ParamSpec& s) {
  Json j{{"name", s.name}, {"kind", std::string(paramKindId(s.kind))}, {"label", s.label}, {"default", s.defaultValue}};
  const auto text = [&](const char* key, const std::string& value) {
    if (!value.empty())
      j[key] = value;
  };
  text("help", s.help);
  text("unit", s.unit);
  text("group", s.group);
  if (s.min)
    j["min"] = *s.min;
  if (s.max)
    j["max"] = *s.max;
  for (const ParamChoice& c : s.choices)
    j["choices"].push_back({{"value", c.value}, {"label", c.label}});
  if (s.level == ParamLevel::Advanced)
    j["level"] = "advanced";
  if (s.optional)
    j["optional"] = true;
  if (s.enabledIf)
    j["enabled_if"] = {{"param", s.enabledIf->param}, {"values", s.enabledIf->values}};
  if (s.tuning)
    j["tuning"] = {{"min", s.tuning->min},
                   {"max", s.tuning->max},
                   {"scale", s.tuning->scale == SearchScale::Log ? "log" : "linear"}};
  return j;
}

Json toJson(const Declaration& d) {
  Json j{{"id", d.id}, {"version", d.version}, {"title", d.title}, {"summary", d.summary}, {"category", d.category}};
  if (!d.keywords.empty())
    j["keywords"] = d.keywords;
  if (!d.replaces.empty())
    j["replaces"] = d.replaces;
  j["parameters"] = Json::array();
  for (const ParamSpec& p : d.schema.params())
    j["parameters"].push_back(toJson(p));
  return j;
}

} // namespace easel
