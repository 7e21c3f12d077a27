// How one answer came about: from what the model would say of anybody, by the effect of each column, to what it says of
// this row. GUI thread.
#pragma once

#include "core/explore/explanation_chart.h"
#include "widgets/charts/chart_surface.h"

#include <vector>

namespace easel {

class WaterfallView : public ChartSurface {
  Q_OBJECT
 public:
  explicit WaterfallView(QWidget* parent = nullptr);
  void setChart(const WaterfallChart& chart);

  QString description() const override;
  QString csv() const override;
  QString chartTitle() const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void draw(QPainter& painter, const QRectF& area, bool live) override;
  int markCount() const override { return static_cast<int>(m_chart.steps.size()); }
  QRectF markPlace(int mark) const override;
  int markAt(const QPointF& point) const override;
  QString markText(int mark) const override;

 private:
  WaterfallChart m_chart;
  std::vector<QRectF> m_rows; // as drawn last
};

} // namespace easel
