// Data from a file, or from the copy of it that the project keeps.
#include "core/flow/node_values.h"
#include "core/io/format.h"

#include <filesystem>

namespace easel::nodes {

namespace {

struct ImportParams {
  FilePath file;
  std::string format;
  std::map<std::string, std::string> options;
  std::string artifact;
  static void describe(Describe<ImportParams>& d) {
    d.field(&ImportParams::file, "file").label(EASEL_TR("File")).help(EASEL_TR("Where the data comes from."));
    d.field(&ImportParams::format, "format")
        .label(EASEL_TR("Format"))
        .help(EASEL_TR("Id of the file format, for example csv. Empty: by the file's name."));
    d.field(&ImportParams::options, "options")
        .label(EASEL_TR("Options"))
        .help(EASEL_TR("How to read the file, as the format's own options."))
        .advanced();
    d.field(&ImportParams::artifact, "artifact")
        .label(EASEL_TR("Copy in the project"))
        .help(EASEL_TR("Content address of the table that was read. Empty: the file is read again every time it changes."))
        .advanced();
  }
};

class Import final : public NodeOperation {
 public:
  explicit Import(ImportParams params) : m_params(std::move(params)) {}

  std::vector<Port> inputs() const override { return {}; }
  std::vector<Port> outputs() const override { return {{"out", EASEL_TR("Table"), PortType::Frame}}; }
  std::string outline() const override {
    const std::string name = std::filesystem::path(m_params.file.path).filename().string();
    return name.empty() ? EASEL_TR("no file yet") : name;
  }

  /// Size and time of the file: cheap, and what every build tool goes by.
  std::optional<std::string> fingerprintExtra(FlowServices*) const override {
    if (!m_params.artifact.empty())
      return std::string();
    std::error_code noSize, noTime;
    const auto size = std::filesystem::file_size(m_params.file.path, noSize);
    const auto time = std::filesystem::last_write_time(m_params.file.path, noTime);
    if (noSize || noTime)
      return std::nullopt;
    return std::to_string(size) + " " + std::to_string(time.time_since_epoch().count());
  }

  Result<NodeValues> run(const NodeRun& run) const override {
    if (!m_params.artifact.empty()) {
      EASEL_TRY(FlowServices* services, servicesOf(run, EASEL_TR("The imported table")));
      EASEL_TRY(Table kept, services->table(m_params.artifact));
      return NodeValues{{"out", valueOf(Frame::of(std::move(kept)))}};
    }
    EASEL_CHECK(requireText(m_params.file.path, "file", EASEL_TR("the file to read")));
    const Catalog<Format> formats = builtinFormats();
    std::string id = m_params.format.empty() ? formatForPath(formats, m_params.file.path) : m_params.format;
    if (id.empty())
      id = "csv"; // it looks at the contents, whatever the name
    EASEL_TRY(const Entry<Format>* format, formats.get(id, "file format"));
    EASEL_TRY(const Json options, valuesFromText(format->declaration.schema, m_params.options));
    EASEL_TRY(const auto reader, format->make(options));
    EASEL_TRY(Imported imported, reader->importFile(m_params.file.path, run.context));
    return NodeValues{{"out", valueOf(Frame::of(std::move(imported.table)))}};
  }

 private:
  ImportParams m_params;
};

} // namespace

Entry<NodeOperation> import() {
  return entry<NodeOperation, Import, ImportParams>("import", 1)
      .title(EASEL_TR("Import"))
      .summary(EASEL_TR("Brings the rows of a file into the flow."))
      .category(EASEL_TR("Data"))
      .keywords({"load", "read", "open", "csv", "file"});
}

} // namespace easel::nodes
