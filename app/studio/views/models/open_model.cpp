#include "app/studio/views/models/open_model.h"

#include "core/base/text.h"
#include "core/learn/input_form.h"
#include "core/table/kernels.h"

#include <algorithm>

namespace easel {

namespace {

constexpr std::size_t kExplained = 1000;
constexpr int kShuffles = 5;
constexpr std::size_t kSteps = 9; // columns named in a waterfall

double shareOf(const Json& params, const char* name, double otherwise) {
  const auto it = params.is_object() ? params.find(name) : params.end();
  return it != params.end() && it->is_number() ? it->get<double>() : otherwise;
}

Answer answerOf(const Signature& signature, const Predictions& p) {
  Answer answer;
  if (signature.task == Task::Regression) {
    answer.value = p(0, 0);
    answer.text = formatNumber(answer.value, 5);
    return answer;
  }
  for (std::size_t k = 0; k < signature.classes.size(); ++k)
    answer.shares.emplace_back(signature.classes[k], p(0, static_cast<Eigen::Index>(k)));
  const std::size_t chosen = predictedClass(std::span(p.data(), signature.classes.size()));
  answer.text = signature.classes[chosen];
  answer.value = signature.task == Task::Binary ? p(0, 1) : p(0, static_cast<Eigen::Index>(chosen));
  std::stable_sort(answer.shares.begin(), answer.shares.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return answer;
}

Result<Table> oneRow(const Table& table, std::size_t row, const Context& context) {
  if (row >= table.rows())
    return Error(ErrorCode::InvalidArgument, "There is no row " + formatCount(static_cast<std::int64_t>(row) + 1) + ".",
                 "The data set has " + plural(static_cast<std::int64_t>(table.rows()), "row", "rows") + ".");
  const RowIndex index = static_cast<RowIndex>(row);
  return take(table, std::span(&index, 1), context);
}

/// Which margin speaks for an answer: the positive class, or the answered one of several.
std::size_t marginOf(const Signature& signature, const Attributions& parts, const Answer& answer) {
  if (parts.rows.size() < 2)
    return 0;
  const auto it = std::find(signature.classes.begin(), signature.classes.end(), answer.text);
  return std::min(parts.rows.size() - 1, static_cast<std::size_t>(it - signature.classes.begin()));
}

} // namespace

Result<LoadedModelPtr> loadModel(Workbench& workbench, const std::string& name, const Context& context) {
  auto model = std::make_shared<LoadedModel>();
  context.stage(EASEL_TR("Reading the model"));
  EASEL_TRY(const Run run, workbench.modelRun(name));
  model->run = std::make_shared<const Run>(run);
  EASEL_TRY(model->bundle, workbench.bundle(name));
  EASEL_CHECK(context.checkpoint());
  const auto dataset = run.details.find("dataset");
  model->dataset = dataset != run.details.end() && dataset->is_string() ? dataset->get<std::string>() : std::string();
  context.stage(EASEL_TR("Reading the rows"));
  const auto frame = workbench.frame(model->dataset, context.part(0.1, 0.8));
  if (!frame && frame.error().code == ErrorCode::Cancelled)
    return frame.error();
  if (!frame) // the model stays useful without its data set
    return LoadedModelPtr(model);
  const std::string& target = model->bundle->signature().target;
  model->rows = (*frame)->base;
  if (const auto column = (*frame)->table.find(target)) {
    EASEL_TRY(model->rows, model->rows.with(target, (*frame)->table.column(*column)));
  }
  const auto& facts = model->bundle->parts().facts;
  const double trained = shareOf(facts, "rows", 0);
  EASEL_TRY(model->explained,
            rowsToExplain(model->rows, target, shareOf(run.params, "split", 1), run.seed,
                          static_cast<std::size_t>(std::max(0.0, trained)), kExplained, context.part(0.8, 0.9)));
  EASEL_TRY(model->sample, take(model->rows, model->explained.rows, context.part(0.9, 1)));
  return LoadedModelPtr(model);
}

Result<Explanation> explainModel(const LoadedModel& model, const Catalogs& catalogs, const Context& context) {
  if (model.sample.rows() == 0)
    return Error(ErrorCode::NotFound, "The data set '" + model.dataset + "' has no rows to explain the model with.",
                 "Import it again, or undo its deletion.");
  Explanation result;
  context.stage(EASEL_TR("Explaining the rows"));
  auto parts = explainRows(*model.bundle, model.sample, context.part(0, 0.8));
  if (!parts && parts.error().code != ErrorCode::Unsupported)
    return parts.error();
  if (!parts) {
    result.notExact = parts.error();
    EASEL_TRY(result.importance,
              shuffledImportance(model, catalogs, defaultMetric(model.bundle->signature().task), context.part(0.1, 1)));
    return result;
  }
  result.importance = meanAbsolute(*parts);
  for (std::size_t k = 0; k < parts->rows.size(); ++k) {
    EASEL_TRY(SwarmChart chart, swarmChart(*parts, model.sample, k, {}, context.part(0.8, 1)));
    result.swarms.push_back(std::move(chart));
  }
  return result;
}

Result<std::vector<FeatureImportance>> shuffledImportance(const LoadedModel& model, const Catalogs& catalogs,
                                                          const std::string& metric, const Context& context) {
  context.stage(EASEL_TR("Shuffling one column after another"));
  EASEL_TRY(const auto measure, catalogs.metrics.make(metric, Json::object(), "metric"));
  return permutationImportance(*model.bundle, model.sample, *measure, kShuffles, context);
}

Result<RowExplanation> explainRow(const LoadedModel& model, std::size_t row, const Context& context) {
  EASEL_TRY(const Table one, oneRow(model.rows, row, context));
  const Signature& signature = model.bundle->signature();
  RowExplanation result;
  result.row = row;
  EASEL_TRY(const Predictions p, model.bundle->predict(one, context));
  result.answer = answerOf(signature, p);
  if (const auto column = one.find(signature.target)) {
    EASEL_TRY(const auto text, one.column(*column).textAt(0));
    result.actual = text.value_or(std::string());
  }
  auto parts = explainRows(*model.bundle, one, context);
  if (!parts && parts.error().code != ErrorCode::Unsupported)
    return parts.error();
  if (!parts) {
    result.notExact = parts.error();
    return result;
  }
  EASEL_TRY(result.waterfall,
            waterfallChart(*parts, signature, one, 0, marginOf(signature, *parts, result.answer), kSteps));
  return result;
}

Result<Answer> answerTo(const LoadedModel& model, const Json& values, const Context& context) {
  EASEL_TRY(const Table row, inputRow(model.bundle->signature(), values));
  EASEL_TRY(const Predictions p, model.bundle->predict(row, context));
  return answerOf(model.bundle->signature(), p);
}

OpenModel::OpenModel(Session& session, QObject* parent) : QObject(parent), m_session(session) {}

void OpenModel::set(const ModelEntry& entry, bool again) {
  const bool same = entry.id == m_entry.id;
  m_entry = entry;
  if (same && !again)
    return;
  m_session.cancelKey("models/load");
  m_model.reset();
  m_loading = false;
  emit changed();
}

void OpenModel::want() {
  if (m_model) {
    emit loaded();
    return;
  }
  if (m_loading || m_entry.state != EntryState::Model || m_entry.name.isEmpty())
    return;
  m_loading = true;
  m_session.run<LoadedModelPtr>(
      {.title = tr("Open %1").arg(m_entry.title), .key = "models/load", .quiet = true},
      [name = fromQt(m_entry.name)](Workbench& workbench, const Context& context) {
        return loadModel(workbench, name, context);
      },
      this, [this, id = m_entry.id](Result<LoadedModelPtr> result) {
        if (id != m_entry.id)
          return;
        m_loading = false;
        if (result) {
          m_model = *result;
          emit loaded();
        } else if (result.error().code != ErrorCode::Cancelled) {
          emit failed(result.error());
        }
      });
}

} // namespace easel
