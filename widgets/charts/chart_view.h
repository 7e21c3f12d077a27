// Draws a chart specification of core: axes with names and units, values on hover, right click copies or saves PNG, SVG or
// CSV. At most some thousand marks: what is more was binned in core. GUI thread.
#pragma once

#include "core/explore/chart_spec.h"
#include "widgets/charts/chart_surface.h"

#include <memory>
#include <optional>

namespace easel {

class ChartView : public ChartSurface {
  Q_OBJECT
 public:
  explicit ChartView(QWidget* parent = nullptr);
  ~ChartView() override;
  void setChart(const ChartSpec& chart);
  const ChartSpec& chart() const;
  /// A point of a series that is marked, e.g. the threshold on the ROC curve. nullopt: none.
  void setMark(std::optional<QPointF> point);
  /// A dashed line from corner to corner ("no better than guessing").
  void setDiagonal(bool on);

  QString description() const override;
  QString csv() const override;
  QString chartTitle() const override;
  QSize sizeHint() const override { return {360, 220}; }
  QSize minimumSizeHint() const override { return {160, 110}; }

 protected:
  void draw(QPainter& painter, const QRectF& area, bool live) override;
  int markCount() const override;
  QRectF markPlace(int mark) const override;
  int markAt(const QPointF& point) const override;
  QString markText(int mark) const override;

 private:
  struct Parts;
  std::unique_ptr<Parts> m_parts;
};

} // namespace easel
