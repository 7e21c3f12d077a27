// libxgboost, loaded when the first model is grown: programs that only serve start without it, and its OpenMP threads
// can be told before they exist to sleep soon instead of spinning, so that a busy desktop does not slow training
// many times over (libgomp reads the setting only once, when it is loaded). Calls are checked; handles free themselves.
// Thread rule: a booster and its matrices belong to one thread at a time; different ones may be used in parallel.
#pragma once

#include "core/base/context.h"

#include <xgboost/c_api.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace easel::xgb {

/// The functions that are used, by the names of the C interface.
struct Library {
  decltype(&::XGBGetLastError) getLastError = nullptr;
  decltype(&::XGBoostVersion) version = nullptr;
  decltype(&::XGProxyDMatrixCreate) proxyCreate = nullptr;
  decltype(&::XGProxyDMatrixSetDataDense) proxySetDense = nullptr;
  decltype(&::XGQuantileDMatrixCreateFromCallback) quantileCreate = nullptr;
  decltype(&::XGDMatrixCreateFromDense) matrixCreate = nullptr;
  decltype(&::XGDMatrixSetInfoFromInterface) setInfo = nullptr;
  decltype(&::XGDMatrixSetStrFeatureInfo) setFeatureInfo = nullptr;
  decltype(&::XGDMatrixFree) matrixFree = nullptr;
  decltype(&::XGBoosterCreate) boosterCreate = nullptr;
  decltype(&::XGBoosterFree) boosterFree = nullptr;
  decltype(&::XGBoosterSetParam) setParam = nullptr;
  decltype(&::XGBoosterUpdateOneIter) updateOneIter = nullptr;
  decltype(&::XGBoosterEvalOneIter) evalOneIter = nullptr;
  decltype(&::XGBoosterSaveModelToBuffer) saveModel = nullptr;

  /// Error Unsupported with what to install when the library is not there.
  static Result<const Library*> get();
  Result<void> check(int code, std::string_view what) const;
};

/// Rows for training: features n×p row-major with NaN for missing, labels and optional weights, one a row.
struct Rows {
  const float* x = nullptr;
  std::size_t n = 0;
  std::size_t p = 0;
  std::span<const float> labels;
  std::span<const float> weights;
  std::span<const bool> categorical; // one a column
  int threads = 1;
};

struct MatrixDeleter {
  const Library* library;
  void operator()(void* handle) const { library->matrixFree(handle); }
};
struct BoosterDeleter {
  const Library* library;
  void operator()(void* handle) const { library->boosterFree(handle); }
};
using Matrix = std::unique_ptr<void, MatrixDeleter>;
using Booster = std::unique_ptr<void, BoosterDeleter>;

/// Binned once, in the memory of one byte or two a value: for the rows that train. The library takes them piece by
/// piece, between which cancel is seen; the size of the pieces does not change the bins.
constexpr std::size_t kValuesAtOnce = 1'000'000;
Result<Matrix> quantileMatrix(const Library& library, const Rows& rows, int bins, const Context& context,
                              std::size_t valuesAtOnce = kValuesAtOnce);
/// Plain values: for the rows that validate.
Result<Matrix> denseMatrix(const Library& library, const Rows& rows);

/// Does work on a thread of its own whose calls cannot be interrupted, and waits for it, or for cancel: then the answer
/// is Cancelled at once, while the call that is running ends without anybody waiting (but the end of the program). So
/// the work owns all that it uses, and looks at the context between its calls.
Result<void> aside(const Context& context, std::function<Result<void>()> work);

} // namespace easel::xgb
