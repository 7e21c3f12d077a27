// A list of items of two lines: icon, title and pill above, remark (and a text at the right) below. Recipe, leaderboard
// and endpoints are such lists. Keyboard and accessibility are those of QListView. GUI thread.
#pragma once

#include "widgets/controls/pill.h"

#include <QListView>

class QStandardItemModel;

namespace easel {

struct ListItem {
  QString id = {}, iconName = {}, title = {}, remark = {};
  QString right = {}; // end of the second line
  QString pill = {};
  PillTone pillTone = PillTone::Mute;
  bool faded = false; // disabled step
  bool bad = false;   // failed: red icon
};

class ItemList : public QListView {
  Q_OBJECT
 public:
  explicit ItemList(QWidget* parent = nullptr);
  /// Keeps the selection where the id is still there.
  void setItems(const QList<ListItem>& items);
  QString currentId() const;
  void setCurrentId(const QString& id);
  int count() const;

 signals:
  void chosen(const QString& id);                          // the selection moved
  void activatedId(const QString& id);                     // Enter or double click
  void menuWanted(const QString& id, const QPoint& where); // global position
  void moved(const QString& id, int toIndex);              // dragged; only with setReorderable

 public slots:
  void setReorderable(bool on);

 protected:
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override; // Alt and up or down moves the item, Menu opens its menu
  bool viewportEvent(QEvent* event) override;    // tooltips

 private:
  void moveItem(int from, int to);
  QStandardItemModel* m_items;
  bool m_reorderable = false;
  bool m_filling = false;
};

} // namespace easel
