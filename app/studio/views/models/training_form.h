// What is to be trained: data set, target, comparison or one algorithm, and how it is judged. It only asks; the view
// starts the work. GUI thread.
#pragma once

#include "app/studio/session/session.h"
#include "core/learn/target_choice.h"

#include <QWidget>

#include <variant>

class QComboBox;
class QLabel;
class QSpinBox;

namespace easel {

class Button;
class BusyLine;
class ErrorBox;
class FieldBox;
class ParamForm;
class TabStrip;

struct TrainingOrder {
  std::variant<AutomlSettings, TrainSettings> settings;
  Task task = Task::Regression;
  QString title; // "Compare models for churn"
};

class TrainingForm : public QWidget {
  Q_OBJECT
 public:
  explicit TrainingForm(Session& session, QWidget* parent = nullptr);
  /// Reads the data sets anew; empty names keep what was chosen.
  void open(const QString& dataset, const QString& target);
  /// With one algorithm and its settings, as a candidate had them.
  void openWith(const QString& dataset, const QString& target, const QString& algorithm, const Json& params);
  void showError(const Error& error);
  bool busy() const { return m_reading > 0; }
  bool hasDatasets() const;
  void focusFirst();

 signals:
  void ordered(const easel::TrainingOrder& order);
  void closed();
  void settled(); // what was being read is there

 private:
  void readDatasets();
  void readColumns();
  void readTarget();
  void showTask();
  void fillMetrics();
  void showAlgorithm();
  void start();
  void refreshStart();

  Session& m_session;
  int m_reading = 0;
  QString m_wantedDataset, m_wantedTarget, m_shownDataset;
  std::optional<TargetChoice> m_choice;
  std::optional<Json> m_wantedParams;
  std::size_t m_rows = 0;
  QComboBox *m_dataset, *m_target, *m_metric, *m_algorithm, *m_positive;
  QLabel* m_task;
  TabStrip* m_mode;
  QWidget *m_comparePage, *m_onePage;
  QSpinBox *m_budget, *m_folds, *m_share, *m_seed;
  QLabel *m_about, *m_splitWords;
  ParamForm* m_params;
  Button *m_more, *m_start;
  QWidget* m_advanced;
  FieldBox *m_targetField, *m_positiveField;
  ErrorBox* m_error;
  BusyLine* m_busy;
};

} // namespace easel
