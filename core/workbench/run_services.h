// What one run of a flow sees of the project around it. Other data sets are seen as they were when the run first asked
// for them, so that a result and its fingerprint belong together while the project is being edited. Knows which data
// set asked for which, so that a circle is found instead of followed. Thread rule: any thread.
#pragma once

#include "core/workbench/workbench.h"

#include <map>
#include <mutex>

namespace easel {

class Workbench::RunServices final : public FlowServices {
 public:
  /// flow: the one that runs; empty: not known.
  RunServices(Workbench& bench, const std::string& flow);

  Result<Table> table(const std::string& artifact) override;
  Result<Table> dataset(const std::string& name, const Context& context) override;
  std::string datasetVersion(const std::string& name) override;
  Result<Json> registerModel(const std::string& group, const TrainedModel& model, const std::string& note) override;
  Result<Json> deploy(const std::string& group, int version, const Json& settings) override;

 private:
  struct Seen {
    std::mutex mutex;
    std::map<std::string, Graph> flows;
    std::map<std::string, std::string> versions;
  };
  RunServices(const RunServices& outer, const std::string& flow);
  Result<Graph> flowOf(const std::string& name);
  bool circular(const std::string& name) const;

  Workbench& m_bench;
  std::vector<std::string> m_path; // who asked for whom; the flow that runs is the last
  std::shared_ptr<Seen> m_seen;
};

} // namespace easel
