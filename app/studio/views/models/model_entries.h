// What the leaderboard shows: every model and candidate of the project, as read from its runs. Values; the reading is
// done off the GUI thread.
#pragma once

#include "core/learn/automl.h"
#include "core/workbench/workbench.h"

#include <QCoreApplication>
#include <QList>
#include <QMap>
#include <QString>

#include <memory>
#include <optional>

namespace easel {

enum class EntryState {
  Model,     // trained on all training rows: can predict
  Candidate, // only cross-validated
  Failed,
  Skipped,
};

struct ModelEntry {
  QString id;   // of the run; "live:3" while it is only in a running search
  QString name; // for commands
  QString algorithm, title, remark;
  QString dataset, target;
  Task task = Task::Regression;
  EntryState state = EntryState::Model;
  Json params = Json::object(); // of the algorithm
  QString problem; // Failed, Skipped: why
  std::optional<double> score, deviation;
  bool crossValidated = false; // else the score is of the test rows
  bool yardstick = false;      // a baseline is never the best
  QMap<QString, double> metrics; // of the test rows
  QString registered;            // "churn@2"
  QString registeredStatus;
  std::shared_ptr<const Run> run; // null while live
};

/// All that answer the same question and can be compared.
struct ModelGroup {
  QString key, dataset, target;
  Task task = Task::Regression;
  QString metric; // id of the ranking one
  bool higherIsBetter = true;
  int candidates = 0, folds = 0; // of the newest comparison; 0: there was none
  double seconds = 0;
  QString suggestedGroup; // in the registry
};

struct ModelList {
  QList<ModelEntry> entries; // in the order of their groups, best first
  QList<ModelGroup> groups;  // newest first
};

Result<ModelList> readModels(Workbench& workbench, const Context& context);

ModelEntry entryOf(const Candidate& candidate, const AutomlSettings& settings, Task task, const Catalogs& catalogs,
                   int number);
void sortEntries(QList<ModelEntry>& entries, bool higherIsBetter);
/// Of those that can be chosen; −1: none.
int bestEntry(const QList<ModelEntry>& entries, bool higherIsBetter);

struct ModelTexts {
  Q_DECLARE_TR_FUNCTIONS(easel::ModelTexts)
 public:
  static QString task(Task task);     // "Yes/no"
  static QString taskTerm(Task task); // "binary classification", for tooltips
  static QString metric(const Catalogs& catalogs, const QString& id);
  static bool higherIsBetter(const Catalogs& catalogs, const QString& id);
  static QString number(double value, int decimals = 4); // shares with decimals, others with 4 digits
  static QString shortened(const QString& name); // a long name, for titles and sentences
  static QString counted(qint64 n, const QString& one, const QString& many); // many: "%1 rows"
  static QString seconds(double seconds);                // "4 min 12 s"
  /// The two metrics beside the score.
  static QStringList further(Task task, const QString& ranking);
  static QString evaluationOf(const ModelEntry& entry); // "test", "validation", "train"
};

} // namespace easel
