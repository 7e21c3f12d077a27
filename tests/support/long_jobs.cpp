#include "tests/support/long_jobs.h"

#include "core/base/random.h"
#include "core/explain/attribution.h"
#include "core/explore/profile.h"
#include "core/flow/executor.h"
#include "core/io/csv.h"
#include "core/learn/automl.h"
#include "core/learn/split.h"
#include "core/prepare/preparation.h"
#include "core/store/project.h"
#include "core/table/builder.h"
#include "core/table/kernels.h"

#include <atomic>
#include <cmath>
#include <ctime>
#include <thread>

namespace easel::test {

namespace {

template<class T>
Result<void> ended(const Result<T>& result) {
  return result ? Result<void>() : Result<void>(result.error());
}
template<class T>
std::shared_ptr<const T> shared(T value) {
  return std::make_shared<const T>(std::move(value));
}

/// key, city (a thousand levels), name (text), price (missing), score, label (yes/no, depends on score).
Table salesTable(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::int64_t> key(rows);
  std::vector<std::uint32_t> city(rows), label(rows);
  std::vector<std::string> name(rows);
  std::vector<double> price(rows), score(rows);
  std::vector<std::uint8_t> hasPrice(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    key[i] = static_cast<std::int64_t>(random.below(rows));
    city[i] = static_cast<std::uint32_t>(random.below(1000));
    name[i] = "customer " + std::to_string(random.next() % 1'000'000'007);
    hasPrice[i] = random.below(9) != 0;
    price[i] = hasPrice[i] ? std::round(random.normal() * 1e4) / 100 : 0;
    score[i] = random.normal();
    label[i] = score[i] + 0.4 * random.normal() > 0;
  }
  std::vector<std::string> cities;
  for (int i = 0; i < 1000; ++i)
    cities.push_back("city " + std::to_string(i));
  return *Table::make({{"key", columnOf(std::move(key))},
                       {"city", columnOfCodes(std::move(city), std::make_shared<const Dictionary>(cities))},
                       {"name", columnOfTexts(name)},
                       {"price", columnOf(std::move(price), hasPrice)},
                       {"score", columnOf(std::move(score))},
                       {"label", columnOfCodes(std::move(label), std::make_shared<const Dictionary>(std::vector<std::string>{"no", "yes"}))}});
}

struct Sample {
  Features features;
  Target target;
};
std::shared_ptr<const Sample> sample(std::size_t rows, std::size_t columns) {
  Random random(11);
  Sample s;
  s.target.task = Task::Binary;
  s.target.classes = {"no", "yes"};
  s.target.y.resize(rows);
  for (std::size_t j = 0; j < columns; ++j)
    s.features.fields.push_back({"x" + std::to_string(j), DataType::Float64, {}});
  s.features.x.resize(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
  for (std::size_t i = 0; i < rows; ++i) {
    float sum = 0;
    for (std::size_t j = 0; j < columns; ++j) {
      const auto v = static_cast<float>(random.uniform() + random.uniform() - 1);
      s.features.x(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = v;
      sum += j % 2 ? v : v * v;
    }
    s.target.y[i] = sum + static_cast<float>(random.normal()) > static_cast<float>(columns) / 12 ? 1.0F : 0.0F;
  }
  return shared(std::move(s));
}

std::shared_ptr<const Estimator> algorithm(const std::string& id, const Json& params) {
  return std::shared_ptr<const Estimator>(*builtinAlgorithms().make(id, params, "algorithm"));
}

/// A table in memory to a table: the form of most kernels.
template<class F>
LongJob onTable(std::string name, F f) {
  return {std::move(name), [f](const LongJobSizes& sizes, const std::string&) -> Work {
            return [f, table = salesTable(sizes.tableRows, 1)](const Context& context) { return ended(f(table, context)); };
          }};
}

/// One fit, and a prediction of the rows it learned from.
LongJob fitting(std::string id, Json params, std::size_t LongJobSizes::*rows) {
  return {id, [=](const LongJobSizes& sizes, const std::string&) -> Work {
            Json settings = params;
            if (id == "boosted_trees")
              settings["rounds"] = sizes.treeRounds;
            return [s = sample(sizes.*rows, sizes.learnColumns), a = algorithm(id, settings)](const Context& context) -> Result<void> {
              EASEL_TRY(const ModelPtr model, a->fit({s->features, s->target}, context.part(0, 0.5)));
              return ended(model->predict(s->features, context.part(0.5, 1)));
            };
          }};
}

Frame salesFrame(std::size_t rows) {
  Frame frame = Frame::of(salesTable(rows, 2));
  SplitParams split;
  split.column.name = "label";
  frame.roles = shared(*assignRoles(frame.table, split, Context(1)));
  return frame;
}
TrainRequest request(Json params) {
  TrainRequest r;
  r.target = "label";
  r.algorithm = "boosted_trees";
  r.params = std::move(params);
  return r;
}

/// A bundle and raw rows to explain.
Work explaining(const LongJobSizes& sizes,
                const std::function<Result<void>(const ModelBundle&, const Table&, const Context&)>& explain) {
  const Json params = {{"rounds", 300}, {"depth", 8}, {"early_stopping", 0}};
  TrainRequest r = request(params);
  r.bootstrap = 0;
  const BundlePtr bundle = train(Frame::of(salesTable(sizes.frameRows, 2)), r, builtinCatalogs(), Context())->bundle;
  return [=, rows = salesTable(sizes.learnRows, 3)](const Context& context) { return explain(*bundle, rows, context); };
}

Work flowRun(const LongJobSizes& sizes, const std::string& folder) {
  const std::string file = folder + "/flow.csv";
  (void)exportCsv(salesTable(sizes.tableRows / 4, 4), file, {}, Context());
  const auto catalogs = std::make_shared<const Catalogs>(builtinCatalogs());
  const auto nodes = std::make_shared<const Catalog<NodeOperation>>(builtinNodes(catalogs->steps));
  Graph graph;
  std::string last;
  const auto add = [&](const std::string& type, const Json& params, const char* out) {
    Node node;
    node.id = type;
    node.type = type;
    node.params = params;
    graph = *addNode(std::move(graph), std::move(node), *nodes);
    if (!last.empty())
      graph = *easel::connect(std::move(graph), {last, out, type, "in"}, *nodes);
    last = type;
  };
  add("import", {{"file", file}}, "out");
  add("fill_missing", {{"columns", {"price"}}, {"method", "median"}}, "out");
  add("sort_rows", {{"columns", {"name", "price"}}}, "out");
  add("split", {{"column", "label"}}, "out");
  add("train", {{"target", "label"}, {"algorithm", "boosted_trees"}, {"params", {{"rounds", "100"}, {"early_stopping", "0"}}}},
      "out");
  return [=](const Context& context) -> Result<void> {
    EASEL_TRY(const FlowRun run, execute(graph, *nodes, *catalogs, nullptr, nullptr, {}, {}, context));
    if (const auto error = run.error())
      return *error;
    return {};
  };
}

double processorSeconds() {
  timespec t{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

std::vector<LongJob> tableJobs() {
  std::vector<LongJob> jobs;
  jobs.push_back({"import_csv", [](const LongJobSizes& sizes, const std::string& folder) -> Work {
                    const std::string file = folder + "/import.csv";
                    (void)exportCsv(salesTable(sizes.tableRows, 1), file, {}, Context());
                    return [=](const Context& context) { return ended(importCsv(file, {}, context)); };
                  }});
  jobs.push_back({"export_csv", [](const LongJobSizes& sizes, const std::string& folder) -> Work {
                    return [table = salesTable(sizes.tableRows, 1), file = folder + "/export.csv"](const Context& context) {
                      return exportCsv(table, file, {}, context);
                    };
                  }});
  jobs.push_back(onTable("profile", [](const Table& t, const Context& context) { return profile(t, context); }));
  jobs.push_back(onTable("sort", [](const Table& t, const Context& context) {
    const SortKey keys[] = {{"name", false, false}, {"price", true, false}};
    return sort(t, keys, context);
  }));
  jobs.push_back(onTable("group", [](const Table& t, const Context& context) {
    const std::string keys[] = {"key", "city"};
    std::vector<Aggregation> aggregations;
    for (const Aggregate a : {Aggregate::Mean, Aggregate::Std, Aggregate::Median, Aggregate::Distinct, Aggregate::Mode})
      aggregations.push_back({a, "price", std::string(aggregateId(a))});
    return group(t, keys, aggregations, context);
  }));
  jobs.push_back({"join", [](const LongJobSizes& sizes, const std::string&) -> Work {
                    return [left = salesTable(sizes.tableRows, 1), right = salesTable(sizes.tableRows, 5)](const Context& context) {
                      JoinOptions options;
                      options.kind = JoinKind::Full;
                      options.leftKeys = options.rightKeys = {"key"};
                      return ended(join(left, right, options, context));
                    };
                  }});
  jobs.push_back(onTable("distinct_rows", [](const Table& t, const Context& context) { return distinctRows(t, {}, context); }));
  jobs.push_back(onTable("prepare", [](const Table& t, const Context& context) {
    std::vector<StepSpec> steps{
        {"fill_missing", 1, {{"columns", {"price"}}, {"method", "median"}, {"indicator", true}}, nullptr},
        {"encode_categories", 1, {{"columns", {"city"}}, {"method", "target"}, {"target", "label"}}, nullptr},
        {"scale", 1, {{"columns", {"price", "score"}}, {"method", "robust"}}, nullptr}};
    return FittedPreparation::fitTransform(builtinSteps(), std::move(steps), t, context);
  }));
  jobs.push_back({"put_table", [](const LongJobSizes& sizes, const std::string& folder) -> Work {
                    const auto number = std::make_shared<int>(0);
                    return [=, table = salesTable(sizes.tableRows, 1)](const Context& context) -> Result<void> {
                      // A new file each time: what is stored already costs next to nothing.
                      const std::string path = folder + "/put" + std::to_string(++*number) + ".easel";
                      EASEL_TRY(const auto project, Project::open(path, {.program = "test"}));
                      return ended(project->putTable(table, context));
                    };
                  }});
  return jobs;
}

std::vector<LongJob> learnJobs() {
  std::vector<LongJob> jobs;
  jobs.push_back(fitting("boosted_trees", {{"depth", 6}, {"max_bins", 256}, {"early_stopping", 0}}, &LongJobSizes::learnRows));
  jobs.push_back(fitting("linear", {{"penalty", "lasso"}, {"strength", 0.0001}}, &LongJobSizes::learnRows));
  jobs.push_back(fitting("k_nearest_neighbours", Json::object(), &LongJobSizes::neighbourRows));
  jobs.push_back({"train", [](const LongJobSizes& sizes, const std::string&) -> Work {
                    return [frame = salesFrame(sizes.learnRows)](const Context& context) {
                      return ended(train(frame, request({{"rounds", 100}, {"early_stopping", 0}}), builtinCatalogs(), context));
                    };
                  }});
  jobs.push_back({"automl", [](const LongJobSizes& sizes, const std::string&) -> Work {
                    AutomlRequest r;
                    r.target = "label";
                    r.folds = 3;
                    r.budgetSeconds = sizes.automlSeconds;
                    return [=, frame = salesFrame(sizes.frameRows)](const Context& context) {
                      return ended(automl(frame, r, builtinCatalogs(), {}, context));
                    };
                  }});
  jobs.push_back({"flow", flowRun});
  jobs.push_back({"explain_rows", [](const LongJobSizes& sizes, const std::string&) {
                    return explaining(sizes, [](const ModelBundle& bundle, const Table& rows, const Context& context) {
                      return ended(explainRows(bundle, rows, context));
                    });
                  }});
  jobs.push_back({"permutation", [](const LongJobSizes& sizes, const std::string&) {
                    const std::shared_ptr<const Metric> metric(*builtinMetrics().make("roc_auc", {}, "metric"));
                    return explaining(sizes, [metric](const ModelBundle& bundle, const Table& rows, const Context& context) {
                      return ended(permutationImportance(bundle, rows, *metric, 5, context));
                    });
                  }});
  return jobs;
}

} // namespace

std::vector<LongJob> longJobs() {
  std::vector<LongJob> jobs = tableJobs();
  for (LongJob& job : learnJobs())
    jobs.push_back(std::move(job));
  return jobs;
}

CancelOutcome cancelAfter(const Work& work, double seconds) {
  using Clock = Context::Clock;
  const Context context(3);
  CancelOutcome outcome;
  Clock::time_point cancelledAt{};
  double workBefore = 0;
  std::atomic<bool> over{false};
  const auto begin = Clock::now();
  std::thread canceller([&] {
    std::this_thread::sleep_until(begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds)));
    outcome.inTime = !over.load();
    workBefore = processorSeconds();
    cancelledAt = Clock::now();
    context.cancel();
  });
  const Result<void> result = work(context);
  over.store(true);
  const auto end = Clock::now();
  const double workEnd = processorSeconds();
  canceller.join();
  outcome.cancelled = !result && result.error().code == ErrorCode::Cancelled;
  if (!result && !outcome.cancelled)
    outcome.problem = result.error().text();
  outcome.secondsAfter = std::chrono::duration<double>(end - cancelledAt).count();
  outcome.workAfter = workEnd - workBefore;
  return outcome;
}

} // namespace easel::test
