// Every node type of the catalogue, by category: search, drag onto the canvas, Enter or double click to add. GUI thread.
#pragma once

#include "core/flow/node.h"

#include <QWidget>

class QListWidget;

namespace easel {

class SearchField;

class NodePalette : public QWidget {
  Q_OBJECT
 public:
  explicit NodePalette(const Catalog<NodeOperation>& nodes, QWidget* parent = nullptr);

 signals:
  void wanted(const QString& type);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void fill();
  const Catalog<NodeOperation>& m_nodes;
  SearchField* m_search;
  QListWidget* m_list;
};

} // namespace easel
