// Fuzzy search that opens at the pointer: type a few letters, Enter takes the first. What was taken last stands on top
// while nothing is typed. A child of the canvas, so it never leaves the window. GUI thread.
#pragma once

#include <QFrame>
#include <QStringList>

namespace easel {

class ItemList;
class SearchField;

struct SearchItem {
  QString id, title, remark, iconName;
  QStringList keywords;
};

/// The items that fit, best first; `recent` ids lead while the query is empty.
QList<SearchItem> found(const QList<SearchItem>& items, const QString& query, const QStringList& recent = {});

class NodeSearch : public QFrame {
  Q_OBJECT
 public:
  explicit NodeSearch(QWidget* parent);
  void open(const QList<SearchItem>& items, const QPoint& at);

 signals:
  void chosen(const QString& id);
  void dismissed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void refresh();
  void take(const QString& id);
  void dismiss();
  SearchField* m_field;
  ItemList* m_list;
  QList<SearchItem> m_items;
  QStringList m_recent;
  bool m_open = false;
};

} // namespace easel
