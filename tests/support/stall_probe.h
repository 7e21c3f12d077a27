// Measures how long the GUI thread is away from its event loop: the longest handling of one event, from the moment it is
// delivered until it is done (painting and what the handlers call included). It is told as time on the clock, and as time held:
// the same without the time in which the thread could have run but the system gave the processor to others (Linux' schedstat).
// Held is what the program is to blame for: what it computes and what it waits for, locks and files included. A test makes a
// ProbedApplication instead of a QApplication, calls reset(), acts, and reads the figures.
#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QThread>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace easel {

class ProbedApplication : public QApplication {
 public:
  using QApplication::QApplication;

  void reset() { m_longest = m_longestHeld = 0; }
  double longestMillis() const { return m_longest; }
  double longestHeldMillis() const { return m_longestHeld; }
  int worstEvent() const { return m_worst; } // the QEvent::Type of the longest held

  bool notify(QObject* receiver, QEvent* event) override {
    if (QThread::currentThread() != thread())
      return QApplication::notify(receiver, event);
    if (m_depth > 0) // within another event
      return QApplication::notify(receiver, event);
    ++m_depth;
    const int type = event->type();
    const double delay = delayMillis();
    QElapsedTimer clock;
    clock.start();
    const bool taken = QApplication::notify(receiver, event);
    const double wall = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    --m_depth;
    const double held = wall > m_longestHeld ? wall - (delayMillis() - delay) : 0;
    m_longest = std::max(m_longest, wall);
    if (held > m_longestHeld) {
      m_longestHeld = held;
      m_worst = type;
    }
    return taken;
  }

 private:
  // How long this thread has stood in the queue for a processor since it began.
  static double delayMillis() {
    char text[96];
    static const int file = ::open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC); // of the GUI thread, which asks first
    const auto size = file < 0 ? 0 : ::pread(file, text, sizeof text - 1, 0);
    if (size <= 0)
      return 0;
    text[size] = 0;
    unsigned long long ran = 0, waited = 0;
    return std::sscanf(text, "%llu %llu", &ran, &waited) == 2 ? static_cast<double>(waited) / 1e6 : 0;
  }
  int m_depth = 0, m_worst = 0;
  double m_longest = 0, m_longestHeld = 0;
};

} // namespace easel
