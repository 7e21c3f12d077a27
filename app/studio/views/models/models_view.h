// Models: train, compare, understand one. The leaderboard at the left; at the right the selected model, or the form of a
// training, or the training that runs. GUI thread.
#pragma once

#include "app/studio/session/view.h"
#include "app/studio/views/models/model_entries.h"

class QStackedWidget;

namespace easel {

class EmptyState;
class ErrorBox;
class Leaderboard;
class ModelPage;
class TrainingForm;
class TrainingRun;

class ModelsView : public View {
  Q_OBJECT
 public:
  explicit ModelsView(Session& session, QWidget* parent = nullptr);

  QString placeText() const override;
  StatusTexts status() const override;
  void go(const Place& place) override;
  QList<Findable> findables() override;
  bool settled() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void reload();
  void reset();
  void take(const ModelList& models);
  void showSelected();
  void showEmpty();
  void openTraining(const QString& dataset, const QString& target);
  void act(const QString& verb);

  bool m_reading = false, m_taking = false, m_known = false, m_again = false, m_anyData = false;
  ModelList m_models;
  QString m_select, m_verb; // to do when the models were read
  QString m_finished;       // "Finished in 4 min 12 s"
  Leaderboard* m_board;
  QStackedWidget* m_right;
  EmptyState *m_empty, *m_noData;
  QWidget* m_loading;
  TrainingForm* m_form;
  TrainingRun* m_run;
  ModelPage* m_page;
};

} // namespace easel
