// "Decision threshold 0.42" over a slider from 0 to 1. Keys move it by hundredths. GUI thread.
#pragma once

#include <QSlider>
#include <QWidget>

class QLabel;

namespace easel {

/// A thin line, filled up to a ring; keys, wheel and accessibility are QSlider's.
class LineSlider : public QSlider {
  Q_OBJECT
 public:
  explicit LineSlider(QWidget* parent = nullptr);
  QSize sizeHint() const override { return {160, 20}; }
  QSize minimumSizeHint() const override { return {60, 20}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  int valueAt(double x) const;
};

class ThresholdRow : public QWidget {
  Q_OBJECT
 public:
  explicit ThresholdRow(const QString& name, QWidget* parent = nullptr);
  void setValue(double value); // emits changed() when it is another one
  double value() const;
  QSlider* slider() const { return m_slider; }

 signals:
  void changed(double value);

 private:
  QLabel* m_value;
  LineSlider* m_slider;
};

} // namespace easel
