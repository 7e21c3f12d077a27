#include "core/learn/trees/xgboost_library.h"

#include <dlfcn.h>

#include <cstdint>
#include <cstdlib>
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

/// Hands out all rows as one batch.
struct Batch {
  const Library& library;
  const Rows& rows;
  void* proxy = nullptr;
  bool given = false;
  Error error;
  bool failed = false;
};

int nextBatch(void* iterator) {
  auto& batch = *static_cast<Batch*>(iterator);
  if (batch.given)
    return 0;
  batch.given = true;
  Result<void> done = batch.library.check(
      batch.library.proxySetDense(batch.proxy, arrayInterface(batch.rows.x, batch.rows.n, batch.rows.p).c_str()),
      "read the features");
  if (done)
    done = describeRows(batch.library, batch.proxy, batch.rows);
  if (!done) {
    batch.error = std::move(done).error();
    batch.failed = true;
    return 0;
  }
  return 1;
}

void resetBatch(void* iterator) { static_cast<Batch*>(iterator)->given = false; }
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

Result<Matrix> quantileMatrix(const Library& library, const Rows& rows, int bins) {
  void* proxy = nullptr;
  EASEL_CHECK(library.check(library.proxyCreate(&proxy), "prepare the rows"));
  const Matrix owner(proxy, {&library});
  Batch batch{library, rows, proxy, false, {}, false};
  const std::string config = R"({"missing": NaN, "nthread": )" + std::to_string(rows.threads) +
                             R"(, "max_bin": )" + std::to_string(bins) + "}";
  void* handle = nullptr;
  const int code = library.quantileCreate(&batch, proxy, nullptr, resetBatch, nextBatch, config.c_str(), &handle);
  Matrix matrix(handle, {&library});
  if (batch.failed)
    return batch.error;
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

} // namespace easel::xgb
