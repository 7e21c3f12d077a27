// The left side of the Data view: which data set, its steps in their order, and what could be mended. It only shows what it is
// given and says what the person wants. GUI thread.
#pragma once

#include "app/studio/views/data/load_data.h"

#include <QWidget>

class QComboBox;
class QScrollArea;
class QVBoxLayout;

namespace easel {

class Button;
class IconButton;
class ItemList;

class StepsPanel : public QWidget {
  Q_OBJECT
 public:
  explicit StepsPanel(QWidget* parent = nullptr);
  void setData(const LoadedData& shown);
  void setSuggestions(const std::vector<Suggestion>& suggestions);
  void setHistory(const QString& undo, const QString& redo);
  void setEditable(bool on);
  void select(const std::string& node); // without saying so
  QPoint searchCorner() const;          // where the search for a step opens, in this widget's coordinates
  ItemList* list() const { return m_list; }

 signals:
  void datasetChosen(const QString& name);
  void importWanted();
  void undoWanted();
  void redoWanted();
  void addWanted();
  void stepChosen(const QString& node);
  void stepClicked(const QString& node); // also when it was chosen already
  void stepOpened(const QString& node);  // Enter or a double click
  void stepMoved(const QString& node, int toIndex);
  void stepMenu(const QString& node, const QPoint& where);
  void suggestionChosen(const easel::Suggestion& suggestion);

 private:
  QComboBox* m_dataset;
  IconButton* m_import;
  IconButton* m_undo;
  IconButton* m_redo;
  ItemList* m_list;
  Button* m_add;
  QWidget* m_suggestionBox;
  QScrollArea* m_scroll;
  QVBoxLayout* m_suggestions;
  bool m_filling = false;
};

} // namespace easel
