#include "app/studio/shell/menu.h"

#include "widgets/theme/icons.h"

#include <QAction>
#include <QMap>
#include <QMenu>
#include <QWidget>

namespace easel {

QMenu* installActions(QWidget* window, const QList<ShellAction>& actions) {
  auto* menu = new QMenu(window);
  menu->setObjectName("menu");
  QMap<QString, QMenu*> groups;
  for (const ShellAction& spec : actions) {
    QMenu* target = menu;
    if (!spec.group.isEmpty()) {
      QMenu*& group = groups[spec.group];
      if (!group)
        group = menu->addMenu(spec.group);
      target = group;
    }
    if (spec.separatorBefore)
      target->addSeparator();
    auto* action = new QAction(spec.text, window);
    action->setObjectName(spec.id);
    action->setShortcuts(spec.keys);
    if (!spec.iconName.isEmpty())
      action->setIcon(icon(spec.iconName));
    QObject::connect(action, &QAction::triggered, window, spec.act);
    window->addAction(action);
    target->addAction(action);
  }
  return menu;
}

QAction* findAction(const QWidget* window, const QString& id) {
  for (QAction* action : window->actions())
    if (action->objectName() == id)
      return action;
  return nullptr;
}

} // namespace easel
