#include "core/govern/card.h"

#include "core/base/file.h"
#include "core/base/version.h"
#include "core/explain/attribution.h"
#include "core/table/kernels.h"

namespace easel {

namespace {

enum class Risk { Unknown, Low, Medium, High };

/// What only a person can say. Lengths are those of the SageMaker model card schema.
struct CardFields {
  std::string description, owner, creator;
  std::string purpose, intendedUses, factors;
  Risk risk = Risk::Unknown;
  std::string riskExplanation;
  std::string businessProblem, stakeholders, lineOfBusiness;
  std::string trainingObservations, evaluationObservations;
  std::string ethics, caveats;

  static void describe(Describe<CardFields>& d) {
    const auto text = [&](std::string CardFields::*member, const char* name, const char* label,
                          const char* group, const char* help, int length) {
      d.field(member, name).label(label).group(group).help(help).atMost(length);
    };
    text(&CardFields::description, "description", EASEL_TR("Description"), EASEL_TR("Overview"),
         EASEL_TR("What the model does, in a few sentences."), 1024);
    text(&CardFields::owner, "owner", EASEL_TR("Owner"), EASEL_TR("Overview"),
         EASEL_TR("Who answers for the model."), 1024);
    text(&CardFields::creator, "creator", EASEL_TR("Creator"), EASEL_TR("Overview"), EASEL_TR("Who made it."),
         1024);
    text(&CardFields::purpose, "purpose", EASEL_TR("Purpose"), EASEL_TR("Intended uses"),
         EASEL_TR("The question that the model answers."), 2048);
    text(&CardFields::intendedUses, "intended_uses", EASEL_TR("Intended uses"), EASEL_TR("Intended uses"),
         EASEL_TR("Where it may be used, and where not."), 2048);
    text(&CardFields::factors, "factors", EASEL_TR("What affects its quality"), EASEL_TR("Intended uses"),
         EASEL_TR("Seasons, groups, missing inputs …"), 2048);
    d.field(&CardFields::risk, "risk_rating")
        .label(EASEL_TR("Risk"))
        .group(EASEL_TR("Intended uses"))
        .help(EASEL_TR("How much harm a wrong answer can do."))
        .choices({{Risk::Unknown, "Unknown", EASEL_TR("Unknown")},
                  {Risk::Low, "Low", EASEL_TR("Low")},
                  {Risk::Medium, "Medium", EASEL_TR("Medium")},
                  {Risk::High, "High", EASEL_TR("High")}});
    text(&CardFields::riskExplanation, "risk_explanation", EASEL_TR("Why this risk"),
         EASEL_TR("Intended uses"), EASEL_TR("What the rating rests on."), 2048);
    text(&CardFields::businessProblem, "business_problem", EASEL_TR("Business problem"), EASEL_TR("Business"),
         EASEL_TR("What the answers are used for."), 2048);
    text(&CardFields::stakeholders, "business_stakeholders", EASEL_TR("Stakeholders"), EASEL_TR("Business"),
         EASEL_TR("Who depends on it."), 2048);
    text(&CardFields::lineOfBusiness, "line_of_business", EASEL_TR("Line of business"), EASEL_TR("Business"),
         EASEL_TR("The part of the organisation."), 2048);
    text(&CardFields::trainingObservations, "training_observations", EASEL_TR("Notes on training"),
         EASEL_TR("Training"), EASEL_TR("Anything a reader should know about the training."), 1024);
    text(&CardFields::evaluationObservations, "evaluation_observations", EASEL_TR("Notes on evaluation"),
         EASEL_TR("Evaluation"), EASEL_TR("Anything a reader should know about the scores."), 2096);
    text(&CardFields::ethics, "ethical_considerations", EASEL_TR("Ethical considerations"),
         EASEL_TR("Considerations"),
         EASEL_TR("Whom the model may treat unfairly, and what is done about it."), 2048);
    text(&CardFields::caveats, "caveats", EASEL_TR("Caveats and recommendations"), EASEL_TR("Considerations"),
         EASEL_TR("Limits, and advice for users."), 2048);
  }
};

/// A card is complete when these are written.
constexpr const char* kNeeded[] = {"description",   "owner",       "purpose",
                                   "intended_uses", "risk_rating", "caveats"};

std::string documentId(const ModelVersion& m) {
  return "card/" + m.group + "/" + std::to_string(m.version);
}

constexpr std::size_t kExplainedRows = 1000;

/// Mean effect of each input on a sample of the data that the run started from.
Json importanceOf(Project& project, const ModelBundle& bundle, const Run& run, const Catalogs& catalogs,
                  const Context& context) {
  if (run.inputs.empty())
    return Json::array();
  auto table = project.table(run.inputs.front());
  if (!table)
    return Json::array();
  if (table->rows() > kExplainedRows) {
    const auto rows = sampledRows(table->rows(), kExplainedRows, context);
    auto sample = rows ? take(*table, *rows, context) : Result<Table>(rows.error());
    if (!sample)
      return Json::array();
    table = std::move(sample);
  }
  std::vector<FeatureImportance> ranked;
  std::string method = "attribution";
  if (const auto exact = explainRows(bundle, *table, context)) {
    ranked = meanAbsolute(*exact);
  } else {
    method = "permutation";
    const auto metric = catalogs.metrics.make(defaultMetric(bundle.signature().task), {}, "metric");
    const auto loss = metric ? permutationImportance(bundle, *table, **metric, 3, context)
                             : Result<std::vector<FeatureImportance>>(metric.error());
    if (!loss)
      return Json::array(); // the run's rows were reshaped before training: its inputs are not the file's
                            // columns
    ranked = *loss;
  }
  Json list = Json::array();
  for (const FeatureImportance& f : ranked)
    list.push_back({{"name", f.name}, {"value", f.mean}, {"method", method}});
  return list;
}

Result<Json> readFacts(Project& project, const Catalogs& catalogs, const ModelVersion& model, const Run& run,
                       const Context& context) {
  EASEL_TRY(const std::string bytes, project.bytes(model.bundle));
  EASEL_TRY(const BundlePtr bundle, ModelBundle::load(bytes, catalogs));
  const ModelBundle::Parts& parts = bundle->parts();
  const auto* algorithm = catalogs.algorithms.find(parts.algorithm);
  Json steps = Json::array();
  for (const StepSpec& spec : parts.preparation.specs()) {
    const auto* entry = catalogs.steps.find(spec.id);
    const auto step = catalogs.steps.make(spec.id, spec.params, "step");
    steps.push_back({{"title", entry ? entry->declaration.title : spec.id},
                     {"outline", step ? (*step)->outline() : ""},
                     {"params", spec.params}});
  }
  EASEL_TRY(const auto decisions, Registry(project).decisions(model.group, model.version));
  Json decided = Json::array();
  for (const DecisionRecord& d : decisions)
    decided.push_back({{"status", d.status}, {"who", d.who}, {"time", d.time}, {"note", d.note}});
  EASEL_TRY(const auto edges, project.lineage(model.bundle));
  Json lineage = Json::array();
  for (const Project::LineageEdge& e : edges)
    lineage.push_back(
        {{"artifact", e.artifact}, {"run", e.run}, {"direction", e.output ? "output" : "input"}});
  Json signature = toJson(parts.signature);
  return Json{{"model",
               {{"group", model.group},
                {"version", model.version},
                {"status", model.status},
                {"registered", model.created},
                {"by", model.who},
                {"note", model.note},
                {"decisions", decided}}},
              {"run",
               {{"id", run.id},
                {"name", run.name},
                {"started", run.started},
                {"seconds", run.seconds},
                {"seed", run.seed}}},
              {"task", taskId(parts.signature.task)},
              {"target", parts.signature.target},
              {"classes", parts.signature.classes},
              {"data",
               {{"dataset", run.details.value("dataset", "")},
                {"artifacts", run.inputs},
                {"split", run.params.value("split", Json())},
                {"inputs", signature.value("inputs", Json::array())}}},
              {"preparation", steps},
              {"algorithm",
               {{"id", parts.algorithm},
                {"title", algorithm ? algorithm->declaration.title : parts.algorithm},
                {"params", parts.params},
                {"learned", parts.model->facts()}}},
              {"metrics", run.metrics},
              {"importance", importanceOf(project, *bundle, run, catalogs, context)},
              {"training", parts.facts},
              {"environment", {{"easel", kVersion}, {"bundle", model.bundle}}},
              {"lineage", lineage}};
}

} // namespace

const Declaration& cardFields() {
  static const Declaration declaration = [] {
    Declaration d;
    d.id = "card";
    d.title = EASEL_TR("Model card");
    d.summary = EASEL_TR("What a person writes into a model's card.");
    d.category = EASEL_TR("Governance");
    d.schema = schemaOf<CardFields>();
    return d;
  }();
  return declaration;
}

Result<Card> readCard(Project& project, const Catalogs& catalogs, const ModelVersion& model,
                      const Context& context) {
  Card card;
  card.model = model;
  EASEL_TRY(const Run run, project.run(model.run));
  EASEL_TRY(card.facts, readFacts(project, catalogs, model, run, context));
  EASEL_TRY(const std::optional<Json> document, project.document(documentId(model)));
  EASEL_TRY(card.fields, cardFields().schema.complete(document ? document->value("fields", Json::object())
                                                               : Json::object()));
  card.version = document ? document->value("version", 1) : 1;
  for (const char* name : kNeeded) {
    const ParamSpec* spec = cardFields().schema.find(name);
    if (card.fields[name] == "" || card.fields[name] == "Unknown")
      card.missing.push_back(spec->label);
  }
  return card;
}

Result<void> writeCardFields(Project& project, const ModelVersion& model, const Json& fields) {
  EASEL_TRY(const Json complete, cardFields().schema.complete(fields));
  return project.edit(
      "Write the card of " + model.group + "@" + std::to_string(model.version),
      [&](Documents& documents) -> Result<void> {
        Json document =
            documents.get(documentId(model)).value_or(Json{{"version", 1}, {"fields", Json::object()}});
        if (document["fields"] == complete)
          return {};
        if (!document["fields"].empty())
          document["version"] = document.value("version", 1) + 1;
        document["fields"] = complete;
        documents.put(documentId(model), std::move(document));
        return {};
      });
}

Result<void> exportCard(const Card& card, const std::string& file) {
  const std::string lower = toLowerAscii(file);
  if (lower.ends_with(".json"))
    return writeFile(file, toText(cardSageMakerJson(card), 2) + "\n");
  if (lower.ends_with(".html") || lower.ends_with(".htm"))
    return writeFile(file, cardHtml(card));
  if (lower.ends_with(".pdf")) {
    EASEL_TRY(const std::string pdf, cardPdf(card));
    return writeFile(file, pdf);
  }
  return Error(ErrorCode::Unsupported, "A card cannot be written as '" + file + "'.",
               "End the name in .pdf, .html or .json.");
}

} // namespace easel
