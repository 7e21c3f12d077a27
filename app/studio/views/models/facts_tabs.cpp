#include "app/studio/views/models/facts_tabs.h"

#include "app/studio/views/models/parts.h"
#include "core/base/text.h"
#include "widgets/controls/button.h"
#include "widgets/controls/panel.h"
#include "widgets/qt_convert.h"

#include <QApplication>
#include <QClipboard>
#include <QScrollArea>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int kHash = 12; // letters of a content address that are shown

const Json& partOf(const Json& object, const char* name) {
  static const Json none;
  const auto it = object.is_object() ? object.find(name) : object.end();
  return it == object.end() ? none : *it;
}

QString textOf(const ParamSpec& spec, const Json& value) {
  if (value.is_null())
    return QStringLiteral("—");
  if (value.is_boolean())
    return value.get<bool>() ? ModelTexts::tr("yes") : ModelTexts::tr("no");
  if (value.is_number_float())
    return toQt(formatNumber(value.get<double>(), 6));
  if (value.is_number_integer())
    return toQt(formatCount(value.get<std::int64_t>()));
  if (!value.is_string())
    return toQt(toText(value));
  for (const ParamChoice& choice : spec.choices)
    if (choice.value == value.get<std::string>())
      return translated(choice.label.c_str());
  return toQt(value.get<std::string>());
}

QString shortHash(const std::string& hash) {
  return toQt(hash).left(kHash) + (hash.size() > kHash ? QStringLiteral("…") : QString());
}

QString wordOf(const Json& value) {
  if (value.is_string())
    return toQt(value.get<std::string>());
  if (value.is_number_integer())
    return toQt(formatCount(value.get<std::int64_t>()));
  if (value.is_number())
    return toQt(formatNumber(value.get<double>(), 6));
  return value.is_null() ? QString() : toQt(toText(value));
}

QVBoxLayout* page(QWidget* tab) {
  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(16, 12, 16, 12);
  column->setSpacing(10);
  auto* all = new QVBoxLayout(tab);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scrollingPage(content));
  return column;
}

} // namespace

ParametersTab::ParametersTab(const Catalogs& catalogs, QWidget* parent)
    : QWidget(parent), m_catalogs(catalogs), m_parameters(new Panel), m_preparation(new Panel(tr("Preparation"))),
      m_values(new FactList), m_steps(new FactList) {
  m_values->setObjectName("models.parameters");
  m_parameters->body()->addWidget(m_values);
  m_parameters->body()->addStretch(1);
  m_preparation->setRemark(tr("learned from the training rows, done again for every new row"));
  m_preparation->body()->addWidget(m_steps);
  m_preparation->body()->addStretch(1);
  QVBoxLayout* column = page(this);
  column->addWidget(m_parameters);
  column->addWidget(m_preparation);
  column->addStretch(1);
}

void ParametersTab::show(const ModelEntry& entry) {
  m_parameters->setTitle(tr("Settings of %1").arg(entry.title));
  QList<FactList::Fact> facts;
  int different = 0;
  const Json& params = entry.params;
  if (const Entry<Estimator>* algorithm = m_catalogs.algorithms.find(fromQt(entry.algorithm)))
    for (const ParamSpec& spec : algorithm->declaration.schema.params()) {
      const Json& value = partOf(params, spec.name.c_str());
      const bool other = !value.is_null() && value != spec.defaultValue;
      different += other ? 1 : 0;
      facts.append({translated(spec.label.c_str()), textOf(spec, value.is_null() ? spec.defaultValue : value),
                    other ? tr("default: %1").arg(textOf(spec, spec.defaultValue)) : QString(), other});
    }
  if (facts.isEmpty())
    facts.append({tr("Settings"), tr("This algorithm has none.")});
  m_values->set(facts);
  m_parameters->setRemark(different == 0 ? tr("all as by default") : ModelTexts::counted(different, tr("one differs from the default"), tr("%1 differ from the default")));
  QList<FactList::Fact> steps;
  const Json& outlines = entry.run ? partOf(partOf(entry.run->details, "facts"), "preparation") : Json();
  if (outlines.is_array())
    for (const Json& line : outlines)
      steps.append({tr("Step %1").arg(steps.size() + 1), wordOf(line)});
  m_preparation->setVisible(!steps.isEmpty());
  m_steps->set(steps);
}

