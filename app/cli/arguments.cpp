#include "app/cli/arguments.h"

#include "core/base/version.h"

#include <algorithm>

namespace easel {

namespace {

Error usage(std::string message, std::string hint = {}) {
  return {ErrorCode::InvalidArgument, std::move(message), std::move(hint)};
}

std::string flagName(const std::string& param) {
  std::string s = "--" + param;
  std::replace(s.begin() + 2, s.end(), '_', '-');
  return s;
}

bool isOptional(const std::string& positional) {
  return positional.back() == '?';
}
std::string bare(const std::string& positional) {
  return isOptional(positional) ? positional.substr(0, positional.size() - 1) : positional;
}

bool isPositional(const Verb& verb, const std::string& param) {
  return std::any_of(verb.positional.begin(), verb.positional.end(),
                     [&](const std::string& p) { return bare(p) == param; });
}

std::vector<std::string> flagsOf(const Verb& verb) {
  std::vector<std::string> flags;
  for (const ParamSpec& p : verb.entry.declaration.schema.params())
    if (!isPositional(verb, p.name))
      flags.push_back(flagName(p.name));
  flags.insert(flags.end(), {"--json", "--quiet", "--help"});
  return flags;
}

const ParamSpec* flagOf(const Verb& verb, std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  const ParamSpec* p = verb.entry.declaration.schema.find(name);
  return p && !isPositional(verb, p->name) ? p : nullptr;
}

std::string valueWord(const ParamSpec& p) {
  switch (p.kind) {
  case ParamKind::Int:
  case ParamKind::Float:
    return "N";
  case ParamKind::Choice: {
    std::vector<std::string> ids;
    for (const ParamChoice& c : p.choices)
      ids.push_back(c.value);
    return join(ids, "|");
  }
  case ParamKind::Column:
    return "COLUMN";
  case ParamKind::Texts:
    return p.unit.empty() ? "TEXT" : p.unit;
  case ParamKind::File:
    return "FILE";
  default:
    return p.unit.empty() ? "TEXT" : p.unit;
  }
}

std::string upper(std::string s) {
  std::transform(s.begin(), s.end(), s.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return s;
}

Result<const Verb*> findVerb(const std::string& word, const std::vector<Verb>& verbs) {
  std::vector<std::string> ids;
  for (const Verb& v : verbs) {
    if (v.entry.declaration.id == word)
      return &v;
    ids.push_back(v.entry.declaration.id);
  }
  std::string hint = didYouMean(word, ids);
  return usage("There is no command '" + word + "'.", hint.empty() ? "See 'easel --help'." : hint);
}

/// Puts a flag's value into the parameters; a list flag may be given several times, each time one entry.
Result<void> putFlag(Json& params, const ParamSpec& p, const std::string& text) {
  if (p.kind == ParamKind::Texts) {
    if (!params.contains(p.name))
      params[p.name] = Json::array();
    params[p.name].push_back(text);
    return {};
  }
  auto value = p.parse(text);
  if (!value)
    return usage(flagName(p.name) + ": " + value.error().message, value.error().hint);
  params[p.name] = std::move(*value);
  return {};
}

} // namespace

Result<Arguments> parseArguments(const std::vector<std::string>& words, const std::vector<Verb>& verbs) {
  Arguments a;
  std::vector<std::string> positional;
  bool flagsEnded = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (flagsEnded || word.size() < 2 || word.front() != '-' || (word[1] >= '0' && word[1] <= '9')) {
      if (!a.verb) {
        EASEL_TRY(a.verb, findVerb(word, verbs));
      } else {
        positional.push_back(word);
      }
      continue;
    }
    if (word == "--") {
      flagsEnded = true;
    } else if (word == "--json") {
      a.json = true;
    } else if (word == "--quiet" || word == "-q") {
      a.quiet = true;
    } else if (word == "--help" || word == "-h") {
      a.help = true;
    } else if (word == "--version" || word == "-V") {
      a.version = true;
    } else if (!a.verb) {
      return usage("There is no option '" + word + "'.", "See 'easel --help'.");
    } else {
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      const ParamSpec* p = name.rfind("--", 0) == 0 ? flagOf(*a.verb, name.substr(2)) : nullptr;
      if (!p) {
        const std::string hint = didYouMean(name, flagsOf(*a.verb));
        return usage("'easel " + a.verb->entry.declaration.id + "' has no option '" + name + "'.",
                     hint.empty() ? "See 'easel " + a.verb->entry.declaration.id + " --help'." : hint);
      }
      if (p->kind == ParamKind::Bool && equals == std::string::npos) {
        a.params[p->name] = true;
      } else if (equals != std::string::npos) {
        EASEL_CHECK(putFlag(a.params, *p, word.substr(equals + 1)));
      } else if (i + 1 < words.size()) {
        EASEL_CHECK(putFlag(a.params, *p, words[++i]));
      } else {
        return usage(flagName(p->name) + " needs a value.", p->help);
      }
    }
  }
  if (a.help || a.version || !a.verb)
    return a;
  const Declaration& d = a.verb->entry.declaration;
  if (positional.size() > a.verb->positional.size())
    return usage("'" + positional[a.verb->positional.size()] + "' is one word too many.",
                 "Usage: " + usageLine(*a.verb));
  for (std::size_t i = 0; i < a.verb->positional.size(); ++i) {
    const std::string name = bare(a.verb->positional[i]);
    if (i < positional.size()) {
      EASEL_TRY(a.params, d.schema.withText(std::move(a.params), name, positional[i]));
    } else if (!isOptional(a.verb->positional[i])) {
      return usage(upper(name) + " is missing.", "Usage: " + usageLine(*a.verb));
    }
  }
  return a;
}

std::string usageLine(const Verb& verb) {
  std::string s = "easel " + verb.entry.declaration.id;
  for (const std::string& p : verb.positional)
    s += isOptional(p) ? " [" + upper(bare(p)) + "]" : " " + upper(p);
  for (const ParamSpec& p : verb.entry.declaration.schema.params()) {
    if (isPositional(verb, p.name) || p.level == ParamLevel::Advanced)
      continue;
    const std::string flag = flagName(p.name) + (p.kind == ParamKind::Bool ? "" : " " + valueWord(p));
    const bool needed = p.defaultValue == "" && !p.optional && p.kind == ParamKind::Column;
    s += needed ? " " + flag : " [" + flag + "]" + (p.kind == ParamKind::Texts ? "…" : "");
  }
  return s;
}

std::string helpPage(const Verb& verb) {
  const Declaration& d = verb.entry.declaration;
  std::string s = d.summary + "\n\nUsage: " + usageLine(verb) + "\n";
  const auto describe = [&](const std::string& left, const ParamSpec& p) {
    s += "  " + left;
    s += left.size() < 26 ? std::string(26 - left.size(), ' ') : "\n" + std::string(28, ' ');
    s += p.help.empty() ? p.label : p.help;
    const bool plain = p.defaultValue.is_number() || (p.defaultValue.is_string() && p.defaultValue != "");
    if (plain)
      s += " (default: " +
           (p.defaultValue.is_string() ? p.defaultValue.get<std::string>() : toText(p.defaultValue)) + ")";
    s += "\n";
  };
  if (!verb.positional.empty()) {
    s += "\nArguments:\n";
    for (const std::string& p : verb.positional)
      describe(upper(bare(p)), *d.schema.find(bare(p)));
  }
  s += "\nOptions:\n";
  for (const ParamSpec& p : d.schema.params())
    if (!isPositional(verb, p.name))
      describe(flagName(p.name) + (p.kind == ParamKind::Bool ? "" : " " + valueWord(p)), p);
  s += "  --json                    Print one JSON object on standard output.\n"
       "  -q, --quiet               No progress bar and no messages.\n"
       "  -h, --help                This page.\n";
  return s;
}

std::string overviewPage(const std::vector<Verb>& verbs) {
  std::string s = "Easel " + std::string(kVersion) +
                  ": from a file to a model in service.\n\nUsage: easel COMMAND …\n\n"
                  "P is a project file (made when it is not there), G@V a registered model: group and "
                  "version.\n\nCommands:\n";
  for (const Verb& v : verbs) {
    const std::string& id = v.entry.declaration.id;
    s += "  " + id + std::string(id.size() < 14 ? 14 - id.size() : 1, ' ') + v.entry.declaration.summary +
         "\n";
  }
  s += "\nFirst steps:\n"
       "  easel import churn.easel telco_churn.csv\n"
       "  easel automl churn.easel telco_churn --target churn --budget 60s\n"
       "  easel register churn.easel MODEL --group churn\n"
       "  easel deploy churn.easel churn@1 --name churn\n\n"
       "'easel COMMAND --help' tells more. Exit code: 0 done, 1 failed, 2 wrong usage.\n";
  return s;
}

} // namespace easel
