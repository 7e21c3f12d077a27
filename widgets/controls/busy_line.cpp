#include "widgets/controls/busy_line.h"

#include "widgets/controls/button.h"
#include "widgets/controls/labels.h"

#include <QBoxLayout>
#include <QProgressBar>
#include <QTimer>

namespace easel {

namespace {

constexpr int kBarAfter = 100, kWordsAfter = 1000, kTick = 100; // ms

QString timeLeft(qint64 elapsed, double fraction) {
  if (fraction < 0.02 || elapsed < 1500)
    return {};
  const double seconds = static_cast<double>(elapsed) / 1000.0 * (1 - fraction) / fraction;
  if (seconds < 1.5)
    return BusyLine::tr("almost done");
  if (seconds < 60)
    return BusyLine::tr("%n s left", nullptr, qCeil(seconds));
  return BusyLine::tr("%n min left", nullptr, qCeil(seconds / 60));
}

} // namespace

BusyLine::BusyLine(QWidget* parent) : QWidget(parent) {
  m_bar = new QProgressBar;
  m_bar->setTextVisible(false);
  m_bar->setRange(0, 1000);
  m_text = label({}, TextSize::Small, Tone::Text2);
  m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_cancel = new Button(tr("Cancel"), "x-lg", ButtonKind::Ghost);
  m_timer = new QTimer(this);
  m_timer->setInterval(kTick);
  auto* words = new QHBoxLayout;
  words->setSpacing(2 * metrics::kGap);
  words->addWidget(m_text, 1);
  words->addWidget(m_cancel);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(metrics::kGap);
  all->addWidget(m_bar);
  all->addLayout(words);
  connect(m_timer, &QTimer::timeout, this, &BusyLine::refresh);
  connect(m_cancel, &QPushButton::clicked, this, &BusyLine::cancelled);
  stop();
}

void BusyLine::start(const QString& title) {
  m_title = title;
  m_stage.clear();
  m_fraction = 0;
  m_running = true;
  m_since.start();
  m_timer->start();
  setAccessibleName(title);
  refresh();
}

void BusyLine::setProgress(double fraction, const QString& stage) {
  m_fraction = qBound(0.0, fraction, 1.0);
  if (!stage.isEmpty())
    m_stage = stage;
  if (m_running)
    refresh();
}

void BusyLine::stop() {
  m_running = false;
  m_timer->stop();
  hide();
}

void BusyLine::refresh() {
  const qint64 elapsed = m_since.elapsed();
  const bool words = elapsed >= kWordsAfter;
  // Without a fraction the bar only says that something is done.
  m_bar->setRange(0, m_fraction > 0 ? 1000 : 0);
  m_bar->setValue(qRound(m_fraction * 1000));
  QStringList parts{m_stage.isEmpty() ? m_title : m_stage};
  if (const QString left = timeLeft(elapsed, m_fraction); !left.isEmpty())
    parts << left;
  m_text->setText(parts.join(" · "));
  m_text->setToolTip(m_title);
  m_text->setVisible(words);
  m_cancel->setVisible(words);
  setAccessibleDescription(m_text->text());
  setVisible(m_running && elapsed >= kBarAfter);
}

} // namespace easel
