#include "app/studio/views/deploy/endpoint_page.h"

#include "app/studio/views/deploy/endpoint_link.h"
#include "app/studio/views/deploy/mode_cards.h"
#include "app/studio/views/deploy/request_list.h"
#include "app/studio/views/deploy/try_panel.h"
#include "core/base/file.h"
#include "core/base/time.h"
#include "widgets/charts/chart_view.h"
#include "widgets/controls/busy_line.h"
#include "widgets/controls/elided_label.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/pill.h"
#include "widgets/controls/tile.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QLocale>
#include <QStackedWidget>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr double kLatencyWindow = 10; // seconds that one point of the curve stands for
constexpr std::size_t kMostPoints = 300;
constexpr std::size_t kLogCharacters = 4000;
constexpr int kSideBySide = 620;

/// "2 h 14 min"
QString upTime(const std::string& started) {
  const auto since = parseTimestamp(started);
  if (!since)
    return {};
  const qint64 seconds = std::max<qint64>(0, (nowMicros() - *since) / kMicrosPerSecond);
  if (seconds < 60)
    return EndpointPage::tr("%1 s").arg(seconds);
  if (seconds < 3600)
    return EndpointPage::tr("%1 min").arg(seconds / 60);
  if (seconds < 86'400)
    return EndpointPage::tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
  return EndpointPage::tr("%1 d %2 h").arg(seconds / 86'400).arg(seconds / 3600 % 24);
}

QString milliseconds(const std::optional<double>& seconds) {
  if (!seconds)
    return QStringLiteral("–");
  const double ms = *seconds * 1000;
  return EndpointPage::tr("%1 ms").arg(QLocale().toString(ms, 'f', ms < 10 ? 1 : 0));
}

QString count(double n) { return QLocale().toString(static_cast<qlonglong>(n)); }

} // namespace

EndpointPage::EndpointPage(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_link(new EndpointLink(this)), m_busy(new BusyLine),
      m_progress(new QTimer(this)), m_error(new ErrorBox), m_mode(new ModeCards(builtinModes())),
      m_requests(new Tile(tr("Requests"))), m_latency(new Tile(tr("Latency p50"))), m_errors(new Tile(tr("Errors"))),
      m_version(new Tile(tr("Model version"))), m_figures(new Panel(tr("Latency"))), m_chartStack(new QStackedWidget),
      m_chart(new ChartView), m_recentBox(new QWidget), m_recent(new RequestList),
      m_try(new TryPanel(session, *m_link)), m_lower(new QHBoxLayout) {
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(18, 16, 18, 16);
  all->setSpacing(14);
  all->addWidget(makeHeader());
  all->addWidget(m_busy);
  m_error->setObjectName("deploy.error");
  all->addWidget(m_error);
  m_log = paragraph({}, Tone::Text2);
  m_log->setObjectName("deploy.log_text");
  m_log->setFont(codeFont());
  m_log->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  m_log->hide();
  all->addWidget(m_log);
  m_mode->setEnabled(false); // told, not chosen: another mode is another endpoint
  all->addWidget(m_mode);
  auto* tiles = new QHBoxLayout;
  tiles->setSpacing(10);
  for (Tile* tile : {m_requests, m_latency, m_errors, m_version})
    tiles->addWidget(tile, 1);
  m_requests->setObjectName("deploy.requests");
  m_latency->setObjectName("deploy.latency");
  m_errors->setObjectName("deploy.errors");
  m_version->setObjectName("deploy.model");
  all->addLayout(tiles);
  m_lower->setSpacing(14);
  m_chart->setObjectName("deploy.chart");
  m_chart->setMinimumHeight(170);
  auto* none = paragraph(tr("No requests yet. The curve begins with the first ones."), Tone::Text2);
  none->setAlignment(Qt::AlignCenter);
  m_chartStack->addWidget(none);
  m_chartStack->addWidget(m_chart);
  m_chartStack->setMinimumHeight(170);
  auto* level = new QWidget; // both titles on one height: the other panel has a button there
  level->setFixedSize(1, metrics::kControlHeight);
  m_figures->addToHeader(level);
  m_figures->body()->addWidget(m_chartStack, 1);
  auto* recent = new QVBoxLayout(m_recentBox);
  recent->setContentsMargins(0, 6, 0, 0);
  recent->setSpacing(4);
  recent->addWidget(label(tr("Recent requests"), TextSize::Body, Tone::Text, QFont::DemiBold));
  recent->addWidget(m_recent);
  m_recentBox->setObjectName("deploy.recent");
  m_recentBox->hide();
  m_figures->body()->addWidget(m_recentBox);
  m_try->setObjectName("deploy.try");
  m_lower->addWidget(m_figures, 135);
  m_lower->addWidget(m_try, 100);
  all->addLayout(m_lower, 1);

  connect(m_link, &EndpointLink::figures, this, &EndpointPage::showFigures);
  connect(m_link, &EndpointLink::requests, this, [this](const std::vector<EndpointRequest>& list) {
    m_recentBox->show();
    m_recent->set(list);
  });
  connect(m_link, &EndpointLink::noRequests, m_recentBox, &QWidget::hide);
  connect(m_link, &EndpointLink::lost, this, &EndpointPage::lost);
  m_progress->setInterval(100);
  connect(m_progress, &QTimer::timeout, this, [this] {
    m_busy->setProgress(m_work.progress(), m_work.stage());
    if (!m_work.running())
      m_progress->stop();
  });
  connect(m_busy, &BusyLine::cancelled, this, [this] { emit cancelWanted(toQt(m_deployment.name)); });
}

QWidget* EndpointPage::makeHeader() {
  auto* header = new QWidget;
  auto* lines = new QVBoxLayout(header);
  lines->setContentsMargins(0, 0, 0, 0);
  lines->setSpacing(4);
  auto* row = new QHBoxLayout;
  row->setSpacing(10);
  m_title = new ElidedLabel;
  m_title->setFont(textFont(TextSize::Page, QFont::DemiBold));
  m_title->setObjectName("deploy.title");
  m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
  m_state = new Pill;
  m_state->setObjectName("deploy.state");
  m_curl = new Button(tr("Copy as curl"), "clipboard");
  m_curl->setObjectName("deploy.curl");
  m_curl->setToolTip(tr("The call with the row below and the key, for a terminal."));
  m_open = new Button(tr("Open page"), "box-arrow-up-right");
  m_open->setObjectName("deploy.page");
  m_open->setToolTip(tr("The endpoint's own page in the browser."));
  m_stop = new Button(tr("Stop"), "stop-fill");
  m_stop->setObjectName("deploy.stop");
  m_again = new Button(tr("Start again"), "play-fill", ButtonKind::Primary);
  m_again->setObjectName("deploy.start_again");
  row->addWidget(m_title);
  row->addWidget(m_state);
  row->addStretch(1);
  for (Button* button : {m_curl, m_open, m_stop, m_again})
    row->addWidget(button);
  lines->addLayout(row);
  auto* address = new QHBoxLayout;
  address->setSpacing(6);
  m_url = new ElidedLabel({}, Qt::ElideMiddle);
  m_url->setFont(codeFont());
  setTone(m_url, Tone::Text2);
  m_url->setObjectName("deploy.url");
  m_url->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_url->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
  m_copyUrl = new IconButton("clipboard", tr("Copy the address"));
  m_copyUrl->setObjectName("deploy.copy_url");
  address->addWidget(m_url);
  address->addWidget(m_copyUrl);
  address->addStretch(1);
  lines->addLayout(address);

  connect(m_curl, &QAbstractButton::clicked, this, &EndpointPage::copyCurl);
  connect(m_open, &QAbstractButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl(toQt(m_deployment.url))); });
  connect(m_stop, &QAbstractButton::clicked, this, [this] { emit stopWanted(toQt(m_deployment.name)); });
  connect(m_again, &QAbstractButton::clicked, this, [this] { emit startWanted(toQt(m_deployment.name)); });
  connect(m_copyUrl, &QAbstractButton::clicked, this, [this] {
    QGuiApplication::clipboard()->setText(m_url->text());
    m_session.notify(Notice{NoticeKind::Good, tr("The address was copied."), {}, {}, {}});
  });
  return header;
}

