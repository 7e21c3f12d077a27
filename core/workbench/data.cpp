// Data sets: import, steps, profile, export.
#include "core/base/time.h"
#include "core/flow/node_values.h"
#include "core/workbench/workbench.h"

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

} // namespace

Result<ImportOutcome> Workbench::importFile(const ImportRequest& request, const Context& context) {
  const auto start = Context::Clock::now();
  ImportOutcome outcome;
  outcome.dataset = request.name.empty() ? nameOfFile(request.file) : request.name;
  EASEL_CHECK(checkDatasetName(outcome.dataset));
  const std::string documentId = "flow/" + outcome.dataset;
  EASEL_TRY(const std::optional<Json> existing, m_project->document(documentId));
  if (existing && !request.replace)
    return Error(ErrorCode::AlreadyExists, "There is a data set '" + outcome.dataset + "' already.",
                 "Give another name with --name, or take the new rows into it with --replace.");
  const Catalog<Format> formats = builtinFormats();
  // A file without a known suffix is read as CSV, which looks at the contents anyway.
  const auto known = formatOf(formats, request.file);
  const Entry<Format>* format = known ? *known : formats.find("csv");
  EASEL_TRY(const Json options, format->declaration.schema.complete(request.options));
  EASEL_TRY(const auto reader, format->make(options));
  context.stage("Reading " + std::filesystem::path(request.file).filename().string());
  EASEL_TRY(Imported imported, reader->importFile(request.file, context.part(0, 0.7)));
  context.stage("Storing");
  EASEL_TRY(const std::string artifact, m_project->putTable(imported.table, context.part(0.7, 1)));
  outcome.report = toJson(imported.report);

  Graph graph;
  if (existing) {
    EASEL_TRY(graph, graphFromJson(existing->value("graph", Json::object())));
  }
  const Json params{{"file", std::filesystem::absolute(request.file).string()},
                    {"format", format->declaration.id},
                    {"options", textsFromValues(request.options)},
                    {"artifact", artifact}};
  const auto import =
      std::find_if(graph.nodes.begin(), graph.nodes.end(), [](const Node& n) { return n.type == "import"; });
  if (import != graph.nodes.end()) {
    EASEL_TRY(graph, setParams(std::move(graph), import->id, params, m_nodes));
  } else {
    Node node;
    node.type = "import";
    node.params = params;
    EASEL_TRY(graph, addNode(std::move(graph), std::move(node), m_nodes));
  }
  EASEL_CHECK(
      m_project->edit("Import " + std::filesystem::path(request.file).filename().string(),
                      [&](Documents& documents) -> Result<void> {
                        documents.put(documentId, {{"graph", toJson(graph)}, {"imported", outcome.report}});
                        return {};
                      }));
  outcome.seconds = std::chrono::duration<double>(Context::Clock::now() - start).count();
  Run run;
  run.kind = "import";
  EASEL_TRY(run.name, m_project->freeName(outcome.dataset + "-import"));
  run.status = "done";
  run.started = formatTimestamp(nowMicros());
  run.seconds = outcome.seconds;
  run.params = params;
  run.outputs = {artifact};
  EASEL_CHECK(m_project->addRun(std::move(run)));
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
  return frameAt(graph, lastTransform(graph), 0, context);
}

Result<TableProfile> Workbench::profileDataset(const std::string& dataset, const Context& context) {
  EASEL_TRY(const auto last, frame(dataset, context.part(0, 0.3)));
  return profile(last->table, context.part(0.3, 1));
}

Result<StepOutcome> Workbench::addStep(const std::string& dataset, const std::string& type,
                                       const Json& params, const std::string& title, const Context& context) {
  EASEL_TRY(const Graph before, datasetFlow(dataset));
  EASEL_TRY(const auto* entry, m_nodes.get(type, "step"));
  if (!m_catalogs.steps.find(type) && type != "join")
    return Error(ErrorCode::InvalidArgument, "'" + type + "' is not a step.",
                 "'easel list steps' shows them.");
  Node node;
  node.type = entry->declaration.id;
  node.version = entry->declaration.version;
  EASEL_TRY(node.params, entry->declaration.schema.complete(params));
  node.title = title;
  EASEL_TRY(const Graph after, insertAfter(before, lastTransform(before), node, m_nodes));
  StepOutcome outcome;
  outcome.node = lastTransform(after);
  EASEL_TRY(const auto result, frameAt(after, outcome.node, 0, context));
  outcome.table = result->table;
  EASEL_TRY(const auto operation, entry->make(node.params));
  EASEL_CHECK(saveFlow(dataset, after, entry->declaration.title + ": " + operation->outline()));
  return outcome;
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
