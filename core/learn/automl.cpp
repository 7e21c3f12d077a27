#include "core/learn/automl.h"

#include "core/base/text.h"
#include "core/learn/automl_ensemble.h"
#include "core/learn/bundle_making.h"
#include "core/learn/split.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <thread>

namespace easel {

namespace {

constexpr std::size_t kRefitted = 3;
constexpr double kSharedBytes = 1.5e9; // prepared folds kept for further candidates
constexpr double kHeldBytes = 5e8;     // predictions kept for an ensemble

using Clock = std::chrono::steady_clock;
double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Cancels a context when the time has come, unless it is destroyed before.
class Alarm {
 public:
  Alarm(Context context, double seconds)
      : m_thread([this, context = std::move(context), seconds] {
          std::unique_lock lock(m_mutex);
          if (!m_end.wait_for(lock, std::chrono::duration<double>(std::max(0.0, seconds)), [this] { return m_over; }))
            context.cancel();
        }) {}
  ~Alarm() {
    {
      const std::lock_guard lock(m_mutex);
      m_over = true;
    }
    m_end.notify_all();
    m_thread.join();
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

 private:
  std::mutex m_mutex;
  std::condition_variable m_end;
  bool m_over = false;
  std::thread m_thread; // last: starts when the rest is there
};

struct Planned {
  Candidate candidate;
  std::unique_ptr<const Estimator> estimator;
  std::string preparation; // key of the shared preparations
  int rank = 0;
  bool yardstick = false;
  std::vector<Predictions> held; // fold by fold, while the candidate may become a member of an ensemble
};

/// One preparation with what it made of the folds.
struct SharedPreparation {
  std::vector<StepSpec> specs; // all of them
  std::vector<StepSpec> added;
  std::vector<std::string> reasons;
  struct Fold {
    Features training, held;
  };
  std::vector<std::shared_ptr<const Fold>> folds; // those that are kept
};

class Search {
 public:
  Search(const Frame& frame, const AutomlRequest& request, const Catalogs& catalogs, const CandidateObserver& observer,
         const Context& context)
      : m_frame(frame), m_request(request), m_catalogs(catalogs), m_observer(observer), m_context(context) {}

  Result<AutomlOutcome> run() {
    EASEL_CHECK(start());
    EASEL_CHECK(plan());
    for (std::size_t i = 0; i < m_planned.size(); ++i) {
      EASEL_CHECK(m_context.checkpoint());
      Planned& p = m_planned[i];
      m_context.stage("Trying " + p.candidate.name);
      EASEL_CHECK(attempt(p));
      if (m_observer)
        m_observer(p.candidate);
      m_context.progress(0.85 * static_cast<double>(i + 1) / static_cast<double>(m_planned.size()));
    }
    EASEL_CHECK(addEnsemble());
    rank();
    return refit();
  }

 private:
  Result<void> start() {
    EASEL_TRY(m_start, startTraining(m_frame, m_request.target, m_request.task, m_request.positiveClass, m_context));
    m_outcome.task = m_start.task;
    m_outcome.metric = m_request.metric.empty() ? defaultMetric(m_start.task) : m_request.metric;
    EASEL_TRY(const Entry<Metric>* entry, m_catalogs.metrics.get(m_outcome.metric, "metric"));
    m_outcome.metric = entry->declaration.id;
    EASEL_TRY(m_metric, entry->make(Json::object()));
    if (!m_metric->suits(m_start.task))
      return Error(ErrorCode::InvalidArgument,
                   "The metric '" + m_outcome.metric + "' does not fit the task " + std::string(taskId(m_start.task)) +
                       ".",
                   "Use '" + defaultMetric(m_start.task) + "', or leave it out.")
          .at({ErrorPlace::Kind::Parameter, "metric"});
    const Target& y = m_start.target;
    EASEL_TRY(m_foldOf, assignFolds(y.y.size(), m_request.folds,
                                    y.task == Task::Regression ? std::vector<float>() : y.y, m_context));
    m_rows.resize(static_cast<std::size_t>(m_request.folds));
    for (RowIndex i = 0; i < m_foldOf.size(); ++i)
      for (std::size_t f = 0; f < m_rows.size(); ++f)
        (m_foldOf[i] == f ? m_rows[f].held : m_rows[f].training).push_back(i);
    for (FoldRows& rows : m_rows) {
      rows.trainingTarget = rowsOf(y, rows.training);
      rows.heldTarget = rowsOf(y, rows.held);
    }
    return {};
  }

