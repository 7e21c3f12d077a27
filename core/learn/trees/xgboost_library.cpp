#include "core/learn/trees/xgboost_library.h"

#include "core/base/fence.h"

#include <dlfcn.h>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <system_error>
#include <thread>
#include <type_traits>

namespace easel::xgb {

namespace {
/// Iterations that an OpenMP thread waits awake before it sleeps. 300,000 is libgomp's own; measured on two cores,
/// 1,000 costs 3% in quiet and makes training with one foreign busy core 1.8 × slower instead of 2.4 × and far worse.
constexpr const char* kSpinCount = "1000";

/// Before main and so before any other thread: setenv must not race with getenv elsewhere.
const bool g_sleepSoon = [] {
  if (!std::getenv("OMP_WAIT_POLICY"))
    ::setenv("GOMP_SPINCOUNT", kSpinCount, 0);
  return true;
}();

struct Loaded {
  Library library;
  std::string problem;
};

Loaded loadLibrary() {
  Loaded loaded;
  void* handle = nullptr;
  for (const char* name : {"libxgboost.so.0", "libxgboost.so"})
    if ((handle = ::dlopen(name, RTLD_NOW | RTLD_LOCAL)))
      break;
  if (!handle) {
    const char* reason = ::dlerror();
    loaded.problem = reason ? reason : "not found";
    return loaded;
  }
  const auto bind = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(handle, name));
    if (!function)
      loaded.problem = std::string(name) + " is missing";
  };
  Library& l = loaded.library;
  bind(l.getLastError, "XGBGetLastError");
  bind(l.version, "XGBoostVersion");
  bind(l.proxyCreate, "XGProxyDMatrixCreate");
  bind(l.proxySetDense, "XGProxyDMatrixSetDataDense");
  bind(l.quantileCreate, "XGQuantileDMatrixCreateFromCallback");
  bind(l.matrixCreate, "XGDMatrixCreateFromDense");
  bind(l.setInfo, "XGDMatrixSetInfoFromInterface");
  bind(l.setFeatureInfo, "XGDMatrixSetStrFeatureInfo");
  bind(l.matrixFree, "XGDMatrixFree");
  bind(l.boosterCreate, "XGBoosterCreate");
  bind(l.boosterFree, "XGBoosterFree");
  bind(l.setParam, "XGBoosterSetParam");
  bind(l.updateOneIter, "XGBoosterUpdateOneIter");
  bind(l.evalOneIter, "XGBoosterEvalOneIter");
  bind(l.saveModel, "XGBoosterSaveModelToBuffer");
  return loaded;
}

/// The "array interface" by which the library is shown memory it does not own.
std::string arrayInterface(const float* values, std::size_t n, std::size_t columns) {
  std::string shape = std::to_string(n); // columns 0: a vector
  if (columns > 0)
    shape += ", " + std::to_string(columns);
  return R"({"data": [)" + std::to_string(reinterpret_cast<std::uintptr_t>(values)) + R"(, true], "shape": [)" +
         shape + R"(], "typestr": "<f4", "version": 3})";
}

Result<void> describeRows(const Library& library, void* matrix, const Rows& rows) {
  EASEL_CHECK(library.check(
      library.setInfo(matrix, "label", arrayInterface(rows.labels.data(), rows.n, 0).c_str()), "set the target"));
  if (!rows.weights.empty())
    EASEL_CHECK(library.check(
        library.setInfo(matrix, "weight", arrayInterface(rows.weights.data(), rows.n, 0).c_str()), "set the weights"));
  std::vector<const char*> types;
  bool any = false;
  for (const bool categorical : rows.categorical) {
    types.push_back(categorical ? "c" : "q");
    any = any || categorical;
  }
  if (any)
    EASEL_CHECK(library.check(library.setFeatureInfo(matrix, "feature_type", types.data(), types.size()),
                              "set the feature types"));
  return {};
}

/// Hands out the rows piece by piece, as often as the library begins anew.
struct Batches {
  const Library& library;
  const Rows& rows;
  const Context& context;
  std::size_t rowsAtOnce;
  void* proxy = nullptr;
  std::size_t at = 0;
  Result<void> outcome;
};

int nextBatch(void* iterator) {
  auto& batches = *static_cast<Batches*>(iterator);
  const Rows& all = batches.rows;
  if (batches.outcome)
    batches.outcome = batches.context.checkpoint();
  if (!batches.outcome || batches.at == all.n)
    return 0;
  Rows piece = all;
  piece.x += batches.at * all.p;
  piece.n = std::min(batches.rowsAtOnce, all.n - batches.at);
  piece.labels = all.labels.subspan(batches.at, piece.n);
  if (!all.weights.empty())
    piece.weights = all.weights.subspan(batches.at, piece.n);
  batches.at += piece.n;
  batches.outcome = batches.library.check(
      batches.library.proxySetDense(batches.proxy, arrayInterface(piece.x, piece.n, piece.p).c_str()),
      "read the features");
  if (batches.outcome)
    batches.outcome = describeRows(batches.library, batches.proxy, piece);
  return batches.outcome ? 1 : 0;
}

