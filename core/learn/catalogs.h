// The catalogues that learning needs, passed as one value. A test can pass small ones.
#pragma once

#include "core/learn/estimator.h"
#include "core/learn/metric.h"
#include "core/prepare/step.h"

namespace easel {

struct Catalogs {
  Catalog<Step> steps;
  Catalog<Estimator> algorithms;
  Catalog<Metric> metrics;
};

/// builtinSteps(), builtinAlgorithms(), builtinMetrics().
Catalogs builtinCatalogs();

} // namespace easel
