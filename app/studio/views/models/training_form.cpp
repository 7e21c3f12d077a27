#include "app/studio/views/models/training_form.h"

#include "app/studio/views/models/model_entries.h"
#include "app/studio/views/models/parts.h"
#include "core/base/text.h"
#include "core/explore/target_suggestion.h"
#include "widgets/controls/busy_line.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/field.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/panel.h"
#include "widgets/controls/tab_strip.h"
#include "widgets/controls/type_look.h"
#include "widgets/forms/param_form.h"
#include "widgets/theme/icons.h"

#include <QComboBox>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace easel {

namespace {

constexpr int kDefaultBudget = 60;

struct ReadColumns {
  std::size_t rows = 0;
  TableSchema schema;
  std::string suggested;
};

QComboBox* chooser(const char* name) {
  auto* box = new QComboBox;
  box->setObjectName(name);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(8);
  return box;
}

QSpinBox* numberBox(const char* name, int low, int high, int value, const QString& unit = {}) {
  auto* box = new QSpinBox;
  box->setObjectName(name);
  box->setRange(low, high);
  box->setValue(value);
  box->setSuffix(unit);
  return box;
}

} // namespace

TrainingForm::TrainingForm(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_dataset(chooser("models.dataset")), m_target(chooser("models.target")),
      m_metric(chooser("models.metric")), m_algorithm(chooser("models.algorithm")),
      m_positive(chooser("models.positive")), m_task(paragraph({})), m_mode(new TabStrip),
      m_comparePage(new QWidget), m_onePage(new QWidget), m_budget(numberBox("models.budget", 1, 36'000, kDefaultBudget, tr(" s"))),
      m_folds(numberBox("models.folds", 2, 20, 5)), m_share(numberBox("models.testShare", 5, 90, 20, tr(" %"))),
      m_seed(numberBox("models.seed", 0, 1'000'000'000, 0)), m_about(paragraph({})),
      m_splitWords(paragraph({}, Tone::Text2)), m_params(new ParamForm),
      m_more(new Button(tr("More settings"), "chevron-right", ButtonKind::Ghost)),
      m_start(new Button(tr("Start"), "play-fill", ButtonKind::Primary)), m_advanced(new QWidget),
      m_error(new ErrorBox), m_busy(new BusyLine) {
  auto* panel = new Panel(tr("Train models"));
  panel->setMaximumWidth(760);
  auto* close = new IconButton("x-lg", tr("Close"));
  close->setObjectName("models.closeTraining");
  panel->addToHeader(close);
  QVBoxLayout* body = panel->body();
  body->setSpacing(14);

  auto* what = new Columns(2, 460);
  what->alignTop();
  what->add(new FieldBox(tr("Data set"), m_dataset));
  m_targetField = new FieldBox(tr("What to predict"), m_target);
  what->add(m_targetField);
  body->addWidget(what);
  m_task->setObjectName("models.task");
  body->addWidget(m_task);
  m_busy->hide();
  body->addWidget(m_busy);

  m_mode->setObjectName("models.mode");
  m_mode->setAccessibleName(tr("What to train"));
  m_mode->add(tr("Compare models"), "compare");
  m_mode->add(tr("One algorithm"), "one");
  body->addWidget(m_mode);

  auto* comparing = new QVBoxLayout(m_comparePage);
  comparing->setContentsMargins(0, 0, 0, 0);
  comparing->setSpacing(12);
  comparing->addWidget(paragraph(tr("Tries several algorithms and settings on the same rows, ranks them, and trains the "
                                    "best ones on all training rows.")));
  auto* settings = new Columns(3, 420);
  settings->add(new FieldBox(tr("Time to search"), m_budget));
  settings->add(new FieldBox(tr("Rank by"), m_metric));
  settings->add(new FieldBox(tr("Parts for cross-validation"), m_folds));
  comparing->addWidget(settings);
  body->addWidget(m_comparePage);

  auto* single = new QVBoxLayout(m_onePage);
  single->setContentsMargins(0, 0, 0, 0);
  single->setSpacing(12);
  for (const Entry<Estimator>& e : session.catalogs().algorithms.entries())
    m_algorithm->addItem(translated(e.declaration.title.c_str()), toQt(e.declaration.id));
  single->addWidget(new FieldBox(tr("Algorithm"), m_algorithm));
  single->addWidget(m_about);
  m_params->setObjectName("models.params");
  single->addWidget(m_params);
  body->addWidget(m_onePage);
  m_onePage->hide();

  body->addWidget(separator());
  auto* judged = new Columns(2, 420);
  judged->add(new FieldBox(tr("Rows set apart for testing"), m_share));
  judged->add(m_splitWords);
  body->addWidget(judged);

  m_more->setObjectName("models.more");
  m_more->setCheckable(true);
  auto* further = new QHBoxLayout;
  further->addWidget(m_more);
  further->addStretch(1);
  body->addLayout(further);
  auto* rare = new QVBoxLayout(m_advanced);
  rare->setContentsMargins(0, 0, 0, 0);
  auto* rareFields = new Columns(2, 420);
  rareFields->alignTop();
  rareFields->add(new FieldBox(tr("Seed of chance"), m_seed, tr("The same seed gives the same result.")));
  m_positiveField = new FieldBox(tr("The answer that counts as yes"), m_positive);
  rareFields->add(m_positiveField);
  rare->addWidget(rareFields);
  m_advanced->hide();
  body->addWidget(m_advanced);

  m_error->setObjectName("models.trainError");
  body->addWidget(m_error);
  auto* buttons = new QHBoxLayout;
  m_start->setObjectName("models.start");
  buttons->addWidget(m_start);
  auto* cancel = new Button(tr("Not now"), {}, ButtonKind::Ghost);
  cancel->setObjectName("models.notNow");
  buttons->addWidget(cancel);
  buttons->addStretch(1);
  body->addLayout(buttons);

  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(16, 14, 16, 14);
  column->addWidget(panel);
  column->addStretch(1);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scrollingPage(content));

  connect(close, &QToolButton::clicked, this, &TrainingForm::closed);
  connect(cancel, &QPushButton::clicked, this, &TrainingForm::closed);
  connect(m_start, &QPushButton::clicked, this, &TrainingForm::start);
  connect(m_dataset, &QComboBox::currentIndexChanged, this, &TrainingForm::readColumns);
  connect(m_target, &QComboBox::currentIndexChanged, this, &TrainingForm::readTarget);
  connect(m_algorithm, &QComboBox::currentIndexChanged, this, &TrainingForm::showAlgorithm);
  connect(m_share, &QSpinBox::valueChanged, this, &TrainingForm::showTask);
  connect(m_params, &ParamForm::edited, this, &TrainingForm::refreshStart);
  connect(m_mode, &QTabBar::currentChanged, this, [this](int index) {
    m_comparePage->setVisible(index == 0);
    m_onePage->setVisible(index == 1);
    refreshStart();
  });
  connect(m_more, &QPushButton::toggled, this, [this](bool on) {
    m_more->setIconName(on ? "chevron-down" : "chevron-right");
    m_advanced->setVisible(on);
  });
  const int preferred = m_algorithm->findData("boosted_trees");
  m_algorithm->setCurrentIndex(std::max(0, preferred));
  showAlgorithm();
  showTask();
}

bool TrainingForm::hasDatasets() const {
  return m_dataset->count() > 0;
}

void TrainingForm::focusFirst() {
  m_start->isEnabled() ? m_start->setFocus() : m_dataset->setFocus();
}

void TrainingForm::open(const QString& dataset, const QString& target) {
  m_wantedDataset = dataset.isEmpty() ? m_dataset->currentText() : dataset;
  m_wantedTarget = target.isEmpty() && m_wantedDataset == m_shownDataset ? m_target->currentText() : target;
  m_error->clear();
  readDatasets();
}

void TrainingForm::openWith(const QString& dataset, const QString& target, const QString& algorithm, const Json& params) {
  m_mode->setCurrentId("one");
  m_wantedParams = params;
  if (const int i = m_algorithm->findData(algorithm); i >= 0)
    m_algorithm->setCurrentIndex(i);
  showAlgorithm();
  open(dataset, target);
}

void TrainingForm::showError(const Error& error) {
  m_error->clear();
  m_error->show(error);
  m_params->showError(error);
}

void TrainingForm::readDatasets() {
  ++m_reading;
  m_session.run<std::vector<std::string>>(
      {.title = tr("Read the data sets"), .quiet = true},
      [](Workbench& workbench, const Context&) { return workbench.datasets(); }, this,
      [this](Result<std::vector<std::string>> names) {
        --m_reading;
        if (!names) {
          showError(names.error());
          emit settled();
          return;
        }
        m_dataset->blockSignals(true);
        m_dataset->clear();
        for (const std::string& name : *names)
          m_dataset->addItem(icon("table"), toQt(name));
        m_dataset->setCurrentIndex(std::max(0, m_dataset->findText(m_wantedDataset)));
        m_dataset->blockSignals(false);
        readColumns();
      });
}

void TrainingForm::readColumns() {
  const QString dataset = m_dataset->currentText();
  m_choice.reset();
  refreshStart();
  if (dataset.isEmpty()) {
    m_target->clear();
    emit settled();
    return;
  }
  ++m_reading;
  m_busy->start(tr("Looking at %1").arg(dataset));
  m_session.run<ReadColumns>(
      {.title = tr("Look at %1").arg(dataset), .key = "models/columns", .quiet = true},
      [name = fromQt(dataset)](Workbench& workbench, const Context& context) -> Result<ReadColumns> {
        EASEL_TRY(const auto frame, workbench.frame(name, context.part(0, 0.5)));
        EASEL_TRY(const TableProfile profile, workbench.profileDataset(name, context.part(0.5, 1)));
        return ReadColumns{frame->table.rows(), frame->table.schema(), suggestedTarget(profile)};
      },
      this, [this, dataset](Result<ReadColumns> read) {
        --m_reading;
        m_busy->stop();
        if (!read) {
          if (read.error().code != ErrorCode::Cancelled)
            showError(read.error());
          emit settled();
          return;
        }
        m_error->clear();
        m_rows = read->rows;
        const QString wanted = !m_wantedTarget.isEmpty() ? m_wantedTarget : toQt(read->suggested);
        m_wantedTarget.clear();
        m_shownDataset = dataset;
        m_target->blockSignals(true);
        m_target->clear();
        for (const Field& field : read->schema.fields())
          m_target->addItem(icon(typeIcon(field.type)), toQt(field.name));
        m_target->setCurrentIndex(m_target->findText(wanted));
        if (m_target->currentIndex() < 0)
          m_target->setCurrentIndex(m_target->count() - 1);
        m_target->blockSignals(false);
        FormContext context;
        context.columns = read->schema;
        m_params->setContext(context);
        readTarget();
      });
}

void TrainingForm::readTarget() {
  m_choice.reset();
  m_targetField->setError({});
  refreshStart();
  const QString dataset = m_dataset->currentText(), target = m_target->currentText();
  if (dataset.isEmpty() || target.isEmpty()) {
    showTask();
    return;
  }
  ++m_reading;
  m_session.run<TargetChoice>(
      {.title = tr("Look at %1").arg(target), .key = "models/target", .quiet = true},
      [name = fromQt(dataset), column = fromQt(target)](Workbench& workbench, const Context& context) -> Result<TargetChoice> {
        EASEL_TRY(const auto frame, workbench.frame(name, context.part(0, 0.5)));
        EASEL_TRY(const easel::Column* answers, frame->table.require(column));
        return targetChoice(*answers, context.part(0.5, 1));
      },
      this, [this, target](Result<TargetChoice> choice) {
        --m_reading;
        if (target != m_target->currentText())
          return;
        if (choice)
          m_choice = *choice;
        else if (choice.error().code != ErrorCode::Cancelled)
          m_targetField->setError(toQt(choice.error()));
        fillMetrics();
        showTask();
        emit settled();
      });
}

void TrainingForm::showTask() {
  QString words;
  if (m_choice) {
    const TargetChoice& c = *m_choice;
    if (c.task == Task::Regression)
      words = tr("A number: the model will estimate %1.").arg(ModelTexts::shortened(m_target->currentText()));
    else if (c.task == Task::Binary)
      words = tr("Yes/no: %1 or %2. The model will say how likely “%2” is.").arg(ModelTexts::shortened(toQt(c.classes[0])), ModelTexts::shortened(toQt(c.classes[1])));
    else
      words = tr("One of %1: %2.").arg(c.classes.size()).arg(toQt(listed(c.classes, 6)));
    if (c.missing > 0)
      words += ' ' + ModelTexts::counted(static_cast<qint64>(c.missing), tr("One row has no answer and is left out."),
                                         tr("%1 rows have no answer and are left out."));
    m_task->setToolTip(ModelTexts::taskTerm(c.task));
  }
  m_task->setText(words);
  m_task->setVisible(!words.isEmpty());
  if (m_rows > 0) {
    const auto test = static_cast<std::int64_t>(std::llround(static_cast<double>(m_rows) * m_share->value() / 100.0));
    m_splitWords->setText(tr("%1 of %2 rows are never shown to a model while it learns. They tell how good it will be.")
                              .arg(toQt(formatCount(test)), toQt(formatCount(static_cast<std::int64_t>(m_rows)))));
  }
  m_positive->clear();
  if (m_choice && m_choice->task == Task::Binary) {
    for (const std::string& c : m_choice->classes)
      m_positive->addItem(toQt(c));
    m_positive->setCurrentIndex(1);
  }
  m_positiveField->setVisible(m_positive->count() > 0);
  refreshStart();
}

void TrainingForm::fillMetrics() {
  const QString before = m_metric->currentData().toString();
  m_metric->clear();
  if (!m_choice)
    return;
  for (const Entry<Metric>& e : m_session.catalogs().metrics.entries()) {
    const auto metric = e.make(Json::object());
    if (metric && (*metric)->suits(m_choice->task))
      m_metric->addItem(translated(e.declaration.title.c_str()), toQt(e.declaration.id));
  }
  int index = m_metric->findData(before);
  if (index < 0)
    index = m_metric->findData(toQt(defaultMetric(m_choice->task)));
  m_metric->setCurrentIndex(std::max(0, index));
}

void TrainingForm::showAlgorithm() {
  const Entry<Estimator>* entry = m_session.catalogs().algorithms.find(fromQt(m_algorithm->currentData().toString()));
  if (!entry)
    return;
  m_about->setText(translated(entry->declaration.summary.c_str()));
  m_params->setSchema(entry->declaration.schema);
  if (m_wantedParams) {
    m_params->setValues(*m_wantedParams);
    m_wantedParams.reset();
  }
  m_params->setVisible(!entry->declaration.schema.params().empty());
  refreshStart();
}

void TrainingForm::refreshStart() {
  const bool one = m_mode->currentId() == "one";
  m_start->setText(one ? tr("Start training") : tr("Start comparison"));
  m_start->setEnabled(m_choice.has_value() && !m_session.readOnly() && (!one || m_params->isValid()));
  m_start->setToolTip(m_session.readOnly() ? tr("The project is open for reading only.") : QString());
}

void TrainingForm::start() {
  if (!m_choice)
    return;
  m_error->clear();
  m_params->clearErrors();
  const double split = 1 - m_share->value() / 100.0;
  const auto seed = static_cast<std::uint64_t>(m_seed->value());
  const std::string positive = m_choice->task == Task::Binary ? fromQt(m_positive->currentText()) : std::string();
  TrainingOrder order;
  order.task = m_choice->task;
  if (m_mode->currentId() == "compare") {
    AutomlSettings s;
    s.dataset = fromQt(m_dataset->currentText());
    s.request.target = fromQt(m_target->currentText());
    s.request.metric = fromQt(m_metric->currentData().toString());
    s.request.task = m_choice->task;
    s.request.positiveClass = positive;
    s.request.folds = m_folds->value();
    s.request.budgetSeconds = m_budget->value();
    s.split = split;
    s.seed = seed;
    order.title = tr("Compare models for %1").arg(ModelTexts::shortened(m_target->currentText()));
    order.settings = std::move(s);
  } else {
    TrainSettings s;
    s.dataset = fromQt(m_dataset->currentText());
    s.request.target = fromQt(m_target->currentText());
    s.request.algorithm = fromQt(m_algorithm->currentData().toString());
    s.request.params = m_params->values();
    s.request.task = m_choice->task;
    s.request.positiveClass = positive;
    s.split = split;
    s.seed = seed;
    order.title = tr("Train %1 for %2").arg(m_algorithm->currentText(), ModelTexts::shortened(m_target->currentText()));
    order.settings = std::move(s);
  }
  emit ordered(order);
}

} // namespace easel
