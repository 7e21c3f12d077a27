#include "app/studio/views/models/performance_tab.h"

#include "app/studio/views/models/parts.h"
#include "core/base/text.h"
#include "core/explain/evaluation_charts.h"
#include "core/learn/operating_point.h"
#include "widgets/charts/chart_view.h"
#include "widgets/charts/confusion_matrix.h"
#include "widgets/charts/threshold_row.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/tile.h"

#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

namespace {

const Json& partOf(const Json& object, const char* name) {
  static const Json none;
  const auto it = object.is_object() ? object.find(name) : object.end();
  return it == object.end() ? none : *it;
}

QStringList tileMetrics(Task task) {
  switch (task) {
  case Task::Binary: return {"roc_auc", "accuracy", "f_beta", "log_loss"};
  case Task::MultiClass: return {"accuracy", "balanced_accuracy", "kappa", "log_loss"};
  case Task::Regression: break;
  }
  return {"rmse", "mae", "r2", "mape"};
}

QString interval(const Json& value) {
  if (!partOf(value, "low").is_number() || !partOf(value, "high").is_number())
    return {};
  return ModelTexts::number(value["low"].get<double>(), 3) + " – " + ModelTexts::number(value["high"].get<double>(), 3);
}

QString count(const Json& rows) {
  return toQt(formatCount(rows.is_number() ? rows.get<std::int64_t>() : 0));
}

Panel* chartPanel(ChartSurface* chart, const char* name, int height, QWidget* inHeader = nullptr) {
  auto* panel = new Panel;
  if (inHeader) // before the chart: Tab goes from the top to the bottom
    panel->addToHeader(inHeader);
  chart->setObjectName(name);
  chart->setMinimumHeight(height);
  panel->body()->addWidget(chart, 1);
  return panel;
}

} // namespace

PerformanceTab::PerformanceTab(const Catalogs& catalogs, QWidget* parent)
    : QWidget(parent), m_catalogs(catalogs), m_tiles(new Columns(4, 680)), m_panels(new Columns(2, 620)),
      m_curve(new ChartView), m_calibration(new ChartView), m_predicted(new ChartView), m_residuals(new ChartView),
      m_folds(new ChartView), m_matrix(new ConfusionMatrix), m_threshold(new ThresholdRow(tr("Decision threshold"))),
      m_metrics(new FactList(3, 2)), m_atThreshold(new QuietLabel), m_receipt(new QuietLabel(TextSize::Small)),
      m_error(new ErrorBox), m_candidate(new QWidget) {
  for (int i = 0; i < 4; ++i) {
    auto* tile = new Tile({});
    m_figures.append(tile);
    m_tiles->add(tile);
  }
  m_curveKind = new Button(tr("Precision"), "arrow-left-right", ButtonKind::Ghost);
  m_curveKind->setObjectName("models.curveKind");
  m_curveKind->setCheckable(true);
  m_curvePanel = chartPanel(m_curve, "models.curve", 196, m_curveKind);

  m_matrixPanel = chartPanel(m_matrix, "models.confusion", 150);
  m_matrixPanel->setTitle(tr("Confusion matrix"));
  m_threshold->slider()->setObjectName("models.threshold");
  m_atThreshold->setObjectName("models.atThreshold");
  m_matrixPanel->body()->addSpacing(4);
  m_matrixPanel->body()->addWidget(m_threshold);
  m_matrixPanel->body()->addWidget(m_atThreshold);

  m_calibrationPanel = chartPanel(m_calibration, "models.calibration", 190);
  m_calibrationPanel->setTitle(tr("Calibration"));
  m_calibrationPanel->setRemark(tr("is 70 % really 70 %?"));
  m_calibration->setDiagonal(true);
  m_predictedPanel = chartPanel(m_predicted, "models.predicted", 230);
  m_predicted->setDiagonal(true);
  m_residualPanel = chartPanel(m_residuals, "models.residuals", 230);
  m_foldsPanel = chartPanel(m_folds, "models.foldScores", 200);
  m_metricsPanel = new Panel(tr("All metrics"));
  m_metrics->setObjectName("models.metrics");
  m_metricsPanel->body()->addWidget(m_metrics);
  m_metricsPanel->body()->addStretch(1);
  for (Panel* p : {m_curvePanel, m_matrixPanel, m_predictedPanel, m_residualPanel, m_foldsPanel, m_calibrationPanel, m_metricsPanel})
    m_panels->add(p);

  auto* note = new QVBoxLayout(m_candidate);
  note->setContentsMargins(2, 0, 2, 0);
  note->addWidget(paragraph(tr("This candidate was only compared, by cross-validation on the training rows. Train it to see "
                               "how it does on the test rows, to explain and to use it.")));
  auto* train = new Button(tr("Train this one"), "play-fill", ButtonKind::Primary);
  train->setObjectName("models.trainCandidate");
  auto* line = new QHBoxLayout;
  line->addWidget(train);
  line->addStretch(1);
  note->addLayout(line);

  m_receipt->setObjectName("models.receipt");
  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(16, 12, 16, 12);
  column->setSpacing(10);
  column->addWidget(m_error);
  column->addWidget(m_candidate);
  column->addWidget(m_tiles);
  column->addWidget(m_panels);
  column->addWidget(m_receipt);
  column->addStretch(1);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scrollingPage(content));

  connect(m_curveKind, &QPushButton::toggled, this, &PerformanceTab::showCurve);
  connect(m_threshold, &ThresholdRow::changed, this, &PerformanceTab::showThreshold);
  connect(train, &QPushButton::clicked, this, &PerformanceTab::trainWanted);
}

