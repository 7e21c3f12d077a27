#include "core/flow/executor.h"

#include "core/base/fence.h"
#include "core/base/parallel.h"
#include "core/flow/fingerprint.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

namespace easel {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPoll = std::chrono::milliseconds(30); // how often progress and cancel are looked at
constexpr double kProgressStep = 0.01;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

Error placed(Error error, const std::string& node) {
  const ErrorPlace place{ErrorPlace::Kind::Node, node};
  if (std::find(error.places.begin(), error.places.end(), place) == error.places.end())
    error.places.push_back(place);
  return error;
}

struct Task {
  std::string id;
  const PlannedNode* plan = nullptr;
  NodeStatus status;
  NodeValues values;
  NodeValues inputs; // while it runs
  bool wanted = false;
  bool needed = false;
  std::size_t waitingFor = 0;      // wires whose source has not settled
  std::size_t readers = 0;         // wires to needed nodes that have not settled
  std::vector<Task*> dependents;   // one entry a wire
  std::vector<Task*> sources;      // one entry a wire
  std::optional<Context> context;  // while it runs
  Clock::time_point started;
};

struct Finished {
  Task* task = nullptr;
  Result<NodeValues> result = NodeValues{};
};

/// Threads that run nodes; they sleep while there is nothing to do. A node waiting for its kernels must not pick up
/// another node meanwhile, so these are not the kernels' threads.
class NodeThreads {
 public:
  NodeThreads(std::size_t limit, std::function<Result<NodeValues>(Task&)> run) : m_limit(limit), m_run(std::move(run)) {}
  ~NodeThreads() {
    {
      const std::lock_guard lock(m_mutex);
      m_stop = true;
    }
    m_work.notify_all();
    for (std::thread& t : m_threads)
      t.join();
  }
  NodeThreads(const NodeThreads&) = delete;
  NodeThreads& operator=(const NodeThreads&) = delete;

  bool full() const { return m_busy >= m_limit; }
  std::size_t busy() const { return m_busy; }
  void start(Task* task) {
    ++m_busy;
    const std::lock_guard lock(m_mutex);
    m_tasks.push_back(task);
    if (m_threads.size() < m_busy)
      m_threads.emplace_back([this] { loop(); });
    m_work.notify_one();
  }
  /// What has finished until now, after at most kPoll.
  std::vector<Finished> wait() {
    std::unique_lock lock(m_mutex);
    m_done.wait_for(lock, kPoll, [this] { return !m_finished.empty(); });
    std::vector<Finished> finished = std::exchange(m_finished, {});
    m_busy -= finished.size();
    return finished;
  }

 private:
  void loop() {
    std::unique_lock lock(m_mutex);
    while (true) {
      m_work.wait(lock, [this] { return m_stop || !m_tasks.empty(); });
      if (m_tasks.empty())
        return;
      Task* task = m_tasks.front();
      m_tasks.pop_front();
      lock.unlock();
      Finished finished{task, fenced(EASEL_TR("The node"), [&] { return m_run(*task); })};
      lock.lock();
      m_finished.push_back(std::move(finished));
      m_done.notify_one();
    }
  }

  const std::size_t m_limit;
  std::function<Result<NodeValues>(Task&)> m_run;
  std::size_t m_busy = 0; // only the waiting thread looks at it
  std::mutex m_mutex;
  std::condition_variable m_work, m_done;
  std::deque<Task*> m_tasks;
  std::vector<Finished> m_finished;
  std::vector<std::thread> m_threads;
  bool m_stop = false;
};

class Execution {
 public:
  Execution(const Catalogs& catalogs, FlowServices* services, ResultCache* cache, const ExecuteOptions& options,
            const NodeObserver& observer, const Context& context)
      : m_catalogs(catalogs), m_services(services), m_cache(cache), m_options(options), m_observer(observer),
        m_context(context.withSeed(options.seed)) {}

  Result<FlowRun> run(const Graph& graph, const Catalog<NodeOperation>& nodes) {
    if (std::vector<Error> errors = topologyErrors(graph, nodes); !errors.empty())
      return std::move(errors.front());
    EASEL_CHECK(m_context.checkpoint());
    EASEL_TRY(m_order, orderOf(graph));
    m_plan = planNodes(graph, m_order, nodes, m_services, m_options.seed);
    link();
    decideNeeds();
    work();
    if (m_context.cancelled())
      return Error(ErrorCode::Cancelled, "Cancelled.");
    return finish();
  }

