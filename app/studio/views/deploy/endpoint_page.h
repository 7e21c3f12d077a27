// One endpoint: its state and address, its figures while it runs, the last requests, and a form to try it. What happens
// to it is decided by the view: the page only asks. GUI thread only.
#pragma once

#include "app/studio/session/session.h"

#include <QWidget>

#include <deque>
#include <optional>

class QBoxLayout;
class QLabel;
class QStackedWidget;

namespace easel {

class BusyLine;
class ChartView;
class ElidedLabel;
class EndpointLink;
class ErrorBox;
class IconButton;
class ModeCards;
class Panel;
class Pill;
class RequestList;
class Tile;
class TryPanel;

class EndpointPage : public QWidget {
  Q_OBJECT
 public:
  explicit EndpointPage(Session& session, QWidget* parent = nullptr);
  void show(const Deployment& deployment, bool starting, const std::optional<Error>& failed, const WorkHandle& work);
  /// The page is not seen any more: nothing is asked.
  void leave();
  void setBusy(const QString& what, const WorkHandle& work);
  QString rateOf(const QString& endpoint) const; // "412 /s", empty when it is not known
  QString memoryText() const;
  bool settled() const;

 signals:
  void stopWanted(const QString& name);
  void startWanted(const QString& name);
  void cancelWanted(const QString& name);
  void lost();    // it does not answer
  void changed(); // rate or memory

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Point {
    qint64 micros = 0;
    double p50 = 0, p95 = 0, p99 = 0;
  };
  QWidget* makeHeader();
  void showState();
  void showFigures();
  void showChart();
  void showLog();
  void copyCurl();
  bool running() const { return m_deployment.state == "running"; }

  Session& m_session;
  EndpointLink* m_link;
  Deployment m_deployment;
  bool m_starting = false;
  std::optional<Error> m_failed;
  WorkHandle m_work;
  std::deque<Point> m_points;
  QString m_rate;

  ElidedLabel *m_title, *m_url;
  Pill* m_state;
  Button *m_curl, *m_open, *m_stop, *m_again;
  IconButton* m_copyUrl;
  BusyLine* m_busy;
  QTimer* m_progress;
  ErrorBox* m_error;
  QLabel* m_log;
  ModeCards* m_mode;
  Tile *m_requests, *m_latency, *m_errors, *m_version;
  Panel* m_figures;
  QStackedWidget* m_chartStack;
  ChartView* m_chart;
  QWidget* m_recentBox;
  RequestList* m_recent;
  TryPanel* m_try;
  QBoxLayout* m_lower;
};

} // namespace easel
