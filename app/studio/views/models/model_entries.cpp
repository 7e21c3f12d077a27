#include "app/studio/views/models/model_entries.h"

#include "core/base/text.h"
#include "widgets/qt_convert.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace easel {

namespace {

QString textIn(const Json& object, const char* name) {
  if (!object.is_object())
    return {};
  const auto it = object.find(name);
  return it != object.end() && it->is_string() ? toQt(it->get<std::string>()) : QString();
}

std::optional<double> numberIn(const Json& object, const char* name) {
  if (!object.is_object())
    return std::nullopt;
  const auto it = object.find(name);
  return it != object.end() && it->is_number() ? std::optional(it->get<double>()) : std::nullopt;
}

const Json& partOf(const Json& object, const std::string& name) {
  static const Json none;
  const auto it = object.is_object() ? object.find(name) : object.end();
  return it == object.end() ? none : *it;
}

/// "depth 3, rounds 100": what differs from the defaults, in the order of the schema.
QString differences(const Schema& schema, const Json& params) {
  QStringList parts;
  for (const ParamSpec& spec : schema.params()) {
    const Json& value = partOf(params, spec.name);
    if (value.is_null() || value == spec.defaultValue)
      continue;
    QString text = value.is_string() ? toQt(value.get<std::string>()) : toQt(toText(value));
    if (value.is_number_float())
      text = toQt(formatNumber(value.get<double>(), 4));
    if (value.is_boolean())
      text = value.get<bool>() ? ModelTexts::tr("yes") : ModelTexts::tr("no");
    for (const ParamChoice& choice : spec.choices)
      if (value.is_string() && choice.value == value.get<std::string>())
        text = translated(choice.label.c_str());
    parts << translated(spec.label.c_str()).toLower() + ' ' + text;
    if (parts.size() == 3)
      break;
  }
  return parts.join(", ");
}

void nameEntry(ModelEntry& entry, const Catalogs& catalogs, const QString& candidate, const Json& params) {
  const Entry<Estimator>* algorithm = catalogs.algorithms.find(fromQt(entry.algorithm));
  entry.title = algorithm ? translated(algorithm->declaration.title.c_str()) : entry.algorithm;
  entry.yardstick = entry.algorithm == "baseline";
  const auto comma = candidate.indexOf(", ");
  if (comma > 0)
    entry.remark = candidate.mid(comma + 2);
  else if (algorithm)
    entry.remark = differences(algorithm->declaration.schema, params);
  if (entry.remark.isEmpty())
    entry.remark = entry.yardstick ? ModelTexts::tr("what guessing would reach") : ModelTexts::tr("default settings");
}

/// "failed: …", "skipped: …" as a candidate's status says it.
void takeStatus(ModelEntry& entry, const QString& status) {
  if (status.isEmpty() || status == "ok")
    return;
  entry.state = status.startsWith("skipped") ? EntryState::Skipped : EntryState::Failed;
  entry.problem = status.section(": ", 1);
  if (entry.problem.isEmpty())
    entry.problem = status;
  entry.score.reset();
}

ModelEntry entryOfRun(const Run& run, const Catalogs& catalogs) {
  ModelEntry entry;
  entry.id = toQt(run.id);
  entry.name = toQt(run.name);
  entry.algorithm = textIn(run.params, "algorithm");
  entry.dataset = textIn(run.details, "dataset");
  entry.target = textIn(run.params, "target");
  entry.state = run.kind == "train" && !run.outputs.empty() ? EntryState::Model : EntryState::Candidate;
  entry.run = std::make_shared<const Run>(run);
  if (const Json& params = partOf(run.params, "params"); params.is_object())
    entry.params = params;
  nameEntry(entry, catalogs, textIn(run.details, "title"), entry.params);
  if (run.status == "failed")
    takeStatus(entry, run.log.empty() ? QString("failed") : toQt(run.log));
  const Json& evaluation = partOf(run.metrics, fromQt(ModelTexts::evaluationOf(entry)));
  if (const auto task = taskFromId(fromQt(textIn(evaluation, "task"))))
    entry.task = *task;
  const Json& metrics = partOf(evaluation, "metrics");
  if (metrics.is_object())
    for (const auto& [id, value] : metrics.items())
      if (const auto v = numberIn(value, "value"))
        entry.metrics[toQt(id)] = *v;
  return entry;
}

void scoreEntry(ModelEntry& entry, const QString& metric) {
  if (!entry.run || entry.state == EntryState::Failed || entry.state == EntryState::Skipped)
    return;
  const Json& details = entry.run->details;
  if (textIn(details, "metric") == metric && numberIn(details, "score")) {
    entry.score = numberIn(details, "score");
    entry.deviation = numberIn(details, "deviation");
    entry.crossValidated = true;
    return;
  }
  const Json& folds = partOf(details, "folds");
  if (folds.is_array() && !folds.empty()) {
    double sum = 0;
    int n = 0;
    for (const Json& fold : folds)
      if (const auto v = numberIn(fold, fromQt(metric).c_str())) {
        sum += *v;
        ++n;
      }
    if (n > 0) {
      entry.score = sum / n;
      entry.crossValidated = true;
      return;
    }
  }
  if (entry.metrics.contains(metric))
    entry.score = entry.metrics[metric];
}

} // namespace