void EndpointPage::show(const Deployment& deployment, bool starting, const std::optional<Error>& failed,
                        const WorkHandle& work) {
  if (deployment.name != m_deployment.name || deployment.started != m_deployment.started) {
    m_points.clear();
    m_rate.clear();
    m_chartStack->setCurrentIndex(0);
    m_recent->set({});
    m_recentBox->hide();
    m_log->hide();
    for (Tile* tile : {m_requests, m_latency, m_errors})
      tile->set(QStringLiteral("–"));
  }
  m_deployment = deployment;
  m_starting = starting;
  m_failed = failed;
  if (work.running())
    setBusy(starting ? tr("Starting") : tr("Stopping"), work);
  else
    m_busy->stop();
  showState();
}

void EndpointPage::setBusy(const QString& what, const WorkHandle& work) {
  m_work = work;
  m_busy->start(what);
  m_progress->start();
  m_stop->setEnabled(false);
}

void EndpointPage::leave() { m_link->follow({}, {}); }

void EndpointPage::showState() {
  const Deployment& d = m_deployment;
  const bool bad = !running() && !m_starting && (d.died || m_failed);
  m_title->setText(toQt(d.name));
  if (m_starting)
    m_state->set(tr("starting"), PillTone::Accent, "hourglass-split");
  else if (running())
    m_state->set(tr("running · %1").arg(upTime(d.started)), PillTone::Good, "play-fill");
  else if (bad)
    m_state->set(tr("failed"), PillTone::Bad, "exclamation-triangle-fill");
  else
    m_state->set(tr("stopped"), PillTone::Mute, "stop-fill");
  m_url->setText(running() ? toQt(d.url) + "/invocations" : tr("not reachable while it is stopped"));
  m_copyUrl->setVisible(running());
  m_curl->setVisible(running());
  m_open->setVisible(running());
  m_stop->setVisible(running());
  m_stop->setEnabled(!m_work.running());
  m_again->setVisible(!running() && !m_starting);
  m_mode->setCurrent(d.mode);
  m_version->set(tr("v%1").arg(toQt(d.version)), toQt(d.model));
  m_error->clear();
  if (bad) {
    if (m_failed)
      m_error->show(*m_failed);
    else
      m_error->show(tr("The endpoint ended by itself."), tr("Its log says why. Start it again when that is mended."));
    Button* log = m_error->addFix(tr("Show the log"));
    log->setObjectName("deploy.log");
    connect(log, &QAbstractButton::clicked, this, &EndpointPage::showLog);
  } else {
    m_log->hide();
  }
  if (!m_starting && !d.key.empty())
    m_try->show(d);
  m_try->setRunning(running() && !m_starting);
  if (isVisible() && running() && !m_starting)
    m_link->follow(toQt(d.url), toQt(d.key));
  else
    m_link->follow({}, {});
}

