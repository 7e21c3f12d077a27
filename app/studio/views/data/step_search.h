// Looking for a step to add: a line to type into and the steps that fit, those used last first. Lies over the view until one
// is chosen, Esc is pressed or the focus goes elsewhere. GUI thread.
#pragma once

#include "core/schema/schema.h"

#include <QFrame>

#include <vector>

namespace easel {

class ItemList;
class SearchField;

class StepSearch : public QFrame {
  Q_OBJECT
 public:
  StepSearch(std::vector<const Declaration*> steps, QWidget* parent);
  /// Its corner at `where`, as far as there is room.
  void open(const QPoint& where);
  void used(const std::string& type);

 signals:
  void chosen(const std::string& type);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void refill();
  void choose(const QString& id);
  std::vector<const Declaration*> m_steps;
  std::vector<std::string> m_recent;
  SearchField* m_words;
  ItemList* m_list;
};

} // namespace easel
