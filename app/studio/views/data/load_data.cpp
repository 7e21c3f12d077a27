#include "app/studio/views/data/load_data.h"

#include "core/explore/target_suggestion.h"

#include <algorithm>

namespace easel {

Result<LoadedData> loadData(Workbench& workbench, const std::string& dataset, const std::string& node, const Context& context) {
  LoadedData data;
  EASEL_TRY(data.datasets, workbench.datasets());
  if (data.datasets.empty())
    return data;
  const bool known = std::find(data.datasets.begin(), data.datasets.end(), dataset) != data.datasets.end();
  data.dataset = known ? dataset : data.datasets.front();
  EASEL_TRY(const std::vector<FlowStep> steps, workbench.steps(data.dataset));
  for (const FlowStep& step : steps)
    data.steps.push_back({step, std::nullopt});
  if (data.steps.empty())
    return data;
  const auto chosen = std::find_if(data.steps.begin(), data.steps.end(), [&](const ShownStep& s) { return s.step.node == node; });
  const std::size_t shown = chosen == data.steps.end() ? data.steps.size() - 1 : static_cast<std::size_t>(chosen - data.steps.begin());
  data.node = data.steps[shown].step.node;

  // When the last step works, all before it do; else each is tried, which the cache makes quick.
  const auto tried = [&](std::size_t i) { return workbench.frameAfter(data.dataset, data.steps[i].step.node, context); };
  const auto last = tried(data.steps.size() - 1);
  EASEL_CHECK(context.checkpoint());
  if (last) {
    data.frame = *last;
    if (shown + 1 < data.steps.size()) {
      EASEL_TRY(data.frame, tried(shown));
    }
  } else {
    for (std::size_t i = 0; i < data.steps.size(); ++i) {
      auto frame = tried(i);
      EASEL_CHECK(context.checkpoint());
      if (!frame) {
        data.steps[i].error = frame.error();
        if (i <= shown)
          data.error = std::move(frame).error();
        break; // what follows has nothing to work on
      }
      if (i <= shown)
        data.frame = *frame;
    }
  }
  if (data.frame)
    data.bytes = data.frame->table.memory();
  EASEL_TRY(const auto document, workbench.project().document("flow/" + data.dataset));
  if (document)
    data.imported = document->value("imported", Json::object());
  return data;
}

Result<std::shared_ptr<const ProfiledData>> profileData(const Table& table, const Context& context) {
  ProfiledData data;
  EASEL_TRY(data.profile, profile(table, context));
  data.target = suggestedTarget(data.profile);
  data.suggestions = suggestions(data.profile, data.target);
  return std::make_shared<const ProfiledData>(std::move(data));
}

} // namespace easel
