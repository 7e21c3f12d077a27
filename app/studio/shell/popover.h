// A panel that lies over the window beside what opened it: jobs, history, notices, settings. Escape and a click elsewhere
// close it; the focus goes back to where it was. GUI thread only.
#pragma once

#include "widgets/controls/panel.h"

#include <QPointer>

namespace easel {

class Popover : public Panel {
  Q_OBJECT
 public:
  Popover(const QString& title, QWidget* window);
  /// corner: of the popover, lies at `at` (in the window's coordinates).
  void open(const QPoint& at, Qt::Corner corner);
  void close();
  void fit(); // after the content has changed

 signals:
  void closed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QPoint m_at;
  Qt::Corner m_corner = Qt::TopLeftCorner;
  QPointer<QWidget> m_before;
};

} // namespace easel
