#include "app/studio/views/models/explain_tab.h"

#include "app/studio/views/models/parts.h"
#include "core/base/text.h"
#include "widgets/charts/swarm_view.h"
#include "widgets/charts/waterfall_view.h"
#include "widgets/controls/bar_row.h"
#include "widgets/controls/busy_line.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/panel.h"
#include "widgets/controls/tab_strip.h"

#include <QComboBox>
#include <QScrollArea>
#include <QSpinBox>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

namespace {
constexpr int kBars = 12;
constexpr int kTypingMillis = 250; // a row number is typed digit by digit
} // namespace

ExplainTab::ExplainTab(OpenModel& model, QWidget* parent)
    : QWidget(parent), m_model(model), m_error(new ErrorBox), m_busy(new BusyLine), m_content(new QWidget),
      m_importancePanel(new Panel(tr("Importance of the columns"))), m_swarmPanel(new Panel(tr("What drives the predictions"))),
      m_rowPanel(new Panel(tr("One row"))), m_kind(new TabStrip), m_bars(new BarRows), m_swarm(new SwarmView),
      m_class(new QComboBox), m_row(new QSpinBox), m_rowTimer(new QTimer(this)), m_waterfall(new WaterfallView),
      m_importanceNote(new QuietLabel), m_answer(new QuietLabel(TextSize::Body, Tone::Text)) {
  m_kind->setObjectName("models.importanceKind");
  m_kind->setAccessibleName(tr("Kind of importance"));
  m_kind->add(tr("Effect on the answer"), "effect");
  m_kind->add(tr("Loss when shuffled"), "shuffled");
  m_bars->setObjectName("models.importance");
  m_bars->setAccessibleName(tr("Importance of the columns"));
  auto* kinds = new QHBoxLayout;
  kinds->addWidget(m_kind);
  kinds->addStretch(1);
  m_importancePanel->body()->addLayout(kinds);
  m_importancePanel->body()->addWidget(m_bars);
  m_importancePanel->body()->addWidget(m_importanceNote);
  m_importancePanel->body()->addStretch(1);

  m_swarm->setObjectName("models.swarm");
  m_class->setObjectName("models.explainClass");
  m_class->setAccessibleName(tr("Class"));
  m_swarmPanel->addToHeader(m_class);
  m_swarmPanel->body()->addWidget(m_swarm, 1);

  m_row->setObjectName("models.explainRow");
  m_row->setAccessibleName(tr("Row number"));
  m_row->setRange(1, 1);
  m_row->setPrefix(tr("row "));
  m_rowPanel->addToHeader(m_row);
  m_waterfall->setObjectName("models.waterfall");
  m_answer->setObjectName("models.rowAnswer");
  m_rowPanel->body()->addWidget(m_answer);
  m_rowPanel->body()->addWidget(m_waterfall, 1);

  auto* panels = new Columns(2, 620);
  panels->add(m_swarmPanel);
  panels->add(m_rowPanel);
  panels->add(m_importancePanel, 2);
  auto* content = new QVBoxLayout(m_content);
  content->setContentsMargins(0, 0, 0, 0);
  content->addWidget(panels);
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(16, 12, 16, 12);
  column->setSpacing(10);
  column->addWidget(m_error);
  column->addWidget(m_busy);
  column->addWidget(m_content);
  column->addStretch(1);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scrollingPage(page));
  m_content->hide();
  m_busy->hide();

  m_rowTimer->setSingleShot(true);
  m_rowTimer->setInterval(kTypingMillis);
  connect(m_rowTimer, &QTimer::timeout, this, &ExplainTab::explainOne);
  connect(m_row, &QSpinBox::valueChanged, this, [this] { m_rowTimer->start(); });
  connect(m_class, &QComboBox::currentIndexChanged, this, &ExplainTab::showSwarm);
  connect(m_kind, &QTabBar::currentChanged, this, [this] {
    if (m_kind->currentId() == "shuffled" && !m_shuffled)
      shuffle();
    showImportance();
  });
  connect(m_busy, &BusyLine::cancelled, this, [this] { m_model.session().cancelKey("models/explain"); });
  connect(&m_model, &OpenModel::changed, this, [this] {
    m_model.session().cancelKey("models/explain");
    m_model.session().cancelKey("models/explainRow");
    m_asked = m_waiting = m_readingRow = false;
    m_explanation.reset();
    m_shuffled.reset();
    m_error->clear();
    m_busy->stop();
    m_content->hide();
    if (isVisible())
      begin();
  });
  connect(&m_model, &OpenModel::loaded, this, [this] {
    if (m_waiting && !m_asked)
      explain();
  });
  connect(&m_model, &OpenModel::failed, this, [this](const Error& error) {
    if (m_waiting)
      fail(error);
  });
}

void ExplainTab::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  begin();
}

void ExplainTab::begin() {
  if (m_explanation || m_waiting || m_model.entry().state != EntryState::Model)
    return;
  m_waiting = true;
  m_error->clear();
  m_busy->start(tr("Explaining the model"));
  m_model.want();
}

void ExplainTab::fail(const Error& error) {
  m_waiting = false;
  m_busy->stop();
  if (error.code == ErrorCode::Cancelled)
    return;
  m_error->clear();
  m_error->show(error);
  connect(m_error->addFix(tr("Try again")), &QPushButton::clicked, this, [this] {
    m_error->clear();
    begin();
  });
}

