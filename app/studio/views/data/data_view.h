// Data: the steps of a data set beside its grid, the effect of a step before it is applied, profile of every column. Everything
// it shows was worked out in core, off this thread. GUI thread.
#pragma once

#include "app/studio/session/view.h"
#include "app/studio/views/data/data_import.h"
#include "app/studio/views/data/load_data.h"
#include "app/studio/views/data/step_drafts.h"
#include "app/studio/views/data/step_effect.h"

#include <map>

class QMenu;
class QStackedWidget;
class QVBoxLayout;

namespace easel {

class BusyLine;
class Button;
class DataGrid;
class ErrorBox;
class NoticeBar;
class ProfileTab;
class SearchField;
class StepInspector;
class StepSearch;
class StepsPanel;
class TabStrip;

class DataView : public View {
  Q_OBJECT
 public:
  explicit DataView(Session& session, QWidget* parent = nullptr);
  ~DataView() override;

  QString placeText() const override;
  StatusTexts status() const override;
  void go(const Place& place) override;
  QList<Findable> findables() override;
  bool settled() const override;
  /// Its first rows are shown at once, then it becomes a data set of the project.
  void importFile(const QString& file);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  // data_view.cpp: what is shown
  void build();
  QWidget* buildCentre();
  void wire();
  void reload();
  void loaded(const LoadedData& data);
  void refresh();
  void showRows(const std::shared_ptr<const Frame>& frame);
  void showError();
  void wantProfile(const std::shared_ptr<const Frame>& frame);
  void showProfile(const std::shared_ptr<const ProfiledData>& profile);
  void fitToolbar();
  void goToColumn(const QString& name);
  std::optional<ColumnProfile> profileOf(const QString& column) const;
  QString target() const;
  bool editable() const;

  // data_edit.cpp: what is changed
  void wireEditing();
  void chooseStep(const QString& node);
  void openStep(const std::string& node);
  void openDraft(StepDraft draft);
  void closeInspector();
  void preview();
  void previewed(const Result<std::shared_ptr<const ShownEffect>>& effect);
  void apply();
  void changeSteps(const QString& title, const std::string& nodeAfterwards,
                   std::function<Result<StepOutcome>(Workbench&, const Context&)> change);
  void removeStep(const QString& node);
  void moveStep(const QString& node, int toIndex);
  void switchStep(const QString& node, bool enabled);
  void renameStep(const QString& node);
  void searchStep(const std::string& after = {});
  void importBegun();
  void importFailed(const Error& error);
  void importDone(const ImportOutcome& outcome);
  void importAgain(const char* dateOrder);

  // data_menus.cpp: what is offered
  void stepMenu(const QString& node, const QPoint& where);
  void columnMenu(const QString& column, const QPoint& where);
  void typeMenu(const QString& column, const QPoint& where);
  void cellMenu(const QString& column, std::size_t row, const QPoint& where);
  void fillTypeMenu(QMenu* menu, const QStringList& columns);
  void filterByCell(const QString& column, std::size_t row, bool keep);
  QStringList meantColumns(const QString& column) const;

  const ShownStep* step(const std::string& node) const;
  std::size_t place(const std::string& node) const; // steps.size(): there is no such step
  QStringList otherDatasets() const;

  QStackedWidget* m_pages;
  StepsPanel* m_steps;
  TabStrip* m_tabs;
  QWidget* m_toolbar;
  std::vector<std::pair<Button*, QString>> m_tools; // with their words, which go when there is no room
  SearchField* m_search;
  Button* m_train;
  NoticeBar* m_notice;
  BusyLine* m_busy;
  ErrorBox* m_error;       // of the steps
  ErrorBox* m_importError; // stays until it is answered
  QVBoxLayout* m_errorLines;
  QStackedWidget* m_content;
  DataGrid* m_grid;
  ProfileTab* m_profileTab;
  StepInspector* m_inspector;
  StepSearch* m_stepSearch;
  DataImport* m_import;
  QTimer* m_previewSoon;
  QTimer* m_progress;

  LoadedData m_loaded;
  std::string m_dataset, m_node; // what is to be shown; empty: whatever there is, the last step
  std::shared_ptr<const Frame> m_shownFrame;
  std::vector<std::pair<std::shared_ptr<const Frame>, std::shared_ptr<const ProfiledData>>> m_profiles; // the latest few
  std::shared_ptr<const ProfiledData> m_profiled;
  std::map<std::string, QString> m_targets; // chosen by hand, by data set
  std::optional<StepDraft> m_draft;
  std::shared_ptr<const ShownEffect> m_effect;
  std::string m_insertAfter;
  bool m_draftIsFresh = false; // its effect has not been shown yet
  std::optional<Table> m_firstRows; // of the file that is being imported
  std::map<std::string, bool> m_pending; // jobs whose results are awaited, by key
};

} // namespace easel
