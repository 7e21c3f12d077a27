// The main job as calls over one open project: import, steps, training, comparison, registration, cards,
// deployment. The studio and the command line both go through it, so what a person does with the mouse and
// what a script does are the same thing. Each call that changes what the person made is one entry in the
// history. Thread rule: one call at a time; reading calls may overlap.
#pragma once

#include "core/explain/attribution.h"
#include "core/explore/profile.h"
#include "core/flow/executor.h"
#include "core/govern/card.h"
#include "core/govern/registry.h"
#include "core/io/format.h"
#include "core/serve/deployment.h"
#include "core/store/project.h"

#include <memory>
#include <string>
#include <vector>

namespace easel {

/// Title of the nodes that the automatic preparation added; they belong to a training, not to the data set.
inline constexpr const char* kAutomaticTitle = EASEL_TR("Automatic");

struct ImportRequest {
  std::string file;
  std::string name;              // of the data set; empty: the file's name
  Json options = Json::object(); // of the format
  bool replace = false;          // a data set of that name gets the new rows; its steps stay
};
struct ImportOutcome {
  std::string dataset;
  Table table;
  Json report;
  double seconds = 0;
};

struct StepOutcome {
  std::string node;
  Table table;
};

struct TrainSettings {
  std::string dataset;
  TrainRequest request;
  double split = 0.8; // share that trains; the rest tests. 1: everything trains
  std::uint64_t seed = 0;
};
struct TrainedRun {
  std::string model; // its name, for other commands
  Run run;
  TrainOutcome outcome;
};

struct AutomlSettings {
  std::string dataset;
  AutomlRequest request;
  double split = 0.8;
  std::uint64_t seed = 0;
};
struct AutomlRun {
  AutomlOutcome outcome;
  std::vector<std::string> models; // names, leaderboard order; empty for candidates that were not refitted
  Run run;
};

struct DeploySettings {
  std::string endpoint;
  std::string mode = "real_time";
  Json settings = Json::object();
};

/// "churn@2"
struct ModelReference {
  std::string group;
  int version = 0;
  static std::optional<ModelReference> parse(std::string_view text);
  std::string text() const { return group + "@" + std::to_string(version); }
};

class Workbench : public FlowServices {
 public:
  struct OpenOptions {
    Project::Access access = Project::Access::Write;
    bool create = true;
    std::filesystem::path program; // the `easel` command, for deploying
  };
  static Result<std::unique_ptr<Workbench>> open(const std::string& path, const OpenOptions& options);
  ~Workbench() override;

  Project& project() { return *m_project; }
  const Catalogs& catalogs() const { return m_catalogs; }
  const Catalog<NodeOperation>& nodes() const { return m_nodes; }

  // Data
  // ------------------------------------------------------------------------------------------------------------
  Result<ImportOutcome> importFile(const ImportRequest& request, const Context& context);
  Result<std::vector<std::string>> datasets() const;
  /// The data set after its last step.
  Result<std::shared_ptr<const Frame>> frame(const std::string& dataset, const Context& context);
  Result<TableProfile> profileDataset(const std::string& dataset, const Context& context);
  /// Adds a step behind the last one. A step that does not work on the data is refused and nothing is
  /// changed.
  Result<StepOutcome> addStep(const std::string& dataset, const std::string& type, const Json& params,
                              const std::string& title, const Context& context);
  Result<void> exportDataset(const std::string& dataset, const std::string& file, const Context& context);

  // Flows
  // -----------------------------------------------------------------------------------------------------------
  Result<Graph> flow(const std::string& name) const; // the flow of a data set has its name
  Result<std::vector<std::string>> flows() const;
  Result<FlowRun> runFlow(const std::string& name, const Graph& graph, const std::string& toNode,
                          std::uint64_t seed, const NodeObserver& observer, const Context& context);

  // Models
  // ----------------------------------------------------------------------------------------------------------
  /// Adds what it does to the flow (split, steps of the automatic preparation, training) and keeps the run.
  Result<TrainedRun> trainModel(const TrainSettings& settings, const Context& context);
  Result<AutomlRun> autoTrain(const AutomlSettings& settings, const CandidateObserver& observer,
                              const Context& context);
  /// A model's name, or group@version.
  Result<BundlePtr> bundle(const std::string& model) const;
  Result<Run> modelRun(const std::string& model) const;
  Result<Evaluation> evaluateModel(const std::string& model, const std::string& dataset,
                                   const Context& context);
  /// Reads the file, writes its columns with the predictions behind; the number of rows.
  Result<std::size_t> predictFile(const std::string& model, const std::string& file, const std::string& out,
                                  const Context& context);

  // Governance and service
  // --------------------------------------------------------------------------------------------
  Result<ModelVersion> registerRun(const std::string& model, const std::string& group,
                                   const std::string& note);
  Result<ModelVersion> decide(const ModelReference& reference, Decision decision, const std::string& note);
  Result<Card> card(const ModelReference& reference, const Context& context);
  Result<Deployment> deployModel(const ModelReference& reference, const DeploySettings& settings);
  Deployments deployments() const { return Deployments::ofProject(m_project->path()); }

  // FlowServices
  // ------------------------------------------------------------------------------------------------------
  Result<Table> table(const std::string& artifact) override;
  Result<Table> dataset(const std::string& name) override;
  Result<Json> registerModel(const std::string& group, const TrainedModel& model,
                             const std::string& note) override;
  Result<Json> deploy(const std::string& group, int version, const Json& settings) override;

 private:
  Workbench() = default;
  Result<Graph> datasetFlow(const std::string& dataset) const;
  /// The last node of the unbranched chain of transforms that begins with the data set's import.
  std::string lastTransform(const Graph& graph) const;
  Result<FlowRun> executeTo(const Graph& graph, const std::string& node, std::uint64_t seed,
                            const Context& context);
  Result<std::shared_ptr<const Frame>> frameAt(const Graph& graph, const std::string& node,
                                               std::uint64_t seed, const Context& context);
  /// Finds or adds a node of this type and parameters behind `after`; the id.
  Result<std::string> follow(Graph& graph, const std::string& after, const std::string& type,
                             const Json& params) const;
  Result<std::string> followSplit(Graph& graph, const std::string& target, double share,
                                  std::uint64_t seed) const;
  Result<void> saveFlow(const std::string& name, const Graph& graph, const std::string& label);
  Result<Run> keepModel(const BundlePtr& bundle, Run run);

  std::unique_ptr<Project> m_project;
  Catalogs m_catalogs;
  Catalog<NodeOperation> m_nodes;
  std::unique_ptr<ResultCache> m_cache;
  std::filesystem::path m_program;
};

} // namespace easel