void beginAnew(void* iterator) { static_cast<Batches*>(iterator)->at = 0; }

/// One call of aside().
struct Work {
  std::mutex mutex;
  std::condition_variable ended;
  bool over = false;
  Result<void> result;
};

/// Threads whose caller was cancelled; the end of the program waits for them.
class LeftBehind {
 public:
  ~LeftBehind() {
    for (Left& left : m_left)
      left.thread.join();
  }
  void add(std::thread thread, std::shared_ptr<Work> work) {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_left, [](Left& left) {
      {
        const std::lock_guard one(left.work->mutex);
        if (!left.work->over)
          return false;
      }
      left.thread.join();
      return true;
    });
    m_left.push_back({std::move(thread), std::move(work)});
  }

 private:
  struct Left {
    std::thread thread;
    std::shared_ptr<Work> work;
  };
  std::mutex m_mutex;
  std::vector<Left> m_left;
};
} // namespace

Result<const Library*> Library::get() {
  static const Loaded loaded = loadLibrary();
  if (!loaded.problem.empty())
    return Error(ErrorCode::Unsupported, "Boosted trees need the library xgboost (" + loaded.problem + ").",
                 "Install the package libxgboost0.");
  return &loaded.library;
}

Result<void> Library::check(int code, std::string_view what) const {
  if (code == 0)
    return {};
  std::string reason = getLastError();
  // The first line says what; source places and stack frames around it are for its authors.
  if (const auto stack = reason.find("\nStack trace"); stack != std::string::npos)
    reason.resize(stack);
  if (const auto place = reason.find(": "); reason.starts_with("[") && place != std::string::npos)
    reason.erase(0, place + 2);
  const bool memory = reason.find("bad_alloc") != std::string::npos;
  return Error(memory ? ErrorCode::OutOfMemory : ErrorCode::Internal,
               "xgboost could not " + std::string(what) + ": " + reason + ".",
               memory ? "Use fewer rows or close other programs." : "");
}

Result<Matrix> quantileMatrix(const Library& library, const Rows& rows, int bins, const Context& context,
                              std::size_t valuesAtOnce) {
  void* proxy = nullptr;
  EASEL_CHECK(library.check(library.proxyCreate(&proxy), "prepare the rows"));
  const Matrix owner(proxy, {&library});
  Batches batches{library, rows, context, std::max<std::size_t>(1, valuesAtOnce / std::max<std::size_t>(1, rows.p)), proxy, 0, {}};
  const std::string config = R"({"missing": NaN, "nthread": )" + std::to_string(rows.threads) +
                             R"(, "max_bin": )" + std::to_string(bins) + "}";
  void* handle = nullptr;
  const int code = library.quantileCreate(&batches, proxy, nullptr, beginAnew, nextBatch, config.c_str(), &handle);
  Matrix matrix(handle, {&library});
  EASEL_CHECK(batches.outcome);
  EASEL_CHECK(library.check(code, "bin the features"));
  return matrix;
}

Result<Matrix> denseMatrix(const Library& library, const Rows& rows) {
  const std::string config = R"({"missing": NaN, "nthread": )" + std::to_string(rows.threads) + "}";
  void* handle = nullptr;
  EASEL_CHECK(library.check(
      library.matrixCreate(arrayInterface(rows.x, rows.n, rows.p).c_str(), config.c_str(), &handle),
      "read the features"));
  Matrix matrix(handle, {&library});
  EASEL_CHECK(describeRows(library, handle, rows));
  return matrix;
}

Result<void> aside(const Context& context, std::function<Result<void>()> work) {
  constexpr auto kLook = std::chrono::milliseconds(10);
  const auto state = std::make_shared<Work>();
  auto body = [state, work = std::move(work)]() mutable {
    Result<void> result = fenced("Growing trees", work);
    work = nullptr; // what it owned goes first
    const std::lock_guard lock(state->mutex);
    state->result = std::move(result);
    state->over = true;
    state->ended.notify_all();
  };
  std::thread thread;
  try {
    thread = std::thread(std::move(body));
  } catch (const std::system_error&) {
    return Error(ErrorCode::OutOfMemory, "The system has no thread to spare.", "Close other programs.");
  }
  {
    std::unique_lock lock(state->mutex);
    while (!state->ended.wait_for(lock, kLook, [&] { return state->over; }))
      if (context.cancelled())
        break;
    if (!state->over) {
      lock.unlock();
      static LeftBehind leftBehind; // only now: what the library has set up by its calls goes after it
      leftBehind.add(std::move(thread), state);
      return context.checkpoint();
    }
  }
  thread.join();
  return state->result;
}

} // namespace easel::xgb
