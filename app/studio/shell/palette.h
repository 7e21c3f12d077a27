// Ctrl K: one field that finds every action, data set, column, step, node and model, by a few letters. Up, Down, Enter;
// Escape closes. GUI thread only.
#pragma once

#include "app/studio/session/view.h"
#include "app/studio/shell/popover.h"

class QListWidget;

namespace easel {

class SearchField;

class Palette : public Popover {
  Q_OBJECT
 public:
  explicit Palette(QWidget* window);
  void open(QList<Findable> things);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  void act();
  SearchField* m_search;
  QListWidget* m_list;
  QList<Findable> m_things;
  QStringList m_recent; // texts of what was chosen, newest first
};

} // namespace easel
