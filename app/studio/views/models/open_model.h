// The selected model with what its tabs need besides its run: the loaded bundle, and the rows to explain. Loaded once,
// when a tab asks; and the work on it, as functions that run elsewhere. GUI thread, except the functions.
#pragma once

#include "app/studio/session/session.h"
#include "app/studio/views/models/model_entries.h"
#include "core/explain/explanation_charts.h"

#include <QObject>

namespace easel {

struct LoadedModel {
  BundlePtr bundle;
  std::shared_ptr<const Run> run;
  Table rows;                    // raw rows of the data set as it is now, with the target; empty when it is gone
  RowsToExplain explained;       // of them
  Table sample;                  // those rows
  std::string dataset;
};
using LoadedModelPtr = std::shared_ptr<const LoadedModel>;

struct Explanation {
  std::vector<FeatureImportance> importance;
  std::vector<SwarmChart> swarms;  // one a class margin
  std::optional<Error> notExact;   // the algorithm has no exact contributions: importance is by shuffling
};
struct Answer {
  std::string text;                                     // "Yes", "4,250"
  double value = 0;                                     // probability of the positive or likeliest class, or the number
  std::vector<std::pair<std::string, double>> shares; // classes, likeliest first
};
struct RowExplanation {
  std::size_t row = 0;
  Answer answer;
  std::string actual; // empty: not known
  std::optional<WaterfallChart> waterfall;
  std::optional<Error> notExact;
};

Result<LoadedModelPtr> loadModel(Workbench& workbench, const std::string& name, const Context& context);
Result<Explanation> explainModel(const LoadedModel& model, const Catalogs& catalogs, const Context& context);
Result<std::vector<FeatureImportance>> shuffledImportance(const LoadedModel& model, const Catalogs& catalogs,
                                                          const std::string& metric, const Context& context);
Result<RowExplanation> explainRow(const LoadedModel& model, std::size_t row, const Context& context);
Result<Answer> answerTo(const LoadedModel& model, const Json& values, const Context& context);

class OpenModel : public QObject {
  Q_OBJECT
 public:
  explicit OpenModel(Session& session, QObject* parent = nullptr);
  Session& session() const { return m_session; }
  /// The data set may be another one after an edit: `again` forgets what was loaded.
  void set(const ModelEntry& entry, bool again);
  const ModelEntry& entry() const { return m_entry; }
  /// Loads it if it was not; loaded() or failed() follows, at once when it is there.
  void want();
  LoadedModelPtr model() const { return m_model; }
  bool busy() const { return m_loading; }

 signals:
  void changed(); // another model: forget the old one
  void loaded();
  void failed(const easel::Error& error);

 private:
  Session& m_session;
  ModelEntry m_entry;
  LoadedModelPtr m_model;
  bool m_loading = false;
};

} // namespace easel
