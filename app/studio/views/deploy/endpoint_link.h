// The line to one endpoint: asks every second for its figures and requests while it is followed, and sends rows to it.
// Only this computer is called, no proxy is asked. GUI thread only.
#pragma once

#include "core/serve/client.h"

#include <QElapsedTimer>
#include <QObject>

#include <deque>
#include <functional>

class QNetworkAccessManager;
class QNetworkReply;
class QTimer;

namespace easel {

class EndpointLink : public QObject {
  Q_OBJECT
 public:
  explicit EndpointLink(QObject* parent = nullptr);
  /// Empty url: nobody is followed.
  void follow(const QString& url, const QString& key);
  bool following() const { return !m_url.isEmpty(); }
  /// done: the answer or what is wrong, and how long it took, seen from here.
  void predict(const Json& row, const std::vector<std::string>& inputs, QObject* receiver,
               std::function<void(Result<EndpointAnswer>, double milliseconds)> done);
  void askNow();

  bool known() const { return !m_window.empty(); }
  EndpointFigures total() const { return m_window.empty() ? EndpointFigures{} : m_window.back().figures; }
  /// What happened in the last `seconds`.
  EndpointFigures recent(double seconds) const;
  double requestsPerSecond() const;

 signals:
  void figures();
  void requests(const std::vector<easel::EndpointRequest>& list);
  void noRequests(); // this endpoint keeps no list of them
  void lost();       // it does not answer any more

 private:
  struct Sample {
    double at = 0; // seconds of m_clock
    EndpointFigures figures;
  };
  QNetworkReply* get(const QString& path);
  QNetworkAccessManager* m_network;
  QTimer* m_timer;
  QElapsedTimer m_clock;
  QString m_url, m_key;
  std::uint64_t m_turn = 0; // answers to an older follow() are thrown away
  bool m_asked = false, m_lists = true;
  int m_misses = 0;
  std::deque<Sample> m_window;
};

} // namespace easel
