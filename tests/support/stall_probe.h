// Measures how long the GUI thread is away from its event loop: the longest handling of one event, from the moment it is
// delivered until it is done (painting and what the handlers call included), in wall-clock time and in processor time of that
// thread. A test makes a ProbedApplication instead of a QApplication, calls reset(), acts, and reads the two figures.
#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QThread>

#include <ctime>

namespace easel {

class ProbedApplication : public QApplication {
 public:
  using QApplication::QApplication;

  void reset() { m_longest = m_longestProcessor = 0; }
  double longestMillis() const { return m_longest; }                   // what a person feels
  double longestProcessorMillis() const { return m_longestProcessor; } // what the code is to blame for
  int worstEvent() const { return m_worst; }                           // its QEvent::Type

  bool notify(QObject* receiver, QEvent* event) override {
    if (QThread::currentThread() != thread())
      return QApplication::notify(receiver, event);
    if (m_depth > 0) // within another event
      return QApplication::notify(receiver, event);
    ++m_depth;
    const int type = event->type();
    const double processor = processorMillis();
    QElapsedTimer clock;
    clock.start();
    const bool taken = QApplication::notify(receiver, event);
    const double wall = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    const double used = processorMillis() - processor;
    --m_depth;
    if (wall > m_longest) {
      m_longest = wall;
      m_worst = type;
    }
    m_longestProcessor = std::max(m_longestProcessor, used);
    return taken;
  }

 private:
  static double processorMillis() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
  }
  int m_depth = 0, m_worst = 0;
  double m_longest = 0, m_longestProcessor = 0;
};

} // namespace easel
