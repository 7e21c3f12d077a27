// The right side: the selected model, what it is called and what can be done with it, and its tabs. GUI thread.
#pragma once

#include "app/studio/views/models/open_model.h"

#include <QWidget>

class QLineEdit;
class QStackedWidget;

namespace easel {

class Button;
class ElidedLabel;
class ErrorBox;
class ExplainTab;
class FieldBox;
class LineageTab;
class ParametersTab;
class PerformanceTab;
class Pill;
class TabStrip;
class WhatIfTab;

class ModelPage : public QWidget {
  Q_OBJECT
 public:
  explicit ModelPage(Session& session, QWidget* parent = nullptr);
  /// suggestedGroup: name in the registry that the next version of this question goes to.
  void show(const ModelEntry& entry, const QString& suggestedGroup, bool again);
  const ModelEntry& entry() const { return m_model->entry(); }
  bool settled() const;
  void openRegister();
  void deploy();
  void showTab(const QString& id);

 signals:
  void cardWanted(const QString& reference);
  void deployWanted(const QString& reference);
  void trainWanted(const easel::ModelEntry& entry);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void refresh();
  void refreshTab();
  void registerModel(const QString& group, const QString& note, std::function<void(const QString&)> then);
  void exportMenu();
  void predictFile();
  void saveReport();
  QString groupName() const;

  Session& m_session;
  OpenModel* m_model;
  QString m_suggestedGroup;
  bool m_working = false;
  ElidedLabel* m_title;
  Pill* m_pill;
  Button *m_export, *m_register, *m_deploy;
  QWidget* m_registerBox;
  QLineEdit *m_group, *m_note;
  FieldBox* m_groupField;
  ErrorBox* m_error;
  TabStrip* m_tabs;
  QStackedWidget* m_stack;
  PerformanceTab* m_performance;
  ExplainTab* m_explain;
  WhatIfTab* m_whatIf;
  ParametersTab* m_parameters;
  LineageTab* m_lineage;
};

} // namespace easel
