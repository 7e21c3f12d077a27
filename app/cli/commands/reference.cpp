// list, describe, doctor
#include "app/cli/commands/doctor.h"
#include "app/cli/commands/verbs.h"

#include <algorithm>
#include <cmath>

namespace easel::verbs {

namespace {

/// Every declaration of one kind, by the word that `easel list` takes.
struct DeclarationList {
  std::string word;
  std::vector<Declaration> declarations;
};

template<class Base>
DeclarationList listOf(std::string word, const Catalog<Base>& catalog) {
  DeclarationList list{std::move(word), {}};
  for (const Entry<Base>& e : catalog.entries())
    list.declarations.push_back(e.declaration);
  return list;
}

std::vector<DeclarationList> allDeclarations() {
  const Catalogs catalogs = builtinCatalogs();
  return {listOf("steps", catalogs.steps),         listOf("algorithms", catalogs.algorithms),
          listOf("metrics", catalogs.metrics),     listOf("nodes", builtinNodes(catalogs.steps)),
          listOf("formats", builtinFormats()),     listOf("modes", builtinModes()),
          DeclarationList{"cards", {cardFields()}}};
}

struct ListFlags {
  std::string what;
  std::optional<std::string> project;
  static void describe(Describe<ListFlags>& d) {
    d.field(&ListFlags::what, "what")
        .help(EASEL_TR("datasets, flows, models, runs, endpoints or groups of a project; or steps, "
                       "algorithms, metrics, nodes, formats, modes."));
    d.field(&ListFlags::project, "project").help(EASEL_TR("Project file, for what a project holds."));
  }
};

Json scoreOf(const Run& run) {
  for (const char* role : {"test", "validation", "train"})
    if (run.metrics.contains(role))
      return run.metrics[role].value("metrics", Json::object());
  return Json::object();
}

class List : public Command {
 public:
  explicit List(ListFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context&) const override {
    for (const DeclarationList& list : allDeclarations())
      if (list.word == m_flags.what)
        return catalogue(list);
    static const std::vector<std::string> kHeld = {"datasets", "flows",     "models",
                                                   "runs",     "endpoints", "groups"};
    if (std::find(kHeld.begin(), kHeld.end(), m_flags.what) == kHeld.end()) {
      std::vector<std::string> words = kHeld;
      for (const DeclarationList& list : allDeclarations())
        words.push_back(list.word);
      const std::string hint = didYouMean(m_flags.what, words);
      return Error(ErrorCode::InvalidArgument, "'" + m_flags.what + "' cannot be listed.",
                   hint.empty() ? "Choose one of: " + join(words, ", ") + "." : hint);
    }
    if (!m_flags.project)
      return Error(ErrorCode::InvalidArgument, "PROJECT is missing.",
                   "Write: easel list " + m_flags.what + " PROJECT.");
    EASEL_TRY(const WorkbenchPtr bench, openForReading(*m_flags.project));
    return held(*bench);
  }

 private:
  static CommandResult catalogue(const DeclarationList& list) {
    CommandResult result;
    result.json[list.word] = Json::array();
    TextTable text({"id", "title", "what it does"});
    for (const Declaration& d : list.declarations) {
      result.json[list.word].push_back({{"name", d.id},
                                        {"id", d.id},
                                        {"title", d.title},
                                        {"summary", d.summary},
                                        {"category", d.category}});
      text.add({d.id, d.title, d.summary});
    }
    result.text = text.text();
    return result;
  }

  Result<CommandResult> held(Workbench& bench) const {
    CommandResult result;
    Json& items = result.json[m_flags.what] = Json::array();
    if (m_flags.what == "datasets" || m_flags.what == "flows") {
      EASEL_TRY(const auto names, m_flags.what == "flows" ? bench.flows() : bench.datasets());
      TextTable text({"name", "nodes"});
      for (const std::string& name : names) {
        EASEL_TRY(const Graph graph, bench.flow(name));
        Json nodes = Json::array();
        for (const Node& n : graph.nodes)
          nodes.push_back({{"id", n.id}, {"type", n.type}, {"params", n.params}, {"title", n.title}});
        items.push_back({{"name", name}, {"nodes", nodes}});
        text.add({name, std::to_string(graph.nodes.size())});
      }
      result.text = text.empty() ? "Nothing yet. 'easel import' takes a file in." : text.text();
    } else if (m_flags.what == "models" || m_flags.what == "runs") {
      EASEL_TRY(const auto runs, bench.project().runs(m_flags.what == "models" ? "train" : ""));
      TextTable text({"name", "kind", "status", "started", "seconds"});
      for (const Run& r : runs) {
        items.push_back({{"name", r.name},
                         {"id", r.id},
                         {"kind", r.kind},
                         {"parent", r.parent},
                         {"status", r.status},
                         {"started", r.started},
                         {"seconds", r.seconds},
                         {"seed", r.seed},
                         {"params", r.params},
                         {"metrics", scoreOf(r)},
                         {"inputs", r.inputs},
                         {"outputs", r.outputs}});
        text.add({r.name, r.kind, r.status, r.started, formatNumber(r.seconds, 3)});
      }
      result.text = text.empty() ? "Nothing yet. 'easel automl' or 'easel train' makes models." : text.text();
    } else if (m_flags.what == "groups") {
      EASEL_TRY(const auto versions, Registry(bench.project()).versions());
      TextTable text({"model", "status", "registered", "by", "note"});
      for (const ModelVersion& v : versions) {
        items.push_back({{"name", v.group + "@" + std::to_string(v.version)},
                         {"group", v.group},
                         {"version", v.version},
                         {"status", v.status},
                         {"created", v.created},
                         {"who", v.who},
                         {"note", v.note}});
        text.add({v.group + "@" + std::to_string(v.version), v.status, v.created, v.who, v.note});
      }
      result.text = text.empty() ? "Nothing yet. 'easel register' registers a model." : text.text();
    } else {
      EASEL_TRY(const auto all, bench.deployments().list());
      TextTable text({"endpoint", "model", "state", "url"});
      for (const Deployment& d : all) {
        Json j = toJson(d);
        j["name"] = d.name;
        items.push_back(std::move(j));
        text.add({d.name, d.model + "@" + d.version, d.state, d.url});
      }
      result.text = text.empty() ? "Nothing yet. 'easel deploy' starts an endpoint." : text.text();
    }
    return result;
  }

