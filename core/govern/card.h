// A model card: facts filled from the run, and the person's own fields. Exported as PDF, HTML and the JSON of
// the SageMaker model card schema (version 0.1.0). A number in the card always names the run it came from.
// Pure functions apart from reading the project.
#pragma once

#include "core/govern/registry.h"
#include "core/learn/catalogs.h"

#include <string>
#include <vector>

namespace easel {

struct Card {
  ModelVersion model;
  int version = 1; // of the card: every change of the person's fields makes a new one
  Json facts;      // data, preparation, algorithm, parameters, metrics, importance, environment, lineage
  Json fields;     // intended uses, risk rating … as the person wrote them
  std::vector<std::string> missing; // labels of the fields that a complete card needs
  bool complete() const { return missing.empty(); }
};

/// The person's fields, as a schema: forms, flags and checks come from it.
const Declaration& cardFields();

/// Facts from the run, fields from the project's document "card/<group>/<version>".
Result<Card> readCard(Project& project, const Catalogs& catalogs, const ModelVersion& model,
                      const Context& context);
/// Checks and keeps the person's fields; one entry in the history.
Result<void> writeCardFields(Project& project, const ModelVersion& model, const Json& fields);

Json cardSageMakerJson(const Card& card);
std::string cardHtml(const Card& card);
/// A4 pages, through pango and cairo.
Result<std::string> cardPdf(const Card& card);
/// By the file's suffix: .pdf, .html, .json.
Result<void> exportCard(const Card& card, const std::string& file);

} // namespace easel
