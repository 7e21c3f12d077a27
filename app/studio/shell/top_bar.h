// The bar at the upper edge: name and menu, project / place, search and commands, saved state, notices, who is working.
// GUI thread only.
#pragma once

#include "widgets/controls/pill.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace easel {

class ElidedLabel;
class IconButton;
class SearchField;

class TopBar : public QWidget {
  Q_OBJECT
 public:
  explicit TopBar(QWidget* parent = nullptr);
  void setPlace(const QString& project, const QString& place);
  void setSaved(const QString& text, PillTone tone, const QString& iconName, const QString& explanation);
  void setNotices(int unread);
  void setUndo(const QString& undo, const QString& redo);

  QToolButton* menuButton() { return m_menu; }
  QWidget* noticesButton();

 signals:
  void searchWanted(); // the field was clicked or got the keyboard
  void noticesWanted();
  void undoWanted();
  void redoWanted();

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QToolButton* m_menu;
  QLabel* m_place;
  SearchField* m_search;
  Pill* m_saved;
  IconButton* m_undo;
  IconButton* m_redo;
  QToolButton* m_notices;
};

} // namespace easel