  /// The settings of every algorithm that can do the task, cheap and good ones first.
  Result<void> plan() {
    const WorkSize size{m_start.task, m_start.target.y.size(), m_start.base.columnCount(),
                        m_start.target.classes.size()};
    for (const Entry<Estimator>& entry : m_catalogs.algorithms.entries()) {
      EASEL_TRY(const auto estimator, entry.make(Json::object()));
      const EstimatorTraits traits = estimator->traits();
      const bool able = m_start.task == Task::Binary       ? traits.binary
                        : m_start.task == Task::MultiClass ? traits.multiClass
                                                           : traits.regression;
      if (!able)
        continue;
      for (const CandidateSetting& setting : estimator->candidates(size)) {
        Planned p;
        p.candidate.algorithm = entry.declaration.id;
        EASEL_TRY(p.candidate.params, entry.declaration.schema.complete(setting.params));
        p.candidate.name = entry.declaration.title + (setting.name.empty() ? "" : ", " + setting.name);
        EASEL_TRY(p.estimator, entry.make(p.candidate.params));
        EASEL_TRY(p.preparation, preparationFor(p.estimator->traits()));
        p.rank = setting.rank;
        p.yardstick = setting.rank <= 0;
        m_planned.push_back(std::move(p));
      }
    }
    if (m_planned.empty())
      return Error(ErrorCode::Unsupported,
                   "No algorithm here can do the task " + std::string(taskId(m_start.task)) + ".");
    std::stable_sort(m_planned.begin(), m_planned.end(),
                     [](const Planned& a, const Planned& b) { return a.rank < b.rank; });
    return {};
  }

  /// Algorithms that accept the same input share one preparation.
  Result<std::string> preparationFor(const EstimatorTraits& traits) {
    const std::string wants = std::string(traits.acceptsMissing ? "m" : "-") + (traits.acceptsCategories ? "c" : "-") +
                              (traits.wantsScaling ? "s" : "-");
    if (const auto it = m_keyOfWants.find(wants); it != m_keyOfWants.end())
      return it->second;
    SharedPreparation shared;
    EASEL_TRY(shared.added, stepsToAdd(m_start, m_request.target, traits, m_catalogs.steps, m_context, &shared.reasons));
    shared.specs = m_start.preparation;
    shared.specs.insert(shared.specs.end(), shared.added.begin(), shared.added.end());
    shared.folds.resize(m_rows.size());
    Json key = Json::array();
    for (const StepSpec& spec : shared.added)
      key.push_back({spec.id, spec.params});
    const std::string text = toText(key);
    m_keyOfWants[wants] = text;
    m_prepared.try_emplace(text, std::move(shared));
    return text;
  }

  /// Fitted on the other folds only. Kept for the next candidate while there is room.
  Result<std::shared_ptr<const SharedPreparation::Fold>> fold(const std::string& key, std::size_t f,
                                                              const Context& context) {
    SharedPreparation& shared = m_prepared.at(key);
    if (shared.folds[f])
      return shared.folds[f];
    EASEL_TRY(const Table training, take(m_start.base, m_rows[f].training, context));
    EASEL_TRY(const Table held, take(m_start.base, m_rows[f].held, context));
    EASEL_TRY(PreparedTraining prepared,
              prepareTraining(m_catalogs.steps, shared.specs, training, m_request.target, context));
    auto made = std::make_shared<SharedPreparation::Fold>();
    EASEL_TRY(made->held, prepareRows(prepared, held, context));
    made->training = std::move(prepared.features);
    const double bytes = 4.0 * static_cast<double>(made->training.x.size() + made->held.x.size());
    if (m_keptBytes + bytes <= kSharedBytes) {
      m_keptBytes += bytes;
      shared.folds[f] = made;
    }
    return std::shared_ptr<const SharedPreparation::Fold>(made);
  }

  double left() const { return m_request.budgetSeconds - secondsSince(m_began); }
  /// What refitting the best candidate so far will take.
  double reserve() const { return 1.5 * m_bestFitSeconds + 0.5; }

