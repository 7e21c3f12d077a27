// A search as it goes: a dot for every try, and a line of steps for the best so far. GUI thread.
#pragma once

#include "widgets/charts/chart_surface.h"

#include <QList>

namespace easel {

struct Attempt {
  QString name;
  double score = 0;
};

class ProgressLine : public ChartSurface {
  Q_OBJECT
 public:
  explicit ProgressLine(QWidget* parent = nullptr);
  void set(const QString& metric, bool higherIsBetter, const QList<Attempt>& attempts);

  QString description() const override;
  QString csv() const override;
  QString chartTitle() const override { return tr("Best so far"); }
  QSize sizeHint() const override { return {360, 160}; }
  QSize minimumSizeHint() const override { return {160, 90}; }

 protected:
  void draw(QPainter& painter, const QRectF& area, bool live) override;
  int markCount() const override { return static_cast<int>(m_attempts.size()); }
  QRectF markPlace(int mark) const override;
  int markAt(const QPointF& point) const override;
  QString markText(int mark) const override;

 private:
  int best() const;
  QString m_metric;
  bool m_higher = true;
  QList<Attempt> m_attempts;
  QList<QPointF> m_places;
};

} // namespace easel
