// The actions of the frame as one table: the menu, the keys and the command palette are made from it. GUI thread only.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

#include <functional>

class QAction;
class QMenu;
class QWidget;

namespace easel {

struct ShellAction {
  QString id; // objectName of the QAction
  QString group = {}; // submenu: "" stands in the menu itself
  QString text = {}, iconName = {};
  QList<QKeySequence> keys = {};
  std::function<void()> act = {};
  bool separatorBefore = false;
};

/// Adds the actions to the window, so that their keys work everywhere; gives the menu that shows them.
QMenu* installActions(QWidget* window, const QList<ShellAction>& actions);
/// The installed one of that id.
QAction* findAction(const QWidget* window, const QString& id);

} // namespace easel