double PerformanceTab::threshold() const {
  return m_threshold->value();
}

void PerformanceTab::show(const ModelEntry& entry) {
  m_error->clear();
  m_task = entry.task;
  const QString role = ModelTexts::evaluationOf(entry);
  const bool failed = entry.state == EntryState::Failed || entry.state == EntryState::Skipped;
  if (failed)
    m_error->show(entry.state == EntryState::Failed ? tr("This candidate failed.") : tr("This candidate was not tried."),
                  entry.problem);
  const bool evaluated = !role.isEmpty() && !failed;
  m_candidate->setVisible(entry.state == EntryState::Candidate);
  m_tiles->setVisible(evaluated);
  m_receipt->setVisible(evaluated);
  for (Panel* p : {m_curvePanel, m_matrixPanel, m_calibrationPanel})
    p->setVisible(evaluated && m_task != Task::Regression);
  for (Panel* p : {m_predictedPanel, m_residualPanel})
    p->setVisible(evaluated && m_task == Task::Regression);
  m_metricsPanel->setVisible(evaluated);
  showCandidate(entry);
  if (evaluated)
    showEvaluation(entry, entry.run->metrics[fromQt(role)], role);
}

void PerformanceTab::showCandidate(const ModelEntry& entry) {
  const Json& scores = entry.run ? partOf(entry.run->details, "fold_scores") : Json();
  const bool shown = entry.state == EntryState::Candidate && scores.is_array() && !scores.empty();
  m_foldsPanel->setVisible(shown);
  if (!shown)
    return;
  ChartSpec chart;
  chart.kind = ChartKind::Bar;
  chart.title = fromQt(tr("Scores of the parts"));
  chart.xTitle = fromQt(tr("Held-out part"));
  const Json& metric = partOf(entry.run->details, "metric");
  chart.yTitle = metric.is_string() ? fromQt(ModelTexts::metric(m_catalogs, toQt(metric.get<std::string>()))) : std::string();
  ChartSeries series;
  for (const Json& s : scores)
    if (s.is_number()) {
      series.labels.push_back(std::to_string(series.labels.size() + 1));
      series.y.push_back(s.get<double>());
    }
  chart.series.push_back(std::move(series));
  m_folds->setChart(chart);
  m_foldsPanel->setTitle(tr("Scores of the parts"));
  m_foldsPanel->setRemark(entry.score ? ModelTexts::number(*entry.score) +
                                            (entry.deviation ? " ± " + ModelTexts::number(*entry.deviation) : QString())
                                      : QString());
}

void PerformanceTab::showEvaluation(const ModelEntry& entry, const Json& evaluation, const QString& role) {
  m_evaluation = evaluation;
  const Json& metrics = partOf(evaluation, "metrics");
  const QStringList ids = tileMetrics(m_task);
  for (int i = 0; i < m_figures.size(); ++i) {
    const Json& value = partOf(metrics, fromQt(ids.value(i)).c_str());
    const bool known = partOf(value, "value").is_number();
    m_figures[i]->setVisible(known);
    if (!known)
      continue;
    const QString range = interval(value);
    m_figures[i]->setCaption(ModelTexts::metric(m_catalogs, ids[i]));
    m_figures[i]->set(ModelTexts::number(value["value"].get<double>(), 3), range.isEmpty() ? QString() : tr("95 %: %1").arg(range));
    m_figures[i]->setToolTip(receipt(entry, role, evaluation));
  }
  QList<FactList::Fact> facts;
  if (metrics.is_object())
    for (const auto& [id, value] : metrics.items())
      if (partOf(value, "value").is_number())
        facts.append({ModelTexts::metric(m_catalogs, toQt(id)), ModelTexts::number(value["value"].get<double>()), interval(value)});
  std::sort(facts.begin(), facts.end(), [](const auto& a, const auto& b) { return QString::localeAwareCompare(a.name, b.name) < 0; });
  m_metrics->set(facts);
  m_metricsPanel->setRemark(partOf(evaluation, "resamples").is_number() ? tr("with 95 % intervals") : QString());
  m_rowsText = role == "test"         ? tr("test set, %1 rows").arg(count(partOf(evaluation, "rows")))
               : role == "validation" ? tr("validation set, %1 rows").arg(count(partOf(evaluation, "rows")))
                                      : tr("training rows, %1").arg(count(partOf(evaluation, "rows")));
  m_receipt->setText(receipt(entry, role, evaluation));
  if (m_task == Task::Regression) {
    const std::string target = fromQt(entry.target);
    m_predicted->setChart(predictedChart(evaluation, target));
    m_residuals->setChart(residualChart(evaluation, target));
    m_predictedPanel->setTitle(tr("Predicted against actual"));
    m_predictedPanel->setRemark(m_rowsText);
    m_residualPanel->setTitle(tr("How far off"));
    m_residualPanel->setRemark(m_rowsText);
    return;
  }
  m_calibration->setChart(calibrationChart(evaluation));
  const bool binary = m_task == Task::Binary;
  m_threshold->setVisible(binary);
  m_atThreshold->setVisible(binary);
  m_matrixPanel->setRemark(m_rowsText);
  showCurve();
  if (binary) {
    m_threshold->setValue(0.5);
    showThreshold();
    return;
  }
  QStringList classes;
  const Json& names = partOf(evaluation, "classes");
  if (names.is_array())
    for (const Json& c : names)
      classes << (c.is_string() ? toQt(c.get<std::string>()) : QString());
  std::vector<std::vector<std::int64_t>> counts;
  const Json& confusion = partOf(evaluation, "confusion");
  if (confusion.is_array())
    for (const Json& row : confusion) {
      counts.emplace_back();
      for (const Json& c : row)
        counts.back().push_back(c.is_number() ? c.get<std::int64_t>() : 0);
    }
  m_matrix->set(classes, counts);
}

