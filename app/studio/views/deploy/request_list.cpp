#include "app/studio/views/deploy/request_list.h"

#include "core/base/time.h"
#include "widgets/controls/elided_label.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/pill.h"
#include "widgets/qt_convert.h"

#include <QDateTime>
#include <QGridLayout>
#include <QPainter>

namespace easel {

namespace {

constexpr int kMostLines = 8;
constexpr int kLineHeight = 30;

/// "12:41:07.224" on this computer's clock.
QString clockText(const std::string& time) {
  const auto micros = parseTimestamp(time);
  if (!micros)
    return toQt(time);
  return QDateTime::fromMSecsSinceEpoch(*micros / 1000).toString("HH:mm:ss.zzz");
}

} // namespace

RequestList::RequestList(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this)) {
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_grid->setHorizontalSpacing(16);
  m_grid->setVerticalSpacing(0);
  m_grid->setColumnStretch(3, 1);
  m_none = paragraph(tr("None yet. Try it at the right, or copy the call for a program."), Tone::Text2);
  m_grid->addWidget(m_none, 0, 0, 1, 4);
  for (int i = 0; i < kMostLines; ++i) {
    Line line{label({}, TextSize::Small, Tone::Text2), new Pill, label({}, TextSize::Small), new ElidedLabel};
    line.time->setFont(codeFont());
    line.took->setFont(tabularFont(TextSize::Small));
    line.took->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line.outcome->setFont(textFont(TextSize::Small));
    m_grid->addWidget(line.time, i + 1, 0);
    m_grid->addWidget(line.status, i + 1, 1, Qt::AlignLeft | Qt::AlignVCenter);
    m_grid->addWidget(line.took, i + 1, 2);
    m_grid->addWidget(line.outcome, i + 1, 3);
    m_lines.push_back(line);
  }
  set({});
}

void RequestList::set(const std::vector<EndpointRequest>& requests) {
  m_shown = static_cast<int>(std::min<std::size_t>(requests.size(), kMostLines));
  m_none->setVisible(m_shown == 0);
  for (int i = 0; i < kMostLines; ++i) {
    const Line& line = m_lines[static_cast<std::size_t>(i)];
    const bool on = i < m_shown;
    m_grid->setRowMinimumHeight(i + 1, on ? kLineHeight : 0);
    for (QWidget* cell : {static_cast<QWidget*>(line.time), static_cast<QWidget*>(line.status),
                          static_cast<QWidget*>(line.took), static_cast<QWidget*>(line.outcome)})
      cell->setVisible(on);
    if (!on)
      continue;
    const EndpointRequest& r = requests[static_cast<std::size_t>(i)];
    const bool good = r.status < 400;
    line.time->setText(clockText(r.time));
    line.status->set(QString::number(r.status), good ? PillTone::Good : PillTone::Bad);
    line.took->setText(tr("%1 ms").arg(r.milliseconds, 0, 'f', 1));
    line.outcome->setText(toQt(r.text));
  }
  update();
}

void RequestList::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(QPen(color(Tone::Line), 1));
  for (int i = 0; i < m_shown; ++i) {
    const int y = m_lines[static_cast<std::size_t>(i)].time->geometry().bottom();
    painter.drawLine(0, y, width(), y);
  }
}

} // namespace easel
