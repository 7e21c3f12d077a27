// A few choices side by side, one of them chosen. Arrow keys move. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>

class QButtonGroup;

namespace easel {

class Segmented : public QWidget {
  Q_OBJECT
 public:
  Segmented(const QStringList& labels, QWidget* parent);
  int current() const;
  void setCurrent(int index);
  /// Whether these labels are worth a row of `width` pixels.
  static bool fits(const QStringList& labels, int width);

 signals:
  void chosen(int index);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QButtonGroup* m_buttons;
};

} // namespace easel
