// How good a model is, on rows that it never saw: figures with their intervals, curves, the confusion matrix with the
// decision threshold, calibration; for numbers how far off it is. All of it is read from the run. GUI thread.
#pragma once

#include "app/studio/views/models/open_model.h"

#include <QWidget>


namespace easel {

class ChartView;
class Columns;
class ConfusionMatrix;
class ErrorBox;
class FactList;
class Panel;
class QuietLabel;
class Button;
class ThresholdRow;
class Tile;

class PerformanceTab : public QWidget {
  Q_OBJECT
 public:
  PerformanceTab(const Catalogs& catalogs, QWidget* parent = nullptr);
  void show(const ModelEntry& entry);
  double threshold() const;

 signals:
  void trainWanted();

 private:
  void showEvaluation(const ModelEntry& entry, const Json& evaluation, const QString& role);
  void showCandidate(const ModelEntry& entry);
  void showCurve();
  void showThreshold();
  QString receipt(const ModelEntry& entry, const QString& role, const Json& evaluation) const;

  const Catalogs& m_catalogs;
  Json m_evaluation;
  Task m_task = Task::Binary;
  QString m_rowsText;
  Columns *m_tiles, *m_panels;
  QList<Tile*> m_figures;
  Panel *m_curvePanel, *m_matrixPanel, *m_calibrationPanel, *m_metricsPanel, *m_predictedPanel, *m_residualPanel,
      *m_foldsPanel;
  Button* m_curveKind; // checked: precision and recall
  ChartView *m_curve, *m_calibration, *m_predicted, *m_residuals, *m_folds;
  ConfusionMatrix* m_matrix;
  ThresholdRow* m_threshold;
  FactList* m_metrics;
  QuietLabel *m_atThreshold, *m_receipt;
  ErrorBox* m_error;
  QWidget* m_candidate; // not trained on all rows
};

} // namespace easel
