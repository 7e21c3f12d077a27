// One model card: header and panels. GUI thread only.
#pragma once

#include "app/studio/views/govern/card_parts_panels.h"

#include <QScrollArea>

namespace easel {

class CardHeader;

class CardPage : public QScrollArea {
  Q_OBJECT
 public:
  explicit CardPage(QWidget* parent = nullptr);
  void set(const CardContents& contents, bool mayChange);
  void showPart(const QString& part);
  CardHeader* header() { return m_header; }

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void arrange();
  CardHeader* m_header;
  QWidget* m_holder;
  QGridLayout* m_grid;
  QList<PartPanel> m_panels;
  int m_columns = 0;
};

} // namespace easel