  ListFlags m_flags;
};

struct DescribeFlags {
  std::string id;
  static void describe(Describe<DescribeFlags>& d) {
    d.field(&DescribeFlags::id, "id").help(EASEL_TR("A step, algorithm, metric, node, format or mode."));
  }
};

std::string rangeText(const ParamSpec& p) {
  const auto shown = [](double v) {
    return std::abs(v) < 2e9;
  }; // the limits of the number's type say nothing
  std::string s;
  if (p.min && shown(*p.min))
    s += "at least " + formatNumber(*p.min, 6);
  if (p.max && shown(*p.max))
    s += (s.empty() ? "at most " : ", at most ") + formatNumber(*p.max, 6);
  std::vector<std::string> ids;
  for (const ParamChoice& c : p.choices)
    ids.push_back(c.value);
  if (!ids.empty())
    s = join(ids, " | ");
  return s + (p.unit.empty() ? "" : (s.empty() ? "" : " ") + std::string("(") + p.unit + ")");
}

class DescribeOne : public Command {
 public:
  explicit DescribeOne(DescribeFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context&) const override {
    std::vector<std::string> ids;
    for (const DeclarationList& list : allDeclarations())
      for (const Declaration& d : list.declarations) {
        if (d.id == m_flags.id)
          return page(d);
        ids.push_back(d.id);
      }
    const std::string hint = didYouMean(m_flags.id, ids);
    return Error(ErrorCode::NotFound, "There is no '" + m_flags.id + "'.",
                 hint.empty() ? "'easel list steps' and 'easel list algorithms' show what there is." : hint);
  }

 private:
  static CommandResult page(const Declaration& d) {
    CommandResult result;
    result.json = toJson(d);
    result.text = d.title + " (" + d.id + ")\n" + d.summary + "\n";
    for (const ParamSpec& p : d.schema.params()) {
      result.text += "\n  " + p.name + "  " + std::string(paramKindId(p.kind));
      if (!p.defaultValue.is_null() && p.defaultValue != "" &&
          !(p.defaultValue.is_array() && p.defaultValue.empty()))
        result.text += ", default " + (p.defaultValue.is_string() ? p.defaultValue.get<std::string>()
                                                                  : toText(p.defaultValue));
      if (const std::string range = rangeText(p); !range.empty())
        result.text += ", " + range;
      result.text += "\n      " + (p.help.empty() ? p.label : p.help) + "\n";
    }
    if (d.schema.params().empty())
      result.text += "\n  It has no options.\n";
    return result;
  }

  DescribeFlags m_flags;
};

class Doctor : public Command {
 public:
  explicit Doctor(NoParams) {}
  Result<CommandResult> run(const Context&) const override {
    const std::vector<HealthFinding> findings = examine();
    CommandResult result;
    result.json = {{"ok", true}, {"checks", Json::array()}};
    for (const HealthFinding& f : findings) {
      result.json["checks"].push_back({{"name", f.name},
                                       {"state", f.ok       ? "ok"
                                                 : f.needed ? "missing"
                                                            : "absent"},
                                       {"value", f.value},
                                       {"fix", f.fix}});
      if (!f.ok && f.needed)
        result.json["ok"] = false;
      result.text += std::string(f.ok       ? "  ok       "
                                 : f.needed ? "  MISSING  "
                                            : "  absent   ") +
                     f.name + ": " + f.value + "\n";
      if (!f.ok && !f.fix.empty())
        result.text += "           " + f.fix + "\n";
    }
    return result;
  }
};

} // namespace

std::vector<Verb> reference() {
  return {verb<List, ListFlags>("list", EASEL_TR("List what a project holds, or what Easel can do."),
                                {"what", "project?"}),
          verb<DescribeOne, DescribeFlags>("describe",
                                           EASEL_TR("Show the options of a step, algorithm, node …"), {"id"}),
          verb<Doctor, NoParams>("doctor", EASEL_TR("Check this computer and say what is missing."), {})};
}

} // namespace easel::verbs