LineageTab::LineageTab(QWidget* parent) : QWidget(parent), m_data(new FactList), m_model(new FactList) {
  auto* rows = new Panel(tr("Data"));
  rows->body()->addWidget(m_data);
  auto* model = new Panel(tr("Training"));
  auto* copy = new Button(tr("Copy"), "clipboard", ButtonKind::Ghost);
  copy->setObjectName("models.copyReceipt");
  model->addToHeader(copy);
  m_model->setObjectName("models.lineage");
  model->body()->addWidget(m_model);
  QVBoxLayout* column = page(this);
  column->addWidget(rows);
  column->addWidget(model);
  column->addStretch(1);
  connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_text); });
}

void LineageTab::show(const ModelEntry& entry) {
  if (!entry.run) {
    m_data->set({});
    m_model->set({});
    return;
  }
  const Run& run = *entry.run;
  const Json& facts = partOf(run.details, "facts");
  QList<FactList::Fact> rows, model;
  const auto add = [](QList<FactList::Fact>& list, const QString& name, const QString& value) {
    if (!value.isEmpty())
      list.append({name, value});
  };
  add(rows, tr("Data set"), entry.dataset);
  add(rows, tr("Target"), entry.target);
  for (const std::string& input : run.inputs)
    add(rows, tr("Imported rows"), shortHash(input));
  if (const Json& hash = partOf(facts, "training_data"); hash.is_string())
    add(rows, tr("Training rows"), tr("%1 rows, %2").arg(wordOf(partOf(facts, "rows")), shortHash(hash.get<std::string>())));
  const Json& tested = partOf(partOf(run.metrics, "test"), "rows");
  if (tested.is_number())
    add(rows, tr("Test rows"), wordOf(tested));
  if (const Json& steps = partOf(facts, "preparation"); steps.is_array())
    add(rows, tr("Preparation"), steps.empty() ? tr("none needed") : ModelTexts::counted(static_cast<qint64>(steps.size()), tr("one step"), tr("%1 steps")));

  add(model, tr("Name"), entry.name);
  add(model, tr("Algorithm"), entry.title + (partOf(facts, "algorithm_version").is_number()
                                                 ? tr(", version %1").arg(wordOf(partOf(facts, "algorithm_version")))
                                                 : QString()));
  add(model, tr("Features seen"), wordOf(partOf(facts, "features")));
  add(model, tr("Seed"), QString::number(run.seed));
  if (const Json& split = partOf(run.params, "split"); split.is_number())
    add(model, tr("Share that trains"), QString::number(100 * split.get<double>(), 'f', 0) + " %");
  if (const Json& folds = partOf(run.params, "folds"); folds.is_number() && folds.get<double>() > 1)
    add(model, tr("Cross-validation"), tr("%1 parts").arg(wordOf(folds)));
  add(model, tr("Begun"), toQt(run.started).left(19).replace('T', ' '));
  add(model, tr("Took"), run.seconds > 0 ? ModelTexts::seconds(run.seconds) : QString());
  add(model, tr("Easel"), wordOf(partOf(facts, "engine")));
  const Json& libraries = partOf(facts, "libraries");
  if (libraries.is_object())
    for (const auto& [name, version] : libraries.items())
      add(model, tr("Library %1").arg(toQt(name)), wordOf(version));
  if (!run.outputs.empty())
    add(model, tr("Model's content"), shortHash(run.outputs.front()));
  if (!entry.registered.isEmpty())
    add(model, tr("Registered as"), entry.registered + ", " + entry.registeredStatus);
  m_data->set(rows);
  m_model->set(model);
  Json receipt{{"run", run.id}, {"name", run.name}, {"seed", run.seed}, {"params", run.params}, {"inputs", run.inputs},
               {"outputs", run.outputs}, {"started", run.started}, {"facts", facts}};
  m_text = toQt(toText(receipt, 2));
}

} // namespace easel