  void skip(Planned& p) { p.candidate.status = "skipped: out of time"; }

  /// Scores one candidate. An error only when the whole work was cancelled.
  Result<void> attempt(Planned& p) {
    const bool mustComplete = !p.yardstick && !m_haveReal;
    if (!mustComplete) {
      const auto known = m_foldSeconds.find(p.candidate.algorithm);
      const double expected =
          known == m_foldSeconds.end() ? 0 : known->second * static_cast<double>(m_rows.size());
      if (left() - reserve() <= expected) {
        skip(p);
        return {};
      }
    }
    const Context work = m_context.child();
    std::optional<Alarm> alarm;
    if (!mustComplete)
      alarm.emplace(work, left() - reserve());
    const Result<void> done = score(p, mustComplete, work);
    EASEL_CHECK(m_context.checkpoint());
    if (!done && done.error().code == ErrorCode::Cancelled)
      skip(p);
    else if (!done)
      p.candidate.status = "failed: " + done.error().text();
    else if (p.candidate.status.empty())
      finish(p);
    return {};
  }

  Result<void> score(Planned& p, bool mustComplete, const Context& context) {
    Candidate& c = p.candidate;
    double fitSeconds = 0, predictSeconds = 0, heldRows = 0;
    for (std::size_t f = 0; f < m_rows.size(); ++f) {
      const Clock::time_point foldBegan = Clock::now();
      EASEL_TRY(const auto data, fold(p.preparation, f, context));
      const Clock::time_point fitBegan = Clock::now();
      EASEL_TRY(const ModelPtr model, p.estimator->fit({data->training, m_rows[f].trainingTarget}, context));
      const double fitted = secondsSince(fitBegan);
      EASEL_TRY(const Predictions predictions, model->predict(data->held, context));
      fitSeconds += fitted;
      predictSeconds += secondsSince(fitBegan) - fitted;
      heldRows += static_cast<double>(m_rows[f].held.size());
      const double value = m_metric->value(m_rows[f].heldTarget, predictions);
      keep(p, f, *model, data->held, predictions, context);
      if (!std::isnan(value))
        c.foldScores.push_back(value);
      const double done = static_cast<double>(f + 1);
      c.fitSeconds = fitSeconds / done;
      c.predictMillis = 1e6 * predictSeconds / std::max(heldRows, 1.0);
      double& known = m_foldSeconds[c.algorithm];
      known = std::max(known, secondsSince(foldBegan));
      const double rest = secondsSince(foldBegan) * static_cast<double>(m_rows.size() - f - 1);
      if (rest == 0 || left() - reserve() > rest)
        continue;
      if (!mustComplete) {
        skip(p);
        return {};
      }
      if (left() <= 0) { // the one candidate that always ends, on fewer folds
        m_context.warn("The time was enough for " + plural(static_cast<std::int64_t>(f + 1), "fold", "folds") + " of " +
                       c.name + " only: allow more time for a score to rely on.");
        break;
      }
    }
    if (c.foldScores.empty())
      return Error(ErrorCode::Data, "The metric '" + m_outcome.metric + "' is not defined for any fold.");
    return {};
  }

  /// Members of an ensemble must explain themselves, so that it can.
  void keep(Planned& p, std::size_t f, const Model& model, const Features& held, const Predictions& predictions,
            const Context& context) {
    if (p.yardstick || p.held.size() != f || !m_catalogs.algorithms.find(kEnsembleId))
      return;
    const RowIndex first[] = {0};
    const double bytes = sizeof(double) * static_cast<double>(predictions.size());
    if (m_heldBytes + bytes > kHeldBytes || (f == 0 && !model.attributions(rowsOf(held, first), context)))
      return;
    m_heldBytes += bytes;
    p.held.push_back(predictions);
  }

  /// The settings that are not the usual ones.
  Json unusual(const Candidate& c) const {
    const Json usual = m_catalogs.algorithms.find(c.algorithm)->declaration.schema.defaults();
    Json params = Json::object();
    for (const auto& [name, value] : c.params.items())
      if (usual.value(name, Json()) != value)
        params[name] = value;
    return params;
  }

