// The last calls of an endpoint, for whoever watches it: when, how it ended, how long it took, and a short text. What
// was sent does not appear, apart from what an error message says of it. Bounded. Thread rule: any thread.
#pragma once

#include "core/base/json.h"
#include "core/learn/bundle.h"

#include <deque>
#include <mutex>
#include <string>

namespace easel {

struct RecentRequest {
  std::int64_t time = 0; // microseconds since 1970
  int status = 0;
  double milliseconds = 0;
  std::size_t rows = 0;
  std::string text; // "churn = No (0.88)", or what was wrong
};

class RecentRequests {
 public:
  static constexpr std::size_t kMost = 200;
  void add(RecentRequest request);
  /// Newest first: {"time", "status", "milliseconds", "rows", "text"}.
  Json list() const;

 private:
  mutable std::mutex m_mutex;
  std::deque<RecentRequest> m_requests; // oldest first
};

/// The first row's prediction, with the probability of its class, and how many more there are.
std::string predictionText(const Signature& signature, const Predictions& predictions);

} // namespace easel
