// Data sets: import, preview, profile, names, export.
#include "core/base/time.h"
#include "core/flow/node_values.h"
#include "core/workbench/run_services.h"

#include <algorithm>
#include <filesystem>

namespace easel {

namespace {

std::string nameOfFile(const std::string& file) {
  std::string name = std::filesystem::path(file).filename().string();
  for (const char* packed : {".gz", ".zst"})
    if (name.size() > std::string_view(packed).size() && name.ends_with(packed))
      name.resize(name.size() - std::string_view(packed).size());
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

Result<void> checkDatasetName(const std::string& name) {
  if (name.empty() || name.size() > 200 || name.find_first_of("/@\n") != std::string::npos || !isUtf8(name))
    return Error(ErrorCode::InvalidArgument, "'" + name + "' cannot be the name of a data set.",
                 "Give it a name without '/' and '@', for example --name customers.");
  return {};
}

/// The format that reads or writes files with this name.
Result<const Entry<Format>*> formatOf(const Catalog<Format>& formats, const std::string& file) {
  if (const Entry<Format>* known = formats.find(formatForPath(formats, file)))
    return known;
  std::vector<std::string> ids;
  for (const Entry<Format>& e : formats.entries())
    ids.push_back(e.declaration.id);
  return Error(ErrorCode::Unsupported, "The format of '" + file + "' is not known.",
               "End the name in the suffix of one of: " + join(ids, ", ") + ".");
}

/// A file without a known suffix is read as CSV, which looks at the contents anyway.
const Entry<Format>* importFormat(const Catalog<Format>& formats, const std::string& file) {
  const auto known = formatOf(formats, file);
  return known ? *known : formats.find("csv");
}

std::vector<std::string> flowNames(const Documents& documents) {
  std::vector<std::string> names = documents.list("flow/");
  for (std::string& id : names)
    id.erase(0, 5);
  return names;
}

bool takesRowsFrom(const Node& node, const std::string& dataset) {
  return node.type == "dataset" && node.params.is_object() && node.params.value("name", Json()) == dataset;
}

} // namespace

Result<ImportOutcome> Workbench::importFile(const ImportRequest& request, const Context& context) {
  const auto start = Context::Clock::now();
  ImportOutcome outcome;
  outcome.dataset = request.name.empty() ? nameOfFile(request.file) : request.name;
  EASEL_CHECK(checkDatasetName(outcome.dataset));
  const std::string documentId = "flow/" + outcome.dataset;
  const auto free = [&](const std::optional<Json>& existing) -> Result<void> {
    if (existing && !request.replace)
      return Error(ErrorCode::AlreadyExists, "There is a data set '" + outcome.dataset + "' already.",
                   "Give another name with --name, or take the new rows into it with --replace.");
    return {};
  };
  EASEL_TRY(const std::optional<Json> existing, m_project->document(documentId));
  EASEL_CHECK(free(existing)); // before the work, and again when it is done
  const Catalog<Format> formats = builtinFormats();
  const Entry<Format>* format = importFormat(formats, request.file);
  EASEL_TRY(const Json options, format->declaration.schema.complete(request.options));
  EASEL_TRY(const auto reader, format->make(options));
  context.stage("Reading " + std::filesystem::path(request.file).filename().string());
  EASEL_TRY(Imported imported, reader->importFile(request.file, context.part(0, 0.7)));
  context.stage("Storing");
  EASEL_TRY(const std::string artifact, m_project->putTable(imported.table, context.part(0.7, 1)));
  outcome.report = toJson(imported.report);

  const Json params{{"file", std::filesystem::absolute(request.file).string()},
                    {"format", format->declaration.id},
                    {"options", textsFromValues(request.options)},
                    {"artifact", artifact}};
  const std::string label = "Import " + std::filesystem::path(request.file).filename().string();
  EASEL_CHECK(m_project->edit(label, [&](Documents& documents) -> Result<void> {
    const std::optional<Json> present = documents.get(documentId);
    EASEL_CHECK(free(present));
    Json document = present.value_or(Json::object());
    EASEL_TRY(Graph graph, graphFromJson(document.value("graph", Json::object())));
    const auto import =
        std::find_if(graph.nodes.begin(), graph.nodes.end(), [](const Node& n) { return n.type == "import"; });
    if (import != graph.nodes.end()) {
      const std::string id = import->id;
      EASEL_TRY(graph, setParams(std::move(graph), id, params, m_nodes));
    } else {
      Node node;
      node.type = "import";
      node.params = params;
      EASEL_TRY(graph, addNode(std::move(graph), std::move(node), m_nodes));
    }
    document["graph"] = toJson(graph);
    document["imported"] = outcome.report;
    documents.put(documentId, std::move(document));
    return {};
  }));
  outcome.seconds = std::chrono::duration<double>(Context::Clock::now() - start).count();
  Run run;
  run.kind = "import";
  run.status = "done";
  run.started = formatTimestamp(nowMicros());
  run.seconds = outcome.seconds;
  run.params = params;
  run.outputs = {artifact};
  EASEL_CHECK(m_project->addRun(std::move(run), outcome.dataset + "-import"));
  outcome.table = std::move(imported.table);
  return outcome;
}

Result<std::vector<std::string>> Workbench::datasets() const {
  EASEL_TRY(const std::vector<std::string> names, flows());
  std::vector<std::string> found;
  for (const std::string& name : names) {
    EASEL_TRY(const Graph graph, flow(name));
    if (std::any_of(graph.nodes.begin(), graph.nodes.end(),
                    [](const Node& n) { return n.type == "import" || n.type == "dataset"; }))
      found.push_back(name);
  }
  return found;
}

Result<Graph> Workbench::datasetFlow(const std::string& dataset) const {
  EASEL_TRY(Graph graph, flow(dataset));
  if (lastTransform(graph).empty())
    return Error(ErrorCode::Data, "The flow '" + dataset + "' has no data.", "Import a file into it first.");
  return graph;
}

Result<std::shared_ptr<const Frame>> Workbench::frame(const std::string& dataset, const Context& context) {
  EASEL_TRY(const Graph graph, datasetFlow(dataset));
  RunServices services(*this, dataset);
  return frameAt(graph, lastTransform(graph), services, 0, context);
}

Result<TableProfile> Workbench::profileDataset(const std::string& dataset, const Context& context) {
  EASEL_TRY(const auto last, frame(dataset, context.part(0, 0.3)));
  return profile(last->table, context.part(0.3, 1));
}

Result<FilePreview> Workbench::previewFile(const std::string& file, const Json& options, std::size_t rows,
                                           const Context& context) const {
  const Catalog<Format> formats = builtinFormats();
  const Entry<Format>* format = importFormat(formats, file);
  EASEL_TRY(const Json complete, format->declaration.schema.complete(options));
  EASEL_TRY(const auto reader, format->make(complete));
  FilePreview preview;
  preview.format = format->declaration.id;
  EASEL_TRY(preview.table, reader->preview(file, rows, context));
  return preview;
}

Result<void> Workbench::renameDataset(const std::string& dataset, const std::string& name) {
  EASEL_CHECK(checkDatasetName(name));
  return m_project->edit("Rename " + dataset + " to " + name, [&](Documents& documents) -> Result<void> {
    std::optional<Json> document = documents.get("flow/" + dataset);
    if (!document)
      return noFlow(dataset, flowNames(documents));
    if (name == dataset)
      return {};
    if (documents.get("flow/" + name))
      return Error(ErrorCode::AlreadyExists, "There is a data set '" + name + "' already.", "Choose another name.");
    documents.remove("flow/" + dataset);
    documents.put("flow/" + name, std::move(*document));
    for (const std::string& flow : flowNames(documents)) {
      Json other = documents.get("flow/" + flow).value_or(Json::object());
      EASEL_TRY(Graph graph, graphFromJson(other.value("graph", Json::object())));
      bool changed = false;
      for (Node& node : graph.nodes)
        if (takesRowsFrom(node, dataset)) {
          node.params["name"] = name;
          changed = true;
        }
      if (!changed)
        continue;
      other["graph"] = toJson(graph);
      documents.put("flow/" + flow, std::move(other));
    }
    return {};
  });
}

Result<void> Workbench::deleteDataset(const std::string& dataset) {
  return m_project->edit("Delete " + dataset, [&](Documents& documents) -> Result<void> {
    const std::vector<std::string> names = flowNames(documents);
    if (std::find(names.begin(), names.end(), dataset) == names.end())
      return noFlow(dataset, names);
    std::vector<std::string> users;
    for (const std::string& flow : names) {
      EASEL_TRY(const Graph graph,
                graphFromJson(documents.get("flow/" + flow).value_or(Json::object()).value("graph", Json::object())));
      if (flow != dataset && std::any_of(graph.nodes.begin(), graph.nodes.end(),
                                         [&](const Node& n) { return takesRowsFrom(n, dataset); }))
        users.push_back("'" + flow + "'");
    }
    if (!users.empty())
      return Error(ErrorCode::Data, "'" + dataset + "' is needed by " + listed(users) + ".",
                   "Remove the steps there that take rows from it first.");
    documents.remove("flow/" + dataset);
    return {};
  });
}

Result<void> Workbench::exportDataset(const std::string& dataset, const std::string& file,
                                      const Context& context) {
  const Catalog<Format> formats = builtinFormats();
  EASEL_TRY(const auto* entry, formatOf(formats, file));
  EASEL_TRY(const auto writer, entry->make(Json::object()));
  EASEL_TRY(const auto last, frame(dataset, context.part(0, 0.5)));
  return writer->exportFile(last->table, file, context.part(0.5, 1));
}

} // namespace easel
