// Work that takes time: a thin progress bar after 100 ms; after 1 s the stage, the time left and Cancel. It only shows
// what it is told. GUI thread.
#pragma once

#include <QElapsedTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QTimer;

namespace easel {

class Button;

class BusyLine : public QWidget {
  Q_OBJECT
 public:
  explicit BusyLine(QWidget* parent = nullptr);
  void start(const QString& title);
  void setProgress(double fraction, const QString& stage = {});
  void stop();
  bool running() const { return m_running; }

 signals:
  void cancelled();

 private:
  void refresh();
  QProgressBar* m_bar;
  QLabel* m_text;
  Button* m_cancel;
  QTimer* m_timer;
  QElapsedTimer m_since;
  QString m_title, m_stage;
  double m_fraction = 0;
  bool m_running = false;
};

} // namespace easel