void sortEntries(QList<ModelEntry>& entries, bool higherIsBetter) {
  std::stable_sort(entries.begin(), entries.end(), [&](const ModelEntry& a, const ModelEntry& b) {
    if (a.score.has_value() != b.score.has_value())
      return a.score.has_value();
    if (!a.score)
      return a.state < b.state;
    return higherIsBetter ? *a.score > *b.score : *a.score < *b.score;
  });
}

int bestEntry(const QList<ModelEntry>& entries, bool higherIsBetter) {
  int best = -1;
  for (int i = 0; i < entries.size(); ++i) {
    const ModelEntry& e = entries[i];
    if (!e.score || e.yardstick)
      continue;
    if (best < 0 || (higherIsBetter ? *e.score > *entries[best].score : *e.score < *entries[best].score))
      best = i;
  }
  return best;
}

Result<ModelList> readModels(Workbench& workbench, const Context& context) {
  EASEL_TRY(const std::vector<Run> runs, workbench.project().runs());
  EASEL_CHECK(context.checkpoint());
  EASEL_TRY(const std::vector<ModelVersion> versions, Registry(workbench.project()).versions());
  std::map<std::string, const Run*> comparisons;
  for (const Run& run : runs)
    if (run.kind == "automl")
      comparisons[run.id] = &run;
  std::map<std::string, const ModelVersion*> registered; // by run; the newest version
  for (const ModelVersion& v : versions)
    if (const auto it = registered.find(v.run); it == registered.end() || it->second->version < v.version)
      registered[v.run] = &v;

  ModelList list;
  QMap<QString, QList<ModelEntry>> byGroup;
  const auto group = [&](const QString& dataset, const QString& target, Task task) -> ModelGroup& {
    const QString key = dataset + '\n' + target + '\n' + toQt(taskId(task));
    for (ModelGroup& g : list.groups)
      if (g.key == key)
        return g;
    ModelGroup g;
    g.key = key;
    g.dataset = dataset;
    g.target = target;
    g.task = task;
    list.groups.append(g);
    return list.groups.last();
  };
  for (const Run& run : runs) { // newest first
    if (run.kind == "automl") {
      const auto task = taskFromId(fromQt(textIn(run.details, "task")));
      ModelGroup& g = group(textIn(run.details, "dataset"), textIn(run.params, "target"), task.value_or(Task::Regression));
      if (!g.metric.isEmpty())
        continue;
      g.metric = textIn(run.params, "metric");
      g.folds = static_cast<int>(numberIn(run.params, "folds").value_or(0));
      g.seconds = run.seconds;
      g.candidates = static_cast<int>(
          std::count_if(runs.begin(), runs.end(), [&](const Run& r) { return r.parent == run.id; }));
      continue;
    }
    if (run.kind != "train" && run.kind != "candidate")
      continue;
    ModelEntry entry = entryOfRun(run, workbench.catalogs());
    if (const auto parent = comparisons.find(run.parent); parent != comparisons.end())
      if (const auto task = taskFromId(fromQt(textIn(parent->second->details, "task"))))
        entry.task = *task;
    ModelGroup& g = group(entry.dataset, entry.target, entry.task);
    if (const auto it = registered.find(run.id); it != registered.end()) {
      entry.registered = toQt(it->second->group) + '@' + QString::number(it->second->version);
      entry.registeredStatus = toQt(it->second->status);
      if (g.suggestedGroup.isEmpty())
        g.suggestedGroup = toQt(it->second->group);
    }
    byGroup[g.key].append(std::move(entry));
  }
  for (ModelGroup& g : list.groups) {
    if (g.metric.isEmpty())
      g.metric = toQt(defaultMetric(g.task));
    g.higherIsBetter = ModelTexts::higherIsBetter(workbench.catalogs(), g.metric);
    QList<ModelEntry>& entries = byGroup[g.key];
    for (ModelEntry& entry : entries)
      scoreEntry(entry, g.metric);
    sortEntries(entries, g.higherIsBetter);
    list.entries += entries;
  }
  return list;
}

