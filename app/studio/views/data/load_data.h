// What the Data view shows, read in one go off the GUI thread: the data sets, the steps of one of them with what is wrong with
// each, the rows after the chosen step; and apart from it, because it may take longer, the profile with what it suggests.
#pragma once

#include "core/explore/suggestions.h"
#include "core/workbench/workbench.h"

namespace easel {

struct ShownStep {
  FlowStep step;
  std::optional<Error> error;
};

struct LoadedData {
  std::vector<std::string> datasets;
  std::string dataset; // empty: the project has none
  std::vector<ShownStep> steps;
  std::string node;    // the step after which the rows are shown
  std::shared_ptr<const Frame> frame;
  std::optional<Error> error; // of the steps up to that one; the rows then are those before it
  Json imported;              // the report of the import
  std::size_t bytes = 0;      // of the rows in memory
};

/// wanted: the data set and the step last shown; when they are gone, the first data set and the last step.
Result<LoadedData> loadData(Workbench& workbench, const std::string& dataset, const std::string& node, const Context& context);

struct ProfiledData {
  TableProfile profile;
  std::string target; // what a person most likely wants to predict
  std::vector<Suggestion> suggestions;
};
Result<std::shared_ptr<const ProfiledData>> profileData(const Table& table, const Context& context);

} // namespace easel
