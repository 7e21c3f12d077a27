// Reading a node's inputs and writing its outputs; shared by the files of nodes/. Thread rule: pure.
#pragma once

#include "core/flow/node.h"

namespace easel {

inline const Frame& frameAt(const NodeRun& run, const char* port) {
  return *std::get<std::shared_ptr<const Frame>>(run.inputs.at(port)); // wires join ports of one type only
}
inline const TrainedModel& modelAt(const NodeRun& run, const char* port) {
  return *std::get<std::shared_ptr<const TrainedModel>>(run.inputs.at(port));
}
/// Null when nothing is connected.
inline std::shared_ptr<const Report> reportAt(const NodeRun& run, const char* port) {
  const auto it = run.inputs.find(port);
  return it == run.inputs.end() ? nullptr : std::get<std::shared_ptr<const Report>>(it->second);
}
inline NodeValue valueOf(Frame frame) { return std::make_shared<const Frame>(std::move(frame)); }
inline NodeValue valueOf(TrainedModel model) { return std::make_shared<const TrainedModel>(std::move(model)); }
inline NodeValue reportOf(Json content) { return std::make_shared<const Report>(Report{std::move(content)}); }

/// The services, or an error that says where the node can run. `what`: "A data set".
Result<FlowServices*> servicesOf(const NodeRun& run, std::string_view what);
/// An error at the parameter when the text is empty. `what`: "the column to predict".
Result<void> requireText(const std::string& text, std::string_view parameter, std::string_view what);

/// Values written as text ("depth" → "6") in the form that the schema wants; "null" is nothing chosen.
Result<Json> valuesFromText(const Schema& schema, const std::map<std::string, std::string>& texts);

/// The other way round, for putting values into such a parameter.
Json textsFromValues(const Json& values);

/// What training said, for people: metrics by role, folds, the steps that were added.
Json reportContent(const TrainedModel& model);

} // namespace easel