 private:
  Result<std::vector<std::string>> orderOf(const Graph& graph) {
    if (m_options.targets.empty())
      return graph.order();
    std::unordered_set<std::string> part;
    for (const std::string& target : m_options.targets) {
      if (!graph.find(target))
        return Error(ErrorCode::NotFound, "There is no node '" + target + "' in the flow.", didYouMean(target, graph.order()))
            .at({ErrorPlace::Kind::Node, target});
      for (std::string& id : graph.upstream(target))
        part.insert(std::move(id));
    }
    std::vector<std::string> order = graph.order();
    std::erase_if(order, [&](const std::string& id) { return !part.contains(id); });
    return order;
  }

  void link() {
    for (const std::string& id : m_order) {
      Task& t = m_tasks[id];
      t.id = id;
      t.plan = &m_plan.at(id);
      t.status.fingerprint = t.plan->fingerprint;
      t.wanted = m_options.keepAll || m_options.targets.empty() ||
                 std::find(m_options.targets.begin(), m_options.targets.end(), id) != m_options.targets.end();
    }
    for (const std::string& id : m_order)
      for (const auto& [port, wire] : m_tasks.at(id).plan->inputs)
        if (const auto source = m_tasks.find(wire.from); source != m_tasks.end())
          m_tasks.at(id).sources.push_back(&source->second);
  }

  /// From the last node to the first: a node is needed when it is wanted or a needed node has to run on it.
  void decideNeeds() {
    for (auto it = m_order.rbegin(); it != m_order.rend(); ++it) {
      Task& t = m_tasks.at(*it);
      t.needed = t.wanted || !t.dependents.empty();
      if (!t.needed)
        continue;
      if (m_cache && t.plan->cacheable())
        if (auto values = m_cache->find(t.plan->fingerprint)) {
          t.values = std::move(*values);
          t.status.cached = true;
          t.status.progress = 1;
          t.status.state = NodeState::Done;
        }
      if (t.plan->error) {
        t.status.state = NodeState::Failed;
        t.status.error = placed(*t.plan->error, t.id);
      }
      if (t.status.state != NodeState::Idle)
        continue;
      t.status.state = NodeState::Waiting;
      t.waitingFor = t.sources.size();
      for (Task* source : t.sources)
        source->dependents.push_back(&t);
    }
    for (auto& [id, t] : m_tasks)
      t.readers = t.dependents.size();
  }

  void work() {
    for (const std::string& id : m_order)
      m_total += m_tasks.at(id).needed;
    const int limit = m_options.parallelNodes > 0 ? m_options.parallelNodes : std::max(2, threadCount());
    NodeThreads threads(static_cast<std::size_t>(limit), [this](Task& t) { return runNode(t); });
    for (const std::string& id : m_order) {
      Task& t = m_tasks.at(id);
      if (t.needed)
        tell(t);
      if (t.status.state == NodeState::Waiting && t.waitingFor == 0)
        ready(t);
    }
    for (const std::string& id : m_order) // only now, so that none becomes ready twice
      if (Task& t = m_tasks.at(id); t.status.state == NodeState::Done || t.status.state == NodeState::Failed)
        settled(t);
    while (true) {
      while (!m_ready.empty() && !threads.full() && !m_context.cancelled())
        dispatch(*takeReady(), threads);
      if (threads.busy() == 0)
        break;
      for (Finished& f : threads.wait())
        complete(*f.task, std::move(f.result));
      watch();
    }
    for (const std::string& id : m_order)
      if (Task& t = m_tasks.at(id); t.status.state == NodeState::Waiting) {
        t.status.state = NodeState::Cancelled; // nothing else leaves a node waiting
        tell(t);
      }
  }

  void ready(Task& t) { m_ready.push_back(&t); }
  /// The first in graph order, so that runs are alike.
  Task* takeReady() {
    const auto first = std::min_element(m_ready.begin(), m_ready.end(), [this](Task* a, Task* b) {
      return place(a) < place(b);
    });
    Task* t = *first;
    m_ready.erase(first);
    return t;
  }
  std::size_t place(const Task* t) {
    if (m_place.empty())
      for (std::size_t i = 0; i < m_order.size(); ++i)
        m_place.emplace(m_order[i], i);
    return m_place.at(t->id);
  }

  void dispatch(Task& t, NodeThreads& threads) {
    for (const auto& [port, wire] : t.plan->inputs) {
      const Task& source = m_tasks.at(wire.from);
      if (const auto value = source.values.find(wire.fromPort); value != source.values.end())
        t.inputs.emplace(port, value->second);
      else if (t.plan->node->enabled)
        return settle(t, NodeState::Skipped);
    }
    if (!t.plan->node->enabled)
      return passThrough(t);
    t.status.state = NodeState::Running;
    t.started = Clock::now();
    t.context = m_context.child();
    t.context->progress(0);
    m_running.push_back(&t);
    tell(t);
    threads.start(&t);
  }