ModelEntry entryOf(const Candidate& candidate, const AutomlSettings& settings, Task task, const Catalogs& catalogs,
                   int number) {
  ModelEntry entry;
  entry.id = "live:" + QString::number(number);
  entry.algorithm = toQt(candidate.algorithm);
  entry.dataset = toQt(settings.dataset);
  entry.target = toQt(settings.request.target);
  entry.task = task;
  entry.state = EntryState::Candidate;
  entry.crossValidated = true;
  entry.params = candidate.params;
  nameEntry(entry, catalogs, toQt(candidate.name), candidate.params);
  entry.score = candidate.score;
  entry.deviation = candidate.deviation;
  takeStatus(entry, toQt(candidate.status));
  return entry;
}

QString ModelTexts::task(Task task) {
  switch (task) {
  case Task::Binary: return tr("Yes/no");
  case Task::MultiClass: return tr("One of several");
  case Task::Regression: return tr("A number");
  }
  return {};
}

QString ModelTexts::taskTerm(Task task) {
  switch (task) {
  case Task::Binary: return tr("binary classification");
  case Task::MultiClass: return tr("multi-class classification");
  case Task::Regression: return tr("regression");
  }
  return {};
}

QString ModelTexts::metric(const Catalogs& catalogs, const QString& id) {
  const Entry<Metric>* entry = catalogs.metrics.find(fromQt(id));
  return entry ? translated(entry->declaration.title.c_str()) : id;
}

bool ModelTexts::higherIsBetter(const Catalogs& catalogs, const QString& id) {
  const auto metric = catalogs.metrics.make(fromQt(id), Json::object(), "metric");
  return !metric || (*metric)->higherIsBetter();
}

QString ModelTexts::number(double value, int decimals) {
  if (!std::isfinite(value))
    return QStringLiteral("—");
  if (std::abs(value) < 10)
    return QString::number(value, 'f', decimals);
  if (std::abs(value) < 1e4)
    return toQt(formatNumber(value, 5));
  return toQt(formatCount(static_cast<std::int64_t>(std::llround(value))));
}

QString ModelTexts::shortened(const QString& name) {
  constexpr qsizetype kMost = 40;
  return name.size() > kMost ? name.left(kMost - 1) + QStringLiteral("…") : name;
}

QString ModelTexts::counted(qint64 n, const QString& one, const QString& many) {
  return n == 1 ? one : many.arg(toQt(formatCount(n)));
}

QString ModelTexts::seconds(double seconds) {
  if (seconds < 1)
    return tr("less than 1 s");
  const auto whole = static_cast<int>(std::lround(seconds));
  if (whole < 60)
    return tr("%1 s").arg(whole);
  if (whole < 3600)
    return tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
  return tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QStringList ModelTexts::further(Task task, const QString& ranking) {
  QStringList ids = task == Task::Binary       ? QStringList{"accuracy", "f_beta", "log_loss"}
                    : task == Task::MultiClass ? QStringList{"accuracy", "balanced_accuracy", "kappa"}
                                               : QStringList{"mae", "r2", "rmse"};
  ids.removeAll(ranking);
  return ids.mid(0, 2);
}

QString ModelTexts::evaluationOf(const ModelEntry& entry) {
  if (!entry.run || !entry.run->metrics.is_object())
    return {};
  for (const char* role : {"test", "validation", "train"})
    if (entry.run->metrics.contains(role))
      return role;
  return {};
}

} // namespace easel
