#include "core/learn/catalogs.h"

namespace easel {

Catalogs builtinCatalogs() { return {builtinSteps(), builtinAlgorithms(), builtinMetrics()}; }

} // namespace easel