  void passThrough(Task& t) {
    for (const auto& [out, in] : t.plan->passes)
      if (const auto value = t.inputs.find(in); value != t.inputs.end())
        t.values.emplace(out, value->second);
    settle(t, t.values.empty() ? NodeState::Skipped : NodeState::Done);
  }

  /// On a thread of its own.
  Result<NodeValues> runNode(Task& t) {
    EASEL_CHECK(t.context->checkpoint());
    const auto start = Clock::now();
    EASEL_TRY(NodeValues values, t.plan->operation->run(NodeRun{t.inputs, m_catalogs, m_services, *t.context}));
    for (const Port& out : t.plan->ports.outputs)
      if (!values.contains(out.name))
        return Error(ErrorCode::Internal, "The node gave nothing at its output '" + out.name + "'.",
                     "This is a defect of Easel: please report it.");
    EASEL_CHECK(t.context->checkpoint());
    if (m_cache && t.plan->cacheable())
      m_cache->keep(t.plan->fingerprint, values, secondsSince(start));
    return values;
  }

  void complete(Task& t, Result<NodeValues> result) {
    std::erase(m_running, &t);
    t.status.seconds = secondsSince(t.started);
    t.context.reset();
    t.status.stage.clear();
    if (result) {
      t.values = std::move(result).value();
      return settle(t, NodeState::Done);
    }
    t.status.error = placed(std::move(result).error(), t.id);
    settle(t, t.status.error->code == ErrorCode::Cancelled ? NodeState::Cancelled : NodeState::Failed);
  }

  void settle(Task& t, NodeState state) {
    t.status.state = state;
    if (state == NodeState::Done)
      t.status.progress = 1;
    t.inputs.clear();
    tell(t);
    for (Task* source : t.sources)
      if (--source->readers == 0 && !source->wanted)
        source->values.clear();
    settled(t);
  }

  void settled(Task& t) {
    ++m_settled;
    for (Task* d : t.dependents)
      if (--d->waitingFor == 0 && d->status.state == NodeState::Waiting)
        ready(*d);
  }

  void watch() {
    double done = static_cast<double>(m_settled);
    for (Task* t : m_running) {
      const double progress = t->context->progress();
      std::string stage = t->context->stage();
      done += progress;
      if (progress < t->status.progress + kProgressStep && stage == t->status.stage)
        continue;
      t->status.progress = progress;
      t->status.stage = std::move(stage);
      t->status.seconds = secondsSince(t->started);
      tell(*t);
    }
    if (m_total > 0)
      m_context.progress(done / static_cast<double>(m_total));
  }

  void tell(const Task& t) {
    if (m_observer)
      m_observer(t.id, t.status);
  }

  FlowRun finish() {
    FlowRun run;
    run.order = m_order;
    for (const std::string& id : m_order) {
      Task& t = m_tasks.at(id);
      if (t.wanted && t.status.state == NodeState::Done)
        run.values[id] = std::move(t.values);
      run.nodes[id] = std::move(t.status);
    }
    m_context.progress(1);
    return run;
  }

  const Catalogs& m_catalogs;
  FlowServices* m_services;
  ResultCache* m_cache;
  const ExecuteOptions& m_options;
  const NodeObserver& m_observer;
  Context m_context;
  std::vector<std::string> m_order;
  std::unordered_map<std::string, PlannedNode> m_plan;
  std::unordered_map<std::string, Task> m_tasks;
  std::unordered_map<std::string, std::size_t> m_place;
  std::vector<Task*> m_ready;
  std::vector<Task*> m_running;
  std::size_t m_total = 0;
  std::size_t m_settled = 0;
};

} // namespace

std::string_view nodeStateId(NodeState state) {
  switch (state) {
  case NodeState::Idle: return "idle";
  case NodeState::Waiting: return "waiting";
  case NodeState::Running: return "running";
  case NodeState::Done: return "done";
  case NodeState::Failed: return "failed";
  case NodeState::Cancelled: return "cancelled";
  case NodeState::Skipped: return "skipped";
  }
  return "";
}

std::optional<Error> FlowRun::error() const {
  for (const std::string& id : order)
    if (const auto it = nodes.find(id); it != nodes.end() && it->second.state == NodeState::Failed)
      return it->second.error;
  return std::nullopt;
}

Result<FlowRun> execute(const Graph& graph, const Catalog<NodeOperation>& nodes, const Catalogs& catalogs,
                        FlowServices* services, ResultCache* cache, const ExecuteOptions& options,
                        const NodeObserver& observer, const Context& context) {
  return fenced(EASEL_TR("The flow"), [&] {
    return Execution(catalogs, services, cache, options, observer, context).run(graph, nodes);
  });
}

} // namespace easel
