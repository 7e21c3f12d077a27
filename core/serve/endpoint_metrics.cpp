#include "core/serve/endpoint_metrics.h"

#include "core/base/text.h"
#include "core/base/version.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

namespace easel {

namespace {

class Page {
 public:
  void family(const char* name, const char* type, const char* help) {
    m_text += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
  }
  void sample(const std::string& name, const std::string& labels, double value) {
    m_text += name;
    if (!labels.empty())
      m_text += "{" + labels + "}";
    m_text += " " + formatNumber(value) + "\n";
  }
  void single(const char* name, const char* type, const char* help, double value) {
    family(name, type, help);
    sample(name, {}, value);
  }
  std::string take() && { return std::move(m_text); }

 private:
  std::string m_text;
};

double openDescriptors() {
  std::error_code ec;
  double n = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", ec), end; !ec && it != end; it.increment(ec))
    ++n;
  return n;
}

/// Seconds since 1970 at which this process started (proc(5): field 22 of stat, in clock ticks since boot).
double processStart() {
  std::ifstream stat("/proc/self/stat");
  std::string line;
  std::getline(stat, line);
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string field;
  for (int i = 3; i <= 22; ++i)
    fields >> field;
  double boot = 0;
  std::ifstream system("/proc/stat");
  while (std::getline(system, line))
    if (line.rfind("btime ", 0) == 0)
      boot = parseDouble(line.substr(6)).value_or(0);
  return boot + parseDouble(field).value_or(0) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

void processFamilies(Page& page) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  page.single("process_cpu_seconds_total", "counter", "Processor time used.",
              seconds(usage.ru_utime) + seconds(usage.ru_stime));
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  const auto pageSize = static_cast<double>(::sysconf(_SC_PAGESIZE));
  page.single("process_resident_memory_bytes", "gauge", "Memory in use.", resident * pageSize);
  page.single("process_virtual_memory_bytes", "gauge", "Address space in use.", total * pageSize);
  page.single("process_open_fds", "gauge", "Open files and sockets.", openDescriptors());
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  page.single("process_max_fds", "gauge", "Most files and sockets that may be open.",
              static_cast<double>(limit.rlim_cur));
  page.single("process_start_time_seconds", "gauge", "Start of the process, in seconds since 1970.",
              processStart());
}

} // namespace

std::string prometheusLabel(std::string_view value) {
  std::string s;
  for (const char c : value) {
    if (c == '\\' || c == '"')
      s.push_back('\\');
    if (c == '\n')
      s += "\\n";
    else
      s.push_back(c);
  }
  return s;
}

EndpointMetrics::EndpointMetrics(std::string model, std::string version)
    : m_model(prometheusLabel(model)), m_version(prometheusLabel(version)) {}

void EndpointMetrics::invocation(const std::string& protocol, int status, std::size_t rows, double seconds) {
  m_rows.fetch_add(rows, std::memory_order_relaxed);
  const auto bucket =
      static_cast<std::size_t>(std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin());
  m_buckets[bucket].fetch_add(1, std::memory_order_relaxed);
  m_sum.fetch_add(seconds, std::memory_order_relaxed);
  const std::lock_guard lock(m_mutex);
  ++m_requests[{protocol, status}];
}

double EndpointMetrics::quantile(double share) const {
  std::array<double, 14> counts{};
  double all = 0;
  for (std::size_t i = 0; i < counts.size(); ++i)
    all += counts[i] = static_cast<double>(m_buckets[i].load());
  double before = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0 && before + counts[i] >= share * all) {
      if (i == kBounds.size())
        return kBounds.back(); // longer than that; how much is not known
      const double from = i == 0 ? 0 : kBounds[i - 1];
      return from + (kBounds[i] - from) * (share * all - before) / counts[i];
    }
    before += counts[i];
  }
  return 0;
}

std::string EndpointMetrics::text(const HttpCounters& transport) const {
  Page page;
  const std::string labels = "model=\"" + m_model + "\",version=\"" + m_version + "\"";
  page.family("easel_inference_requests_total", "counter", "Calls of /invocations.");
  {
    const std::lock_guard lock(m_mutex);
    for (const auto& [key, count] : m_requests)
      page.sample("easel_inference_requests_total",
                  labels + ",protocol=\"" + key.first + "\",code=\"" + std::to_string(key.second) + "\"",
                  static_cast<double>(count));
  }
  page.family("easel_inference_rows_total", "counter", "Rows that were predicted.");
  page.sample("easel_inference_rows_total", labels, static_cast<double>(m_rows.load()));
  page.family("easel_inference_duration_seconds", "histogram", "Time from a complete request to its answer.");
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < m_buckets.size(); ++i) {
    cumulative += m_buckets[i].load();
    page.sample("easel_inference_duration_seconds_bucket",
                "le=\"" + (i < kBounds.size() ? formatNumber(kBounds[i]) : std::string("+Inf")) + "\"",
                static_cast<double>(cumulative));
  }
  page.sample("easel_inference_duration_seconds_sum", {}, m_sum.load());
  page.sample("easel_inference_duration_seconds_count", {}, static_cast<double>(cumulative));
  page.family("easel_inference_latency_seconds", "gauge", "Quantiles of the duration, estimated from the histogram.");
  for (const double share : {0.5, 0.95, 0.99})
    page.sample("easel_inference_latency_seconds", "quantile=\"" + formatNumber(share) + "\"", quantile(share));
  page.single("easel_inference_in_flight", "gauge", "Requests being answered.",
              static_cast<double>(transport.inFlight));
  page.single("easel_inference_queue_depth", "gauge", "Large requests being answered or waiting.",
              static_cast<double>(transport.queued));
  page.family("easel_inference_rejected_total", "counter", "Requests and connections that were turned away.");
  const auto rejected = [&](const char* reason, std::uint64_t n) {
    page.sample("easel_inference_rejected_total", std::string("reason=\"") + reason + "\"",
                static_cast<double>(n));
  };
  rejected("connections", transport.refusedConnections);
  rejected("queue", transport.refusedQueue);
  rejected("body", transport.refusedBody);
  rejected("header", transport.refusedHeader);
  page.family("easel_model_ready", "gauge", "1 when the model answers.");
  page.sample("easel_model_ready", labels, 1);
  page.single("easel_model_load_seconds", "gauge", "Time to load the model.", m_loadSeconds.load());
  page.single("easel_http_connections", "gauge", "Open connections.",
              static_cast<double>(transport.connections));
  page.family("easel_build_info", "gauge", "Version of the program.");
  page.sample("easel_build_info", "version=\"" + prometheusLabel(kVersion) + "\"", 1);
  processFamilies(page);
  return std::move(page).take();
}

} // namespace easel
