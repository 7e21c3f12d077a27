// The parts of a model card with a check mark each, and how many are complete. GUI thread only.
#pragma once

#include "core/govern/card_parts.h"

#include <QWidget>

class QLabel;
class QListView;
class QStandardItemModel;

namespace easel {

class CardOutline : public QWidget {
  Q_OBJECT
 public:
  explicit CardOutline(QWidget* parent = nullptr);
  void set(const std::vector<CardPart>& parts);

 signals:
  void chosen(const QString& part);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QListView* m_list;
  QStandardItemModel* m_items;
  QLabel *m_word, *m_count;
  int m_complete = 0, m_total = 0;
};

} // namespace easel
