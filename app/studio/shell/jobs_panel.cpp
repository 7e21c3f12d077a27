#include "app/studio/shell/jobs_panel.h"

#include "widgets/controls/button.h"
#include "widgets/controls/elided_label.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/pill.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QScrollArea>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int kWidth = 400;
constexpr int kShown = 12;

QString durationText(double seconds) {
  if (seconds < 1)
    return JobsPanel::tr("%1 ms").arg(qRound(seconds * 1000));
  if (seconds < 60)
    return JobsPanel::tr("%1 s").arg(seconds, 0, 'f', 1);
  return JobsPanel::tr("%1 min %2 s").arg(static_cast<int>(seconds) / 60).arg(static_cast<int>(seconds) % 60);
}

} // namespace

class JobsPanel::Line : public QWidget {
 public:
  explicit Line(Session& session) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 6);
    layout->setSpacing(4);
    auto* top = new QHBoxLayout;
    m_title = new ElidedLabel;
    m_title->setFont(textFont(TextSize::Body, QFont::DemiBold));
    m_state = new Pill;
    m_cancel = new IconButton("x-lg", JobsPanel::tr("Cancel"));
    top->addWidget(m_title, 1);
    top->addWidget(m_state);
    top->addWidget(m_cancel);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_remark = new ElidedLabel;
    m_remark->setFont(textFont(TextSize::Small));
    layout->addLayout(top);
    layout->addWidget(m_bar);
    layout->addWidget(m_remark);
    connect(m_cancel, &QToolButton::clicked, this, [this, &session] { session.cancel(m_id); });
  }
  void set(const JobStatus& status) {
    m_id = status.id;
    const bool over = ended(status.state);
    m_title->setText(toQt(status.title));
    m_cancel->setVisible(!over);
    m_cancel->setAccessibleName(JobsPanel::tr("Cancel %1").arg(toQt(status.title)));
    m_bar->setVisible(!over);
    m_bar->setValue(static_cast<int>(status.progress * 1000));
    const QString time = durationText(status.seconds);
    switch (status.state) {
    case JobState::Waiting:
      m_state->set(JobsPanel::tr("waiting"), PillTone::Mute);
      m_remark->setText(JobsPanel::tr("Begins when another has ended"));
      break;
    case JobState::Running:
      m_state->set(JobsPanel::tr("running"), PillTone::Accent);
      m_remark->setText(status.stage.empty() ? time : toQt(status.stage) + QString::fromUtf8(" · ") + time);
      break;
    case JobState::Done:
      m_state->set(JobsPanel::tr("done"), PillTone::Good, "check-circle-fill");
      m_remark->setText(time);
      break;
    case JobState::Failed:
      m_state->set(JobsPanel::tr("failed"), PillTone::Bad, "exclamation-triangle-fill");
      m_remark->setText(status.error ? toQt(*status.error) : QString());
      m_remark->setToolTip(m_remark->text());
      break;
    case JobState::Cancelled:
      m_state->set(JobsPanel::tr("cancelled"), PillTone::Mute);
      m_remark->setText(time);
      break;
    }
  }

 private:
  JobId m_id = 0;
  ElidedLabel* m_title;
  Pill* m_state;
  IconButton* m_cancel;
  QProgressBar* m_bar;
  ElidedLabel* m_remark;
};

JobsPanel::JobsPanel(Session& session, QWidget* window) : Popover(tr("Jobs"), window), m_session(session) {
  setObjectName("jobs");
  setFixedWidth(kWidth);
  m_none = paragraph(tr("Nothing runs. What takes longer than a moment is listed here, with its time and a way to stop it."));
  body()->addWidget(m_none);
  m_lines = new QVBoxLayout;
  m_lines->setSpacing(0);
  body()->addLayout(m_lines);
  connect(&session, &Session::workChanged, this, [this] {
    if (isVisible())
      refresh();
  });
}

void JobsPanel::refresh() {
  QList<JobStatus> shown; // newest first
  const std::vector<WorkLine> work = m_session.work();
  for (auto it = work.rbegin(); it != work.rend() && shown.size() < kShown; ++it)
    if (!it->quiet)
      shown.append(it->status);
  const bool sizeChanges = shown.size() != m_shown.size();
  while (m_shown.size() < shown.size()) {
    m_shown.append(new Line(m_session));
    m_lines->addWidget(m_shown.back());
  }
  while (m_shown.size() > shown.size())
    delete m_shown.takeLast();
  for (int i = 0; i < shown.size(); ++i)
    m_shown[i]->set(shown[i]);
  m_none->setVisible(shown.isEmpty());
  if (sizeChanges && isVisible()) {
    layout()->activate();
    fit();
  }
}

} // namespace easel
