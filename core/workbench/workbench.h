// The main job as calls over one open project: import, steps, training, comparison, registration, cards,
// deployment. The studio and the command line both go through it, so what a person does with the mouse and
// what a script does are the same thing. Each call that changes what the person made is one entry in the
// history.
// Thread rule: any thread; calls may overlap. A call that changes documents reads, changes and writes them in one
// Project::edit, so that none undoes what another did meanwhile. One that works for long first (a training, a step over
// many rows) works on the flow as it was when the call began and puts what it adds into the flow as it is at the end.
#pragma once

#include "core/explain/attribution.h"
#include "core/explore/profile.h"
#include "core/explore/table_difference.h"
#include "core/flow/executor.h"
#include "core/govern/card.h"
#include "core/govern/registry.h"
#include "core/io/format.h"
#include "core/serve/deployment.h"
#include "core/store/project.h"
#include "core/workbench/kept_results.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
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

struct FilePreview {
  std::string format; // id
  Table table;        // the first rows
};

/// A line of the list of steps: the import first, then the transforms in their order.
struct FlowStep {
  std::string node;
  std::string type;
  std::string title; // the person's, or the type's
  std::string outline;
  Json params;
  bool enabled = true;
};

struct StepRequest {
  std::string dataset;
  std::string type;
  Json params = Json::object();
  std::string title = {};
  std::string after = {};  // node of the step before; empty: the last one
  std::string joined = {}; // only for a join: the data set on the right side
};

/// What became of the steps. An edit is kept even when a later step does not work any more: `status` says so.
struct StepOutcome {
  std::string node;                         // the step; of one that was removed, the step before it
  Table table;                              // after that step; empty when it has no result
  std::map<std::string, NodeStatus> status; // of the steps and what they need, by node
  bool cancelled = false;                   // the edit is made, the run that should try it was stopped
  /// The first step that failed, in their order.
  std::optional<Error> error;
};

/// What a step would do; nothing is saved.
struct StepPreview {
  std::shared_ptr<const Frame> before, after;
  std::string outline;
  TableDifference difference;
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
    KeptResultsOptions results = {};
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
  /// The first rows of a file, typed, before it is imported. Quick, whatever its size.
  Result<FilePreview> previewFile(const std::string& file, const Json& options, std::size_t rows,
                                  const Context& context) const;
  /// Flows that take rows from it follow its name.
  Result<void> renameDataset(const std::string& dataset, const std::string& name);
  /// Refused while another flow takes rows from it. Runs and models stay; undo brings it back.
  Result<void> deleteDataset(const std::string& dataset);

  // Steps
  // -----------------------------------------------------------------------------------------------------------
  Result<std::vector<FlowStep>> steps(const std::string& dataset) const;
  /// The data set after one of its steps.
  Result<std::shared_ptr<const Frame>> frameAfter(const std::string& dataset, const std::string& node,
                                                  const Context& context);
  /// A step that does not work on the data is refused and nothing is changed; so it is with other parameters.
  Result<StepOutcome> addStep(const StepRequest& request, const Context& context);
  Result<StepOutcome> setStepParams(const std::string& dataset, const std::string& node, const Json& params,
                                    const Context& context);
  /// These are made at once, then the steps are tried.
  Result<StepOutcome> removeStep(const std::string& dataset, const std::string& node, const Context& context);
  /// toIndex: the place in steps() that it gets; 0 is the import's.
  Result<StepOutcome> moveStep(const std::string& dataset, const std::string& node, std::size_t toIndex,
                               const Context& context);
  Result<StepOutcome> setStepEnabled(const std::string& dataset, const std::string& node, bool enabled,
                                     const Context& context);
  /// An empty title: the type's.
  Result<void> renameStep(const std::string& dataset, const std::string& node, const std::string& title);
  /// What the step would do there; and what an existing one would do with other parameters. `before` is what goes in.
  Result<StepPreview> previewStep(const StepRequest& request, const Context& context);
  Result<StepPreview> previewParams(const std::string& dataset, const std::string& node, const Json& params,
                                    const Context& context);
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
  Result<Deployment> startEndpointAgain(const std::string& endpoint);
  Deployments deployments() const { return Deployments::ofProject(m_project->path()); }

  // FlowServices
  // ------------------------------------------------------------------------------------------------------
  Result<Table> table(const std::string& artifact) override;
  Result<Table> dataset(const std::string& name, const Context& context) override;
  std::string datasetVersion(const std::string& name) override;
  Result<Json> registerModel(const std::string& group, const TrainedModel& model,
                             const std::string& note) override;
  Result<Json> deploy(const std::string& group, int version, const Json& settings) override;

 private:
  class RunServices; // run_services.h
  using GraphChange = std::function<Result<Graph>(Graph)>;
  struct Addition { // a node behind the one before
    std::string type;
    Json params;
    std::string title = {};
  };
  struct WithStep {
    Graph graph;
    std::string node;
  };

  Workbench() = default;
  Error noFlow(const std::string& name, const std::vector<std::string>& names) const;
  Result<Graph> datasetFlow(const std::string& dataset) const;
  /// The unbranched chain of transforms that begins with the data set's import, that included.
  std::vector<std::string> chain(const Graph& graph) const;
  std::string lastTransform(const Graph& graph) const;
  /// The place in the chain; an error for the import and for nodes that are no steps.
  Result<std::size_t> stepPlace(const Graph& graph, const std::string& node) const;
  Result<std::shared_ptr<const Frame>> frameAt(const Graph& graph, const std::string& node, RunServices& services,
                                               std::uint64_t seed, const Context& context);
  /// Of the requested type, with complete parameters.
  Result<Node> stepNode(const StepRequest& request) const;
  Result<WithStep> withStep(Graph graph, const StepRequest& request, const Node& node) const;
  Result<StepOutcome> tried(const std::string& dataset, const Graph& graph, const std::string& node,
                            const Context& context);
  /// Refused when the step fails; with needsResult also when it cannot run because another one failed.
  Result<StepOutcome> triedAndSaved(const std::string& dataset, WithStep trial, bool needsResult, const std::string& label,
                                    const std::function<Result<WithStep>(Graph)>& change, const std::string& mergeKey,
                                    const Context& context);
  Result<StepPreview> previewOf(const std::string& dataset, const Graph& graph, const std::string& node,
                                const Context& context);
  /// Finds or adds a node of this type and parameters behind `after`; the id.
  Result<std::string> follow(Graph& graph, const std::string& after, const std::string& type,
                             const Json& params) const;
  /// No node when everything trains.
  static std::vector<Addition> splitting(const std::string& target, double share, std::uint64_t seed);
  /// All of them in their order behind the last step; the id of the last.
  Result<std::string> followAll(Graph& graph, const std::vector<Addition>& additions) const;
  /// Reads, changes and writes the flow in one edit; the flow as saved.
  Result<Graph> editFlow(const std::string& name, const std::string& label, const GraphChange& change,
                         const std::string& mergeKey = {});
  /// What a training adds. When the data set is gone meanwhile, the model is kept all the same.
  Result<void> saveAdditions(const std::string& dataset, const std::vector<Addition>& additions,
                             const std::string& label, const Context& context);
  /// nameBase: what its name begins with.
  Result<Run> keepModel(const BundlePtr& bundle, Run run, const std::string& nameBase);

  std::unique_ptr<Project> m_project;
  Catalogs m_catalogs;
  Catalog<NodeOperation> m_nodes;
  std::unique_ptr<ResultCache> m_cache;
  std::filesystem::path m_program;
};

} // namespace easel