void EndpointPage::showLog() {
  m_session.runFree<std::string>(
      {.title = tr("Read the log"), .key = "deploy/log", .quiet = true},
      [path = m_deployment.log](const Context&) -> Result<std::string> {
        EASEL_TRY(std::string text, readFile(path));
        return text.size() > kLogCharacters ? "…" + text.substr(text.size() - kLogCharacters) : text;
      },
      this, [this](const Result<std::string>& text) {
        m_log->setText(!text ? toQt(text.error()) : trim(*text).empty() ? tr("The log is empty.") : toQt(*text));
        m_log->show();
      });
}

void EndpointPage::copyCurl() {
  QGuiApplication::clipboard()->setText(toQt(curlCommand(m_deployment.url, m_deployment.key, m_try->row())));
  m_session.notify(Notice{NoticeKind::Good, tr("The call was copied, with the key."),
                          tr("Paste it into a terminal."), {}, {}});
}

// Figures -----------------------------------------------------------------------------------------------------------

void EndpointPage::showFigures() {
  const EndpointFigures total = m_link->total();
  const EndpointFigures recent = m_link->recent(kLatencyWindow);
  const EndpointFigures& shown = recent.requests > 0 ? recent : total;
  const double rate = m_link->requestsPerSecond();
  const QString rateText = tr("%1 /s").arg(QLocale().toString(rate, 'f', rate > 0 && rate < 10 ? 1 : 0));
  m_requests->set(rateText, tr("%1 since the start").arg(count(total.requests)));
  m_latency->set(milliseconds(latencyQuantile(shown, 0.5)), tr("p99 %1").arg(milliseconds(latencyQuantile(shown, 0.99))));
  const double share = total.requests > 0 ? 100 * total.errors / total.requests : 0;
  m_errors->set(tr("%1 %").arg(QLocale().toString(share, 'f', share > 0 && share < 10 ? 2 : 0)),
                total.rejected > 0 ? tr("%1 wrong, %2 turned away").arg(count(total.errors), count(total.rejected))
                                   : tr("%1 of %2").arg(count(total.errors), count(total.requests)));
  m_state->set(tr("running · %1").arg(upTime(m_deployment.started)), PillTone::Good, "play-fill");
  if (recent.requests > 0 || (m_points.empty() && total.requests > 0)) {
    m_points.push_back({nowMicros(), latencyQuantile(shown, 0.5).value_or(0) * 1000,
                        latencyQuantile(shown, 0.95).value_or(0) * 1000, latencyQuantile(shown, 0.99).value_or(0) * 1000});
    if (m_points.size() > kMostPoints)
      m_points.pop_front();
    showChart();
  }
  if (rateText != m_rate) {
    m_rate = rateText;
    emit changed();
  }
}

void EndpointPage::showChart() {
  if (m_points.size() < 2)
    return;
  ChartSpec chart;
  chart.kind = ChartKind::Line;
  chart.xTitle = fromQt(tr("Time"));
  chart.yTitle = fromQt(tr("ms"));
  chart.xType = DataType::Timestamp;
  const std::pair<const char*, double Point::*> lines[] = {{"p50", &Point::p50}, {"p95", &Point::p95}, {"p99", &Point::p99}};
  for (const auto& [name, member] : lines) {
    ChartSeries series;
    series.name = name;
    for (const Point& p : m_points) {
      series.x.push_back(static_cast<double>(p.micros));
      series.y.push_back(p.*member);
    }
    chart.series.push_back(std::move(series));
  }
  m_chart->setChart(chart);
  m_chartStack->setCurrentIndex(1);
}

QString EndpointPage::rateOf(const QString& endpoint) const {
  return endpoint == toQt(m_deployment.name) ? m_rate : QString();
}

QString EndpointPage::memoryText() const {
  if (!m_link->following() || !m_link->known())
    return {};
  return tr("%1 MB in the endpoint").arg(count(m_link->total().memoryBytes / (1024 * 1024)));
}

bool EndpointPage::settled() const {
  return m_try->settled() && !m_starting && !m_work.running() && (!m_link->following() || m_link->known());
}

void EndpointPage::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  m_lower->setDirection(width() < kSideBySide ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void EndpointPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (!m_deployment.name.empty())
    showState();
}

void EndpointPage::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  m_link->follow({}, {});
}

} // namespace easel
