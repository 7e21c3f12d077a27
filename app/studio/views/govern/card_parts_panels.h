// The panels of a card's parts, each filled from the card: intended uses, evaluation, training, explainability, data,
// considerations, approvals, lineage. What is not there says what is missing. GUI thread only.
#pragma once

#include "core/govern/card_parts.h"
#include "core/serve/deployment.h"
#include "widgets/controls/panel.h"

#include <QGridLayout>

#include <functional>

namespace easel {

/// Everything that the panels show, read off the GUI thread.
struct CardContents {
  Card card;
  std::vector<CardPart> parts;
  CardScores scores;
  std::vector<DecisionRecord> decisions;
  std::vector<Deployment> endpoints; // that serve this version
  std::function<void()> write = {};  // opens the form; empty where the card may not be changed
};

/// Label and value a line, with a line of one pixel below each.
class PairTable : public QWidget {
  Q_OBJECT
 public:
  explicit PairTable(QWidget* parent = nullptr);
  void add(const QString& name, const QString& value, const QString& toolTip = {});

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QGridLayout* m_grid;
  QList<QWidget*> m_values;
  int m_rows = 0;
};

struct PartPanel {
  QString part; // id
  Panel* panel = nullptr;
};
/// New panels in reading order, two a row.
QList<PartPanel> cardPanels(const CardContents& contents);

} // namespace easel
