// evaluate, predict, explain
#include "app/cli/commands/verbs.h"

#include "core/table/kernels.h"

namespace easel::verbs {

namespace {

struct ModelFlags {
  FilePath project;
  std::string model, dataset;
  int rows = 0;
  static void describe(Describe<ModelFlags>& d) {
    d.field(&ModelFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&ModelFlags::model, "model").help(EASEL_TR("Name of a model, or group@version."));
    d.field(&ModelFlags::dataset, "dataset").help(EASEL_TR("Name of a data set."));
    d.field(&ModelFlags::rows, "rows")
        .atLeast(0)
        .help(EASEL_TR("Look at this many rows, taken at random; 0: all."));
  }
};

class Evaluate : public Command {
 public:
  explicit Evaluate(ModelFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    EASEL_TRY(const WorkbenchPtr bench, openForReading(m_flags.project.path));
    EASEL_TRY(const Evaluation evaluation, bench->evaluateModel(m_flags.model, m_flags.dataset, context));
    CommandResult result;
    result.json = toJson(evaluation);
    result.json["rows"] = evaluation.rows;
    result.json["metrics"] = metricsFlat(evaluation);
    if (!evaluation.confusion.empty()) {
      result.json["confusion"] = evaluation.confusion;
      result.json["classes"] = evaluation.classes;
    }
    result.text =
        plural(static_cast<std::int64_t>(evaluation.rows), "row", "rows") + "\n\n" + metricsText(evaluation);
    if (!evaluation.confusion.empty()) {
      std::vector<std::string> titles = {"actual \\ predicted"};
      titles.insert(titles.end(), evaluation.classes.begin(), evaluation.classes.end());
      TextTable confusion(titles);
      for (std::size_t i = 0; i < evaluation.confusion.size(); ++i) {
        std::vector<std::string> cells = {evaluation.classes[i]};
        for (const std::int64_t n : evaluation.confusion[i])
          cells.push_back(formatCount(n));
        confusion.add(std::move(cells));
      }
      result.text += "\n" + confusion.text();
    }
    return result;
  }

 private:
  ModelFlags m_flags;
};

struct PredictFlags {
  FilePath project, file, out;
  std::string model;
  static void describe(Describe<PredictFlags>& d) {
    d.field(&PredictFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&PredictFlags::model, "model").help(EASEL_TR("Name of a model, or group@version."));
    d.field(&PredictFlags::file, "file").help(EASEL_TR("CSV file with the model's inputs."));
    d.field(&PredictFlags::out, "out")
        .help(EASEL_TR("CSV file to write: the input's columns and the predictions."));
  }
};

class Predict : public Command {
 public:
  explicit Predict(PredictFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    if (m_flags.out.path.empty())
      return Error(ErrorCode::InvalidArgument, "--out is missing.", "Say where to write: --out OUT.csv.");
    const auto start = Context::Clock::now();
    EASEL_TRY(const WorkbenchPtr bench, openForReading(m_flags.project.path));
    EASEL_TRY(const std::size_t rows,
              bench->predictFile(m_flags.model, m_flags.file.path, m_flags.out.path, context));
    const double seconds = std::chrono::duration<double>(Context::Clock::now() - start).count();
    CommandResult result;
    result.json = {{"rows", rows}, {"seconds", seconds}, {"file", m_flags.out.path}};
    result.text = plural(static_cast<std::int64_t>(rows), "row", "rows") + " written to " + m_flags.out.path +
                  " in " + formatNumber(seconds, 3) + " s";
    return result;
  }

 private:
  PredictFlags m_flags;
};

class Explain : public Command {
 public:
  explicit Explain(ModelFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    EASEL_TRY(const WorkbenchPtr bench, openForReading(m_flags.project.path));
    EASEL_TRY(const BundlePtr bundle, bench->bundle(m_flags.model));
    EASEL_TRY(const auto frame, bench->frame(m_flags.dataset, context.part(0, 0.2)));
    Table rows = frame->table;
    if (m_flags.rows > 0 && static_cast<std::size_t>(m_flags.rows) < rows.rows()) {
      EASEL_TRY(const auto picked, sampledRows(rows.rows(), static_cast<std::size_t>(m_flags.rows), context));
      EASEL_TRY(rows, take(rows, picked, context));
    }
    context.stage("Explaining");
    CommandResult result;
    const auto exact = explainRows(*bundle, rows, context.part(0.2, 1));
    if (!exact && exact.error().code != ErrorCode::Unsupported)
      return exact.error();
    TextTable text({"column", exact ? "mean effect" : "loss when shuffled"});
    Json features = Json::array();
    std::vector<FeatureImportance> ranked;
    if (exact) {
      result.json["method"] = "attribution";
      result.json["base"] = exact->base.size() == 1 ? Json(exact->base.front()) : Json(exact->base);
      ranked = meanAbsolute(*exact);
      result.json["columns"] = exact->features;
      result.json["rows"] = rowsJson(*exact);
    } else {
      const std::string metric = defaultMetric(bundle->signature().task);
      EASEL_TRY(const auto measure, bench->catalogs().metrics.make(metric, {}, "metric"));
      EASEL_TRY(ranked, permutationImportance(*bundle, rows, *measure, 5, context.part(0.2, 1)));
      result.json["method"] = "permutation";
      result.json["metric"] = metric;
      result.json["base"] = nullptr;
      result.json["rows"] = Json::array();
    }
    for (const FeatureImportance& f : ranked) {
      features.push_back({{"name", f.name}, {"mean_abs", f.mean}, {"std", f.deviation}});
      text.add({f.name, formatNumber(f.mean, 4)});
    }
    result.json["features"] = features;
    result.text = text.text();
    return result;
  }

 private:
  /// One margin: [[contribution…]…]; several: the same per class, [row][class][feature].
  static Json rowsJson(const Attributions& a) {
    Json rows = Json::array();
    const Eigen::Index n = a.rows.empty() ? 0 : a.rows.front().rows();
    for (Eigen::Index r = 0; r < n; ++r) {
      Json margins = Json::array();
      for (const Eigen::MatrixXd& m : a.rows) {
        Json values = Json::array();
        for (Eigen::Index c = 0; c < m.cols(); ++c)
          values.push_back(m(r, c));
        margins.push_back(std::move(values));
      }
      rows.push_back(a.rows.size() == 1 ? margins.front() : margins);
    }
    return rows;
  }

  ModelFlags m_flags;
};

} // namespace

std::vector<Verb> models() {
  return {verb<Evaluate, ModelFlags>("evaluate", EASEL_TR("Score a model on a data set."),
                                     {"project", "model", "dataset"}),
          verb<Predict, PredictFlags>("predict", EASEL_TR("Predict for the rows of a file."),
                                      {"project", "model", "file"}),
          verb<Explain, ModelFlags>("explain", EASEL_TR("Show which columns a model's answers rest on."),
                                    {"project", "model", "dataset"})};
}

} // namespace easel::verbs