void ExplainTab::explain() {
  m_asked = true;
  const LoadedModelPtr model = m_model.model();
  m_model.session().run<Explanation>(
      {.title = tr("Explain %1").arg(m_model.entry().title), .key = "models/explain"},
      [model, catalogs = &m_model.session().catalogs()](Workbench&, const Context& context) {
        return explainModel(*model, *catalogs, context);
      },
      this, [this, model](Result<Explanation> result) {
        if (model != m_model.model())
          return;
        m_asked = false;
        if (!result) {
          fail(result.error());
          return;
        }
        m_waiting = false;
        m_busy->stop();
        m_explanation = std::move(*result);
        m_content->show();
        m_class->blockSignals(true);
        m_class->clear();
        if (m_explanation->swarms.size() > 1)
          for (const std::string& c : model->bundle->signature().classes)
            m_class->addItem(toQt(c));
        m_class->blockSignals(false);
        m_class->setVisible(m_class->count() > 0);
        m_swarmPanel->setVisible(!m_explanation->swarms.empty());
        m_kind->setVisible(!m_explanation->notExact);
        showSwarm();
        showImportance();
        m_row->blockSignals(true);
        m_row->setRange(1, static_cast<int>(std::max<std::size_t>(1, model->rows.rows())));
        m_row->setValue(model->explained.rows.empty() ? 1 : static_cast<int>(model->explained.rows.front()) + 1);
        m_row->blockSignals(false);
        explainOne();
      });
}

QString ExplainTab::rowsText() const {
  const LoadedModelPtr model = m_model.model();
  if (!model)
    return {};
  const QString n = toQt(formatCount(static_cast<std::int64_t>(model->explained.rows.size())));
  return model->explained.unseen ? tr("%1 test rows").arg(n) : tr("%1 rows of the data set").arg(n);
}

void ExplainTab::showSwarm() {
  if (!m_explanation || m_explanation->swarms.empty())
    return;
  const auto i = static_cast<std::size_t>(std::max(0, m_class->currentIndex()));
  const SwarmChart& chart = m_explanation->swarms[std::min(i, m_explanation->swarms.size() - 1)];
  m_swarm->setChart(chart);
  m_swarmPanel->setRemark(m_class->count() > 0 ? rowsText() : tr("SHAP value, %1").arg(rowsText()));
}

void ExplainTab::showImportance() {
  if (!m_explanation)
    return;
  const bool shuffled = m_kind->currentId() == "shuffled" || m_explanation->notExact;
  const std::vector<FeatureImportance>* list = &m_explanation->importance;
  if (shuffled && !m_explanation->notExact)
    list = m_shuffled ? &*m_shuffled : nullptr;
  QList<BarRowItem> rows;
  if (list && !list->empty()) {
    const double most = std::max(1e-12, list->front().mean);
    for (const FeatureImportance& f : *list) {
      if (rows.size() == kBars)
        break;
      QString value = ModelTexts::number(f.mean, 4);
      if (shuffled && f.deviation > 0)
        value += " ± " + ModelTexts::number(f.deviation, 4);
      rows.append({toQt(f.name), value, std::clamp(f.mean / most, 0.0, 1.0)});
    }
  }
  m_bars->set(rows);
  m_importancePanel->setRemark(rowsText());
  const QString metric = ModelTexts::metric(m_model.session().catalogs(), toQt(defaultMetric(m_model.entry().task)));
  QString note = shuffled ? tr("How much worse %1 gets when the values of the column are shuffled among the rows.").arg(metric)
                          : tr("How far the column moves the answer, on average (mean absolute SHAP value).");
  if (m_explanation->notExact)
    note += ' ' + tr("This algorithm has no exact effects a row.");
  m_importanceNote->setText(note);
}

void ExplainTab::shuffle() {
  const LoadedModelPtr model = m_model.model();
  if (!model)
    return;
  m_waiting = true;
  m_busy->start(tr("Shuffling the columns"));
  m_model.session().run<std::vector<FeatureImportance>>(
      {.title = tr("Importance by shuffling"), .key = "models/explain"},
      [model, catalogs = &m_model.session().catalogs()](Workbench&, const Context& context) {
        return shuffledImportance(*model, *catalogs, defaultMetric(model->bundle->signature().task), context);
      },
      this, [this, model](Result<std::vector<FeatureImportance>> result) {
        if (model != m_model.model())
          return;
        m_waiting = false;
        m_busy->stop();
        if (result)
          m_shuffled = std::move(*result);
        else if (result.error().code != ErrorCode::Cancelled)
          m_error->show(result.error());
        if (!result)
          m_kind->setCurrentId("effect");
        showImportance();
      });
}

void ExplainTab::explainOne() {
  const LoadedModelPtr model = m_model.model();
  if (!model || !m_explanation)
    return;
  m_readingRow = true;
  m_model.session().run<RowExplanation>(
      {.title = tr("Explain a row"), .key = "models/explainRow", .quiet = true},
      [model, row = static_cast<std::size_t>(m_row->value() - 1)](Workbench&, const Context& context) {
        return explainRow(*model, row, context);
      },
      this, [this, model](Result<RowExplanation> result) {
        if (model != m_model.model())
          return;
        m_readingRow = false;
        if (!result) {
          if (result.error().code != ErrorCode::Cancelled)
            m_answer->setText(toQt(result.error()));
          return;
        }
        QString text = tr("Answer: %1").arg(toQt(result->answer.text));
        if (model->bundle->signature().task == Task::Binary)
          text = tr("%1 = %2: %3 %").arg(toQt(model->bundle->signature().target), toQt(model->bundle->signature().classes[1]),
                                         QString::number(100 * result->answer.value, 'f', 1));
        if (!result->actual.empty())
          text += " · " + tr("in truth %1").arg(toQt(result->actual));
        if (result->notExact)
          text += " · " + tr("this algorithm cannot tell the effect of each column");
        m_answer->setText(text);
        m_waterfall->setVisible(result->waterfall.has_value());
        if (result->waterfall)
          m_waterfall->setChart(*result->waterfall);
      });
}

} // namespace easel
