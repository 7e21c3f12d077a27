// How often each class was answered for each class: cells shaded by their share of the actual class, with counts and per
// cent. A click (or Enter) selects a cell. For 2 … some 20 classes; with more the cells lose their words, not their
// hover. GUI thread.
#pragma once

#include "widgets/charts/chart_surface.h"

#include <QStringList>

#include <cstdint>
#include <vector>

namespace easel {

class ConfusionMatrix : public ChartSurface {
  Q_OBJECT
 public:
  explicit ConfusionMatrix(QWidget* parent = nullptr);
  /// counts[actual][predicted]
  void set(const QStringList& classes, const std::vector<std::vector<std::int64_t>>& counts);
  std::int64_t count(int actual, int predicted) const;
  /// actual, predicted; −1: none
  std::pair<int, int> selected() const;

  QString description() const override;
  QString csv() const override;
  QString chartTitle() const override { return tr("Confusion matrix"); }
  QSize sizeHint() const override { return {360, 180}; }
  QSize minimumSizeHint() const override { return {180, 110}; }

 signals:
  void cellSelected(int actual, int predicted);

 protected:
  void draw(QPainter& painter, const QRectF& area, bool live) override;
  int markCount() const override { return classCount() * classCount(); }
  QRectF markPlace(int mark) const override;
  int markAt(const QPointF& point) const override;
  QString markText(int mark) const override;
  void markActivated(int mark) override;
  int markBeside(int mark, Qt::Key key) const override;

 private:
  int classCount() const { return static_cast<int>(m_classes.size()); }
  double share(int actual, int predicted) const;
  QStringList m_classes;
  std::vector<std::vector<std::int64_t>> m_counts;
  QRectF m_cells;
  int m_selected = -1;
};

} // namespace easel
