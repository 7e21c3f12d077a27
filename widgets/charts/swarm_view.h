// Contributions of many rows: a line of dots a column, coloured from low to high values of it, at the place of their
// effect on the answer. Dots that would lie on one another move up and down, the same way every time. GUI thread.
#pragma once

#include "core/explore/explanation_chart.h"
#include "widgets/charts/chart_surface.h"

#include <vector>

namespace easel {

class SwarmView : public ChartSurface {
  Q_OBJECT
 public:
  explicit SwarmView(QWidget* parent = nullptr);
  void setChart(const SwarmChart& chart);

  QString description() const override;
  QString csv() const override;
  QString chartTitle() const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void featureActivated(const QString& name);

 protected:
  void draw(QPainter& painter, const QRectF& area, bool live) override;
  int markCount() const override { return static_cast<int>(m_places.size()); }
  QRectF markPlace(int mark) const override;
  int markAt(const QPointF& point) const override;
  QString markText(int mark) const override;
  void markActivated(int mark) override;
  int markBeside(int mark, Qt::Key key) const override;

 private:
  std::size_t rowsOf(std::size_t feature) const { return m_chart.features[feature].contribution.size(); }
  std::pair<std::size_t, std::size_t> place(int mark) const; // feature, row
  SwarmChart m_chart;
  std::vector<QPointF> m_places; // feature after feature, as drawn last
  std::vector<std::vector<std::size_t>> m_byEffect; // rows of a feature, smallest contribution first
};

} // namespace easel