  /// An ensemble of the best so far as one more candidate, while there is time.
  Result<void> addEnsemble() {
    const Entry<Estimator>* entry = m_catalogs.algorithms.find(kEnsembleId);
    if (!entry)
      return {};
    std::vector<EnsemblePart> parts;
    for (const Planned& p : m_planned)
      if (p.candidate.status == "ok" && p.held.size() == m_rows.size())
        parts.push_back({{p.candidate.algorithm, unusual(p.candidate)}, p.candidate.score, p.candidate.fitSeconds,
                         p.candidate.predictMillis, p.estimator.get(), &p.held});
    const std::vector<EnsemblePart> members = ensembleMembers(std::move(parts), m_metric->higherIsBetter());
    if (members.size() < 2)
      return {};
    Planned p;
    p.candidate.algorithm = entry->declaration.id;
    p.candidate.name = entry->declaration.title;
    EASEL_TRY(p.candidate.params, entry->declaration.schema.complete(Json::object()));
    EASEL_TRY(p.estimator, entry->make(p.candidate.params));
    EASEL_TRY(p.preparation, preparationFor(p.estimator->traits()));
    double needed = 0.5; // its members once on all rows, and anew on the folds where that must be
    for (const EnsemblePart& member : members)
      needed += member.fitSeconds *
                (1.5 + (needsDense(member.estimator->traits()) ? static_cast<double>(m_rows.size()) : 0.0));
    if (left() <= needed) {
      skip(p);
    } else {
      m_context.stage("Trying " + p.candidate.name);
      const Context work = m_context.child();
      const Alarm alarm(work, left() - reserve());
      std::shared_ptr<const SharedPreparation::Fold> data;
      const EnsembleFolds folds = [&](std::size_t f) -> Result<EnsembleFold> {
        EASEL_TRY(data, fold(p.preparation, f, work));
        return EnsembleFold{&data->training, &data->held, &m_rows[f].trainingTarget, &m_rows[f].heldTarget};
      };
      auto proposed = proposeEnsemble(members, m_rows.size(), folds, *m_metric, work);
      EASEL_CHECK(m_context.checkpoint());
      if (proposed && !*proposed)
        return {}; // one of them alone is best
      if (proposed) {
        const ProposedEnsemble& e = **proposed;
        EASEL_TRY(p.candidate.params, entry->declaration.schema.complete(e.params));
        p.candidate.name += ", " + plural(static_cast<std::int64_t>(e.members), "model", "models");
        p.candidate.foldScores = e.foldScores;
        p.candidate.fitSeconds = e.fitSeconds;
        p.candidate.predictMillis = e.predictMillis;
        finish(p);
      } else if (proposed.error().code == ErrorCode::Cancelled) {
        skip(p);
      } else {
        p.candidate.status = "failed: " + proposed.error().text();
      }
    }
    if (m_observer)
      m_observer(p.candidate);
    m_planned.push_back(std::move(p));
    return {};
  }

  void finish(Planned& p) {
    Candidate& c = p.candidate;
    c.status = "ok";
    const auto n = static_cast<double>(c.foldScores.size());
    c.score = std::accumulate(c.foldScores.begin(), c.foldScores.end(), 0.0) / n;
    double squares = 0;
    for (const double s : c.foldScores)
      squares += (s - c.score) * (s - c.score);
    c.deviation = n > 1 ? std::sqrt(squares / (n - 1)) : 0;
    if (!p.yardstick && (!m_haveReal || better(c.score, m_bestScore))) {
      m_bestScore = c.score;
      m_bestFitSeconds = c.fitSeconds;
    }
    m_haveReal = m_haveReal || !p.yardstick;
  }

  bool better(double a, double b) const { return m_metric->higherIsBetter() ? a > b : a < b; }

  void rank() {
    const auto group = [](const Candidate& c) {
      return c.status == "ok" ? 0 : c.status.starts_with("failed") ? 1 : 2;
    };
    std::stable_sort(m_planned.begin(), m_planned.end(), [&](const Planned& a, const Planned& b) {
      const int ga = group(a.candidate), gb = group(b.candidate);
      return ga != gb ? ga < gb : ga == 0 && better(a.candidate.score, b.candidate.score);
    });
    preferEnsemble();
  }

