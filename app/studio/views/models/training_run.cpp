#include "app/studio/views/models/training_run.h"

#include "app/studio/views/models/parts.h"
#include "widgets/controls/button.h"
#include "widgets/controls/panel.h"

#include <QProgressBar>
#include <QTimer>
#include <QVBoxLayout>

#include <mutex>

namespace easel {

namespace {
constexpr int kLookMillis = 100;
}

/// What the work has found and nobody has looked at yet.
struct TrainingRun::Box {
  std::mutex mutex;
  std::vector<Candidate> fresh;
};

TrainingRun::TrainingRun(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_timer(new QTimer(this)), m_panel(new Panel(tr("Training"))),
      m_stage(new QuietLabel(TextSize::Body)), m_left(new QuietLabel(TextSize::Body)), m_bar(new QProgressBar),
      m_line(new ProgressLine), m_stop(new Button(tr("Stop"), "stop-fill")),
      m_again(new Button(tr("Train again"), "arrow-repeat")) {
  m_stop->setObjectName("models.stop");
  m_again->setObjectName("models.again");
  m_panel->addToHeader(m_stop);
  m_panel->addToHeader(m_again);
  m_bar->setRange(0, 1000);
  m_bar->setTextVisible(false);
  m_bar->setFixedHeight(4);
  m_bar->setAccessibleName(tr("Progress of the training"));
  m_line->setObjectName("models.progress");
  m_line->setMinimumHeight(280);
  m_stage->setObjectName("models.stage");
  auto* line = new QHBoxLayout;
  line->addWidget(m_stage, 1);
  line->addWidget(m_left);
  m_panel->body()->addWidget(m_bar);
  m_panel->body()->addLayout(line);
  m_panel->body()->addSpacing(8);
  m_panel->body()->addWidget(m_line, 1);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(16, 14, 16, 14);
  all->addWidget(m_panel);
  all->addStretch(1);
  m_timer->setInterval(kLookMillis);
  connect(m_timer, &QTimer::timeout, this, &TrainingRun::collect);
  connect(m_stop, &QPushButton::clicked, this, &TrainingRun::stop);
  connect(m_again, &QPushButton::clicked, this, &TrainingRun::againWanted);
}

ModelGroup TrainingRun::group() const {
  ModelGroup g;
  g.task = m_order.task;
  g.metric = toQt(defaultMetric(m_order.task));
  if (const auto* automl = std::get_if<AutomlSettings>(&m_order.settings)) {
    g.dataset = toQt(automl->dataset);
    g.target = toQt(automl->request.target);
    g.folds = automl->request.folds;
    if (!automl->request.metric.empty())
      g.metric = toQt(automl->request.metric);
  } else if (const auto* one = std::get_if<TrainSettings>(&m_order.settings)) {
    g.dataset = toQt(one->dataset);
    g.target = toQt(one->request.target);
  }
  g.key = "live:" + g.dataset + '\n' + g.target;
  g.higherIsBetter = ModelTexts::higherIsBetter(m_session.catalogs(), g.metric);
  g.candidates = static_cast<int>(m_entries.size());
  return g;
}

void TrainingRun::start(const TrainingOrder& order) {
  stop();
  m_order = order;
  m_entries.clear();
  m_attempts.clear();
  m_box = std::make_shared<Box>();
  m_running = true;
  m_since.start();
  constexpr int kTitle = 300; // pixels: a long name must not widen the window
  m_panel->setTitle(fontMetrics().elidedText(order.title, Qt::ElideRight, kTitle), "stars");
  m_panel->setToolTip(order.title);
  m_stop->show();
  m_again->hide();
  m_bar->setValue(0);
  m_stage->setText(tr("Starting"));
  m_left->setText({});
  const bool compares = std::holds_alternative<AutomlSettings>(order.settings);
  m_line->setVisible(compares);
  const ModelGroup g = group();
  m_line->set(ModelTexts::metric(m_session.catalogs(), g.metric), g.higherIsBetter, {});
  const Work how{.title = order.title, .key = "models/train", .lane = Lane::Long, .changes = true};
  if (compares) {
    m_work = m_session.run<AutomlRun>(
        how,
        [settings = std::get<AutomlSettings>(order.settings), box = m_box](Workbench& workbench, const Context& context) {
          return workbench.autoTrain(
              settings,
              [box](const Candidate& candidate) {
                const std::lock_guard lock(box->mutex);
                box->fresh.push_back(candidate);
              },
              context);
        },
        this, [this, box = m_box](Result<AutomlRun> result) {
          if (box != m_box)
            return;
          QString best;
          if (result)
            for (const std::string& name : result->models)
              if (best.isEmpty() && !name.empty())
                best = toQt(name);
          done(result ? nullptr : &result.error(), best);
        });
  } else {
    m_work = m_session.run<TrainedRun>(
        how,
        [settings = std::get<TrainSettings>(order.settings)](Workbench& workbench, const Context& context) {
          return workbench.trainModel(settings, context);
        },
        this, [this, box = m_box](Result<TrainedRun> result) {
          if (box == m_box)
            done(result ? nullptr : &result.error(), result ? toQt(result->model) : QString());
        });
  }
  m_timer->start();
}

void TrainingRun::stop() {
  if (!m_running)
    return;
  m_work.cancel();
  m_stage->setText(tr("Stopping"));
  m_stop->setEnabled(false);
}

void TrainingRun::collect() {
  if (!m_box)
    return;
  std::vector<Candidate> fresh;
  {
    const std::lock_guard lock(m_box->mutex);
    fresh.swap(m_box->fresh);
  }
  if (const auto* settings = std::get_if<AutomlSettings>(&m_order.settings); settings && !fresh.empty()) {
    for (const Candidate& c : fresh) {
      m_entries.append(entryOf(c, *settings, m_order.task, m_session.catalogs(), static_cast<int>(m_entries.size())));
      if (c.status == "ok")
        m_attempts.append({toQt(c.name), c.score});
    }
    const ModelGroup g = group();
    m_line->set(ModelTexts::metric(m_session.catalogs(), g.metric), g.higherIsBetter, m_attempts);
    sortEntries(m_entries, g.higherIsBetter);
    emit candidates();
  }
  if (!m_running)
    return;
  const double progress = m_work.progress(), passed = static_cast<double>(m_since.elapsed()) / 1000;
  m_bar->setValue(static_cast<int>(progress * 1000));
  if (m_stop->isEnabled())
    m_stage->setText(m_entries.isEmpty() ? m_work.stage()
                                         : tr("%1 tried").arg(m_entries.size()) + " · " + m_work.stage());
  if (passed > 1 && progress > 0.02 && progress < 1) {
    double left = passed * (1 - progress) / progress;
    if (const auto* settings = std::get_if<AutomlSettings>(&m_order.settings))
      left = std::min(left, std::max(1.0, settings->request.budgetSeconds - passed));
    m_left->setText(tr("about %1 left").arg(ModelTexts::seconds(std::max(1.0, left))));
  }
}

void TrainingRun::done(const Error* error, const QString& model) {
  collect();
  m_running = false;
  m_timer->stop();
  m_again->show();
  if (m_stop->hasFocus() || focusWidget() == m_stop)
    m_again->setFocus();
  m_stop->setEnabled(true);
  m_stop->hide();
  m_left->setText({});
  if (!error) {
    m_bar->setValue(m_bar->maximum());
    m_stage->setText(tr("Finished in %1").arg(ModelTexts::seconds(static_cast<double>(m_since.elapsed()) / 1000)));
    emit finished(model);
  } else if (error->code == ErrorCode::Cancelled) {
    m_stage->setText(m_entries.isEmpty() ? tr("Stopped.") : tr("Stopped. What was found so far stands in the leaderboard."));
    emit stopped();
  } else {
    m_stage->setText(tr("The training failed."));
    emit failed(*error);
  }
}

} // namespace easel
