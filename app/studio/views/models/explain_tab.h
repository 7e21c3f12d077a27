// Why a model answers as it does: which columns matter over many rows, how each value moves the answer, and the way to
// the answer of one row. GUI thread.
#pragma once

#include "app/studio/views/models/open_model.h"

#include <QWidget>

class QComboBox;
class QSpinBox;
class QStackedWidget;
class QTimer;

namespace easel {

class BarRows;
class BusyLine;
class ErrorBox;
class Panel;
class QuietLabel;
class SwarmView;
class TabStrip;
class WaterfallView;

class ExplainTab : public QWidget {
  Q_OBJECT
 public:
  ExplainTab(OpenModel& model, QWidget* parent = nullptr);
  bool settled() const { return !m_waiting && !m_readingRow; }

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void begin();
  void explain();
  void shuffle();
  void explainOne();
  void showImportance();
  void showSwarm();
  void fail(const Error& error);
  QString rowsText() const;

  OpenModel& m_model;
  bool m_waiting = false, m_readingRow = false, m_asked = false;
  std::optional<Explanation> m_explanation;
  std::optional<std::vector<FeatureImportance>> m_shuffled;
  ErrorBox* m_error;
  BusyLine* m_busy;
  QWidget* m_content;
  Panel *m_importancePanel, *m_swarmPanel, *m_rowPanel;
  TabStrip* m_kind;
  BarRows* m_bars;
  SwarmView* m_swarm;
  QComboBox* m_class;
  QSpinBox* m_row;
  QTimer* m_rowTimer;
  WaterfallView* m_waterfall;
  QuietLabel *m_importanceNote, *m_answer;
};

} // namespace easel