  /// The best of many scores is a lucky one; an average of models is not. So an ensemble that is as good as the best
  /// within one standard error of their difference, fold by fold, comes first.
  void preferEnsemble() {
    const auto ensemble = std::find_if(m_planned.begin(), m_planned.end(), [](const Planned& p) {
      return p.candidate.algorithm == kEnsembleId && p.candidate.status == "ok";
    });
    if (ensemble == m_planned.begin() || ensemble == m_planned.end())
      return;
    const std::vector<double>& best = m_planned.front().candidate.foldScores;
    const std::vector<double>& own = ensemble->candidate.foldScores;
    if (best.size() != own.size() || best.size() < 2)
      return;
    const auto n = static_cast<double>(best.size());
    double mean = 0, squares = 0;
    for (std::size_t f = 0; f < best.size(); ++f)
      mean += (best[f] - own[f]) / n;
    for (std::size_t f = 0; f < best.size(); ++f)
      squares += (best[f] - own[f] - mean) * (best[f] - own[f] - mean);
    if (std::abs(mean) <= std::sqrt(squares / (n - 1) / n))
      std::rotate(m_planned.begin(), ensemble, ensemble + 1);
  }

  /// The best on all training rows, the next two while there is time. Only these see the test rows.
  Result<AutomlOutcome> refit() {
    for (std::size_t i = 0; i < m_planned.size() && m_outcome.models.size() < kRefitted;) {
      Planned& p = m_planned[i];
      if (p.candidate.status != "ok")
        break;
      const double expected = 1.5 * p.candidate.fitSeconds + m_finishSeconds;
      if (!m_outcome.models.empty() && left() < expected)
        break;
      const SharedPreparation& shared = m_prepared.at(p.preparation);
      const Clock::time_point began = Clock::now();
      auto model = finishTraining(m_frame, m_start,
                                  {m_request.target, p.candidate.algorithm, p.candidate.params, shared.specs,
                                   m_request.bootstrap},
                                  m_catalogs, m_context.part(0.85 + 0.05 * static_cast<double>(i), 1));
      if (!model) {
        if (model.error().code == ErrorCode::Cancelled)
          return std::move(model).error();
        p.candidate.status = "failed: " + model.error().text();
        rank();
        continue;
      }
      m_finishSeconds = secondsSince(began) - model->fitSeconds;
      model->added = shared.added;
      model->reasons = shared.reasons;
      for (const double s : p.candidate.foldScores)
        model->folds.push_back({{m_outcome.metric, s}});
      m_outcome.models.push_back(std::move(model).value());
      ++i;
    }
    for (Planned& p : m_planned)
      m_outcome.leaderboard.push_back(std::move(p.candidate));
    if (m_outcome.models.empty())
      return Error(ErrorCode::Data, "No candidate could be trained. The first one: " + m_outcome.leaderboard[0].name +
                                        ", " + m_outcome.leaderboard[0].status,
                   "Look at the columns named there.");
    m_context.progress(1);
    return std::move(m_outcome);
  }

  struct FoldRows {
    std::vector<RowIndex> training, held;
    Target trainingTarget, heldTarget;
  };

  const Frame& m_frame;
  const AutomlRequest& m_request;
  const Catalogs& m_catalogs;
  const CandidateObserver& m_observer;
  const Context& m_context;
  const Clock::time_point m_began = Clock::now();

  AutomlOutcome m_outcome;
  TrainingStart m_start;
  std::unique_ptr<const Metric> m_metric;
  std::vector<std::uint16_t> m_foldOf;
  std::vector<FoldRows> m_rows;
  std::vector<Planned> m_planned;
  std::map<std::string, std::string> m_keyOfWants;
  std::map<std::string, SharedPreparation> m_prepared;
  std::map<std::string, double> m_foldSeconds; // slowest fold of an algorithm
  double m_keptBytes = 0, m_heldBytes = 0;
  bool m_haveReal = false;
  double m_bestScore = 0, m_bestFitSeconds = 0, m_finishSeconds = 0;
};

} // namespace

Result<AutomlOutcome> automl(const Frame& frame, const AutomlRequest& request, const Catalogs& catalogs,
                             const CandidateObserver& observer, const Context& context) {
  if (!(request.budgetSeconds > 0))
    return Error(ErrorCode::InvalidArgument, "The time budget must be more than 0 seconds.", "Use 60, say.")
        .at({ErrorPlace::Kind::Parameter, "budget"});
  return Search(frame, request, catalogs, observer, context).run();
}

} // namespace easel
