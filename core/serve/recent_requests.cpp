#include "core/serve/recent_requests.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/learn/metric.h"

#include <cmath>

namespace easel {

namespace {

constexpr std::size_t kLongest = 200; // bytes of a text

/// At most kLongest bytes, not cut inside a character.
std::string shortened(std::string text) {
  if (text.size() <= kLongest)
    return text;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(0, end) + "…";
}

} // namespace

void RecentRequests::add(RecentRequest request) {
  request.text = shortened(std::move(request.text));
  const std::lock_guard lock(m_mutex);
  m_requests.push_back(std::move(request));
  if (m_requests.size() > kMost)
    m_requests.pop_front();
}

Json RecentRequests::list() const {
  Json list = Json::array();
  const std::lock_guard lock(m_mutex);
  for (auto r = m_requests.rbegin(); r != m_requests.rend(); ++r)
    list.push_back({{"time", formatTimestamp(r->time)},
                    {"status", r->status},
                    {"milliseconds", std::round(r->milliseconds * 1000) / 1000},
                    {"rows", r->rows},
                    {"text", r->text}});
  return list;
}

std::string predictionText(const Signature& signature, const Predictions& predictions) {
  if (predictions.rows() == 0)
    return EASEL_TR("no rows");
  std::string text = signature.target + " = ";
  if (signature.task == Task::Regression) {
    text += formatNumber(predictions(0, 0), 6);
  } else {
    const std::size_t c = predictedClass({predictions.row(0).data(), static_cast<std::size_t>(predictions.cols())});
    text += signature.classes[c] + " (" + formatNumber(predictions(0, static_cast<Eigen::Index>(c)), 2) + ")";
  }
  if (predictions.rows() > 1)
    text += ", and " + std::to_string(predictions.rows() - 1) + (predictions.rows() == 2 ? " more row" : " more rows");
  return text;
}

} // namespace easel
