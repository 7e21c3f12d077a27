#include "core/learn/trainer.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/version.h"
#include "core/learn/bundle_making.h"
#include "core/learn/split.h"
#include "core/learn/training.h"
#include "core/table/builder.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <chrono>

namespace easel {

namespace {

using Clock = std::chrono::steady_clock;
double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Every fold: preparation and model learn from the other folds and are scored on it.
Result<std::vector<std::map<std::string, double>>> crossValidate(const TrainingStart& start,
                                                                 const std::vector<StepSpec>& specs,
                                                                 const TrainRequest& request, const Catalogs& catalogs,
                                                                 const Context& context) {
  const Target& y = start.target;
  EASEL_TRY(const std::vector<std::uint16_t> fold,
            assignFolds(y.y.size(), request.folds,
                        y.task == Task::Regression ? std::vector<float>() : y.y, context));
  EASEL_TRY(const auto estimator, catalogs.algorithms.make(request.algorithm, request.params, "algorithm"));
  std::vector<std::map<std::string, double>> scores;
  for (int f = 0; f < request.folds; ++f) {
    context.stage("Fitting fold " + std::to_string(f + 1) + " of " + std::to_string(request.folds));
    const Context part = context.part(static_cast<double>(f) / request.folds, (f + 1.0) / request.folds);
    std::vector<RowIndex> inside, outside;
    for (RowIndex i = 0; i < fold.size(); ++i)
      (fold[i] == f ? outside : inside).push_back(i);
    EASEL_TRY(const Table training, take(start.base, inside, part));
    EASEL_TRY(const Table held, take(start.base, outside, part));
    EASEL_TRY(const PreparedTraining prepared,
              prepareTraining(catalogs.steps, specs, training, request.target, part));
    EASEL_TRY(const Features heldFeatures, prepareRows(prepared, held, part));
    const Target target = rowsOf(y, inside);
    EASEL_TRY(const ModelPtr model, estimator->fit({prepared.features, target}, part));
    EASEL_TRY(const Predictions predictions, model->predict(heldFeatures, part));
    EASEL_TRY(const Evaluation evaluation, evaluate(rowsOf(y, outside), predictions, catalogs.metrics, {}, part));
    std::map<std::string, double>& values = scores.emplace_back();
    for (const auto& [id, metric] : evaluation.metrics)
      values[id] = metric.value;
  }
  return scores;
}

/// Content address of the training rows alone: levels that only other rows have are left out of the dictionaries.
Result<std::string> trainingHash(const Table& rows, const Context& context) {
  constexpr std::uint32_t kUnseen = 0xFFFF'FFFF;
  Table own = rows;
  for (const NamedColumn& c : rows.columns()) {
    if (c.column.type() != DataType::Category)
      continue;
    EASEL_TRY(const auto chunks, c.column.load(context));
    std::vector<std::uint32_t> place(c.column.dictionary()->size(), kUnseen);
    std::vector<std::string> levels;
    std::vector<std::uint32_t> codes;
    std::vector<std::uint8_t> valid;
    for (const ChunkPtr& chunk : chunks)
      for (std::size_t i = 0; i < chunk->size(); ++i) {
        valid.push_back(chunk->valid(i));
        const std::uint32_t code = chunk->values<std::uint32_t>()[i];
        if (chunk->valid(i) && place[code] == kUnseen) {
          place[code] = static_cast<std::uint32_t>(levels.size());
          levels.emplace_back((*c.column.dictionary())[code]);
        }
        codes.push_back(chunk->valid(i) ? place[code] : 0);
      }
    EASEL_TRY(own, own.with(c.name, columnOfCodes(std::move(codes), std::make_shared<Dictionary>(std::move(levels)), valid)));
  }
  return contentHash(own, context);
}

} // namespace

Result<TrainingStart> startTraining(const Frame& frame, const std::string& target, std::optional<Task> task,
                                    std::string_view positiveClass, const Context& context) {
  EASEL_TRY(const Column* column, frame.table.require(target));
  TrainingStart start;
  EASEL_TRY(start.rows, rowsByRole(frame, *column, context));
  if (start.rows.withoutTarget > 0)
    context.warn(plural(static_cast<std::int64_t>(start.rows.withoutTarget), "row has", "rows have") +
                 " no value of the target '" + target + "' and are not used.");
  if (start.rows.train.empty())
    return Error(ErrorCode::Data, "There are no training rows with a value of '" + target + "'.",
                 "Look at the target and at the split.")
        .at({ErrorPlace::Kind::Column, target});
  EASEL_TRY(start.base, take(frame.base, start.rows.train, context));
  EASEL_TRY(const Column y, take(*column, start.rows.train, context));
  if (task) {
    start.task = *task;
  } else {
    EASEL_TRY(start.task, inferTask(y, context));
  }
  auto made = makeTarget(y, start.task, positiveClass, context);
  if (!made)
    return std::move(made).error().within("Target '" + target + "'");
  start.target = std::move(made).value();
  // Lookup tables travel in the bundle: read them now, so that saving cannot fail.
  start.preparation = frame.preparation;
  for (StepSpec& spec : start.preparation)
    if (spec.lookup) {
      std::vector<RowIndex> all(spec.lookup->rows());
      for (RowIndex i = 0; i < all.size(); ++i)
        all[i] = i;
      EASEL_TRY(Table resident, take(*spec.lookup, all, context));
      spec.lookup = std::make_shared<const Table>(std::move(resident));
    }
  return start;
}

Result<std::vector<StepSpec>> stepsToAdd(const TrainingStart& start, const std::string& target,
                                         const EstimatorTraits& traits, const Catalog<Step>& steps,
                                         const Context& context, std::vector<std::string>* reasons) {
  Table seen = start.base;
  if (!start.preparation.empty()) {
    EASEL_TRY(FittedPreparation::Outcome outcome,
              FittedPreparation::fitTransform(steps, start.preparation, start.base, context));
    seen = std::move(outcome.table);
  }
  return automaticPreparation(seen, target, start.task, traits, context, reasons);
}

Result<TrainOutcome> finishTraining(const Frame& frame, const TrainingStart& start, const FinishRequest& request,
                                    const Catalogs& catalogs, const Context& context) {
  const Clock::time_point began = Clock::now();
  EASEL_TRY(const Entry<Estimator>* entry, catalogs.algorithms.get(request.algorithm, "algorithm"));
  EASEL_TRY(const Json params, entry->declaration.schema.complete(request.params));
  EASEL_TRY(const auto estimator, entry->make(params));
  context.stage(EASEL_TR("Preparing the training rows"));
  EASEL_TRY(PreparedTraining prepared,
            prepareTraining(catalogs.steps, request.steps, start.base, request.target, context.part(0, 0.2)));

  std::optional<Features> validationFeatures;
  AlignedTarget validation;
  if (!start.rows.validation.empty()) {
    EASEL_TRY(const Column column, take(**frame.table.require(request.target), start.rows.validation, context));
    EASEL_TRY(validation, alignTarget(column, start.target, context));
    std::vector<RowIndex> rows;
    for (const RowIndex i : validation.rows)
      rows.push_back(start.rows.validation[i]);
    EASEL_TRY(const Table base, take(frame.base, rows, context));
    EASEL_TRY(validationFeatures, prepareRows(prepared, base, context));
  }
  const double prepareSeconds = secondsSince(began);

  context.stage("Fitting " + entry->declaration.title);
  const Clock::time_point fitBegan = Clock::now();
  FitInput input{prepared.features, start.target};
  if (validationFeatures && validationFeatures->rows() > 0) {
    input.validationFeatures = &*validationFeatures;
    input.validationTarget = &validation.target;
  }
  EASEL_TRY(const ModelPtr model, estimator->fit(input, context.part(0.2, 0.7)));
  TrainOutcome outcome;
  outcome.fitSeconds = secondsSince(fitBegan);

  ModelBundle::Parts parts;
  EASEL_TRY(parts.signature, makeSignature(start.base, request.target, start.target, prepared.preparation,
                                           prepared.fields, context));
  EASEL_TRY(const std::string hash, trainingHash(start.base, context));
  parts.facts = {{"rows", start.rows.train.size()},
                 {"features", prepared.fields.size()},
                 {"seed", context.seed()},
                 {"training_data", hash},
                 {"engine", kVersion},
                 {"algorithm_title", entry->declaration.title},
                 {"algorithm_version", entry->declaration.version},
                 {"preparation", outlines(catalogs.steps, request.steps)},
                 {"model", model->facts()},
                 {"libraries",
                  {{"eigen", std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
                                 std::to_string(EIGEN_MINOR_VERSION)}}}};
  parts.preparation = prepared.preparation;
  parts.fields = prepared.fields;
  parts.algorithm = entry->declaration.id;
  parts.params = params;
  parts.model = model;
  outcome.bundle = std::make_shared<const ModelBundle>(std::move(parts));

  context.stage(EASEL_TR("Scoring"));
  const Clock::time_point scoreBegan = Clock::now();
  {
    // Training rows as serving would see them: an out-of-fold encoding gives them other features than it learned from.
    Result<Predictions> predictions = prepared.preparation.empty()
                                          ? model->predict(prepared.features, context)
                                          : outcome.bundle->predict(start.base, context);
    EASEL_TRY(const Predictions p, std::move(predictions));
    EASEL_TRY(outcome.evaluations["train"], evaluate(start.target, p, catalogs.metrics, {}, context));
  }
  const auto score = [&](const std::vector<RowIndex>& rows, const char* role, int bootstrap) -> Result<void> {
    if (rows.empty())
      return {};
    EASEL_TRY(Table table, take(frame.base, rows, context));
    EASEL_TRY(Column y, take(**frame.table.require(request.target), rows, context));
    EASEL_TRY(table, table.with(request.target, std::move(y)));
    EvaluateOptions options;
    options.bootstrap = bootstrap;
    options.curves = true;
    EASEL_TRY(outcome.evaluations[role], evaluateBundle(*outcome.bundle, table, catalogs.metrics, options, context));
    return {};
  };
  EASEL_CHECK(score(start.rows.validation, "validation", 0));
  EASEL_CHECK(score(start.rows.test, "test", request.bootstrap));

  outcome.receipt = outcome.bundle->parts().facts;
  outcome.receipt["created"] = formatTimestamp(nowMicros());
  outcome.receipt["rows_by_role"] = {{"train", start.rows.train.size()},
                                     {"validation", start.rows.validation.size()},
                                     {"test", start.rows.test.size()},
                                     {"without_target", start.rows.withoutTarget}};
  outcome.receipt["seconds"] = {
      {"prepare", prepareSeconds}, {"fit", outcome.fitSeconds}, {"score", secondsSince(scoreBegan)}};
  context.progress(1);
  return outcome;
}

Result<TrainOutcome> train(const Frame& frame, const TrainRequest& request, const Catalogs& catalogs,
                           const Context& context) {
  if (request.folds == 1 || request.folds < 0)
    return Error(ErrorCode::InvalidArgument, "Cross-validation needs at least 2 folds.", "Use 5, or 0 for none.")
        .at({ErrorPlace::Kind::Parameter, "folds"});
  EASEL_TRY(const auto estimator, catalogs.algorithms.make(request.algorithm, request.params, "algorithm"));
  EASEL_TRY(const TrainingStart start,
            startTraining(frame, request.target, request.task, request.positiveClass, context));
  std::vector<StepSpec> added;
  std::vector<std::string> reasons;
  if (request.autoPreparation) {
    EASEL_TRY(added, stepsToAdd(start, request.target, estimator->traits(), catalogs.steps, context, &reasons));
  }
  FinishRequest finish{request.target, request.algorithm, request.params, start.preparation, request.bootstrap};
  finish.steps.insert(finish.steps.end(), added.begin(), added.end());
  const double share = request.folds >= 2 ? 0.7 : 0;
  std::vector<std::map<std::string, double>> folds;
  if (request.folds >= 2) {
    EASEL_TRY(folds, crossValidate(start, finish.steps, request, catalogs, context.part(0, share)));
  }
  EASEL_TRY(TrainOutcome outcome, finishTraining(frame, start, finish, catalogs, context.part(share, 1)));
  outcome.added = std::move(added);
  outcome.reasons = std::move(reasons);
  outcome.folds = std::move(folds);
  return outcome;
}

Result<Evaluation> evaluateBundle(const ModelBundle& bundle, const Table& table, const Catalog<Metric>& metrics,
                                  const EvaluateOptions& options, const Context& context) {
  const Signature& signature = bundle.signature();
  EASEL_TRY(const Column* column, table.require(signature.target));
  Target like;
  like.task = signature.task;
  like.classes = signature.classes;
  EASEL_TRY(const AlignedTarget aligned, alignTarget(*column, like, context));
  if (aligned.missing > 0)
    context.warn(plural(static_cast<std::int64_t>(aligned.missing), "row has", "rows have") +
                 " no value of the target '" + signature.target + "' and cannot be scored.");
  if (aligned.unknown > 0)
    context.warn(plural(static_cast<std::int64_t>(aligned.unknown), "row has", "rows have") + " a value of '" +
                 signature.target + "' that the model cannot predict; they are not scored.");
  if (aligned.rows.empty())
    return Error(ErrorCode::Data, "No row has a value of '" + signature.target + "' that the model can predict.",
                 "Its classes are: " + listed(signature.classes, 10) + ".")
        .at({ErrorPlace::Kind::Column, signature.target});
  Table rows = table;
  if (aligned.rows.size() < table.rows()) {
    EASEL_TRY(rows, take(table, aligned.rows, context));
  }
  EASEL_TRY(const Predictions predictions, bundle.predict(rows, context));
  return evaluate(aligned.target, predictions, metrics, options, context);
}

} // namespace easel