void PerformanceTab::showCurve() {
  const bool roc = !m_curveKind->isChecked();
  m_curveKind->setText(roc ? tr("Precision") : tr("ROC"));
  m_curveKind->setToolTip(roc ? tr("Show the curve of precision and recall") : tr("Show the ROC curve"));
  m_curve->setChart(roc ? rocChart(m_evaluation) : precisionRecallChart(m_evaluation));
  m_curve->setDiagonal(roc);
  m_curvePanel->setTitle(roc ? tr("ROC curve") : tr("Precision and recall"));
  const QString id = roc ? "roc_auc" : "pr_auc";
  const Json& value = partOf(partOf(m_evaluation, "metrics"), fromQt(id).c_str());
  QString remark;
  if (partOf(value, "value").is_number()) {
    remark = ModelTexts::metric(m_catalogs, id) + ' ' + ModelTexts::number(value["value"].get<double>(), 3);
    if (partOf(value, "low").is_number() && partOf(value, "high").is_number())
      remark += " ± " + ModelTexts::number((value["high"].get<double>() - value["low"].get<double>()) / 2, 3);
  }
  m_curvePanel->setRemark(remark);
  if (m_task == Task::Binary)
    showThreshold();
  else
    m_curve->setMark(std::nullopt);
}

void PerformanceTab::showThreshold() {
  const auto point = operatingPoint(m_evaluation, m_threshold->value());
  if (!point) {
    m_curve->setMark(std::nullopt);
    return;
  }
  QStringList classes;
  const Json& names = partOf(m_evaluation, "classes");
  if (names.is_array() && names.size() == 2)
    classes = {toQt(names[0].get<std::string>()), toQt(names[1].get<std::string>())};
  m_matrix->set(classes, point->confusion);
  if (!m_curveKind->isChecked())
    m_curve->setMark(QPointF(point->falsePositiveRate, point->truePositiveRate));
  else if (point->precision)
    m_curve->setMark(QPointF(point->truePositiveRate, *point->precision));
  else
    m_curve->setMark(std::nullopt);
  const auto percent = [](double share) { return QString::number(100 * share, 'f', 1) + " %"; };
  m_atThreshold->setText(tr("Finds %1 of “%2”; %3 of its alarms are right; accuracy %4")
                             .arg(percent(point->truePositiveRate), classes.value(1),
                                  point->precision ? percent(*point->precision) : QStringLiteral("—"), percent(point->accuracy)));
}

QString PerformanceTab::receipt(const ModelEntry& entry, const QString& role, const Json& evaluation) const {
  QStringList parts;
  const QString rows = count(partOf(evaluation, "rows"));
  parts << (role == "test"         ? tr("test set, %1 rows never seen in training").arg(rows)
            : role == "validation" ? tr("validation set, %1 rows").arg(rows)
                                   : tr("the %1 training rows themselves: a model looks better on them than it is").arg(rows));
  parts << tr("seed %1").arg(entry.run->seed);
  const Json& split = partOf(entry.run->params, "split");
  if (split.is_number() && split.get<double>() < 1) {
    const int train = static_cast<int>(split.get<double>() * 100 + 0.5);
    parts << tr("split %1/%2").arg(train).arg(100 - train);
  }
  if (const Json& resamples = partOf(evaluation, "resamples"); resamples.is_number())
    parts << tr("intervals from %1 resamples").arg(count(resamples));
  return parts.join(" · ");
}

} // namespace easel
