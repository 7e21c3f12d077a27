// Models in use: evaluation, prediction, registration, deployment.
#include "core/workbench/workbench.h"

#include "core/store/audit.h"

namespace easel {

Result<Run> Workbench::modelRun(const std::string& model) const {
  std::string id = model;
  if (const auto reference = ModelReference::parse(model)) {
    EASEL_TRY(const ModelVersion version, Registry(*m_project).find(reference->group, reference->version));
    id = version.run;
  }
  EASEL_TRY(Run run, m_project->run(id));
  if (run.outputs.empty() || run.kind != "train")
    return Error(ErrorCode::NotFound, "'" + model + "' is a run without a model.",
                 "'easel list models' shows the models.");
  return run;
}

Result<BundlePtr> Workbench::bundle(const std::string& model) const {
  EASEL_TRY(const Run run, modelRun(model));
  EASEL_TRY(const std::string bytes, m_project->bytes(run.outputs.front()));
  return ModelBundle::load(bytes, m_catalogs);
}

Result<Evaluation> Workbench::evaluateModel(const std::string& model, const std::string& dataset,
                                            const Context& context) {
  EASEL_TRY(const BundlePtr loaded, bundle(model));
  EASEL_TRY(const auto rows, frame(dataset, context.part(0, 0.3)));
  EvaluateOptions options;
  options.bootstrap = 1000;
  options.curves = true;
  return evaluateBundle(*loaded, rows->table, m_catalogs.metrics, options, context.part(0.3, 1));
}

Result<std::size_t> Workbench::predictFile(const std::string& model, const std::string& file,
                                           const std::string& out, const Context& context) {
  EASEL_TRY(const BundlePtr loaded, bundle(model));
  const Catalog<Format> formats = builtinFormats();
  EASEL_TRY(const auto format, formats.make("csv", Json::object(), "format"));
  context.stage("Reading");
  EASEL_TRY(const Imported imported, format->importFile(file, context.part(0, 0.4)));
  context.stage("Predicting");
  EASEL_TRY(const Table predicted, loaded->predictionTable(imported.table, context.part(0.4, 0.7)));
  Table result = imported.table;
  for (const NamedColumn& c : predicted.columns()) {
    EASEL_TRY(result, result.with(c.name, c.column));
  }
  context.stage("Writing");
  EASEL_CHECK(format->exportFile(result, out, context.part(0.7, 1)));
  return result.rows();
}

Result<ModelVersion> Workbench::registerRun(const std::string& model, const std::string& group,
                                            const std::string& note) {
  EASEL_TRY(const Run run, modelRun(model));
  return Registry(*m_project).add(group, run, note);
}

Result<ModelVersion> Workbench::decide(const ModelReference& reference, Decision decision,
                                       const std::string& note) {
  return Registry(*m_project).decide(reference.group, reference.version, decision, note);
}

Result<Card> Workbench::card(const ModelReference& reference, const Context& context) {
  EASEL_TRY(const ModelVersion version, Registry(*m_project).find(reference.group, reference.version));
  return readCard(*m_project, m_catalogs, version, context);
}

Result<Deployment> Workbench::deployModel(const ModelReference& reference, const DeploySettings& settings) {
  EASEL_TRY(const ModelVersion version, Registry(*m_project).find(reference.group, reference.version));
  if (version.status == "rejected")
    return Error(ErrorCode::Permission, reference.text() + " was rejected and cannot be deployed.",
                 "Approve it first, or deploy another version.");
  DeployRequest request;
  request.name = settings.endpoint;
  request.endpoint = {settings.endpoint, version.group, std::to_string(version.version)};
  request.mode = settings.mode;
  request.settings = settings.settings;
  EASEL_TRY(request.bundle, m_project->bytes(version.bundle));
  EASEL_TRY(Deployment deployment, deployments().start(request, m_program));
  EASEL_CHECK(m_project->withDatabase([&](Database& database) {
    return appendAudit(database, currentPerson(), "deploy", reference.text(), toJson(deployment));
  }));
  return deployment;
}

Result<Deployment> Workbench::startEndpointAgain(const std::string& endpoint) {
  EASEL_TRY(Deployment deployment, deployments().startAgain(endpoint, m_program));
  EASEL_CHECK(m_project->withDatabase([&](Database& database) {
    return appendAudit(database, currentPerson(), "deploy", deployment.model + "@" + deployment.version,
                       toJson(deployment));
  }));
  return deployment;
}

} // namespace easel
