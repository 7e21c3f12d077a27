// import, profile, step, export
#include "app/cli/commands/verbs.h"

#include <cmath>

namespace easel::verbs {

namespace {

struct ImportFlags {
  FilePath project, file;
  std::string name;
  std::vector<std::string> set;
  bool replace = false;
  static void describe(Describe<ImportFlags>& d) {
    d.field(&ImportFlags::project, "project").help(EASEL_TR("Project file, made when it is not there."));
    d.field(&ImportFlags::file, "file").help(EASEL_TR("CSV file; also .gz and .zst."));
    d.field(&ImportFlags::name, "name")
        .unit("N")
        .help(EASEL_TR("Name of the data set; the file's name if not given."));
    d.field(&ImportFlags::set, "set")
        .unit("option=value")
        .help(EASEL_TR("How to read the file; 'easel describe csv' shows the options."));
    d.field(&ImportFlags::replace, "replace")
        .help(EASEL_TR("Take the rows into a data set that is there; its steps stay."));
  }
};

std::string columnsText(const Table& table) {
  TextTable text({"column", "type", "missing"});
  for (const NamedColumn& c : table.columns())
    text.add({c.name, std::string(dataTypeId(c.column.type())),
              formatCount(static_cast<std::int64_t>(c.column.missing()))});
  return text.text();
}

class Import : public Command {
 public:
  explicit Import(ImportFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    const Catalog<Format> formats = builtinFormats();
    ImportRequest request;
    request.file = m_flags.file.path;
    request.name = m_flags.name;
    request.replace = m_flags.replace;
    EASEL_TRY(request.options, settingsOf(formats.find("csv")->declaration.schema, m_flags.set));
    // A file that cannot be read must not leave an empty project behind.
    if (auto readable = checkReadable(m_flags.file.path); !readable)
      return std::move(readable).error();
    EASEL_TRY(const WorkbenchPtr bench, openForWriting(m_flags.project.path, true));
    EASEL_TRY(const ImportOutcome done, bench->importFile(request, context));
    const Json warnings = done.report.value("warnings", Json::array());
    CommandResult result;
    result.json = {
        {"dataset", done.dataset}, {"rows", done.table.rows()}, {"columns", columnsJson(done.table)},
        {"seconds", done.seconds}, {"warnings", warnings},      {"report", done.report}};
    result.text = done.dataset + ": " + plural(static_cast<std::int64_t>(done.table.rows()), "row", "rows") +
                  ", " + plural(static_cast<std::int64_t>(done.table.columnCount()), "column", "columns") +
                  " in " + formatNumber(done.seconds, 2) + " s\n\n" + columnsText(done.table);
    for (const Json& w : warnings)
      result.text += "note: " + (w.is_string() ? w.get<std::string>() : toText(w)) + "\n";
    return result;
  }

 private:
  static Result<void> checkReadable(const std::string& path) {
    EASEL_CHECK(sniffCsv(path, CsvOptions{}, Context()));
    return {};
  }
  ImportFlags m_flags;
};

struct DatasetFlags {
  FilePath project;
  std::string dataset;
  static void describe(Describe<DatasetFlags>& d) {
    d.field(&DatasetFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&DatasetFlags::dataset, "dataset")
        .help(EASEL_TR("Name of a data set; 'easel list datasets P' shows them."));
  }
};

std::string cell(const Json& v) {
  if (v.is_null())
    return "";
  if (v.is_number_float())
    return formatNumber(v.get<double>(), 5);
  return v.is_string() ? v.get<std::string>() : toText(v);
}

class Profile : public Command {
 public:
  explicit Profile(DatasetFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    EASEL_TRY(const WorkbenchPtr bench, openForReading(m_flags.project.path));
    EASEL_TRY(const TableProfile profile, bench->profileDataset(m_flags.dataset, context));
    CommandResult result;
    result.json = toJson(profile);
    TextTable text({"column", "type", "missing", "distinct", "min", "median", "mean", "max", "std"});
    for (const Json& c : result.json["columns"])
      text.add({cell(c["name"]), cell(c["type"]), cell(c["missing"]), cell(c["distinct"]),
                cell(c.value("min", Json())), cell(c.value("median", Json())), cell(c.value("mean", Json())),
                cell(c.value("max", Json())), cell(c.value("std", Json()))});
    result.text = plural(result.json["rows"].get<std::int64_t>(), "row", "rows") + "\n\n" + text.text();
    return result;
  }

 private:
  DatasetFlags m_flags;
};

struct StepFlags {
  FilePath project;
  std::string dataset, type, name;
  std::vector<std::string> set;
  static void describe(Describe<StepFlags>& d) {
    d.field(&StepFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&StepFlags::dataset, "dataset").help(EASEL_TR("Name of a data set."));
    d.field(&StepFlags::type, "type").help(EASEL_TR("Kind of step; 'easel list steps' shows them."));
    d.field(&StepFlags::set, "set")
        .unit("option=value")
        .help(EASEL_TR("The step's options; 'easel describe STEP' shows them."));
    d.field(&StepFlags::name, "name").unit("N").help(EASEL_TR("A title of your own for the step."));
  }
};

class Step : public Command {
 public:
  explicit Step(StepFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    EASEL_TRY(const WorkbenchPtr bench, openForWriting(m_flags.project.path));
    EASEL_TRY(const auto* entry, bench->nodes().get(m_flags.type, "step"));
    EASEL_TRY(const Json params, settingsOf(entry->declaration.schema, m_flags.set));
    EASEL_TRY(const StepOutcome done,
              bench->addStep({m_flags.dataset, entry->declaration.id, params, m_flags.name}, context));
    CommandResult result;
    result.json = {{"node", done.node}, {"rows", done.table.rows()}, {"columns", columnsJson(done.table)}};
    result.text = entry->declaration.title + " added as " + done.node + ": " +
                  plural(static_cast<std::int64_t>(done.table.rows()), "row", "rows") + "\n\n" +
                  columnsText(done.table);
    return result;
  }

 private:
  StepFlags m_flags;
};

struct ExportFlags {
  FilePath project, file;
  std::string dataset;
  static void describe(Describe<ExportFlags>& d) {
    d.field(&ExportFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&ExportFlags::dataset, "dataset").help(EASEL_TR("Name of a data set."));
    d.field(&ExportFlags::file, "file").help(EASEL_TR("Where to write it; the suffix says the format."));
  }
};

class Export : public Command {
 public:
  explicit Export(ExportFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    EASEL_TRY(const WorkbenchPtr bench, openForReading(m_flags.project.path));
    EASEL_CHECK(bench->exportDataset(m_flags.dataset, m_flags.file.path, context));
    CommandResult result;
    result.json = {{"file", m_flags.file.path}};
    result.text = "Written: " + m_flags.file.path;
    return result;
  }

 private:
  ExportFlags m_flags;
};

} // namespace

std::vector<Verb> data() {
  return {verb<Import, ImportFlags>("import", EASEL_TR("Take a file into a project as a data set."),
                                    {"project", "file"}),
          verb<Profile, DatasetFlags>("profile", EASEL_TR("Show what is in each column, over all rows."),
                                      {"project", "dataset"}),
          verb<Step, StepFlags>("step", EASEL_TR("Add a step behind a data set's last one."),
                                {"project", "dataset", "type"}),
          verb<Export, ExportFlags>("export", EASEL_TR("Write a data set to a file."),
                                    {"project", "dataset", "file"})};
}

} // namespace easel::verbs
