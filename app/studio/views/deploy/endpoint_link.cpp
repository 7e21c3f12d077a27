#include "app/studio/views/deploy/endpoint_link.h"

#include "widgets/qt_convert.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPointer>
#include <QTimer>

namespace easel {

namespace {
constexpr int kEveryMillis = 1000;
constexpr int kAnswerMillis = 5000, kPredictMillis = 60'000;
constexpr double kKeptSeconds = 120;
constexpr int kMissesUntilLost = 2;
constexpr double kRateSeconds = 5;
} // namespace

EndpointLink::EndpointLink(QObject* parent)
    : QObject(parent), m_network(new QNetworkAccessManager(this)), m_timer(new QTimer(this)) {
  m_network->setProxy(QNetworkProxy::NoProxy);
  m_timer->setInterval(kEveryMillis);
  connect(m_timer, &QTimer::timeout, this, &EndpointLink::askNow);
  m_clock.start();
}

void EndpointLink::follow(const QString& url, const QString& key) {
  if (url == m_url && key == m_key) {
    if (following() && !m_timer->isActive()) {
      m_timer->start();
      askNow();
    }
    return;
  }
  ++m_turn;
  m_url = url;
  m_key = key;
  m_window.clear();
  m_asked = false;
  m_lists = true;
  m_misses = 0;
  m_timer->stop();
  if (following()) {
    m_timer->start();
    askNow();
  }
}

QNetworkReply* EndpointLink::get(const QString& path) {
  QNetworkRequest request{QUrl(m_url + path)};
  request.setTransferTimeout(kAnswerMillis);
  if (!m_key.isEmpty())
    request.setRawHeader("Authorization", "Bearer " + m_key.toUtf8());
  return m_network->get(request);
}

void EndpointLink::askNow() {
  if (!following() || std::exchange(m_asked, true))
    return;
  QNetworkReply* reply = get("/metrics");
  connect(reply, &QNetworkReply::finished, this, [this, reply, turn = m_turn] {
    reply->deleteLater();
    if (turn != m_turn)
      return;
    m_asked = false;
    const QByteArray page = reply->readAll();
    const auto read = reply->error() == QNetworkReply::NoError
                          ? readFigures(std::string_view(page.constData(), static_cast<std::size_t>(page.size())))
                          : Result<EndpointFigures>(Error(ErrorCode::Io, fromQt(reply->errorString())));
    if (!read) {
      if (++m_misses == kMissesUntilLost)
        emit lost();
      return;
    }
    m_misses = 0;
    const double now = static_cast<double>(m_clock.elapsed()) / 1000;
    m_window.push_back({now, *read});
    while (m_window.size() > 2 && now - m_window.front().at > kKeptSeconds)
      m_window.pop_front();
    emit figures();
  });
  if (!m_lists)
    return;
  QNetworkReply* list = get("/requests");
  connect(list, &QNetworkReply::finished, this, [this, list, turn = m_turn] {
    list->deleteLater();
    if (turn != m_turn)
      return;
    const int status = list->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 404) {
      m_lists = false;
      emit noRequests();
    }
    if (status != 200)
      return;
    const QByteArray body = list->readAll();
    if (const auto read = readRequests(std::string_view(body.constData(), static_cast<std::size_t>(body.size()))))
      emit requests(*read);
  });
}

EndpointFigures EndpointLink::recent(double seconds) const {
  if (m_window.empty())
    return {};
  const double now = m_window.back().at;
  for (auto it = m_window.rbegin(); it != m_window.rend(); ++it)
    if (now - it->at >= seconds)
      return since(it->figures, m_window.back().figures);
  return since(m_window.front().figures, m_window.back().figures);
}

double EndpointLink::requestsPerSecond() const {
  if (m_window.size() < 2)
    return 0;
  const double seconds = std::min(kRateSeconds, m_window.back().at - m_window.front().at);
  return seconds > 0 ? recent(kRateSeconds).requests / seconds : 0;
}

void EndpointLink::predict(const Json& row, const std::vector<std::string>& inputs, QObject* receiver,
                           std::function<void(Result<EndpointAnswer>, double)> done) {
  QNetworkRequest request{QUrl(m_url + "/invocations")};
  request.setTransferTimeout(kPredictMillis);
  request.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
  if (!m_key.isEmpty())
    request.setRawHeader("Authorization", "Bearer " + m_key.toUtf8());
  QElapsedTimer clock;
  clock.start();
  QNetworkReply* reply = m_network->post(request, QByteArray::fromStdString(invocationBody(row)));
  connect(reply, &QNetworkReply::finished, this,
          [this, reply, inputs, clock, done = std::move(done), target = QPointer<QObject>(receiver)] {
            const double milliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
            reply->deleteLater();
            if (!target)
              return;
            const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
            if (status == 0) {
              done(Error(ErrorCode::Io, fromQt(tr("The endpoint does not answer: %1.").arg(reply->errorString())),
                         fromQt(tr("Start it again."))),
                   milliseconds);
              emit lost();
              return;
            }
            const QByteArray body = reply->readAll();
            done(readAnswer(status, std::string_view(body.constData(), static_cast<std::size_t>(body.size())), inputs),
                 milliseconds);
            askNow();
          });
}

} // namespace easel
